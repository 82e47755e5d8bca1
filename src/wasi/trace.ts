import type { WasiFunction } from "./context.ts";
import { errno } from "./errno.ts";
import type { GuestMemory } from "./guest_memory.ts";

/** Takes one line for each call of the guest, such as `fd_close(4) = SUCCESS`. */
export type TraceSink = (line: string) => void;

/** At which arguments a path begins: a pointer, then a length. */
const pathsAt: Record<string, readonly number[]> = {
  path_create_directory: [1],
  path_filestat_get: [2],
  path_filestat_set_times: [2],
  path_link: [2, 5],
  path_open: [2],
  path_readlink: [1],
  path_remove_directory: [1],
  path_rename: [1, 4],
  path_symlink: [0, 3],
  path_unlink_file: [1],
};

const names: Record<number, string> = Object.fromEntries(
  Object.entries(errno).map(([name, code]) => [code, name]),
);

/** Makes a function that tells `sink` of each call, in the manner of `strace`. */
export function trace(
  name: string,
  call: WasiFunction,
  memory: GuestMemory,
  sink: TraceSink,
): WasiFunction {
  const paths = pathsAt[name] ?? [];
  const show = (args: (number | bigint)[]): string => {
    const shown = args.slice(0, call.length).map(String);
    for (const at of paths.toReversed()) {
      shown.splice(at, 2, path(args[at] as number, args[at + 1] as number));
    }
    return `${name}(${shown.join(", ")})`;
  };
  const path = (pointer: number, length: number): string => {
    try {
      return JSON.stringify(memory.string(pointer, length));
    } catch {
      return `${pointer}, ${length}`;
    }
  };
  return (...args) => {
    const line = show(args);
    let ending = "?";
    try {
      const code = call(...args);
      ending = names[code] ?? `${code}`;
      return code;
    } finally {
      sink(`${line} = ${ending}`);
    }
  };
}
