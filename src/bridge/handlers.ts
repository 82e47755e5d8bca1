import type { Awaitable, FileInfo, FsFile } from "../../vfs/fs.ts";
import { lchtimes, link, lstat, readlink, symlink } from "../../vfs/links.ts";
import { operation, type OperationName, seekOrigins } from "./operation.ts";
import { END_OF_FILE } from "./reply.ts";
import type { BridgeService } from "./service.ts";

/** One operation: takes its arguments and calls the target, then puts the result. */
export interface Handler {
  call(service: BridgeService): Awaitable<unknown>;
  /** Returns the number that the guest is answered with. */
  reply(value: unknown, service: BridgeService): number;
  /** Releases a result that comes when nobody waits for it any more. */
  discard?(value: unknown): void;
}

function handler<T>(
  call: (service: BridgeService) => Awaitable<T>,
  reply: (value: T, service: BridgeService) => number,
  discard?: (value: T) => void,
): Handler {
  return { call, reply, ...(discard && { discard }) } as Handler;
}

async function closeLate(file: FsFile): Promise<void> {
  try {
    await file.close();
  } catch {
    // The run that opened it is over: there is nobody to tell.
  }
}

const done = (): number => 0;

function info(value: FileInfo, { message }: BridgeService): number {
  message.rewind().putInfo(value);
  return 0;
}

/** A backend is a stranger: a count that cannot be must not reach the guest. */
function count(value: number | null, { length }: BridgeService): number {
  if (value === null) return END_OF_FILE;
  if (Number.isInteger(value) && value >= 0 && value <= length) return value;
  throw new RangeError(
    `Cannot answer a read or write of ${length} bytes: received the count ${value}`,
  );
}

const byName: Record<OperationName, Handler> = {
  openFile: handler(
    (s) => s.fs.openFile(s.path(), s.openOptions()),
    (file, s) => s.keep(file),
    closeLate,
  ),
  mkdir: handler((s) => s.fs.mkdir(s.path(), s.message.number()), done),
  mkdirAll: handler((s) => s.fs.mkdirAll(s.path(), s.message.number()), done),
  remove: handler((s) => s.fs.remove(s.path()), done),
  removeAll: handler((s) => s.fs.removeAll(s.path()), done),
  rename: handler((s) => s.fs.rename(s.path(), s.message.string()), done),
  stat: handler((s) => s.fs.stat(s.path()), info),
  lstat: handler((s) => lstat(s.fs, s.path()), info),
  chmod: handler((s) => s.fs.chmod(s.path(), s.message.number()), done),
  chown: handler(
    (s) => s.fs.chown(s.path(), s.message.number(), s.message.number()),
    done,
  ),
  chtimes: handler((s) => s.fs.chtimes(s.path(), ...s.times()), done),
  lchtimes: handler((s) => lchtimes(s.fs, s.path(), ...s.times()), done),
  symlink: handler((s) => symlink(s.fs, s.path(), s.message.string()), done),
  readlink: handler((s) => readlink(s.fs, s.path()), (target, s) => {
    s.message.rewind().putString(target);
    return 0;
  }),
  link: handler((s) => link(s.fs, s.path(), s.message.string()), done),
  read: handler((s) => s.file().read(s.view()), count),
  readAt: handler((s) => s.file().readAt(s.view(), s.position), count),
  write: handler((s) => s.file().write(s.view()), count),
  writeAt: handler((s) => s.file().writeAt(s.view(), s.position), count),
  seek: handler(
    (s) => s.file().seek(s.position, seekOrigins[s.length]),
    (position, s) => {
      s.message.rewind().putNumber(position);
      return 0;
    },
  ),
  readdir: handler((s) => s.file().readdir(s.length), (entries, s) => {
    s.message.rewind();
    for (const entry of entries) s.message.putInfo(entry);
    return entries.length;
  }),
  "file.stat": handler((s) => s.file().stat(), info),
  "file.chtimes": handler((s) => {
    s.message.rewind();
    return s.file().chtimes(...s.times());
  }, done),
  sync: handler((s) => s.file().sync(), done),
  truncate: handler((s) => s.file().truncate(s.position), done),
  close: handler((s) => s.release()?.close(), done),
};

/** The handlers by operation code. */
export const handlers: readonly Handler[] = Object.entries(operation)
  .sort(([, a], [, b]) => a - b)
  .map(([name]) => byName[name as OperationName]);
