// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The commands that share work over a queue on a server. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  createQueue,
  JobFailedError,
  type JobRequest,
} from "../../src/queue/mod.ts";
import type { S3Credentials } from "../../vfs/s3/mod.ts";
import { type CliOutput, inFolder, runCli, startCli } from "../support/cli.ts";
import { TextLineStream } from "../support/lines.ts";
import { nativeProbe, runNative } from "../support/native.ts";
import { RangeServer } from "../support/range_server.ts";
import { RedisServer } from "../support/redis.ts";
import { Swift } from "../support/swift.ts";

type LogEvent = Record<string, unknown> & { event: string };

/** `afmpeg worker`, and what it says. */
class Worker implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#lines = child.stderr
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream())
      .getReader();
  }

  static async start(
    args: readonly string[],
    env: Record<string, string> = {},
  ): Promise<Worker> {
    return new Worker(await startCli(["worker", ...args], { env }));
  }

  async until(event: string): Promise<LogEvent> {
    for (;;) {
      const { done, value } = await this.#lines.read();
      if (done) throw new Error(`The worker ended before "${event}"`);
      const said = JSON.parse(value) as LogEvent;
      assertMatch(`${said.time}`, /^\d{4}-.*Z$/);
      if (said.event === event) return said;
    }
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  async exitCode(): Promise<number> {
    return (await this.#child.status).code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#child.status;
    await this.#lines.cancel();
    await this.#child.stdout.cancel();
  }
}

const endless: JobRequest = {
  version: 1,
  args: "-re -f lavfi -i testsrc2=s=32x32 -f null -".split(" "),
};

const sine = (seconds: number, key: string): JobRequest => ({
  version: 1,
  args: ["-re", "-f", "lavfi", "-i", `sine=d=${seconds}`, "/out.wav"],
  outputs: { "/out.wav": { store: "media", key } },
});

async function get(url: string): Promise<[status: number, body: string]> {
  const response = await fetch(url);
  return [response.status, await response.text()];
}

Deno.test("afmpeg worker does jobs, says how it is, and stops as it is told", async () => {
  await using server = await RedisServer.start();
  await using queue = await createQueue({ redis: server.url });
  await inFolder({}, async (folder) => {
    const args = [
      ...["--redis", server.url, "--store", `media=${folder}`],
      ...["--size", "2", "--metrics", "0"],
    ];
    await using first = await Worker.start(args);
    const ready = await first.until("ready");
    assertEquals(
      [ready.size, ready.queue, ready.stores],
      [2, "jobs", ["media"]],
    );
    assertEquals(await get(`${ready.metrics}/health`), [
      200,
      '{"status":"ready"}\n',
    ]);

    const refused = await queue.add({ version: 1, args: ["-i", "/none"] });
    const failed = await first.until("failed");
    assertEquals(failed.id, refused.id);
    const long = await queue.add(sine(2, "a.wav"));
    await first.until("started");
    const [, metrics] = await get(`${ready.metrics}/metrics`);
    for (
      const line of [
        "# TYPE afmpeg_attempts_total counter",
        'afmpeg_attempts_total{outcome="failed"} 1',
        'afmpeg_attempts_total{outcome="completed"} 0',
        "afmpeg_jobs_running 1",
        "afmpeg_worker_size 2",
        "afmpeg_worker_ready 1",
      ]
    ) assert(metrics.split("\n").includes(line), `${line}\n${metrics}`);
    assertEquals((await get(`${ready.metrics}/other`))[0], 404);

    // Told once, it finishes what runs.
    first.kill("SIGTERM");
    await first.until("stopping");
    assertEquals(await get(`${ready.metrics}/health`), [
      503,
      '{"status":"stopping"}\n',
    ]);
    assertEquals((await first.until("completed")).id, long.id);
    assertEquals((await first.until("stopped")).completed, 1);
    assertEquals(await first.exitCode(), 0);
    assert((await Deno.stat(`${folder}/a.wav`)).size > 80_000);

    // Told twice, it hands that back at once, and no attempt is lost.
    await using second = await Worker.start(args);
    const job = await queue.add(endless);
    await second.until("started");
    second.kill("SIGINT");
    await second.until("stopping");
    second.kill("SIGINT");
    assertEquals((await second.until("handed back")).id, job.id);
    assertEquals(await second.exitCode(), 130);
    assertEquals(await job.state(), "waiting");
    await using third = await Worker.start(args);
    const again = await third.until("started");
    assertEquals([again.id, again.attempt], [job.id, 1]);
    await job.cancel();
    await third.until("cancelled");
  });
});

Deno.test("afmpeg worker shares no disk: stores may be elsewhere, and scratch is its own", async () => {
  await using server = await RedisServer.start();
  await using queue = await createQueue({ redis: server.url });
  await using swift = await Swift.start();
  await swift.createBucket("media");
  const sound = await runNative("ffmpeg", [
    ..."-f lavfi -i sine=d=2 in.wav".split(" "),
  ]);
  const bytes = new Uint8Array(sound.files["in.wav"]!);
  await using web = new RangeServer({
    "v/in.wav": {
      size: bytes.length,
      read: (start, end) => bytes.slice(start, end),
    },
  });
  const { accessKeyId, secretAccessKey } = swift.options("media")
    .credentials as S3Credentials;
  const env = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_ENDPOINT_URL: swift.endpoint,
  };
  await inFolder({}, async (folder) => {
    const directories = () =>
      Array.from(Deno.readDirSync(folder), ({ name }) => name);
    const args = [
      ...["--redis", server.url, "--size", "1", "--scratch", folder],
      ...[
        "--store",
        "media=s3://media/jobs/",
        "--store",
        `web=${web.url("v/")}`,
      ],
    ];
    await using first = await Worker.start(args, env);
    await first.until("ready");
    // Endless, so that its first output is still in the scratch.
    const running = await queue.add({
      version: 1,
      args: "-re -f lavfi -i sine /out.wav".split(" "),
      outputs: { "/out.wav": { store: "media", key: "never.wav" } },
    });
    for await (const _ of running.progress()) break;
    const [lost] = directories();
    assertMatch(lost!, /^afmpeg-worker-/);
    assertEquals([...Deno.readDirSync(`${folder}/${lost}`)].length, 1);
    // Another one does not touch it; one that begins when it is lost removes it.
    await using second = await Worker.start(args, env);
    await second.until("ready");
    assertEquals(directories().length, 2);
    first.kill("SIGKILL");
    await first.exitCode();
    await second.until("started");
    await running.cancel();
    await using third = await Worker.start(args, env);
    await third.until("ready");
    assertEquals([directories().length, directories().includes(lost!)], [
      2,
      false,
    ]);
    third.kill("SIGTERM");
    assertEquals(await third.exitCode(), 0);

    const fetched = await queue.add({
      version: 1,
      args: "-i /in.wav -c:a flac /out.flac".split(" "),
      inputs: { "/in.wav": { store: "web", key: "in.wav" } },
      outputs: { "/out.flac": { store: "media", key: "a/1.flac" } },
    });
    await fetched.result();
    const folderOfParts = await queue.add({
      version: 1,
      args: "-i /in.flac -c:a aac -f hls -hls_time 0.5 /h/a.m3u8".split(" "),
      inputs: { "/in.flac": { store: "media", key: "a/1.flac" } },
      outputs: { "/h/": { store: "media", key: "hls/" } },
    });
    await folderOfParts.result();
    const media = swift.fs("media", { prefix: "jobs/" });
    assertEquals(await media.exists("never.wav"), false);
    const flac = await media.readFile("a/1.flac");
    const { streams } = await nativeProbe("a.flac", { "a.flac": flac });
    assertEquals(streams[0]?.codec_name, "flac");
    const names = (await media.readDir("hls")).map(({ name }) => name);
    const playlist = await media.readTextFile("hls/a.m3u8");
    const segments = playlist.match(/^a\d+\.ts$/gm)!;
    assert(segments.length >= 4);
    assertEquals(names.sort(), ["a.m3u8", ...segments].sort());
    const top = (await media.readDir("/")).map(({ name }) => name);
    assertEquals(top.sort(), ["a", "hls"]);
    // A site can only be read.
    const refused = await queue.add({
      version: 1,
      args: "-f lavfi -i sine=d=1 /o.wav".split(" "),
      outputs: { "/o.wav": { store: "web", key: "o.wav" } },
    });
    const { reason } = await assertRejects(
      () => refused.result(),
      JobFailedError,
    );
    assertEquals(reason.code, "EROFS");
    second.kill("SIGTERM");
    assertEquals(await second.exitCode(), 0);
    assertEquals(directories(), []);
  });
});

Deno.test("afmpeg worker waits for its server, and can be stopped meanwhile", async () => {
  await using server = await RedisServer.start();
  await server.down();
  await using first = await Worker.start(["--redis", server.url]);
  assertMatch(`${(await first.until("waiting")).error}`, /ECONNREFUSED/);
  await using second = await Worker.start(["--redis", server.url]);
  await second.until("waiting");
  second.kill("SIGTERM");
  assertEquals(await second.exitCode(), 143);
  await server.up();
  await first.until("ready");
});

Deno.test("afmpeg submit adds jobs, and afmpeg jobs shows what becomes of them", async () => {
  await using server = await RedisServer.start();
  await using queue = await createQueue({ redis: server.url });
  const env = { AFMPEG_REDIS: server.url };
  const cli = async (line: string, input?: string) => {
    const output = await runCli(line.split(" "), {
      env,
      ...(input !== undefined && { input }),
    });
    return [output.code, output.stdout, output.stderr] as const;
  };
  const arguments_ = "-- -f lavfi -i sine=d=20 /out.flac";
  const described = "--output /out.flac=media:a/out.flac --key k " +
    `--priority interactive --timeout 1min ${arguments_}`;
  const [, dry] = await cli(`submit --dry-run ${described}`);
  assertEquals(JSON.parse(dry), {
    version: 1,
    args: arguments_.split(" ").slice(1),
    inputs: {},
    outputs: { "/out.flac": { store: "media", key: "a/out.flac" } },
    key: "k",
    priority: "interactive",
    limits: { timeout: 60_000 },
  });

  await inFolder({}, async (folder) => {
    const [, line] = await cli("submit -", dry);
    const id = line.trim();
    assertEquals((await cli("jobs"))[1].split("\n")[0], counts(1, 0, 0));
    // The same key is the same job.
    const same = await startCli(["submit", "--wait", ...described.split(" ")], {
      env,
    });
    await using worker = await Worker.start([
      ...["--redis", server.url, "--store", `media=${folder}`],
    ]);
    assertEquals((await worker.until("completed")).id, id);
    const { code, stdout } = await same.output();
    const result = JSON.parse(new TextDecoder().decode(stdout));
    assertEquals([code, result.id], [0, id]);
    const { size } = await Deno.stat(`${folder}/a/out.flac`);
    assertEquals(result.outputs["/out.flac"].bytes, size);

    const read = "-- -i /in.flac -f null -";
    const input = "--input /in.flac=media:a/out.flac";
    assertEquals((await cli(`submit --wait ${input} ${read}`))[0], 0);
    const [exitCode, , said] = await cli(`submit --wait ${read}`);
    assert(![0, 2, 125].includes(exitCode), `${exitCode}`);
    assertMatch(said, /No such file or directory/);
    const [, text] = await cli("jobs");
    const [, failed] = /^(\S+) {2}attempt 1: .*No such/m.exec(text)!;
    assertEquals((await worker.until("failed")).id, failed);
    assertEquals((await cli(`jobs --retry ${failed}`))[0], 0);
    assertEquals((await worker.until("failed")).id, failed);
    await queue.drain();
    const [, json] = await cli("jobs --json");
    assertEquals(JSON.parse(json).stats.failed, 1);
    assertEquals(JSON.parse(json).failed[0].reason.name, "ExitError");

    const [, running] = await cli(`submit -- ${endless.args!.join(" ")}`);
    assertEquals((await cli(`jobs --cancel ${running.trim()}`))[0], 0);
    const [lacking, , why] = await cli("jobs --cancel nothing");
    assertEquals(lacking, 125);
    assertMatch(why, /Cannot cancel the job "nothing"/);
  });
  await server.down();
  const [unreachable, , why] = await cli("jobs");
  assertEquals(unreachable, 125);
  assertMatch(why, /Cannot reach the server .*ECONNREFUSED.*; start/);
});

const counts = (waiting: number, completed: number, failed: number) =>
  `waiting ${waiting}, running 0, completed ${completed}, failed ${failed}`;

Deno.test("the commands of a queue refuse what they cannot use", async () => {
  await inFolder({ "a.txt": "" }, async (folder) => {
    const wrong: Record<string, [code: number, said: RegExp]> = {
      "worker x": [2, /received 1 operand;/],
      "jobs x": [2, /received 1 operand;/],
      "submit": [2, /received 0 operands/],
      "submit a -- -version": [2, /received "a" and arguments/],
      [`submit ${folder}/a.txt`]: [2, /Cannot read a job/],
      [`submit --input /a=b:c ${folder}/a.txt`]: [2, /--input: received a job/],
      "submit --output /a=b:../c -- -version": [2, /without \. and \.\./],
      "submit --output /a=b:c --output /a=b:d -- -version": [2, /path twice/],
      "worker --name a:b": [2, /--name: received "a:b"/],
      "worker --store media=/nowhere": [2, /"\/nowhere" as a store/],
      "worker --store media=s3://media": [2, /received no AWS_ACCESS_KEY_ID;/],
      "worker --store a=https://me:word@x.test/": [
        2,
        /received "a=https:\/\/…@x\.test\/";/,
      ],
      "worker --url https://me:word@x.test/": [
        2,
        /received "https:\/\/…@x\.test\/";/,
      ],
      "worker --url https://x.test/?a=/": [2, /--url: received/],
      "worker --scratch /nowhere": [2, /"\/nowhere" as scratch/],
      [`worker --store a=${folder} --store a=${folder}`]: [2, /"a" twice/],
    };
    for (const [line, [code, said]] of Object.entries(wrong)) {
      const output: CliOutput = await runCli(line.split(" "));
      assertEquals([line, output.code, output.stdout], [line, code, ""]);
      assertMatch(output.stderr, said);
    }
    const { code, stderr } = await runCli(["worker"], {
      env: { AFMPEG_REDIS: "secret@host" },
    });
    assertEquals([code, stderr.includes("secret")], [2, false]);
  });
});
