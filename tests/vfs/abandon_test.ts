// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What becomes of a file whose writer gives up: through every decorator, over a file
 * system that stores a file as a whole when it is closed.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as vfs from "../../vfs/mod.ts";
import {
  type Awaitable,
  BaseFs,
  BasePathFs,
  CacheOnReadFs,
  copy,
  DelegatingFile,
  DelegatingFs,
  type Errno,
  exists,
  FilterFs,
  type Fs,
  FsError,
  type FsFile,
  MemoryFs,
  MountFs,
  ObserveFs,
  type OpenOptions,
  OverlayFs,
  QuotaFs,
  ReadAheadFs,
  readTextFile,
  writable,
} from "../../vfs/mod.ts";
import { S3Fs } from "../../vfs/s3/mod.ts";
import * as testing from "../../vfs/testing/mod.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";
import { ConditionalStore } from "../support/conditional_store.ts";

const PART = 65_536;

function s3(store: ConditionalStore): S3Fs {
  return new S3Fs({
    ...{ endpoint: store.endpoint, bucket: "media", retryDelays: [] },
    ...{ partBytes: PART, maxSpoolBytes: 3 * PART },
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });
}

async function codeOf(action: () => unknown): Promise<Errno> {
  const error = await assertRejects(async () => await action(), FsError);
  return error.code;
}

/** A file of a user, who knows of `close` only. */
class OwnFs extends DelegatingFs {
  unclosed = 0;

  constructor(fs: Fs) {
    super("OwnFs", fs);
  }

  override async openFile(path: string, options?: OpenOptions) {
    const closed = () => this.unclosed--;
    this.unclosed++;
    return new (class extends DelegatingFile {
      override async close(): Promise<void> {
        await super.close();
        closed();
      }
    })(path, await super.openFile(path, options));
  }
}

/** Every file system over another, over one that has `f` already. */
const decorators: Readonly<Record<string, (fs: Fs) => Fs>> = {
  BasePathFs: (fs) => new BasePathFs(fs, "/"),
  CacheOnReadFs: (fs) => new CacheOnReadFs(fs, new MemoryFs()),
  DelegatingFs: (fs) => new OwnFs(fs),
  FaultFs: (fs) => new FaultFs(fs, () => undefined),
  FilterFs: (fs) => new FilterFs(fs, /./),
  MountFs: (fs) => new MountFs({ "/": fs }),
  ObserveFs: (fs) => new ObserveFs(fs),
  OverlayFs: (fs) => new OverlayFs(new MemoryFs(), fs),
  QuotaFs: (fs) => new QuotaFs(fs),
  ReadAheadFs: (fs) => new ReadAheadFs(fs),
  // Whose answers are checked: a proxy might not keep the contract.
  Proxy: (fs) =>
    new BasePathFs(
      new Proxy(fs, {
        get(fs, name) {
          const value = Reflect.get(fs, name, fs);
          return typeof value === "function" ? value.bind(fs) : value;
        },
      }),
      "/",
    ),
  "a stack": (fs) =>
    new ObserveFs(
      new QuotaFs(
        new ReadAheadFs(
          new CacheOnReadFs(
            new MountFs({ "/": new OwnFs(fs) }),
            new MemoryFs(),
          ),
        ),
      ),
      () => {},
    ),
};

/** Those that are over no other file system, or cannot be written. */
const others = [
  ...["BaseFs", "BlobFs", "DenoFs", "DeviceFs", "HttpFs", "MemoryFs"],
  ...["OpfsFs", "ReadOnlyFs", "ResolvingFs", "TarFs"],
];

Deno.test("every file system over another is among those that are tried", () => {
  const names = Object.entries({ ...vfs, ...testing })
    .filter(([, value]) =>
      typeof value === "function" && value.prototype instanceof BaseFs ||
      value === BaseFs || value === MemoryFs
    )
    .map(([name]) => name);
  assert(names.length > 15, `${names}`);
  const known = [...others, ...Object.keys(decorators)];
  assertEquals(names.filter((name) => !known.includes(name)), []);
});

for (const [name, over] of Object.entries(decorators)) {
  Deno.test(`what is abandoned through ${name} is not stored, and closed`, async () => {
    await using store = new ConditionalStore();
    await using base = s3(store);
    await base.writeFile("f", "whole");
    const fs = over(base);
    for (const [path, size] of [["f", 3], ["f", 5 * PART], ["g", 3]] as const) {
      for (const options of [{ truncate: true }, { append: true }, {}]) {
        const file = await fs.openFile(path, {
          ...{ write: true, create: true },
          ...options,
        });
        await file.write(new Uint8Array(size));
        await file.abandon!();
        for (const end of [() => file.abandon!(), () => file.close()]) {
          assertEquals(await codeOf(end), "EBADF");
        }
        assertEquals(await codeOf(() => file.stat()), "EBADF");
        await file[Symbol.asyncDispose]();
        assertEquals(await readTextFile(fs, "f"), "whole");
        assertEquals(await exists(fs, "g"), false);
      }
    }
    assertEquals([...store.objects.keys()], ["f"]);
    assertEquals(store.uploads.size, 0);
    // Nothing is left of it: not even what would keep it from being removed.
    await fs.rename("f", "h");
    await fs.remove("h");
    if (fs instanceof QuotaFs) {
      assertEquals(await fs.usage(), { bytes: 0, files: 0 });
    }
    if (fs instanceof OwnFs) assertEquals(fs.unclosed, 0);
  });
}

/** A stream of some data that then fails. */
function breaking(data: Uint8Array<ArrayBuffer>): ReadableStream {
  let isBroken = false;
  return new ReadableStream({
    pull(controller) {
      if (isBroken) throw new Error("broken");
      isBroken = true;
      controller.enqueue(data);
    },
  });
}

const large = new Uint8Array(5 * PART).fill(7);

/** What leaves a file when it fails, whatever it is that fails. */
const failures: Readonly<Record<string, (fs: Fs) => Awaitable<unknown>>> = {
  "a stream whose source breaks": (fs) =>
    breaking(large).pipeTo(writable(fs, "f")),
  "a stream that appends": (fs) =>
    breaking(large).pipeTo(writable(fs, "f", { append: true })),
  "a stream that is aborted": async (fs) => {
    const writer = writable(fs, "f").getWriter();
    await writer.write(large);
    await writer.abort(new Error("broken"));
    throw new Error("broken");
  },
  "a stream of what is no data": async (fs) => {
    const writer = writable(fs, "f").getWriter();
    await writer.write(large);
    await writer.write(1 as never);
  },
  "a copy of what cannot be read": async (fs) => {
    const from = new MemoryFs();
    from.writeFile("a", large);
    const broken = new FaultFs(
      from,
      ({ operation, index }) =>
        operation === "read" && index === 1 ? { error: "EIO" } : undefined,
    );
    await copy({ fs: broken, path: "a" }, { fs, path: "f" });
  },
  "a copy that is aborted": async (fs) => {
    const from = new MemoryFs();
    from.writeFile("a", large);
    const controller = new AbortController();
    await copy({ fs: from, path: "a" }, { fs, path: "f" }, {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("broken")),
    });
  },
};

for (const [what, fail] of Object.entries(failures)) {
  Deno.test(`${what} stores nothing in a store, and what it wrote on a disk`, async () => {
    await using store = new ConditionalStore();
    await using fs = s3(store);
    await fs.writeFile("f", "whole");
    await assertRejects(async () => await fail(fs));
    assertEquals(await fs.readTextFile("f"), "whole");
    assertEquals([[...store.objects.keys()], store.uploads.size], [["f"], 0]);
    // It is closed: else it could not be renamed while it is uploaded.
    await fs.rename("f", "g");
    const memory = new MemoryFs();
    memory.writeFile("f", "whole");
    await assertRejects(async () => await fail(memory));
    assert(memory.stat("f").size >= 2 * PART);
  });
}

Deno.test("a write that fails stores nothing, and is what is reported", async () => {
  await using store = new ConditionalStore();
  await using base = s3(store);
  await base.writeFile("f", "whole");
  const fs = new QuotaFs(base, { maxBytes: 2 * PART });
  for (const write of [fs.writeFile.bind(fs), fs.appendFile.bind(fs)]) {
    assertEquals(await codeOf(() => write("f", large)), "ENOSPC");
    assertEquals(await fs.readTextFile("f"), "whole");
    assertEquals(await fs.usage(), { bytes: 5, files: 1 });
  }
});

Deno.test("a file that cannot be described once it is open is not stored", async () => {
  await using store = new ConditionalStore();
  await using base = s3(store);
  await base.writeFile("f", "whole");
  class UntellingFs extends DelegatingFs {
    override async openFile(path: string, options?: OpenOptions) {
      return new (class extends DelegatingFile {
        override stat(): never {
          throw new FsError("EIO", { operation: "stat", path });
        }
      })(path, await super.openFile(path, options));
    }
  }
  const fs = new ReadAheadFs(new UntellingFs("UntellingFs", base));
  for (const path of ["f", "g"]) {
    assertEquals(await codeOf(() => fs.create(path)), "EIO");
  }
  assertEquals(await base.readTextFile("f"), "whole");
  assertEquals([...store.objects.keys()], ["f"]);
});

Deno.test("readers of a file that was abandoned see what is stored", async () => {
  for (const name of ["CacheOnReadFs", "ReadAheadFs", "a stack"]) {
    await using store = new ConditionalStore();
    await using base = s3(store);
    await base.writeFile("f", "whole");
    const fs = decorators[name]!(base);
    await using reader = await fs.open("f");
    const read = async () => {
      const buffer = new Uint8Array(10);
      const count = await reader.readAt(buffer, 0);
      return new TextDecoder().decode(buffer.subarray(0, count!));
    };
    const file = await fs.openFile("f", { write: true });
    await file.writeAt(new TextEncoder().encode("partial"), 0);
    assertEquals([name, await read()], [name, "partial"]);
    await file.abandon!();
    assertEquals([name, await read()], [name, "whole"]);
    assertEquals([name, await readTextFile(fs, "f")], [name, "whole"]);
  }
});

Deno.test("QuotaFs counts what is left when the last handle of an abandoned file is closed", async () => {
  await using store = new ConditionalStore();
  await using base = s3(store);
  await base.writeFile("f", "whole");
  const fs = new QuotaFs(base);
  const file = await fs.openFile("f", { write: true, append: true });
  await using reader = await fs.open("f");
  await file.write(large);
  await file.abandon!();
  await reader.close();
  assertEquals(await fs.usage(), { bytes: 5, files: 1 });
});

/** What several writers of one object do, in turn, and what is there then. */
const scenes: readonly (readonly [string, string, ...string[]])[] = [
  ["one", "open A", "write A", "abandon A"],
  ["A", "open A", "write A", "close A"],
  // The last one decides.
  ["AB", "open A", "open B", "write A", "write B", "abandon A", "close B"],
  ["one", "open A", "open B", "write A", "write B", "abandon A", "abandon B"],
  // What somebody has closed is not lost by what others do.
  ["AB", "open A", "open B", "write A", "write B", "close A", "abandon B"],
  // Unless they have emptied it.
  [
    "one",
    "open A",
    "write A",
    "open C",
    "close A",
    "empty B",
    "abandon B",
    "abandon C",
  ],
  [
    "B",
    "open A",
    "write A",
    "open C",
    "close A",
    "empty B",
    "write B",
    "close B",
    "abandon C",
  ],
  // Of those that only read, nothing depends.
  ["one", "open A", "read R", "write A", "abandon A", "close R"],
  ["A", "open A", "read R", "write A", "close A", "abandon R"],
  // What was decided is decided.
  [
    "A",
    "open A",
    "read R",
    "write A",
    "close A",
    "open B",
    "write B",
    "abandon B",
    "close R",
  ],
  [
    "B",
    "open A",
    "read R",
    "write A",
    "abandon A",
    "empty B",
    "write B",
    "close B",
    "close R",
  ],
  [
    "one",
    "touch A",
    "read R",
    "close A",
    "open B",
    "write B",
    "abandon B",
    "close R",
  ],
];

Deno.test("an object that several write is stored if one of them closes it", async () => {
  for (const [left, ...steps] of scenes) {
    await using store = new ConditionalStore();
    await using fs = s3(store);
    await fs.writeFile("f", "one");
    const files: Record<string, FsFile> = {};
    const write = { write: true, append: true };
    for (const step of steps) {
      const [what, who] = step.split(" ") as [string, string];
      if (what === "open") {
        const truncate = Object.keys(files).length === 0;
        files[who] = await fs.openFile("f", { ...write, truncate });
      } else if (what === "empty") {
        files[who] = await fs.openFile("f", { ...write, truncate: true });
      } else if (what === "touch") files[who] = await fs.openFile("f", write);
      else if (what === "read") files[who] = await fs.open("f");
      else if (what === "write") await files[who]!.writeString(who);
      else if (what === "close") await files[who]!.close();
      else await files[who]!.abandon!();
    }
    assertEquals([steps, await fs.readTextFile("f")], [steps, left]);
  }
});

Deno.test("an exclusive creation that was abandoned leaves the name to others", async () => {
  await using store = new ConditionalStore();
  await using one = s3(store);
  await using two = s3(store);
  const options = { write: true, create: true, exclusive: true };
  const file = await one.openFile("f", options);
  await file.write(large);
  await file.abandon!();
  await two.writeFile("f", "other");
  assertEquals(await codeOf(() => one.openFile("f", options)), "EEXIST");
  await one.remove("f");
  await (await one.openFile("f", options)).close();
  assertEquals(await two.readTextFile("f"), "");
});

Deno.test("what was removed or renamed while it was open can be abandoned", async () => {
  await using store = new ConditionalStore();
  await using fs = s3(store);
  await fs.writeFile("f", "whole");
  const removed = await fs.create("f");
  await removed.write(large);
  await fs.remove("f");
  await removed.abandon!();
  assertEquals([store.objects.size, store.uploads.size], [0, 0]);
  const renamed = await fs.create("a");
  await renamed.writeString("a");
  await fs.rename("a", "b");
  await renamed.abandon!();
  assertEquals([store.objects.size, await fs.exists("b")], [0, false]);
});

Deno.test("an upload that cannot be dropped is reported", async () => {
  await using store = new ConditionalStore();
  await using fs = s3(store);
  store.fail = (request) =>
    request.startsWith("DELETE")
      ? new Response(null, { status: 403 })
      : undefined;
  const file = await fs.create("f");
  await file.write(large);
  const error = await assertRejects(async () => await file.abandon!(), FsError);
  assertEquals([error.code, error.path], ["EACCES", "f"]);
  assertEquals(await codeOf(() => file.close()), "EBADF");
  assertEquals(await fs.exists("f"), false);
});
