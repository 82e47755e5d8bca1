// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FfmpegVersion } from "../../engine/versions.ts";

/** How far a command's results agree between versions of FFmpeg. */
export type Agreement =
  /** Streams, packets, their times, and every decoded frame. */
  | "frames"
  /** Streams, packets and their times. */
  | "packets"
  /** Streams alone: the versions divide them into packets differently. */
  | "streams";

/** The commands with which native ffmpeg makes the inputs. */
export const inputs: readonly string[] = [
  "-f lavfi -i testsrc2=size=160x90:rate=25:duration=2 -f lavfi -i sine=duration=2 -c:v libx264 -g 10 -c:a aac in.mp4",
  "-f lavfi -i testsrc=size=128x96:rate=10:duration=2 -c:v ffv1 in.mkv",
  "-f lavfi -i testsrc2=size=160x90:rate=25:duration=1 -c:v mpeg4 in.avi",
  "-f lavfi -i sine=frequency=300:duration=2 -ac 2 in.wav",
  "-f lavfi -i sine=frequency=600:duration=1 -c:a libmp3lame in.mp3",
  "-f lavfi -i testsrc2=size=160x90:rate=25:duration=1 -c:v libvpx -b:v 200k in.webm",
  "-f lavfi -i testsrc2=size=64x64:rate=5:duration=1 in%d.png",
];

/** Text files. */
export const texts: Readonly<Record<string, string>> = {
  "in.srt":
    "1\n00:00:00,000 --> 00:00:00,800\nOne\n\n2\n00:00:01,000 --> 00:00:01,500\nTwo\n",
  "list.txt": "file in.mp4\nfile in.mp4\n",
  "list2.txt": "file in.mp4\ninpoint 0.4\noutpoint 1.2\nfile in.mp4\n",
};

/** Command lines that every version runs. */
export const commands: readonly (readonly [Agreement, string])[] = [
  // Decode.
  ["frames", "-i in.mp4 -f framemd5 out.txt"],
  ["frames", "-i in.mkv -f framemd5 out.txt"],
  ["frames", "-i in.avi -f framemd5 out.txt"],
  ["frames", "-i in.webm -f framemd5 out.txt"],
  ["frames", "-i in%d.png -f framemd5 out.txt"],
  ["frames", "-i in.wav -f md5 out.txt"],
  ["frames", "-i in.mp4 -map 0:v -f framecrc -"],
  ["frames", "-threads 4 -i in.mp4 -map 0:v -f framemd5 out.txt"],
  ["frames", "-i in.mp4 -map 0:v -f streamhash -hash md5 -"],
  // Copy.
  ["packets", "-i in.mp4 -c copy out.mkv"],
  ["packets", "-i in.mp4 -c copy out.ts"],
  ["packets", "-i in.mp4 -c copy -movflags +faststart out.mp4"],
  ["packets", "-i in.mp4 -c copy -movflags frag_keyframe+empty_moov out.mp4"],
  ["packets", "-i in.mp4 -map 0:v -c copy -bsf:v h264_mp4toannexb out.h264"],
  ["packets", "-i in.mp4 -vn -c copy out.aac"],
  ["packets", "-ss 1 -i in.mp4 -c copy out.mkv"],
  ["packets", "-i in.avi -c copy out.avi"],
  ["packets", "-i in.webm -c copy out.webm"],
  ["packets", "-f concat -i list.txt -c copy out.mkv"],
  ["packets", "-i in.mp4 -c copy -f segment -segment_time 0.8 out%d.ts"],
  [
    "packets",
    "-i in.mp4 -c copy -f hls -hls_time 0.8 -hls_list_size 0 out.m3u8",
  ],
  [
    "packets",
    "-i in.mp4 -map 0 -c:v mpeg4 -c:a flac -f tee [f=matroska:fflags=bitexact]a.mkv|[f=matroska:fflags=bitexact:select=v]b.mkv",
  ],
  ["packets", "-i in.mp4 -i in.mp3 -map 0:v -map 1:a -c copy out.mkv"],
  ["packets", "-i in.mp4 -c copy -metadata title=Title out.mkv"],
  ["packets", "-stream_loop 2 -i in.avi -c copy out.avi"],
  ["packets", "-itsoffset 0.5 -i in.mp4 -c copy out.mkv"],
  // Encode without loss.
  ["frames", "-i in.mp4 -map 0:v -c:v ffv1 out.mkv"],
  ["frames", "-i in.mp4 -map 0:v -c:v rawvideo -pix_fmt yuv420p out.avi"],
  ["frames", "-i in.mp4 -map 0:v -c:v huffyuv -pix_fmt yuv422p out.avi"],
  ["frames", "-i in.mkv -c:v png out.mov"],
  ["frames", "-i in.wav -c:a flac out.flac"],
  ["frames", "-i in.wav -c:a alac out.m4a"],
  ["frames", "-i in.wav -c:a pcm_s24le out.wav"],
  ["frames", "-i in.wav -c:a wavpack out.wv"],
  ["frames", "-i in.mkv -pix_fmt rgb24 -c:v qtrle out.mov"],
  ["frames", "-i in.mkv -frames:v 3 -pix_fmt rgb24 out%d.bmp"],
  ["frames", "-i in.mp4 -map 0:v -r 5 out%02d.png"],
  // Encode.
  ["packets", "-i in.mkv -c:v libx264 -preset veryfast out.mp4"],
  ["packets", "-i in.mkv -c:v libx264 -qp 0 -pix_fmt yuv444p out.mkv"],
  ["packets", "-i in.mkv -pix_fmt yuv420p -c:v mpeg4 -q:v 4 out.mp4"],
  ["packets", "-i in.mp4 -map 0:v -c:v mpeg2video out.ts"],
  ["packets", "-i in.mkv -pix_fmt yuvj420p -c:v mjpeg out.avi"],
  ["packets", "-i in.wav -c:a aac -b:a 64k out.m4a"],
  ["packets", "-i in.wav -c:a ac3 out.ac3"],
  ["packets", "-i in.wav -c:a mp2 out.mp2"],
  ["packets", "-i in.mp4 -c:v mpeg4 -c:a flac out.mkv"],
  ["packets", "-i in.mkv out.gif"],
  // Filter.
  ["frames", "-i in.mp4 -map 0:v -vf hflip -c:v ffv1 out.mkv"],
  ["frames", "-i in.mp4 -map 0:v -vf crop=80:48:10:10 -c:v ffv1 out.mkv"],
  ["frames", "-i in.mp4 -map 0:v -vf fps=10 -c:v ffv1 out.mkv"],
  ["frames", "-i in.mp4 -map 0:v -vf transpose=1,negate -c:v ffv1 out.mkv"],
  [
    "frames",
    "-i in.mp4 -map 0:v -vf trim=0.4:1,setpts=PTS-STARTPTS -f framemd5 -",
  ],
  [
    "frames",
    "-i in.mp4 -map 0:v -vf select=not(mod(n\\,5)) -fps_mode vfr -f framemd5 -",
  ],
  [
    "frames",
    "-i in.mp4 -i in.avi -filter_complex [0:v][1:v]hstack=shortest=1 -f framemd5 -",
  ],
  [
    "frames",
    "-i in.mp4 -i in.mkv -filter_complex [1:v]crop=32:32[o];[0:v][o]overlay=8:8:shortest=1 -map_metadata -1 -f framemd5 -",
  ],
  [
    "frames",
    "-i in.mp4 -filter_complex [0:v]split[a][b];[a]hflip[c] -map [b] -c:v ffv1 -bitexact a.mkv -map [c] -c:v ffv1 b.mkv",
  ],
  ["frames", "-i in.wav -af volume=0.5 -c:a pcm_s16le out.wav"],
  ["frames", "-i in.wav -af atrim=0.5:1 -c:a pcm_s16le out.wav"],
  [
    "frames",
    "-i in.wav -filter_complex channelsplit[l][r] -map [l] -bitexact a.wav -map [r] b.wav",
  ],
  ["packets", "-i in.mp4 -map 0:v -vf scale=80:-2 -c:v ffv1 out.mkv"],
  ["packets", "-i in.wav -ar 22050 -ac 1 out.wav"],
  // Others.
  ["packets", "-i in.mp4 -i in.srt -map 0:v -map 1 -c:v copy -c:s srt out.mkv"],
  ["frames", "-i in.srt out.srt"],
  ["frames", "-i in.srt out.vtt"],
  ["frames", "-i in.mp4 -map 0:v -ss 0.5 -t 0.4 -f framemd5 -"],
  ["frames", "-i in.mp4 -map 0:v -frames:v 7 -f framemd5 -"],
  ["packets", "-i in.mp4 -map 0:a -f null -"],
  ["streams", "-f concat -i list2.txt -c copy out.mkv"],
  ["streams", "-i in.mp4 -c:v mpeg4 -c:a aac -shortest -fs 20000 out.mp4"],
];

/** Command lines whose formats have threads of their own. */
export const threadedCommands: typeof commands = [
  [
    "packets",
    "-i in.mp4 -map 0:v -c:v mpeg4 -f fifo -fifo_format mpegts out.ts",
  ],
];

/** Command lines that fail. */
export const failures: readonly string[] = [
  "-i missing.mp4 out.mp4",
  "-i in.srt -c:v copy -map 0:v out.mp4",
  "-i in.mp4 -c:v nonsense out.mp4",
  "-i in.mp4 -vf nonsense out.mp4",
  "-i list.txt out.mp4",
];

/** Commands whose output a version changed deliberately since native ffmpeg's, 5.1. */
const changes: Partial<Record<FfmpegVersion, readonly RegExp[]>> = {
  "9.0": [
    // Samples beyond the end of a file are dropped.
    /in\.mp4 -f framemd5|shortest=1/,
    // Matroska stores what to skip, and negative times become 0.
    /in\.mp4 -c copy .*out\.mkv|list\.txt -c copy|-c:v mpeg4 -c:a flac/,
    // Packets have as many samples as the encoder prefers.
    /in\.wav -c:a (flac|wavpack)/,
  ],
};

/** Whether a version's output of a command differs from native ffmpeg's deliberately. */
export function isChanged(command: string, version: FfmpegVersion): boolean {
  return changes[version]?.some((pattern) => pattern.test(command)) ?? false;
}
