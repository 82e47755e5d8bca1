// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Helpers around command lines: safe text for arguments and filter graphs, and what is
 * asked of media again and again. Each helper takes anything that runs, a `Runtime` or a
 * `RuntimePool`, and a file system; it is made of public parts only, and its option
 * `explain` shows the command lines that it runs.
 *
 * @module
 */
export { type Arg, args } from "../ffmpeg/args.ts";
export { concatList } from "../ffmpeg/concat_list.ts";
export { escapeDrawtext, escapeFilterValue } from "../ffmpeg/escape.ts";
export { fileUrl } from "../ffmpeg/file_url.ts";
export { filter } from "../ffmpeg/filter.ts";
export {
  type Analysis,
  type AnalysisResults,
  analyze,
  type AnalyzeOptions,
  type AnalyzeRequests,
} from "./analyze/analyze.ts";
export type { BlackOptions } from "./analyze/black.ts";
export type { Crop, CropOptions } from "./analyze/crop.ts";
export type {
  DuplicateRun,
  Duplicates,
  DuplicatesOptions,
} from "./analyze/duplicates.ts";
export type { FrozenOptions } from "./analyze/frozen.ts";
export type { Interlace } from "./analyze/interlace.ts";
export type { Level, Levels } from "./analyze/levels.ts";
export type { ChannelPeak, Loudness } from "./analyze/loudness.ts";
export type { SceneChange, ScenesOptions } from "./analyze/scenes.ts";
export type { SilenceOptions } from "./analyze/silence.ts";
export type { Span, SpanOptions } from "./analyze/spans.ts";
export type { ChannelVolume, Volume } from "./analyze/volume.ts";
export {
  compare,
  type CompareOptions,
  type CompareRequests,
  type Comparison,
} from "./compare/compare.ts";
export type { Similarity } from "./compare/metric.ts";
export type { HelperOptions } from "./helper_options.ts";
export { peaksToDat, peaksToJson } from "./waveform/peak_files.ts";
export { type Peaks, peaks, type PeaksOptions } from "./waveform/peaks.ts";
export {
  spectrogram,
  type SpectrogramOptions,
  type SpectrogramPalette,
} from "./waveform/spectrogram.ts";
export { waveform, type WaveformOptions } from "./waveform/waveform.ts";
