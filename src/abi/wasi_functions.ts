// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The names under which a module imports WASI: preview1, and its predecessor. */
export const wasiModules: readonly string[] = [
  "wasi_snapshot_preview1",
  "wasi_unstable",
];

/** The type of a value in WebAssembly. */
export type WasmType = "i32" | "i64";

/**
 * The kinds of parameters, by their names in the specification, and their types in
 * WebAssembly: some are a pointer and a length.
 */
export const wasiKinds = {
  advice: ["i32"],
  ciovec_array: ["i32", "i32"],
  clockid: ["i32"],
  dircookie: ["i64"],
  exitcode: ["i32"],
  fd: ["i32"],
  fdflags: ["i32"],
  filedelta: ["i64"],
  filesize: ["i64"],
  fstflags: ["i32"],
  iovec_array: ["i32", "i32"],
  lookupflags: ["i32"],
  oflags: ["i32"],
  pointer: ["i32"],
  riflags: ["i32"],
  rights: ["i64"],
  sdflags: ["i32"],
  siflags: ["i32"],
  signal: ["i32"],
  size: ["i32"],
  string: ["i32", "i32"],
  timestamp: ["i64"],
  whence: ["i32"],
} as const;

/** A kind of parameter. */
export type WasiKind = keyof typeof wasiKinds;

/** A kind of result: the guest passes a pointer to where it is written. */
export type WasiResult =
  | ("fd" | "filesize" | "roflags" | "size" | "timestamp")
  | ("fdstat" | "filestat" | "prestat");

/** The parameters and results of a function of WASI. */
export interface WasiSignature {
  /** The parameters, each with its name. */
  readonly params: readonly `${string}: ${WasiKind}`[];
  /** The results, written through pointers after the parameters; without any, it does not return. */
  readonly results?: readonly WasiResult[];
}

/**
 * The functions of WASI preview1, the same in its predecessor, as the
 * [specification](https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#functions)
 * declares them. All but `proc_exit` return an `errno`.
 */
export const wasiFunctions = {
  args_get: { params: ["argv: pointer", "argv_buf: pointer"], results: [] },
  args_sizes_get: { params: [], results: ["size", "size"] },
  clock_res_get: { params: ["id: clockid"], results: ["timestamp"] },
  clock_time_get: {
    params: ["id: clockid", "precision: timestamp"],
    results: ["timestamp"],
  },
  environ_get: {
    params: ["environ: pointer", "environ_buf: pointer"],
    results: [],
  },
  environ_sizes_get: { params: [], results: ["size", "size"] },
  fd_advise: {
    params: ["fd: fd", "offset: filesize", "len: filesize", "advice: advice"],
    results: [],
  },
  fd_allocate: {
    params: ["fd: fd", "offset: filesize", "len: filesize"],
    results: [],
  },
  fd_close: { params: ["fd: fd"], results: [] },
  fd_datasync: { params: ["fd: fd"], results: [] },
  fd_fdstat_get: { params: ["fd: fd"], results: ["fdstat"] },
  fd_fdstat_set_flags: { params: ["fd: fd", "flags: fdflags"], results: [] },
  fd_fdstat_set_rights: {
    params: [
      "fd: fd",
      "fs_rights_base: rights",
      "fs_rights_inheriting: rights",
    ],
    results: [],
  },
  fd_filestat_get: { params: ["fd: fd"], results: ["filestat"] },
  fd_filestat_set_size: { params: ["fd: fd", "size: filesize"], results: [] },
  fd_filestat_set_times: {
    params: [
      "fd: fd",
      "atim: timestamp",
      "mtim: timestamp",
      "fst_flags: fstflags",
    ],
    results: [],
  },
  fd_pread: {
    params: ["fd: fd", "iovs: iovec_array", "offset: filesize"],
    results: ["size"],
  },
  fd_prestat_dir_name: {
    params: ["fd: fd", "path: pointer", "path_len: size"],
    results: [],
  },
  fd_prestat_get: { params: ["fd: fd"], results: ["prestat"] },
  fd_pwrite: {
    params: ["fd: fd", "iovs: ciovec_array", "offset: filesize"],
    results: ["size"],
  },
  fd_read: { params: ["fd: fd", "iovs: iovec_array"], results: ["size"] },
  fd_readdir: {
    params: ["fd: fd", "buf: pointer", "buf_len: size", "cookie: dircookie"],
    results: ["size"],
  },
  fd_renumber: { params: ["fd: fd", "to: fd"], results: [] },
  fd_seek: {
    params: ["fd: fd", "offset: filedelta", "whence: whence"],
    results: ["filesize"],
  },
  fd_sync: { params: ["fd: fd"], results: [] },
  fd_tell: { params: ["fd: fd"], results: ["filesize"] },
  fd_write: { params: ["fd: fd", "iovs: ciovec_array"], results: ["size"] },
  path_create_directory: { params: ["fd: fd", "path: string"], results: [] },
  path_filestat_get: {
    params: ["fd: fd", "flags: lookupflags", "path: string"],
    results: ["filestat"],
  },
  path_filestat_set_times: {
    params: [
      "fd: fd",
      "flags: lookupflags",
      "path: string",
      "atim: timestamp",
      "mtim: timestamp",
      "fst_flags: fstflags",
    ],
    results: [],
  },
  path_link: {
    params: [
      "old_fd: fd",
      "old_flags: lookupflags",
      "old_path: string",
      "new_fd: fd",
      "new_path: string",
    ],
    results: [],
  },
  path_open: {
    params: [
      "fd: fd",
      "dirflags: lookupflags",
      "path: string",
      "oflags: oflags",
      "fs_rights_base: rights",
      "fs_rights_inheriting: rights",
      "fdflags: fdflags",
    ],
    results: ["fd"],
  },
  path_readlink: {
    params: ["fd: fd", "path: string", "buf: pointer", "buf_len: size"],
    results: ["size"],
  },
  path_remove_directory: { params: ["fd: fd", "path: string"], results: [] },
  path_rename: {
    params: ["fd: fd", "old_path: string", "new_fd: fd", "new_path: string"],
    results: [],
  },
  path_symlink: {
    params: ["old_path: string", "fd: fd", "new_path: string"],
    results: [],
  },
  path_unlink_file: { params: ["fd: fd", "path: string"], results: [] },
  poll_oneoff: {
    params: ["in: pointer", "out: pointer", "nsubscriptions: size"],
    results: ["size"],
  },
  proc_exit: { params: ["rval: exitcode"] },
  proc_raise: { params: ["sig: signal"], results: [] },
  random_get: { params: ["buf: pointer", "buf_len: size"], results: [] },
  sched_yield: { params: [], results: [] },
  sock_accept: { params: ["fd: fd", "flags: fdflags"], results: ["fd"] },
  sock_recv: {
    params: ["fd: fd", "ri_data: iovec_array", "ri_flags: riflags"],
    results: ["size", "roflags"],
  },
  sock_send: {
    params: ["fd: fd", "si_data: ciovec_array", "si_flags: siflags"],
    results: ["size"],
  },
  sock_shutdown: { params: ["fd: fd", "how: sdflags"], results: [] },
} as const;

/** The name of a function of WASI. */
export type WasiName = keyof typeof wasiFunctions;

/** The names of all functions of WASI. */
export const wasiNames: readonly WasiName[] = Object.keys(
  wasiFunctions,
) as WasiName[];

/** Whether WASI has a function of this name. */
export function isWasiName(name: string): name is WasiName {
  return Object.hasOwn(wasiFunctions, name);
}

/** The type in WebAssembly of a function of WASI. */
export function wasmTypeOf(
  name: WasiName,
): { params: WasmType[]; results: WasmType[] } {
  const { params, results }: WasiSignature = wasiFunctions[name];
  return {
    params: [
      ...params.flatMap((param): readonly WasmType[] =>
        wasiKinds[kindOf(param)]
      ),
      ...(results ?? []).map(() => "i32" as const),
    ],
    results: results ? ["i32"] : [],
  };
}

/** The kind of a parameter, without its name. */
export function kindOf(param: WasiSignature["params"][number]): WasiKind {
  return param.slice(param.indexOf(":") + 2) as WasiKind;
}
