// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { basename, dirname, extname } from "@std/path/posix";
import { BasePathFs } from "../../vfs/base_path_fs.ts";
import { DelegatingFs } from "../../vfs/delegating_fs.ts";
import type {
  Awaitable,
  FileInfo,
  Fs,
  FsFile,
  OpenOptions,
} from "../../vfs/fs.ts";
import {
  checkOptions,
  fileSystem,
  type OptionTable,
  text,
} from "../../vfs/check.ts";
import { pickOptions } from "../util/option_table.ts";
import { locate, type Location } from "../run/locate.ts";

/** Where a guest finds a file whose name ffmpeg would not read as a name. */
const MOUNT = "/afmpeg-input";

/** A file as an input of ffmpeg. */
export interface Input {
  /** The argument of `-i`. */
  readonly url: string;
  /** The mounts that the guest needs to find it. */
  readonly mounts: Readonly<Record<string, Fs>>;
}

/**
 * Checks the arguments of a helper, before anything is opened.
 *
 * @returns The options as they are now, whatever the caller makes of them later.
 * @throws {TypeError} unless they are a file system, a path and valid options.
 */
export function checkInput<T extends object>(
  owner: string,
  fs: unknown,
  path: unknown,
  options: T | undefined,
  table: OptionTable<T>,
): T {
  fileSystem("fs", fs);
  text("path", path);
  checkOptions(owner, options, table);
  return pickOptions(options ?? {}, table);
}

/**
 * Makes an input of the file at `path`, even if its name looks like an option, a
 * URL, or the pattern of a sequence of images.
 *
 * The file is opened, so that a missing one is an ENOENT for the caller, not a line
 * in the log.
 *
 * @param number Which input it is, if there are several.
 * @throws {FsError} when it cannot be opened.
 */
export async function inputOf(
  fs: Fs,
  path: string,
  mounts: Readonly<Record<string, Fs>> = {},
  number = "",
): Promise<Input> {
  const found = locate(fs, path, mounts);
  await (await found.fs.open(found.path)).close();
  // The demuxer of images reads "%03d" and "%*" as patterns; no option prevents it.
  if (!/%(\d*d|[*?[\]{}])/.test(path)) {
    // From the root, whatever the working directory is.
    return { url: `file:${path.replace(/^(?!\/)/, "/")}`, mounts };
  }
  const alias = `input${extname(path).replaceAll("%", "")}`;
  return {
    url: `file:${MOUNT}${number}/${alias}`,
    mounts: { ...mounts, [MOUNT + number]: new AliasFs(found, `/${alias}`) },
  };
}

/** The directory of a file, in which the file has another name. */
class AliasFs extends DelegatingFs {
  readonly #path: string;
  readonly #alias: string;

  constructor({ fs, path }: Location, alias: string) {
    super("AliasFs", new BasePathFs(fs, dirname(path)));
    this.#path = `/${basename(path)}`;
    this.#alias = alias;
  }

  override openFile(path: string, options?: OpenOptions): Awaitable<FsFile> {
    return super.openFile(this.#real(path), options);
  }

  override stat(path: string): Awaitable<FileInfo> {
    return super.stat(this.#real(path));
  }

  override lstat(path: string): Awaitable<FileInfo> {
    return super.lstat(this.#real(path));
  }

  #real(path: string): string {
    return path === this.#alias ? this.#path : path;
  }
}
