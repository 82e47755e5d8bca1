// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { basename, dirname, resolve } from "@std/path/posix";
import { FilterFs } from "../../vfs/filter_fs.ts";
import type { Fs } from "../../vfs/fs.ts";
import { isWithin } from "../../vfs/path.ts";
import { ReadOnlyFs } from "../../vfs/read_only_fs.ts";
import { hostFs } from "./host_fs.ts";

/** More links than this on the way to a file are a loop. */
const LINKS = 40;

/** What a run may see of one directory of the host. */
interface Grant {
  readonly host: string;
  isWritable: boolean;
  /** Whether all of it is shown, or only `names`. */
  isWhole: boolean;
  /** The names that are always shown. */
  readonly names: Set<string>;
}

/** A part of the host that a run may see, for people to read. */
export interface Shown {
  /** A directory, with a slash at the end if it is shown with what is in it, or a file. */
  readonly path: string;
  readonly isWritable: boolean;
}

/** What a run may see of the host, by the paths at which it sees it. */
export class Grants {
  readonly #grants = new Map<string, Grant>();
  readonly #isAtomic: boolean;

  /** @param isAtomic Whether the outputs are written under another name first. */
  constructor(isAtomic: boolean = false) {
    this.#isAtomic = isAtomic;
  }

  /**
   * Shows a file and the rest of its directory, because files refer to others.
   * Names that begin with a dot stay hidden, unless the command line names them.
   */
  addWithDirectory(path: string, isWritable: boolean): void {
    const grant = this.#directory(dirname(path), dirname(path));
    if (!grant) return;
    grant.isWhole = true;
    this.#file(path, path, isWritable, LINKS);
  }

  /** Shows a file, and nothing else of its directory. */
  addFile(path: string): void {
    this.#file(path, path, false, LINKS);
  }

  /** Shows a directory with what is in it, read-only. */
  addDirectory(path: string): void {
    const grant = this.#directory(path, path);
    if (grant) grant.isWhole = true;
  }

  /** Shows the directories on the way to `path`, so that a guest can start there. */
  addWay(path: string): void {
    for (let at = path; at !== "/"; at = dirname(at)) {
      for (const [point, { names }] of this.#grants) {
        if (at === point || !isWithin(at, point)) continue;
        names.add(point === "/" ? at : at.slice(point.length));
      }
    }
  }

  /** What is shown, in the order of the paths. */
  shown(): Shown[] {
    const all = Array.from(this.#grants, ([path, grant]) => {
      const { isWritable, isWhole, names } = grant;
      const inside = (name: string) => `${path === "/" ? "" : path}${name}`;
      const files = [...names].filter((name) => !isWhole || /\/\./.test(name))
        .filter((name) => !isDirectory(`${grant.host}${name}`));
      return [
        ...(isWhole ? [inside("/")] : []),
        ...files.map(inside),
      ].map((path) => ({ path, isWritable }));
    }).flat();
    return all.sort((a, b) => a.path < b.path ? -1 : 1);
  }

  /** The file systems, by the paths at which they are mounted. */
  fileSystems(): Record<string, Fs> {
    return Object.fromEntries(
      Array.from(
        this.#grants,
        ([path, grant]) => [path, show(path, grant, this.#isAtomic)],
      ),
    );
  }

  #file(path: string, host: string, isWritable: boolean, links: number): void {
    const grant = this.#directory(dirname(path), dirname(host));
    if (!grant) return;
    grant.names.add(`/${basename(path)}`);
    grant.isWritable ||= isWritable;
    const target = readLink(host);
    if (target === undefined || links === 0) return;
    // The guest resolves the link by the paths that it sees, the host by its own.
    const next = resolve(dirname(path), target);
    const hostNext = resolve(Deno.realPathSync(dirname(host)), target);
    this.#file(next, hostNext, isWritable, links - 1);
  }

  #directory(path: string, host: string): Grant | undefined {
    const known = this.#grants.get(path);
    if (known || !isDirectory(host)) return known;
    const grant = {
      ...{ host, isWritable: false, isWhole: false },
      names: new Set<string>(),
    };
    this.#grants.set(path, grant);
    return grant;
  }
}

/** The names that files have until they are complete: see {@linkcode OverlayFs.commit}. */
const UNFINISHED = /\/\.commit-(?=[^/]*$)/;

function show(
  path: string,
  { host, isWritable, isWhole, names }: Grant,
  isAtomic: boolean,
): Fs {
  // Naming a file in the root directory does not grant the whole machine.
  const isBeside = path === "/"
    ? (name: string) => !/^\/\.|.\//.test(name)
    : (name: string) => !/\/\./.test(name);
  const shown = new FilterFs(
    hostFs(host),
    (name) =>
      names.has(name) ||
      isWhole && isBeside(isAtomic ? name.replace(UNFINISHED, "/") : name),
    { hideDirectories: true },
  );
  return isWritable ? shown : new ReadOnlyFs(shown);
}

/** Whether a path of the host leads to a directory. */
export function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

function readLink(path: string): string | undefined {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return undefined;
  }
}
