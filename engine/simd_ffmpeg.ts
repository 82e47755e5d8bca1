// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: LGPL-2.1-or-later

import { type Edit, editFiles, editText } from "./edit.ts";

/** Files whose kernels for MSA are taken, and how often each asks for MIPS. */
const users: Readonly<Record<string, number>> = {
  "libavcodec/blockdsp.c": 1,
  "libavcodec/h263dsp.c": 1,
  "libavcodec/h264chroma.c": 1,
  "libavcodec/h264dsp.c": 1,
  "libavcodec/h264pred.c": 1,
  "libavcodec/h264qpel.c": 1,
  "libavcodec/hevc/dsp.c": 1,
  "libavcodec/hevc/pred.c": 1,
  "libavcodec/hpeldsp.c": 1,
  "libavcodec/idctdsp.c": 1,
  "libavcodec/me_cmp.c": 1,
  "libavcodec/mpegvideoencdsp.c": 1,
  "libavcodec/pixblockdsp.c": 1,
  "libavcodec/qpeldsp.c": 1,
  "libavcodec/vc1dsp.c": 1,
  "libavcodec/vp3dsp.c": 1,
  "libavcodec/vp8dsp.c": 1,
  "libavcodec/vp9dsp.c": 1,
  "libavutil/cpu.c": 3,
  "tests/checkasm/checkasm.c": 1,
};

/** An assignment of a kernel that FFmpeg has to an entry of a table. */
const assignment = (table: string) =>
  new RegExp(`^ +c->${table}(\\[\\d\\])+ =\\s+ff_\\w+_msa;\n`, "gm");

/**
 * What replaces the assignments to tables that one of our files fills instead:
 * at the first of them, the call of its function.
 */
function call(statement: string): (line: string) => string {
  let isFirst = true;
  return () => {
    const text = isFirst ? `${statement};\n` : "";
    isFirst = false;
    return text;
  };
}

/** Makes a file know what may be used of the processor. */
const knowProcessor: Edit = [
  /#include "config.h"/,
  '$&\n#include "libavutil/cpu.h"',
  1,
];

/** Assigns a kernel in place of the function in C, where kernels are on. */
function prefer(target: string, kernel: string, parameters: string): Edit {
  return [
    new RegExp(`^ {4}${target} += .*;$`, "m"),
    `$&\n    void ${kernel}(${parameters});\n` +
    `    if (av_get_cpu_flags() & AV_CPU_FLAG_MSA)\n        ${target} = ${kernel};`,
    1,
  ];
}

/** An entry of a table of eight numbers, packed into one of 32 bits. */
const nibble = (table: string) => `(${table} >> 4 * node_ctx & 15)`;

/**
 * Has the functions that decode coefficients of HEVC use a decoder that is handed
 * to them, and the last of them, which calls the others, a copy of `decoder`.
 */
function decodeLocally(functions: string, decoder: string): string {
  const place = "the decoder of HEVC";
  const at = functions.indexOf("    last_significant_coeff_xy_prefix_decode(");
  const callees = editText(functions.slice(0, Math.max(at, 0)), [
    [/(_decode(?:_0)?\(HEVC\w+ \*\w+,)/, "$1 CABACContext *cc,", 9],
    [decoder, "cc", 6],
  ], place);
  const caller = editText(functions.slice(at), [
    [/(_decode(?:_0)?\(\w+,)/, "$1 cc,", 12],
    [
      /^ {4}if \(lc->cu\.cu_transquant_bypass_flag\) \{\n {8}if \(explicit/m,
      "    lc->cc = local;\n$&",
      1,
    ],
    [decoder, "cc", 0],
  ], place);
  return `${callees}    CABACContext local = lc->cc, *cc = &local;\n${caller}`;
}

/**
 * Has a function of HEVC's loop filter hold in variables what it would load again
 * after each byte that it stores: the byte could be part of it. That it would load as
 * often as `count` says.
 */
function holdFields(text: string, count: number): string {
  const owner = /(\w+)->vertical_bs/.exec(text)?.[1];
  const field = new RegExp(
    `\\b${owner}->(\\w+_bs|cbf_luma|bs_width|qp_y_tab)\\b`,
    "g",
  );
  const names = new Set(Array.from(text.matchAll(field), ([, name]) => name));
  const variables = Array.from(
    names,
    (name) => `    __auto_type const ${name} = ${owner}->${name};\n`,
  );
  return editText(text, [
    [field, "$1", count],
    ["\n{\n", `$&${variables.join("")}`, 1],
  ], "the loop filter of HEVC");
}

/**
 * Has HEVC's boundaries rated by whether the motion on both sides is the same, which
 * it mostly is, before they are rated by the function that says how it differs.
 */
function compareMotion(strength: string, callers: string): string {
  const picture = /s->(\w+)->refPicList/.exec(strength)?.[1];
  const rated = editText(callers, [
    [
      /boundary_strength\(s, (\w+), (\w+), (\w+)\)/,
      "($3 == own_lists && is_same_motion($1, $2) ? 0 : $&)",
      4,
    ],
    [
      /^(?= {4}boundary_upper = )/m,
      `    const RefPicList *const own_lists = s->${picture}->refPicList;\n\n`,
      1,
    ],
  ], "the boundaries of HEVC");
  return `${strength}
static av_always_inline int is_same_motion(const MvField *a, const MvField *b)
{
    return AV_RN64(a->mv) == AV_RN64(b->mv) && AV_RN16(a->ref_idx) == AV_RN16(b->ref_idx) &&
           a->pred_flag == b->pred_flag;
}
${holdFields(rated, 12)}`;
}

/**
 * The changes of FFmpeg's sources, the same for every version. What is in one file
 * or another, depending on the version, has the names of both.
 */
function edits(): Record<string, readonly Edit[]> {
  // Behind the licence.
  const declare = (text: string): Edit => [
    /^\/\*[^]*?\*\/\n/,
    `$&\n${text};\n`,
    1,
  ];
  return {
    "libavutil/Makefile": [[/^ +tx\.o/m, "$& wasm/tx_wasm.o", 1]],
    "libavutil/tx.c": [
      [
        /^static const FFTXCodelet \* const \* const codelet_list\[\] = \{$/m,
        "extern const FFTXCodelet *const ff_tx_codelet_list_float_wasm[];\n" +
        "$&\n    ff_tx_codelet_list_float_wasm,",
        1,
      ],
    ],
    // What our functions cannot do, they leave to the lines that are there.
    "libavutil/tx_template.c": [
      [
        /^static void TX_NAME\(ff_tx_mdct_(fwd|inv)\)\([^{]*\{\n/gm,
        (head, direction) =>
          `#ifdef TX_FLOAT\nint ff_tx_mdct_${direction}_wasm(AVTXContext *, void *, void *, ptrdiff_t);\n#endif\n` +
          `${head}#ifdef TX_FLOAT\n` +
          `    if (ff_tx_mdct_${direction}_wasm(s, _dst, _src, stride))\n        return;\n#endif\n`,
        2,
      ],
    ],
    "libavutil/mips/cpu.c": [
      [/(no SIMD ASE supported \*\/\n\s+return) 0/, "$1 AV_CPU_FLAG_MSA", 1],
    ],
    "libswscale/Makefile": [
      [
        /^OBJS = /m,
        "OBJS = $(patsubst $(SRC_PATH)/libswscale/%.c,%.o,$(wildcard $(SRC_PATH)/libswscale/wasm/*.c)) ",
        1,
      ],
    ],
    "libavfilter/Makefile": [
      [
        /^OBJS-\$\(CONFIG_(YADIF|BWDIF)_FILTER\) .*$/gm,
        (line) => `${line} wasm/deinterlace_wasm.o`,
        2,
      ],
      [
        /^OBJS-\$\(CONFIG_(GBLUR|UNSHARP)_FILTER\) .*$/gm,
        (line, name) => `${line} wasm/${name!.toLowerCase()}_wasm.o`,
        2,
      ],
    ],
    "libavfilter/vf_bwdif.c libavfilter/bwdifdsp.c": [
      [
        /^ {4}FILTER1\(\)\n {4}FILTER_LINE\(\)$(?<=\buint8_t \*next2 = [^}]*)/m,
        (line) =>
          "    int ff_bwdif_line_wasm(unsigned char *, const unsigned char *, const unsigned char *,\n" +
          "                           const unsigned char *, int, int, int, int);\n" +
          "    if (ff_bwdif_line_wasm(dst, prev, cur, next, w, prefs, parity, clip_max))\n" +
          `        return;\n${line}`,
        1,
      ],
    ],
    "libavfilter/vf_gblur_init.h": [
      knowProcessor,
      prefer(
        "s->horiz_slice",
        "ff_gblur_rows_wasm",
        "float *, int, int, int, float, float, float *",
      ),
    ],
    "libavfilter/vf_unsharp.c": [
      declare(
        "int ff_unsharp_row_wasm(unsigned char *, const unsigned char *, const unsigned char *, int,\n" +
          "                        unsigned **, int, int, int)",
      ),
      [
        /for \(x = -steps_x; x < width \+ steps_x; x\+\+\) \{/,
        "if (nbits != 8 || !ff_unsharp_row_wasm(y < steps_y + slice_start ? NULL : (void *)(dst - steps_y * dst_stride), \\\n" +
        "                (void *)(src - steps_y * src_stride), (void *)src2, width, sc + sc_offset, \\\n" +
        "                steps_x, steps_y, amount)) \\\n        $&",
        1,
      ],
    ],
    // As many pixels at once as numbers fit into a vector. With more of them, the compiler
    // converts each on its own.
    "libavfilter/vf_xfade.c": [
      [
        /(for \(int x = 0; x < width; x\+\+\) \{ *\\\n *dst\[x\] = )(?=mix\((mix\()?xf)/,
        '_Pragma("clang loop vectorize_width(4)") $1(int)',
        5,
      ],
    ],
    "libavfilter/vf_yadif.c": [
      [
        /^ {4}FILTER\(0, w, 1\)$(?<=\buint8_t \*next2 = [^}]*)/m,
        (line) =>
          "    int ff_yadif_line_wasm(unsigned char *, const unsigned char *, const unsigned char *,\n" +
          "                           const unsigned char *, int, int, int, int, int);\n" +
          "    if (ff_yadif_line_wasm(dst, prev, cur, next, w, prefs, mrefs, parity, mode))\n" +
          `        return;\n${line}`,
        1,
      ],
    ],
    "libswresample/Makefile": [
      [
        /^ +resample_dsp\.o/m,
        "$& wasm/resample_wasm.o wasm/audioconvert_wasm.o",
        1,
      ],
    ],
    "libswresample/audioconvert.c": [
      [
        /^#if ARCH_X86.*\n(?= +swri_audio_convert_init_x86)/m,
        (branch) =>
          "    void swri_audio_convert_init_wasm(AudioConvert *, enum AVSampleFormat, enum AVSampleFormat, int);\n" +
          `    swri_audio_convert_init_wasm(ctx, out_fmt, in_fmt, channels);\n${branch}`,
        1,
      ],
    ],
    "libswresample/resample_dsp.c": [
      [
        /^void swri_resample_dsp_init\([^]*?(?=^\}$)/m,
        (init) =>
          `void swri_resample_dsp_init_wasm(ResampleContext *c);\n\n` +
          `${init}    swri_resample_dsp_init_wasm(c);\n`,
        1,
      ],
    ],
    "libswscale/swscale.c": [
      [
        /^void ff_sws_init_scale\(\w+ \*c\)\n\{\n.*$/m,
        "$&\n    ff_sws_init_swscale_wasm(c);",
        1,
      ],
      [
        /^#include "swscale_internal.h"$/m,
        '$&\n#include "wasm/swscale_wasm.h"',
        1,
      ],
    ],
    "libswscale/swscale_internal.h": [
      [/^ +void \*yuvTable;.*$/m, "$&\n    int32_t rgb_factors_wasm[6];", 1],
    ],
    "libswscale/yuv2rgb.c": [
      [
        /^#include "swscale_internal.h"$/m,
        '$&\n#include "wasm/swscale_wasm.h"',
        1,
      ],
      [/^ {4}if \(t\)$/m, "    t = ff_yuv2rgb_init_wasm(c);\n$&", 1],
      [
        /^ {4}av_freep\(&c->yuvTable\);$/m,
        "    ff_sws_rgb_factors_wasm(c, cy, oy, crv, cbu, cgu, cgv, yoffs);\n$&",
        1,
      ],
    ],
    "libavcodec/mips/Makefile": [
      [/^.*mips\/videodsp_init\.o\n/m, "", 1],
      [/mips\/h264chroma_msa\.o/, "mips/h264_mc_wasm.o", 1],
      [/mips\/h264_deblock_msa\.o/, "mips/h264_deblock_wasm.o", 1],
      [
        /mips\/hevcdsp_msa\.o(\s+\\\n\s+mips\/hevc_mc_\w+_msa\.o)+/,
        "mips/hevc_mc_wasm.o",
        1,
      ],
      [/^OBJS.*mips\/mpegvideo_init_mips\.o\n/m, "", 1],
      [/mips\/mpegvideo_msa\.o/, "mips/mpegvideo_wasm.o", 1],
      [/mips\/me_cmp_msa\.o/, "mips/me_cmp_wasm.o", 1],
      [/mips\/mpegvideoencdsp_msa\.o/, "mips/mpegvideoenc_wasm.o", 1],
      [/mips\/(pixblockdsp|simple_idct)_msa\.o/g, "mips/$1_wasm.o", 2],
      [
        /$/,
        "MSA-OBJS-$$(CONFIG_FDCTDSP) += mips/fdct_wasm.o\n" +
        "MSA-OBJS-$$(CONFIG_CABAC) += mips/cabac_wasm.o\n" +
        "MSA-OBJS-$$(CONFIG_MPEGAUDIODSP) += mips/mpegaudio_wasm.o\n" +
        "MSA-OBJS-$$(CONFIG_FLAC_DECODER) += mips/flacdsp_wasm.o\n" +
        "MSA-OBJS-$$(CONFIG_FLAC_ENCODER) += mips/flacenc_wasm.o\n" +
        "MSA-OBJS-$$(CONFIG_AAC_ENCODER) += mips/aacenc_wasm.o\n" +
        "MSA-OBJS-$$(CONFIG_LPC) += mips/lpc_wasm.o\n",
        1,
      ],
    ],
    "libavcodec/cabac_functions.h": [
      [
        /^static const uint8_t \* const ff_h264_norm_shift/m,
        '#include "mips/cabac_wasm.h"\n\n$&',
        1,
      ],
    ],
    // Which coefficients there are is a number instead of a list; what follows from what, too.
    "libavcodec/h264_cabac.c": [
      [/int index\[64\];/, "uint64_t significant = 0;", 1],
      [/index\[coeff_count\+\+\] = last;/g, "significant |= 1ULL << last;", 2],
      [
        /av_assert2\(coeff_count > 0\);/,
        "coeff_count = __builtin_popcountll(significant);",
        1,
      ],
      [
        /scantable\[index\[--coeff_count\]\];/,
        "scantable[63 - __builtin_clzll(significant)]; \\\n" +
        "        significant ^= 1ULL << (63 - __builtin_clzll(significant));",
        1,
      ],
      [/while \( coeff_count \);/, "while ( significant );", 1],
      [/coeff_abs_level1_ctx\[node_ctx\]/, nibble("0x4321u"), 1],
      [
        /coeff_abs_levelgt1_ctx\[(is_dc && chroma422)\]\[node_ctx\]/,
        nibble("($1 ? 0x88765555u : 0x98765555u)"),
        1,
      ],
      [/coeff_abs_level_transition\[0\]\[node_ctx\]/, nibble("0x76543321u"), 1],
      [/coeff_abs_level_transition\[1\]\[node_ctx\]/, nibble("0x77654444u"), 1],
    ],
    // What decodes coefficients has its decoder in local variables.
    "libavcodec/hevc/cabac.c": [
      [
        /(#define GET_CABAC\(ctx\) +get_cabac\(&)(\S+)(->cc,[^]*?)(static av_always_inline void last_significant_coeff_xy_prefix_decode[^]*?)(?=^void ff_hevc_hls_mvd_coding)/m,
        (_, define, local, between, functions) =>
          `${define}${local}${between}#undef GET_CABAC\n` +
          `#define GET_CABAC(ctx) get_cabac_inline(cc, &${local}->cabac_state[ctx])\n\n` +
          decodeLocally(functions!, `&${local}->cc`),
        1,
      ],
    ],
    // The same for coefficients of VP9.
    "libavcodec/vp9block.c": [
      [
        /^decode_coeffs_b_generic\((\w+) \*c,[^]*?\n\{\n[^]*?(?=^ {4}return i;\n\}$)/m,
        (text, type) =>
          editText(text!, [
            ["*c,", "*coder,", 1],
            ["\n{\n", `$&    ${type} local = *coder, *c = &local;\n`, 1],
          ], "the decoder of VP9") + "    *coder = local;\n",
        1,
      ],
    ],
    "libavcodec/hevc/filter.c": [
      [
        /^static void deblocking_filter_CTB\([^]*?^\}$/m,
        (text) => holdFields(text!, 28),
        1,
      ],
      [
        /(^static int boundary_strength[^]*?^\}\n)([^]*?^void ff_hevc_deblocking_boundary_strengths\([^]*?^\}$)/m,
        (_, strength, callers) => compareMotion(strength!, callers!),
        1,
      ],
    ],
    "libavcodec/mpeg4videoenc.c": [
      [
        /^ {4}for \(; i < last_index; i\+\+\) \{$(?=[^}]*put_bits)/m,
        "    uint64_t ff_places_wasm(const int16_t *, const uint8_t *, int);\n" +
        "    uint64_t places = ff_places_wasm(block, scan_table, last_index) & -1ULL << i | 1ULL << last_index;\n" +
        "    for (; (i = __builtin_ctzll(places)) < last_index; places &= places - 1) {",
        1,
      ],
    ],
    // WebAssembly has nothing that it could call for.
    "libavcodec/h264_mb.c libavcodec/h264_mb_template.c": [
      [/h->vdsp\.prefetch\(/g, "(void)(", 7],
    ],
    "libavcodec/flacdsp.c": [
      knowProcessor,
      prefer(
        "c->lpc16",
        "ff_flac_lpc_16_wasm",
        "int32_t *, const int[32], int, int, int",
      ),
      prefer(
        "c->lpc32",
        "ff_flac_lpc_32_wasm",
        "int32_t *, const int[32], int, int, int",
      ),
    ],
    "libavcodec/flacencdsp.c": [
      knowProcessor,
      prefer(
        "c->lpc16_encode",
        "ff_flac_lpc_encode_16_wasm",
        "int32_t *, const int32_t *, int, int, const int32_t *, int",
      ),
      prefer(
        "c->lpc32_encode",
        "ff_flac_lpc_encode_32_wasm",
        "int32_t *, const int32_t *, int, int, const int32_t *, int",
      ),
    ],
    "libavcodec/lpc.c": [
      [
        /#include "libavutil\/common.h"/,
        '$&\n#include "libavutil/cpu.h"',
        1,
      ],
      prefer(
        "s->lpc_compute_autocorr",
        "ff_lpc_compute_autocorr_wasm",
        "const double *, ptrdiff_t, int, double *",
      ),
    ],
    "libavcodec/aacencdsp.c libavcodec/aacencdsp.h": [
      knowProcessor,
      prefer(
        "s->abs_pow34",
        "ff_abs_pow34_wasm",
        "float *, const float *, const int",
      ),
      prefer(
        "s->quant_bands",
        "ff_quantize_bands_wasm",
        "int *, const float *, const float *, int, int, int, const float, const float",
      ),
    ],
    "libavcodec/aaccoder.c": [
      [
        /#include "libavutil\/mathematics.h"/,
        '$&\n#include "libavutil/cpu.h"',
        1,
      ],
      [
        /^ {4}return quantize_and_encode_band_cost_arr\[cb\]\(/m,
        "    float ff_quantize_band_cost_wasm(const float *, const float *, int, int, const uint8_t *, const float *,\n" +
        "                                     float, float, float, float, float, int *, float *);\n" +
        "    if (!pb && !quant && scaled && cb >= 1 && cb <= ESC_BT && av_get_cpu_flags() & AV_CPU_FLAG_MSA) {\n" +
        "        const int q = SCALE_ONE_POS - SCALE_DIV_512 - scale_idx;\n" +
        "        return ff_quantize_band_cost_wasm(in, scaled, size, cb, ff_aac_spectral_bits[cb - 1], ff_aac_codebook_vectors[cb - 1],\n" +
        "            ff_aac_pow2sf_tab[POW_SF2_ZERO + q], ff_aac_pow34sf_tab[POW_SF2_ZERO + q],\n" +
        "            ff_aac_pow2sf_tab[POW_SF2_ZERO - q], lambda, uplim, bits, energy);\n" +
        "    }\n$&",
        1,
      ],
    ],
    // To convert a number as large as any takes V8 six instructions, of which each waits for
    // the one before.
    "libavcodec/aacenc_utils.h": [
      [
        /^ {4}qmaxval = (maxval \* Q34 \+ C_QUANT);\n {4}if \(qmaxval >= \((.*)\)\)\n {8}cb = 11;\n {4}else\n {8}cb = (aac_maxval_cb)\[qmaxval\];/m,
        '    _Static_assert($2 == 14, "");\n' +
        "    float quantized = floorf(FFMIN($1, 13.0f)) + 0x1p23f;\n" +
        "    memcpy(&qmaxval, &quantized, sizeof(qmaxval));\n" +
        "    cb = $3[qmaxval & 15];",
        1,
      ],
    ],
    "libavcodec/mpegaudiodsp.c": [
      knowProcessor,
      prefer(
        "s->apply_window_float",
        "ff_mpadsp_apply_window_float_wasm",
        "float *, float *, int *, float *, ptrdiff_t",
      ),
      prefer("s->dct32_float", "ff_dct32_float_wasm", "float *, const float *"),
      prefer(
        "s->imdct36_blocks_float",
        "ff_imdct36_blocks_float_wasm",
        "float *, float *, float *, int, int, int",
      ),
    ],
    "libavcodec/fdctdsp.c": [
      declare("void ff_jpeg_fdct_islow_wasm(short *)"),
      knowProcessor,
      [
        /\}\n$/,
        "    if (c->fdct == ff_jpeg_fdct_islow_8 && av_get_cpu_flags() & AV_CPU_FLAG_MSA)\n" +
        "        c->fdct = ff_jpeg_fdct_islow_wasm;\n$&",
        1,
      ],
    ],
    // What our functions cannot do, they leave to the lines that are there.
    "libavcodec/mpegvideo_enc.c": [
      declare(
        "int ff_quantize_wasm(short *, const int *, const unsigned char *, int, int, int *, int *)",
      ),
      [
        /^ {4}for\(i=63;i>=start_i;i--\) \{\n[^]*?(?=^ {4}\*overflow=)/m,
        (loops) =>
          "    if (!ff_quantize_wasm(block, qmat, scantable, bias, start_i, &max, &last_non_zero)) {\n" +
          `${loops}    }\n`,
        1,
      ],
    ],
    "libavcodec/mpegvideo.c libavcodec/mpegvideo_unquantize.c": [
      [
        /^ {4}for\(i=(\d); i<=nCoeffs; i\+\+\) \{\n {8}level = block\[i\];\n/gm,
        (loop, first) =>
          "    int ff_unquantize_wasm(short *, int, int, int, int);\n" +
          `    if (!ff_unquantize_wasm(block, ${first}, nCoeffs, qmul, qadd))\n${loop}`,
        2,
      ],
    ],
    "libavcodec/mpegvideo_enc.c libavcodec/mpegvideoencdsp.c": [
      [
        /^ {4}for ?\([^)]*\) ?\{\n {8}int level ?= block\[i\];[^}]*?([\w>[\]-]*dct_error_sum\S*)\[i\] \+= level;\n\s+level -= (\S+)\[i\];/m,
        (loop, sums, offsets) =>
          "    int ff_denoise_wasm(short *, int *, const unsigned short *);\n" +
          `    if (!ff_denoise_wasm(block, ${sums}, ${offsets}))\n${loop}`,
        1,
      ],
    ],
    // These two work on the decoder's own state, which FFmpeg has in other places now.
    "libavcodec/mips/hevcpred_init_mips.c": [
      [/^.* = ff_intra_pred_8_\w+_msa;\n/gm, "", 2],
    ],
    "libavcodec/mips/hevcpred_msa.c": [
      [/^void ff_intra_pred_8_16x16_msa\([^]*/m, "", 1],
      [/(libavcodec\/(?:hevc\/)?)(?:hevc)?dec\.h/, "$1hevcdec.h", 1],
    ],
    "libavcodec/mips/me_cmp_init_mips.c": [
      declare("void ff_me_cmp_init_wasm(void *, void *, void *, void *)"),
      [
        /^ +c->\w+(\[\d\])+ =\s+ff_\w+_msa;\n/gm,
        call(
          "ff_me_cmp_init_wasm(c->pix_abs, c->sad, c->sse, c->hadamard8_diff)",
        ),
        17,
      ],
    ],
    "libavcodec/mips/mpegvideoencdsp_init_mips.c": [
      declare("void ff_mpegvideoencdsp_init_wasm(void *, void *)"),
      [
        /c->pix_sum = ff_pix_sum_msa/,
        "ff_mpegvideoencdsp_init_wasm(&c->pix_sum, &c->pix_norm1)",
        1,
      ],
    ],
    "libavcodec/mips/idctdsp_init_mips.c": [
      [/(ff_simple_idct\w*)_msa\b/g, "$1_wasm", 3],
    ],
    "libavcodec/mips/idctdsp_mips.h": [
      [/(ff_simple_idct\w*)_msa\b/g, "$1_wasm", 3],
    ],
    "libavcodec/mips/pixblockdsp_init_mips.c": [
      [
        /c->diff_pixels = ff_diff_pixels_msa/,
        "c->diff_pixels_unaligned = $&",
        1,
      ],
      [/(ff_\w+)_msa\b/g, "$1_wasm", 3],
    ],
    "libavcodec/mips/pixblockdsp_mips.h": [[/(ff_\w+)_msa\b/g, "$1_wasm", 3]],
    "libavcodec/mips/vp9_idct_msa.c": [
      [
        /__asm__ volatile \(((?:\s*"sw [^\n]*\n)+)\s*:\s*: \[\w+\] "r" \((\w+)\)\s*\);/g,
        (_, stores, pointer) =>
          `memset(${pointer}, 0, ${4 * stores!.split('"sw ').length - 4});`,
        2,
      ],
    ],
    // Those of FFmpeg leave out rows of some heights.
    "libavcodec/mips/h264chroma_init_mips.c": [
      declare("void ff_h264_chroma_init_wasm(void *, void *)"),
      [
        assignment("\\w+_h264_chroma_pixels_tab"),
        call(
          "ff_h264_chroma_init_wasm(c->put_h264_chroma_pixels_tab, c->avg_h264_chroma_pixels_tab)",
        ),
        6,
      ],
    ],
    "libavcodec/mips/h264dsp_init_mips.c": [
      declare("void ff_h264_weight_init_wasm(void *, void *)"),
      [
        /ff_h264_(loop_filter_strength|[hv]_lpf_\w+_inter)_msa/g,
        "ff_h264_$1_wasm",
        5,
      ],
      [
        /#include "h264dsp_mips.h"/,
        '$&\n#include "h264_deblock_wasm.h"',
        1,
      ],
      [
        /^ +c->weight(\w+)\[0\] = ff_\w+_msa;/m,
        "ff_h264_weight_init_wasm(c->weight$1, c->biweight$1);\n$&",
        1,
      ],
      [assignment("\\w*weight\\w*_pixels_tab"), "", 6],
    ],
    "libavcodec/mips/hevcdsp_init_mips.c": [
      declare("void ff_hevc_mc_init_wasm(void *)"),
      [assignment("put_hevc_\\w+"), call("ff_hevc_mc_init_wasm(c)"), 298],
    ],
  };
}

/** Makes FFmpeg's sources, where they lie unpacked, use the kernels. */
export async function editSources(folder: string): Promise<void> {
  const asks = Object.entries(users).map(([names, count]): [string, Edit[]] => [
    names,
    [[/\bARCH_MIPS\b/, "HAVE_MSA", count]],
  ]);
  await editFiles(folder, Object.fromEntries(asks));
  await editFiles(folder, edits());
}

/** Makes a configured build of FFmpeg contain the kernels. */
export async function editConfiguration(folder: string): Promise<void> {
  await editFiles(folder, {
    "config.h": [
      [/^#define HAVE_MSA 0$/m, "#define HAVE_MSA 1", 1],
      // Of a processor of this kind, scalars are loaded and stored in C.
      [/^#define HAVE_MIPS64R6 0$/m, "#define HAVE_MIPS64R6 1", 1],
    ],
    "ffbuild/config.mak": [
      [/^!HAVE_MSA=yes$/m, "HAVE_MSA=yes", 1],
      [/^ARCH=.*$/m, "ARCH=mips", 1],
    ],
  });
}
