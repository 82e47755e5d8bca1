// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../vfs/fs.ts";
import { DeviceFs } from "../../vfs/device_fs.ts";
import { LineReader } from "../ffmpeg/line_reader.ts";

/** Where the guest reports what filters have found out. */
const MOUNT = "/afmpeg-report";

/** What filters found out about a frame: values by their names, without `lavfi.`. */
export type FrameTags = ReadonlyMap<string, string>;

/** Receives a frame, at a time in seconds. */
export type FrameListener = (sec: number, tags: FrameTags) => void;

/**
 * Reads what filters attach to frames while they pass: exact values, in the order of the
 * frames, with nothing from the media in between, as there is in the log.
 */
export class FrameReports {
  readonly #listeners: FrameListener[] = [];

  /** The mounts that the guest needs. */
  get mounts(): Record<string, Fs> {
    const devices = this.#listeners.map((listener, i) =>
      [`${i}`, () => reportDevice(listener)] as const
    );
    return { [MOUNT]: new DeviceFs(Object.fromEntries(devices)) };
  }

  /**
   * The filters that report the frames of `type` after the filters `before`, and only
   * what these attached to them.
   */
  after(
    type: "audio" | "video",
    before: string,
    listener: FrameListener,
  ): string {
    const metadata = type === "audio" ? "ametadata" : "metadata";
    const file = `${MOUNT}/${this.#listeners.push(listener) - 1}`;
    return `${metadata}=delete,${before},${metadata}=print:file=${file}`;
  }
}

/** A device that reads the output of the filter `metadata`. */
function reportDevice(
  listener: FrameListener,
): { write(data: Uint8Array): number; close(): void } {
  let sec: number | undefined;
  let tags = new Map<string, string>();
  const finish = () => {
    if (sec !== undefined) listener(sec, tags);
    sec = undefined;
    tags = new Map();
  };
  const lines = new LineReader((line) => {
    const frame = /^frame:\d+ +pts:\S+ +pts_time:(\S+)/.exec(line);
    if (frame) {
      finish();
      sec = Number(frame[1]);
      return;
    }
    const [, name, value] = /^lavfi\.([^=]+)=(.*)/.exec(line) ?? [];
    if (name !== undefined) tags.set(name, value!);
  });
  return {
    write(data) {
      lines.push(data);
      return data.length;
    },
    close() {
      lines.end();
      finish();
    },
  };
}

/** Reads a number as C writes it; `NaN` if it is none. */
export function numberOf(text: string | undefined): number {
  switch (text) {
    case "inf":
      return Infinity;
    case "-inf":
      return -Infinity;
    default:
      return text === undefined ? NaN : Number.parseFloat(text);
  }
}
