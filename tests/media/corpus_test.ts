// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Probes files of many kinds, and compares each field with the text that native
 * ffprobe prints for it.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { MemoryFs, type Probe, type ProbeStream } from "../../mod.ts";
import { probe } from "../../src/media/probe/probe.ts";
import { engineRuntime } from "../support/engine.ts";
import { corpus, describe, make, type NativeDescription } from "./corpus.ts";
import { onlyFfmpeg } from "./only_ffmpeg.ts";

/** The keys of ffprobe, and the fields in which their values must be. */
const fields: Record<string, string> = {
  index: "index",
  id: "id",
  codec_name: "codec",
  codec_long_name: "codecLongName",
  codec_type: "type",
  codec_tag_string: "codecTag",
  profile: "profile",
  level: "level",
  width: "width",
  height: "height",
  pix_fmt: "pixelFormat",
  sample_aspect_ratio: "sampleAspectRatio",
  display_aspect_ratio: "displayAspectRatio",
  color_range: "colorRange",
  color_space: "colorSpace",
  color_primaries: "colorPrimaries",
  color_transfer: "colorTransfer",
  field_order: "fieldOrder",
  avg_frame_rate: "frameRate",
  r_frame_rate: "baseFrameRate",
  time_base: "timeBase",
  sample_fmt: "sampleFormat",
  sample_rate: "sampleRate",
  channels: "channels",
  channel_layout: "channelLayout",
  start_time: "startSec",
  duration: "durationSec",
  bit_rate: "bitRate",
  nb_frames: "frameCount",
  format_name: "formatNames",
  format_long_name: "formatLongName",
  size: "size",
  end_time: "endSec",
};

/** The fields that the log of ffmpeg does not contain. */
const notInLog = [
  ...["codec_long_name", "format_long_name", "level", "nb_frames"],
];

const notInLogOfStreams = ["start_time", "duration"];

/** Compares everything in `native` that the table contains. Returns how much that was. */
function assertDescribed(
  // deno-lint-ignore no-explicit-any
  actual: any,
  native: Record<string, unknown>,
  compare: (actual: unknown, native: string, key: string) => void,
): number {
  let count = 0;
  for (const [key, value] of Object.entries(native)) {
    const field = fields[key];
    if (field === undefined) continue;
    compare(actual[field], String(value), key);
    count++;
  }
  const tags = native.tags ?? {};
  assertEquals(actual.tags, tags);
  return count + Object.keys(tags).length;
}

/** The text that ffprobe prints for a value. */
function textOf(value: unknown, native: string): string {
  if (Array.isArray(value)) return value.join();
  if (typeof value === "object" && value !== null) {
    const { num, den } = value as { num: number; den: number };
    assertEquals((value as { value: number }).value, num / den);
    return `${num}${native.includes(":") ? ":" : "/"}${den}`;
  }
  if (native.startsWith("0x")) return `0x${(value as number).toString(16)}`;
  return native.includes(".") && typeof value === "number"
    ? value.toFixed(6)
    : String(value);
}

/** What ffprobe prints for an unknown value. */
function isNothing(native: string, key: string): boolean {
  return native === "0/0" || native === "unknown" ||
    (key === "codec_tag_string" && native === "[0][0][0][0]") ||
    (key === "level" && native === "-99") ||
    ((key === "width" || key === "height") && native === "0");
}

function assertSame(actual: unknown, native: string, key: string): void {
  if (isNothing(native, key)) return assertEquals(actual, undefined, key);
  assertEquals(textOf(actual, native), native, key);
}

/** Whether a value is equal within the precision of the log. */
function assertNear(actual: unknown, native: string, key: string): void {
  if (key === "bit_rate") {
    const kilobits = Math.floor(Number(native) / 1000) * 1000;
    if (actual !== undefined) assertEquals(actual, kilobits, key);
  } else if (typeof actual === "number" && native.includes(".")) {
    assertAlmostEquals(actual, Number(native), 0.0051, key);
  } else assertSame(actual, native, key);
}

function assertFlags(probe: Probe, native: NativeDescription): void {
  probe.streams.forEach(({ disposition }, i) => {
    const flags = Object.values(native.streams[i]!.disposition as object);
    assertEquals(Object.values(disposition), flags.map((flag) => flag === 1));
  });
}

function languages(streams: readonly ProbeStream[]) {
  return streams.map(({ language, tags }) => {
    assertEquals(language, tags.language);
    return language;
  });
}

/** What native ffprobe would print if it were that of FFmpeg 9.0. */
function ofToday(name: string, native: NativeDescription): NativeDescription {
  for (const { tags } of native.streams) {
    // A vendor without a name is omitted.
    const named = tags as Record<string, string> | undefined;
    if (named?.vendor_id === "[0][0][0][0]") delete named.vendor_id;
  }
  if (name === "cover.mp3") {
    // The padding of the encoder at the ends is no longer part of the sound.
    native.format.duration = "2.000000";
    native.format.bit_rate = `${Number(native.format.size) * 8 / 2}`;
    for (const stream of native.streams) stream.duration = "2.000000";
  }
  // Raw H.264 is assumed to consist of fields.
  if (name === "raw.h264") native.streams[0]!.r_frame_rate = "50/1";
  return native;
}

Deno.test("Runtime.probe() agrees with native ffprobe", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  const withoutFfprobe = onlyFfmpeg(runtime);
  for (const [name, { format, inputArgs = [] }] of Object.entries(corpus)) {
    const bytes = await make(name);
    const native = ofToday(name, await describe(name, bytes));
    const fs = new MemoryFs();
    fs.writeFile(name, bytes);
    const options = { inputArgs, ...(format && { format }) };

    await t.step(`of ${name}`, async () => {
      const probed = await runtime.probe(fs, name, options);
      let count = assertDescribed(probed, native.format, assertSame);
      assertEquals(probed.streams.length, native.streams.length);
      native.streams.forEach((section, i) => {
        count += assertDescribed(probed.streams[i], section, assertSame);
      });
      assertEquals(probed.chapters.length, native.chapters.length);
      native.chapters.forEach(({ start_time, end_time, tags }, i) => {
        const section = { start_time, end_time, tags };
        assertDescribed(probed.chapters[i], section, assertSame);
      });
      assert(count > 15, `only ${count} fields were compared`);
      assertFlags(probed, native);
      assertEquals(JSON.parse(JSON.stringify(probed)), probed);
    });

    await t.step(`of ${name}, as far as ffmpeg -i reports it`, async () => {
      const probed = await probe(withoutFfprobe, fs, name, options);
      const exact = await runtime.probe(fs, name, options);
      const said = (native: Record<string, unknown>, isStream: boolean) =>
        Object.fromEntries(
          Object.entries(native).filter(([key]) =>
            !notInLog.includes(key) &&
            !(isStream && notInLogOfStreams.includes(key)) &&
            !(key === "time_base" && native.codec_type !== "video")
          ),
        );
      assertDescribed(probed, said(native.format, false), assertNear);
      assertEquals(probed.chapters, exact.chapters);
      assertEquals(probed.streams.length, native.streams.length);
      native.streams.forEach((section, i) => {
        assertDescribed(probed.streams[i], said(section, true), assertNear);
      });
      assertFlags(probed, native);
      assertEquals(languages(probed.streams), languages(exact.streams));
      assertEquals(
        probed.streams.map((stream) =>
          stream.type === "video" && stream.rotationDeg
        ),
        exact.streams.map((stream) =>
          stream.type === "video" && stream.rotationDeg
        ),
      );
    });
  }
  assertEquals(withoutFfprobe.programs, [
    "ffprobe",
    ...Object.keys(corpus).map(() => "ffmpeg"),
  ]);
});
