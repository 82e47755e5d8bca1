// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assertDone,
  commandLine,
  type Contender,
  type Manner,
  timed,
} from "./contender.ts";

/** Native ffmpeg, in a folder in memory. */
export function native(name: string, manner: Manner): Promise<Contender> {
  return program(name, (own) => [own], "/dev/shm", manner);
}

/**
 * A program that does ffmpeg's jobs: a process for each, in a folder in `parent`.
 *
 * @param line What starts it in place of ffmpeg, or of ffprobe.
 */
export async function program(
  name: string,
  line: (own: "ffmpeg" | "ffprobe") => readonly string[],
  parent: string,
  manner: Manner = {},
): Promise<Contender> {
  const cwd = await Deno.makeTempDir({ dir: parent });
  return {
    name,
    async load(inputs) {
      for await (const { name } of Deno.readDir(cwd)) {
        await Deno.remove(`${cwd}/${name}`);
      }
      for (const [name, bytes] of Object.entries(inputs)) {
        await Deno.writeFile(`${cwd}/${name}`, bytes);
      }
    },
    async run(job) {
      const [path, ...args] = line(job.program ?? "ffmpeg");
      const command = new Deno.Command(path!, {
        args: [...args, ...commandLine(job, manner)],
        cwd,
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      });
      return await timed(childrenCpuTime, async () => {
        const { code, stderr } = await command.output();
        assertDone(name, job, code, new TextDecoder().decode(stderr));
      });
    },
    async close() {
      await Deno.remove(cwd, { recursive: true });
    },
  };
}

const RUSAGE_CHILDREN = -1;
const libc = Deno.dlopen("libc.so.6", {
  getrusage: { parameters: ["i32", "buffer"], result: "i32" },
});

/** The processor time of this process's children, in milliseconds. */
function childrenCpuTime(): number {
  const usage = new BigInt64Array(18);
  libc.symbols.getrusage(RUSAGE_CHILDREN, usage);
  const [userSec, userUs, systemSec, systemUs] = usage;
  return Number(userSec! + systemSec!) * 1000 +
    Number(userUs! + systemUs!) / 1000;
}
