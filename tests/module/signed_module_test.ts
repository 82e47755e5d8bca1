// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { gunzipSync, gzipSync } from "node:zlib";
import {
  ChecksumError,
  DownloadError,
  MemoryFs,
  ModuleError,
  Runtime,
  SignatureError,
  type SignedModule,
  SizeError,
} from "../../mod.ts";
import { engineOf, localEngineOf } from "../../src/module/engine.ts";
import { sha256 } from "../../src/util/sha256.ts";
import { compileGuest } from "../support/c_guest.ts";
import { inFolder } from "../support/cli.ts";
import { LocalServer } from "../support/local_server.ts";
import { newKey, signer } from "../support/minisign.ts";
import { prepare } from "../support/prepare.ts";

/** The files of a release, as minisign signed them. */
let files!: Map<string, Uint8Array<ArrayBuffer>>;
let key!: string;
let otherKey!: string;
let release!: Parameters<typeof engineOf>[0] & object;

prepare(async () => {
  const folder = await Deno.makeTempDir();
  const minisign = signer(folder);
  const guest = await compileGuest("behave.c");
  const packed = new Uint8Array(gzipSync(guest));
  const hash = await sha256(guest);
  const file = "ffmpeg-gpl.wasm.gz";
  const engines = {
    gpl: { file, sha256: hash, size: guest.length },
    short: { file, sha256: hash, size: guest.length + 1 },
    long: { file, sha256: hash, size: guest.length - 1 },
    other: { file, sha256: "0".repeat(64), size: guest.length },
  };
  release = { version: "1.2.3", engines, url: "http://127.0.0.1:9/v1.2.3/" };
  await Deno.writeFile(`${folder}/${file}`, packed);
  await Deno.writeTextFile(`${folder}/engines.json`, JSON.stringify(release));
  await Deno.writeTextFile(`${folder}/none.json`, `{"engines":{}}`);
  await Deno.writeTextFile(
    `${folder}/away.json`,
    JSON.stringify({
      version: "1",
      engines: { gpl: { ...engines.gpl, file: "../../x" } },
    }),
  );
  key = await newKey(folder, "own");
  otherKey = await newKey(folder, "other");
  for (const name of ["engines.json", "none.json", "away.json"]) {
    await minisign("-S", "-l", "-s", "own.key", "-m", name);
  }
  const hashed = ["-x", "hashed.minisig", "-t", "of its hash"];
  await minisign("-S", "-s", "own.key", "-m", "engines.json", ...hashed);
  files = new Map();
  for await (const { name } of Deno.readDir(folder)) {
    files.set(`/${name}`, await Deno.readFile(`${folder}/${name}`));
  }
  await Deno.remove(folder, { recursive: true });
});

/** A server of the release, of which some files are others. */
function releaseServer(
  changed: Record<string, Uint8Array<ArrayBuffer> | null> = {},
): LocalServer {
  return new LocalServer((path) => {
    const body = path in changed ? changed[path] : files.get(path);
    return new Response(body ?? null, { status: body ? 200 : 404 });
  });
}

function sourceOf(
  { url }: LocalServer,
  options: Partial<SignedModule> = {},
): SignedModule {
  const cacheFs = new MemoryFs();
  const manifest = `${url}engines.json`;
  return { manifest, key, engine: "gpl", cacheFs, ...options };
}

/** A copy of a file with one byte changed. */
function flipped(name: string, at: number): Uint8Array<ArrayBuffer> {
  return changed(files.get(name)!, at);
}

function changed(
  bytes: Uint8Array<ArrayBuffer>,
  at: number,
): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice();
  copy[at]! ^= 1;
  return copy;
}

const manifest = "/engines.json";
const signature = "/engines.json.minisig";
const archive = "/ffmpeg-gpl.wasm.gz";

Deno.test("Runtime.create() runs what a signed manifest names, and caches it", async () => {
  await using server = releaseServer();
  const module = sourceOf(server);
  for (let i = 0; i < 2; i++) {
    await using runtime = await Runtime.create({ module });
    const { exitCode } = await runtime.run(new MemoryFs(), ["exit", "7"]);
    assertEquals(exitCode, 7);
  }
  const trust = [manifest, signature];
  assertEquals(server.asked, [...trust, archive, ...trust]);
});

Deno.test("Runtime.create() refuses what is not signed as it should be", async (t) => {
  const cases: Record<string, [
    changed: Parameters<typeof releaseServer>[0],
    options: Partial<SignedModule>,
    reason: SignatureError["reason"],
  ]> = {
    "a changed manifest": [
      { [manifest]: flipped(manifest, 20) },
      {},
      "signature",
    ],
    "a longer manifest": [
      {
        [manifest]: new Uint8Array([...files.get(manifest)!, 0x20]),
      },
      {},
      "signature",
    ],
    "a changed comment": [
      { [signature]: changedComment() },
      {},
      "signature",
    ],
    "another key": [{}, { key: otherKey }, "key"],
    "no key": [{}, { key: "RWQ" }, "key"],
    "the signature of another file": [
      { [signature]: files.get("/none.json.minisig")! },
      {},
      "signature",
    ],
    "the signature of a hash": [
      { [signature]: files.get("/hashed.minisig")! },
      {},
      "format",
    ],
    "a page instead of a signature": [
      { [signature]: new TextEncoder().encode("<html>") },
      {},
      "format",
    ],
    "a signature cut off": [
      { [signature]: files.get(signature)!.slice(0, 120) },
      {},
      "format",
    ],
  };
  for (const [name, [changed, options, reason]] of Object.entries(cases)) {
    await t.step(name, async () => {
      await using server = releaseServer(changed);
      const module = sourceOf(server, options);
      const error = await assertRejects(
        () => Runtime.create({ module }),
        SignatureError,
      );
      assertEquals([error.reason, error.url], [reason, `${module.manifest}`]);
      assertEquals(server.asked, [manifest, signature]);
    });
  }
});

/** The signature with another trusted comment, which only the second one covers. */
function changedComment(): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder().decode(files.get(signature));
  return new TextEncoder().encode(text.replace("timestamp:", "timestamp:9"));
}

Deno.test("Runtime.create() tells a wrong size from a wrong checksum and a missing file", async (t) => {
  await using server = releaseServer();
  const wrong = [
    ["short", SizeError],
    ["long", SizeError],
    ["other", ChecksumError],
    ["lgpl", ModuleError],
    ["__proto__", ModuleError],
  ] as const;
  for (const [engine, kind] of wrong) {
    await t.step(engine, async () => {
      const module = sourceOf(server, { engine });
      await assertRejects(() => Runtime.create({ module }), kind as never);
      assertEquals((module.cacheFs as MemoryFs).open("/").readdirnames(), []);
    });
  }
  const whole = new Uint8Array(gunzipSync(files.get(archive)!));
  const damaged = [
    ["a changed byte", changed(whole, 400), ChecksumError],
    ["cut off", whole.slice(0, -9), SizeError],
    ["a changed byte of the archive", flipped(archive, 400), ChecksumError],
    ["an archive cut off", files.get(archive)!.slice(0, -9), ChecksumError],
    ["a page", new TextEncoder().encode("<html>"), ChecksumError],
  ] as const;
  for (const [name, body, kind] of damaged) {
    await t.step(name, async () => {
      await using server = releaseServer({ [archive]: body });
      const module = sourceOf(server);
      const error = await assertRejects(
        () => Runtime.create({ module }),
        kind as typeof ChecksumError,
      );
      if (kind === ChecksumError) {
        assertEquals(error.received, await sha256(body));
      }
      assertEquals((module.cacheFs as MemoryFs).open("/").readdirnames(), []);
    });
  }
  for (const name of ["none", "away"]) {
    await t.step(`the manifest ${name}`, async () => {
      const module = sourceOf(server, {
        manifest: `${server.url}${name}.json`,
      });
      const error = await assertRejects(
        () => Runtime.create({ module }),
        ModuleError,
      );
      assertEquals(error.reason, "source");
    });
  }
  await t.step("no signature", async () => {
    await using unsigned = releaseServer({ [signature]: null });
    const module = sourceOf(unsigned, { retryDelays: [] });
    const error = await assertRejects(
      () => Runtime.create({ module }),
      DownloadError,
    );
    assertEquals([error.status, error.url], [
      404,
      `${unsigned.url}engines.json.minisig`,
    ]);
  });
});

Deno.test("engine() knows the engines of a release, and localEngine() their files", async () => {
  const { url, sha256 } = engineOf(release, "gpl", {});
  assertEquals(`${url}`, "http://127.0.0.1:9/v1.2.3/ffmpeg-gpl.wasm.gz");
  assertEquals(sha256, release.engines.gpl!.sha256);

  const file = "ffmpeg-gpl.wasm.gz";
  await inFolder({ [file]: files.get(`/${file}`)! }, async (folder) => {
    await using server = releaseServer();
    const cacheFs = new MemoryFs();
    const mirrored = engineOf(release, "gpl", { mirror: server.url, cacheFs });
    for (
      const module of [mirrored, localEngineOf(release, "gpl", { folder })]
    ) {
      await using runtime = await Runtime.create({ module });
      const { exitCode } = await runtime.run(new MemoryFs(), ["exit", "7"]);
      assertEquals(exitCode, 7);
    }
    const module = localEngineOf(release, "other", { folder });
    const error = await assertRejects(
      () => Runtime.create({ module }),
      ChecksumError,
    );
    assertEquals(error.url, `${folder}/${file}`);
  });
});

Deno.test("engine() and localEngine() know which threads are wanted", () => {
  const { gpl } = release.engines;
  const threaded = { ...gpl!, file: "ffmpeg-gpl-threads.wasm.gz" };
  const both = { ...release, engines: { gpl: gpl!, "gpl-threads": threaded } };
  const fileOf = (threads?: "green" | "real", name = "gpl") =>
    `${engineOf(both, name, { threads }).url}`.split("/").at(-1);
  // This host can suspend a stack.
  assertEquals(fileOf(), gpl!.file);
  assertEquals(fileOf("green"), gpl!.file);
  assertEquals(fileOf("real"), threaded.file);
  // So they are listed, and called on npm.
  assertEquals(fileOf(undefined, "gpl-threads"), threaded.file);
  assertEquals(fileOf("real", "gpl-threads"), threaded.file);
  assertThrows(
    () => fileOf("green", "gpl-threads"),
    TypeError,
    'received "green", but those of "gpl-threads" are real; name "gpl"',
  );
  const { file } = localEngineOf(both, "gpl", {
    folder: "/a",
    threads: "real",
  });
  assertEquals(file, `/a/${threaded.file}`);
  assertThrows(
    () => engineOf(release, "gpl", { threads: "real" }),
    ModuleError,
    'received "gpl-threads"; the release 1.2.3 has gpl,',
  );
  // deno-lint-ignore no-explicit-any
  for (const threads of ["Real", "real ", "", 4, true, null] as any[]) {
    const local = { folder: "/a", threads };
    const wrong = [
      () => engineOf(both, "gpl", { threads }),
      () => localEngineOf(both, "gpl", local),
    ];
    for (const run of wrong) {
      assertThrows(run, TypeError, 'give "green" or "real"');
    }
  }
});

Deno.test("engine() says what there is, and what to do where there is nothing", () => {
  const cases: [run: () => unknown, text: string][] = [
    [() => engineOf(release, "gpI", {}), "has gpl, short, long, other"],
    [() => engineOf(release, "toString", {}), "the release 1.2.3 has"],
    [() => engineOf(undefined, "gpl", {}), "afmpeg engine build"],
  ];
  for (const [run, text] of cases) {
    assertEquals(assertThrows(run, ModuleError, text).reason, "release");
  }
  // deno-lint-ignore no-explicit-any
  const wrong: any[] = [{ mirror: "x" }, { mirror: "http://x/a" }, {
    mirorr: 1,
  }];
  for (const options of wrong) {
    assertThrows(() => engineOf(release, "gpl", options), TypeError);
  }
  // deno-lint-ignore no-explicit-any
  const none: any = undefined;
  assertThrows(() => localEngineOf(release, "gpl", none), TypeError, "folder");
});
