// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * A jail on the host holds whatever others do meanwhile: with every set of
 * permissions, for callers and guests, against other processes and other
 * guests. Each test requires a minimum of attempts and swaps.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertGreater,
  assertRejects,
} from "@std/assert";
import { fromFileUrl } from "@std/path/posix";
import { Runtime, TimeoutError } from "../../mod.ts";
import { BasePathFs, DenoFs, type Fs, MemoryFs } from "../../vfs/mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { type AttackReport, sum } from "./report.ts";
import { Scene } from "./scene.ts";
import { Swapper } from "./swapper.ts";
import { prepare } from "../support/prepare.ts";

const swapPath = fromFileUrl(new URL("swapping_guest.ts", import.meta.url));
let attackGuest!: Uint8Array<ArrayBuffer>;
let swapGuest!: Uint8Array<ArrayBuffer>;
prepare(async () => {
  attackGuest = await compileGuest("jail_attack.c");
  swapGuest = await compileGuest("jail_swap_guest.c");
});

/** No attack takes this long, even on a busy machine. */
const DEADLINE = 40_000;

/**
 * Runs a script in this folder with the permissions of a mode; returns what it
 * prints.
 */
async function attack(
  script: string,
  permissions: string[],
  args: string[],
  input: Uint8Array<ArrayBuffer> = new Uint8Array(),
): Promise<string> {
  const path = fromFileUrl(new URL(script, import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", ...permissions, path, ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(DEADLINE),
  }).spawn();
  const [{ code, signal, stdout, stderr }] = await Promise.all([
    child.output(),
    new Blob([input]).stream().pipeTo(child.stdin),
  ]);
  const decoder = new TextDecoder();
  assertEquals([code, signal], [0, null], decoder.decode(stderr));
  return decoder.decode(stdout);
}

/** Permissions of a mode. */
const modes: Record<string, (root: string) => string[]> = {
  "-A": () => ["-A"],
  "bare": () => ["--allow-read", "--allow-write"],
  "of the root": (root) => [`--allow-read=${root}`, `--allow-write=${root}`],
};

interface Attack {
  readonly mode: string;
  readonly access: string;
  /** The names that are swapped, and those that are used. */
  readonly names: string;
  /** How long the swapper pauses between bursts, in milliseconds. */
  readonly pause?: number;
  readonly rounds: number;
  readonly seconds: number;
  /** How many times each operation must be tried. */
  readonly least: number;
}

const attacks: Attack[] = [
  {
    ...{ mode: "-A", access: "handles", names: "dnpfghr" },
    ...{ rounds: 20, seconds: 20, least: 12 },
  },
  ...["bare", "of the root"].flatMap((mode) => [
    {
      ...{ mode, access: "paths", names: "fghr" },
      ...{ rounds: 28, seconds: 6, least: 8 },
    },
    // Nothing is done below the root while directories keep changing.
    {
      ...{ mode, access: "paths", names: "dnp", pause: 1050 },
      ...{ rounds: 200, seconds: 3, least: 8 },
    },
  ]),
];

for (const { mode, access, names, pause, rounds, seconds, least } of attacks) {
  Deno.test(`DenoFs holds while "${names}" are swapped, with permissions ${mode}`, async () => {
    await using scene = await Scene.make();
    const swapper = await Swapper.start(scene.root, names, pause);
    const report: AttackReport = JSON.parse(
      await attack("attacked.ts", modes[mode]!(scene.root), [
        ...[scene.root, String(rounds), String(seconds), names],
      ]),
    );
    assertGreater(await swapper.stop(), pause ? 999 : 2000);
    assertEquals(report.leaks, []);
    assertEquals(await scene.changes(), []);
    assertEquals(report.access, access);
    for (const [operation, tries] of Object.entries(report.tries)) {
      assertGreater(tries, least, operation);
    }
    // Some find what belongs there, and some do not.
    assertGreater(report.done.read ?? 0, 0);
    assertGreater(sum(report.errors), 0);
  });
}

Deno.test("DenoFs does everything below the root with soleWriter", async () => {
  await using scene = await Scene.make();
  const { access, done, leaks }: AttackReport = JSON.parse(
    await attack("attacked.ts", modes.bare!(scene.root), [
      ...[scene.root, "4", "20", "dnpfghr", "soleWriter"],
    ]),
  );
  assertEquals([access, leaks], ["paths", []]);
  for (const operation of ["mkdir", "create", "rename", "remove", "symlink"]) {
    assertGreater(done[operation] ?? 0, 4, operation);
  }
  assertEquals(await scene.changes(), []);
});

/** Checks what the attacking guest reported: no leaks, and enough attempts. */
function assertHeld(output: string, least: number): void {
  const [, tries, done] = /^tries (\d+) done (\d+)\n$/.exec(output) ?? [];
  assert(tries !== undefined, output);
  assertGreater(Number(tries), least);
  assertGreater(Number(done), 100);
}

for (const [mode, rounds] of [["-A", 24], ["bare", 200]] as const) {
  Deno.test(`a guest stays in its jail while a process swaps what is in it, with permissions ${mode}`, async () => {
    await using scene = await Scene.make();
    // If directories must stay unchanged, names in the root itself are enough
    // to swap.
    const names = mode === "-A" ? "dnpfgh" : "dnp";
    const pause = mode === "-A" ? 0 : 1050;
    const swapper = await Swapper.start(scene.root, names, pause);
    const permissions = modes[mode]!(scene.root);
    const args = [scene.root, String(rounds), "3"];
    const output = await attack(
      "attacked_guest.ts",
      permissions,
      args,
      attackGuest,
    );
    assertGreater(await swapper.stop(), 999);
    assertHeld(output, 100);
    assertEquals(await scene.changes(), []);
  });
}

/**
 * Makes another guest swap directories of `fs` during an attack; returns how
 * often it did.
 */
async function whileSwapped(
  fs: Fs,
  attacking: () => Promise<void>,
): Promise<number> {
  await using runtime = await Runtime.create({ module: { bytes: swapGuest } });
  const decoder = new TextDecoder();
  const started = Promise.withResolvers<void>();
  let output = "";
  const stdout = new WritableStream<Uint8Array>({
    write(chunk) {
      output += decoder.decode(chunk);
      started.resolve();
    },
  });
  const swapping = runtime.run(fs, [], { stdout });
  await Promise.race([started.promise, swapping]);
  try {
    await attacking();
  } finally {
    await (await fs.create("/stop")).close();
  }
  assertEquals((await swapping).exitCode, 0);
  const [, swaps] = /^ready\n(\d+)\n$/.exec(output) ?? [];
  return Number(swaps);
}

/** Attacks from within several file systems at the same time. */
async function attackFrom(all: readonly Fs[]): Promise<void> {
  const module = await WebAssembly.compile(attackGuest);
  await Promise.all(all.map(async (fs) => {
    await using runtime = await Runtime.create({ module });
    const { stdout } = await runtime.run(fs, ["4", "8"]);
    assertHeld(new TextDecoder().decode(stdout), 300);
  }));
}

Deno.test("guests stay in their jails while a guest of the same process swaps what is in them", async () => {
  await using scene = await Scene.make();
  const { root } = scene;
  const swaps = await whileSwapped(
    new DenoFs(root),
    () => attackFrom([new DenoFs(root), new DenoFs(`${root}/n`)]),
  );
  assertGreater(swaps, 60);
  assertEquals(await scene.changes(), []);
});

Deno.test("guests stay in their jails in memory while another guest swaps what is in them", async () => {
  const fs = new MemoryFs();
  for (const path of ["/outside", "/root/d", "/root/n/d", "/root/p/q"]) {
    fs.mkdirAll(path);
    const isOutside = path === "/outside";
    fs.writeFile(`${path}/x`, isOutside ? "SECRET".padEnd(777, ".") : "in");
    fs.writeFile(`${path}/${isOutside ? "OUTMARK" : "l"}`, "");
  }
  const outside = () => {
    const entries = fs.open("/outside").readdir();
    const withoutAtime = entries.map(({ atimeNs: _, ...info }) => info);
    return { entries: withoutAtime, text: fs.readTextFile("/outside/x") };
  };
  const before = outside();
  const swaps = await whileSwapped(
    new BasePathFs(fs, "/root"),
    () =>
      attackFrom([
        new BasePathFs(fs, "/root"),
        new BasePathFs(fs, "/root/n"),
        new BasePathFs(new BasePathFs(fs, "/root"), "n"),
      ]),
  );
  assertGreater(swaps, 60);
  assertEquals(outside(), before);
});

Deno.test("a run stops in time while a file is swapped for a pipe", async () => {
  await using scene = await Scene.make();
  await using runtime = await Runtime.create({
    module: { bytes: attackGuest },
  });
  const swapper = await Swapper.start(scene.root, "g");
  const args = ["1000000000", "1000000"];
  const fs = new DenoFs(scene.root);
  await assertRejects(
    () => runtime.run(fs, args, { timeout: 1000 }),
    TimeoutError,
  );
  const controller = new AbortController();
  const running = runtime.run(fs, args, {
    signal: controller.signal,
    // Only once the guest is running.
    onTrace: (line) => {
      if (line.includes("g")) controller.abort(new Error("enough"));
    },
  });
  await assertRejects(() => running, Error, "enough");
  assertGreater(await swapper.stop(), 1000);
  assertEquals(await scene.changes(), []);
});

Deno.test("a guest stays in its jail while a guest of another process swaps what is in it", async () => {
  await using scene = await Scene.make();
  const module = await Deno.makeTempFile();
  await using _ = { [Symbol.asyncDispose]: () => Deno.remove(module) };
  await Deno.writeFile(module, swapGuest);
  const swapper = await Swapper.spawn(Deno.execPath(), [
    ...["run", "-A", "--quiet", swapPath, scene.root, module],
  ]);
  const output = await attack(
    "attacked_guest.ts",
    ["-A"],
    [scene.root, "12", "8"],
    attackGuest,
  );
  assertGreater(await swapper.stop(), 200);
  assertHeld(output, 600);
  assertEquals(await scene.changes(), []);
});
