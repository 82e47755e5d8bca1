// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Runs `@ffmpeg/core` in a Worker.
 *
 * @module
 */
import createFfmpegCore from "@ffmpeg/core";
import { type Answer, answering, type Request } from "./peer.ts";

/** The part that is used here. The package declares no types. */
interface Core {
  FS: {
    readdir(path: string): string[];
    unlink(path: string): void;
    writeFile(path: string, bytes: Uint8Array): void;
  };
  exec(...args: string[]): number;
  ffprobe(...args: string[]): number;
  reset(): void;
  setLogger(log: (line: { message: string }) => void): void;
}

let core: Core;
let lines: string[] = [];

async function start(): Promise<void> {
  core = await (createFfmpegCore as () => Promise<Core>)();
  core.setLogger(({ message }) => lines.push(message));
}

answering(async (request: Request): Promise<Answer> => {
  lines = [];
  let exitCode = 0;
  if (request.type === "start") await start();
  else if (request.type === "load") {
    // A core is not made to be used forever.
    await start();
    for (const [name, bytes] of Object.entries(request.inputs)) {
      core.FS.writeFile(name, bytes);
    }
  } else {
    if (request.program === "ffmpeg") {
      exitCode = core.exec("-hide_banner", ...request.args);
    } else {
      core.ffprobe(...request.args);
      // Its exit code is meaningless.
      exitCode = lines.length > 0 ? 0 : 1;
    }
    core.reset();
  }
  return { exitCode, stderr: lines.join("\n") };
});
