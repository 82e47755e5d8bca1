// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { MemoryFs } from "../../vfs/mod.ts";
import {
  AnswerError,
  InterruptedError,
  steppingClock,
  Wasi,
  type WasiOptions,
} from "../../src/wasi/mod.ts";
import { hostClock } from "../../src/wasi/clock.ts";
import { right } from "../../src/wasi/rights.ts";
import { compileGuest } from "../support/c_guest.ts";
import { runGuest } from "../support/run_guest.ts";
import { wat } from "../support/wat.ts";

const allRights = Object.keys(right)
  .map((name) => name.replaceAll(/[A-Z]/g, "_$&").toUpperCase()).join("|");

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function instantiate(source: string, options: WasiOptions = {}) {
  const wasi = new Wasi(options);
  const module = new WebAssembly.Module(wat(source));
  return { wasi, instance: new WebAssembly.Instance(module, wasi.imports) };
}

const catcher = (call: string) =>
  `(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (loop $again
      (try (do ${call}) (catch_all (br $again)))
      (br $again))))`;

Deno.test("Wasi ends a guest that exits and catches everything", () => {
  const { wasi, instance } = instantiate(
    catcher("(call $exit (i32.const 42))"),
  );
  assertEquals(wasi.start(instance), 42);
});

Deno.test("Wasi ends a guest that is interrupted and catches everything", () => {
  const interrupt = new Int32Array(new SharedArrayBuffer(4));
  const { wasi, instance } = instantiate(catcher("(drop (call $yield))"), {
    interrupt,
  });
  interrupt[0] = 1;
  assertThrows(() => wasi.start(instance), InterruptedError);
});

Deno.test("Wasi ends a guest that is interrupted while it gets random bytes", () => {
  const interrupt = new Int32Array(new SharedArrayBuffer(4));
  const sizes: number[] = [];
  const { wasi, instance } = instantiate(
    `(module
      (import "wasi_snapshot_preview1" "random_get"
        (func $random (param i32 i32) (result i32)))
      (memory (export "memory") 64)
      (func (export "_start")
        (drop (call $random (i32.const 0) (i32.const 4194304)))))`,
    {
      interrupt,
      random: (buffer) => {
        sizes.push(buffer.length);
        if (sizes.length === 2) interrupt[0] = 1;
      },
    },
  );
  assertThrows(() => wasi.start(instance), InterruptedError);
  assertEquals(sizes, [2 ** 20, 2 ** 20]);
});

Deno.test("Wasi passes on the eight bits of an exit code that POSIX does", async (t) => {
  for (
    const code of [0, 1, 125, 126, 255, 256, 257, -1, -2, -44, 0x7fff_ffff]
  ) {
    await t.step(`exit(${code})`, async () => {
      const { wasi, instance } = instantiate(
        catcher(`(call $exit (i32.const ${code}))`),
      );
      const shell = await new Deno.Command("perl", {
        args: ["-e", "exit shift", "--", `${code}`],
      }).output();
      assertEquals(wasi.start(instance), shell.code);
    });
  }
});

Deno.test("Wasi starts one instance", async (t) => {
  const command = `(module (memory (export "memory") 1)
    (func (export "_start")))`;
  const reactor = `(module (memory (export "memory") 1)
    (func (export "_initialize")))`;
  const again = "Cannot start the instance: this Wasi has already started one";
  await t.step("a command", async () => {
    const { wasi, instance } = instantiate(command);
    assertEquals(wasi.start(instance), 0);
    assertThrows(() => wasi.start(instance), TypeError, again);
    const other = instantiate(command).instance;
    assertThrows(() => wasi.start(other), TypeError, again);
    await assertRejects(
      () => wasi.startAsync(other, () => Promise.resolve()),
      TypeError,
      again,
    );
  });
  await t.step("one that fails", () => {
    const { wasi, instance } = instantiate(
      `(module (memory (export "memory") 1)
        (func (export "_start") unreachable))`,
    );
    assertThrows(() => wasi.start(instance), WebAssembly.RuntimeError);
    assertThrows(() => wasi.start(instance), TypeError, again);
  });
  await t.step("a reactor", () => {
    const { wasi, instance } = instantiate(reactor);
    wasi.initialize(instance);
    assertThrows(() => wasi.initialize(instance), TypeError, again);
  });
  await t.step("but an instance that cannot be started is none", () => {
    const { wasi, instance } = instantiate(command);
    const { exports } = new WebAssembly.Instance(
      new WebAssembly.Module(wat(`(module (func (export "_start")))`)),
    );
    assertThrows(() => wasi.start({ exports }), TypeError, "option `memory`");
    assertEquals(wasi.start(instance), 0);
  });
});

Deno.test("Wasi takes a memory that the module imports", async (t) => {
  const source = (limits: string) =>
    `(module
    (import "wasi_snapshot_preview1" "random_get"
      (func $random (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "args_sizes_get"
      (func $sizes (param i32 i32) (result i32)))
    (import "env" "memory" (memory ${limits}))
    (func (export "_start")
      (if (call $random (i32.const 0) (i32.const 8)) (then unreachable))
      (if (call $sizes (i32.const 8) (i32.const 12)) (then unreachable))))`;
  const memories = {
    "its own": ["1", new WebAssembly.Memory({ initial: 1 })],
    "a shared one": [
      "1 2 shared",
      new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true }),
    ],
  } as const;
  for (const [name, [limits, memory]] of Object.entries(memories)) {
    await t.step(name, () => {
      const wasi = new Wasi({ args: ["a", "bc"], memory });
      const instance = new WebAssembly.Instance(
        new WebAssembly.Module(wat(source(limits))),
        { ...wasi.imports, env: { memory } },
      );
      assertEquals(wasi.start(instance), 0);
      const numbers = new DataView(memory.buffer);
      assertNotEquals(numbers.getBigUint64(0, true), 0n);
      assertEquals(numbers.getUint32(8, true), 2);
      assertEquals(numbers.getUint32(12, true), 5);
    });
  }
});

/** Writes to fd 1 until all is written or it fails, then reads from fd 0 once. */
const pump = `(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read"
    (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get"
    (func $time (param i32 i64 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\\40\\00\\00\\00\\08\\00\\00\\00")
  (func (export "_start")
    (drop (call $time (i32.const 0) (i64.const 0) (i32.const 80)))
    (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 16)))
    (loop $again
      (try (do
        (br_if $again (i32.and
          (i32.eqz (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16)))
          (i32.lt_u (i32.load (i32.const 16)) (i32.const 8))))) (catch_all)))))`;

Deno.test("Wasi ends a guest with a typed error when a stream or a clock answers with garbage", async (t) => {
  // deno-lint-ignore no-explicit-any
  const garbage: any[] = [
    ...[undefined, -1, 0.5, NaN, Infinity, 9, 2 ** 32, "8", true, 8n, {}, []],
    ...[Promise.resolve(8), new Uint8Array(8), () => 8],
  ];
  const streams: [string, unknown[], (answer: never) => WasiOptions][] = [
    // Neither nothing nor no progress must be tried for ever.
    ["stdout.write", [...garbage, null, 0], (answer) => ({
      stdout: { write: () => answer },
    })],
    ["stdin.read", garbage, (answer) => ({ stdin: { read: () => answer } })],
    [
      "clock.realtime",
      [...garbage, null].filter((it) => it !== 8n),
      (answer) => ({
        clock: { realtime: () => answer, monotonic: () => 0n },
      }),
    ],
  ];
  for (const [method, answers, options] of streams) {
    for (const answer of answers) {
      await t.step(`${method}: ${Deno.inspect(answer)}`, () => {
        const { wasi, instance } = instantiate(pump, options(answer as never));
        const error = assertThrows(() => wasi.start(instance), AnswerError);
        assertEquals(error.method, method);
        assertStringIncludes(
          error.message,
          `\`${method}\` returned: received `,
        );
      });
    }
  }
});

/** Opens a file, writes until all is written or it fails, then reads. */
const filer = (flags: number) =>
  `(module
  (import "wasi_snapshot_preview1" "path_open" (func $open
    (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_pread"
    (func $read (param i32 i32 i32 i64 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\\40\\00\\00\\00\\08\\00\\00\\00file")
  (func (export "_start")
    (if (call $open (i32.const 3) (i32.const 0) (i32.const 8) (i32.const 4)
        (i32.const 1) (i64.const 0x42) (i64.const 0) (i32.const ${flags}) (i32.const 16))
      (then unreachable))
    (loop $again
      (br_if $again (i32.and
        (i32.eqz (call $write (i32.const 4) (i32.const 0) (i32.const 1) (i32.const 16)))
        (i32.lt_u (i32.load (i32.const 16)) (i32.const 8)))))
    (drop (call $read (i32.const 4) (i32.const 0) (i32.const 1) (i64.const 0)
      (i32.const 16)))))`;

Deno.test("Wasi ends a guest with a typed error when a file answers with garbage", async (t) => {
  const [plain, append] = [0, 1];
  const methods: [string, number, unknown[]][] = [
    ["writeAt", plain, [undefined, null, 0, -1, 9, NaN, "5", 5n]],
    ["write", append, [undefined, null, 0, -1, 9, NaN, "5", 5n]],
    ["readAt", plain, [undefined, -1, 9, NaN, "5", 5n]],
  ];
  for (const [method, flags, answers] of methods) {
    for (const answer of answers) {
      await t.step(`${method}: ${Deno.inspect(answer)}`, () => {
        const fs = new MemoryFs();
        const { openFile } = fs;
        fs.openFile = (...args) =>
          Object.assign(openFile.apply(fs, args), { [method]: () => answer });
        const { wasi, instance } = instantiate(filer(flags), { fs });
        const error = assertThrows(() => wasi.start(instance), AnswerError);
        assertEquals(error.method, method);
      });
    }
  }
});

/** A guest that waits for a clock, for `timeout` ns; with the flag 1, until then. */
const waiter = (clock: number, timeout: bigint, flags = 0) =>
  `(module
    (import "wasi_snapshot_preview1" "poll_oneoff"
      (func $poll (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "_start")
      (i32.store (i32.const 16) (i32.const ${clock}))
      (i64.store (i32.const 24) (i64.const ${timeout}))
      (i32.store16 (i32.const 40) (i32.const ${flags}))
      (if (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 96))
        (then unreachable))))`;

Deno.test("Wasi does not sleep longer than it is told to when a clock goes back", () => {
  let time = 0n;
  const { wasi, instance } = instantiate(
    waiter(1, 1000n),
    { clock: { realtime: () => 0n, monotonic: () => time -= 10n ** 15n } },
  );
  assertEquals(wasi.start(instance), 0);
});

Deno.test("Wasi does not end a wait before its time when it loses the processor in between", async (t) => {
  // Between the first reading of a clock and the next, 50 ms pass.
  const MS = 1_000_000n;
  for (const [id, name] of ["realtime", "monotonic"].entries()) {
    await t.step(name, () => {
      let origin: bigint | undefined;
      const read = () => {
        const isFirst = origin === undefined;
        origin ??= hostClock.monotonic();
        return hostClock.monotonic() - origin + (isFirst ? 0n : 50n * MS);
      };
      const { wasi, instance } = instantiate(
        waiter(id, 100n * MS, 1),
        { clock: { realtime: read, monotonic: read } },
      );
      assertEquals(wasi.start(instance), 0);
      const late = read() - 100n * MS;
      assert(late >= 0n, `${-late} ns too early`);
    });
  }
});

Deno.test("Wasi ends a guest that raises a signal, with the exit code of a shell", () => {
  const { wasi, instance } = instantiate(`(module
    (import "wasi_snapshot_preview1" "proc_raise"
      (func $raise (param i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "_start")
      (loop $again
        (try (do (drop (call $raise (i32.const 6)))) (catch_all (br $again)))
        (br $again))))`);
  assertEquals(wasi.start(instance), 128 + 6);
});

Deno.test("Wasi distinguishes a trap of the guest from an exit", () => {
  const { wasi, instance } = instantiate(`(module
    (memory (export "memory") 1)
    (func (export "_start") unreachable))`);
  assertThrows(() => wasi.start(instance), WebAssembly.RuntimeError);
});

Deno.test("Wasi throws the error of a broken file system, which a guest cannot catch", () => {
  const broken = new TypeError("no failure of an operation");
  const fs = new MemoryFs();
  fs.lstat = () => {
    throw broken;
  };
  const { wasi, instance } = instantiate(
    `(module
      (import "wasi_snapshot_preview1" "path_filestat_get"
        (func $stat (param i32 i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "name")
      (func (export "_start")
        (try (do (drop (call $stat (i32.const 3) (i32.const 0) (i32.const 0)
                   (i32.const 4) (i32.const 64))))
             (catch_all))))`,
    { fs },
  );
  const error = assertThrows(() => wasi.start(instance));
  assertStrictEquals(error, broken);
});

Deno.test("Wasi initialises a reactor, whose exports then work", () => {
  const { wasi, instance } = instantiate(
    `(module
    (import "wasi_snapshot_preview1" "random_get"
      (func $random (param i32 i32) (result i32)))
    (memory (export "memory") 1)
    (global $ready (mut i32) (i32.const 0))
    (func (export "_initialize") (global.set $ready (i32.const 7)))
    (func (export "roll") (result i32)
      (drop (call $random (i32.const 8) (i32.const 4)))
      (i32.mul (global.get $ready) (i32.load (i32.const 8)))))`,
    {
      random: (buffer) => buffer.fill(0).fill(3, 0, 1),
    },
  );
  wasi.initialize(instance);
  const roll = instance.exports.roll as () => number;
  assertEquals(roll(), 21);
  assertEquals(roll(), 21);
  assertThrows(() => wasi.start(instance), TypeError, "_start");
});

Deno.test("Wasi initialises a reactor that has nothing to initialise", () => {
  const { wasi, instance } = instantiate(
    `(module (memory (export "memory") 1))`,
  );
  wasi.initialize(instance);
  const command = instantiate(`(module
    (memory (export "memory") 1) (func (export "_start")))`);
  assertThrows(
    () => command.wasi.initialize(command.instance),
    TypeError,
    "it is a command",
  );
  const bare = instantiate(`(module (func (export "_start")))`);
  assertThrows(() => bare.wasi.start(bare.instance), TypeError, "memory");
});

Deno.test("Wasi closes what a command left open", () => {
  const fs = new MemoryFs();
  let open = 0;
  const openFile = fs.openFile.bind(fs);
  fs.openFile = (...args) => {
    const file = openFile(...args);
    const close = file.close.bind(file);
    open++;
    file.close = () => {
      open--;
      return close();
    };
    return file;
  };
  const { wasi, instance } = instantiate(
    `(module
      (import "wasi_snapshot_preview1" "path_open"
        (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "y")
      (func (export "_start") (local $i i32)
        (loop $more
          (drop (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 1)
            (i32.const 1) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 8)))
          (br_if $more (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
            (i32.const 10))))
        unreachable))`,
    { fs },
  );
  assertThrows(() => wasi.start(instance), WebAssembly.RuntimeError);
  assertEquals(open, 0);
});

Deno.test("Wasi passes on its clocks and its randomness", async () => {
  let now = 1_000n;
  const output = runGuest(await compileGuest("worlds.c"), {
    args: ["worlds", "time"],
    clock: { realtime: () => 86_400_000_000_000n, monotonic: () => now += 5n },
    random: (buffer) => buffer.fill(0xab),
  });
  assertEquals(text(output.stdout), "86400.000000000\n1005\nabababab\n");
});

Deno.test("Wasi traces each call if it has a sink", async () => {
  const fs = new MemoryFs();
  const lines: string[] = [];
  const { exitCode } = runGuest(await compileGuest("worlds.c"), {
    fs,
    args: ["worlds", "trace"],
    trace: (line) => lines.push(line),
  });
  assertEquals(exitCode, 3);
  // The addresses are up to wasi-libc.
  const golden = lines.map((line) => line.replaceAll(/0x[0-9a-f]+/g, "*"));
  assertEquals(golden, [
    "fd_prestat_get(3, *) = SUCCESS",
    "fd_prestat_dir_name(3, *, 1) = SUCCESS",
    "fd_prestat_get(4, *) = EBADF",
    "args_sizes_get() = SUCCESS 2 13",
    "args_get(*, *) = SUCCESS",
    'path_create_directory(3, "dir") = SUCCESS',
    'path_open(3, SYMLINK_FOLLOW, "dir/ä", CREAT|EXCL, FD_READ|FD_WRITE, 0, APPEND) = SUCCESS 4',
    "fd_write(4, *, 1) = SUCCESS 5",
    "fd_seek(4, -2, END) = SUCCESS 3",
    "fd_close(4) = SUCCESS",
    'path_rename(3, "dir/ä", 3, "b") = SUCCESS',
    'path_filestat_get(3, 0, "dir/ä", *) = ENOENT',
    'path_unlink_file(3, "../b") = EPERM',
    "fd_filestat_set_times(3, 5, 6, MTIM) = SUCCESS",
    "proc_exit(3) = ?",
  ]);
});

Deno.test("Wasi also traces invalid calls", () => {
  const lines: string[] = [];
  const { wasi, instance } = instantiate(
    `(module
      (import "wasi_snapshot_preview1" "path_open"
        (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_seek"
        (func $seek (param i32 i64 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "clock_time_get"
        (func $clock (param i32 i64 i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_advise"
        (func $advise (param i32 i64 i64 i32) (result i32)))
      (import "wasi_snapshot_preview1" "poll_oneoff"
        (func $poll (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "a\\22\\0a\\ff")
      (func (export "_start")
        (drop (call $open (i32.const 3) (i32.const 2) (i32.const -16) (i32.const 9)
          (i32.const 0) (i64.const -1) (i64.const 2) (i32.const 0) (i32.const 8)))
        (drop (call $open (i32.const 3) (i32.const 1) (i32.const 0) (i32.const 4)
          (i32.const 32) (i64.const 2) (i64.const 0) (i32.const 64) (i32.const 8)))
        (drop (call $open (i32.const 3) (i32.const 1) (i32.const 0) (i32.const 3)
          (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 8)))
        (drop (call $seek (i32.const -1) (i64.const -1) (i32.const 9) (i32.const 8)))
        (drop (call $clock (i32.const 7) (i64.const -1) (i32.const 8)))
        (drop (call $advise (i32.const 1) (i64.const 0) (i64.const -1) (i32.const 4)))
        (drop (call $poll (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 8)))))`,
    { fs: new MemoryFs(), trace: (line) => lines.push(line) },
  );
  assertEquals(wasi.start(instance), 0);
  assertEquals(lines, [
    `path_open(3, 0x2, 0xfffffff0[9], 0, ${allRights}|0xfffffffff0000000, FD_READ, 0) = EINVAL`,
    "path_open(3, SYMLINK_FOLLOW, 0x0[4], 0x20, FD_READ, 0, 0x40) = EINVAL",
    'path_open(3, SYMLINK_FOLLOW, "a\\"\\n", 0, FD_READ, 0, 0) = ENOENT',
    "fd_seek(4294967295, -1, 9) = EINVAL",
    "clock_time_get(7, 18446744073709551615) = EINVAL",
    "fd_advise(1, 0, 18446744073709551615, DONTNEED) = ESPIPE",
    "poll_oneoff(0x0, 0x0, 0) = EINVAL",
  ]);
});

Deno.test("Wasi does not wait for more when there is something to read", () => {
  const reads: number[] = [];
  const stdin = {
    read(buffer: Uint8Array): number {
      reads.push(buffer.length);
      return buffer.length;
    },
  };
  const { wasi, instance } = instantiate(
    `(module
      (import "wasi_snapshot_preview1" "fd_read"
        (func $read (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 3)
      ;; too large to be read at once, and small enough
      (data (i32.const 0) "\\00\\01\\00\\00\\40\\9c\\00\\00\\00\\01\\01\\00\\40\\9c\\00\\00")
      (data (i32.const 16) "\\00\\01\\00\\00\\05\\00\\00\\00\\00\\02\\00\\00\\04\\00\\00\\00")
      (func (export "_start")
        (drop (call $read (i32.const 0) (i32.const 0) (i32.const 2) (i32.const 32)))
        (drop (call $read (i32.const 0) (i32.const 16) (i32.const 2) (i32.const 36)))))`,
    { stdin },
  );
  assertEquals(wasi.start(instance), 0);
  const { buffer } = instance.exports.memory as WebAssembly.Memory;
  assertEquals([...new Uint32Array(buffer, 32, 2)], [40_000, 9]);
  assertEquals(reads, [40_000, 9]);
});

Deno.test("Wasi leaves the cursor where it was when an append fails", () => {
  const fs = new MemoryFs();
  using file = fs.create("/f");
  file.truncate(Number.MAX_SAFE_INTEGER);
  const lines: string[] = [];
  const { wasi, instance } = instantiate(
    `(module
      (import "wasi_snapshot_preview1" "path_open"
        (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_seek"
        (func $seek (param i32 i64 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_write"
        (func $write (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "f")
      (data (i32.const 16) "\\00\\00\\00\\00\\01\\00\\00\\00")
      (func (export "_start")
        ;; to write, appending
        (drop (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 1)
          (i32.const 0) (i64.const 64) (i64.const 0) (i32.const 1) (i32.const 8)))
        (drop (call $seek (i32.const 4) (i64.const 7) (i32.const 0) (i32.const 32)))
        (drop (call $write (i32.const 4) (i32.const 16) (i32.const 1) (i32.const 40)))
        (drop (call $seek (i32.const 4) (i64.const 0) (i32.const 1) (i32.const 32)))))`,
    { fs, trace: (line) => lines.push(line) },
  );
  assertEquals(wasi.start(instance), 0);
  assertEquals(lines.slice(1).map((line) => line.replace(/0x\w+/, "*")), [
    "fd_seek(4, 7, SET) = SUCCESS 7",
    "fd_write(4, *, 1) = EFBIG",
    "fd_seek(4, 0, CUR) = SUCCESS 7",
  ]);
});

Deno.test("Wasi keeps several preopened directories apart", async () => {
  const [one, two] = [new MemoryFs(), new MemoryFs()];
  const { exitCode, stdout } = runGuest(await compileGuest("worlds.c"), {
    preopens: { "/in": one, "relative/näme": two },
    args: ["worlds", "across"],
  });
  assertEquals(text(stdout), "rename: EXDEV\nlink: EXDEV\nup: EPERM\n");
  assertEquals(exitCode, 0);
});

Deno.test("Wasi preopens directories in order, under any names", async () => {
  const preopens: Record<string, MemoryFs> = {};
  const names = ["/", "/a", "/a/b", "/ab", "größe", ".", "C:\\x", ""];
  for (const name of names) (preopens[name] = new MemoryFs()).mkdir("/made");
  const { stdout } = runGuest(await compileGuest("worlds.c"), {
    preopens,
    args: ["worlds", "given"],
  });
  assertEquals(
    text(stdout),
    names.map((name, i) => `${3 + i} ${name}\n`).join(""),
  );
  for (const [name, fs] of Object.entries(preopens)) {
    assertEquals(fs.stat(`/made/by-${names.indexOf(name) + 3}`).size, 0);
  }
});

Deno.test("Wasi continues when the memory grows during a call", () => {
  const fs = new MemoryFs();
  fs.writeFile("/f", "grown");
  const { wasi, instance } = instantiate(
    `(module
      (import "wasi_snapshot_preview1" "path_open"
        (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_read"
        (func $read (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "f")
      (data (i32.const 16) "\\40\\00\\00\\00\\05\\00\\00\\00")
      (func (export "grow") (drop (memory.grow (i32.const 1))))
      (func (export "_start")
        (drop (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 1)
          (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 8)))
        (drop (call $read (i32.load (i32.const 8)) (i32.const 16) (i32.const 1)
          (i32.const 12)))
        (call $exit (i32.add (i32.load (i32.const 12)) (i32.load8_u (i32.const 64))))))`,
    { fs },
  );
  const openFile = fs.openFile.bind(fs);
  fs.openFile = (...args) => {
    (instance.exports.grow as () => void)();
    return openFile(...args);
  };
  assertEquals(wasi.start(instance), 5 + "g".charCodeAt(0));
});

Deno.test("Wasi also provides the older version of the interface", () => {
  const fs = new MemoryFs();
  fs.writeFile("/f", "0123456789");
  const { wasi, instance } = instantiate(
    `(module
      (import "wasi_unstable" "path_open"
        (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
      (import "wasi_unstable" "fd_seek"
        (func $seek (param i32 i64 i32 i32) (result i32)))
      (import "wasi_unstable" "fd_filestat_get"
        (func $stat (param i32 i32) (result i32)))
      (import "wasi_unstable" "poll_oneoff"
        (func $poll (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "f")
      (func (export "_start")
        (drop (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 1)
          (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 8)))
        ;; 2 is the start, 0 where it is, 1 the end
        (drop (call $seek (i32.load (i32.const 8)) (i64.const 4) (i32.const 2) (i32.const 16)))
        (drop (call $seek (i32.load (i32.const 8)) (i64.const 1) (i32.const 0) (i32.const 24)))
        (drop (call $seek (i32.load (i32.const 8)) (i64.const -1) (i32.const 1) (i32.const 32)))
        (i64.store (i32.const 160) (i64.const -1))
        (drop (call $stat (i32.load (i32.const 8)) (i32.const 104)))
        ;; a clock, whose number is behind an identifier
        (i64.store (i32.const 200) (i64.const 77))
        (i32.store (i32.const 224) (i32.const 1))
        (i64.store (i32.const 232) (i64.const 1000))
        (drop (call $poll (i32.const 200) (i32.const 300) (i32.const 1) (i32.const 40)))))`,
    { fs },
  );
  assertEquals(wasi.start(instance), 0);
  const { memory } = instance.exports;
  assertInstanceOf(memory, WebAssembly.Memory);
  const view = new DataView(memory.buffer);
  assertEquals(view.getBigUint64(16, true), 4n);
  assertEquals(view.getBigUint64(24, true), 5n);
  assertEquals(view.getBigUint64(32, true), 9n);
  assertEquals(view.getUint32(104 + 20, true), 1); // nlink
  assertEquals(view.getBigUint64(104 + 24, true), 10n); // size
  assertEquals(view.getBigInt64(160, true), -1n); // not written beyond 56 bytes
  assertEquals(view.getUint32(40, true), 1);
  assertEquals(view.getBigUint64(300, true), 77n);
});

Deno.test("Wasi names the argument that cannot be passed", () => {
  assertThrows(() => new Wasi({ args: ["a\0b"] }), TypeError, "NUL");
  assertThrows(() => new Wasi({ env: { A: "a\0" } }), TypeError, "NUL");
});

Deno.test("Wasi() refuses options that it cannot use", () => {
  const wrong: [object, string][] = [
    [{ openFilesLimit: 5 }, "Cannot use `openFilesLimit`"],
    [{ maxOpenFiles: "x" }, "Cannot use `maxOpenFiles`"],
    [{ args: "a" }, "Cannot use `args`"],
    [{ env: ["A=1"] }, "Cannot use `env`"],
    [{ env: { A: 1 } }, 'Cannot use `env["A"]`'],
    [{ preopens: { "/": {} } }, 'Cannot use `preopens["/"]`'],
    [{ fs: {} }, "Cannot use `fs`"],
    [{ stdout: 5 }, "Cannot use `stdout`"],
    [{ clock: {} }, "Cannot use `clock`"],
    [{ interrupt: 5 }, "Cannot use `interrupt`"],
    [{ interrupt: new Int32Array(1) }, "Cannot use `interrupt`"],
    [
      { interrupt: new Int32Array(new SharedArrayBuffer(0)) },
      "Cannot use `interrupt`",
    ],
    [{ memory: new Uint8Array(8) }, "Cannot use `memory`"],
  ];
  for (const [options, message] of wrong) {
    assertThrows(() => new Wasi(options), TypeError, message);
  }
  const old = { startMs: 1 } as unknown as Parameters<typeof steppingClock>[0];
  assertThrows(() => steppingClock(old), TypeError, "Cannot use `startMs`");
});

Deno.test("the clocks of the host tick together", () => {
  const microsecond = (ms: number) => BigInt(Math.floor(ms * 1000)) * 1000n;
  const origin = microsecond(performance.timeOrigin);
  for (let i = 0; i < 10_000; i++) {
    const before = hostClock.realtime() - origin;
    const between = hostClock.monotonic();
    const after = hostClock.realtime() - origin;
    assert(
      before <= between && between <= after,
      `${[before, between, after]}`,
    );
  }
});
