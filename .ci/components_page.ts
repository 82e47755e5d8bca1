// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { EngineDescription } from "../engine/describe.ts";
import type { ProgramInfo } from "../mod.ts";
import { untested } from "../tests/engine/untested.ts";

/** What engines report about themselves, by variant. */
export type Programs = Readonly<Record<string, ProgramInfo>>;

/** What libraries are called. */
const libraryTitles: Readonly<Record<string, string>> = {
  chromaprint: "Chromaprint",
  // Of its source, only headers and libc++abi are used.
  emscripten: "Emscripten",
  freetype: "FreeType",
  fribidi: "FriBidi",
  harfbuzz: "HarfBuzz",
  kvazaar: "Kvazaar",
  lame: "LAME",
  libsoxr: "soxr",
  libvidstab: "vid.stab",
  openh264: "OpenH264",
  openjpeg2: "OpenJPEG",
  opus: "Opus",
  rubberband: "Rubber Band",
  "svt-av1": "SVT-AV1",
};

/** One kind of component. */
interface Kind {
  /** The names as used on the command line. */
  names(program: ProgramInfo): readonly string[];
  /** The most popular ones. */
  readonly wanted: string;
}

const kinds: Readonly<Record<string, Kind>> = {
  "encoders": {
    names: ({ encoders }) => encoders.map(({ name }) => name),
    wanted: "libx264 libvpx-vp9 libvpx mpeg4 prores_ks dnxhd ffv1 mjpeg png " +
      "gif aac libmp3lame libopus flac vorbis ac3 pcm_s16le srt webvtt mov_text",
  },
  "decoders": {
    names: ({ decoders }) => decoders.map(({ name }) => name),
    wanted: "h264 hevc vp8 vp9 mpeg2video mpeg4 prores dnxhd ffv1 mjpeg png " +
      "webp gif aac mp3 opus vorbis flac ac3 eac3 dca",
  },
  "muxers": {
    names: ({ muxers }) => muxers.map(({ names }) => names.join(",")),
    wanted: "mp4 mov matroska webm mpegts hls dash segment avi ogg mp3 wav " +
      "flac gif image2",
  },
  "demuxers": {
    names: ({ demuxers }) => demuxers.map(({ names }) => names.join(",")),
    wanted: "mov,mp4,m4a,3gp,3g2,mj2 matroska,webm mpegts hls dash avi flv " +
      "ogg mp3 wav flac concat image2",
  },
  "filters": {
    names: ({ filters }) => filters.map(({ name }) => name),
    wanted: "scale crop pad overlay drawtext fps select concat palettegen " +
      "thumbnail tile loudnorm silencedetect amix atempo aresample yadif " +
      "zoompan xfade",
  },
  "bitstream filters": {
    names: ({ bitstreamFilters }) => bitstreamFilters,
    wanted: "h264_mp4toannexb hevc_mp4toannexb aac_adtstoasc setts",
  },
  "protocols": {
    names: ({ inputProtocols, outputProtocols }) => [
      ...new Set([...inputProtocols, ...outputProtocols]),
    ],
    wanted: "file pipe concat data subfile crypto",
  },
};

/** How many there are of each kind, and the most popular ones. */
export function componentsTable(programs: Programs): string {
  const row = (cells: readonly unknown[]) => `| ${cells.join(" | ")} |`;
  const variants = Object.keys(programs);
  const rows = Object.entries(kinds).map(([title, { names, wanted }]) => {
    const lists = Object.values(programs).map(names);
    const present = wanted.split(" ")
      .filter((name) => lists.some((list) => list.includes(name)));
    return row([title, ...lists.map(({ length }) => length), code(present)]);
  });
  return [
    row(["", ...variants.map((variant) => code([variant])), "such as"]),
    row(Array(variants.length + 2).fill("---")),
    ...rows,
  ].join("\n");
}

/** The variants: licence, libraries, sizes, and how many components of each kind. */
export function variantsTable(engines: readonly EngineDescription[]): string {
  const row = (cells: readonly unknown[]) => `| ${cells.join(" | ")} |`;
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const kinds = ["decoder", "encoder", "demuxer", "muxer", "filter"];
  return [
    row([
      ...["variant", "licence", "libraries", "raw", "gzip"],
      ...kinds.map((kind) => `${kind}s`),
    ]),
    row(Array(5 + kinds.length).fill("---")),
    ...engines.map((engine) => {
      const libraries = engine.sources.slice(1)
        .map((source) => source.split("=")[0]!)
        .map((name) => libraryTitles[name] ?? name);
      return row([
        ...[`\`${engine.variant}\``, engine.license, libraries.join(", ")],
        ...[mb(engine.bytes), mb(engine.gzipBytes)],
        ...kinds.map((kind) => engine.components[kind]?.length ?? 0),
      ]);
    }),
  ].join("\n");
}

/** The names of a kind, by the engines that have them, as a line of names each. */
type Groups = Record<string, string>;

/**
 * The module that says which variants have a component. An encoder or a decoder whose
 * codec has another name is `name:codec`.
 */
export function groupsModule(programs: Programs): string {
  const codecs = (list: ProgramInfo["encoders"]) =>
    list.map(({ name, description }) => {
      const codec = /\(codec (\S+)\)$/.exec(description)?.[1] ?? name;
      return codec === name ? name : `${name}:${codec}`;
    });
  const formats = (list: ProgramInfo["muxers"]) =>
    list.flatMap(({ names }) => names);
  const lists: Record<string, (program: ProgramInfo) => readonly string[]> = {
    encoder: ({ encoders }) => codecs(encoders),
    decoder: ({ decoders }) => codecs(decoders),
    muxer: ({ muxers }) => formats(muxers),
    demuxer: ({ demuxers }) => formats(demuxers),
    filter: ({ filters }) => filters.map(({ name }) => name),
  };
  const groups = Object.fromEntries(
    Object.entries(lists).map(([kind, names]) => {
      const having = new Map<string, string[]>();
      for (const [variant, program] of Object.entries(programs)) {
        for (const name of new Set(names(program))) {
          having.set(name, [...having.get(name) ?? [], variant]);
        }
      }
      const byVariants = Map.groupBy(
        [...having.keys()].sort(),
        (name) => having.get(name)!.join(" "),
      );
      const lines = Array.from(
        byVariants,
        ([variants, names]) => [variants, names.join(" ")],
      );
      return [kind, Object.fromEntries(lines) as Groups];
    }),
  );
  return "// SPDX-FileCopyrightText: 2026 The afmpeg authors\n" +
    "// SPDX-License-Identifier: MIT\n\n" +
    "/** Made by `deno task components`: names by kind and by the variants that have them. */\n" +
    "export const componentGroups: Readonly<\n" +
    "  Record<string, Readonly<Record<string, string>>>\n" +
    `> = ${JSON.stringify(groups, null, 2)};\n`;
}

/** What is listed and not tested, and why. */
function untestedText(): string {
  const entries = Object.entries(untested).flatMap(([kind, reasons]) =>
    Object.entries(reasons).map(([why, list]) =>
      `${kind[0]!.toUpperCase()}${kind.slice(1)}: ${why}: ${
        code(list.trim().split(/\s+/))
      }`
    )
  );
  return [
    "## What is not tested",
    "Every other encoder, decoder, muxer and demuxer makes or reads a file in the " +
    "tests (`tests/engine/components_test.ts`), which is compared with native ffmpeg.",
    ...entries,
  ].join("\n\n");
}

/** The whole page: every name, by kind and by the engines that have it. */
export function componentsPage(programs: Programs): string {
  const sections = Object.entries(kinds).flatMap(([title, { names }]) => {
    const lists = Object.entries(programs)
      .map(([variant, program]) => ({ variant, list: names(program) }));
    const all = new Set(lists.flatMap(({ list }) => list));
    const groups = Map.groupBy([...all].sort(), (name) => {
      const having = lists.filter(({ list }) => list.includes(name));
      return code(having.map(({ variant }) => variant));
    });
    const paragraphs = Array.from(groups)
      .sort(([, a], [, b]) => b.length - a.length)
      .map(([variants, names]) => `In ${variants}: ${code(names)}`);
    return [`## ${title[0]!.toUpperCase()}${title.slice(1)}`, ...paragraphs];
  });
  return [
    "# What the engines contain",
    "The names as used on the command line, as the engines list them. " +
    "`deno task components` writes this page.",
    componentsTable(programs),
    ...sections,
    untestedText(),
  ].join("\n\n") + "\n";
}

/** Puts the table into a text, between the comments that mark its place. */
export function withTable(
  text: string,
  table: string,
  mark = "components",
): string {
  const [begin, end] = [`<!-- ${mark} -->\n`, `<!-- /${mark} -->`];
  const start = text.indexOf(begin) + begin.length;
  const stop = text.indexOf(end);
  if (start < begin.length || stop < start) {
    throw new Error(
      "Cannot place the table: received a text without its marks",
    );
  }
  return `${text.slice(0, start)}\n${table}\n\n${text.slice(stop)}`;
}

function code(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
