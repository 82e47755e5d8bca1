/**
 * What the kernels for SIMD128 gain: the engine with them, the engine in C, and
 * native ffmpeg with one thread, side by side. `deno run -A bench/simd_bench.ts`;
 * with words, the jobs whose names contain one of them.
 *
 * Times are of the processor, so that other work on the machine counts less, and
 * without the start of a process or the compilation of the module.
 *
 * @module
 */
import { MemoryFs } from "../mod.ts";
import { Env } from "../src/env/mod.ts";
import { Wasi } from "../src/wasi/mod.ts";
import { engineBytes } from "../tests/support/engine.ts";
import { runNative } from "../tests/support/native.ts";

const ROUNDS = 5;

const module = await WebAssembly.compile(
  await engineBytes("gpl", { version: "5.1" }),
);

/** Natural enough: detail that moves, flat areas and noise. */
const pictures = (size: string) =>
  `testsrc2=s=${size}:r=25,noise=alls=6:allf=t`;

/** Input files, by name: how native ffmpeg makes them. */
const inputs: Record<string, string[]> = {
  "360p.y4m": ["640x360", "200", "-pix_fmt yuv420p"],
  "720p.y4m": ["1280x720", "60", "-pix_fmt yuv420p"],
  "h264.mp4": ["1280x720", "75", "-c:v libx264 -pix_fmt yuv420p"],
  "hevc.mp4": [
    ...["1280x720", "75", "-c:v libx265 -preset fast -pix_fmt yuv420p"],
    "-x265-params log-level=none",
  ],
  "vp8.webm": [
    ...["1280x720", "75", "-c:v libvpx -deadline realtime -b:v 2M"],
    "-pix_fmt yuv420p -cpu-used 8",
  ],
  "vp9.webm": [
    ...["1280x720", "75", "-c:v libvpx-vp9 -deadline realtime -b:v 2M"],
    "-pix_fmt yuv420p -cpu-used 8",
  ],
};

/** Name, input, options, and the ratio to native that is aimed at. */
const jobs: [name: string, input: string, options: string, target: number][] = [
  ...["ultrafast", "veryfast", "medium"].flatMap((preset) =>
    ["360p", "720p"].map((size): [string, string, string, number] => [
      `x264 ${preset} ${size}`,
      `${size}.y4m`,
      `-c:v libx264 -preset ${preset} -threads 1`,
      1.8,
    ])
  ),
  ["h264 decode 720p", "h264.mp4", "", 1.5],
  ["hevc decode 720p", "hevc.mp4", "", 1.6],
  ["vp8 decode 720p", "vp8.webm", "", 1.5],
  ["vp9 decode 720p", "vp9.webm", "", 1.5],
  ["mpeg4 encode 720p", "720p.y4m", "-c:v mpeg4 -b:v 3M -threads 1", 1.6],
  ["mjpeg encode 720p", "720p.y4m", "-c:v mjpeg -q:v 3 -threads 1", 1.6],
  [
    "scale + x264 720p",
    "h264.mp4",
    "-vf scale=640:360 -c:v libx264 -preset veryfast -threads 1",
    2,
  ],
].filter(([name]) =>
  Deno.args.length === 0 ||
  Deno.args.some((word) => (name as string).includes(word))
) as [string, string, string, number][];

const folder = await Deno.makeTempDir();

async function input(name: string): Promise<Uint8Array> {
  const path = `${folder}/${name}`;
  try {
    return await Deno.readFile(path);
  } catch {
    const [size, frames, ...options] = inputs[name]!;
    const { files } = await runNative("ffmpeg", [
      ...["-f", "lavfi", "-i", pictures(size!), "-frames:v", frames!],
      ...[...options.join(" ").split(" "), name],
    ]);
    await Deno.writeFile(path, files[name]!);
    return files[name]!;
  }
}

/** The time that this thread has spent on the processor, in milliseconds. */
function threadTime(): number {
  const path = `/proc/self/task/${Deno.pid}/schedstat`;
  return Number(Deno.readTextFileSync(path).split(" ")[0]) / 1e6;
}

function engine(name: string, bytes: Uint8Array, args: string[]): number {
  const fs = new MemoryFs();
  fs.writeFile(name, bytes);
  const wasi = new Wasi({ fs, args: ["ffmpeg", "-v", "error", ...args] });
  const env = new Env(module);
  const imports = { ...wasi.imports, ...env.imports };
  const instance = new WebAssembly.Instance(module, imports);
  env.attach(instance);
  const start = threadTime();
  if (wasi.start(instance) !== 0) throw new Error(`Cannot run ${args}`);
  return threadTime() - start;
}

async function native(args: string[]): Promise<number> {
  const { success, stderr } = await new Deno.Command("ffmpeg", {
    args: ["-hide_banner", "-nostdin", "-benchmark", "-threads", "1", ...args],
    cwd: folder,
  }).output();
  const text = new TextDecoder().decode(stderr);
  const times = /bench: utime=([\d.]+)s stime=([\d.]+)s/.exec(text);
  if (!success || !times) throw new Error(text);
  return 1000 * (Number(times[1]) + Number(times[2]));
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

console.log(
  "| job | native | C | SIMD | aim |\n| --- | ---: | ---: | ---: | ---: |",
);
for (const [name, file, options, target] of jobs) {
  const bytes = await input(file);
  const output = [...options.split(" ").filter(Boolean), "-f", "null", "-"];
  const inC = options.includes("libx264") ? ["-x264-params", "asm=0"] : [];
  const times: number[][] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const time = [
      await native(["-i", file, ...output]),
      engine(file, bytes, [
        ...["-cpuflags", "0", "-i", file, ...inC, ...output],
      ]),
      engine(file, bytes, ["-i", file, ...output]),
    ];
    // The first round warms up.
    if (round > 0) times.push(time);
  }
  const ratio = (way: number) =>
    median(times.map((time) => time[way]! / time[0]!)).toFixed(2);
  const ms = median(times.map(([time]) => time!)).toFixed(0);
  console.log(
    `| ${name} | ${ms} ms | ${ratio(1)} | ${ratio(2)} | ${target.toFixed(1)} |`,
  );
}
await Deno.remove(folder, { recursive: true });
