// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Command lines that make something together, as plain data: a plan can be printed,
 * stored as JSON, and carried out by {@linkcode runPlan} here or elsewhere.
 */
export interface Plan {
  /** The command lines. */
  readonly steps: readonly PlanStep[];
  /**
   * The files that it makes, as paths of the guest: {@linkcode runPlan} lets each
   * appear complete, or not at all.
   */
  readonly outputs: readonly string[];
  /**
   * A directory of which it makes all files, with the same promise; it makes no
   * directories in it.
   */
  readonly folder?: string;
  /** The directory, as a path of the guest, of what is only passed between steps. */
  readonly work?: string;
  /** What the directory `work` has from the start: texts by their names in it. */
  readonly files?: Readonly<Record<string, string>>;
  /**
   * Other names under which the guest finds files whose own names mean something else
   * to ffmpeg: the true paths by those of the guest.
   */
  readonly aliases?: Readonly<Record<string, string>>;
}

/** One command line of a {@linkcode Plan}. */
export interface PlanStep {
  /** The arguments, the name of the program first. */
  readonly argv: readonly string[];
  /**
   * The steps that must have ended before, by their numbers, which are lower than its
   * own. The default is all earlier ones.
   */
  readonly after?: readonly number[];
  /** How long its output will be, in seconds, if that is known: for the progress. */
  readonly durationSec?: number;
  /**
   * Its share of the work, compared with that of the others.
   *
   * @default {1}
   */
  readonly weight?: number;
  /** Whether its log ends with measurements of the filter `loudnorm`, for later steps. */
  readonly measures?: "loudnorm";
  /**
   * The arguments, by their number in `argv`, in which the names of measurements in
   * braces, as in `"{input_i}"`, stand for the values measured by an earlier step.
   */
  readonly fills?: readonly number[];
}

/** Where the guest finds what steps pass on, unless a caller says otherwise. */
export const WORK = "/afmpeg-work";

/** Where the guest finds files whose own names it must not see. */
export const ALIASES = "/afmpeg-alias";

/** How every command line of ffmpeg begins: it asks nothing, and writes where it is told. */
export const FFMPEG: readonly string[] = [
  "ffmpeg",
  "-nostdin",
  "-hide_banner",
  "-y",
];
