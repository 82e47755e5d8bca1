// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Spans of OpenTelemetry, as a collector receives them from programs. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/posix";
import { buildEngine } from "../../engine/build.ts";
import { inFolder, startCli } from "../support/cli.ts";
import { TextLineStream } from "../support/lines.ts";
import { RedisServer } from "../support/redis.ts";
import {
  type ExportedSpan,
  TraceCollector,
} from "../support/trace_collector.ts";

/** Runs the program that adds two jobs. */
async function runProgram(
  { environment }: TraceCollector,
  ...args: string[]
): Promise<void> {
  const { path } = await buildEngine("lgpl");
  const script = new URL("./traced_program.ts", import.meta.url);
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-check", fromFileUrl(script)],
      ...[path, ...args],
    ],
    env: environment,
    stderr: "inherit",
  }).output();
  assert(success);
  assertEquals(
    JSON.parse(new TextDecoder().decode(stdout)),
    ["fulfilled", "rejected"],
  );
}

/** Two jobs are in one trace: from what added them to what they consist of. */
function assertTraced(spans: readonly ExportedSpan[]): void {
  const named = (name: string) => spans.filter((span) => span.name === name);
  const below = ({ spanId, traceId }: ExportedSpan, name: string) =>
    named(name).filter((span) =>
      span.parentSpanId === spanId && span.traceId === traceId
    );
  const [request] = named("request");
  const added = below(request!, "afmpeg.add");
  assertEquals(added.map(({ kind }) => kind), [4, 4]);
  const jobs = added.map((span) => below(span, "afmpeg.job"));
  assertEquals(jobs.map(({ length }) => length), [1, 1]);
  const [done, failed] = jobs.flat() as [ExportedSpan, ExportedSpan];
  for (const job of [done, failed]) {
    assertEquals(job.kind, 5);
    const { value } = job.attributes!.find(({ key }) =>
      key === "messaging.message.id"
    )!;
    assert(value.stringValue!.length > 20);
    assertEquals(below(job, "afmpeg.inputs").length, 1);
    assertEquals(below(job, "afmpeg.run").length, 1);
  }
  assertEquals(below(done, "afmpeg.publish").length, 1);
  assertEquals(done.status?.code ?? 0, 0);
  assertEquals(below(failed, "afmpeg.publish").length, 0);
  assertEquals(failed.status?.code, 2);
  assertStringIncludes(failed.status!.message!, "No such file");
  assertEquals(failed.events?.map(({ name }) => name), ["exception"]);
}

Deno.test("a trace leads from what added a job to its run in this process", async () => {
  await using collector = new TraceCollector();
  await runProgram(collector);
  assertTraced(collector.spans);
});

Deno.test("a trace leads from what added a job to its run by afmpeg worker", async () => {
  await using collector = new TraceCollector();
  await using server = await RedisServer.start();
  await inFolder({}, async (folder) => {
    const args = [
      "worker",
      "--redis",
      server.url,
      "--store",
      `media=${folder}`,
    ];
    const worker = await startCli(args, { env: collector.environment });
    const lines = worker.stderr
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream());
    await runProgram(collector, server.url);
    worker.kill("SIGTERM");
    await Array.fromAsync(lines);
    await worker.stdout.cancel();
    assertEquals((await worker.status).code, 0);
  });
  assertTraced(collector.spans);
});
