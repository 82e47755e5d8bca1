// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The package for npm as tools see it, and its command. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { walk } from "@std/fs/walk";
import { fromFileUrl, join } from "@std/path/posix";
import * as esbuild from "esbuild";
import ts from "typescript";
import { ofPackage, ofServers } from "../../.ci/stage_package.ts";
import config from "../../deno.json" with { type: "json" };
import { buildEngine } from "../../engine/build.ts";
import { sha256 } from "../../src/util/sha256.ts";
import { prepare } from "../support/prepare.ts";
import {
  type Ended,
  type Host,
  installed,
  installHosts,
  starter,
} from "./hosts.ts";
import { makeProject } from "./project.ts";

const folder = Deno.makeTempDirSync({ prefix: "afmpeg" });
const unpacked = join(folder, "node_modules/@afmpeg/afmpeg");
let hosts!: Map<string, Host>;
let engine!: string;
prepare(async () => {
  const [all, , { path }] = await Promise.all([
    installHosts(),
    makeProject(folder),
    buildEngine("lgpl"),
  ]);
  hosts = new Map(all.map((host) => [host.name, host]));
  engine = path;
});
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

Deno.test("the package for npm has the exports of deno.json, and needs what that needs", async () => {
  const text = await Deno.readTextFile(join(unpacked, "package.json"));
  const { name, version, license, exports, engines, ...needs } = JSON
    .parse(text);
  assertEquals(
    [name, version, license],
    [config.name, config.version, config.license],
  );
  const own = Object.keys(exports).filter((path) => !/\.js(on)?$/.test(path));
  assertEquals(own.sort(), Object.keys(config.exports).sort());
  assertEquals(Object.keys(needs.peerDependencies), ofServers);
  assertEquals(
    Object.keys({ ...needs.dependencies, ...needs.peerDependencies }),
    ofPackage,
  );
  assertEquals(engines.node, ">=22");
  let size = 0;
  for await (const { path, isFile } of walk(unpacked)) {
    if (!isFile) continue;
    const isMap = path.endsWith(".map");
    if (!isMap) size += (await Deno.stat(path)).size;
    if (/\.js$/.test(path) && !path.endsWith("/worker.js")) {
      await Deno.stat(`${path}.map`);
    }
  }
  assert(size < 4_000_000, `${size} bytes`);
});

Deno.test("the types of the package for npm hold under every strict option", async () => {
  const program = join(folder, "types.ts");
  const lines = Object.keys(config.exports).map((name, i) =>
    `export * as m${i} from "${join(config.name, name)}";`
  );
  await Deno.writeTextFile(
    program,
    `${lines.join("\n")}
import { Runtime } from "${config.name}";
const runtime: Runtime = await Runtime.create({ module: { file: "a" } });
// @ts-expect-error: there is no such option.
await Runtime.create({ modules: 1 });
export { runtime };
`,
  );
  const options = ts.convertCompilerOptionsFromJson(
    {
      ...{ strict: true, skipLibCheck: false, noEmit: true, types: [] },
      ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
      ...{ target: "es2022", module: "nodenext" },
    },
    folder,
  ).options;
  const found = ts.getPreEmitDiagnostics(ts.createProgram([program], options));
  const texts = found.map(({ file, messageText }) =>
    `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`
  );
  assertEquals(texts, []);
});

Deno.test("a queue on a server says which packages npm has not installed for it", async (t) => {
  const program = `
import { createQueue, MissingPackageError } from "${config.name}/queue";
const redis = "redis://127.0.0.1:1";
const error = await createQueue({ redis }).catch((error) => error);
console.log(error instanceof MissingPackageError, error.packageName);`;
  await Deno.writeTextFile(join(folder, "queue.mjs"), program);
  for (const name of ["Node 22", "Bun"]) {
    await t.step(name, async () => {
      const host = [...hosts.keys()].find((key) => key.startsWith(name))!;
      assertEquals(
        await hosts.get(host)!.run(["queue.mjs"], { cwd: folder }),
        { code: 0, stdout: "true bullmq\n", stderr: "" },
      );
    });
  }
});

Deno.test("esbuild bundles the package for a page, which then needs no host", async () => {
  const names = Object.keys(config.exports)
    .filter((name) => name !== "./cli" && name !== "./queue");
  const { warnings } = await esbuild.build({
    stdin: {
      contents: names.map((name, i) =>
        `export * as m${i} from "${join(config.name, name)}";`
      ).join("\n"),
      resolveDir: folder,
    },
    outfile: join(folder, "page.mjs"),
    ...{ bundle: true, format: "esm", platform: "browser" },
  });
  await esbuild.stop();
  assertEquals(warnings, []);
  const program = `
for (const name of ["Deno", "process", "Buffer"]) delete globalThis[name];
const all = await import("./page.mjs");
const [m0, m1] = [all.m${names.indexOf(".")}, all.m${names.indexOf("./vfs")}];
const fs = new m1.OverlayFs(new m0.MemoryFs(), new m0.MemoryFs());
await fs.writeFile("a", "text");
const error = await m0.Runtime.create({ module: {} }).catch((error) => error);
console.log(await fs.exists("a"), error instanceof m0.ModuleError);`;
  await Deno.writeTextFile(join(folder, "as_page.mjs"), program);
  assertEquals(
    await hosts.get("Deno 2.9")!.run(["as_page.mjs"], { cwd: folder }),
    { code: 0, stdout: "true true\n", stderr: "" },
  );
});

Deno.test("vite bundles the package for a page", async () => {
  const home = await installed("vite@8.4.0");
  const page = join(folder, "page");
  await Deno.mkdir(page);
  await Deno.writeTextFile(
    join(page, "index.html"),
    '<script type="module" src="./main.js"></script>',
  );
  await Deno.writeTextFile(
    join(page, "main.js"),
    `import { MemoryFs, Runtime } from "${config.name}";
globalThis.create = (module) => Runtime.create({ module });
globalThis.fs = new MemoryFs();`,
  );
  const node = hosts.get("Node 24")!;
  const ended = await node.run([
    join(home, "node_modules/vite/bin/vite.js"),
    ...["build", "--logLevel", "warn"],
  ], { cwd: page });
  assertEquals(ended, { code: 0, stdout: "", stderr: "" });
});

/** Calls of the command, in one folder after another. */
const calls = [
  "--version",
  "ffmpeg -v error -f lavfi -i testsrc2=d=1:s=64x64:r=5 -fflags +bitexact -c:v mpeg4 ü.mkv",
  "probe --json ü.mkv",
  "frames --every-sec 0.5 --json ü.mkv f",
  "ffmpeg -v error -i f/frame_%04d.png -f framemd5 -",
  "thumbnail --at-sec 0 ü.mkv -",
  "thumbnail ü.mkv f/frame_0001.png",
  "probe no.mkv",
  "run -- -v error -f concat -safe 0 -i list.txt -c copy b.mkv",
  "run --json --timeout 1ms -- -v error -f lavfi -i testsrc2 c.mkv",
  "engine list extra",
  "nonsense",
];

/** What a host's command does: what it prints, and what it makes. */
async function scene(call: (args: string[]) => Promise<Ended>, at: string) {
  // Beside what is shown, and hidden in it.
  await Deno.mkdir(join(at, "in/f"), { recursive: true });
  await Deno.writeTextFile(join(at, "secret.mkv"), "secret");
  await Deno.writeTextFile(join(at, "in/list.txt"), "file ../secret.mkv\n");
  const ended: unknown[] = [];
  for (const line of calls) {
    const { code, stdout, stderr } = await call(line.split(" "));
    ended.push({
      line,
      code,
      stdout,
      stderr: stderr.replaceAll(/0x\w+/g, "0x"),
    });
  }
  const files: string[] = [];
  for await (const { path, isFile } of walk(at)) {
    if (!isFile) continue;
    // Each host deflates pictures in its own way: their pixels are compared above.
    const isPicture = path.endsWith(".png");
    const content = isPicture ? "" : await sha256(await Deno.readFile(path));
    files.push(`${path.slice(at.length)} ${content}`);
  }
  return { ended, files: files.sort() };
}

Deno.test("the command does on Node and Bun what it does on Deno", async () => {
  const at = join(folder, "scene");
  const options = { cwd: join(at, "in"), env: { AFMPEG_ENGINE: engine } };
  const on = async (name: string, script: string) => {
    const host = hosts.get(name)!;
    const made = await scene(
      (args) => host.run([script, ...args], options),
      at,
    );
    await Deno.remove(at, { recursive: true });
    return made;
  };
  const cli = fromFileUrl(new URL("../../cli.ts", import.meta.url));
  const bin = join(folder, "node_modules/.bin/afmpeg");
  const expected = await on("Deno 2.9", cli);
  assertEquals(expected.files.length, 5);
  assertEquals(await on("Node 24", bin), expected);
  assertEquals(await on("Bun 1.4", bin), expected);
});

Deno.test("the command finds on Node and Bun an engine that was fetched", async () => {
  const cache = join(folder, "cache");
  const modules = join(cache, "afmpeg/modules");
  await Deno.mkdir(modules, { recursive: true });
  const hash = await sha256(await Deno.readFile(engine));
  await Deno.symlink(engine, join(modules, `${hash}.wasm`));
  const env = { AFMPEG_ENGINE: "", XDG_CACHE_HOME: cache };
  const bin = join(folder, "node_modules/.bin/afmpeg");
  for (const name of ["Node 24", "Bun 1.4"]) {
    const call = (args: string[]) =>
      hosts.get(name)!.run([bin, ...args], { env });
    const { stdout, stderr } = await call(["engine", "list", "--json"]);
    assertEquals(JSON.parse(stdout)[0]?.threads, "green", stderr);
    const version = await call(["ffmpeg", "-version"]);
    assertMatch(version.stdout, /^ffmpeg version \d/, version.stderr);
  }
  // Where threads cannot take turns.
  const { stderr } = await hosts.get("Node 22")!.run(
    [bin, "ffmpeg", "-version"],
    { env },
  );
  assertStringIncludes(stderr, "the cache has none that runs here");
});

Deno.test("Bun and Node make one program of the command, which finds the engine beside it", async () => {
  const at = join(folder, "program");
  await Deno.mkdir(at);
  await Deno.symlink(engine, join(at, "ffmpeg.wasm"));
  const bin = join(unpacked, "dist/bin.js");
  const made = async (ended: Promise<Ended>) => {
    const { code, stderr } = await ended;
    assertEquals(code, 0, stderr);
  };
  const bun = starter(hosts.get("Bun 1.4")!.path);
  const build = ["build", "--compile", bin, "--outfile", "by-bun"];
  await made(bun(build, { cwd: at }));
  await esbuild.build({
    entryPoints: [bin],
    outfile: join(at, "afmpeg.cjs"),
    ...{ bundle: true, platform: "node", logLevel: "error" },
    define: { "import.meta.url": '"file:///"' },
  });
  await esbuild.stop();
  const settings = { main: "afmpeg.cjs", output: "by-node" };
  await Deno.writeTextFile(join(at, "sea.json"), JSON.stringify(settings));
  const node = starter(hosts.get("Node 26")!.path);
  await made(node(["--build-sea", "sea.json"], { cwd: at }));
  for (const name of ["by-bun", "by-node"]) {
    const run = starter(join(at, name));
    const env = { AFMPEG_ENGINE: "", HOME: at };
    const { stdout } = await run(["--version"], { env });
    assertMatch(stdout, /^afmpeg .*\nffmpeg version \d.*\/ffmpeg\.wasm\n$/);
    const jobs = await run(["jobs"], { env });
    assertStringIncludes(jobs.stderr, "npm install bullmq ioredis");
    const { size } = await Deno.stat(join(at, name));
    assert(size < 160_000_000, `${name}: ${size} bytes`);
    await Deno.remove(join(at, name));
  }
});
