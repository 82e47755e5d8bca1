import { type Steps, wait } from "./drive.ts";
import type { Awaitable, FsFile } from "./fs.ts";

/** Works with an open file, which is closed whatever comes of it. */
export function* withFile<T>(
  opened: Awaitable<FsFile>,
  use: (file: FsFile) => Steps<T>,
): Steps<T> {
  const file = yield* wait(opened);
  let value: T;
  try {
    value = yield* use(file);
  } catch (error) {
    try {
      yield dispose(file);
    } catch (second) {
      throw new SuppressedError(second, error);
    }
    throw error;
  }
  yield dispose(file);
  return value;
}

/** Closes a file, unless it is closed: at once where it can. */
function dispose(file: FsFile & Partial<Disposable>): Awaitable<void> {
  return file[Symbol.dispose]
    ? file[Symbol.dispose]!()
    : file[Symbol.asyncDispose]() as Promise<void>;
}
