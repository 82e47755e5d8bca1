import { join } from "@std/path/posix";

/** Files of libavcodec whose kernels for MSA are taken, where a version has them. */
const users = [
  ...["blockdsp", "h263dsp", "h264chroma", "h264dsp", "h264pred", "h264qpel"],
  ...["hevcdsp", "hevcpred", "hevc/dsp", "hevc/pred", "hpeldsp", "idctdsp"],
  ...["me_cmp", "mpegvideo", "mpegvideoencdsp"],
  ...["pixblockdsp", "qpeldsp", "vc1dsp", "vp3dsp", "vp8dsp", "vp9dsp"],
].map((name) => `libavcodec/${name}.c`);

/** A change of a file: what is replaced, by what, and how often it is there. */
type Edit = readonly [
  pattern: RegExp,
  replacement: string | ((...groups: string[]) => string),
  count: number,
];

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

/** The changes of FFmpeg's sources, the same for every version. */
function edits(): Record<string, readonly Edit[]> {
  const declare = (text: string): Edit => [/^$/m, `\n${text};\n`, 1];
  return {
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
    "libswscale/swscale.c": [
      [
        /^void ff_sws_init_scale\((\w+) \*c\)\n\{\n.*$/m,
        "void ff_sws_init_swscale_wasm($1 *c);\n\n$&\n    ff_sws_init_swscale_wasm(c);",
        1,
      ],
    ],
    "libavcodec/mips/Makefile": [
      [/^.*mips\/videodsp_init\.o\n/m, "", 1],
      [/mips\/h264chroma_msa\.o/, "mips/h264_mc_wasm.o", 1],
      [
        /mips\/hevcdsp_msa\.o(\s+\\\n\s+mips\/hevc_mc_\w+_msa\.o)+/,
        "mips/hevc_mc_wasm.o",
        1,
      ],
    ],
    // These two work on the decoder's own state, which FFmpeg 8 has in other places.
    "libavcodec/mips/hevcpred_init_mips.c": [
      [/^.* = ff_intra_pred_8_\w+_msa;\n/gm, "", 2],
    ],
    "libavcodec/mips/hevcpred_msa.c": [
      [/^void ff_intra_pred_8_16x16_msa\([^]*/m, "", 1],
      [/hevc\/dec\.h/, "hevc/hevcdec.h", -1],
    ],
    // Of blocks that are compared with nothing, these give other results than C.
    "libavcodec/mips/me_cmp_init_mips.c": [
      [/^.* = ff_hadamard8_intra\w+_msa;\n/gm, "", 2],
    ],
    "libavcodec/mips/vp9_idct_msa.c": [
      [/^#include/m, "#include <string.h>\n#include", 1],
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
  for (
    const name of [...users, "libavutil/cpu.c", "tests/checkasm/checkasm.c"]
  ) {
    await edit(join(folder, name), [[/\bARCH_MIPS\b/g, "HAVE_MSA", -1]]);
  }
  for (const [name, changes] of Object.entries(edits())) {
    await edit(join(folder, name), changes);
  }
}

/** Makes a configured build of FFmpeg contain the kernels. */
export async function editConfiguration(folder: string): Promise<void> {
  await edit(join(folder, "config.h"), [
    [/^#define HAVE_MSA 0$/m, "#define HAVE_MSA 1", 1],
    // Of a processor of this kind, scalars are loaded and stored in C.
    [/^#define HAVE_MIPS64R6 0$/m, "#define HAVE_MIPS64R6 1", 1],
  ]);
  await edit(join(folder, "ffbuild/config.mak"), [
    [/^!HAVE_MSA=yes$/m, "HAVE_MSA=yes", 1],
    [/^ARCH=.*$/m, "ARCH=mips", 1],
  ]);
}

/** Changes a file. A count of -1 stands for any, also for no such file. */
async function edit(path: string, changes: readonly Edit[]): Promise<void> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    const isOptional = changes.every(([, , count]) => count === -1);
    if (isOptional && error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  for (const [pattern, replacement, count] of changes) {
    let found = 0;
    const replaced: string = text.replace(pattern, (...groups) => {
      found++;
      return typeof replacement === "string"
        ? groups[0].replace(pattern, replacement)
        : replacement(...groups);
    });
    if (count !== -1 && found !== count) {
      throw new Error(
        `Cannot change ${path}: expected ${pattern} ${count} times, received ${found}`,
      );
    }
    text = replaced;
  }
  await Deno.writeTextFile(path, text);
}
