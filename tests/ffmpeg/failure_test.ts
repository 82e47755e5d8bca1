// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertMatch } from "@std/assert";
import { ExitError, type Fs, MemoryFs, Runtime } from "../../mod.ts";
import { QuotaFs, ReadOnlyFs } from "../../vfs/mod.ts";
import { failureOf } from "../../src/ffmpeg/failure.ts";
import { engineBytes, testedVersions } from "../support/engine.ts";
import { runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

/** A command line that fails, and what the reason has to say in each version of FFmpeg. */
interface Case {
  readonly line: string;
  readonly says: RegExp;
  readonly over?: (fs: MemoryFs) => Fs;
}

const full = (maxBytes: number) => (fs: MemoryFs) =>
  new QuotaFs(fs, { maxBytes });

const cases: Record<string, Case> = {
  "a missing input": {
    line: "-i none.mp4 out.mp4",
    says: /^none\.mp4: No such file or directory$/,
  },
  "a missing second input": {
    line: "-i in.mp4 -i none.wav -map 0 -map 1 out.mp4",
    says: /^none\.wav: No such file or directory$/,
  },
  "a missing input whose name has spaces": {
    line: "-i no\u00a0such\u00a0damaged\u00a0file.mp4 out.mp4",
    says: /^no such damaged file\.mp4: No such file or directory$/,
  },
  "an input that is a directory": { line: "-i dir out.mp4", says: /^dir: ./ },
  "text": { line: "-i text.txt out.mp4", says: /^text\.txt: Invalid data/ },
  "text whose name has spaces": {
    line: "-i some\u00a0corrupt\u00a0text.txt out.mp4",
    says: /^some corrupt text\.txt: Invalid data/,
  },
  "an empty input": {
    line: "-i empty.mp4 out.mp4",
    says: /moov atom not found(: |; empty\.mp4: )Invalid data found/,
  },
  "a truncated input": {
    line: "-i cut.mp4 out.mp4",
    says: /moov atom not found(: |; cut\.mp4: )Invalid data found/,
  },
  "empty standard input": {
    line: "-i pipe:0 out.mp4",
    says: /^pipe:0: Invalid data/,
  },
  "a sequence without pictures": {
    line: "-i img%03d.png out.mp4",
    says: /img%03d\.png.*: No such file or directory$/,
  },
  "a protocol that is not there": {
    line: "-i http://example.com/a.mp4 out.mp4",
    says: /^http:\/\/example\.com\/a\.mp4: Protocol not found$/,
  },
  "a list of which a file is missing": {
    line: "-f concat -safe 0 -i list.txt out.mp4",
    says: /Impossible to open 'none\.mp4'.*No such file/,
  },
  "a list that is unsafe": {
    line: "-f concat -i absolute.txt out.mp4",
    says: /Unsafe file name '\/in\.mp4'.*Operation not permitted/,
  },
  "raw pictures of no size": {
    line: "-f rawvideo -i text.txt out.mp4",
    says: /^text\.txt: Picture size 0x0 is invalid$/,
  },
  "damaged pictures that are errors": {
    line: "-xerror -i damaged.mp4 out.mp4",
    says: /decoder|not allocated|[Ee]rror/,
  },
  "an encoder that is not there": {
    line: "-i in.mp4 -c:v nosuch out.mp4",
    says: /Unknown encoder 'nosuch'$/,
  },
  "a decoder that is not there": {
    line: "-c:v nosuch -i in.mp4 out.mp4",
    says: /Unknown decoder 'nosuch'$/,
  },
  "an option that is not there": {
    line: "-i in.mp4 -nosuch 3 out.mp4",
    says: /^Unrecognized option 'nosuch'$/,
  },
  "an option without its value": {
    line: "-i in.mp4 -c:v",
    says: /^Missing argument for option 'c:v'$/,
  },
  "no output": { line: "-i in.mp4", says: /^At least one output file must be/ },
  "no input": {
    line: "out.mp4",
    says: /^out\.mp4: Output file (#0 )?does not contain any stream$/,
  },
  "a filter that is not there": {
    line: "-i in.mp4 -vf nosuch out.mp4",
    says: /No such filter: 'nosuch'$/,
  },
  "an option of a filter that is not there": {
    line: "-i in.mp4 -vf scale=nosuch=3 out.mp4",
    says: /[Oo]ption 'nosuch'/,
  },
  "a value of a filter": {
    line: "-i in.mp4 -vf scale=abc:3 out.mp4",
    says: /in 'abc'; Cannot parse expression for width: 'abc'$/,
  },
  "the syntax of filters": {
    line: "-i in.mp4 -vf scale=[ out.mp4",
    says: /Bad \(empty\?\) label found in the following: "\["/,
  },
  "a crop that is too large": {
    line: "-i in.mp4 -vf crop=1000:1000 out.mp4",
    says: /Invalid too big or non positive size for width '1000'/,
  },
  "a filter of which an output is not used": {
    line: "-i in.mp4 -filter_complex [0:v]split[a][b] -map [a] out.mp4",
    says: /split.*unconnected/,
  },
  "a label that is not there": {
    line: "-i in.mp4 -filter_complex [0:v]null[a] -map [b] out.mp4",
    says: /Output with label 'b' does not exist/,
  },
  "a graph of an input that is not there": {
    line: "-i in.mp4 -filter_complex [3:v]null[a] -map [a] out.mp4",
    says: /Invalid file index 3/,
  },
  "a source that is not there": {
    line: "-f lavfi -i nosuch out.mp4",
    says: /No such filter: 'nosuch'$/,
  },
  "a value of a source": {
    line: "-f lavfi -i testsrc=size=abc out.mp4",
    says: /"abc" as image size/,
  },
  "a font that is missing": {
    line: "-i in.mp4 -vf drawtext=text=a:fontfile=none.ttf out.mp4",
    says: /Cannot find a valid font .*: put one into \/fonts, or name a file/,
  },
  "a picture that is missing": {
    line: "-i in.mp4 -vf movie=none.png,[in]overlay out.mp4",
    says: /'none\.png': No such file or directory$/,
  },
  "a stream that is not there": {
    line: "-i in.mp4 -map 0:s out.mp4",
    says: /Stream map '.*' matches no streams/,
  },
  "a stream of an input that is not there": {
    line: "-i in.mp4 -map 5:v out.mp4",
    says: /Invalid input file index: 5/,
  },
  "a format that no name tells": {
    line: "-i in.mp4 out.nosuch",
    says: /output format for 'out\.nosuch'/,
  },
  "an output format that is not there": {
    line: "-i in.mp4 -f nosuch out",
    says: /Requested output format 'nosuch'/,
  },
  "an input format that is not there": {
    line: "-f nosuch -i in.mp4 out.mp4",
    says: /Unknown input format: 'nosuch'$/,
  },
  "a codec that the container does not take": {
    line: "-i in.mp4 -c:v libx264 out.gif",
    says: /^out\.gif: (gif|GIF) muxer supports only/,
  },
  "streams that are copied where they do not fit": {
    line: "-i in.mp4 -c copy out.webm",
    says: /^out\.webm: Only VP8 or VP9/,
  },
  "sound that is missing": {
    line: "-i in.mp4 -map 0:v -f mp3 out.mp3",
    says: /^out\.mp3: .*(audio|Audio)/,
  },
  "a tag that does not fit": {
    line: "-i in.mp4 -c copy -tag:v abcd out.mp4",
    says: /^out\.mp4: Tag abcd incompatible/,
  },
  "a bitstream filter that is not there": {
    line: "-i in.mp4 -c copy -bsf:v nosuch out.mp4",
    says: /'nosuch': Bitstream filter not found$/,
  },
  "a bitstream filter for another codec": {
    line: "-i in.mp4 -c copy -bsf:v h264_mp4toannexb out.mp4",
    says: /^out\.mp4: Codec 'mpeg4' \(12\) is not supported/,
  },
  "a duration": {
    line: "-i in.mp4 -t nonsense out.mp4",
    says: /Invalid duration .*\bt: nonsense$/,
  },
  "a start": {
    line: "-ss nonsense -i in.mp4 out.mp4",
    says: /Invalid duration .*\bss: nonsense$/,
  },
  "a bit rate": {
    line: "-i in.mp4 -b:v nonsense out.mp4",
    says: /^out\.mp4: .*Error setting option b to value nonsense$/,
  },
  "a frame rate": {
    line: "-i in.mp4 -r nonsense out.mp4",
    says: /Invalid framerate value: nonsense$/,
  },
  "a size": {
    line: "-i in.mp4 -s nonsense out.mp4",
    says: /Invalid frame size: nonsense$/,
  },
  "a size that is too large": {
    line: "-i in.mp4 -s 100000x100000 out.mp4",
    says: /Picture size 100000x100000 is invalid$/,
  },
  "a size that the encoder refuses": {
    line: "-i in.mp4 -vf scale=33:33 -c:v libx264 -pix_fmt yuv420p out.mp4",
    says: /^out\.mp4: width not divisible by 2 \(33x33\)/,
  },
  "a pixel format": {
    line: "-i in.mp4 -pix_fmt nonsense out.mp4",
    says: /Unknown pixel format requested: nonsense$/,
  },
  "a preset": {
    line: "-i in.mp4 -c:v libx264 -preset nonsense out.mp4",
    says: /^out\.mp4: .*invalid preset 'nonsense'/,
  },
  "a profile": {
    line: "-i in.mp4 -c:v libx264 -profile:v nonsense out.mp4",
    says: /^out\.mp4: .*invalid profile: nonsense/,
  },
  "a sample rate": {
    line: "-i in.mp4 -c:a libmp3lame -ar 12345 out.mp3",
    says: /^out\.mp3: Specified sample rate 12345 is not supported/,
  },
  "a sample format": {
    line: "-i in.mp4 -sample_fmt nonsense out.mp4",
    says: /Invalid sample format 'nonsense'$/,
  },
  "a number of frames": {
    line: "-i in.mp4 -frames:v abc out.mp4",
    says: /Expected number for frames:v but found: abc$/,
  },
  "a level of the log": {
    line: "-loglevel constructor -i in.mp4 out.mp4",
    says: /^Invalid loglevel "constructor"/,
  },
  "a second pass without a first": {
    line: "-i in.mp4 -c:v libx264 -b:v 100k -pass 2 out.mp4",
    says: /^out\.mp4: ratecontrol_init: can't open stats file$/,
  },
  "an attachment that is missing": {
    line: "-i in.mp4 -attach none.ttf -c copy out.mkv",
    says: /Could not open attachment file none\.ttf/,
  },
  "a script that is missing": {
    line: "-i in.mp4 -/filter_complex none.txt out.mp4",
    says: /Error opening file none\.txt/,
  },
  "a directory that is missing": {
    line: "-i in.mp4 nodir/out.mp4",
    says: /^nodir\/out\.mp4: No such file or directory$/,
  },
  "an output that is a directory": {
    line: "-y -i in.mp4 -f mp4 dir",
    says: /^dir: Is a directory$/,
  },
  "an output that is the input": {
    line: "-y -i in.mp4 in.mp4",
    says: /Output in\.mp4 same as Input #0/,
  },
  "an output that cannot be written": {
    line: "-i in.mp4 out.mp4",
    says: /^out\.mp4: Read-only file system$/,
    over: (fs) => new ReadOnlyFs(fs),
  },
  "a disk that is full at once": {
    line: "-i in.mp4 -c:v mpeg4 out.mp4",
    says: /^out\.mp4: No space left on device$/,
    over: full(40_000),
  },
  "a disk that is full later": {
    line: "-i in.mp4 -c:v rawvideo out.avi",
    says: /out\.avi: .*No space left on device/,
    over: full(60_000),
  },
  "a disk that is full, with a damaged input": {
    line: "-i damaged.mp4 -an -c:v rawvideo out.avi",
    says: /out\.avi: .*No space left on device/,
    over: full(60_000),
  },
  "memory that is too small": {
    line: "-max_alloc 1000 -i in.mp4 out.mp4",
    says: /^in\.mp4: Out of memory$/,
  },
  "a log of errors only": {
    line: "-loglevel error -i none.mp4 out.mp4",
    says: /^none\.mp4: No such file or directory$/,
  },
  "a log that names its levels": {
    line: "-loglevel level+verbose -i in.mp4 -c:v nosuch out.mp4",
    says: /Unknown encoder 'nosuch'$/,
  },
  "a log that is wordy": {
    line: "-loglevel verbose -i in.mp4 -vf crop=1000:1000 out.mp4",
    says: /Invalid too big or non positive size/,
  },
};

let video!: Uint8Array<ArrayBuffer>;
const runtimes: Record<string, Runtime> = {};
prepare(async () => {
  const { files } = await runNative("ffmpeg", [
    ...["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25:duration=2"],
    ...["-f", "lavfi", "-i", "sine=duration=2"],
    ...["-c:v", "mpeg4", "-c:a", "aac", "in.mp4"],
  ]);
  video = new Uint8Array(files["in.mp4"]!);
  for (const version of testedVersions("9.0")) {
    const bytes = await engineBytes("gpl", { version });
    runtimes[version] = await Runtime.create({ module: { bytes } });
  }
});
Deno.test.afterAll(async () => {
  for (const runtime of Object.values(runtimes)) await runtime.close();
});

function inputs(): MemoryFs {
  const fs = new MemoryFs();
  fs.writeFile("in.mp4", video);
  fs.writeFile("cut.mp4", video.subarray(0, video.length / 2));
  fs.writeFile("empty.mp4", "");
  const damaged = video.slice();
  for (let i = 3000; i < video.length - 4000; i += 97) damaged[i]! ^= 0x55;
  fs.writeFile("damaged.mp4", damaged);
  const text = "hello, world\n".repeat(3);
  fs.writeFile("text.txt", text);
  fs.writeFile("some corrupt text.txt", text);
  fs.writeFile("list.txt", "file none.mp4\n");
  fs.writeFile("absolute.txt", "file /in.mp4\n");
  fs.mkdir("dir");
  return fs;
}

for (const version of testedVersions("9.0")) {
  Deno.test(`ExitError names why ffmpeg failed, FFmpeg ${version}`, async (t) => {
    for (
      const [name, { line, says, over }] of Object.entries(cases)
    ) {
      await t.step(name, async () => {
        const args = line.split(" ")
          .map((arg) => arg.replaceAll("\u00a0", " "));
        const { exitCode, stderr } = await runtimes[version]!
          .run(over?.(inputs()) ?? inputs(), args);
        const argv = ["ffmpeg", ...args];
        const { message, reason, stderr: tail } = new ExitError(argv, {
          exitCode,
          stderr,
        });
        assertMatch(reason, says, stderr);
        assert(!/frame=|fps=|Conversion failed|\n/.test(reason), reason);
        assert(!/^(Invalid argument|Unknown error)/.test(reason), reason);
        assertEquals(
          message,
          `Cannot run ffmpeg: received exit code ${exitCode} and "${reason}"`,
        );
        assert(stderr.endsWith(tail));
      });
    }
  });

  Deno.test(`ExitError says so if the log gives no reason, FFmpeg ${version}`, async () => {
    const args = ["-loglevel", "quiet", "-i", "none.mp4", "out.mp4"];
    const { exitCode, stderr } = await runtimes[version]!.run(inputs(), args);
    const error = new ExitError(["ffmpeg", ...args], { exitCode, stderr });
    assertEquals(error.reason, "");
    assertEquals(
      error.message,
      `Cannot run ffmpeg: received exit code ${exitCode} and no reason in its ` +
        "log; let it log errors, with `-loglevel error`",
    );
  });
}

Deno.test("ExitError says what to do about it, unless its message is given", () => {
  const failure = { exitCode: 8, stderr: "Unknown encoder 'libsvtav1'\n" };
  const { message } = new ExitError(["ffmpeg"], failure);
  assertEquals(
    message,
    "Cannot run ffmpeg: received exit code 8 and \"Unknown encoder 'libsvtav1'\"; " +
      "This engine has no encoder libsvtav1: full has it " +
      "(`afmpeg engine build full`)",
  );
  const own = new ExitError(["ffmpeg"], { ...failure, message: "Cannot" });
  assertEquals(own.message, "Cannot");
});

Deno.test("failureOf() passes over what follows and what went before", () => {
  const before = "[h264 @ 0x1] error while decoding MB 3 4, bytestream -5\n";
  const after =
    "frame=    0 fps=0.0 q=0.0 size=       0kB\rConversion failed!\n";
  const says = (stderr: string) =>
    failureOf(before + stderr + after, ["ffmpeg", "-i", "a.mp4", "b.mp4"]);
  assertEquals(says("b.mp4: Permission denied\n"), "b.mp4: Permission denied");
  assertEquals(
    says("[out#0/mp4 @ 0x2] Error writing trailer: No space left on device\n"),
    "b.mp4: Error writing trailer: No space left on device",
  );
  assertEquals(says("something new\n"), "something new");
  assertEquals(says("").includes("error while decoding"), true);
  assertEquals(failureOf("", []), "");
  assertEquals(failureOf("frame=    0 fps=0.0\n", ["ffmpeg"]), "");
});

Deno.test("failureOf() reads a log that a guest has made as hard as it can", () => {
  const hard = [
    "a\n".repeat(500_000),
    "a".repeat(1_000_000),
    "[a @ ".repeat(200_000),
    ": A".repeat(300_000) + "\u0000",
    `'"`.repeat(500_000),
    "'".repeat(999_999),
    "[a @ 0x1] ".repeat(100_000) + "x",
    "Error opening input file ".repeat(40_000) + ".",
  ];
  for (const stderr of hard) {
    const reason = failureOf(stderr, ["ffmpeg", "-i", "a", "a".repeat(1000)]);
    assert(reason.length <= 1001, `${reason.length}`);
  }
});
