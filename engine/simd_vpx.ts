// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { type Edit, EditError, editFiles } from "./edit.ts";
import { sseFlags } from "./libraries/sse.ts";
import { llvm } from "./toolchain.ts";
import { cFlags, type Workshop } from "./workshop.ts";

/** The header of MSA's intrinsics, as seen from the source. */
const msaFlags = ["-I../simd/include"];

/**
 * The files of kernels, by the lists of the makefiles that they go to: ours, and those for
 * SSE and MSA that need no assembly. What is missing is for more than 8 bits.
 */
const kernelFiles: Readonly<Record<string, Record<string, string[]>>> = {
  "vpx_dsp/vpx_dsp.mk DSP_SRCS": {
    wasm: ["sad", "variance", "convolve", "error"],
    x86: [
      ...["avg_intrin_sse2", "avg_pred_sse2", "fwd_txfm_sse2", "inv_txfm_sse2"],
      ...["inv_txfm_ssse3", "loopfilter_sse2", "quantize_sse2"],
      ...["quantize_ssse3", "sum_squares_sse2"],
    ],
    mips: ["intrapred", "subtract", "vpx_convolve_copy", "vpx_convolve_avg"],
  },
  "vp8/vp8_common.mk VP8_COMMON_SRCS": {
    "common/mips/msa": ["copymem", "idct", "loopfilter_filters"],
    "common/x86": ["bilinear_filter_sse2"],
  },
  "vp8/vp8cx.mk VP8_CX_SRCS": {
    "encoder/mips/msa": ["dct", "encodeopt", "temporal_filter"],
    "encoder/x86": ["quantize_sse4", "vp8_quantize_ssse3"],
  },
  "vp9/vp9_common.mk VP9_COMMON_SRCS": {
    "common/x86": ["vp9_idct_intrin_sse2"],
  },
  "vp9/vp9cx.mk VP9_CX_SRCS": {
    "encoder/x86": [
      ...["temporal_filter_sse4", "vp9_dct_intrin_sse2", "vp9_quantize_sse2"],
    ],
  },
};

/** What the kernels for MSA and ours have at the end of their names. */
const suffixes = [[/wasm$/, "_wasm"], [/mips/, "_msa"]] as const;

/** The list of kernels that is read when `libvpx` chooses among them. */
const list = "kernels";

/** Kernels that are too large for what they are for: more than 8 bits. */
const large = /^vpx_highbd_fdct32x32/;

/** How many kernels there are. */
const count = 310;

/** Kernels that are in C: searches that compare a block with four at a time. */
const inC = ["vp8_diamond_search_sadx4", "vp8_refining_search_sadx4"];

const edits: Readonly<Record<string, readonly Edit[]>> = {
  // Of several kernels for one purpose, the last kind is taken.
  "build/make/rtcd.pl": [
    [
      '  determine_indirection "c";',
      () =>
        `  my %known;
  open KERNELS, "<", "${list}" or die "Error opening ${list}: $!\\n";
  while (<KERNELS>) { chomp; $known{$_} = 1; }
  close KERNELS;
  @ALL_ARCHS = qw/msa sse2 ssse3 sse4_1 wasm/;
  foreach my $fn (keys %ALL_FUNCS) {
    specialize $fn, "wasm";
    foreach my $opt (@ALL_ARCHS) {
      my $ofn = eval "\\$\${fn}_\${opt}";
      eval "undef \\$\${fn}_\${opt}" if $ofn && !$known{$ofn};
    }
  }
  determine_indirection("c", @ALL_ARCHS);`,
      1,
    ],
    [
      'set_function_pointers "c";',
      'set_function_pointers("c", @ALL_ARCHS);',
      1,
    ],
  ],
  "build/make/Makefile": [
    [/-msse2|-mssse3|-msse4\.1/, `${sseFlags.join(" ")} -w`, 6],
    ["-mmsa", `${msaFlags.join(" ")} -w`, 2],
    [
      /^(?=\$\(BUILD_PFX\)%_msa\.c\.d)/m,
      "$(BUILD_PFX)%_wasm.c.d: CFLAGS += -std=gnu99 -w\n" +
      "$(BUILD_PFX)%_wasm.c.o: CFLAGS += -std=gnu99 -w\n" +
      // What is left of these is for more than 8 bits: ten times as large otherwise.
      "$(BUILD_PFX)vpx_dsp/variance.c.o: CFLAGS += -Os\n",
      1,
    ],
  ],
  "vp8/encoder/mcomp.c": [[/^#if HAVE_SSE2 \|\| HAVE_MSA.*$/m, "#if 1", 2]],
  "vp8/common/mips/msa/vp8_macros_msa.h": [
    [
      /^#if \(__mips_isa_rev >= 6\)\n#define LW.*?^#endif {2}\/\/ \(__mips_isa_rev >= 6\)$/ms,
      `#define LW msa_load_w
#define LD msa_load_d
#define SH(val, pdst) msa_store_h(val, pdst);
#define SW(val, pdst) msa_store_w(val, pdst);
#define SD(val, pdst) msa_store_d(val, pdst);`,
      1,
    ],
  ],
  "vp8/common/mips/msa/idct_msa.c": [
    [/^/, "#include <string.h>\n", 1],
    [
      // They set coefficients to 0: those of one block, and of two.
      /__asm__ __volatile__\([^;]*\);/,
      (assembly) => {
        const words = assembly!.match(/\bsw /g)!.length;
        return `memset(input, 0, ${4 * words});`;
      },
      2,
    ],
  ],
};

/** The path of a file of kernels, as seen from the folder of its makefile. */
function pathOf(folder: string, name: string): string {
  const suffix = suffixes.find(([pattern]) => pattern.test(folder))?.[1] ?? "";
  return `${folder}/${name}${suffix}.c`;
}

/** Hooks the kernels into libvpx, where it lies unpacked. */
export async function editLibvpx(cwd: string): Promise<void> {
  await editFiles(cwd, edits);
  for (const [place, folders] of Object.entries(kernelFiles)) {
    const [makefile, variable] = place.split(" ") as [string, string];
    const files = Object.entries(folders)
      .flatMap(([folder, names]) => names.map((name) => pathOf(folder, name)));
    const path = join(cwd, makefile);
    await Deno.writeTextFile(
      path,
      `${variable}-yes += ${files.join(" ")}\n${await Deno.readTextFile(path)}`,
    );
  }
}

/**
 * Lists what functions the files of kernels have, after `configure`. By the list, libvpx
 * chooses; what is in assembly only is not in it.
 *
 * Errors: {@linkcode EditError}.
 */
export async function listKernels(
  cwd: string,
  { step }: Workshop,
): Promise<void> {
  // They include what `make` is yet to make from the list.
  const empty = "empty";
  await Deno.mkdir(join(cwd, empty));
  for (const name of ["vpx_dsp", "vp8", "vp9", "vpx_scale"]) {
    await Deno.writeTextFile(join(cwd, empty, `${name}_rtcd.h`), "");
  }
  const names = new Set(inC);
  for (const [place, folders] of Object.entries(kernelFiles)) {
    const root = place.split("/")[0];
    for (const [folder, files] of Object.entries(folders)) {
      for (const file of files) {
        const text = await step.run(llvm.CC, [
          ...[...cFlags, ...sseFlags, ...msaFlags, `-I${empty}`, "-I."],
          ...["-w", "-E", "-P", `${root}/${pathOf(folder, file)}`],
        ], { cwd });
        const functions = text.matchAll(
          /\b(\w+_(?:wasm|msa|sse2|ssse3|sse4_1))\([^;{}()]*\)\s*\{/g,
        );
        for (const [, name] of functions) {
          if (!large.test(name!)) names.add(name!);
        }
      }
    }
  }
  if (names.size !== count) {
    throw new EditError("libvpx", "kernels", count, names.size);
  }
  await Deno.writeTextFile(join(cwd, list), `${[...names].join("\n")}\n`);
}
