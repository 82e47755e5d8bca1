// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { BuildOptions } from "./cache.ts";
import { libraries, sourceOf } from "./libraries.ts";
import {
  currentVersion,
  ffmpegVersions,
  type LibraryName,
  type Source,
  sources,
} from "./versions.ts";

/** What is built in place of a source that Debian no longer has. */
export interface Replacement {
  /** What it is, for people. */
  readonly title: string;
  /** The options with which it is built. */
  readonly options: Pick<BuildOptions, "version" | "replaced">;
}

/**
 * What is built in place of a source, which is gone: an earlier line of FFmpeg only if
 * it is FFmpeg's.
 *
 * @param options Those with which the source was to be built.
 */
export function replacementOf(
  source: Source,
  { version = currentVersion, replaced = [] }: BuildOptions,
): Replacement | undefined {
  const ffmpeg = ffmpegVersions[version];
  if (source === ffmpeg) {
    const { next } = ffmpeg;
    return next && { title: `FFmpeg ${next}`, options: { version: next } };
  }
  const name = (Object.keys(libraries) as LibraryName[])
    .find((name) => sources[name] === source);
  if (name === undefined || replaced.includes(name)) return undefined;
  if (source.suites !== undefined && !sources[name].next) return undefined;
  const all = [...replaced, name];
  const how = sources[name].next ? "" : ", without Debian's changes,";
  return {
    title: `${sourceOf(name, all).package}${how}`,
    options: { replaced: all },
  };
}
