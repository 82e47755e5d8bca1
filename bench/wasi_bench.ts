// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What calls of a guest cost: here, through the bridge, and with other WASI hosts.
 * `deno run -A bench/wasi_bench.ts`
 *
 * @module
 */
import {
  ConsoleStdout,
  File,
  OpenFile,
  PreopenDirectory,
  WASI as Shim,
} from "browser_wasi_shim";
import { assertEquals } from "@std/assert";
import { WASI as NodeWasi } from "node:wasi";
import { useAll, WASI as Uwasi } from "uwasi";
import { MemoryFs, Runtime } from "../mod.ts";
import { Wasi } from "../src/wasi/mod.ts";
import { compileGuest } from "../tests/support/c_guest.ts";
import { compare } from "./compare.ts";

const bytes = await compileGuest("calls.c");
const module = new WebAssembly.Module(bytes);
await using runtime = await Runtime.create({ module: { bytes } });
const root = await Deno.makeTempDir({ dir: "/dev/shm" });

// deno-lint-ignore no-explicit-any
type Host = (args: string[]) => any;

function here(args: string[]): void {
  const wasi = new Wasi({ fs: new MemoryFs(), args });
  const instance = new WebAssembly.Instance(module, wasi.imports);
  assertEquals(wasi.start(instance), 0);
}

async function bridge([, ...args]: string[]): Promise<void> {
  const { exitCode } = await runtime.run(new MemoryFs(), args);
  assertEquals(exitCode, 0);
}

const hosts: Record<string, Host> = {
  "this, in the same thread": here,
  "this, through the bridge": bridge,
  "node:wasi, on tmpfs": (args) => {
    const wasi = new NodeWasi({
      version: "preview1",
      args,
      preopens: { "/": root },
    });
    const imports = { wasi_snapshot_preview1: wasi.wasiImport };
    assertEquals(wasi.start(new WebAssembly.Instance(module, imports)), 0);
  },
  "browser_wasi_shim": (args) => {
    const files = [
      new OpenFile(new File([])),
      ConsoleStdout.lineBuffered(() => {}),
      ConsoleStdout.lineBuffered(() => {}),
      new PreopenDirectory("/", new Map()),
    ];
    const wasi = new Shim(args, [], files, { debug: false });
    const imports = { wasi_snapshot_preview1: wasi.wasiImport };
    assertEquals(
      // deno-lint-ignore no-explicit-any
      wasi.start(new WebAssembly.Instance(module, imports) as any),
      0,
    );
  },
};

/** It has no files. */
const hostsWithoutFiles: Record<string, Host> = {
  "uwasi": (args) => {
    const wasi = new Uwasi({ args, features: [useAll()] });
    const instance = new WebAssembly.Instance(module, {
      wasi_snapshot_preview1: wasi.wasiImport,
    });
    assertEquals(wasi.start(instance), 0);
  },
};

const counts = {
  ...{ clock: 100_000, random: 100_000, seek: 100_000, stat: 100_000 },
  ...{ open: 20_000, read: 100_000, write: 100_000 },
};
for (const [what, count] of Object.entries(counts)) {
  const needsFile = what !== "clock" && what !== "random";
  const all = needsFile ? hosts : { ...hosts, ...hostsWithoutFiles };
  await compare(
    `1,000 × ${what}`,
    5,
    Object.fromEntries(
      Object.entries(all).map(([name, host]) => [
        name,
        () => host(["calls", what, `${count}`]),
      ]),
    ),
    count / 1000,
  );
}

const inGuest = new Uint8Array(
  new WebAssembly.Memory({ initial: 1 }).buffer,
  1024,
  32768,
);
const inHost = new Uint8Array(32768);
const times = (work: () => void) => () => {
  for (let i = 0; i < 100_000; i++) work();
};
await compare("1,000 × reading 32 KiB", 9, {
  "Uint8Array.set": times(() => inGuest.set(inHost)),
  fd_pread: () => here(["calls", "read", "100000"]),
}, 100);
await compare("1,000 × writing 32 KiB", 9, {
  "Uint8Array.set": times(() => inHost.set(inGuest)),
  fd_pwrite: () => here(["calls", "write", "100000"]),
}, 100);
await Deno.remove(root, { recursive: true });
