// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * A backend in under 40 lines of code, for reading the objects of a store that speaks
 * HTTP, like S3. Each read is a `GET` of a range, so nothing is held in memory; a
 * `ReadAheadFs` in front of it makes fewer, larger requests. As a program, it describes
 * an object.
 *
 * ```sh
 * deno run --allow-net --allow-read=ffmpeg.wasm examples/object_store_fs.ts http://localhost:8000/ in.mp4
 * ```
 *
 * @module
 */
import {
  BaseFile,
  BaseFs,
  type FileInfo,
  FsError,
  MemoryFs,
} from "../vfs/mod.ts";
import { Runtime } from "../mod.ts";

/** What a store does not report: owner, times, and the like. */
const untold = new MemoryFs().stat("/");

/** The objects below a URL: a flat list of names, without directories. */
export class ObjectStoreFs extends BaseFs {
  constructor(readonly url: string) {
    super("ObjectStoreFs");
  }
  override async stat(name: string): Promise<FileInfo> {
    const { headers } = await this.request(name, { method: "HEAD" });
    const size = Number(headers.get("content-length"));
    return { ...untold, kind: "file", name, size };
  }
  override async openFile(name: string): Promise<ObjectFile> {
    return new ObjectFile(this, await this.stat(name));
  }
  async request(name: string, init: RequestInit): Promise<Response> {
    const url = this.url + name.replace(/^\/+/, "");
    const response = await fetch(url, init);
    if (response.ok) return response;
    const code = response.status === 404 ? "ENOENT" : "EIO";
    throw new FsError(code, { operation: "fetch", path: name });
  }
}

class ObjectFile extends BaseFile {
  constructor(readonly store: ObjectStoreFs, readonly info: FileInfo) {
    super(info.name);
  }
  override async readAt(data: Uint8Array, at: number): Promise<number | null> {
    if (at >= this.info.size) return null;
    const headers = { range: `bytes=${at}-${at + data.length - 1}` };
    const response = await this.store.request(this.name, { headers });
    data.set(await response.bytes());
    return Math.min(data.length, this.info.size - at);
  }
  override stat(): FileInfo {
    return this.info;
  }
}

if (import.meta.main) {
  const [url, name] = Deno.args as [string, string];
  await using runtime = await Runtime.create({
    module: { file: "ffmpeg.wasm" },
  });
  console.log(await runtime.probe(new ObjectStoreFs(url), name));
}
