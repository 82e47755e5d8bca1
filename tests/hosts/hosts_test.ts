// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The package for npm does on every host what the checks ask for; what one cannot do
 * stands in `npm/README.md`.
 */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path/posix";
import { buildEngine } from "../../engine/build.ts";
import { compileBareThreads } from "../support/c_guest.ts";
import { prepare } from "../support/prepare.ts";
import { type Host, hostNames, installHosts } from "./hosts.ts";
import type { Outcome } from "./program.ts";
import { compileFor, makeProject } from "./project.ts";
import { modules, traps } from "./trap_modules.ts";

const root = fromFileUrl(new URL("../../", import.meta.url));
const folder = Deno.makeTempDirSync({ prefix: "afmpeg" });
let hosts!: Host[];
prepare(async () => {
  hosts = await installHosts();
  await makeProject(folder);
  await compileFor(folder, "tests/hosts/program.ts");
  await writeGiven();
});
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

/** Writes what the checks are given, for hosts that can suspend a stack and others. */
async function writeGiven(): Promise<void> {
  const paths: Record<string, string> = {};
  for (const [name, bytes] of Object.entries({ ...modules, ...traps })) {
    paths[name] = join(folder, `${name}.wasm`);
    await Deno.writeFile(paths[name], bytes);
  }
  paths.parallel = join(folder, "parallel.wasm");
  await Deno.writeFile(
    paths.parallel,
    await compileBareThreads("bare_threads.c"),
  );
  const { path: green } = await buildEngine("lgpl");
  const { path: real } = await buildEngine("gpl-lean", { threads: "real" });
  for (const [name, engine] of Object.entries({ green, real })) {
    const given = {
      ...{ engine, green, real, parallel: paths.parallel },
      ...{ busy: paths.busy, hello: paths.hello },
      traps: Object.fromEntries(
        Object.keys(traps).map((kind) => [kind, paths[kind]]),
      ),
    };
    await Deno.writeTextFile(
      join(folder, `${name}.json`),
      JSON.stringify(given),
    );
  }
}

/** What each host failed in, and what it was asked to do. */
const failures = new Map<string, Map<string, string>>();
let asked: string[] = [];

for (const name of hostNames) {
  Deno.test(`${name} runs all checks to their end`, async () => {
    const host = hosts.find((host) => host.name === name)!;
    // Without JSPI, green threads do not run.
    const given = name === "Node 22" ? "real.json" : "green.json";
    const { code, stdout, stderr } = await host.run(["program.mjs", given], {
      cwd: folder,
    });
    assertEquals(code, 0, `${stdout}\n${stderr}`);
    const outcomes = stdout.trim().split("\n").map((line) =>
      JSON.parse(line) as Outcome
    );
    assert(outcomes.length > 20, stdout);
    asked = outcomes.map(({ name }) => name);
    failures.set(
      name,
      new Map(
        outcomes.filter(({ error }) => error !== undefined)
          .map(({ name, error }) => [name, error!]),
      ),
    );
  });
}

/** The table for `npm/README.md`: what holds everywhere has no row. */
function tableOf(): string {
  const rows = asked.filter((check) =>
    hostNames.some((name) => failures.get(name)!.has(check))
  );
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(["", ...hostNames]),
    line(["-", ...hostNames.map(() => "-")]),
    ...rows.map((check) =>
      line([
        check,
        ...hostNames.map((name) =>
          failures.get(name)!.has(check) ? "no" : "yes"
        ),
      ])
    ),
    line(["everything else", ...hostNames.map(() => "yes")]),
  ].join("\n");
}

Deno.test("npm/README.md says what each host cannot do", async () => {
  const page = await Deno.readTextFile(join(root, "npm/README.md"));
  const [, written = ""] =
    /<!-- hosts: .*-->\n\n([^]*?)\n\n<!-- end -->/.exec(page) ?? [];
  const bare = (table: string) =>
    table.split("\n").map((line) =>
      line.replace(/ +/g, " ").replace(/-+/g, "-")
    );
  const details = Array.from(
    failures,
    ([name, errors]) =>
      Array.from(errors, ([check, error]) => `${name}, ${check}: ${error}`),
  ).flat().join("\n");
  assertEquals(bare(tableOf()), bare(written), details);
});

Deno.test("the README says where threads take turns", async () => {
  const page = await Deno.readTextFile(join(root, "README.md"));
  const cellsOf = (name: string) =>
    new RegExp(`^\\|( *)${name} *\\|(.*)\\|$`, "m").exec(page)![2]!
      .split("|").map((cell) => cell.trim());
  assertEquals(cellsOf("").slice(0, -1), hostNames);
  assertEquals(
    cellsOf("green threads").slice(0, -1),
    hostNames.map((name) =>
      failures.get(name)!.has("engines whose threads take turns") ? "no" : "yes"
    ),
  );
});
