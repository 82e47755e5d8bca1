// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What every host must do, as programs of users: run by `hosts_test.ts` with the
 * package for npm, on Deno, Node and Bun. Only what all of them have is used.
 *
 * @module
 */
import { deepStrictEqual as equal, ok, rejects } from "node:assert/strict";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import {
  type AfmpegError,
  ChecksumError,
  ClosedError,
  type FsError,
  GuestTrapError,
  LimitError,
  MemoryFs,
  type ModuleError,
  type ModuleSource,
  Runtime,
  type RuntimeOptions,
  RuntimePool,
  TimeoutError,
} from "@afmpeg/afmpeg";
import { contactSheet, waveform } from "@afmpeg/afmpeg/media";
import { createQueue } from "@afmpeg/afmpeg/queue";
import { DelegatingFs, DenoFs, type Fs, OverlayFs } from "@afmpeg/afmpeg/vfs";
import { Wasi } from "@afmpeg/afmpeg/wasi";
import { turn } from "../support/turn.ts";

/** What the checks are given: files of the folder of the project. */
export interface Given {
  /** The path of an engine that this host can run. */
  readonly engine: string;
  /** The path of an engine whose threads take turns. */
  readonly green: string;
  /** The path of one whose threads run at the same time. */
  readonly real: string;
  /** The paths of modules that trap, by the kind of the trap. */
  readonly traps: Readonly<Record<string, string>>;
  /** `bare_threads.c`, whose threads run at the same time. */
  readonly parallel: string;
  /** A module that never returns. */
  readonly busy: string;
  /** A module that writes "hello" and a newline. */
  readonly hello: string;
}

/** A check, by what it shows. */
export type Check = (given: Given, runtime: Runtime) => Promise<void>;

const source = "-f lavfi -i testsrc2=duration=1:size=160x120:rate=10";

/** Splits a command line at its spaces. */
function words(line: string): string[] {
  return line.split(" ");
}

async function make(runtime: Runtime, line: string, fs: Fs = new MemoryFs()) {
  const result = await runtime.run(fs, words(line));
  equal(result.exitCode, 0, result.stderr);
  return fs as MemoryFs;
}

/** Answers only after the event loop has turned. */
class SlowFs extends DelegatingFs {
  override async openFile(...args: Parameters<DelegatingFs["openFile"]>) {
    await turn();
    return await super.openFile(...args);
  }
}

async function inFolder(use: (folder: string) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), "afmpeg-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function hex(bytes: Uint8Array<ArrayBuffer>) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Buffer.from(digest).toString("hex");
}

/** Module bytes, as the library reads them from a host. */
async function bytesOf(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(path));
}

/** Uses a runtime of a module, and closes it however that ends. */
async function over<T>(
  module: ModuleSource,
  use: (runtime: Runtime) => Promise<T>,
  options: Omit<RuntimeOptions, "module"> = {},
): Promise<T> {
  const runtime = await Runtime.create({ ...options, module });
  try {
    return await use(runtime);
  } finally {
    await runtime.close();
  }
}

async function runsHello(module: ModuleSource) {
  await over(module, async (runtime) => {
    const { stdout } = await runtime.run(new MemoryFs(), []);
    equal(new TextDecoder().decode(stdout), "hello\n");
  });
}

/** An engine encodes; the one that all other checks run has shown it. */
async function encodes(engine: string, shown: string): Promise<void> {
  if (engine === shown) return;
  await over(
    { file: engine },
    (runtime) => make(runtime, `${source} -c:v mpeg4 a.mp4`),
  );
}

async function trapOf(file: string): Promise<GuestTrapError> {
  return await over(
    { file },
    (runtime) =>
      runtime.run(new MemoryFs(), []).then(() => undefined, (error) => error),
  );
}

/** The checks, in the order in which they run. */
export const checks: Readonly<Record<string, Check>> = {
  "threads that run at the same time": async ({ parallel }) => {
    const module = { file: parallel };
    const options = { maxMemoryBytes: 64 * 2 ** 20, threads: 2 };
    await over(module, async (runtime) => {
      const printed = async (what: string) => {
        const result = await runtime.run(new MemoryFs(), [what]);
        return [result.exitCode, new TextDecoder().decode(result.stdout)];
      };
      equal(await printed("count"), [0, "16000\n240\n"]);
      equal(await printed("jumps"), [0, "500\n".repeat(8)]);
      // More Workers than are kept.
      equal(await printed("again"), [0, "79\n-6\n1\n"]);
      equal(await printed("files"), [0, "0\n".repeat(12)]);
      equal(await printed("exit"), [40, ""]);
      const job = runtime.spawn(new MemoryFs(), ["stay"], { stdout: "piped" });
      await job.stdout.getReader().read();
      job.abort(new Error("stop"));
      await rejects(job.status, /stop/);
      equal(await printed("return"), [0, ""]);
    }, options);
  },
  "sheets and waveforms in colours": async (_, runtime) => {
    const inputs = `${source} -f lavfi -i sine=d=1 -c:v mpeg4 in.mkv`;
    const fs = await make(runtime, inputs);
    const look = { format: "png", background: "#204060", width: 16 } as const;
    fs.writeFile("a.png", await contactSheet(runtime, fs, "in.mkv", look));
    for await (const { data } of runtime.frames(fs, "a.png", { count: 1 })) {
      equal([...data.subarray(0, 3)], [0x20, 0x40, 0x60]);
    }
    const colors = { color: "#ffffff", background: "#20406080" };
    const png = await waveform(runtime, fs, "in.mkv", colors);
    fs.writeFile("b.png", png);
    for await (const { data } of runtime.frames(fs, "b.png", { count: 1 })) {
      equal([...data.subarray(0, 3)], [0x20, 0x40, 0x60]);
    }
  },
  "a queue in the process": async ({ engine }) => {
    const pool = await RuntimePool.create({
      module: { file: engine },
      size: 1,
    });
    const media = new MemoryFs();
    const tone = "-f lavfi -i sine=d=1 a.wav";
    equal((await pool.run(media, words(tone))).exitCode, 0);
    const stores = { media };
    const queue = await createQueue({ inProcess: pool, stores });
    const job = await queue.add({
      version: 1,
      args: words("-i /a.wav /b.flac"),
      inputs: { "/a.wav": { store: "media", key: "a.wav" } },
      outputs: { "/b.flac": { store: "media", key: "b.flac" } },
    });
    const { outputs } = await job.result();
    equal(outputs["/b.flac"]!.bytes, media.stat("b.flac").size);
    await queue.close();
    await pool.close();
  },
  "transcoding and probing": async (_, runtime) => {
    const fs = await make(runtime, `${source} -c:v mpeg4 in.mp4`);
    fs.mkdir("ü");
    await make(runtime, "-i in.mp4 -vf scale=80:-2 -c:v mpeg4 ü/out.mkv", fs);
    const { durationSec, streams: [video] } = await runtime.probe(
      fs,
      "ü/out.mkv",
    );
    equal([durationSec, video?.type], [1, "video"]);
    equal(video?.type === "video" && [video.width, video.height], [80, 60]);
  },
  "streams in and out": async (_, runtime) => {
    const fs = await make(runtime, `${source} -c:v mpeg4 in.avi`);
    const input = fs.readFile("in.avi");
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < input.length; at += 1000) {
          controller.enqueue(input.subarray(at, at + 1000));
        }
        controller.close();
      },
    });
    const job = runtime.spawn(
      new MemoryFs(),
      words("-f avi -i pipe:0 -c copy -f nut pipe:1"),
      { stdin: pieces, stdout: "piped" },
    );
    const output = new Uint8Array(await new Response(job.stdout).arrayBuffer());
    equal((await job.status).exitCode, 0);
    equal(new TextDecoder().decode(output.subarray(0, 3)), "nut");
    equal(
      (await runtime.run(
        new MemoryFs({}),
        words("-f avi -i pipe:0 -f null -"),
        { stdin: input },
      )).exitCode,
      0,
    );
  },
  "log and progress": async (_, runtime) => {
    const levels = new Set<string>();
    let fraction: number | undefined;
    let isEnd = false;
    await runtime.run(
      new MemoryFs(),
      words(`${source} -t 1 -c:v mpeg4 out.mp4`),
      {
        onLog: ({ level }) => void levels.add(level),
        onProgress: (progress) => {
          ({ fraction, isEnd } = progress);
        },
      },
    );
    ok(levels.has("info"));
    equal([fraction, isEnd], [1, true]);
  },
  "frames and thumbnails": async (_, runtime) => {
    const fs = await make(runtime, `${source} -c:v mpeg4 in.mp4`);
    const sizes: number[] = [];
    for await (const frame of runtime.frames(fs, "in.mp4", { everySec: 0.5 })) {
      sizes.push(frame.data.length);
    }
    equal(sizes, [160 * 120 * 4, 160 * 120 * 4]);
    const png = await runtime.thumbnail(fs, "in.mp4", { width: 80 });
    equal(new TextDecoder().decode(png.subarray(1, 4)), "PNG");
  },
  "aborting, and running on": async (_, runtime) => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const run = runtime.run(
      new MemoryFs(),
      words("-f lavfi -i testsrc2 -c:v mpeg4 out.mp4"),
      { signal: controller.signal, onProgress: () => controller.abort(reason) },
    );
    equal(await run.catch((error) => error), reason);
    equal((await runtime.run(new MemoryFs(), ["-version"])).exitCode, 0);
  },
  "timeouts": async (_, runtime) => {
    const run = runtime.run(
      new MemoryFs(),
      words("-f lavfi -i testsrc2 -f null -"),
      { timeout: 50 },
    );
    await rejects(run, TimeoutError);
  },
  "signals": async (_, runtime) => {
    const fs = new MemoryFs();
    const job = runtime.spawn(
      fs,
      words("-f lavfi -i testsrc2=size=64x64 -c:v mpeg4 out.mkv"),
      { progress: true },
    );
    for await (const _progress of job.progress!) {
      job.kill("SIGINT");
      break;
    }
    equal((await job.status).exitCode, 255);
    ok((await runtime.probe(fs, "out.mkv")).durationSec! > 0);
  },
  "limits": async ({ hello }, runtime) => {
    const { exitCode, stderr } = await runtime.run(
      new MemoryFs(),
      words(`${source} -c:v rawvideo out.nut`),
      { maxFileBytes: 1000 },
    );
    ok(exitCode !== 0 && /too large|No space/i.test(stderr), stderr);
    await rejects(
      Runtime.create({ module: { file: hello }, maxMemoryBytes: 65535 }),
      LimitError,
    );
  },
  "atomic outputs": async (_, runtime) => {
    const fs = new MemoryFs();
    fs.writeFile("out.mp4", "before");
    const line = `-y ${source} -c:v mpeg4 out.mp4 -c:v nothing b.mp4`;
    const { exitCode } = await runtime.run(fs, words(line), { atomic: true });
    ok(exitCode !== 0);
    equal(new TextDecoder().decode(fs.readFile("out.mp4")), "before");
  },
  "file systems that answer later": async (_, runtime) => {
    const fs = new MemoryFs();
    await make(runtime, `${source} -c:v mpeg4 a.mp4`, new SlowFs("SlowFs", fs));
    const layer = new MemoryFs();
    await make(runtime, "-i a.mp4 -c copy b.mkv", new OverlayFs(fs, layer));
    equal([fs.exists("b.mkv"), layer.exists("b.mkv")], [false, true]);
  },
  "failures of a file system": async (_, runtime) => {
    class BrokenFs extends DelegatingFs {
      override openFile(): never {
        throw new RangeError("broken");
      }
    }
    const run = runtime.run(
      new BrokenFs("BrokenFs", new MemoryFs()),
      words(`${source} out.mp4`),
    );
    await rejects(run, /broken/);
  },
  "directories of the host": (_, runtime) =>
    inFolder(async (folder) => {
      await writeFile(join(folder, "secret"), "outside");
      await symlink("../secret", join(folder, "link"));
      const inner = join(folder, "in");
      const fs = new DenoFs(folder);
      await fs.mkdir("in");
      await symlink("../secret", join(inner, "link"));
      const jail = new DenoFs(inner);
      equal(fs.access, process.platform === "linux" ? "handles" : "paths");
      await make(runtime, `${source} -c:v mpeg4 a.mp4`, jail);
      ok((await readFile(join(inner, "a.mp4"))).length > 1000);
      equal((await runtime.probe(jail, "a.mp4")).durationSec, 1);
      for (const path of ["../secret", "link", "../../etc/passwd"]) {
        await rejects(async () => await jail.stat(path), { code: "ENOENT" });
      }
      jail[Symbol.dispose]();
      fs[Symbol.dispose]();
    }),
  "several runs at a time": async ({ hello }) => {
    const pool = await RuntimePool.create({ module: { file: hello }, size: 2 });
    const runs = Array.from(
      { length: 6 },
      () => pool.run(new MemoryFs(), []),
    );
    for (const { exitCode } of await Promise.all(runs)) equal(exitCode, 0);
    equal(pool.stats.completed, 6);
    await pool.close();
    await rejects(pool.run(new MemoryFs(), []), ClosedError);
  },
  "modules from everywhere": async ({ hello }) => {
    const bytes = await bytesOf(hello);
    const module = await WebAssembly.compile(bytes);
    await runsHello(module);
    await runsHello({ bytes });
    await runsHello({ bytes: new Uint8Array(gzipSync(bytes)) });
    await runsHello({ file: hello });
    const fs = new MemoryFs();
    fs.writeFile("a.wasm", bytes);
    await runsHello({ fs, path: "a.wasm" });
    const server = createServer((_, response) => void response.end(bytes));
    await new Promise<void>((resolve) =>
      server.listen(0, "127.0.0.1", resolve)
    );
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/a.wasm`;
    const cacheFs = new MemoryFs();
    await runsHello({ url, sha256: await hex(bytes), cacheFs });
    await rejects(
      Runtime.create({ module: { url, sha256: "0".repeat(64), cacheFs } }),
      ChecksumError,
    );
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await runsHello({ url, sha256: await hex(bytes), cacheFs });
  },
  "modules compressed with brotli": async ({ hello }) => {
    const packed = brotliCompressSync(await bytesOf(hello), {
      params: { [constants.BROTLI_PARAM_QUALITY]: 1 },
    });
    await runsHello({ bytes: new Uint8Array(packed) });
  },
  "modules that cannot be used": async () => {
    const missing = join(tmpdir(), "no/such.wasm");
    const { code, name } = await Runtime.create({ module: { file: missing } })
      .catch((error) => error) as FsError;
    equal([name, code], ["FsError", "ENOENT"]);
    for (const bytes of [new Uint8Array(8), new TextEncoder().encode("text")]) {
      const error = await Runtime.create({ module: { bytes } })
        .catch((error) => error) as ModuleError;
      equal([error.name, error.reason], ["ModuleError", "format"]);
    }
  },
  "kinds of traps": async ({ traps }) => {
    for (const [kind, file] of Object.entries(traps)) {
      const error = await trapOf(file);
      ok(error instanceof GuestTrapError, `${kind}: ${error}`);
      equal(error.kind, kind.replace(/-\d$/, ""), error.message);
    }
  },
  "the guest's stack in a trap": async ({ traps }) => {
    const { wasmStack } = await trapOf(traps.unreachable!);
    equal(wasmStack.split("\n").length, 3);
  },
  "stopping a busy guest": async ({ busy }) => {
    await over({ file: busy }, async (runtime) => {
      const run = runtime.run(new MemoryFs(), [], { timeout: 50 });
      await rejects(run, TimeoutError);
      const second = runtime.run(new MemoryFs(), []);
      await Promise.all([
        rejects(second, ClosedError),
        runtime.close({ abort: true }),
      ]);
    });
  },
  "the same bytes twice": async (_, runtime) => {
    const options = { clock: { start: 0 }, randomSeed: 1 };
    const files = await Promise.all([1, 2].map(async () => {
      const fs = new MemoryFs();
      await runtime.run(fs, words(`${source} -c:v mpeg4 a.mkv`), options);
      return hex(fs.readFile("a.mkv"));
    }));
    equal(files[0], files[1]);
  },
  "WASI in this thread": async ({ hello }) => {
    const written: Uint8Array[] = [];
    const wasi = new Wasi({
      stdout: { write: (data) => written.push(data.slice()) && data.length },
    });
    const { instance } = await WebAssembly.instantiate(
      await bytesOf(hello),
      wasi.imports as WebAssembly.Imports,
    );
    equal(wasi.start(instance), 0);
    equal(Buffer.concat(written).toString(), "hello\n");
  },
  "errors as plain data": async (_, runtime) => {
    const error = await runtime.probe(new MemoryFs(), "no.mp4")
      .catch((error) => error) as AfmpegError;
    const { name, code, path } = JSON.parse(JSON.stringify(error));
    equal([name, code, path], ["FsError", "ENOENT", "no.mp4"]);
  },
  "engines whose threads take turns": ({ engine, green }) =>
    encodes(green, engine),
  "engines whose threads run at the same time": ({ engine, real }) =>
    encodes(real, engine),
};
