// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The engines end to end over a `MemoryFs`. The oracle is native ffmpeg 5.1: it
 * runs the same command lines with its C code only, and must leave the same files
 * with the same streams, frames and, where the codec is exact, pixels and samples.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { engineRuntime, ffmpeg } from "../support/engine.ts";
import {
  type Files,
  nativeFrameHashes,
  nativeProbe,
  runNative,
} from "../support/native.ts";
import type { Runtime } from "../../mod.ts";

const PICTURES = "-f lavfi -i testsrc2=size=320x180:rate=25:duration=2";
const TONE = "-f lavfi -i sine=frequency=440:sample_rate=44100:duration=2";
const FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf";
const EXACT_SCALE = "-sws_flags bilinear+accurate_rnd+bitexact";

/** A command line that both sides run. */
interface Job {
  name: string;
  command: string;
  /** Which files of the earlier jobs it gets. */
  inputs?: string[];
  /** Further files that it gets. */
  files?: Files;
  /** The outputs that are compared as media. */
  media: string[];
  /** Where only streams and frame counts can agree: rounding differs by compiler. */
  inexact?: true;
  /** Where that is so for a version that has changed since native ffmpeg's. */
  inexactWith?: "9.0";
  /** What it needs beyond the lean engine. */
  variant?: "gpl";
}

const text = (content: string) => new TextEncoder().encode(content);

const jobs: Job[] = [
  {
    name: "makes mpeg4 and flac",
    command: `${PICTURES} ${TONE} -c:v mpeg4 -q:v 3 -c:a flac clip.mkv`,
    media: ["clip.mkv"],
    // Its tone has a different phase.
    inexactWith: "9.0",
  },
  {
    name: "makes mpeg4 and aac",
    command: `${PICTURES} ${TONE} -c:v mpeg4 -q:v 3 -c:a aac clip.mp4`,
    media: ["clip.mp4"],
    inexact: true,
  },
  {
    name: "makes h264 with x264",
    command:
      `${PICTURES} -c:v libx264 -preset veryfast -x264-params asm=0:threads=1 x264.mp4`,
    media: ["x264.mp4"],
    variant: "gpl",
  },
  {
    name: "makes mp3 with LAME",
    command: `${TONE} -c:a libmp3lame -b:a 128k -metadata title=Tone tone.mp3`,
    media: ["tone.mp3"],
    inexact: true,
  },
  {
    name: "makes opus with its reference encoder",
    command: `${TONE} -c:a libopus -b:a 64k tone.opus`,
    media: ["tone.opus"],
    inexact: true,
  },
  {
    name: "makes vp8",
    command: `${PICTURES} -c:v libvpx -b:v 500k -cpu-used 4 vp8.webm`,
    media: ["vp8.webm"],
  },
  {
    name: "makes vp9 and opus",
    command: `${PICTURES} ${TONE} -c:v libvpx-vp9 -b:v 300k -cpu-used 6 ` +
      "-deadline realtime -c:a libopus vp9.webm",
    media: ["vp9.webm"],
    inexact: true,
  },
  {
    name: "makes vp9 of 10 bits",
    command: `${PICTURES} -pix_fmt yuv420p10le -c:v libvpx-vp9 -cpu-used 8 ` +
      "-deadline realtime -frames:v 10 deep.webm",
    media: ["deep.webm"],
  },
  {
    name: "decodes vp9 with libvpx",
    command: "-c:v libvpx-vp9 -i vp9.webm -an -c:v ffv1 decoded.mkv",
    inputs: ["vp9.webm"],
    media: ["decoded.mkv"],
  },
  {
    name: "draws text in a font from the file system",
    command: "-f lavfi -i testsrc2=size=320x180:duration=0.4 -vf " +
      // Newer versions place letters between pixels: so draw one, or fill the picture.
      "format=rgb24,drawtext=fontfile=serif.ttf:text=Ü:fontsize=40:x=10:y=h-60," +
      "drawtext=fontfile=serif.ttf:text=@&§:fontsize=400:alpha=0.5 " +
      "-c:v ffv1 text.mkv",
    files: { "serif.ttf": Deno.readFileSync(FONT) },
    media: ["text.mkv"],
  },
  {
    name: "scales while transcoding",
    command:
      `-i clip.mkv -vf scale=160:-2 ${EXACT_SCALE} -c:v mpeg4 -an small.mp4`,
    inputs: ["clip.mkv"],
    media: ["small.mp4"],
  },
  {
    name: "overlays one input on another and mixes their sound",
    command:
      "-i clip.mkv -i small.mp4 -f lavfi -i sine=frequency=880:duration=2 " +
      "-filter_complex [0:v][1:v]overlay=10:10[v];[0:a][2:a]amix=inputs=2[a] " +
      "-map [v] -map [a] -c:v ffv1 -c:a pcm_s16le both.mkv",
    inputs: ["clip.mkv", "small.mp4"],
    media: ["both.mkv"],
    inexact: true,
  },
  {
    name: "moves the index to the front",
    command: "-i clip.mkv -c:v copy -c:a aac -movflags +faststart front.mp4",
    inputs: ["clip.mkv"],
    media: ["front.mp4"],
    inexact: true,
  },
  {
    name: "cuts HLS segments, renaming each when it is complete",
    command: "-i clip.mkv -an -c:v mpeg2video -g 10 -f hls -hls_time 0.4 " +
      "-hls_playlist_type vod -hls_flags temp_file list.m3u8",
    inputs: ["clip.mkv"],
    media: ["list.m3u8"],
  },
  {
    name: "writes an image sequence",
    command: "-i clip.mkv -frames:v 12 frame%03d.png",
    inputs: ["clip.mkv"],
    media: ["frame001.png", "frame012.png"],
  },
  {
    name: "reads an image sequence",
    command: "-framerate 12 -i frame%03d.png -c:v ffv1 sequence.mkv",
    inputs: Array.from(
      { length: 12 },
      (_, i) => `frame${`${i + 1}`.padStart(3, "0")}.png`,
    ),
    media: ["sequence.mkv"],
  },
  {
    name: "joins the files of a concat list",
    command: "-f concat -i list.txt -c copy joined.mkv",
    inputs: ["clip.mkv"],
    files: { "list.txt": text("file clip.mkv\nfile clip.mkv\n") },
    media: ["joined.mkv"],
  },
  {
    name: "makes a gif with its own palette",
    command:
      "-i clip.mkv -filter_complex [0:v]fps=5,split[a][b];[a]palettegen[p];[b][p]paletteuse clip.gif",
    inputs: ["clip.mkv"],
    media: ["clip.gif"],
    // From FFmpeg 6.1 on, colours are compared perceptually.
    inexactWith: "9.0",
  },
];

/** Runs a command that must succeed. Returns the files that it created. */
async function make(
  runtime: Runtime,
  command: string,
  files: Files,
): Promise<Files> {
  const { exitCode, stderr, fs } = await ffmpeg(runtime, command, files);
  assertEquals(exitCode, 0, stderr);
  const names = fs.open("/").readdirnames().filter((name) => !(name in files));
  return Object.fromEntries(names.map((name) => [name, fs.readFile(name)]));
}

/** The same with the oracle, without assembly and without threads. */
async function makeNatively(command: string, files: Files): Promise<Files> {
  const args = command.split(" ");
  args.splice(-1, 0, "-threads", "1");
  return (await runNative("ffmpeg", ["-cpuflags", "0", ...args], files)).files;
}

/** What the oracle finds in a file: its streams, and how many frames they have. */
async function streamsOf(name: string, files: Files) {
  const { streams, format } = await nativeProbe(name, files);
  return streams.map((stream) => ({
    duration: format.duration,
    codec: stream.codec_name,
    size: [stream.width, stream.height],
    format: stream.pix_fmt,
    rate: stream.sample_rate ?? stream.r_frame_rate,
    channels: stream.channels,
    // Versions divide FLAC into packets of different sizes.
    frames: stream.codec_name === "flac" ? undefined : stream.nb_read_frames,
  }));
}

for (
  const [variant, version, release] of [
    ["lgpl", "9.0", "9.0.2"],
    ["gpl", "9.0", "9.0.2"],
  ] as const
) {
  Deno.test(`the ${variant} engine of FFmpeg ${version} does what native ffmpeg does`, async (t) => {
    await using runtime = await engineRuntime(variant, { version });
    const made: Files = {};

    for (const job of jobs) {
      if (job.variant === "gpl" && variant !== "gpl") continue;
      await t.step(job.name, async () => {
        const files = Object.fromEntries(
          (job.inputs ?? []).map((name) => [name, made[name]!]),
        );
        Object.assign(files, job.files);
        const ours = await make(runtime, job.command, files);
        const theirs = await makeNatively(job.command, files);
        assertEquals(Object.keys(ours).sort(), Object.keys(theirs).sort());
        for (const name of job.media) {
          assertEquals(
            await streamsOf(name, ours),
            await streamsOf(name, theirs),
          );
          if (job.inexact || job.inexactWith === version) continue;
          const hashes = await nativeFrameHashes(["-i", name], theirs);
          assertNotEquals(hashes.length, 0);
          assertEquals(await nativeFrameHashes(["-i", name], ours), hashes);
        }
        Object.assign(made, ours);
      });
    }

    await t.step("puts the index before the data", () => {
      const latin1 = new TextDecoder("latin1");
      const bytes = latin1.decode(made["front.mp4"]);
      assert(bytes.indexOf("moov") < bytes.indexOf("mdat"));
    });

    await t.step("decodes to the null muxer", async () => {
      const { exitCode, stderr } = await ffmpeg(
        runtime,
        "-i clip.mkv -f null -",
        made,
      );
      assertEquals(exitCode, 0, stderr);
      assertMatch(stderr, /frame= *50 /);
    });

    await t.step("answers as ffmpeg", async () => {
      const { stdout } = await ffmpeg(runtime, "-version");
      assert(stdout.startsWith(`ffmpeg version ${release} `), stdout);
    });

    await t.step("reports that the input is missing", async () => {
      const { exitCode, stderr } = await ffmpeg(runtime, "-i no.mp4 out.mp4");
      assertNotEquals(exitCode, 0);
      assertStringIncludes(stderr, "No such file or directory");
    });

    await t.step("reports that the encoder is unknown", async () => {
      const command = "-i clip.mkv -c:v nonesuch out.mp4";
      const { exitCode, stderr } = await ffmpeg(runtime, command, made);
      assertNotEquals(exitCode, 0);
      assertStringIncludes(stderr, "Unknown encoder 'nonesuch'");
    });

    await t.step("decodes a corrupt input as far as native does", async () => {
      const bytes = made["clip.mkv"]!.slice();
      for (let i = 5000; i < bytes.length; i += 997) bytes[i]! ^= 0xff;
      const files = { "bad.mkv": bytes.subarray(0, bytes.length * 0.8) };
      const command = "-i bad.mkv -an -bitexact -f framemd5 -";
      const { exitCode, stdout } = await ffmpeg(runtime, command, files);
      assertEquals(exitCode, 0);
      const theirs = await runNative(
        "ffmpeg",
        ["-cpuflags", "0", ...command.split(" ")],
        files,
      );
      // The concealment of lost parts has changed; the set of frames has not.
      const seen = (text: string) =>
        version === "9.0" ? text.replace(/\w{32}$/gm, "") : text;
      assertEquals(seen(stdout), seen(theirs.stdout));
      const inC = await ffmpeg(runtime, `-cpuflags 0 ${command}`, files);
      assertEquals(stdout, inC.stdout);
    });

    await t.step("fails on an input that is not media", async () => {
      const files = { "text.mp4": text("this is not a film") };
      const { exitCode, stderr } = await ffmpeg(
        runtime,
        "-i text.mp4 out.mp4",
        files,
      );
      assertNotEquals(exitCode, 0);
      assertStringIncludes(stderr, "Invalid data found");
    });
  });
}
