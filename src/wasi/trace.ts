import type { WasiFunction } from "./context.ts";
import { errno } from "./errno.ts";
import type { GuestMemory } from "./guest_memory.ts";
import { right } from "./rights.ts";

/**
 * Takes one line for each call of the guest, such as
 * `path_open(3, 0, "a.txt", CREAT, FD_WRITE, 0, 0) = SUCCESS 4`.
 */
export type TraceSink = (line: string) => void;

/**
 * What the arguments are, and behind the arrow those that are pointers to what
 * the call answers. `path` stands for two: a pointer and a length.
 */
const signatures: Record<string, string> = {
  args_get: "pointer pointer",
  args_sizes_get: "-> u32 u32",
  clock_res_get: "clock -> u64",
  clock_time_get: "clock u64 -> u64",
  environ_get: "pointer pointer",
  environ_sizes_get: "-> u32 u32",
  fd_advise: "u32 u64 u64 advice",
  fd_allocate: "u32 u64 u64",
  fd_close: "u32",
  fd_datasync: "u32",
  fd_fdstat_get: "u32 pointer",
  fd_fdstat_set_flags: "u32 fdflags",
  fd_fdstat_set_rights: "u32 rights rights",
  fd_filestat_get: "u32 pointer",
  fd_filestat_set_size: "u32 u64",
  fd_filestat_set_times: "u32 u64 u64 fstflags",
  fd_pread: "u32 pointer u32 u64 -> u32",
  fd_prestat_dir_name: "u32 pointer u32",
  fd_prestat_get: "u32 pointer",
  fd_pwrite: "u32 pointer u32 u64 -> u32",
  fd_read: "u32 pointer u32 -> u32",
  fd_readdir: "u32 pointer u32 u64 -> u32",
  fd_renumber: "u32 u32",
  fd_seek: "u32 s64 whence -> u64",
  fd_sync: "u32",
  fd_tell: "u32 -> u64",
  fd_write: "u32 pointer u32 -> u32",
  path_create_directory: "u32 path",
  path_filestat_get: "u32 lookupflags path pointer",
  path_filestat_set_times: "u32 lookupflags path u64 u64 fstflags",
  path_link: "u32 lookupflags path u32 path",
  path_open: "u32 lookupflags path oflags rights rights fdflags -> u32",
  path_readlink: "u32 path pointer u32 -> u32",
  path_remove_directory: "u32 path",
  path_rename: "u32 path u32 path",
  path_symlink: "path u32 path",
  path_unlink_file: "u32 path",
  poll_oneoff: "pointer pointer u32 -> u32",
  proc_exit: "u32",
  proc_raise: "u32",
  random_get: "pointer u32",
  sched_yield: "",
  sock_accept: "u32 fdflags -> u32",
  sock_recv: "u32 pointer u32 u32 -> u32 u32",
  sock_send: "u32 pointer u32 u32 -> u32",
  sock_shutdown: "u32 u32",
};

/** The names of numbers. */
const enumerations: Record<string, readonly string[]> = {
  clock: ["REALTIME", "MONOTONIC", "PROCESS_CPUTIME", "THREAD_CPUTIME"],
  advice: [
    ...["NORMAL", "SEQUENTIAL", "RANDOM", "WILLNEED", "DONTNEED", "NOREUSE"],
  ],
  whence: ["SET", "CUR", "END"],
};

/** The names of bits, the lowest first. */
const flags: Record<string, readonly string[]> = {
  fdflags: ["APPEND", "DSYNC", "NONBLOCK", "RSYNC", "SYNC"],
  fstflags: ["ATIM", "ATIM_NOW", "MTIM", "MTIM_NOW"],
  lookupflags: ["SYMLINK_FOLLOW"],
  oflags: ["CREAT", "DIRECTORY", "EXCL", "TRUNC"],
  rights: Object.keys(right).map((name) =>
    name.replaceAll(/[A-Z]/g, "_$&").toUpperCase()
  ),
};

const errorNames: Record<number, string> = Object.fromEntries(
  Object.entries(errno).map(([name, code]) => [code, name]),
);

/** Makes a function that tells `sink` of each call, in the manner of `strace`. */
export function trace(
  name: string,
  call: WasiFunction,
  memory: GuestMemory,
  sink: TraceSink,
): WasiFunction {
  const [taken = "", answered = ""] = signatures[name]!.split("->");
  const parameters = taken.split(" ").filter((kind) => kind !== "");
  const answers = answered.split(" ").filter((kind) => kind !== "");
  const takes = parameters.length +
    parameters.filter((kind) => kind === "path").length;
  return (...args) => {
    memory.refresh();
    const line = `${name}(${showAll(parameters, args, memory).join(", ")})`;
    let ending = "?";
    try {
      const code = call(...args);
      ending = errorNames[code] ?? `${code}`;
      if (code === errno.SUCCESS) {
        for (const [i, kind] of answers.entries()) {
          const at = args[takes + i] >>> 0;
          ending += ` ${kind === "u64" ? memory.u64(at) : memory.u32(at)}`;
        }
      }
      return code;
    } finally {
      sink(`${line} = ${ending}`);
    }
  };
}

function showAll(
  kinds: readonly string[],
  args: readonly (number | bigint)[],
  memory: GuestMemory,
): string[] {
  let at = 0;
  return kinds.map((kind) => {
    const value = unsigned(args[at++]!);
    if (kind !== "path") return show(kind, value);
    return showPath(Number(value), Number(unsigned(args[at++]!)), memory);
  });
}

function unsigned(value: number | bigint): number | bigint {
  return typeof value === "number" ? value >>> 0 : value;
}

function show(kind: string, value: number | bigint): string {
  if (kind === "pointer") return `0x${value.toString(16)}`;
  if (kind === "u64") return `${BigInt.asUintN(64, BigInt(value))}`;
  const names = flags[kind];
  if (names) return showFlags(names, BigInt.asUintN(64, BigInt(value)));
  return enumerations[kind]?.[Number(value)] ?? `${value}`;
}

function showFlags(names: readonly string[], bits: bigint): string {
  const shown = names.filter((_, i) => bits >> BigInt(i) & 1n);
  const rest = bits >> BigInt(names.length) << BigInt(names.length);
  if (rest !== 0n) shown.push(`0x${rest.toString(16)}`);
  return shown.join("|") || "0";
}

function showPath(
  pointer: number,
  length: number,
  memory: GuestMemory,
): string {
  try {
    return JSON.stringify(memory.path(pointer, length));
  } catch {
    return `0x${pointer.toString(16)}[${length}]`;
  }
}
