// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Whatever a method of a file system returns, whoever uses it ends with a result or a
 * typed error: for each method, and each value that it must not return.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  AfmpegError,
  AnswerError,
  type Fs,
  MemoryFs,
  Runtime,
} from "../../mod.ts";
import {
  BasePathFs,
  CacheOnReadFs,
  copy,
  diskUsage,
  exists,
  FilterFs,
  glob,
  isDir,
  isEmpty,
  MountFs,
  ObserveFs,
  OverlayFs,
  QuotaFs,
  readable,
  ReadAheadFs,
  readDir,
  readFile,
  ReadOnlyFs,
  readTextFile,
  tempDir,
  tempFile,
  walk,
  writable,
  writeFile,
} from "../../vfs/mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { engineRuntime } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";
import { garbage, methods, spoiledFs } from "../support/spoiled_fs.ts";

let module!: { bytes: Uint8Array<ArrayBuffer> };
prepare(async () => {
  module = { bytes: await compileGuest("every_call.c") };
});

function filled(): MemoryFs {
  const fs = new MemoryFs();
  fs.mkdir("dir");
  fs.writeFile("dir/file", new Uint8Array(5000).fill(7));
  fs.symlink("file", "dir/symlink");
  return fs;
}

/** Uses each method of a file system and of its files. */
async function useAll(fs: Fs): Promise<void> {
  await fs.mkdirAll("/a/b");
  await fs.mkdir("/a/c");
  {
    await using file = await fs.create("/a/f");
    await file.write(new Uint8Array(10));
    await file.writeAt(new Uint8Array(10), 5);
    await file.writeString("text");
    await file.seek(0);
    const buffer = new Uint8Array(100);
    while (await file.read(buffer) !== null);
    await file.readAt(buffer, 2);
    await file.seekData?.(0);
    await file.truncate(5);
    await file.chtimes(1n, 2n);
    await file.sync();
    await file.stat();
  }
  await (await fs.openFile("/a/f", { append: true })).close();
  await fs.chmod("/a/f", 0o600);
  await fs.chown("/a/f", 1, 2);
  await fs.chtimes("/a/f", 1n, 2n);
  await fs.symlink?.("f", "/a/s");
  await fs.readlink?.("/a/s");
  await fs.lchtimes?.("/a/s", 1n, 2n);
  await fs.link?.("/a/f", "/a/l");
  await fs.rename("/a/l", "/a/m");
  await fs.lstat?.("/a/s");
  await fs.stat("/a/f");
  {
    await using directory = await fs.open("/a");
    await directory.readdir(1);
    await directory.readdir();
    await directory.seek(0);
    await directory.readdirnames();
  }
  await fs.remove("/a/m");
  await fs.removeAll("/a");
}

const drain = async (items: AsyncIterable<unknown>) => {
  for await (const _ of items);
};

/** Everything in the package that takes a file system. */
const uses: Readonly<Record<string, (fs: Fs) => unknown>> = {
  BasePathFs: (fs) => useAll(new BasePathFs(fs, "dir")),
  "BasePathFs in another": (fs) =>
    useAll(new BasePathFs(new BasePathFs(fs, "/"), "dir")),
  CacheOnReadFs: (fs) => useAll(new CacheOnReadFs(fs, new MemoryFs())),
  "CacheOnReadFs, the cache": async (fs) => {
    const cached = new CacheOnReadFs(filled(), fs);
    await readFile(cached, "dir/file");
    await readFile(cached, "dir/file");
    await writeFile({ fs: cached, path: "dir/file" }, "changed");
    await useAll(cached);
  },
  FilterFs: (fs) => useAll(new FilterFs(fs, () => true)),
  MountFs: (fs) => useAll(new MountFs({ "/": fs })),
  "MountFs, below": (fs) =>
    useAll(
      new BasePathFs(new MountFs({ "/": new MemoryFs(), "/m": fs }), "/m"),
    ),
  ObserveFs: (fs) => useAll(new ObserveFs(fs, () => {})),
  OverlayFs: async (fs) => {
    const overlay = new OverlayFs(fs, new MemoryFs());
    await useAll(overlay);
    await writeFile({ fs: overlay, path: "dir/file" }, "changed");
    await overlay.changes();
    await overlay.commit();
  },
  "OverlayFs, the layer": async (fs) => {
    const overlay = new OverlayFs(filled(), fs);
    await useAll(overlay);
    await overlay.commit();
  },
  QuotaFs: async (fs) => {
    const quota = new QuotaFs(fs, { maxBytes: 1e6 });
    await useAll(quota);
    await quota.usage();
  },
  ReadAheadFs: async (fs) => {
    const ahead = new ReadAheadFs(fs);
    await readFile(ahead, "dir/file");
    await useAll(ahead);
  },
  ReadOnlyFs: async (fs) => {
    const readOnly = new ReadOnlyFs(fs);
    await readFile(readOnly, "dir/file");
    await drain(walk(readOnly, "/"));
  },
  "copy from": (fs) =>
    copy({ fs, path: "/" }, { fs: new MemoryFs(), path: "/to" }),
  "copy to": (fs) => copy({ fs: filled(), path: "/dir" }, { fs, path: "/to" }),
  diskUsage: (fs) => diskUsage(fs, "/"),
  exists: (fs) => exists(fs, "dir"),
  glob: (fs) => drain(glob(fs, "**/*")),
  isDir: (fs) => isDir(fs, "dir"),
  isEmpty: (fs) => isEmpty(fs, "dir"),
  readable: (fs) => new Response(readable(fs, "dir/file")).bytes(),
  readDir: (fs) => readDir(fs, "dir"),
  readFile: (fs) => readFile(fs, "dir/file"),
  readTextFile: (fs) => readTextFile(fs, "dir/file"),
  tempDir: async (fs) => readDir(fs, await tempDir(fs)),
  tempFile: (fs) => tempFile(fs),
  walk: (fs) => drain(walk(fs, "/")),
  writable: (fs) => new Blob(["text"]).stream().pipeTo(writable(fs, "new")),
  writeFile: (fs) => writeFile({ fs, path: "new" }, "text"),
  "writeFile, atomic": (fs) =>
    writeFile({ fs, path: "dir/file" }, "text", { atomic: true }),
};

/** Uses a file system that is spoiled in every way. Returns how often an answer was refused. */
async function fuzz(
  use: (fs: Fs) => unknown,
  values: Readonly<Record<string, unknown>> = garbage,
): Promise<number> {
  let refused = 0;
  for (const whose of ["fs", "file"] as const) {
    for (const method of methods[whose]) {
      for (const [i, [name, value]] of Object.entries(values).entries()) {
        const answer = i % 2 ? Promise.resolve(value) : value;
        const fs = spoiledFs(filled(), whose, method, answer);
        const error = await attempt(() => use(fs));
        if (error === undefined) continue;
        const what = `${whose}.${method} returns ${name}`;
        assert(error instanceof AfmpegError, `${what}: ${inspect(error)}`);
        if (!(error instanceof AnswerError)) continue;
        refused++;
        assertEquals(error.method, method, what);
        assertEquals(
          error.owner,
          whose === "fs" ? "SpoiledFs" : "FsFile",
          what,
        );
        assertStringIncludes(error.message, `\`${method}\` of `);
      }
    }
  }
  return refused;
}

async function attempt(use: () => unknown): Promise<unknown> {
  try {
    await use();
    return undefined;
  } catch (error) {
    // Both of an operation and of closing what it used.
    return error instanceof SuppressedError ? error.suppressed : error;
  }
}

function inspect(error: unknown): string {
  return error instanceof Error ? `${error.stack}` : Deno.inspect(error);
}

Deno.test("no helper or decorator is misled by what a file system returns", async (t) => {
  for (const [name, use] of Object.entries(uses)) {
    await t.step(name, async () => {
      assertEquals(await attempt(() => use(filled())), undefined);
      const refused = await fuzz(use);
      // A cache that is of no use is not used.
      assertEquals(refused > 0, name !== "CacheOnReadFs, the cache");
    });
  }
});

Deno.test("Runtime.run() is not misled by what a file system returns", async (t) => {
  await using runtime = await Runtime.create({ module });
  const unbounded = { maxBytes: Infinity, maxFiles: Infinity };
  const runs: Record<string, (fs: Fs) => Promise<unknown>> = {
    run: (fs) => runtime.run(fs, []),
    "without limits": (fs) => runtime.run(fs, [], unbounded),
    atomic: (fs) => runtime.run(fs, [], { atomic: true }),
    "in a mount": (fs) =>
      runtime.run(new MemoryFs(), [], { cwd: "/m/dir", mounts: { "/m": fs } }),
  };
  // A run for each way takes a while: what differs in kind.
  const names = ["undefined", "null", "zero", "negative", "text", "object"];
  const values = Object.fromEntries(names.map((name) => [name, garbage[name]]));
  for (const [name, run] of Object.entries(runs)) {
    await t.step(name, async () => {
      assertEquals(await attempt(() => run(filled())), undefined);
      assert(await fuzz(run, values) > 0);
    });
  }
});

Deno.test("Runtime.run() survives errors of a file system that throw when they are looked at", async () => {
  await using runtime = await Runtime.create({ module });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const odd = Object.defineProperty(new Error("odd"), "code", {
    get: () => {
      throw new Error("odder");
    },
  });
  for (const thrown of [proxy, odd]) {
    const fs = filled();
    fs.openFile = () => {
      throw thrown;
    };
    let received: unknown;
    try {
      await runtime.run(fs, []);
    } catch (error) {
      received = error;
    }
    assert(received === thrown);
    assertEquals((await runtime.run(filled(), [])).exitCode, 0);
  }
});

Deno.test("Runtime.probe() is not misled by what a file system returns", async () => {
  await using runtime = await engineRuntime("lgpl");
  const values = { undefined, negative: -1, text: "text", object: {} };
  const refused = await fuzz(async (fs) => {
    await runtime.probe(fs, "dir/file");
  }, values);
  assert(refused > 0);
});
