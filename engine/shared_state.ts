// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { BuildError } from "./build_error.ts";

/** libc has a variable that all threads share, and nobody has looked whether they may. */
export class SharedStateError extends BuildError {
  override readonly name = "SharedStateError";
  /** The variables, as `member.o: name`. */
  readonly variables: readonly string[];

  /** Makes the error. */
  constructor(variables: readonly string[]) {
    super(
      `Cannot use libc with threads: it has ${
        variables.join(", ")
      }; see what ` +
        "threads do to it, and add it to engine/shared_state.ts",
    );
    this.variables = variables;
  }
}

/** What all threads share of libc, by what makes that safe. */
const reviewed: Readonly<Record<string, readonly string[]>> = {
  "a lock is held": [
    ...["_gm_", "malloc_global_mutex", "mparams"]
      .map((name) => `dlmalloc.o: ${name}`),
    ...["atexit.o: head", "atexit.o: slot", "atexit.o: builtin"],
    ...["stderr", "stdin", "stdout"].flatMap((name) => [
      ...[`${name}.o: __${name}_FILE`, `${name}.o: buf`],
    ]),
    "ofl.o: ofl_head",
    ...["keys", "next_key", "__pthread_tsd_main"]
      .map((name) => `pthread_key_create.o: ${name}`),
    ...["first", "add.last", "ended"]
      .map((name) => `afmpeg_thread.o: ${name}`),
    ...["init", "n", "i", "j", "x"].map((name) => `random.o: ${name}`),
    ...["default_locale", "default_ctype_locale", "default_locale_init_done"]
      .map((name) => `newlocale.o: ${name}`),
    ...["__get_locale.loc_head", "loc_head"]
      .map((name) => `locale_map.o: ${name}`),
  ],
  "it is such a lock, or changes atomically": [
    ...["atexit.o: lock", "ofl.o: ofl_lock", "lock_ptc.o: lock"],
    ...["pthread_key_create.o: key_lock", "vmlock.o: vmlock"],
    ...["random.o: lock", "locale_map.o: __locale_lock"],
    "afmpeg_thread.o: __thread_list_lock",
    ...["refuse.said", "afmpeg_end_alone.ender"]
      .map((name) => `afmpeg_thread.o: ${name}`),
  ],
  "it never changes, or only before there are threads": [
    ...["num_preopens", "preopens", "preopen_capacity"]
      .map((name) => `preopens.o: ${name}`),
    ...["__wasilibc_environ", "empty_environ"]
      .map((name) => `__wasilibc_initialize_environ.o: ${name}`),
    ...["stderr", "stdin", "stdout"].map((name) => `${name}.o: __${name}_used`),
    ...["__stdio_exit.o: dummy_file", "fflush.o: dummy"],
    ...["__timedwait.o: dummy", "clock.o: start", "libc.o: __libc"],
    "pthread_key_create.o: __pthread_tsd_size",
    ...["__default_stacksize", "__default_guardsize"]
      .map((name) => `afmpeg_thread.o: ${name}`),
  ],
  "one aligned word is read or written, whichever value is right": [
    ...["getcwd.o: __wasilibc_cwd", "chdir.o: __wasilibc_cwd_mallocd"],
    "signal.o: handlers",
    // Another sequence of numbers, which nobody may rely on.
    "rand.o: seed",
  ],
  "POSIX leaves it to the program to call these from one thread at a time": [
    ...["strerror.o: buf", "setlocale.o: buf"],
    ...["asctime_r.o: buf", "asctime.o: buf"],
    ...["setenv.o: env_alloced", "setenv.o: env_alloced_n"],
    ...["setenv.o: __env_rm_add.env_alloced"],
    "setenv.o: __env_rm_add.env_alloced_n",
    ...["optarg", "opterr", "optind", "optopt", "__optpos", "__optreset"]
      .map((name) => `getopt.o: ${name}`),
    ...["hcreate.o: htab", "lcong48.o: __seed48", "__seed48.o: __seed48"],
    // Unless they give a state of their own, as libc++ does.
    "mbrlen.o: mbrlen.internal",
  ],
};

/**
 * Checks what threads share of libc, by the map of what was linked.
 *
 * @throws {SharedStateError} if nobody has looked at some of it.
 */
export function checkSharedState(map: string): void {
  const known = new Set(Object.values(reviewed).flat());
  const unknown = sharedState(map).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new SharedStateError(unknown);
}

/** The variables of libc that all threads share, as `member.o: name`. */
export function sharedState(map: string): string[] {
  const lines = map.matchAll(
    /\/lib(?:c|wasi-emulated-[\w-]+)\.a\((.+\.o)\):\(\.(?:data|bss)\.(.+)\)$/gm,
  );
  return [
    ...new Set(Array.from(lines, ([, member, name]) => `${member}: ${name}`)),
  ];
}
