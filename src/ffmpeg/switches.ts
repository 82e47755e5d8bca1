// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The options of ffmpeg that take no value, each also with the prefix `no`. */
const toggles = `
  accurate_seek an auto_conversion_filters autorotate autoscale benchmark
  benchmark_all bitexact copy_unknown copyinkf copyts debug_ts display_hflip
  display_vflip dn dump find_stream_info fix_sub_duration
  fix_sub_duration_heartbeat force_fps hex hide_banner ignore_unknown n
  print_graphs psnr qphist re recast_media report shortest sn start_at_zero stats
  stdin vn vstats xerror y
`;

/** The options of ffmpeg that make it print something and exit. */
const questionNames = `
  -help ? L bsfs buildconf codecs colors decoders demuxers devices dispositions
  encoders filters formats h help hwaccels layouts license muxers pix_fmts
  protocols sample_fmts version
`;

const words = (text: string): string[] => text.trim().split(/\s+/);

/** The names of all options without a value; those of codecs and formats all have one. */
export const switches: ReadonlySet<string> = new Set([
  ...words(toggles),
  ...words(toggles).map((name) => `no${name}`),
]);

/** The names of all options whose value is optional: `-h full`. */
export const questions: ReadonlySet<string> = new Set(words(questionNames));
