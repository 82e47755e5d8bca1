// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path/posix";
import {
  type PackedFile,
  stagePackage,
  standIns,
} from "../../.ci/stage_package.ts";
import { packagedPage, packagedPages } from "../../.ci/packaged_page.ts";
import { fewPermissions } from "../../.ci/permissions.ts";
import { buildEngine } from "../../engine/build.ts";
import config from "../../deno.json" with { type: "json" };
import { engineBytes } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";

const MB = 1_000_000;
const folder = Deno.makeTempDirSync({ prefix: "afmpeg" });
const packed = join(folder, "packed");
const module = join(folder, "ffmpeg.wasm");
let files!: PackedFile[];
prepare(async () => {
  files = await stagePackage(packed);
  await Deno.writeFile(module, await engineBytes("lgpl"));
});
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

/** The program of a user who has nothing but the package. */
const program = `
import { assertEquals } from "@std/assert";
import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
import { main } from "@afmpeg/afmpeg/cli";
import { OverlayFs } from "@afmpeg/afmpeg/vfs";
import { conformance } from "@afmpeg/afmpeg/testing";
import { Wasi } from "@afmpeg/afmpeg/wasi";
import { rewrite } from "@afmpeg/afmpeg/wasm";
import { S3Fs } from "@afmpeg/afmpeg/s3";
import { ZipFs } from "@afmpeg/afmpeg/zip";

for (const value of [main, conformance, Wasi, rewrite, S3Fs, ZipFs]) {
  assertEquals(typeof value, "function");
}
const bytes = await Deno.readFile("${module}");
await using runtime = await Runtime.create({ module: { bytes } });
const base = new MemoryFs();
const fs = new OverlayFs(base, new MemoryFs());
const args = "-f lavfi -i sine=duration=1 out.flac".split(" ");
const { exitCode, stderr } = await runtime.run(fs, args);
assertEquals(exitCode, 0, stderr);
const probe = await runtime.probe(fs, "out.flac");
const seconds: number | undefined = probe.durationSec;
console.log("plays", seconds);
`;

/** Runs a Deno command in a new project. */
async function inProject(
  settings: Record<string, unknown>,
  ...args: string[]
): Promise<string> {
  const project = await Deno.makeTempDir({ dir: folder });
  await Deno.writeTextFile(`${project}/main.ts`, program);
  const text = JSON.stringify({ compilerOptions, ...settings });
  await Deno.writeTextFile(`${project}/deno.json`, text);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: project,
    env: { NO_COLOR: "1", AFMPEG_ENGINE: module },
    stdin: "null",
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

const { compilerOptions } = config;
const linked = {
  imports: {
    "@afmpeg/afmpeg": `jsr:@afmpeg/afmpeg@^${config.version}`,
    "@std/assert": config.imports["@std/assert"],
  },
  links: [packed, ...standIns],
};

Deno.test("the package contains what it needs, and is small", async () => {
  const paths = files.map(({ path }) => path);
  for (const path of Object.values(config.exports)) {
    assert(paths.includes(path.slice(2)), path);
  }
  for (const path of ["README.md", "LICENSE", "deno.json"]) {
    assert(paths.includes(path), path);
  }
  // Files that `afmpeg engine build` compiles.
  assert(paths.includes("engine/shim/main.c"));
  const foreign = paths.filter((path) =>
    /^(tests|bench|testdata|examples|docs|\.ci)\/|\.wasm$/.test(path)
  );
  assertEquals(foreign, []);
  const size = await packedSize();
  assert(size < MB, `${size} bytes`);
});

Deno.test("the pages of the package link to what is not in it", async () => {
  const base = "https://forge.example/a/b";
  const root = new URL("../../", import.meta.url);
  for (const name of packagedPages) {
    const page = await Deno.readTextFile(new URL(name, root));
    const packed = packagedPage(page, base);
    const links = packed.matchAll(/\]\((?!#)([^)\s]+)\)/g)
      .map(([, link]) => link!).toArray();
    const relative = links.filter((link) => !/^https?:/.test(link));
    assertEquals([name, relative], [name, []]);
    for (const link of links.filter((link) => link.startsWith(base))) {
      const [, kind, path] = /\/(blob|raw)\/v[\d.]+\/([^#]+)/.exec(link)!;
      await Deno.stat(new URL(path!, root));
      assertEquals(kind, /\.(webp|svg)$/.test(path!) ? "raw" : "blob");
    }
    assertEquals(packagedPage(page, undefined), page);
  }
});

/** How many bytes are published, compressed, without the archive's own. */
async function packedSize(): Promise<number> {
  const contents = files.map(({ path }) => Deno.readFile(join(packed, path)));
  const stream = new Blob(await Promise.all(contents)).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).bytes()).length;
}

Deno.test("the package works in a project that has nothing else", async () => {
  await inProject(linked, "check", "main.ts");
  const read = `--allow-read=${module}`;
  const output = await inProject(linked, "run", "--no-prompt", read, "main.ts");
  assertEquals(output, "plays 1\n");
});

Deno.test("the package is a command", async () => {
  const allow = ["--allow-read", "--allow-write", "--allow-env"];
  const script = `jsr:@afmpeg/afmpeg@^${config.version}/cli`;
  const version = await inProject(linked, "run", ...allow, script, "--version");
  const [own, ffmpeg] = version.split("\n");
  assertEquals(own, `afmpeg ${config.version}`);
  assertMatch(ffmpeg!, /^ffmpeg version \d/);
  const args = ["ffmpeg", "-version"];
  const output = await inProject(linked, "run", ...allow, script, ...args);
  assertMatch(output, /^ffmpeg version \d/);
});

/** Serves the package, as JSR does. */
async function onServer(use: (base: string) => Promise<void>): Promise<void> {
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      const known = files.some(({ path }) => `/${path}` === pathname);
      if (!known) return new Response(null, { status: 404 });
      const type = {
        ts: "application/typescript",
        json: "application/json",
      }[pathname.split(".").at(-1)!] ?? "text/plain";
      const body = await Deno.readFile(join(packed, pathname));
      return new Response(body, { headers: { "content-type": type } });
    },
  );
  await use(`http://127.0.0.1:${server.addr.port}`);
}

/** The settings of a project that imports the package from a server. */
function servedBy(base: string) {
  const names = Object.entries(config.exports).map(([name, path]) => [
    name.replace(".", "@afmpeg/afmpeg"),
    base + path.slice(1),
  ]);
  return {
    imports: { ...config.imports, ...Object.fromEntries(names) },
    links: standIns,
  };
}

/** How to run code from a server: reloaded, as the port may have served other code. */
const fromServer = (base: string) => [
  ...["run", "--no-prompt", "--no-lock", `--reload=${base}`],
  `--allow-import=${new URL(base).host}`,
];

Deno.test("the package works from a server, as it does on JSR", async () => {
  await onServer(async (base) => {
    const read = `--allow-read=${module}`;
    const args = [...fromServer(base), read, "main.ts"];
    assertEquals(await inProject(servedBy(base), ...args), "plays 1\n");
  });
});

Deno.test("the package builds engines with a recipe on a server", async () => {
  const { path } = await buildEngine("lgpl");
  await onServer(async (base) => {
    // With fewer permissions than the command is installed with: those that it needs.
    const allow = [`--allow-net=${new URL(base).host}`, ...fewPermissions];
    const run = (...args: string[]) =>
      inProject(
        servedBy(base),
        ...[...fromServer(base), ...allow, "--config=deno.json", ...args],
      );
    // It is the same recipe, so it finds the engine that was built here.
    const built = await run(`${base}/cli.ts`, "engine", "build", "lgpl");
    assertEquals(built.trimEnd().split("\n").at(-1), path);

    const script = join(folder, "bring.ts");
    await Deno.writeTextFile(
      script,
      `import { bringRecipe, recipeFile } from "${base}/engine/recipe.ts";
await bringRecipe("${folder}/recipe");
console.log(await Deno.readTextFile(recipeFile("shim/main.c")));`,
    );
    const brought = await run(script);
    const file = new URL("../../engine/shim/main.c", import.meta.url);
    assertEquals(brought, `${await Deno.readTextFile(file)}\n`);
  });
});
