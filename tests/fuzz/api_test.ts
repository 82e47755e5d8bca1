// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Whatever a caller without a type checker gives as a number, a stream or a callback:
 * it works, is refused in our words, or fails with a documented error.
 *
 * @module
 */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { AfmpegError, MemoryFs, Runtime, RuntimePool } from "../../mod.ts";
import * as vfs from "../../vfs/mod.ts";
import { seededRandom, steppingClock, Wasi } from "../../src/wasi/mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { prepare } from "../support/prepare.ts";
import { Random } from "../support/random.ts";
import { chunks, numbers, values } from "./garbage.ts";
import { fuzzSeed, repeatWith } from "./seed.ts";

// deno-lint-ignore no-explicit-any
type Anything = any;

let module!: { bytes: Uint8Array<ArrayBuffer> };
prepare(async () => {
  module = { bytes: await compileGuest("pipe.c") };
});

/**
 * What is wrong with how a call ended; `undefined` if nothing is. An error of the
 * engine, such as "Cannot read properties of undefined", is none of ours.
 */
async function faultOf(call: () => unknown): Promise<string | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (error instanceof AfmpegError) return undefined;
    const isOurs = error instanceof TypeError &&
      /^Cannot [^]*(received|given)/.test(error.message);
    return isOurs ? undefined : `${error}`;
  }
}

interface Subject {
  readonly name: string;
  readonly options: readonly string[];
  readonly call: (options: Anything) => unknown;
}

const limits = [
  ...["maxBytes", "maxFileBytes", "maxFiles", "maxOpenFiles"],
  ...["maxStdoutBytes", "maxStderrBytes", "maxScratchBytes"],
];

/** Everything that takes numbers as options. */
function subjects(runtime: Runtime): Subject[] {
  const fs = () => {
    const fs = new MemoryFs();
    fs.writeFile("a", new Uint8Array(100));
    return fs;
  };
  return [
    {
      name: "run",
      options: ["timeout", "randomSeed", ...limits],
      call: (options) => runtime.run(fs(), ["copy", "0"], options),
    },
    {
      name: "run, its clock",
      options: ["start", "stepNs"],
      call: (clock) =>
        runtime.run(fs(), ["copy", "0"], { clock: { start: 0, ...clock } }),
    },
    {
      name: "Runtime.create",
      options: ["maxMemoryBytes"],
      call: async (options) => {
        await using _ = await Runtime.create({ module, ...options });
      },
    },
    {
      name: "RuntimePool.create",
      options: ["maxQueue"],
      call: async (options) => {
        await using _ = await RuntimePool.create({
          module,
          size: 1,
          ...options,
        });
      },
    },
    {
      name: "Wasi",
      options: ["maxOpenFiles"],
      call: (options) => new Wasi(options),
    },
    {
      name: "steppingClock",
      options: ["start", "stepNs"],
      call: (options) => {
        const clock = steppingClock({ start: 0, ...options });
        return [clock.realtime(), clock.monotonic()];
      },
    },
    {
      name: "QuotaFs",
      options: ["maxBytes", "maxFiles", "maxFileBytes"],
      call: async (options) => {
        const quota = new vfs.QuotaFs(fs(), options);
        await quota.writeFile("b", new Uint8Array(1000));
      },
    },
    {
      name: "ReadAheadFs",
      options: ["blockBytes", "blocksAhead", "maxBlocks"],
      call: async (options) => {
        await new vfs.ReadAheadFs(fs(), options).readFile("a");
      },
    },
  ];
}

/** The options of `frames` and `thumbnail`, which are refused before anything runs. */
function pictureSubjects(runtime: Runtime): Subject[] {
  const none = new MemoryFs();
  return [
    {
      name: "frames",
      options: [
        ...[
          "atSec",
          "everySec",
          "count",
          "scene",
          "width",
          "height",
          "timeout",
        ],
      ],
      call: async (options) => {
        for await (const _ of runtime.frames(none, "none.mp4", options));
      },
    },
    {
      name: "thumbnail",
      options: ["atSec", "quality", "width", "height", "timeout"],
      call: (options) => runtime.thumbnail(none, "none.mp4", options),
    },
    {
      name: "probe",
      options: ["timeout"],
      call: (options) => runtime.probe(none, "none.mp4", options),
    },
  ];
}

Deno.test("every number that an option may be given works, is refused or fails as documented", async (t) => {
  await using runtime = await Runtime.create({ module });
  for (const subject of [...subjects(runtime), ...pictureSubjects(runtime)]) {
    const { name, options, call } = subject;
    await t.step(name, async () => {
      const faults: string[] = [];
      for (const option of options) {
        for (const value of numbers) {
          const fault = await faultOf(() => call({ [option]: value }));
          if (fault) faults.push(`${option}: ${Deno.inspect(value)}: ${fault}`);
        }
      }
      assertEquals(faults, []);
    });
  }
});

Deno.test("a limit beyond every need bounds nothing", async () => {
  await using runtime = await Runtime.create({ module });
  for (const option of ["timeout", ...limits]) {
    for (const value of [2 ** 31, 2 ** 32, 2 ** 53, 1e21, Infinity]) {
      const { exitCode } = await runtime.run(new MemoryFs(), ["copy"], {
        [option]: value,
        stdin: new Uint8Array(1000),
      });
      assertEquals([option, value, exitCode], [option, value, 0]);
    }
  }
});

/** Every method of a file system and of a file that takes numbers. */
const methods: Record<string, (fs: vfs.Fs, value: Anything) => unknown> = {
  chmod: (fs, value) => fs.chmod("a", value),
  chown: (fs, value) => fs.chown("a", value, value),
  mkdir: (fs, value) => fs.mkdir("d", value),
  mkdirAll: (fs, value) => fs.mkdirAll("d/e", value),
  chtimes: (fs, value) => fs.chtimes("a", value, value),
  openFile: (fs, mode) => fs.openFile("b", { write: true, create: true, mode }),
  seek: withFile((file, value) => file.seek(value)),
  "seek from the end": withFile((file, value) => file.seek(value, "end")),
  readAt: withFile((file, value) => file.readAt(new Uint8Array(5), value)),
  writeAt: withFile((file, value) => file.writeAt(new Uint8Array(5), value)),
  truncate: withFile((file, value) => file.truncate(value)),
  "times of a file": withFile((file, value) => file.chtimes(value, value)),
  readdir: async (fs, value) => {
    await using directory = await fs.open("/");
    return await directory.readdir(value);
  },
};

function withFile(use: (file: vfs.FsFile, value: Anything) => unknown) {
  return async (fs: vfs.Fs, value: Anything) => {
    await using file = await fs.openFile("a", { read: true, write: true });
    await use(file, value);
  };
}

Deno.test("every number that a file system may be given works, is refused or fails as documented", async (t) => {
  const systems: Record<string, () => vfs.Fs> = {
    MemoryFs: () => new MemoryFs(),
    OverlayFs: () => new vfs.OverlayFs(new MemoryFs(), new MemoryFs()),
    QuotaFs: () => new vfs.QuotaFs(new MemoryFs(), { maxBytes: 1e6 }),
    MountFs: () => new vfs.MountFs({ "/": new MemoryFs() }),
    ReadAheadFs: () => new vfs.ReadAheadFs(new MemoryFs()),
    CacheOnReadFs: () => new vfs.CacheOnReadFs(new MemoryFs(), new MemoryFs()),
  };
  for (const [name, make] of Object.entries(systems)) {
    await t.step(name, async () => {
      const faults: string[] = [];
      for (const [method, use] of Object.entries(methods)) {
        for (const value of numbers) {
          const fs = make();
          await vfs.writeFile({ fs, path: "a" }, new Uint8Array(9));
          const fault = await faultOf(() => use(fs, value));
          if (fault) faults.push(`${method}(${Deno.inspect(value)}): ${fault}`);
          const { size } = await fs.stat("a");
          assert(Number.isSafeInteger(size) && size >= 0, `${method}: ${size}`);
        }
      }
      assertEquals(faults, []);
    });
  }
});

Deno.test("seededRandom takes any number for a seed, and nothing else", async () => {
  for (const value of numbers) {
    const fault = await faultOf(() => {
      const buffer = new Uint8Array(8);
      seededRandom(value as number)(buffer);
    });
    assertEquals(fault, undefined, Deno.inspect(value));
  }
});

/** A stream that yields these, and then ends as told. */
function streamOf(items: unknown[], end: "close" | "error", error: unknown) {
  const rest = [...items];
  return new ReadableStream<Anything>({
    pull(controller) {
      if (rest.length > 0) controller.enqueue(rest.shift());
      else if (end === "close") controller.close();
      else controller.error(error);
    },
  });
}

Deno.test("a run survives every chunk and every end of its standard input", async (t) => {
  const seed = fuzzSeed();
  const random = new Random(seed);
  await using runtime = await Runtime.create({ module });
  const fs = new MemoryFs();
  for (const chunk of chunks) {
    await t.step(
      `${Deno.inspect(chunk()).slice(0, 40)}, ${repeatWith(seed)}`,
      async () => {
        for (const end of ["close", "error"] as const) {
          const error = random.pick(values);
          const items = Array.from(
            { length: random.below(4) },
            () => new Uint8Array(random.below(100)),
          );
          items.splice(random.below(items.length + 1), 0, chunk() as Anything);
          const stdin = streamOf(items, end, error);
          try {
            const { exitCode } = await runtime.run(fs, ["copy"], { stdin });
            assertEquals([end, exitCode], ["close", 0]);
          } catch (thrown) {
            if (thrown === error && end === "error") continue;
            assertEquals(
              await faultOf(() => Promise.reject(thrown)),
              undefined,
            );
          }
        }
      },
    );
  }
  const stdin = new Uint8Array(5);
  assertEquals((await runtime.run(fs, ["copy"], { stdin })).stdout, stdin);
});

Deno.test("a run ends with what a stream for its standard output throws", async () => {
  await using runtime = await Runtime.create({ module });
  const fs = new MemoryFs();
  const stdin = new Uint8Array(100_000);
  for (const method of ["start", "write", "close", "abort"] as const) {
    for (const value of values) {
      for (const isAsync of [false, true]) {
        const stdout = new WritableStream({
          [method]: () => {
            if (method === "start") return isAsync ? Promise.resolve() : value;
            if (isAsync) return Promise.reject(value);
            throw value;
          },
        });
        const run = runtime.run(fs, ["copy"], { stdin, stdout });
        const outcome = await run.then(() => "done", (error) => ({ error }));
        const isThrown = method === "write" || method === "close";
        // Of an abort, `undefined` is no reason.
        if (value === undefined && isThrown) {
          assertNotEquals(outcome, "done");
        } else assertEquals(outcome, isThrown ? { error: value } : "done");
      }
    }
  }
});

Deno.test("a run ends with what a callback throws, and ignores what one returns", async (t) => {
  await using runtime = await Runtime.create({ module });
  const fs = new MemoryFs();
  for (const name of ["onLog", "onTrace"] as const) {
    await t.step(name, async () => {
      // A directory that is missing is said on stderr.
      const run = (callback: () => Anything) =>
        runtime.run(fs, ["copy"], { [name]: callback, env: { PWD: "/none" } });
      for (const value of values) {
        assertEquals((await run(() => value)).exitCode, 1);
        const thrown = await run(() => {
          throw value;
        }).then(() => ({}), (error) => ({ error }));
        assertEquals(thrown, { error: value });
      }
      for (
        const value of [...values, ...numbers].filter((value) =>
          value !== undefined && typeof value !== "function"
        )
      ) {
        const fault = await faultOf(() =>
          runtime.run(fs, ["copy"], { [name]: value as Anything })
        );
        assertEquals(fault, undefined, Deno.inspect(value));
      }
    });
  }
});
