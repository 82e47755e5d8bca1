// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import config from "../deno.json" with { type: "json" };
import type { VariantName } from "../engine/versions.ts";
import { engineNames } from "../npm/engine_names.ts";
import { installHosts, starter } from "../tests/hosts/hosts.ts";
import { Registry } from "../tests/hosts/registry.ts";
import { newKey, signer } from "../tests/support/minisign.ts";
import { makeRelease } from "./make_release.ts";
import { settleAll } from "./settle_all.ts";
import { standIns } from "./stage_package.ts";

/**
 * Does what a release does, except for publishing it to others: the page is a server of
 * this process, npm a registry on this machine, and JSR a folder that a project links
 * to. The key is made for it, and thrown away.
 *
 * @throws {Error} with what a step printed, if it fails.
 */
export async function dryRun(variants: readonly string[]): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "afmpeg" });
  const page = join(folder, "page");
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (request) => answer(page, request),
  );
  try {
    const url = `http://127.0.0.1:${server.addr.port}/`;
    const hosts = await installHosts();
    const node = hosts.find(({ name }) => name === "Node 24")!;
    await using registry = await Registry.start(folder, node);
    await makeRelease(folder, url, variants);
    say(`made ${variants.join(", ")} with the packages`);

    const key = await newKey(folder, "release");
    const sign = ["-S", "-l", "-s", "../release.key", "-m"];
    await signer(page)(...sign, "engines.json", "SHA256SUMS");
    await signer(page)("-V", "-P", key, "-m", "SHA256SUMS");
    await run("sha256sum", page, [
      ...["--check", "--ignore-missing", "--strict", "--quiet", "SHA256SUMS"],
    ]);
    say("signed and verified engines.json and SHA256SUMS");

    const { engines } = JSON.parse(
      await Deno.readTextFile(join(page, "engines.json")),
    );
    for (const variant of variants) {
      const bill = join(page, `ffmpeg-${variant}.spdx.json`);
      const { packages: [main] } = JSON.parse(await Deno.readTextFile(bill));
      if (main.checksums[0].checksumValue !== engines[variant].sha256) {
        throw new Error(`Cannot go on with the dry run: ${bill} is of another`);
      }
    }
    say("compared the bills of materials with the manifest");

    const packages = join(folder, "npm");
    for await (const { name } of Deno.readDir(packages)) {
      await registry.publish(join(packages, name));
    }
    say("published the packages for npm");

    const trust = { url, key };
    const onNpm = await registry.project("from-npm");
    const readme = await readmeProgram(variants[0]!);
    await write(onNpm, "main.mjs", program(variants, trust, "npm"));
    await write(onNpm, "readme.mjs", readme);
    const onJsr = join(folder, "from-jsr");
    await write(onJsr, "main.mjs", program(variants, trust, "jsr"));
    await write(onJsr, "readme.mjs", readme);
    const names = ["afmpeg", ...variants.map((name) => `engine-${name}`)];
    const settings = {
      imports: Object.fromEntries(
        names.map((name) => [
          `@afmpeg/${name}`,
          `jsr:@afmpeg/${name}@^${config.version}`,
        ]),
      ),
      links: [...names.map((name) => join(folder, "jsr", name)), ...standIns],
    };
    await write(onJsr, "deno.json", JSON.stringify(settings));
    await settleAll([
      run("npm", onNpm, [
        ...["install", "--silent", "--no-audit", "--no-fund"],
        ...["--prefer-online", config.name],
        ...variants.map((variant) => `@afmpeg/engine-${variant}`),
      ]).then(() => run(node.path, onNpm, ["main.mjs"]))
        .then(() => run(node.path, onNpm, ["readme.mjs"])),
      run(Deno.execPath(), onJsr, ["run", "-A", "main.mjs"])
        .then(() => run(Deno.execPath(), onJsr, ["run", "-A", "readme.mjs"])),
    ]);
    await Promise.all(
      [onNpm, onJsr].map((folder) => Deno.stat(join(folder, "out.mp4"))),
    );
    say("in fresh folders, the example of the README made its video");
    say(
      "in fresh folders, ran each engine: installed, by engine(), and signed",
    );
    say("what was changed on the way was refused");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The example that the README begins with, for an engine that was made. */
async function readmeProgram(variant: string): Promise<string> {
  const page = await Deno.readTextFile(
    new URL("../README.md", import.meta.url),
  );
  const [, example] = /```js ignore\n([^]*?)```/.exec(page) ?? [];
  if (example === undefined) throw new Error("The README has no example");
  return example.replace('engine("gpl")', `engine("${variant}")`);
}

function say(text: string): void {
  console.log(`dry run: ${text}`);
}

/** Serves the files of the page, and below `/changed/` all but signatures changed. */
async function answer(page: string, request: Request): Promise<Response> {
  // The path of a URL has no "..".
  const { pathname } = new URL(request.url);
  const path = join(page, pathname.replace(/^\/changed\//, "/"));
  const file = await Deno.readFile(path).catch(() => undefined);
  if (file === undefined) return new Response(null, { status: 404 });
  const isChanged = pathname.startsWith("/changed/") &&
    !pathname.endsWith(".minisig");
  if (isChanged) file[file.length >> 1]! ^= 1;
  return new Response(file);
}

async function write(folder: string, name: string, text: string) {
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, name), text);
}

async function run(program: string, cwd: string, args: readonly string[]) {
  const { code, stdout, stderr } = await starter(program)(args, { cwd });
  if (code === 0) return;
  throw new Error(
    `Cannot go on with the dry run: ${program} ${args.join(" ")} ` +
      `exited with ${code}\n${stdout}${stderr}`,
  );
}

/** Two command lines, for what every engine has but those below. */
const anyJob: readonly string[] = [
  "-f lavfi -i testsrc2=d=1:r=5:s=64x64 -c:v mpeg4 in.mp4",
  "-i in.mp4 -vf scale=32:-2 -c:v mpeg4 out.mkv",
];

/** Those of engines without pictures, without films, and without codecs. */
const jobs: Partial<Record<VariantName, readonly string[]>> = {
  "audio": [
    "-f lavfi -i sine=d=1 in.flac",
    "-i in.flac -af volume=2 out.flac",
  ],
  "images": [
    "-f lavfi -i testsrc2=d=1:r=5:s=64x64 in.apng",
    "-i in.apng -vf scale=32:-2 out.apng",
  ],
  "remux": [
    "-f u8 -ar 8000 -i in.raw -c copy in.wav",
    "-i in.wav -c copy out.mkv",
  ],
};

/** What a user would write: each engine does a job, from everywhere it can be had. */
function program(
  variants: readonly string[],
  { url, key }: { url: string; key: string },
  registry: "npm" | "jsr",
): string {
  const engines = variants.map((variant) => ({
    variant,
    job: jobs[engineNames.get(variant)!.variant] ?? anyJob,
    signed: { manifest: `${url}engines.json`, key, engine: variant },
  }));
  const changed = JSON.stringify(`${url}changed/`);
  return `
import { MemoryFs, Runtime } from "${config.name}";
import { engine } from "${config.name}/engines";

for (const { variant, job, signed } of ${JSON.stringify(engines)}) {
  const installed = await import("@afmpeg/engine-" + variant);
  const modules = [
    ${registry === "npm" ? "{ file: installed.file }" : "installed.module"},
    engine(variant, { cacheFs: new MemoryFs() }),
    { ...signed, cacheFs: new MemoryFs() },
  ];
  for (const module of modules) {
    const runtime = await Runtime.create({ module });
    const fs = new MemoryFs();
    fs.writeFile("in.raw", new Uint8Array(8000));
    for (const line of job) {
      const { exitCode, stderr } = await runtime.run(fs, line.split(" "));
      if (exitCode !== 0) throw new Error(variant + ": " + stderr);
    }
    await runtime.close();
  }
  const refused = [
    [{ ...signed, manifest: ${changed} + "engines.json" }, "SignatureError"],
    [engine(variant, { mirror: ${changed}, cacheFs: new MemoryFs() }), "ChecksumError"],
  ];
  for (const [module, expected] of refused) {
    const { name } = await Runtime.create({ module }).catch((error) => error);
    if (name !== expected) throw new Error(\`expected \${expected}, got \${name}\`);
  }
}
`;
}
