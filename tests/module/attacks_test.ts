// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What somebody between a user and an engine may try. */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  ChecksumError,
  DownloadError,
  FsError,
  LimitError,
  MemoryFs,
  ModuleError,
  type RemoteModule,
  Runtime,
} from "../../mod.ts";
import { engineOf, localEngineOf } from "../../src/module/engine.ts";
import { sha256 } from "../../src/util/sha256.ts";
import { DenoFs, errorToJSON } from "../../vfs/mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { inFolder, namesIn, runCli } from "../support/cli.ts";
import { LocalServer } from "../support/local_server.ts";
import { newKey, signer } from "../support/minisign.ts";
import { prepare } from "../support/prepare.ts";

let guest!: Uint8Array<ArrayBuffer>;
let hash!: string;
/** Another module, which runs, too. */
let other!: Uint8Array<ArrayBuffer>;
prepare(async () => {
  guest = await compileGuest("behave.c");
  hash = await sha256(guest);
  // A section without a meaning.
  other = new Uint8Array([...guest, 0, 2, 1, 0x78]);
});

function sourceAt(url: string, options: Partial<RemoteModule> = {}) {
  const cacheFs = new MemoryFs();
  return { url, sha256: hash, retryDelays: [], cacheFs, ...options };
}

async function assertRuns(module: RemoteModule): Promise<void> {
  await using runtime = await Runtime.create({ module });
  const { exitCode } = await runtime.run(new MemoryFs(), ["exit", "7"]);
  assertEquals(exitCode, 7);
}

Deno.test("a download that fails tells nobody the user, the password and the token", async () => {
  await using server = new LocalServer((path) =>
    path === "/none" ? new Response(null, { status: 404 }) : new Response(other)
  );
  const gone = new LocalServer(() => new Response());
  await gone[Symbol.asyncDispose]();
  const secret = (url: string) =>
    url.replace("://", "://me:secret@") + "?token=hidden";
  const cases = [
    [`${server.url}none`, DownloadError],
    [`${server.url}other`, ChecksumError],
    [`${gone.url}a`, DownloadError],
  ] as const;
  for (const [url, kind] of cases) {
    const error = await assertRejects(
      () => Runtime.create({ module: sourceAt(secret(url)) }),
      kind as typeof DownloadError,
    );
    const said = Deno.inspect(error) + JSON.stringify(errorToJSON(error));
    assert(!/secret|hidden/.test(said), said);
    assertStringIncludes(error.url, `${new URL(url).host}/`);
  }
  const manifest = secret(`${server.url}none`);
  const trust = { manifest, key: "", engine: "gpl", retryDelays: [] };
  const error = await assertRejects(
    () => Runtime.create({ module: trust }),
    DownloadError,
  );
  assert(!/secret|hidden/.test(Deno.inspect(error)));
});

Deno.test("what a server sends on to is verified like what it sends", async () => {
  await using server = new LocalServer((path) => {
    if (path === "/right") return new Response(guest);
    if (path === "/wrong") return new Response(other);
    const headers = { location: path.slice("/to".length) };
    return new Response(null, { status: 302, headers });
  });
  await assertRuns(sourceAt(`${server.url}to/right`));
  const cacheFs = new MemoryFs();
  const wrong = sourceAt(`${server.url}to/wrong`, { cacheFs });
  const error = await assertRejects(
    () => Runtime.create({ module: wrong }),
    ChecksumError,
  );
  assertEquals(error.url, wrong.url);
  assertEquals(cacheFs.open("/").readdirnames(), []);
});

Deno.test("a server that sends a caller in circles ends in a DownloadError", async () => {
  const headers = { location: "/" };
  await using server = new LocalServer(() =>
    new Response(null, { status: 302, headers })
  );
  await assertRejects(
    () => Runtime.create({ module: sourceAt(server.url) }),
    DownloadError,
  );
});

Deno.test("a download without an end is ended at the limit", async () => {
  const ended = Promise.withResolvers<void>();
  const chunk = new Uint8Array(64 * 1024);
  await using server = new LocalServer(() =>
    new Response(
      new ReadableStream({
        pull: (stream) => stream.enqueue(chunk.slice()),
        cancel: () => ended.resolve(),
      }),
    )
  );
  const module = sourceAt(server.url, { maxBytes: 2 ** 20 });
  const error = await assertRejects(
    () => Runtime.create({ module }),
    LimitError,
  );
  assertEquals([error.option, error.limit], ["maxBytes", 2 ** 20]);
  await ended.promise;
});

Deno.test("a download that says that it is too large is not begun", async () => {
  await using server = new LocalServer(() => new Response(guest));
  let received = 0;
  const module = sourceAt(server.url, {
    maxBytes: guest.length - 1,
    onProgress: ({ receivedBytes }) => {
      received = receivedBytes;
    },
  });
  await assertRejects(() => Runtime.create({ module }), LimitError);
  assertEquals(received, 0);
});

Deno.test("what was put in the place of a module in the cache is fetched anew, not used", async (t) => {
  await using server = new LocalServer(() => new Response(guest));
  const poisons: Record<string, (path: string) => Promise<void>> = {
    "another module": (path) => Deno.writeFile(path, other),
    "a link to one": async (path) => {
      await Deno.writeFile(`${path}.other`, other);
      await Deno.remove(path);
      await Deno.symlink(`${hash}.wasm.other`, path);
    },
    "a link to nothing": async (path) => {
      await Deno.remove(path);
      await Deno.symlink("/none/at/all", path);
    },
    "a directory with a file": async (path) => {
      await Deno.remove(path);
      await Deno.mkdir(path);
      await Deno.writeFile(`${path}/${hash}.wasm`, other);
    },
    "a pipe": async (path) => {
      await Deno.remove(path);
      await new Deno.Command("mkfifo", { args: [path] }).output();
    },
  };
  for (const [name, poison] of Object.entries(poisons)) {
    await t.step(name, async () => {
      await inFolder({}, async (folder) => {
        const cacheFs = new DenoFs(folder);
        const module = { ...sourceAt(server.url), cacheFs };
        await assertRuns(module);
        const path = `${folder}/${hash}.wasm`;
        await poison(path);
        await assertRuns(module);
        const { isFile } = await Deno.lstat(path);
        assert(isFile);
        assertEquals(await sha256(await Deno.readFile(path)), hash);
      });
    });
  }
});

Deno.test("the command does not run a fetched engine that was replaced in the cache", async () => {
  await inFolder({}, async (folder) => {
    const place = `${folder}/afmpeg/modules`;
    await Deno.mkdir(place, { recursive: true });
    const path = `${place}/${hash}.wasm`;
    const env = { AFMPEG_ENGINE: "", XDG_CACHE_HOME: folder };
    for (const engine of [[], ["--engine=fetched"]]) {
      const call = ["ffmpeg", ...engine, "exit", "7"];
      await Deno.writeFile(path, guest);
      assertEquals((await runCli(call, { env })).code, 7);
      await Deno.writeFile(path, other);
      // Questions are answered without a thread.
      for (const used of [call, ["ffmpeg", ...engine, "-version"]]) {
        const { code, stderr } = await runCli(used, { env });
        assertEquals(code, 125);
        assertStringIncludes(stderr, `Cannot use the module of "${path}"`);
        assertStringIncludes(stderr, `expected ${hash}`);
      }
    }
  });
});

Deno.test("a checksum is the same in upper case, wherever it is given", async () => {
  await inFolder({ "a.wasm": guest, "b.wasm": other }, async (folder) => {
    const upper = hash.toUpperCase();
    await using _ = await Runtime.create({
      module: { file: `${folder}/a.wasm`, sha256: upper },
    });
    const error = await assertRejects(
      () =>
        Runtime.create({
          module: { file: `${folder}/b.wasm`, sha256: upper },
        }),
      ChecksumError,
    );
    assertEquals([error.expected, error.url], [hash, `${folder}/b.wasm`]);
  });
});

Deno.test("a signed manifest of another release is refused, and so are its files in another's place", async (t) => {
  await inFolder({}, async (folder) => {
    const key = await newKey(folder, "own");
    const file = "ffmpeg.wasm";
    const manifest = (version: string, sha256: string, size: number) =>
      JSON.stringify({ version, engines: { gpl: { file, sha256, size } } });
    const releases = {
      "1.0.0": [other, await sha256(other)],
      "1.1.0": [guest, hash],
    } as const;
    for (const [version, [module, hash]] of Object.entries(releases)) {
      const at = `${folder}/${version}`;
      await Deno.mkdir(at);
      await Deno.writeFile(`${at}/${file}`, module);
      const text = manifest(version, hash, module.length);
      await Deno.writeTextFile(`${at}/engines.json`, text);
      await signer(at)("-S", "-l", "-s", "../own.key", "-m", "engines.json");
    }
    let from = (_name: string) => "1.1.0";
    await using server = new LocalServer(async (path) =>
      new Response(await Deno.readFile(folder + "/" + from(path) + path))
    );
    const source = () => ({
      ...{ manifest: `${server.url}engines.json`, key, engine: "gpl" },
      ...{ version: "1.1.0", cacheFs: new MemoryFs(), retryDelays: [] },
    });
    await t.step("the right one", async () => {
      await using _ = await Runtime.create({ module: source() });
    });
    await t.step("an older release, whole", async () => {
      from = () => "1.0.0";
      const error = await assertRejects(
        () => Runtime.create({ module: source() }),
        ModuleError,
        'is of the release "1.0.0", not "1.1.0"',
      );
      assertEquals(error.reason, "release");
      const { version: _, ...any } = source();
      await using _older = await Runtime.create({ module: any });
    });
    const mixed = {
      "an older engine": ["/ffmpeg.wasm", "SizeError"],
      "an older manifest": ["/engines.json", "SignatureError"],
      "an older signature": ["/engines.json.minisig", "SignatureError"],
    };
    for (const [name, [old, expected]] of Object.entries(mixed)) {
      await t.step(name, async () => {
        from = (path) => path === old ? "1.0.0" : "1.1.0";
        const error = await assertRejects(
          () => Runtime.create({ module: source() }),
          Error,
        );
        assertEquals(error.name, expected);
      });
    }
    await t.step("the command", async () => {
      from = () => "1.0.0";
      const call = (release: string) =>
        runCli([
          ...["engine", "fetch", "gpl", `--manifest=${source().manifest}`],
          ...[`--key=${key}`, `--release=${release}`],
        ], { env: { XDG_CACHE_HOME: folder } });
      const { code, stderr } = await call("1.1.0");
      assertEquals(code, 125);
      assertStringIncludes(stderr, 'is of the release "1.0.0"');
      assertEquals((await call("1.0.0")).code, 0);
    });
  });
});

Deno.test("a mirror and a folder that are not what they should be are refused with advice", async () => {
  const file = "ffmpeg-gpl.wasm.gz";
  const engines = { gpl: { file, sha256: hash, size: guest.length } };
  const release = { version: "1.2.3", engines, url: "http://127.0.0.1:9/" };
  for (const mirror of ["https://x.test/a", "/a/", "x.test/"]) {
    assertThrows(
      () => engineOf(release, "gpl", { mirror }),
      TypeError,
      "give an absolute URL that ends with /",
    );
  }
  assertEquals(
    `${engineOf(release, "gpl", { mirror: "https://x.test/a/" }).url}`,
    `https://x.test/a/${file}`,
  );
  await inFolder({ [file]: other }, async (folder) => {
    const at = (folder: string) => localEngineOf(release, "gpl", { folder });
    await assertRejects(
      () => Runtime.create({ module: at(folder) }),
      ChecksumError,
      "get it anew",
    );
    const missing = await assertRejects(
      () => Runtime.create({ module: at(`${folder}/none`) }),
      FsError,
      "afmpeg engine",
    );
    assertEquals(missing.code, "ENOENT");
    assertEquals(await namesIn(folder), [file]);
  });
});
