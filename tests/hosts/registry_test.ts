// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** From a registry, the packages are all that anybody needs. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path/posix";
import config from "../../deno.json" with { type: "json" };
import { libraries } from "../../engine/libraries.ts";
import { makeEnginePackage } from "../../npm/engine_package.ts";
import { allOf } from "../../npm/engine_parts.ts";
import { makePackage } from "../../npm/package.ts";
import { sha256 } from "../../src/util/sha256.ts";
import { isInterruptible } from "../../src/wasm/mod.ts";
import { prepare } from "../support/prepare.ts";
import { namesIn } from "../support/cli.ts";
import { type Host, installed, installHosts, starter } from "./hosts.ts";
import { Registry } from "./registry.ts";

const folder = Deno.makeTempDirSync({ prefix: "afmpeg" });
const library = join(folder, "afmpeg");
const engine = join(folder, "engine-lgpl");
const engineName = "@afmpeg/engine-lgpl";
let hosts!: Map<string, Host>;
let registry: Registry | undefined;
prepare(async () => {
  const all = await installHosts();
  hosts = new Map(all.map((host) => [host.name, host]));
  const [started] = await Promise.all([
    Registry.start(folder, hosts.get("Node 24")!),
    makePackage(library),
    makeEnginePackage("lgpl", engine),
  ]);
  registry = started;
  await started.publish(library);
  await started.publish(engine);
});
Deno.test.afterAll(async () => {
  await registry?.[Symbol.asyncDispose]();
  await Deno.remove(folder, { recursive: true });
});

/** Ten lines of a user. */
const program = (load: string, module: string) =>
  `${load}
import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
const runtime = await Runtime.create({ module: ${module} });
const fs = new MemoryFs();
const run = (line) => runtime.run(fs, line.split(" "));
await run("-f lavfi -i testsrc2=d=1:r=5 -c:v libopenh264 in.mp4");
const { exitCode, stderr } = await run("-i in.mp4 -vf scale=64:-2 out.mkv");
if (exitCode !== 0) throw new Error(stderr);
console.log((await runtime.probe(fs, "out.mkv")).durationSec);
await runtime.close();
`;

const byFile = program(`import { file } from "${engineName}";`, "{ file }");
const bySource = program(
  `import source module from "${engineName}/ffmpeg.wasm";`,
  "module",
);

/**
 * How each host installs packages of ours into a folder, with the caches of that name;
 * npm shares those of this machine, since it fetches the packages of others for a minute.
 */
const installs: Readonly<
  Record<
    string,
    (cwd: string, names: string[], caches: string) => ReturnType<Host["run"]>
  >
> = {
  "Node 24": (cwd, names, caches) =>
    starter("npm")([
      ...["install", "--no-audit", "--no-fund", "--prefer-online", ...names],
    ], { cwd, env: caches === "shared" ? {} : cachesIn(caches) }),
  "Bun 1.4": (cwd, names, caches) =>
    starter(hosts.get("Bun 1.4")!.path)(["add", ...names], {
      ...{ cwd, env: cachesIn(caches) },
    }),
  "Deno 2.9": (cwd, names, caches) =>
    starter(Deno.execPath())([
      // By default, Deno takes nothing that is younger than a day.
      ...["add", "--minimum-dependency-age=0"],
      ...names.map((name) => `npm:${name}`),
    ], { cwd, env: cachesIn(caches) }),
};

function cachesIn(name: string): Record<string, string> {
  return {
    BUN_INSTALL_CACHE_DIR: join(folder, name, "bun"),
    DENO_DIR: join(folder, name, "deno"),
    npm_config_cache: join(folder, name, "npm"),
  };
}

async function succeed(running: ReturnType<Host["run"]>): Promise<string> {
  const { code, stdout, stderr } = await running;
  assertEquals(code, 0, stdout + stderr);
  return stdout;
}

for (const [name, install] of Object.entries(installs)) {
  Deno.test(`${name} installs both packages in a fresh folder, and transcodes`, async () => {
    const at = await registry!.project(name.replace(" ", "-"));
    await Deno.writeTextFile(join(at, "file.mjs"), byFile);
    await Deno.writeTextFile(join(at, "source.mjs"), bySource);
    await succeed(install(at, ["@afmpeg/afmpeg", engineName], "shared"));
    const { run } = hosts.get(name)!;
    const options = { cwd: at, env: cachesIn("shared") };
    assertEquals(await succeed(run(["file.mjs"], options)), "1\n");
    if (name === "Bun 1.4") return; // It does not parse such imports.
    assertEquals(await succeed(run(["source.mjs"], options)), "1\n");
  });
}

Deno.test("the package of an engine has a bounded module, licences and sources", async () => {
  const read = (name: string) => Deno.readTextFile(join(engine, name));
  const module = await Deno.readFile(join(engine, "ffmpeg.wasm"));
  assert(isInterruptible(new WebAssembly.Module(module)));
  assertStringIncludes(await read("index.js"), await sha256(module));
  const { sources, license } = JSON.parse(await read("module.json"));
  const { packages, relationships } = JSON.parse(await read("sbom.spdx.json"));
  const [main, ...parts] = packages;
  assertEquals(main.licenseDeclared, license);
  assertEquals(main.checksums[0].checksumValue, await sha256(module));
  const names: string[] = parts.map((
    { name, versionInfo }: { name: string; versionInfo: string },
  ) => `${name}=${versionInfo}`);
  assertEquals(names.slice(0, sources.length), sources);
  // What has no source of its own is linked: our C, and what the compiler adds.
  const linked = names.slice(sources.length);
  assertEquals(linked.map((each) => each.split("=")[0]), [
    ...["@afmpeg/afmpeg", "wasi-libc", "libclang-rt-19-dev-wasm32"],
    "libc++-19-dev-wasm32",
  ]);
  assertEquals(
    relationships.map((each: { relationshipType: string }) =>
      each.relationshipType
    ),
    [
      "DESCRIBES",
      ...sources.map(() => "GENERATED_FROM"),
      ...linked.map(() => "STATIC_LINK"),
    ],
  );
  const page = await read("SOURCES.md");
  for (const part of names) {
    const [name, version] = part.split("=");
    assertStringIncludes(page, `| ${name} | ${version} |`);
    const texts = join(engine, "LICENSES");
    if (name === config.name) await Deno.stat(join(texts, "afmpeg-MIT.txt"));
    else assert((await namesIn(join(texts, name!))).length > 0, name);
  }
  // All of the texts, where a page of Debian names some by their path.
  assert(
    (await namesIn(join(engine, "LICENSES/wasi-libc"))).includes("CC0-1.0.txt"),
  );
});

Deno.test("every licence of a bill of materials is an expression of SPDX", async () => {
  const home = await installed("spdx-expression-parse@4.0.0");
  const text = await Deno.readTextFile(join(engine, "sbom.spdx.json"));
  const { packages } = JSON.parse(text);
  const licences: string[] = [
    ...Object.values(libraries).map(({ license }) => license),
    ...packages.flatMap((each: Record<string, string>) => [
      ...[each.licenseDeclared, each.licenseConcluded],
    ]),
  ];
  await Deno.writeTextFile(
    join(folder, "licences.cjs"),
    `const parse = require(${
      JSON.stringify(join(home, "node_modules/spdx-expression-parse"))
    });
${JSON.stringify(licences)}.forEach((each) => parse(each));`,
  );
  await succeed(hosts.get("Node 24")!.run([join(folder, "licences.cjs")]));
  // One of several, and another one as well.
  assertEquals(allOf(["MIT OR NCSA", "ISC"]), "(MIT OR NCSA) AND ISC");
  assertEquals(allOf(["MIT OR NCSA"]), "MIT OR NCSA");
});

Deno.test("no host installs a package that was changed in the registry", async (t) => {
  const path = registry!.stored(engineName, config.version);
  const archive = await Deno.readFile(path);
  archive[archive.length >> 1]! ^= 1;
  await Deno.writeFile(path, archive);
  // Which of its checks fails first depends on what was changed.
  const said = {
    "Node 24": "seems to be corrupted",
    "Bun 1.4": /integrity|decompress|extract/i,
    "Deno 2.9": /checksum|integrity/i,
  };
  for (const [name, text] of Object.entries(said)) {
    await t.step(name, async () => {
      const at = await registry!.project(`tampered-${name.replace(" ", "-")}`);
      const { code, stderr } = await installs[name]!(
        at,
        [engineName],
        "tampered",
      );
      assertMatch(stderr, new RegExp(text));
      assert(code !== 0);
    });
  }
});
