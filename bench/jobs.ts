import type { InputName } from "./inputs.ts";

/** A command line that everything under comparison runs. */
export interface Job {
  readonly name: string;
  /** Which program it is for. The default is ffmpeg. */
  readonly program?: "ffmpeg" | "ffprobe";
  readonly args: readonly string[];
  readonly inputs: readonly InputName[];
  /** How often it is done for one measurement: short ones more than once. */
  readonly repeat: number;
}

function job(
  name: string,
  command: string,
  inputs: readonly InputName[],
  repeat = 1,
): Job {
  return { name, args: command.split(" "), inputs, repeat };
}

const x264 = (input: InputName, preset: string) =>
  job(
    `x264 ${preset}, ${input === "video720.mp4" ? "720p" : "360p"}`,
    `-i ${input} -frames:v 50 -c:v libx264 -preset ${preset} -an out.mp4`,
    [input],
  );

const reel = "[0:v][1:v]xfade=duration=1:offset=1,format=yuv420p[v];" +
  "[0:a][1:a]amix=inputs=2[a]";

/** The work that is compared. */
export const jobs: readonly Job[] = [
  job("version", "-version", [], 10),
  {
    ...job(
      "probe",
      "-loglevel error -of json -show_format -show_streams -show_chapters video360.mp4",
      ["video360.mp4"],
      10,
    ),
    program: "ffprobe",
  },
  job(
    "thumbnail",
    "-ss 1 -i video360.mp4 -frames:v 1 -vf scale=160:-2 out.png",
    ["video360.mp4"],
    5,
  ),
  job("remux 0.6 MB", "-i video360.mp4 -c copy out.mkv", ["video360.mp4"], 5),
  job("remux 100 MB", "-i large.mkv -c copy out.mov", ["large.mkv"]),
  job("mp3 to flac", "-i sound.mp3 out.flac", ["sound.mp3"]),
  job("wav to aac", "-i sound.wav -b:a 128k out.m4a", ["sound.wav"]),
  job("decode h264, 720p", "-i video720.mp4 -f null -", ["video720.mp4"]),
  job("decode vp9, 360p", "-i video.webm -f null -", ["video.webm"]),
  x264("video360.mp4", "ultrafast"),
  x264("video360.mp4", "veryfast"),
  x264("video360.mp4", "medium"),
  x264("video720.mp4", "ultrafast"),
  x264("video720.mp4", "veryfast"),
  x264("video720.mp4", "medium"),
  job(
    "scale and x264",
    "-i video720.mp4 -vf scale=640:-2 -c:v libx264 -preset veryfast out.mp4",
    ["video720.mp4"],
  ),
  job(
    "gif with palette",
    "-i video360.mp4 -t 1 -filter_complex " +
      "fps=10,scale=320:-1,split[a][b];[a]palettegen[p];[b][p]paletteuse out.gif",
    ["video360.mp4"],
  ),
  job(
    "reel of two inputs",
    "-t 2 -i video360.mp4 -t 2 -i other360.mp4 -filter_complex " +
      `${reel} -map [v] -map [a] -c:v libx264 -preset veryfast out.mp4`,
    ["video360.mp4", "other360.mp4"],
  ),
];
