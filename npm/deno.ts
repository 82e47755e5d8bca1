// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The part of `Deno` that the command and the recipe use, on Node and Bun. There is
 * nothing to permit: every permission is granted, and the jail alone confines a guest.
 *
 * @module
 */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import { join } from "node:path";
import process from "node:process";
import { Readable } from "node:stream";
import * as tty from "node:tty";
import { builtin } from "../vfs/host/host.ts";

type Host = typeof globalThis.Deno;

/** A class of the errors of the host that have one of these codes. */
function errorClass(isOne: (code: string) => boolean): ErrorConstructor {
  return class extends Error {
    static override [Symbol.hasInstance](value: unknown): boolean {
      const { code, syscall } = Object(value);
      return typeof code === "string" && syscall !== undefined && isOne(code);
    }
  } as unknown as ErrorConstructor;
}

/** Of what the system refuses, Deno has a class for each; here, codes tell them apart. */
const errors = {
  NotFound: errorClass((code) => code === "ENOENT"),
  NotADirectory: errorClass((code) => code === "ENOTDIR"),
  BadResource: errorClass((code) => code === "EBADF"),
  BrokenPipe: errorClass((code) => code === "EPIPE"),
  WouldBlock: errorClass((code) => code === "EAGAIN"),
  // Nothing is ever forbidden by the host itself.
  NotCapable: errorClass(() => false),
  Other: errorClass(() => true),
};

function infoOf(stats: fs.Stats): Deno.FileInfo {
  const { size, mtime, dev, ino, mode, nlink, uid, gid } = stats;
  return {
    ...{ size, mtime, dev, ino, mode, nlink, uid, gid },
    isFile: stats.isFile(),
    isDirectory: stats.isDirectory(),
    isSymlink: stats.isSymbolicLink(),
  } as Deno.FileInfo;
}

function entryOf(entry: fs.Dirent): Deno.DirEntry {
  return {
    name: entry.name,
    isFile: entry.isFile(),
    isDirectory: entry.isDirectory(),
    isSymlink: entry.isSymbolicLink(),
  };
}

const { promises } = fs;

/** What the host answers through a callback. */
function answerOf(
  call: (answer: (error: Error | null, value?: number) => void) => void,
): Promise<number> {
  return new Promise((resolve, reject) =>
    call((error, value) => error ? reject(error) : resolve(value!))
  );
}

/** How long to wait for whoever reads too slowly from a pipe that does not block. */
const RETRY_MS = 5;

function isBusy(error: unknown): boolean {
  return (error as { code?: unknown }).code === "EAGAIN";
}

/** An open file, or one of the standard streams. */
class HostFile implements Disposable {
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  isTerminal(): boolean {
    return tty.isatty(this.#fd);
  }

  readSync(buffer: Uint8Array): number | null {
    return fs.readSync(this.#fd, buffer) || null;
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    return await answerOf((answer) =>
      fs.read(this.#fd, buffer, 0, buffer.length, null, answer)
    ) || null;
  }

  writeSync(data: Uint8Array): number {
    try {
      return fs.writeSync(this.#fd, data);
    } catch (error) {
      if (!isBusy(error)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
      return 0;
    }
  }

  async write(data: Uint8Array): Promise<number> {
    try {
      return await answerOf((answer) => fs.write(this.#fd, data, answer));
    } catch (error) {
      if (!isBusy(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      return 0;
    }
  }

  get writable(): WritableStream<Uint8Array> {
    return new WritableStream({
      write: async (chunk) => {
        for (let done = 0; done < chunk.length;) {
          done += await this.write(chunk.subarray(done));
        }
      },
    });
  }

  /**
   * Node has no locks: a program takes it on the file that it inherits. Whether it has it:
   * not if another has it, and `flock` is told not to wait.
   */
  async #flock(...options: string[]): Promise<boolean> {
    const child = spawn("flock", [...options, "3"], {
      stdio: ["ignore", "ignore", "inherit", this.#fd],
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", resolve);
    });
    if (code === 1 && options.includes("--nonblock")) return false;
    if (code === 0) return true;
    throw new Error(`Cannot lock a file: flock ended with ${code}`);
  }

  async tryLock(): Promise<boolean> {
    return await this.#flock("--nonblock");
  }

  async lock(): Promise<void> {
    await this.#flock();
  }

  close(): void {
    fs.closeSync(this.#fd);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Standard input, which may be anything: only the stream of the host reads all. */
class StandardInput extends HostFile {
  #chunks: AsyncIterator<Uint8Array> | undefined;
  #rest: Uint8Array = new Uint8Array(0);

  override async read(buffer: Uint8Array): Promise<number | null> {
    this.#chunks ??= process.stdin[Symbol.asyncIterator]();
    while (this.#rest.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done) return null;
      this.#rest = value;
    }
    const count = Math.min(buffer.length, this.#rest.length);
    buffer.set(this.#rest.subarray(0, count));
    this.#rest = this.#rest.subarray(count);
    return count;
  }
}

/** The flags of the host for the options of `open`. */
function flagsOf(options: Deno.OpenOptions): number {
  const { write, append, create, createNew, truncate } = options;
  const { O_RDONLY, O_WRONLY, O_RDWR, O_APPEND, O_CREAT, O_EXCL, O_TRUNC } =
    fs.constants;
  const writes = write || append;
  return (writes ? options.read ? O_RDWR : O_WRONLY : O_RDONLY) |
    (append ? O_APPEND : 0) | (create || createNew ? O_CREAT : 0) |
    (createNew ? O_EXCL : 0) | (truncate ? O_TRUNC : 0);
}

/** What changes in a directory. */
class Watcher implements Disposable {
  readonly #events: AsyncIterable<Deno.FsEvent>;
  readonly #end = new AbortController();

  constructor(path: string, { recursive }: { recursive: boolean }) {
    const { signal } = this.#end;
    const changes = promises.watch(path, { recursive, signal });
    this.#events = (async function* () {
      try {
        for await (const { filename } of changes) {
          yield { kind: "any" as const, paths: [join(path, filename ?? "")] };
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    })();
  }

  [Symbol.asyncIterator](): AsyncIterator<Deno.FsEvent> {
    return this.#events[Symbol.asyncIterator]();
  }

  close(): void {
    this.#end.abort();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

interface Status {
  readonly success: boolean;
  readonly code: number;
}

/** A program that runs. */
interface Child {
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
  readonly status: Promise<Status>;
}

interface Output extends Status {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

/** A program to start. */
class Command {
  readonly #program: string;
  readonly #options: Deno.CommandOptions;

  constructor(program: string, options: Deno.CommandOptions = {}) {
    this.#program = program;
    this.#options = options;
  }

  spawn(): Child {
    const { args = [], cwd, env, stdin, stdout, stderr } = this.#options;
    const kinds = {
      piped: "pipe",
      null: "ignore",
      inherit: "inherit",
    } as const;
    const child = spawn(this.#program, args, {
      ...(cwd !== undefined && { cwd }),
      env: { ...process.env, ...env },
      stdio: [
        kinds[stdin ?? "inherit"],
        kinds[stdout ?? "inherit"],
        kinds[stderr ?? "inherit"],
      ],
    });
    const stream = (source: Readable | null) =>
      source &&
      Readable.toWeb(source) as unknown as ReadableStream<Uint8Array>;
    return {
      stdout: stream(child.stdout)!,
      stderr: stream(child.stderr)!,
      status: new Promise<Status>(
        (resolve, reject) => {
          child.on("error", reject);
          child.on(
            "close",
            (code) => resolve({ success: code === 0, code: code ?? 1 }),
          );
        },
      ),
    };
  }

  async output(): Promise<Output> {
    const kinds = {
      stdout: "piped",
      stderr: "piped",
      ...this.#options,
    } as const;
    const child = new Command(this.#program, kinds).spawn();
    const all = async (source: ReadableStream<Uint8Array> | null) =>
      new Uint8Array(await new Response(source).arrayBuffer());
    const [status, stdout, stderr] = await Promise.all([
      child.status,
      all(child.stdout),
      all(child.stderr),
    ]);
    return { ...status, stdout, stderr };
  }
}

/** Whether this is one program with its engine beside it. */
function isStandalone(): boolean {
  const sea = builtin<{ isSea(): boolean }>("node:sea");
  const bun = (globalThis as { Bun?: { main: string } }).Bun;
  return sea?.isSea() || bun?.main.startsWith("/$bunfs/") || false;
}

/** What is provided; TypeScript checks the command against all of Deno. */
const provided = {
  get args(): string[] {
    return process.argv.slice(2);
  },
  get noColor(): boolean {
    return Boolean(process.env.NO_COLOR);
  },
  build: {
    os: process.platform as typeof globalThis.Deno.build.os,
    get standalone(): boolean {
      return isStandalone();
    },
  },
  env: { get: (name: string): string | undefined => process.env[name] },
  errors,
  permissions: {
    querySync: (_permission: object): { state: string } => ({
      state: "granted",
    }),
  },
  Command,

  stdin: new StandardInput(0),
  stdout: new HostFile(1),
  stderr: new HostFile(2),
  consoleSize(): { columns: number; rows: number } {
    const { columns, rows } = process.stderr.isTTY
      ? process.stderr
      : process.stdout;
    return { columns, rows };
  },

  cwd: (): string => process.cwd(),
  uid: (): number | null => process.getuid?.() ?? null,
  execPath: (): string => process.execPath,
  exit: (code?: number): never => process.exit(code),
  addSignalListener(signal: Deno.Signal, listener: () => void): void {
    process.on(signal as NodeJS.Signals, listener);
  },
  removeSignalListener(signal: Deno.Signal, listener: () => void): void {
    process.off(signal as NodeJS.Signals, listener);
  },

  copyFile: promises.copyFile as Host["copyFile"],
  rename: promises.rename as Host["rename"],
  lstatSync: (path: string | URL): Deno.FileInfo => infoOf(fs.lstatSync(path)),
  statSync: (path: string | URL): Deno.FileInfo => infoOf(fs.statSync(path)),
  lstat: async (path: string | URL): Promise<Deno.FileInfo> =>
    infoOf(await promises.lstat(path)),
  stat: async (path: string | URL): Promise<Deno.FileInfo> =>
    infoOf(await promises.stat(path)),
  realPathSync: (path: string | URL): string => fs.realpathSync(path),
  readLinkSync: (path: string | URL): string => fs.readlinkSync(path),
  async makeTempDir(
    { dir = os.tmpdir(), prefix = "" }: Deno.MakeTempOptions = {},
  ): Promise<string> {
    return await promises.mkdtemp(join(dir, prefix));
  },
  async mkdir(path: string | URL, options?: Deno.MkdirOptions): Promise<void> {
    await promises.mkdir(path, options);
  },
  mkdirSync(path: string | URL, options?: Deno.MkdirOptions): void {
    fs.mkdirSync(path, options);
  },
  async open(
    path: string | URL,
    options: Deno.OpenOptions = {},
  ): Promise<HostFile> {
    const { mode = 0o666 } = options;
    return await Promise.resolve(
      new HostFile(fs.openSync(path, flagsOf(options), mode)),
    );
  },
  openSync: (path: string | URL): HostFile =>
    new HostFile(fs.openSync(path, "r")),
  async *readDir(path: string | URL): AsyncGenerator<Deno.DirEntry> {
    for (const entry of await promises.readdir(path, { withFileTypes: true })) {
      yield entryOf(entry);
    }
  },
  readDirSync: (path: string | URL): Deno.DirEntry[] =>
    fs.readdirSync(path, { withFileTypes: true }).map(entryOf),
  readFile: async (path: string | URL): Promise<Uint8Array<ArrayBuffer>> =>
    new Uint8Array(await promises.readFile(path)),
  readTextFile: (path: string | URL): Promise<string> =>
    promises.readFile(path, "utf8"),
  readTextFileSync: (path: string | URL): string =>
    fs.readFileSync(path, "utf8"),
  async remove(
    path: string | URL,
    options?: Deno.RemoveOptions,
  ): Promise<void> {
    const isDirectory = (await promises.lstat(path)).isDirectory();
    if (options?.recursive) await promises.rm(path, { recursive: true });
    else if (isDirectory) await promises.rmdir(path);
    else await promises.unlink(path);
  },
  watchFs: (path: string, options: { recursive: boolean }): Watcher =>
    new Watcher(path, options),
  writeFile: (
    path: string | URL,
    data: Uint8Array | ReadableStream<Uint8Array>,
  ): Promise<void> => promises.writeFile(path, data),
  writeTextFile: (
    path: string | URL,
    text: string | ReadableStream<string>,
  ): Promise<void> => promises.writeFile(path, text),
  writeTextFileSync: (path: string | URL, text: string): void =>
    fs.writeFileSync(path, text),
};

/** What takes whatever `Deno` takes, but for several directories to watch. */
type Takes<T> = {
  [Name in Exclude<keyof T, "watchFs">]: Name extends keyof Host
    ? Host[Name] extends (...args: infer Args) => unknown
      ? (...args: Args) => unknown
    : unknown
    : never;
};

/** What stands in for `Deno`: `npm/bundle.ts` checks that it has what is used. */
export const Deno: Host =
  (provided satisfies Takes<typeof provided>) as unknown as Host;
