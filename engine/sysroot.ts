// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { basename, join } from "@std/path/posix";
import { type Edit, editFiles } from "./edit.ts";
import { realThreadsFiles } from "./recipe.ts";
import { llvm, targetFlags } from "./toolchain.ts";
import { libcSource } from "./versions.ts";
import { ccache, copy, type Workshop } from "./workshop.ts";

const musl = "libc-top-half/musl";

/** Where wasi-libc's makefile finds our C. */
const OWN = "libc-top-half/sources";

/** What of musl's threads works over our {@link futex.c}, and nothing else does. */
const muslThreads: readonly string[] = [
  ...["__lock", "__timedwait", "__wait", "lock_ptc", "vmlock"],
  ...["pthread_attr_destroy", "pthread_attr_get", "pthread_attr_init"],
  ...["detachstate", "guardsize", "stacksize"]
    .map((name) => `pthread_attr_set${name}`),
  ...["destroy", "init", "wait"].map((name) => `pthread_barrier_${name}`),
  ...["destroy", "init", "setpshared"]
    .map((name) => `pthread_barrierattr_${name}`),
  "pthread_cleanup_push",
  ...["broadcast", "destroy", "init", "signal", "timedwait", "wait"]
    .map((name) => `pthread_cond_${name}`),
  ...["destroy", "init", "setclock", "setpshared"]
    .map((name) => `pthread_condattr_${name}`),
  ...["pthread_equal", "pthread_getspecific", "pthread_key_create"],
  ...["destroy", "init", "lock", "timedlock", "trylock", "unlock"]
    .map((name) => `pthread_mutex_${name}`),
  ...["destroy", "init", "setpshared", "settype"]
    .map((name) => `pthread_mutexattr_${name}`),
  "pthread_once",
  ...["destroy", "init", "rdlock", "timedrdlock", "timedwrlock", "tryrdlock"]
    .map((name) => `pthread_rwlock_${name}`),
  ...["trywrlock", "unlock", "wrlock"].map((name) => `pthread_rwlock_${name}`),
  ...["destroy", "init", "setpshared"]
    .map((name) => `pthread_rwlockattr_${name}`),
  ...["pthread_setcancelstate", "pthread_setcanceltype"],
  "pthread_setspecific",
  ...["destroy", "init", "lock", "trylock", "unlock"]
    .map((name) => `pthread_spin_${name}`),
  "pthread_testcancel",
  ...["destroy", "getvalue", "init", "post", "timedwait", "trywait", "wait"]
    .map((name) => `sem_${name}`),
];

/** The other files of musl that only threads need. */
const muslOthers: readonly string[] = [
  ...["__lockfile", "flockfile", "ftrylockfile", "funlockfile"]
    .map((name) => `stdio/${name}`),
  "sched/sched_cpucount",
];

/** Each thread has one of its own. */
const perThread: readonly Edit[] = [
  [/^(\t| {4})static (?!_Thread_local)(?!.*\()/m, "$1static _Thread_local ", 1],
];

const noThreads = /^#ifdef _REENTRANT\n#error.*\n#endif\n/m;

/** What wasi-libc has to be told so that several threads can use it. */
const edits: Readonly<Record<string, readonly Edit[]>> = {
  "Makefile": [
    [
      /^LIBC_TOP_HALF_HEADERS_PRIVATE = /m,
      `LIBC_TOP_HALF_MUSL_SOURCES += ${
        [...muslThreads.map((name) => `thread/${name}`), ...muslOthers]
          .map((name) => `$(LIBC_TOP_HALF_MUSL_SRC_DIR)/${name}.c`)
          .join(" ")
      }\n$&`,
      1,
    ],
    // Warnings of another compiler than it was written for.
    ["-Wall -Wextra -Werror", "-w", 1],
    // The numbers of errors that functions of threads return.
    [
      /^(\$\(LIBC_TOP_HALF_ALL_OBJS\).*CFLAGS \+= )\\$/m,
      "$1-I$(CURDIR)/linux \\",
      1,
    ],
  ],
  "dlmalloc/src/dlmalloc.c": [
    ["#define USE_LOCKS 1", '#define USE_LOCKS 2\n#include "malloc_lock.h"', 1],
  ],
  // A working directory that was left is not freed: another thread may be reading it.
  "libc-bottom-half/sources/chdir.c": [
    [noThreads, "", 1],
    [/^ {4}static (char|size_t)/m, "    static _Thread_local $1", 4],
    [/^ {4}if \(__wasilibc_cwd_mallocd\)\n {8}free\(prev_cwd\);\n/m, "", 1],
    [
      /^ {4}size_t cwd_len = strlen\(__wasilibc_cwd\);$/m,
      "    const char *cwd = __wasilibc_cwd;\n    size_t cwd_len = strlen(cwd);",
      1,
    ],
    ["__wasilibc_cwd[cwd_len - 1]", "cwd[cwd_len - 1]", 1],
    [
      "strcpy(make_absolute_buf, __wasilibc_cwd)",
      "strcpy(make_absolute_buf, cwd)",
      1,
    ],
  ],
  "libc-bottom-half/sources/getcwd.c": [
    [/^\/\/ For threads.*\n/m, "", 1],
    [noThreads, "", 1],
    [/^\{$/m, "{\n    const char *cwd = __wasilibc_cwd;", 1],
    [/\((buf, )?__wasilibc_cwd\)/, "($1cwd)", 3],
  ],
  "libc-bottom-half/sources/preopens.c": [[noThreads, "", 1]],
  "libc-bottom-half/sources/getentropy.c": [[noThreads, "", 1]],
  "libc-bottom-half/cloudlibc/src/libc/time/nanosleep.c": [
    [/^#if defined\(_REENTRANT\)\n__strong_reference.*\n#endif\n/m, "", 1],
  ],
  [`${musl}/arch/wasm32/atomic_arch.h`]: [[noThreads, "", 1]],
  [`${musl}/include/limits.h`]: [
    ["#define PTHREAD_STACK_MIN 2048", "#define PTHREAD_STACK_MIN 65536", 1],
    [
      /^#ifdef __wasilibc_unmodified_upstream (?=.*no semaphores)/m,
      "#if 1 ",
      1,
    ],
  ],
  [`${musl}/include/pthread.h`]: [
    ["#include <sched.h>", "#include <limits.h>\n$&", 1],
    [
      /^int pthread_setname_np.*\n/m,
      "$&int pthread_getname_np(pthread_t, char *, size_t);\n",
      1,
    ],
  ],
  [`${musl}/include/sched.h`]: [
    // C++ takes no second declaration that promises less.
    [
      /^void \*memcpy(?:.*\n){4}void free\(.*\n/m,
      "#include <stdlib.h>\n#include <string.h>\n",
      1,
    ],
    // Where processors are counted.
    [
      /^#ifdef __wasilibc_unmodified_upstream (?=.*\n#define SCHED_OTHER)/m,
      "#if 1 ",
      1,
    ],
    [
      /^#ifdef __wasilibc_unmodified_upstream (?=.*\nstruct sched_param)/m,
      "#if 1 ",
      1,
    ],
  ],
  [`${musl}/src/conf/sysconf.c`]: [
    ['#include "libc.h"', '$&\n#include "syscall.h"', 1],
  ],
  [`${musl}/src/exit/exit.c`]: [
    [
      /^void __wasm_call_dtors\(void\)\n\{\n/m,
      "void afmpeg_end_alone(void);\n\n$&\tafmpeg_end_alone();\n",
      1,
    ],
  ],
  [`${musl}/src/internal/libc.c`]: [
    [
      "struct __libc __libc;",
      "struct __libc __libc = { .threaded = 1, .need_locks = 1 };",
      1,
    ],
  ],
  [`${musl}/src/internal/pthread_impl.h`]: [
    [/^#include <signal\.h>\n/m, "", 1],
    [
      "#include <sys/mman.h>",
      ["wait", "lock", "unlock"].map((name) => `void __vm_${name}(void);`)
        .join(" "),
      1,
    ],
  ],
  [`${musl}/src/prng/random.c`]: [
    [
      /^#ifdef __wasilibc_unmodified_upstream\n(?=static volatile int lock)/m,
      "#if 1\n",
      1,
    ],
  ],
  [`${musl}/src/stdio/stdin.c`]: [[".lock = -1", ".lock = 0", 1]],
  [`${musl}/src/stdio/stdout.c`]: [[".lock = -1", ".lock = 0", 1]],
  [`${musl}/src/stdio/stderr.c`]: [[".lock = -1", ".lock = 0", 1]],
  // Clocks are pointers; in a condition variable, 0 stands for the usual one.
  [`${musl}/src/thread/pthread_attr_get.c`]: [
    [
      "*clk = a->__attr & 0x7fffffff;",
      "*clk = (a->__attr & 0x7fffffff) ? (clockid_t)(a->__attr & 0x7fffffff) : CLOCK_REALTIME;",
      1,
    ],
  ],
  [`${musl}/src/thread/pthread_cond_timedwait.c`]: [
    [
      "seq, clock, ts",
      "seq, clock ? (clockid_t)clock : CLOCK_REALTIME, ts",
      1,
    ],
  ],
  // As glibc has it.
  [`${musl}/src/thread/pthread_mutex_destroy.c`]: [
    ["return 0;", "return mutex->_m_lock ? EBUSY : 0;", 1],
  ],
  [`${musl}/src/thread/pthread_condattr_setclock.c`]: [
    [
      "clk < 0 || clk-2U < 2",
      "clk != CLOCK_REALTIME && clk != CLOCK_MONOTONIC",
      1,
    ],
    ["a->__attr |= clk;", "a->__attr |= (unsigned)clk;", 1],
  ],
  // No signal interrupts a thread.
  [`${musl}/src/thread/pthread_key_create.c`]: [
    [/^\tsigset_t set;\n/m, "", 1],
    [/^\t__(block_app|restore)_sigs\(&set\);\n/m, "", 2],
  ],
  [`${musl}/src/multibyte/mbrtowc.c`]: perThread,
  [`${musl}/src/string/strtok.c`]: perThread,
  [`${musl}/src/time/gmtime.c`]: perThread,
  [`${musl}/src/time/localtime.c`]: perThread,
};

/** What is linked in every program, in place of what the driver of clang would choose. */
const configuration = [
  "--sysroot=<CFGDIR>",
  "-pthread",
  "-Wl,--import-memory,--export-memory,--max-memory=4294967296",
  "",
].join("\n");

/**
 * Builds what programs with real threads are compiled with, into `made`: a libc that several
 * threads can use, with POSIX threads, and `bin/clang-19`, a compiler that knows all this. The
 * source of wasi-libc lies unpacked in the workshop.
 */
export async function buildSysroot(workshop: Workshop): Promise<void> {
  const { work, step, jobs } = workshop;
  const cwd = join(work, libcSource.folder);
  await editFiles(cwd, edits);
  for (const name of realThreadsFiles) {
    const file = basename(name);
    await copy(join(work, name), join(cwd, placeOf(file)));
  }
  // The numbers of errors, as our programs know them.
  await copy(join(work, "shim/include/errno.h"), join(cwd, "linux/errno.h"));
  await copy(join(work, "shim/errno.c"), join(cwd, placeOf("errno.c")));
  const { program, args, env } = jobs.make;
  await step.run(program, [
    ...[...args, "-s", "startup_files", "libc", "THREAD_MODEL=posix"],
    ...[`CC=ccache ${llvm.CC}`, `AR=${llvm.AR}`, `NM=${llvm.NM}`],
    `EXTRA_CFLAGS=-O2 -DNDEBUG ${targetFlags.slice(1).join(" ")}`,
    ...["OBJDIR=objects", `SYSROOT=${join(work, "made")}`],
  ], {
    cwd,
    env: { ...env, ...ccache(workshop), CCACHE_BASEDIR: work },
  });
  const lib = join(work, "made/lib/wasm32-wasi");
  await step.run(llvm.CC, [
    ...[...targetFlags, "-matomics", "-mexception-handling"],
    ...["-c", placeOf("start.S"), "-o", "afmpeg_start.o"],
  ], { cwd });
  await step.run(llvm.AR, ["rcs", join(lib, "libc.a"), "afmpeg_start.o"], {
    cwd,
  });
  // All of them are in libc, but programs ask for them.
  for (const name of ["m", "rt", "pthread", "dl"]) {
    await step.run(llvm.AR, ["rcs", join(lib, `lib${name}.a`)], { cwd });
  }
  // Of the two, the one that does not run destructors at the end of each thread.
  await Deno.remove(join(lib, "crt1-command.o"));
  await addCxx(workshop);
  await addCompiler(workshop);
}

/** Where a file of ours lies in the source of wasi-libc. */
function placeOf(file: string): string {
  if (file === "pthread_arch.h") return `${musl}/arch/wasm32/${file}`;
  if (file === "malloc_lock.h") return `dlmalloc/include/${file}`;
  if (file.endsWith(".h")) return `${musl}/src/internal/${file}`;
  // An archive has each name once.
  return `${OWN}/afmpeg_${file}`;
}

/** Debian's libc++. */
async function addCxx({ work, step }: Workshop): Promise<void> {
  const include = join(work, "made/include/wasm32-wasi");
  await Deno.mkdir(include);
  await step.run("cp", ["-rL", "/usr/include/wasm32-wasi/c++", include], {
    cwd: work,
  });
  for (const name of ["libc++.a", "libc++abi.a"]) {
    await copy(
      join("/usr/lib/wasm32-wasi", name),
      join(work, "made/lib/wasm32-wasi", name),
    );
  }
}

/**
 * The compiler, under the name that all builds know. ccache looks at what is in the file, so it
 * has the version of the real one.
 */
async function addCompiler({ work, step }: Workshop): Promise<void> {
  const made = join(work, "made");
  const version = await step.run(llvm.CC, ["--version"], { cwd: work });
  await Deno.mkdir(join(made, "bin"));
  await Deno.writeTextFile(join(made, "threads.cfg"), configuration);
  await Deno.writeTextFile(
    join(made, "bin", llvm.CC),
    [
      "#!/bin/sh",
      `# ${version.split("\n")[0]}`,
      ...configuration.trim().split("\n").map((line) => `# ${line}`),
      `exec /usr/bin/${llvm.CC} --config="\${0%/*}/../threads.cfg" "$@"`,
      "",
    ].join("\n"),
    { mode: 0o755 },
  );
}
