// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { after } from "./after.ts";
import {
  type AnswerRule,
  checkAnswer,
  fileAnswers,
  fsAnswers,
  optionalMethods,
} from "./answers.ts";
import { checkFs } from "./check.ts";
import type { Awaitable, Fs, FsFile, SeekOrigin } from "./fs.ts";
import { AnswerError } from "./answer_error.ts";
import { namesOf, provideNames } from "./names_of.ts";
import { FsNames } from "./fs_names.ts";
import { received } from "./received.ts";
import { isSound } from "./sound.ts";

/** One for each file system, so that what compares them still finds them equal. */
const known = new WeakMap<Fs, Fs>();

/**
 * Returns `fs` with its answers checked: everything behind it may rely on the
 * contract. Those that are known to keep it are returned as they are.
 *
 * @throws {TypeError} unless it is a file system.
 */
export function checkedFs(fs: Fs, name?: string): Fs {
  checkFs(fs, name);
  if (isSound(fs) || fs instanceof CheckedFs) return fs;
  let checked = known.get(fs);
  if (!checked) known.set(fs, checked = new CheckedFs(fs) as unknown as Fs);
  return checked;
}

type Method = (...args: unknown[]) => unknown;

/** Calls a method, and checks what it returns: synchronously if it is. */
function call(
  owner: string,
  target: object,
  method: string,
  rule: AnswerRule,
  args: unknown[],
): Awaitable<unknown> {
  const found = (target as Record<string, unknown>)[method];
  if (typeof found !== "function") {
    throw new AnswerError(method, found, rule.wanted, {
      ...{ owner, found: "no method" },
    });
  }
  const answer = (found as Method).apply(target, args);
  return after(settled(answer), (value) => {
    checkAnswer(owner, method, rule, value, args);
    return value;
  });
}

/** A promise, of whatever library, as one of this realm. */
function settled(answer: unknown): Awaitable<unknown> {
  if (answer instanceof Promise) return answer;
  const isThenable = typeof answer === "object" && answer !== null &&
    typeof (answer as { then?: unknown }).then === "function";
  return isThenable ? Promise.resolve(answer) : answer;
}

/** A file system whose answers are checked. It has the methods that `fs` has. */
class CheckedFs {
  readonly name: string;

  constructor(fs: Fs) {
    this.name = typeof fs.name === "string" ? fs.name : "Fs";
    for (const [method, rule] of Object.entries(fsAnswers)) {
      const isOptional = optionalMethods.includes(method);
      if (isOptional && typeof fs[method as keyof Fs] !== "function") continue;
      const opens = rule === fsAnswers.openFile;
      Object.defineProperty(this, method, {
        value: (...args: unknown[]) => {
          const answer = call(this.name, fs, method, rule, args);
          return opens
            ? after(answer, (file) => new CheckedFile(file as FsFile))
            : answer;
        },
      });
    }
    provideNames(this as unknown as Fs, () => {
      const names = namesOf(fs);
      // Those with names of their own have answers that nobody else sees.
      return names instanceof FsNames && names.fs === fs
        ? names.over(this as unknown as Fs)
        : names;
    });
  }
}

/** An open file whose answers are checked. */
class CheckedFile implements FsFile {
  readonly name: string;
  readonly #file: FsFile & Partial<Disposable>;
  /** The names that `readdir` has returned since it last began. */
  #listed = new Set<string>();
  readonly seekData?: (position: number) => Awaitable<number | null>;
  readonly abandon?: () => Awaitable<void>;
  readonly [Symbol.dispose]?: () => void;

  constructor(file: FsFile & Partial<Disposable>) {
    this.#file = file;
    this.name = typeof file.name === "string" ? file.name : "";
    if (typeof file.seekData === "function") {
      this.seekData = (position) => this.#call("seekData", position);
    }
    if (typeof file.abandon === "function") {
      this.abandon = () => this.#call("abandon");
    }
    // Only what can be closed at once has it.
    if (typeof file[Symbol.dispose] === "function") {
      this[Symbol.dispose] = () => file[Symbol.dispose]!();
    }
  }

  read(buffer: Uint8Array): Awaitable<number | null> {
    return this.#call("read", buffer);
  }

  readAt(buffer: Uint8Array, position: number): Awaitable<number | null> {
    return this.#call("readAt", buffer, position);
  }

  write(data: Uint8Array): Awaitable<number> {
    return this.#call("write", data);
  }

  writeAt(data: Uint8Array, position: number): Awaitable<number> {
    return this.#call("writeAt", data, position);
  }

  writeString(text: string): Awaitable<number> {
    return this.#call("writeString", text);
  }

  seek(offset: number, origin?: SeekOrigin): Awaitable<number> {
    this.#listed = new Set();
    return this.#call("seek", offset, origin);
  }

  readdir(count?: number): ReturnType<FsFile["readdir"]> {
    const listed = this.#call("readdir", count) as ReturnType<
      FsFile["readdir"]
    >;
    return after(listed, (entries) => {
      for (const { name } of entries) this.#list("readdir", name);
      return entries;
    });
  }

  readdirnames(count?: number): Awaitable<string[]> {
    const listed = this.#call("readdirnames", count) as Awaitable<string[]>;
    return after(listed, (names) => {
      for (const name of names) this.#list("readdirnames", name);
      return names;
    });
  }

  stat(): ReturnType<FsFile["stat"]> {
    return this.#call("stat");
  }

  chtimes(
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void> {
    return this.#call("chtimes", atimeNs, mtimeNs);
  }

  sync(): Awaitable<void> {
    return this.#call("sync");
  }

  truncate(size: number): Awaitable<void> {
    return this.#call("truncate", size);
  }

  close(): Awaitable<void> {
    return this.#call("close");
  }

  /** Closes the file if it is open: only the file itself knows. */
  async [Symbol.asyncDispose](): Promise<void> {
    const file = this.#file;
    if (typeof file[Symbol.asyncDispose] === "function") {
      await file[Symbol.asyncDispose]();
    } else if (typeof file[Symbol.dispose] === "function") {
      file[Symbol.dispose]!();
    } else await this.close();
  }

  // deno-lint-ignore no-explicit-any
  #call(method: keyof typeof fileAnswers, ...args: unknown[]): any {
    return call("FsFile", this.#file, method, fileAnswers[method], args);
  }

  /** A listing that begins anew with each call would never end. */
  #list(method: string, name: string): void {
    if (!this.#listed.has(name)) {
      this.#listed.add(name);
      return;
    }
    const wanted = "each entry once, and then an empty array";
    throw new AnswerError(method, name, wanted, {
      ...{ owner: "FsFile", found: `${received(name)} once more` },
    });
  }
}
