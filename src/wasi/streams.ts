// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Bytes, viewOf } from "../../vfs/bytes.ts";
import { callback, refusal } from "../../vfs/check.ts";
import { isBytes } from "../../vfs/bytes.ts";
import { builtin, files } from "../../vfs/host/host.ts";
import type { InputStream, OutputStream } from "./descriptors.ts";

/** The standard streams of a guest, as `Wasi` takes them. */
export interface StandardStreams {
  /** Standard input. */
  readonly stdin: InputStream;
  /** Standard output. */
  readonly stdout: OutputStream;
  /** Standard error. */
  readonly stderr: OutputStream;
}

/**
 * Standard input that consists of a text, or of bytes.
 *
 * @example
 * ```ts
 * import { textInput } from "@afmpeg/afmpeg/wasi";
 * import { assertEquals } from "@std/assert";
 *
 * const stdin = textInput("hello\n");
 * assertEquals(stdin.read(new Uint8Array(10)), 6);
 * assertEquals(stdin.read(new Uint8Array(10)), null);
 * ```
 *
 * @throws {TypeError} when it is neither.
 */
export function textInput(text: string | Bytes): InputStream {
  if (typeof text !== "string" && !isBytes(text)) {
    throw refusal("`text`", text, "a string or bytes (BufferSource)");
  }
  let rest = typeof text === "string"
    ? new TextEncoder().encode(text)
    : viewOf(text);
  return {
    read(buffer) {
      if (rest.length === 0) return null;
      const part = rest.subarray(0, buffer.length);
      buffer.set(part);
      rest = rest.subarray(part.length);
      return part.length;
    },
  };
}

/** What {@linkcode textOutput} returns. */
export interface TextOutput extends OutputStream {
  /** What has been written so far, decoded as UTF-8. */
  readonly text: string;
}

/**
 * Standard output or error that is kept as a text.
 *
 * @example
 * ```ts
 * import { textOutput } from "@afmpeg/afmpeg/wasi";
 * import { assertEquals } from "@std/assert";
 *
 * const stdout = textOutput();
 * stdout.write(new TextEncoder().encode("hello"));
 * assertEquals(stdout.text, "hello");
 * ```
 */
export function textOutput(): TextOutput {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  return {
    get text() {
      return pieces.join("");
    },
    write(data) {
      // A view of shared memory cannot be decoded.
      pieces.push(decoder.decode(data.slice(), { stream: true }));
      return data.length;
    },
    end() {
      pieces.push(decoder.decode());
    },
  };
}

/**
 * Standard output or error whose lines are passed on as soon as they are complete,
 * without the line break; the last one at the latest when the guest ends.
 *
 * @example
 * ```ts
 * import { lineOutput } from "@afmpeg/afmpeg/wasi";
 * import { assertEquals } from "@std/assert";
 *
 * const lines: string[] = [];
 * const stdout = lineOutput((line) => lines.push(line));
 * stdout.write(new TextEncoder().encode("one\ntw"));
 * assertEquals(lines, ["one"]);
 * ```
 *
 * @throws {TypeError} when `onLine` is not a function.
 */
export function lineOutput(onLine: (line: string) => void): OutputStream {
  callback("onLine", onLine);
  const decoder = new TextDecoder();
  /** The parts of the line that has begun. */
  let begun: string[] = [];
  const take = (text: string) => {
    const [first, ...others] = text.split("\n");
    begun.push(first!);
    for (const next of others) {
      const line = begun.join("");
      begun = [next];
      onLine(line.endsWith("\r") ? line.slice(0, -1) : line);
    }
  };
  return {
    write(data) {
      take(decoder.decode(data.slice(), { stream: true }));
      return data.length;
    },
    end() {
      take(decoder.decode());
      const last = begun.join("");
      begun = [];
      if (last !== "") onLine(last);
    },
  };
}

/**
 * The standard streams of this process, which a guest then shares: it also learns
 * which of them are terminals. Reading blocks this thread.
 *
 * @example
 * ```ts
 * import { inheritedStreams, Wasi } from "@afmpeg/afmpeg/wasi";
 *
 * const wasi = new Wasi({ args: ["tool"], ...inheritedStreams() });
 * ```
 *
 * @throws {TypeError} in a page, which has none.
 */
export function inheritedStreams(): StandardStreams {
  const host = files();
  const output = (fd: number): OutputStream => ({
    isTerminal: isTerminal(fd),
    write: (data) => untilReady(() => host.writeSync(fd, data)),
  });
  return {
    stdin: {
      isTerminal: isTerminal(0),
      read(buffer) {
        try {
          return untilReady(() => host.readSync(0, buffer)) || null;
        } catch (error) {
          // So Windows calls the end.
          if ((error as { code?: unknown }).code === "EOF") return null;
          throw error;
        }
      },
    },
    stdout: output(1),
    stderr: output(2),
  };
}

function isTerminal(fd: number): boolean {
  return builtin<typeof import("node:tty")>("node:tty")?.isatty(fd) ?? false;
}

/** How long to wait before a stream that does not block is tried again. */
const PAUSE = 10;

/** Makes a call that blocks, even on a stream that others have made not to. */
function untilReady(call: () => number): number {
  for (;;) {
    try {
      return call();
    } catch (error) {
      if ((error as { code?: unknown }).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
}
