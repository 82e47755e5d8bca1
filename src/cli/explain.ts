// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FoundEngine } from "./locate_engine.ts";
import type { Jail } from "./jail.ts";
import { shellQuoted, visible } from "./visible.ts";

/** What a command would run, for `--dry-run`. */
export interface Plan {
  readonly engine: FoundEngine;
  readonly jail: Jail;
  /** The arguments of the guest, its name first. */
  readonly argv: readonly string[];
  /** Named files whose directory does not exist, or may not be read. */
  readonly missing: readonly string[];
}

/** A plan in lines: what the guest could read and write, and its command line. */
export function planText({ engine, jail, argv, missing }: Plan): string {
  const rows: [string, string][] = [
    ["engine", engine.place],
    ["starts in", jail.cwd],
    ...jail.shown.map(({ path, isWritable }): [string, string] => [
      isWritable ? "writes" : "reads",
      path,
    ]),
    ...jail.mounts.map(({ host, path, isReadOnly }): [string, string] => [
      isReadOnly ? "reads" : "writes",
      `${path.replace(/\/?$/, "/")} (all of ${host})`,
    ]),
    ...missing.map((path): [string, string] => ["missing", path]),
    ["runs", argv.map(shellQuoted).join(" ")],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) =>
    `${visible(`${name.padEnd(width)}  ${text}`)}\n`
  ).join("");
}

/** A plan as JSON. */
export function planJson({ engine, jail, argv, missing }: Plan): string {
  const { shown, mounts } = jail;
  const plan = { engine: engine.place, cwd: jail.cwd, shown, mounts };
  return `${JSON.stringify({ ...plan, missing, argv })}\n`;
}
