// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { callback, checkOptions } from "../../vfs/check.ts";
import { DeviceFs, type SyncDevice } from "../../vfs/device_fs.ts";
import type { SyncFs } from "../../vfs/fs.ts";
import type { InputStream, OutputStream } from "./descriptors.ts";
import { inputStream, outputStream } from "./stream_checks.ts";

/** What {@linkcode devices} makes devices of: as far as given, as in `Wasi`. */
export interface DevicesOptions {
  /** Standard input: `stdin` and `fd/0`. */
  stdin?: InputStream;
  /** Standard output: `stdout` and `fd/1`. */
  stdout?: OutputStream;
  /** Standard error: `stderr` and `fd/2`. */
  stderr?: OutputStream;
  /** Fills a buffer with random bytes: `random` and `urandom`. */
  random?: (buffer: Uint8Array) => void;
}

/**
 * What a guest expects at `/dev`: `null`, `zero`, `random`, `urandom`, and its
 * standard streams.
 *
 * @example A guest that writes to `/dev/stdout`
 * ```ts
 * import { MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { devices, textInput, textOutput, Wasi } from "@afmpeg/afmpeg/wasi";
 * import { assertEquals } from "@std/assert";
 *
 * const streams = { stdin: textInput("hello"), stdout: textOutput() };
 * const dev = devices(streams);
 * const wasi = new Wasi({
 *   ...streams,
 *   preopens: { "/": new MemoryFs(), "/dev": dev },
 * });
 * using file = dev.openFile("stdout", { write: true });
 * file.writeString("hello");
 * assertEquals(streams.stdout.text, "hello");
 * ```
 *
 * @throws {TypeError} when an option is invalid.
 */
export function devices(options: DevicesOptions = {}): SyncFs {
  checkOptions("devices", options, {
    ...{ stdin: inputStream, stdout: outputStream, stderr: outputStream },
    random: callback,
  });
  const { stdin, stdout, stderr, random } = options;
  const input = (): SyncDevice => ({
    read: (buffer) => stdin ? stdin.read(buffer) : null,
  });
  const output = (stream: OutputStream | undefined) => (): SyncDevice => ({
    write: (data) => stream ? stream.write(data) : data.length,
  });
  const noise = random && ((): SyncDevice => ({
    read(buffer) {
      random(buffer);
      return buffer.length;
    },
    write: (data) => data.length,
    seekable: true,
  }));
  return new DeviceFs<SyncDevice>({
    ...{ "stdin": input, "fd/0": input },
    ...{ "stdout": output(stdout), "fd/1": output(stdout) },
    ...{ "stderr": output(stderr), "fd/2": output(stderr) },
    ...(noise && { "random": noise, "urandom": noise }),
  });
}
