// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Every codec and format that the engine lists: a file is made or read with it, and
 * compared with native ffmpeg. `untested.ts` names those for which that cannot be done.
 *
 * @module
 */
import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { inspectModule, type ProgramInfo, Runtime } from "../../mod.ts";
import { engineBytes } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";
import type { ProgramOutcome } from "../support/remembered.ts";
import {
  copied,
  encodeWith,
  formatWith,
  readAs,
  type Recipe,
  sources as texts,
  type StreamType,
} from "./media.ts";
import { agreement, engine, native, type Run } from "./media_lab.ts";
import { textSubtitles } from "./text_subtitles.ts";
import { untested } from "./untested.ts";

/** How much results agree at least, in dB, if they are not the same. */
const bounds = { decoded: 40, encoded: 15, looselyEncoded: 6 };

/** Encoders whose decisions the least rounding changes, or that another version made anew. */
const loose = /^(opus|real_144)$/;

let ours!: Run;
let sources = texts;
let program!: ProgramInfo;
let theirs!: Record<
  "encoders" | "decoders" | "muxers" | "demuxers",
  Map<string, string>
>;
prepare(async () => {
  const bytes = await engineBytes("gpl");
  program = (await inspectModule({ bytes })).program!;
  ours = engine(await Runtime.create({ module: { bytes } }));
  for (const command of copied) {
    const { files } = await native("ffmpeg", command.split(" "), {});
    sources = { ...sources, ...files };
  }
  theirs = {
    encoders: await listNatively("-encoders"),
    decoders: await listNatively("-decoders"),
    muxers: await listNatively("-muxers"),
    demuxers: await listNatively("-demuxers"),
  };
});

/** What native ffmpeg lists: names and descriptions. */
async function listNatively(option: string): Promise<Map<string, string>> {
  const { stdout } = await native("ffmpeg", ["-hide_banner", option], {});
  const list = new TextDecoder().decode(stdout).split(/^ -+$/m)[1]!;
  return new Map(
    Array.from(
      list.matchAll(/^ [\w. ]+? +(\S+) +(.*)$/gm),
      ([, name, description]) => [name!, description!],
    ),
  );
}

/** The codec of an encoder or a decoder, as its description says. */
function codecOf(name: string, description: string): string {
  return /\(codec (\S+)\)$/.exec(description)?.[1] ?? name;
}

/** Shows subtitles that are pictures on black. */
const overlay = "color=size=720x576:rate=5:duration=5,format=yuv420p[b];" +
  "[b][0:s]overlay=eof_action=pass,format=yuv420p";

/** Decodes the streams of a kind to numbers or text that can be compared. */
async function decode(
  run: Run,
  type: StreamType,
  { file, reading, hasPictures }: Pick<
    Recipe,
    "file" | "reading" | "hasPictures"
  >,
  bytes: Uint8Array,
  forced: readonly string[] = [],
): Promise<ProgramOutcome> {
  // Pictures of floating point numbers, or with more bits, byte by byte mean little.
  const pixels = /^(pfm|phm|exr|hdr|sgi)\./.test(file)
    ? ["-pix_fmt", "rgb24"]
    : [];
  const output = {
    video: [
      ...pixels,
      "-map",
      "0:v:0",
      "-fps_mode",
      "passthrough",
      "-c:v",
      "rawvideo",
      "-f",
      "rawvideo",
      "-",
    ],
    audio: ["-map", "0:a:0", "-c:a", "pcm_f64le", "-f", "f64le", "-"],
    subtitle: hasPictures
      ? ["-filter_complex", overlay, "-f", "rawvideo", "-"]
      : ["-map", "0:s:0", "-f", "srt", "-"],
  }[type];
  const args = [...reading, ...forced, "-i", file, ...output];
  return await run("ffmpeg", args, { [file]: bytes });
}

function assertAgree(
  { type, hasPictures }: { type: StreamType; hasPictures?: boolean },
  a: ProgramOutcome,
  b: ProgramOutcome,
  bound: number,
): void {
  assert(a.success, a.stderr);
  assert(b.success, b.stderr);
  assertGreater(a.stdout.length, 0);
  if (type === "subtitle" && !hasPictures) {
    return assertEquals(a.stdout, b.stdout);
  }
  const kind = type === "audio" ? type : "video";
  assertGreater(agreement(a.stdout, b.stdout, kind), bound);
}

/** A file that is there as it is. */
function asWritten(name: string, text: string): Recipe {
  const file = `text.${name}`;
  sources = { ...sources, [file]: new TextEncoder().encode(text) };
  return { file, reading: ["-f", name], args: [] };
}

const made = new Map<string, Promise<Uint8Array | undefined>>();

/** The file that native ffmpeg makes; undefined if it cannot. */
function makeNatively(recipe: Recipe): Promise<Uint8Array | undefined> {
  if (recipe.args.length === 0) return Promise.resolve(sources[recipe.file]);
  const key = recipe.args.join(" ");
  const file = made.get(key) ??
    native("ffmpeg", recipe.args, sources)
      .then(({ success, files }) => success ? files[recipe.file] : undefined);
  made.set(key, file);
  return file;
}

/** Subtitles that no encoder makes. */
const pictures: Recipe = {
  file: "copy.sup",
  reading: [],
  hasPictures: true,
  args: ["-i", "in.sup", "-map", "0", "-c", "copy", "copy.sup"],
};

/** Fails with the names of all components that fail, and why. */
async function checkAll(
  kind: keyof typeof untested,
  names: readonly string[],
  check: (name: string) => Promise<void>,
): Promise<void> {
  const excused = new Set(
    Object.values(untested[kind]).flatMap((list) => list.trim().split(/\s+/)),
  );
  const failed: string[] = [];
  for (const name of names) {
    if (excused.has(name)) continue;
    await check(name).catch((error) =>
      failed.push(
        `${name}: ${
          (error as Error).message.split("\n").slice(0, 3).join(" ")
        }`,
      )
    );
  }
  assertEquals(failed, []);
}

Deno.test("what each encoder writes is decoded as what native ffmpeg writes with it", async () => {
  const types = new Map(
    program.encoders.map(({ name, type }) => [name, type as StreamType]),
  );
  await checkAll("encoders", [...types.keys()], async (name) => {
    const type = types.get(name)!;
    const recipe = encodeWith(name, type);
    const [mine, reference] = await Promise.all([
      ours("ffmpeg", recipe.args, sources),
      makeNatively(recipe),
    ]);
    assert(mine.success, mine.stderr);
    assert(reference, "native ffmpeg has no such encoder");
    const [a, b] = await Promise.all([
      decode(native, type, recipe, mine.files[recipe.file]!),
      decode(native, type, recipe, reference),
    ]);
    // Nothing reads it.
    if (!b.success) return assertEquals(mine.files[recipe.file], reference);
    const bound = loose.test(name) ? "looselyEncoded" : "encoded";
    assertAgree({ ...recipe, type }, a, b, bounds[bound]);
  });
});

Deno.test("each decoder makes of a file what native ffmpeg makes of it", async () => {
  const decoders = new Map(
    program.decoders.map((decoder) => [decoder.name, decoder]),
  );
  const codecs = Map.groupBy(
    [...theirs.encoders.keys()],
    (name) => codecOf(name, theirs.encoders.get(name)!),
  );
  await checkAll("decoders", [...decoders.keys()], async (name) => {
    const { description, type: kind } = decoders.get(name)!;
    const type = kind as StreamType;
    const codec = codecOf(name, description);
    const text = textSubtitles[name];
    const recipes = codec === "hdmv_pgs_subtitle"
      ? [pictures]
      : text !== undefined
      ? [asWritten(name, text)]
      : (codecs.get(codec) ?? []).map((encoder) => encodeWith(encoder, type));
    let error = "no encoder of native ffmpeg makes such a file";
    for (const recipe of recipes) {
      const bytes = await makeNatively(recipe);
      if (!bytes) continue;
      const option = `-c:${type[0]}`;
      const [a, b] = await Promise.all([
        decode(ours, type, recipe, bytes, [option, name]),
        decode(
          native,
          type,
          recipe,
          bytes,
          theirs.decoders.has(name) ? [option, name] : [],
        ),
      ]);
      if (!b.success) {
        error = b.stderr;
        continue;
      }
      return assertAgree({ ...recipe, type }, a, b, bounds.decoded);
    }
    throw new Error(error);
  });
});

/** The packets of a file: of which streams, how large, with which content. */
async function packets(
  run: Run,
  reading: readonly string[],
  file: string,
  files: ProgramOutcome["files"],
) {
  const { success, stdout, stderr } = await run("ffprobe", [
    ...[...reading, "-of", "csv=p=0", "-show_data_hash", "md5"],
    ...["-show_entries", "packet=stream_index,size,data_hash", file],
  ], files);
  return { success, lines: new TextDecoder().decode(stdout).trim(), stderr };
}

/** The streams of a file, as native ffprobe sees them. */
async function streams(
  reading: readonly string[],
  file: string,
  files: ProgramOutcome["files"],
) {
  const { success, stdout } = await native("ffprobe", [
    ...[...reading, "-of", "csv=p=0", "-count_packets"],
    ...["-show_entries", "stream=codec_name,codec_type,nb_read_packets", file],
  ], files);
  return success ? new TextDecoder().decode(stdout).trim() : "";
}

/** Versions divide sound into packets differently at its end: a few more or less. */
function assertSameStreams(ours: string, expected: string): void {
  const parts = (text: string) =>
    text.split("\n").map((line) => line.split(",")).map(([a, b, count]) => ({
      stream: `${a} ${b}`,
      count: Number(count),
    }));
  const [mine, theirs] = [parts(ours), parts(expected)];
  assertEquals(
    mine.map(({ stream }) => stream),
    theirs.map(({ stream }) => stream),
  );
  for (const [i, { stream, count }] of mine.entries()) {
    // Versions choose the size of these packets differently.
    if (/^(pcm_|flac|wavpack)/.test(stream)) continue;
    const other = theirs[i]!.count || 0;
    assertLess(Math.abs((count || 0) - other), 3 + other / 8);
  }
}

Deno.test("each muxer writes a file with the streams of native ffmpeg's", async () => {
  const names = program.muxers.flatMap(({ names }) => names);
  await checkAll("muxers", names, async (name) => {
    const recipes = formatWith(name);
    for (const recipe of recipes) {
      const reference = await native("ffmpeg", recipe.args, sources);
      if (!reference.success) continue;
      const mine = await ours("ffmpeg", recipe.args, sources);
      assert(mine.success, mine.stderr);
      const { file, reading } = recipe;
      if (!(file in reference.files)) {
        assertEquals(
          Object.keys(mine.files).sort(),
          Object.keys(reference.files).sort(),
        );
        return;
      }
      assertGreater(mine.files[file]!.length, 0);
      const read = async (files: ProgramOutcome["files"]) =>
        await streams(reading, file, files) ||
        await streams(["-f", name], file, files);
      const expected = await read(reference.files);
      assertSameStreams(await read(mine.files), expected);
      if (expected === "") {
        const sizes = [mine, reference].map(({ files }) => files[file]!.length);
        assertLess(Math.abs(sizes[0]! - sizes[1]!), sizes[1]! / 8 + 100);
      }
      return;
    }
    throw new Error("native ffmpeg makes no such file");
  });
});

/** The encoders of pictures whose demuxer has another name. */
const pictureEncoders: Readonly<Record<string, string>> = {
  j2k: "jpeg2000",
  jpeg: "ljpeg",
  webp: "libwebp",
};

Deno.test("each demuxer finds the packets that native ffmpeg finds", async () => {
  const names = program.demuxers.map(({ names }) => names.join(","));
  await checkAll("demuxers", names, async (name) => {
    const written = name in textSubtitles
      ? [asWritten(name, textSubtitles[name]!)]
      : [];
    const encoder = /^(\w+)_pipe$/.exec(name)?.[1];
    const recipes = [
      ...written,
      ...(encoder
        ? [encodeWith(pictureEncoders[encoder] ?? encoder, "video")]
        : []),
      ...new Set([name, ...name.split(",")])
        .values()
        .filter((format) => theirs.muxers.has(format))
        .flatMap(formatWith),
    ];
    let error = "no muxer of native ffmpeg makes such a file";
    for (const recipe of recipes) {
      const { file } = recipe;
      const bytes = await makeNatively(recipe);
      if (!bytes) continue;
      const files = { [file]: bytes };
      const reading = readAs(name);
      const forced = reading.length > 0 ? reading : ["-f", name.split(",")[0]!];
      const b = await packets(native, forced, file, files);
      if (!b.success || b.lines === "") {
        error = b.stderr;
        continue;
      }
      const a = await packets(ours, forced, file, files);
      assert(a.success, a.stderr);
      if (a.lines === b.lines) return;
      // Versions divide a stream into packets differently: what is in them counts.
      const streams = (["video", "audio"] as const).map(async (type) => {
        const read = { file, reading: forced };
        const [mine, reference] = await Promise.all([
          decode(ours, type, read, bytes),
          decode(native, type, read, bytes),
        ]);
        if (!reference.success) return 0;
        assertAgree({ type }, mine, reference, bounds.decoded);
        return 1;
      });
      assert((await Promise.all(streams)).includes(1), "no stream is decoded");
      return;
    }
    throw new Error(error);
  });
});
