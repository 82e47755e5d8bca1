// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { fewPermissions } from "../../.ci/permissions.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { basename, dirname, join } from "@std/path/posix";
import { buildEngine } from "../../engine/build.ts";
import { sha256 } from "../../src/util/sha256.ts";
import { inFolder, runCli } from "../support/cli.ts";
import { engineBytes } from "../support/engine.ts";
import { newKey, signer } from "../support/minisign.ts";
import { prepare } from "../support/prepare.ts";

let bytes!: Uint8Array<ArrayBuffer>;
let hash!: string;
prepare(async () => {
  bytes = await engineBytes("lgpl");
  hash = await sha256(bytes);
});

Deno.test("afmpeg engine fetch caches a module, which is then used", async () => {
  await inFolder({}, async (folder) => {
    const env = { AFMPEG_ENGINE: "", XDG_CACHE_HOME: folder };
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      () => new Response(bytes),
    );
    const { port } = server.addr;
    const url = `http://127.0.0.1:${port}/ffmpeg.wasm#sha256=${hash}`;

    const forbidden = await runCli(["engine", "fetch", url], {
      env,
      permissions: fewPermissions,
    });
    assertEquals(forbidden.code, 125);
    assertStringIncludes(forbidden.stderr, "--allow-net");

    const fetched = await runCli(["engine", "fetch", url], { env });
    assertEquals([fetched.code, fetched.stderr], [0, ""]);
    const path = `${folder}/afmpeg/modules/${hash}.wasm`;
    assertEquals(fetched.stdout, `${path}\n`);

    const list = await runCli(["engine", "list", "--json"], { env });
    const [engine] = JSON.parse(list.stdout);
    assertEquals(engine.variant, "fetched");
    assertEquals([engine.path, engine.bytes], [path, bytes.length]);

    // It is found without the network, by default and by its URL.
    const version = /^ffmpeg version \d/;
    assertMatch(
      (await runCli(["ffmpeg", "-version"], { env })).stdout,
      version,
    );
    const named = { ...env, AFMPEG_ENGINE: url };
    const again = await runCli(["ffmpeg", "-version"], { env: named });
    assertMatch(again.stdout, version);
  });
});

Deno.test("afmpeg engine fetch requires a checksum, and verifies it", async () => {
  await inFolder({}, async (folder) => {
    const env = { AFMPEG_ENGINE: "", XDG_CACHE_HOME: folder };
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      () => new Response(bytes.slice(0, 1000)),
    );
    const url = `http://127.0.0.1:${server.addr.port}/ffmpeg.wasm`;
    const bare = await runCli(["engine", "fetch", url], { env });
    assertEquals(bare.code, 2);
    assertStringIncludes(bare.stderr, "URL#sha256=HEX");
    const wrong = `${url}#sha256=${hash}`;
    const { code, stderr } = await runCli(["engine", "fetch", wrong], { env });
    assertEquals(code, 125);
    assertStringIncludes(stderr, hash);
  });
});

Deno.test("afmpeg engine build builds an engine, or finds it in the cache", async () => {
  const { path } = await buildEngine("lgpl");
  const { code, stdout } = await runCli(["engine", "build", "lgpl"]);
  assertEquals(code, 0);
  assertMatch(stdout, /^lgpl: LGPL-2.1-or-later; .*ffmpeg/);
  assertEquals(stdout.trimEnd().split("\n").at(-1), path);
});

Deno.test("afmpeg engine build builds several, one after another", async () => {
  const { path } = await buildEngine("lgpl");
  const gpl = await buildEngine("gpl");
  const args = ["engine", "build", "lgpl", "gpl", "--ffmpeg=9.0", "--simd=on"];
  const { code, stdout } = await runCli(args);
  assertEquals(code, 0);
  const paths = stdout.split("\n").filter((line) => line.startsWith("/"));
  assertEquals(paths, [path, gpl.path]);
});

Deno.test("afmpeg engine build builds the requested kind of engine", async () => {
  const { path } = await buildEngine("gpl-lean", { threads: "real" });
  const args = ["engine", "build", "gpl-lean", "--threads=real", "--json"];
  const { code, stdout, stderr } = await runCli(args);
  assertEquals([code, stderr], [0, ""]);
  const engine = JSON.parse(stdout);
  assertEquals(
    [engine.path, engine.version, engine.threads],
    [path, "9.0", "real"],
  );
});

Deno.test("afmpeg engine build reports missing permissions and unknown names", async () => {
  await inFolder({}, async (folder) => {
    const env = { XDG_CACHE_HOME: folder };
    const forbidden = await runCli(["engine", "build", "lgpl"], {
      env,
      permissions: fewPermissions,
    });
    assertEquals(forbidden.code, 125);
    assertStringIncludes(forbidden.stderr, "--allow-run");
    const unknown = await runCli(["engine", "build", "bsd"], { env });
    assertEquals(unknown.code, 2);
    assertStringIncludes(unknown.stderr, 'received "bsd"; name one of lgpl');
    const real = await runCli(["engine", "build", "gpl-threads"], { env });
    assertEquals(real.code, 2);
    assertStringIncludes(real.stderr, "for that, give gpl --threads=real");
    const green = ["engine", "fetch", "gpl-threads", "--threads=green"];
    const other = await runCli(green, { env });
    assertEquals(other.code, 2);
    assertStringIncludes(other.stderr, 'are real; name "gpl"');
    for (const version of ["5.1", "9.0.2", "toString"]) {
      const args = ["engine", "build", "lgpl", "--ffmpeg", version];
      const { code, stderr } = await runCli(args, { env });
      assertEquals(code, 2);
      assertStringIncludes(stderr, `"${version}"; name one of 8.1, 9.0`);
    }
    const simd = await runCli(["engine", "build", "--simd=yes"], { env });
    assertEquals(simd.code, 2);
    assertStringIncludes(
      simd.stderr,
      '--simd: received "yes"; give on or off',
    );
    const list = await runCli(["engine", "list", "--ffmpeg=9.0"], { env });
    assertEquals(list.code, 2);
    assertStringIncludes(list.stderr, "Cannot choose a version to list");
  });
});

Deno.test("afmpeg engine build says what a command without the permission can do", async () => {
  await inFolder({}, async (folder) => {
    const env = { XDG_CACHE_HOME: folder };
    const { code, stderr } = await runCli(["engine", "build", "lgpl"], {
      ...{ env, permissions: fewPermissions },
    });
    assertEquals(code, 125);
    assertMatch(stderr, /received no permission to run .*\(--allow-run\)/);
    assertMatch(stderr, /^ {2}deno run -A \S+cli(\.ts)? engine build lgpl$/m);
    assertMatch(stderr, /^ {2}afmpeg engine fetch URL#sha256=HEX$/m);
  });
});

Deno.test("afmpeg engine build takes no folder for an engine that has lost some of it", async () => {
  const { path } = await buildEngine("lgpl");
  const place = "afmpeg/engine/" + basename(dirname(path));
  const about = await Deno.readFile(join(dirname(path), "module.json"));
  const kept = { "ffmpeg.wasm": bytes, "module.json": about };
  const folders: [kept: Record<string, Uint8Array>, code: number][] = [
    [kept, 0],
    [{ "module.json": about }, 125],
    [{ "ffmpeg.wasm": bytes }, 125],
    [{ ...kept, "ffmpeg.wasm": bytes.subarray(0, -1) }, 125],
    [{ ...kept, "module.json": about.subarray(0, -1) }, 125],
  ];
  for (const [files, expected] of folders) {
    const placed = Object.entries(files)
      .map(([name, content]) => [join(place, name), content]);
    await inFolder(Object.fromEntries(placed), async (folder) => {
      // Without the permission, nothing that is missing can be built.
      const { code, stderr } = await runCli(["engine", "build", "lgpl"], {
        env: { XDG_CACHE_HOME: folder },
        permissions: fewPermissions,
      });
      assertEquals(code, expected, stderr);
      if (code !== 0) assertStringIncludes(stderr, "--allow-run");
    });
  }
});

Deno.test("afmpeg uses the newest FFmpeg of several in the cache", async () => {
  await inFolder({}, async (folder) => {
    const cached: [name: string, variant: string, version: string][] = [
      ["a", "lgpl", "9.0"],
      ["b", "gpl", "10.0"],
      ["c", "gpl", "9.0"],
      ["d", "lgpl", "10.0"],
      ["e", "gpl", "8.1"],
      ["threaded/f", "gpl", "10.0"],
    ];
    for (const [name, variant, version] of cached) {
      const place = `${folder}/afmpeg/engine/${name}`;
      await Deno.mkdir(place, { recursive: true });
      const license = "GPL-2.0-or-later";
      const text = JSON.stringify({ variant, version, license, bytes: 0 });
      await Deno.writeTextFile(`${place}/module.json`, text);
      await Deno.writeTextFile(`${place}/ffmpeg.wasm`, "");
    }
    const env = { AFMPEG_ENGINE: "", XDG_CACHE_HOME: folder };
    const { stdout } = await runCli(["engine", "list", "--json"], { env });
    const order = JSON.parse(stdout).map(({ path }: { path: string }) =>
      path.split("/").at(-2)
    );
    // Of two that differ only in that, it is the one for all processors.
    const best = navigator.hardwareConcurrency > 1 ? ["f", "b"] : ["b", "f"];
    assertEquals(order, [...best, "d", "c", "a", "e"]);
    const used = async (args: string[], name = "") => {
      const { stdout } = await runCli(
        ["ffmpeg", "--dry-run", ...args, "-version"],
        { env: { ...env, AFMPEG_ENGINE: name } },
      );
      return /^engine .*\/(\w)\/ffmpeg\.wasm$/m.exec(stdout)?.[1];
    };
    assertEquals(await used([]), best[0]);
    assertEquals(await used(["--engine=gpl"]), "b");
    assertEquals(await used(["--engine=gpl-threads"]), "f");
    assertEquals(await used([], "gpl-threads"), "f");
    assertEquals(await used([], "lgpl"), "d");
    const unknown = await runCli(["ffmpeg", "--engine=gpl-lean"], { env });
    assertStringIncludes(
      unknown.stderr,
      '"gpl-lean" from --engine, which does',
    );
  });
});

Deno.test("afmpeg engine list says how the threads of fetched engines run", async () => {
  await inFolder({}, async (folder) => {
    const env = { XDG_CACHE_HOME: folder };
    const place = `${folder}/afmpeg/modules`;
    await Deno.mkdir(place, { recursive: true });
    const green = await buildEngine("lgpl");
    const real = await buildEngine("gpl-lean", { threads: "real" });
    for (const [digit, { path }] of Object.entries({ a: green, b: real })) {
      await Deno.symlink(path, `${place}/${digit.repeat(64)}.wasm`);
    }
    await Deno.writeTextFile(`${place}/${"c".repeat(64)}.wasm`, "\0asm");
    const { stdout } = await runCli(["engine", "list", "--json"], { env });
    const engines = JSON.parse(stdout) as { name: string; threads?: string }[];
    assertEquals(
      engines.map(({ name, threads }) => [name, threads ?? "none"]).toSorted(),
      [["fetched", "green"], ["fetched", "none"], ["fetched-threads", "real"]],
    );
  });
});

Deno.test("afmpeg engine list leaves out what is damaged in the cache", async () => {
  const about =
    '{"variant":"gpl","version":"9.0","license":"GPL-2.0","bytes":0}';
  const files = {
    "engine/gpl-1/module.json": about,
    "engine/gpl-2/module.json": about.slice(0, 9),
    "engine/gpl-2/ffmpeg.wasm": "",
    "engine/gpl-3/module.json": "null",
    "engine/gpl-3/ffmpeg.wasm": "",
    "engine/gpl-4/module.json": about,
    "engine/gpl-4/ffmpeg.wasm": "",
    "engine/gpl-5/module.json": about,
    "engine/gpl-5/ffmpeg.wasm": "more than that",
  };
  await inFolder({}, async (folder) => {
    for (const [name, text] of Object.entries(files)) {
      const path = `${folder}/afmpeg/${name}`;
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeTextFile(path, text);
    }
    const place = `${folder}/afmpeg/modules`;
    await Deno.mkdir(place);
    await Deno.symlink("gone", `${place}/${"a".repeat(64)}.wasm`);
    const env = { XDG_CACHE_HOME: folder };
    const { stdout } = await runCli(["engine", "list", "--json"], { env });
    const engines = JSON.parse(stdout) as { path: string }[];
    assertEquals(
      engines.map(({ path }) => path),
      [`${folder}/afmpeg/engine/gpl-4/ffmpeg.wasm`],
    );
  });
});

Deno.test("afmpeg says what to do if the engine that was named cannot be read", async () => {
  await inFolder({ "in.mp4": "" }, async (cwd) => {
    const named: [string, string][] = [
      [`${cwd}/none.wasm`, "does not exist"],
      [cwd, "is a directory"],
      [`${cwd}/in.mp4/x`, "cannot be read"],
    ];
    for (const [path, why] of named) {
      for (const args of [["ffmpeg", "-version"], ["probe", "in.mp4"]]) {
        const env = { AFMPEG_ENGINE: path };
        const variable = await runCli(args, { cwd, env });
        const option = [args[0]!, "--engine", path, ...args.slice(1)];
        const given = await runCli(option, { cwd });
        const outputs = { "AFMPEG_ENGINE": variable, "--engine": given };
        for (const [giver, { code, stderr }] of Object.entries(outputs)) {
          assertEquals(code, 125);
          assertStringIncludes(stderr, `received "${path}" from ${giver}`);
          assertStringIncludes(stderr, why);
          assertStringIncludes(stderr, "afmpeg engine list");
          assert(!/os error.*readfile|at async/.test(stderr), stderr);
        }
      }
    }
    const { code, stderr } = await runCli(["inspect", "none.wasm"], { cwd });
    assertEquals(code, 125);
    assertStringIncludes(
      stderr,
      '"none.wasm" from MODULE, which does not exist',
    );
  });
});

Deno.test("afmpeg engine build says without a stack that the disk is full", async () => {
  await inFolder({}, async (folder) => {
    const ccache = `${folder}/afmpeg/engine/ccache`;
    await Deno.mkdir(ccache, { recursive: true });
    await Deno.symlink("/dev/full", `${ccache}/ccache.conf`);
    const { code, stderr } = await runCli(["engine", "build", "remux"], {
      env: { XDG_CACHE_HOME: folder },
    });
    assertEquals(code, 125);
    assertStringIncludes(stderr.toLowerCase(), "no space left on device");
    assert(!/os error|at async/.test(stderr), stderr);
  });
});

Deno.test("afmpeg --version shows that of FFmpeg, too", async () => {
  const { code, stdout } = await runCli(["--version"]);
  assertEquals(code, 0);
  assertMatch(stdout, /^afmpeg \d\S+\nffmpeg version \d[^\n]*: \/.*\.wasm\n$/);
  await inFolder({}, async (folder) => {
    const env = { AFMPEG_ENGINE: "", XDG_CACHE_HOME: folder };
    const none = await runCli(["--version"], { env });
    assertEquals([none.code, none.stderr], [0, ""]);
    assertMatch(none.stdout, /^afmpeg \d\S+\nno ffmpeg: .*engine build/);
  });
});

Deno.test("afmpeg works from a clone with the documented permissions for one directory", async () => {
  const [, , variables] = fewPermissions;
  const { path } = await buildEngine("gpl");
  await inFolder(
    { "in.y4m": "YUV4MPEG2 W2 H2 F25:1\nFRAME\n123456" },
    async (cwd) => {
      const cache = path.replace(/\/engine\/.*/, "");
      const run = (readable: string) =>
        runCli("run -- -v error -i in.y4m -c:v mpeg4 out.avi".split(" "), {
          cwd,
          env: { AFMPEG_ENGINE: "" },
          permissions: [
            ...[`--allow-read=${readable}`, `--allow-write=${cwd}`, variables!],
          ],
        });
      const without = await run(cwd);
      assertEquals(without.code, 125);
      assertStringIncludes(without.stderr, `(--allow-read=${cache})`);
      const both = await run(`${cwd},${cache}`);
      assertEquals(both.code, 0, both.stderr);
    },
  );
});

Deno.test("afmpeg engine list shows what was built, the best first", async () => {
  const { code, stdout } = await runCli(["engine", "list", "--json"]);
  assertEquals(code, 0);
  const engines: {
    variant: string;
    version?: string;
    license: string;
    threads?: string;
  }[] = JSON.parse(stdout);
  // Whoever works on the recipe has others in the cache, too.
  const places = [["gpl", "green"], ["lgpl", "green"], ["gpl-lean", "real"]]
    .map(([variant, threads]) =>
      engines.findIndex((engine) =>
        engine.variant === variant && engine.threads === threads
      )
    );
  assert(!places.includes(-1), stdout);
  assertEquals(places.toSorted((a, b) => a - b), places);
  const [first] = engines;
  const best = ["full", "gpl"].find((name) =>
    engines.some(({ variant, version }) =>
      variant === name && version === first?.version
    )
  );
  assertEquals(first?.variant, best);
  assert(
    engines.every(({ license, variant }) =>
      variant === "fetched" || /^L?GPL-/.test(license)
    ),
  );
  const lines = (await runCli(["engine", "list"])).stdout.trimEnd().split("\n");
  assertEquals(lines.length, engines.length);
  const form =
    /^(full|gpl)(-threads)? {2}[\d.]+ {2}GPL\S* {2}[\d.]+ MiB {2}\/.*\/ffmpeg\.wasm$/;
  assertMatch(lines[0]!, form);
  assertEquals(form.exec(lines[0]!)?.[1], best);
  assertEquals(form.exec(lines[places[0]!]!)?.[1], "gpl");
});

Deno.test("afmpeg doctor checks what is installed", async () => {
  const { code, stdout } = await runCli(["doctor"]);
  assertEquals(code, 0, stdout);
  assertMatch(stdout, /^ok +afmpeg +\d/m);
  assertMatch(stdout, /^ok +engine +ffmpeg version \d.*: \/.*ffmpeg\.wasm$/m);
  assertMatch(stdout, /^ok +ffprobe +in the engine$/m);
  assertMatch(stdout, /^ok +threads +green: a run uses one processor of \d/m);
  assertMatch(stdout, /^ok +jail +holds/m);
  assertMatch(stdout, /^ok +tools +to build an engine: all installed$/m);
});

Deno.test("afmpeg doctor prints how to get what is missing", async () => {
  await inFolder({}, async (folder) => {
    const env = { AFMPEG_ENGINE: "", XDG_CACHE_HOME: folder };
    const none = await runCli(["doctor"], { env, permissions: fewPermissions });
    assertEquals(none.code, 125);
    assertMatch(none.stdout, /^missing +engine .*afmpeg engine build/m);
    assertMatch(none.stdout, /^warning +jail .*\(-A\)/m);
    assertMatch(none.stdout, /^warning +tools .*--allow-run/m);
  });
  const broken = await runCli(["doctor", "--json", "--engine", "/etc/hosts"]);
  assertEquals(broken.code, 125);
  const findings: { name: string; isGood: boolean; text: string }[] = JSON
    .parse(broken.stdout);
  const engine = findings.find(({ name }) => name === "engine")!;
  assertEquals(engine.isGood, false);
  assertStringIncludes(engine.text, "Cannot compile the module");
});

Deno.test("afmpeg inspect describes a module", async () => {
  const { path } = await buildEngine("lgpl");
  const { code, stdout, stderr } = await runCli(["inspect", path]);
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^kind +command$/m);
  assertMatch(stdout, new RegExp(`^sha256 +${hash}$`, "m"));
  assertMatch(stdout, /^imports .*\d+ of wasi_snapshot_preview1/m);
  assertMatch(stdout, /^missing imports +none$/m);
  assertMatch(stdout, /^licence +LGPL/m);
  assertMatch(stdout, /^encoders .*\bmpeg4\b/m);
  const json = await runCli(["inspect", "--json", path]);
  const info = JSON.parse(json.stdout);
  assertEquals([info.sha256, info.size], [hash, bytes.length]);
  const wrong = await runCli(["inspect", "/etc/hosts"]);
  assertEquals(wrong.code, 125);
  assertStringIncludes(wrong.stderr, "not WebAssembly");
});

Deno.test("afmpeg engine fetch takes a variant of a signed manifest, and nothing unsigned", async () => {
  await inFolder({ "ffmpeg-lgpl.wasm": bytes }, async (folder) => {
    const env = { AFMPEG_ENGINE: "", XDG_CACHE_HOME: `${folder}/cache` };
    const file = "ffmpeg-lgpl.wasm";
    const engines = { lgpl: { file, sha256: hash, size: bytes.length } };
    await Deno.writeTextFile(
      `${folder}/engines.json`,
      JSON.stringify({ version: "1.0.0", engines }),
    );
    const key = await newKey(folder, "own");
    await signer(folder)("-S", "-l", "-s", "own.key", "-m", "engines.json");
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      async ({ url }) =>
        new Response(await Deno.readFile(folder + new URL(url).pathname)),
    );
    const url = `http://127.0.0.1:${server.addr.port}/`;
    const trust = [`--manifest=${url}engines.json`, `--key=${key}`];
    const fetched = await runCli(["engine", "fetch", "lgpl", ...trust], {
      env,
    });
    assertEquals([fetched.code, fetched.stderr], [0, ""]);
    assertStringIncludes(fetched.stdout, `/modules/${hash}.wasm`);

    const cases: [args: string[], code: number, text: string][] = [
      [
        ["lgpl", trust[0]!, `--key=${await newKey(folder, "b")}`],
        125,
        "by another key",
      ],
      [["gpl", ...trust], 125, 'no engine "gpl"; name one of lgpl'],
      [["lgpl", trust[0]!], 2, "--key=KEY"],
      [["lgpl", "--release=1.0.0"], 2, "--key=KEY"],
      [["lgpl", ...trust, `--mirror=${url}`], 2, "give --mirror, or"],
      [["lgpl", `--mirror=${url}`], 125, "afmpeg engine build"],
      [[], 2, "name one variant"],
    ];
    for (const [args, code, text] of cases) {
      const result = await runCli(["engine", "fetch", ...args], { env });
      assertEquals(result.code, code, result.stderr);
      assertStringIncludes(result.stderr, text);
    }
    const wrong = await runCli(["engine", "list", ...trust], { env });
    assertStringIncludes(wrong.stderr, "only fetch can have this option");
  });
});
