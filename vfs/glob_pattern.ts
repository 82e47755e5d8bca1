// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { globToRegExp } from "@std/path/posix";
import { refusal } from "./check.ts";

/** How many patterns one with braces may stand for. */
const ALTERNATIVES = 10_000;

/** A part of a pattern after the fixed ones: any directories, or a name. */
type Part = "**" | RegExp;

/** A pattern without alternatives. */
export interface GlobPattern {
  /** The fixed parts at the beginning: a path, in which links are followed. */
  readonly root: string;
  /** What follows below. */
  readonly parts: readonly Part[];
  /** Whether it ends in a slash, and so means directories only. */
  readonly isForDirectories: boolean;
}

/** How far a path has come in a pattern. */
export interface GlobState {
  readonly pattern: GlobPattern;
  /** How many parts have been matched. */
  readonly count: number;
  /** Whether only a directory is matched: one that `**` may follow. */
  readonly isDirectory: boolean;
}

/**
 * The patterns that one with braces stands for, without those that can match
 * nothing: `..` behind the fixed parts would lead out of what was matched.
 *
 * @throws {TypeError} If there are too many.
 */
export function parseGlob(text: string): GlobPattern[] {
  return [...new Set(alternatives(text))].map(parse)
    .filter((pattern) => pattern !== undefined);
}

/** The states of the directory at which patterns begin. */
export function startOf(patterns: readonly GlobPattern[]): GlobState[] {
  return closed(
    patterns.map((pattern) => ({ pattern, count: 0, isDirectory: false })),
  );
}

/** The states of a name in a directory. */
export function advance(
  states: readonly GlobState[],
  name: string,
): GlobState[] {
  const isHidden = name.startsWith(".");
  const next: GlobState[] = [];
  for (const { pattern, count } of states) {
    const part = pattern.parts[count];
    if (part === "**") {
      if (isHidden) continue;
      // It may also be the last that it stands for.
      next.push({ pattern, count, isDirectory: false });
      next.push({ pattern, count: count + 1, isDirectory: false });
    } else if (part?.test(name)) {
      next.push({ pattern, count: count + 1, isDirectory: false });
    }
  }
  return closed(next);
}

/** Whether a path has come to the end of a pattern. */
export function isMatch(
  states: readonly GlobState[],
  isDirectory: boolean,
): boolean {
  return states.some((state) => {
    const { pattern, count } = state;
    return count === pattern.parts.length &&
      (isDirectory || !(pattern.isForDirectories || state.isDirectory));
  });
}

/** Whether something below a path may come to the end of a pattern. */
export function hasMore(states: readonly GlobState[]): boolean {
  return states.some(({ pattern, count }) => count < pattern.parts.length);
}

/** Adds what follows if `**` stands for no directory. */
function closed(states: readonly GlobState[]): GlobState[] {
  const all: GlobState[] = [];
  for (const state of states) {
    for (let next = state;;) {
      const { pattern, count } = next;
      const isKnown = all.some((known) =>
        known.pattern === pattern && known.count === count &&
        known.isDirectory <= next.isDirectory
      );
      if (isKnown) break;
      all.push(next);
      if (pattern.parts[count] !== "**") break;
      next = { pattern, count: count + 1, isDirectory: true };
    }
  }
  return all;
}

function parse(text: string): GlobPattern | undefined {
  const isAbsolute = text.startsWith("/");
  const fixed: string[] = [];
  const parts: Part[] = [];
  const names = text.split("/");
  for (const name of names) {
    if (name === "" || name === ".") continue;
    if (name === "..") {
      if (parts.length > 0) return undefined;
      if (fixed.length > 0 && fixed.at(-1) !== "..") fixed.pop();
      else if (!isAbsolute) fixed.push(name);
    } else if (name === "**") parts.push(name);
    else if (parts.length > 0 || isPattern(name)) parts.push(toRegExp(name));
    else fixed.push(name);
  }
  const isPlace = fixed.length === 0 || fixed.at(-1) === "..";
  if (parts.length === 0 && isPlace && !isAbsolute) return undefined;
  const path = fixed.join("/");
  return {
    root: isAbsolute ? `/${path}` : path || ".",
    parts,
    isForDirectories: names.at(-1) === "" || names.at(-1) === ".",
  };
}

/** Whether a name stands for others. */
function isPattern(name: string): boolean {
  return /[*?[\\]|[!+@]\(/.test(name);
}

/** What whole paths have to match, where a dot is a character as any other. */
export function pathPatterns(text: string): RegExp[] {
  return alternatives(text).map((path) => new RegExp(sourceOf(path, true)));
}

/** What a name has to match: a dot at its beginning only by a dot. */
function toRegExp(name: string): RegExp {
  const source = sourceOf(name, false);
  const start = name.startsWith(".") || name.startsWith("\\.") ? "" : "(?!\\.)";
  return new RegExp(source.replace("^", `^${start}`));
}

/** The source of the expression for a pattern without alternatives. */
function sourceOf(pattern: string, globstar: boolean): string {
  const braced = pattern.replace(
    /\\.|[{}]/g,
    (found) => found.length === 1 ? `\\${found}` : found,
  );
  // What is also common, but which the syntax of `globToRegExp` does not have.
  const common = braced.replaceAll("[^", "[!").replaceAll("[[]", "\\[");
  const { source } = globToRegExp(common, { globstar });
  return pattern.includes("!(") ? exclusive(source) : source;
}

/**
 * Has `!(a)` exclude just the name `a`: in the source of `globToRegExp`, it
 * excludes all names that begin with it.
 */
function exclusive(source: string): string {
  let end = source.length;
  for (let start; (start = source.lastIndexOf("(?!", end)) >= 0;) {
    end = start - 1;
    let depth = 0;
    let close = start;
    for (; close < source.length; close++) {
      const char = source[close];
      if (char === "\\") close++;
      else if (char === "(") depth++;
      else if (char === ")" && --depth === 0) break;
    }
    const excluded = source.slice(start + 3, close);
    const rest = source.slice(close + 1);
    const tail = rest.slice("[^/]*".length);
    source = `${source.slice(0, start)}(?!(?:${excluded})${tail})${rest}`;
    if (start === 0) break;
  }
  return source;
}

/** One pattern for each choice between what is in braces. */
function alternatives(text: string): string[] {
  const found = choiceIn(text);
  if (!found) return [text];
  const { before, choices, after } = found;
  const rest = alternatives(after);
  const all = choices.flatMap(alternatives);
  if (all.length * rest.length > ALTERNATIVES) {
    throw refusal("`pattern`", text, `at most ${ALTERNATIVES} alternatives`);
  }
  return all.flatMap((choice) => rest.map((end) => before + choice + end));
}

/** The first braces that leave a choice. */
function choiceIn(
  text: string,
): { before: string; choices: string[]; after: string } | undefined {
  for (let start = 0; (start = text.indexOf("{", start)) >= 0; start++) {
    if (text[start - 1] === "\\") continue;
    const commas = [start];
    let depth = 0;
    let end = start;
    for (; end < text.length; end++) {
      const char = text[end];
      if (char === "\\") end++;
      else if (char === "{") depth++;
      else if (char === "," && depth === 1) commas.push(end);
      else if (char === "}" && --depth === 0) break;
    }
    const before = text.slice(0, start);
    const after = text.slice(end + 1);
    const range = rangeOf(text.slice(start + 1, end));
    if (depth === 0 && range) return { before, choices: range, after };
    if (depth > 0 || commas.length === 1) continue;
    const choices = commas.map((at, i) =>
      text.slice(at + 1, commas[i + 1] ?? end)
    );
    return { before, choices, after };
  }
  return undefined;
}

/** What `1..9` and `a..f` stand for in braces. */
function rangeOf(text: string): string[] | undefined {
  const [, first, last] = /^(-?\d{1,9}|[a-zA-Z])\.\.(-?\d{1,9}|[a-zA-Z])$/
    .exec(text) ?? [];
  if (first === undefined || last === undefined) return undefined;
  const areNumbers = !isNaN(Number(first));
  if (areNumbers !== !isNaN(Number(last))) return undefined;
  const from = areNumbers ? Number(first) : first.charCodeAt(0);
  const to = areNumbers ? Number(last) : last.charCodeAt(0);
  const length = Math.abs(to - from) + 1;
  if (length > ALTERNATIVES) return undefined;
  return Array.from({ length }, (_, i) => {
    const value = from + Math.sign(to - from) * i;
    return areNumbers ? String(value) : String.fromCharCode(value);
  });
}
