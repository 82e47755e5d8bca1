// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Helpers around command lines: safe text for arguments and filter graphs, and what is
 * asked of media again and again. Each helper takes anything that runs, a `Runtime` or a
 * `RuntimePool`, and a file system; it is made of public parts only, and its option
 * `explain` shows the command lines that it runs.
 *
 * Recipes make files. Each looks at its input, plans the command lines, carries them out,
 * and returns its {@linkcode Plan}; with the option `dryRun`, it only plans. Its output
 * appears when it is complete, or not at all.
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
export { concat, type ConcatOptions } from "./concat/concat.ts";
export {
  burnSubtitles,
  type BurnSubtitlesOptions,
} from "./edit/burn_subtitles.ts";
export { gif, type GifOptions } from "./edit/gif.ts";
export { repair, type RepairPlan } from "./edit/repair.ts";
export { writeCover, type WriteCoverOptions } from "./edit/write_cover.ts";
export {
  type NewChapter,
  writeMetadata,
  type WriteMetadataOptions,
} from "./edit/write_metadata.ts";
export {
  packageStreams,
  type PackageStreamsOptions,
} from "./package/package_streams.ts";
export type { StreamKey } from "./package/finish_package.ts";
export type { PackagePlan, Rendition, Rung } from "./package/plan_package.ts";
export type { SplitPart, SplitPlan } from "./parallel/plan_split.ts";
export {
  transcodeParallel,
  type TranscodeParallelOptions,
} from "./parallel/transcode_parallel.ts";
export { MediaError } from "./recipe/media_error.ts";
export type { DroppedStream } from "./recipe/keep_streams.ts";
export type { Plan, PlanStep } from "./recipe/plan.ts";
export type { RecipeOptions } from "./recipe/recipe_options.ts";
export { runPlan } from "./recipe/run_plan.ts";
export { remux, type RemuxPlan } from "./remux/remux.ts";
export {
  extractAudio,
  type ExtractAudioOptions,
  type ExtractAudioPlan,
} from "./sound/extract_audio.ts";
export {
  type MeasuredLoudness,
  normalizeLoudness,
  type NormalizeLoudnessOptions,
  type NormalizeLoudnessPlan,
} from "./sound/normalize_loudness.ts";
export {
  type EncodeOptions,
  transcode,
  type TranscodeOptions,
  type TranscodePlan,
} from "./transcode/transcode.ts";
export type { EncodeSpeed, VideoCodec } from "./transcode/encode_args.ts";
export { trim } from "./trim/trim.ts";
export type { TrimMode, TrimOptions, TrimPlan } from "./trim/trim_options.ts";
export {
  contactSheet,
  type ContactSheetOptions,
} from "./sheets/contact_sheet.ts";
export type { SheetOptions } from "./sheets/sheet_options.ts";
export type { SpriteCue } from "./sheets/sprite_cue.ts";
export {
  type Sprites,
  sprites,
  type SpritesOptions,
} from "./sheets/sprites.ts";
export {
  type Preview,
  preview,
  type PreviewOptions,
} from "./preview/preview.ts";
export {
  checkCommand,
  type CheckCommandOptions,
  type CommandCheck,
  type CommandPart,
  type CommandProblem,
} from "./check/check_command.ts";
export {
  MissingStreamError,
  type MissingStreamErrorOptions,
} from "./missing_stream_error.ts";
