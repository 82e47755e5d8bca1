// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What can be checked of `examples/queue/compose.yml` without running containers. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/posix";
import { parseCall } from "../../src/cli/parse_call.ts";
import { storesOf } from "../../src/cli/worker_stores.ts";
import { workerCommand } from "../../src/cli/worker_command.ts";
import { S3Fs } from "../../vfs/s3/mod.ts";

const folder = new URL("../../examples/queue/", import.meta.url);

interface Service {
  readonly image: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** Reads YAML as Debian's Python does. */
async function readYaml(name: string): Promise<Compose> {
  const { stdout, success } = await new Deno.Command("/usr/bin/python3", {
    args: [
      ...[
        "-c",
        "import json,sys,yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))",
      ],
      fromFileUrl(new URL(name, folder)),
    ],
    stderr: "inherit",
  }).output();
  assert(success);
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("the compose file starts what there is, with options that there are", async (t) => {
  const { services, volumes } = await readYaml("compose.yml");
  assertEquals(Object.keys(services), [
    ...["redis", "store", "worker", "dashboard"],
  ]);
  const { worker, dashboard } = services as Record<string, Service>;
  await t.step("the worker's call and its environment are right", async () => {
    const { command, image, environment = {} } = worker!;
    const at = command.indexOf("worker");
    assertEquals(command.slice(0, at), ["run", "-A", "jsr:@afmpeg/afmpeg/cli"]);
    const call = parseCall(workerCommand, command.slice(at + 1));
    assertStringIncludes(
      await Deno.readTextFile(new URL("../../.ci/run", import.meta.url)),
      `version=${image.split(":")[1]}\n`,
    );
    const before = Deno.env.toObject();
    try {
      for (const [name, value] of Object.entries(environment)) {
        Deno.env.set(name, value);
      }
      const { media } = await storesOf(call);
      assert(media instanceof S3Fs);
    } finally {
      for (const name of Object.keys(environment)) {
        if (name in before) Deno.env.set(name, before[name]!);
        else Deno.env.delete(name);
      }
    }
    const sources = await Promise.all(
      ["queue_settings.ts", "locate_engine.ts", "worker_stores.ts"].map((
        name,
      ) =>
        Deno.readTextFile(new URL(`../../src/cli/${name}`, import.meta.url))
      ),
    );
    for (const name of Object.keys(environment)) {
      assertStringIncludes(sources.join(""), `"${name}"`);
    }
  });
  await t.step(
    "the dashboard reads the variables that it is given",
    async () => {
      const source = await Deno.readTextFile(new URL("dashboard.cjs", folder));
      for (const name of Object.keys(dashboard!.environment!)) {
        assertStringIncludes(source, `${name}:`);
      }
      const installed = dashboard!.command.at(-1)!;
      for (
        const [, name] of source.matchAll(/require\("((?:@[^/"]+\/)?[^/"]+)/g)
      ) {
        assertStringIncludes(installed, ` ${name}@`);
      }
    },
  );
  await t.step("services and volumes that are named exist", () => {
    for (
      const { volumes: used = [], depends_on = [] } of Object.values(services)
    ) {
      for (const name of depends_on) assert(name in services);
      for (const volume of used) {
        const [source] = volume.split(":") as [string];
        assert(/^[./]/.test(source) || source in volumes, source);
      }
    }
  });
});
