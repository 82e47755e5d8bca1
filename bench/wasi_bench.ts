/**
 * What calls of a guest cost: here, through the bridge, and with other hosts of
 * WASI. `deno run -A bench/wasi_bench.ts`
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
    const wasi = new Shim(args, [], [
      new OpenFile(new File([])),
      ConsoleStdout.lineBuffered(() => {}),
      ConsoleStdout.lineBuffered(() => {}),
      new PreopenDirectory("/", new Map()),
    ]);
    const imports = { wasi_snapshot_preview1: wasi.wasiImport };
    assertEquals(
      // deno-lint-ignore no-explicit-any
      wasi.start(new WebAssembly.Instance(module, imports) as any),
      0,
    );
  },
};

for (const what of ["seek", "clock", "stat", "open", "read", "write"]) {
  const count = what === "open" ? 20_000 : 100_000;
  await compare(
    `${count} × ${what}: ms, which is µs for each 1,000`,
    5,
    Object.fromEntries(
      Object.entries(hosts).map(([name, host]) => [
        name,
        () => host(["calls", what, `${count}`]),
      ]),
    ),
  );
}

const piece = new Uint8Array(32768);
const target = new Uint8Array(65536);
await compare("100,000 copies of 32 KiB", 5, {
  "Uint8Array.set": () => {
    for (let i = 0; i < 100_000; i++) target.set(piece, i & 255);
  },
  fd_read: () => here(["calls", "read", "100000"]),
  fd_write: () => here(["calls", "write", "100000"]),
});
await Deno.remove(root, { recursive: true });
