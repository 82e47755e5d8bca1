// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { dirname, join } from "@std/path/posix";
import { BuildError } from "../../engine/build_error.ts";
import {
  type Edit,
  EditError,
  editFiles,
  editText,
} from "../../engine/edit.ts";
import { configurationEdits, sourceEdits } from "../../engine/ffmpeg.ts";
import { editConfiguration } from "../../engine/simd_ffmpeg.ts";
import type { FfmpegVersion } from "../../engine/versions.ts";

Deno.test("editText() replaces every expected match, one edit after another", () => {
  const edits: Edit[] = [
    [/a(\d)/, "b$1", 2],
    ["b1", (name) => `<${name}>`, 1],
    ["(", "[", 1],
    [/^$/m, "-", 1],
  ];
  assertEquals(editText("a1 ( a2\n\nb", edits, "x"), "<b1> [ b2\n-\nb");
});

Deno.test("editText() supports lookarounds", () => {
  assertEquals(
    editText("ab ac", [[/a(?=c)/, "[$&]", 1]], "x"),
    "ab [a]c",
  );
});

Deno.test("editText() throws when a text has more or fewer matches than expected", () => {
  for (const [text, received] of [["", 0], ["aaa", 3]] as const) {
    const error = assertThrows(
      () => editText(text, [[/a/, "b", 2]], "the text"),
      EditError,
      `Cannot change the text: expected /a/ 2 times, received ${received}`,
    );
    assertInstanceOf(error, BuildError);
    assertEquals(error.toJSON(), {
      name: "EditError",
      message: error.message,
      place: "the text",
      pattern: "/a/",
      expected: 2,
      received,
    });
  }
});

/** Runs `use` in a folder with files. */
async function inTree(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(dirname(join(folder, name)), { recursive: true });
      await Deno.writeTextFile(join(folder, name), text);
    }
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function read(folder: string, name: string): Promise<string> {
  return await Deno.readTextFile(join(folder, name));
}

Deno.test("editFiles() changes the files that exist, and counts matches in all of them", async () => {
  await inTree({ "a.c": "x", "b.c": "x x" }, async (folder) => {
    await editFiles(folder, {
      "a.c no.c": [["x", "y", 1]],
      "a.c b.c": [[/[xy]/, "z", 3]],
    });
    assertEquals(await read(folder, "a.c"), "z");
    assertEquals(await read(folder, "b.c"), "z z");
  });
});

Deno.test("editFiles() changes nothing when an edit does not fit", async () => {
  await inTree({ "a.c": "x", "b.c": "x" }, async (folder) => {
    await assertRejects(
      () =>
        editFiles(folder, { "a.c": [["x", "y", 1]], "b.c": [[/y/, "", 1]] }),
      EditError,
      "Cannot change b.c: expected /y/ 1 times, received 0",
    );
    assertEquals(await read(folder, "a.c"), "x");
  });
});

Deno.test("editFiles() names the files that are missing", async () => {
  await inTree({}, async (folder) => {
    await assertRejects(
      () => editFiles(folder, { "a.c b.c": [[/y/, "", 1]] }),
      EditError,
      "Cannot change a.c or b.c: expected /y/ 1 times, received 0",
    );
  });
});

/** The lines of FFmpeg's files that are edited, and their replacements. */
const samples = {
  put: ["#if ARCH_X86_64\n", "#if HAVE_FAST_64BIT\n"],
  now: ["ff_vpx_norm_shift[c->high];", "__builtin_clz(c->high) - 24;"],
  font: [
    'log("valid font for the family %s\\n");\n#if !CONFIG_LIBFONTCONFIG\n' +
    "    av_log(ctx, s->fontfile, err);\n#endif\n",
    'log("valid font for the family %s: put one into /fonts, or name a file by ' +
    'fontfile=\\n");\n        if (path && (err != FT_Err_Cannot_Open_Resource || ' +
    'strpbrk(path, "/.")))\n' +
    "        av_log(ctx, path, err);\n",
  ],
  anlmdn: [
    "for (int i = S; i < H + S; i++) {",
    "for (int i = S; i < in->nb_samples + S; i++) {",
  ],
  size: [
    "if (!enc_ctx->frame_size && (!(enc->capabilities & AV_CODEC_CAP_VARIABLE_FRAME_SIZE) ||\n" +
    "        (enc_ctx->flags2 & AV_CODEC_FLAG2_FIXED_FRAME_SIZE)))\n",
    "if (!enc_ctx->frame_size && (enc_ctx->flags2 & AV_CODEC_FLAG2_FIXED_FRAME_SIZE))\n",
  ],
  pool: ["OBJS = a.o \\\n       framepool.o \\\n", "OBJS = a.o \\\n"],
  none: ["OBJS = a.o \\\n", "OBJS = a.o \\\n"],
  refuse: [
    refusal("return AVERROR_EXIT;"),
    "int is_output_refused;\n\n" +
    refusal("return is_output_refused = 1, AVERROR_EXIT;"),
  ],
  declare: [
    "int assert_file_overwrite(const char *filename);\n",
    "extern int is_output_refused;\n" +
    "int assert_file_overwrite(const char *filename);\n",
  ],
  exit: [
    "    if (ret == AVERROR_EXIT)\n        ret = 0;\n",
    "    if (ret == AVERROR_EXIT)\n        ret = is_output_refused;\n",
  ],
} as const;

/** Where FFmpeg refuses to replace an output. */
function refusal(end: string): string {
  return "int assert_file_overwrite(const char *filename)\n{\n" +
    `    av_log(NULL, AV_LOG_FATAL, "Not overwriting - exiting\\n");\n    ${end}\n` +
    `    av_log(NULL, AV_LOG_FATAL, "File '%s' already exists. Exiting.\\n", filename);\n` +
    `    ${end}\n}\n`;
}

/** Those that make the refusal of an output a failure. */
const refusing = {
  "fftools/ffmpeg_opt.c": "refuse",
  "fftools/ffmpeg.h": "declare",
  "fftools/ffmpeg.c": "exit",
} as const;

const put = "libavcodec/put_bits.h";
const drawtext = "libavfilter/vf_drawtext.c";
const anlmdn = "libavfilter/af_anlmdn.c";
const encoding = "fftools/ffmpeg_enc.c";
const makefile = "libswscale/Makefile";
const trees: Partial<
  Record<FfmpegVersion, Record<string, keyof typeof samples>>
> = {
  "8.1": {
    [put]: "put",
    "libavcodec/vpx_rac.h": "now",
    [anlmdn]: "anlmdn",
    [drawtext]: "font",
    [encoding]: "none",
    [makefile]: "none",
    ...refusing,
  },
  "9.0": {
    [put]: "put",
    "libavcodec/vpx_rac.h": "now",
    [anlmdn]: "anlmdn",
    [drawtext]: "font",
    [encoding]: "size",
    [makefile]: "pool",
    ...refusing,
  },
};

for (const [version, tree] of Object.entries(trees)) {
  const edits = sourceEdits(version as FfmpegVersion);
  const files = Object.fromEntries(
    Object.entries(tree).map(([name, kind]) => [name, samples[kind][0]]),
  );

  Deno.test(`sourceEdits() fit FFmpeg ${version}`, async () => {
    await inTree(files, async (folder) => {
      await editFiles(folder, edits);
      for (const [name, kind] of Object.entries(tree)) {
        assertEquals(await read(folder, name), samples[kind][1], name);
      }
    });
  });

  Deno.test(`sourceEdits() fit no version but FFmpeg ${version}`, async () => {
    const other = trees[version === "9.0" ? "8.1" : "9.0"]!;
    for (const [name, kind] of Object.entries(tree)) {
      const text = other[name] === kind
        ? "changed by its authors"
        : samples[other[name]!][0];
      await inTree({ ...files, [name]: text }, async (folder) => {
        const { place } = await assertRejects(
          () => editFiles(folder, edits),
          EditError,
        );
        assertEquals(place.split(" or ").includes(name), true, place);
        // Nothing was written, not even the edits that fitted.
        if (name !== put) assertEquals(await read(folder, put), files[put]);
      });
    }
  });
}

Deno.test("the build fails when the configuration has other lines than expected", async () => {
  const config = "#define HAVE_FAST_64BIT 0\n#define HAVE_FAST_CLZ 0\n" +
    "#define HAVE_MSA 0\n#define HAVE_MIPS64R6 0\n";
  const mak = "SRC_PATH=/home/a\nARCH=wasm32\n!HAVE_MSA=yes\n";
  const files = { "config.h": config, "ffbuild/config.mak": mak };
  await inTree(files, async (folder) => {
    await editFiles(folder, configurationEdits);
    await editConfiguration(folder);
    assertEquals(
      await read(folder, "config.h"),
      config.replaceAll(" 0\n", " 1\n"),
    );
    assertEquals(
      await read(folder, "ffbuild/config.mak"),
      "SRC_PATH=src\nARCH=mips\nHAVE_MSA=yes\n",
    );
    // The second time, nothing is as `configure` left it.
    await assertRejects(
      () => editFiles(folder, configurationEdits),
      EditError,
      "Cannot change config.h: expected",
    );
    await assertRejects(
      () => editConfiguration(folder),
      EditError,
      "Cannot change config.h: expected /^#define HAVE_MSA 0$/m 1 times, received 0",
    );
  });
});
