// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FileInfo, FileKind, Fs, FsFile } from "./fs.ts";
import { AnswerError } from "./answer_error.ts";
import { received } from "./received.ts";

/** What a method must return: says what is wrong with `answer`, if anything. */
export interface AnswerRule {
  /** What it must return, in words. */
  readonly wanted: string;
  /** What was received, in words, if that is not it. */
  fault(answer: unknown, args: readonly unknown[]): string | undefined;
}

/** The methods of a type, without those that dispose of it. */
type Methods<T> = Exclude<keyof T, "name" | symbol>;

/** Throws the error for an answer that breaks a rule. */
export function checkAnswer(
  owner: string,
  method: string,
  rule: AnswerRule,
  answer: unknown,
  args: readonly unknown[],
): void {
  const found = rule.fault(answer, args);
  if (found === undefined) return;
  throw new AnswerError(method, answer, rule.wanted, { owner, found });
}

/** The rule for whatever satisfies `isRight`. */
function that(
  isRight: (answer: unknown, args: readonly unknown[]) => boolean,
  wanted: string,
): AnswerRule {
  return {
    wanted,
    fault: (answer, args) =>
      isRight(answer, args) ? undefined : received(answer),
  };
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && value as number >= 0;

const kinds: Readonly<Record<FileKind, true>> = {
  ...{ file: true, directory: true, symlink: true, characterDevice: true },
  ...{ blockDevice: true, fifo: true, socket: true },
};

/** What each field of a {@linkcode FileInfo} may be. */
const fields: {
  readonly [Name in keyof FileInfo]: (value: unknown) => boolean;
} = {
  name: (value) => typeof value === "string",
  kind: (value) => typeof value === "string" && Object.hasOwn(kinds, value),
  size: isCount,
  mode: isCount,
  uid: Number.isSafeInteger,
  gid: Number.isSafeInteger,
  dev: isBigint,
  ino: isBigint,
  nlink: isCount,
  atimeNs: isBigint,
  mtimeNs: isBigint,
  ctimeNs: isBigint,
};

function isBigint(value: unknown): boolean {
  return typeof value === "bigint";
}

function infoFault(info: unknown): string | undefined {
  if (typeof info !== "object" || info === null) return received(info);
  for (const name of Object.keys(fields) as (keyof FileInfo)[]) {
    const value = (info as FileInfo)[name];
    if (!fields[name](value)) {
      return `an object whose \`${name}\` is ${received(value)}`;
    }
  }
  return undefined;
}

/** A name in a directory: another would lead out of it, or nowhere. */
function isName(value: unknown): value is string {
  return typeof value === "string" && !["", ".", ".."].includes(value) &&
    !/[/\0]/.test(value);
}

function entryFault(entry: unknown): string | undefined {
  const fault = infoFault(entry);
  if (fault !== undefined) return fault;
  const { name } = entry as FileInfo;
  return isName(name) ? undefined : `an entry named ${received(name)}`;
}

function listOf(
  fault: (member: unknown) => string | undefined,
  wanted: string,
): AnswerRule {
  return {
    wanted,
    fault(answer) {
      if (!Array.isArray(answer)) return received(answer);
      for (const member of answer) {
        const found = fault(member);
        if (found !== undefined) return `an array with ${found}`;
      }
      return undefined;
    },
  };
}

const nothing = that(() => true, "nothing");
const info: AnswerRule = { wanted: "a FileInfo", fault: infoFault };
const file = that(
  (answer) => typeof Object(answer).close === "function",
  "an FsFile",
);
const count = that(isCount, "a whole number of at least 0");

function lengthOf([buffer]: readonly unknown[]): number {
  return (buffer as Uint8Array).length;
}

const readCount = that(
  (answer, args) => answer === null || isProgress(answer, lengthOf(args)),
  "how many bytes it has read, at least one and no more than there is room " +
    "for, or null at the end",
);

const writtenCount = that(
  (answer, args) => isProgress(answer, lengthOf(args)),
  "how many bytes it has written, at least one and no more than were given",
);

/** With no progress, whoever repeats the call until all is done would never end. */
function isProgress(answer: unknown, length: number): boolean {
  return isCount(answer) && answer <= length && (answer > 0 || length === 0);
}

/** The rules for the methods of a file system. */
export const fsAnswers: Readonly<Record<Methods<Fs>, AnswerRule>> = {
  create: file,
  open: file,
  openFile: file,
  mkdir: nothing,
  mkdirAll: nothing,
  remove: nothing,
  removeAll: nothing,
  rename: nothing,
  stat: info,
  chmod: nothing,
  chown: nothing,
  chtimes: nothing,
  lstat: info,
  symlink: nothing,
  readlink: that((answer) => typeof answer === "string", "a string"),
  link: nothing,
  lchtimes: nothing,
};

/** The methods that a file system may lack. */
export const optionalMethods: readonly string[] = [
  ...["lstat", "symlink", "readlink", "link", "lchtimes"],
];

/** The rules for the methods of an open file. */
export const fileAnswers: Readonly<Record<Methods<FsFile>, AnswerRule>> = {
  read: readCount,
  readAt: readCount,
  write: writtenCount,
  writeAt: writtenCount,
  writeString: count,
  seek: count,
  readdir: listOf(entryFault, "an array of FileInfos"),
  readdirnames: listOf(
    (name) => isName(name) ? undefined : received(name),
    "an array of names",
  ),
  seekData: that(
    (answer, [position]) =>
      answer === null || isCount(answer) && answer >= (position as number),
    "a position that is not before the given one, or null",
  ),
  stat: info,
  chtimes: nothing,
  sync: nothing,
  truncate: nothing,
  close: nothing,
  abandon: nothing,
};

/**
 * Returns what `write` answered, for whoever repeats it until all is written.
 *
 * @throws {AnswerError} unless it has made progress.
 */
export function progressOf(
  answer: number,
  data: Uint8Array,
  owner: string = "FsFile",
): number {
  checkAnswer(owner, "write", writtenCount, answer, [data]);
  return answer;
}
