// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Questions such as `-version`, which the command answers in its own thread. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { dirname } from "@std/path/posix";
import { isQuestion } from "../../src/cli/is_question.ts";
import { parseCall } from "../../src/cli/parse_call.ts";
import { ffmpegCommand } from "../../src/cli/pass_command.ts";
import {
  cliCommand,
  type CliOptions,
  type CliOutput,
  inFolder,
  runCli,
} from "../support/cli.ts";
import { sha256 } from "../../src/util/sha256.ts";
import { wat } from "../support/wat.ts";

/** A guest that has 65,536 bytes of memory, two of WASI's functions, and `body`. */
const guest = (body: string) =>
  wat(`(module
    (import "wasi_snapshot_preview1" "fd_write"
      (func $write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_read"
      (func $read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "args_get"
      (func $args (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "\\20\\00\\00\\00\\06\\00\\00\\00")
    (data (i32.const 32) "hello\\n")
    (func $say (param $fd i32) (result i32)
      (call $write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8)))
    (func (export "_start") ${body}))`);

/** Says hello on both streams, then its second argument, and exits with 3. */
const polite = guest(`
  (drop (call $say (i32.const 1)))
  (drop (call $say (i32.const 2)))
  (drop (call $args (i32.const 256) (i32.const 512)))
  (i32.store (i32.const 0) (i32.load (i32.const 260)))
  (drop (call $say (i32.const 1)))
  (call $exit (i32.const 3))`);

/** Says what it reads, and exits with how much that is. */
const curious = guest(`
  (i32.store (i32.const 4) (i32.const 100))
  (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
  (i32.store (i32.const 4) (i32.load (i32.const 8)))
  (drop (call $say (i32.const 1)))
  (call $exit (i32.load (i32.const 4)))`);

/** Says hello until that fails, and exits with the error. */
const chatty = guest(`
  (local $error i32)
  (loop $again
    (local.set $error (call $say (i32.const 1)))
    (br_if $again (i32.eqz (local.get $error))))
  (call $exit (local.get $error))`);

const endless = guest(`
  (drop (call $say (i32.const 1)))
  (loop $again (br $again))`);

const trapping = guest(`(drop (call $say (i32.const 1))) unreachable`);

/** Starts threads, which needs more than one thread. */
const threaded = wat(`(module
  (import "wasi" "thread-spawn" (func (param i32) (result i32)))
  (import "env" "memory" (memory 1 1 shared))
  (func (export "wasi_thread_start") (param i32 i32))
  (func (export "_start")))`);

/** Exits with `code`; by its name, it has threads that take turns. */
const green = (code: number) =>
  wat(`(module
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "afmpeg_threads")
    (func (export "_start") (call $exit (i32.const ${code}))))`);

/** Asks a guest in this thread, then one of its own, which an option wants. */
async function askTwice(
  module: Uint8Array,
  args: readonly string[],
  options: CliOptions & { input?: string } = {},
): Promise<CliOutput[]> {
  return await inFolder({ "guest.wasm": module }, async (folder) => {
    const ask = (...own: string[]) =>
      runCli(["ffmpeg", "--engine=guest.wasm", ...own, ...args], {
        cwd: folder,
        ...options,
      });
    return [await ask(), await ask("--timeout=1h")];
  });
}

Deno.test("a question is what asks a program about itself, and nothing else", () => {
  const isOne = (line: string) =>
    isQuestion(parseCall(ffmpegCommand, line.split(" ")));
  const questions = [
    "-version",
    "--help",
    "-h full",
    "-h encoder=libx264",
    "-hide_banner -v error -encoders",
    "--engine gpl -version",
  ];
  assertEquals(questions.filter((line) => !isOne(line)), []);
  const others = [
    "-i in.mp4",
    "in.mp4",
    "-version -report",
    "-h full -i in.mp4",
    "-i -version",
    "-hide_banner",
    "-v -version",
    "--timeout 1s -version",
    "--max-memory-bytes 1GiB -version",
    "--mount / -version",
    "--trace -version",
    "--dry-run -version",
  ];
  assertEquals(others.filter(isOne), []);
});

Deno.test("a question has the same answer in this thread and in its own", async () => {
  const [here, there] = await askTwice(polite, ["-version"]);
  assertEquals(here, {
    code: 3,
    stdout: "hello\n-versi",
    stderr: "hello\n",
  });
  assertEquals(there, here);
});

Deno.test("a question may read standard input", async () => {
  const [here, there] = await askTwice(curious, ["-version"], {
    input: "why?",
  });
  assertEquals(here, { code: 4, stdout: "why?", stderr: "" });
  assertEquals(there, here);
});

Deno.test("a trap is reported wherever the question is asked", async () => {
  const [here, there] = await askTwice(trapping, ["-version"]);
  assertEquals([here!.code, here!.stdout], [125, "hello\n"]);
  assertStringIncludes(here!.stderr, "unreachable");
  assertEquals(there, here);
});

Deno.test("what cannot run in this thread gets its own, or is refused there", async () => {
  const [here, there] = await askTwice(threaded, ["-version"]);
  assertEquals(here, { code: 0, stdout: "", stderr: "" });
  assertEquals(there, here);
  const [damaged, same] = await askTwice(polite.subarray(0, 50), ["-version"]);
  assertStringIncludes(damaged!.stderr, "Cannot compile the module");
  assertEquals(same, damaged);
});

Deno.test("a question is answered by an engine that comes through a pipe", async () => {
  await inFolder({ "guest.wasm": polite }, async (folder) => {
    await new Deno.Command("mkfifo", { args: ["pipe"], cwd: folder }).output();
    const [{ code }] = await Promise.all([
      runCli(["ffmpeg", "--engine=pipe", "-version"], { cwd: folder }),
      new Deno.Command("bash", {
        args: ["-c", "cat guest.wasm > pipe"],
        cwd: folder,
      })
        .output(),
    ]);
    assertEquals(code, 3);
  });
});

Deno.test("a question is answered by the engine that would run, or one that differs only in its threads", async () => {
  const place = async (folder: string, files: Record<string, Uint8Array>) => {
    for (const [i, [name, content]] of Object.entries(files).entries()) {
      const path = `${folder}/afmpeg/${name}`;
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeFile(path, content);
      await Deno.utime(path, i, i);
    }
    const env = { AFMPEG_ENGINE: "", XDG_CACHE_HOME: folder };
    return (await runCli(["ffmpeg", "-version"], { env })).code;
  };
  const fetched = async (module: Uint8Array<ArrayBuffer>) =>
    `modules/${await sha256(module)}.wasm`;
  const [older, other] = [green(4), green(5)];
  // Nobody knows whether these differ in more; the later one is used.
  const usual = navigator.hardwareConcurrency > 1 ? 0 : 4;
  const answered = await inFolder({}, async (folder) =>
    place(folder, {
      [await fetched(older)]: older,
      [await fetched(threaded)]: threaded,
    }));
  assertEquals(answered, usual);
  const about = (variant: string, { length: bytes }: Uint8Array) =>
    new TextEncoder().encode(
      JSON.stringify({ variant, version: "9.0", bytes }),
    );
  const built = await inFolder({}, (folder) =>
    place(folder, {
      "engine/a/module.json": about("gpl", older),
      "engine/a/ffmpeg.wasm": older,
      "engine/b/module.json": about("lgpl", other),
      "engine/b/ffmpeg.wasm": other,
      "engine/threaded/a/module.json": about("gpl", threaded),
      "engine/threaded/a/ffmpeg.wasm": threaded,
    }));
  assertEquals(built, 4);
});

Deno.test("an answer that nobody reads ends with EPIPE", async () => {
  await inFolder({ "guest.wasm": chatty }, async (folder) => {
    const command = cliCommand(["ffmpeg", "--engine=guest.wasm"]).join(" ");
    const { stdout } = await new Deno.Command("bash", {
      args: [
        "-c",
        `${command} -version | head -c 100; echo \${PIPESTATUS[0]}`,
      ],
      cwd: folder,
    }).output();
    const [code] = new TextDecoder().decode(stdout).split("\n").slice(-2);
    assertEquals(code!.slice(-2), "64");
  });
});

Deno.test("Ctrl-C ends a question that has no end, as it does natively", async () => {
  await inFolder({ "guest.wasm": endless }, async (folder) => {
    const [program, ...args] = cliCommand(
      ["ffmpeg", "--engine=guest.wasm", "-version"],
    );
    const child = new Deno.Command(program!, {
      args,
      cwd: folder,
      stdout: "piped",
    }).spawn();
    for await (const _ of child.stdout) child.kill("SIGINT");
    assertEquals((await child.status).signal, "SIGINT");
  });
});

/** Says so when something looks at Node's `process`, which loads much of Node in Deno. */
const watching = new TextEncoder().encode(`
const { get } = Object.getOwnPropertyDescriptor(globalThis, "process");
Object.defineProperty(globalThis, "process", {
  configurable: true,
  get() {
    console.error(new Error("process").stack);
    return get.call(globalThis);
  },
});`);

Deno.test("a question about the usual engine loads nothing of Node", async () => {
  const engine = green(4);
  const files = {
    "watching.js": watching,
    [`afmpeg/modules/${await sha256(engine)}.wasm`]: engine,
  };
  await inFolder(files, async (folder) => {
    const [program, command, ...args] = cliCommand(["ffmpeg", "-version"]);
    const { code, stderr } = await new Deno.Command(program!, {
      args: [command!, `--preload=${folder}/watching.js`, ...args],
      env: { AFMPEG_ENGINE: "", XDG_CACHE_HOME: folder, NO_COLOR: "1" },
    }).output();
    assertEquals(new TextDecoder().decode(stderr), "");
    assertEquals(code, 4);
  });
});
