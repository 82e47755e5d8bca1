// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Host } from "../tests/hosts/hosts.ts";
import { assertDone, commandLine, type Contender } from "./contender.ts";
import type { HostAnswer, HostRequest } from "./host_program.ts";

/**
 * The package for npm on a host, in a process that has run before.
 *
 * @param program The compiled `host_program.ts`, in a project with the package.
 * @throws {Error} if the host cannot run the engine.
 */
export async function onHost(
  { name, path, before }: Host,
  program: string,
  engine: string,
): Promise<Contender> {
  const child = new Deno.Command(path, {
    args: [...before, program, engine],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const requests = child.stdin.getWriter();
  const answers = linesOf(child.stdout);
  const next = async () => {
    const { done, value } = await answers.next();
    if (done) throw new Error(`Cannot go on: ${name} has ended`);
    return value;
  };
  const send = (request: HostRequest) =>
    requests.write(new TextEncoder().encode(`${JSON.stringify(request)}\n`));
  await next();
  const inputs = await Deno.makeTempDir({ dir: "/dev/shm" });
  return {
    name,
    async load(files) {
      for await (const { name } of Deno.readDir(inputs)) {
        await Deno.remove(`${inputs}/${name}`);
      }
      for (const [name, bytes] of Object.entries(files)) {
        await Deno.writeFile(`${inputs}/${name}`, bytes);
      }
      await send({ inputs });
    },
    async run(job) {
      await send({ argv: [job.program ?? "ffmpeg", ...commandLine(job)] });
      const answer = JSON.parse(await next()) as HostAnswer;
      assertDone(name, job, answer.exitCode, answer.stderr);
      return { wallMs: answer.wallMs, cpuMs: answer.cpuMs };
    },
    async close() {
      await requests.close();
      await child.status;
      await Deno.remove(inputs, { recursive: true });
    },
  };
}

async function* linesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  return undefined;
}
