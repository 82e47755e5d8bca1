// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { extname } from "@std/path/posix";
import { canonicalPath } from "../../../vfs/path.ts";
import { ALIASES, WORK } from "./plan.ts";

/** What ffmpeg reads as the name of several files, or a filter as part of its graph. */
const MEANINGFUL: Readonly<Record<"url" | "filter", RegExp>> = {
  url: /[%\r\n]/,
  filter: /[^\w./-]/,
};

/** Names files in command lines so that ffmpeg takes them for nothing else. */
export class PlanNames {
  /** The true paths by those of the guest: see {@linkcode Plan.aliases}. */
  readonly aliases: Record<string, string> = {};
  /** See {@linkcode Plan.work}. */
  readonly work: string;
  /** See {@linkcode Plan.files}. */
  readonly files: Record<string, string> = {};
  #count = 0;

  constructor(work: string = WORK) {
    this.work = canonicalPath(work, "open");
  }

  /** The URL of a file, as an argument of ffmpeg. */
  url(path: string): string {
    return `file:${this.path(path)}`;
  }

  /** The path of a file for the guest. */
  path(path: string, use: "url" | "filter" = "url"): string {
    const canonical = canonicalPath(path, "open");
    if (!MEANINGFUL[use].test(canonical)) return canonical;
    const known = Object.entries(this.aliases)
      .find(([, real]) => real === canonical)?.[0];
    if (known !== undefined && !MEANINGFUL[use].test(known)) return known;
    const suffix = extname(canonical).replaceAll(/[^\w.]/g, "");
    const alias = `${ALIASES}/${++this.#count}${suffix}`;
    this.aliases[alias] = canonical;
    return alias;
  }

  /** The path of what is passed between steps. */
  inWork(name: string): string {
    return `${this.work}/${name}`;
  }

  /** The URL of a text that is there from the start. */
  text(name: string, text: string): string {
    this.files[name] = text;
    return `file:${this.inWork(name)}`;
  }

  /** What a plan says of these names. */
  toPlan(): {
    work: string;
    files: Record<string, string>;
    aliases: Record<string, string>;
  } {
    return { work: this.work, files: this.files, aliases: this.aliases };
  }
}
