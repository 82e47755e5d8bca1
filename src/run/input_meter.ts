// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { after } from "../../vfs/after.ts";
import { DelegatingFile } from "../../vfs/delegating_file.ts";
import { DelegatingFs } from "../../vfs/delegating_fs.ts";
import type {
  Awaitable,
  Fs,
  FsFile,
  OpenOptions,
  SeekOrigin,
} from "../../vfs/fs.ts";
import { canonicalPath, join } from "../../vfs/path.ts";
import { declareSound } from "../../vfs/sound.ts";
import { type CommandLine, lastValue } from "../ffmpeg/command_line.ts";

/** Smaller files are read at once, or are lists of others. */
const LEAST_BYTES = 65_536;

/** Formats whose files name others, or that read none. */
const LISTS = ["concat", "dash", "hls", "image2", "lavfi"];

/** How far an input is read. */
interface Gauge {
  readonly size: number;
  position: number;
}

/** Standard input, as ffmpeg names it. */
const STDIN = /^(-|(pipe|fd):0?)$/;

/** Measures how much of its inputs a guest has read. */
export class InputMeter {
  /** The paths of the inputs for the guest. */
  readonly #paths: ReadonlySet<string>;
  readonly #gauges = new Map<string, Gauge>();
  readonly #stdin: Gauge | undefined;

  /** @param stdin What is known of the standard input, if it has a size. */
  constructor(
    { inputs }: CommandLine,
    cwd = "/",
    stdin?: Readonly<Gauge>,
  ) {
    const readsStdin = inputs.some(({ url }) => STDIN.test(url));
    this.#stdin = readsStdin && stdin && stdin.size >= LEAST_BYTES
      ? stdin
      : undefined;
    this.#paths = new Set(
      inputs.flatMap(({ url, options }) =>
        LISTS.includes(lastValue(options, "f") ?? "") ? [] : pathOf(url, cwd)
      ),
    );
  }

  /** How much is read, from 0 to 1, as far as sizes are known. */
  get fraction(): number | undefined {
    let [done, all] = [0, 0];
    const gauges = [...this.#gauges.values()];
    if (this.#stdin) gauges.push(this.#stdin);
    for (const { size, position } of gauges) {
      done += Math.min(position, size);
      all += size;
    }
    return all === 0 ? undefined : done / all;
  }

  /** The same file systems of a guest, by path, with a meter in those that have inputs. */
  over(mounts: Readonly<Record<string, Fs>>): Record<string, Fs> {
    if (this.#paths.size === 0) return mounts;
    return Object.fromEntries(
      Object.entries(mounts).map(([point, fs]) => [
        point,
        [...this.#paths].some((path) => path.startsWith(point))
          ? new MeteredFs(fs, this, point)
          : fs,
      ]),
    );
  }

  /** The gauge of a file that was opened; `undefined` if it is not to be measured. */
  gaugeOf(path: string, file: FsFile): Awaitable<Gauge | undefined> {
    if (!this.#paths.has(path)) return undefined;
    return after(file.stat(), ({ kind, size }) => {
      if (kind !== "file" || size < LEAST_BYTES) return undefined;
      const gauge = this.#gauges.get(path) ?? { size, position: 0 };
      this.#gauges.set(path, gauge);
      return gauge;
    });
  }
}

/** The path in a URL of ffmpeg; none if it is not a file. */
function pathOf(url: string, cwd: string): string[] {
  const [, protocol, rest] = /^([A-Za-z][\w.+-]*)[,:](.*)$/s.exec(url) ?? [];
  if (protocol !== undefined && protocol !== "file") return [];
  const path = rest ?? url;
  if (path === "" || path === "-") return [];
  try {
    return [
      canonicalPath(path.startsWith("/") ? path : join(cwd, path), "open"),
    ];
  } catch {
    // The guest will be told what is wrong with it.
    return [];
  }
}

/** A file system that measures how far some of its files are read. */
class MeteredFs extends DelegatingFs {
  static {
    declareSound(this);
  }

  readonly #meter: InputMeter;
  readonly #point: string;

  constructor(fs: Fs, meter: InputMeter, point: string) {
    super("MeteredFs", fs);
    this.#meter = meter;
    this.#point = point;
  }

  protected override over(fs: Fs): MeteredFs {
    return new MeteredFs(fs, this.#meter, this.#point);
  }

  override openFile(path: string, options?: OpenOptions): Awaitable<FsFile> {
    return after(super.openFile(path, options), (file) => {
      const guestPath = canonicalPath(join(this.#point, path), "open");
      return after(
        this.#meter.gaugeOf(guestPath, file),
        (gauge) => gauge ? new MeteredFile(path, file, gauge) : file,
      );
    });
  }
}

/** A file that notes where it was read last. */
class MeteredFile extends DelegatingFile {
  readonly #gauge: Gauge;
  #position = 0;

  constructor(name: string, file: FsFile, gauge: Gauge) {
    super(name, file);
    this.#gauge = gauge;
  }

  override read(buffer: Uint8Array): Awaitable<number | null> {
    return after(super.read(buffer), (count) => {
      this.#position += count ?? 0;
      this.#gauge.position = this.#position;
      return count;
    });
  }

  override readAt(
    buffer: Uint8Array,
    position: number,
  ): Awaitable<number | null> {
    return after(super.readAt(buffer, position), (count) => {
      this.#gauge.position = position + (count ?? 0);
      return count;
    });
  }

  override seek(offset: number, origin?: SeekOrigin): Awaitable<number> {
    return after(
      super.seek(offset, origin),
      (position) => this.#position = position,
    );
  }
}
