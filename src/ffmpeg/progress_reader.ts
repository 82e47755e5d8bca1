import type { Progress } from "./progress.ts";

/** What ffmpeg itself says of its progress. */
export type ProgressReport = Omit<Progress, "fraction" | "fractionSource">;

/** Reads what ffmpeg writes with `-progress`: lines of `key=value`, a report at a time. */
export class ProgressReader {
  readonly #decoder = new TextDecoder();
  readonly #receive: (report: ProgressReport) => void;
  #rest = "";
  #values = new Map<string, string>();

  /** Hands each report to `receive`. */
  constructor(receive: (report: ProgressReport) => void) {
    this.#receive = receive;
  }

  /** Reads on. */
  push(data: Uint8Array): void {
    this.#rest += this.#decoder.decode(new Uint8Array(data), { stream: true });
    const lines = this.#rest.split("\n");
    this.#rest = lines.pop()!;
    for (const line of lines) this.#line(line);
  }

  #line(line: string): void {
    const [, key, value] = /^(\w+)=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) return;
    if (key !== "progress") return void this.#values.set(key, value);
    const number = (key: string, scale = 1) => {
      const number = Number.parseFloat(this.#values.get(key) ?? "");
      return Number.isNaN(number) ? undefined : number * scale;
    };
    this.#receive({
      frame: number("frame"),
      fps: number("fps"),
      bitrate: number("bitrate", 1000),
      outTimeSec: number("out_time_us", 1e-6),
      totalSize: number("total_size"),
      speed: number("speed"),
      dupFrames: number("dup_frames"),
      dropFrames: number("drop_frames"),
      isEnd: value === "end",
    });
    this.#values = new Map();
  }
}
