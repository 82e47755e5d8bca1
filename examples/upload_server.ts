// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * An HTTP server for untrusted uploads: `POST` a media file, and get JSON that
 * describes it, with a thumbnail as a data URL. An upload announces its length, and goes
 * to the disk as it arrives, so its size costs no memory.
 *
 * ```sh
 * deno run --allow-net --allow-read=ffmpeg.wasm,/tmp --allow-write=/tmp examples/upload_server.ts [PORT] [MAX-BYTES]
 * curl --data-binary @clip.mp4 http://localhost:8000
 * ```
 *
 * @module
 */
import {
  AfmpegError,
  type Fs,
  FsError,
  QueueFullError,
  RuntimePool,
} from "../mod.ts";
import {
  BasePathFs,
  DenoFs,
  QuotaFs,
  ReadOnlyFs,
  writable,
} from "../vfs/mod.ts";

const UPLOAD_BYTES = 512 * 2 ** 20;
/** How many uploads of the largest size the store holds. */
const UPLOADS = 8;

/** Statuses for what the store refuses: an upload, or any more of them. */
const refusals: ReadonlyMap<string, number> = new Map([
  ["EFBIG", 413],
  ["ENOSPC", 503],
]);

/** A directory for uploads that nobody else changes, by default a new one. */
function uploadStore(
  directory: string = Deno.makeTempDirSync(),
  maxFileBytes: number = UPLOAD_BYTES,
): Fs {
  // The size is checked while it is written: a client may announce any size.
  return new QuotaFs(new DenoFs(directory, { soleWriter: true }), {
    maxFileBytes,
    maxBytes: UPLOADS * maxFileBytes,
  });
}

/**
 * Handles uploads, with at most as many guests at work as `pool` has. They are kept
 * in `store` as long as it takes.
 */
export function uploadHandler(
  pool: RuntimePool,
  store: Fs = uploadStore(),
): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== "POST" || !request.body) {
      return new Response("POST a media file", { status: 405 });
    }
    if (!isMeasured(request)) {
      return new Response("Announce how long it is", { status: 411 });
    }
    // Each has a directory of its own: a guest sees no upload but its own.
    const id = crypto.randomUUID();
    await store.mkdir(id);
    try {
      const fs = new BasePathFs(store, id);
      // If it were cancelled, Deno would still read the rest of what is too large.
      await request.body.pipeTo(writable(fs, "upload"), {
        preventCancel: true,
      });
      return Response.json(await describe(pool, new ReadOnlyFs(fs)));
    } catch (error) {
      return refusal(error);
    } finally {
      await store.removeAll(id);
    }
  };
}

/**
 * Whether a request announces how long its body is. Otherwise Deno receives it as
 * fast as a client sends it, however slowly it is stored: the rest waits in memory,
 * and is moved there with each piece that is taken from it.
 */
function isMeasured({ headers }: Request): boolean {
  return headers.has("content-length") && !headers.has("transfer-encoding");
}

/** Describes the upload. A client that has gone costs no more than the timeout. */
async function describe(pool: RuntimePool, fs: Fs) {
  const options = { timeout: 10_000 };
  const info = await pool.probe(fs, "upload", options);
  const isVideo = info.streams.some(({ type }) => type === "video");
  const picture = isVideo &&
    await pool.thumbnail(fs, "upload", { ...options, width: 320 });
  return {
    ...info,
    thumbnail: picture && `data:image/png;base64,${picture.toBase64()}`,
  };
}

function refusal(error: unknown): Response {
  const status = error instanceof QueueFullError
    ? 503
    : error instanceof FsError
    ? refusals.get(error.code)
    : error instanceof AfmpegError
    ? 422
    // The client has gone in the middle of its upload.
    : error instanceof Deno.errors.BadResource
    ? 400
    : undefined;
  if (status === undefined) throw error;
  return Response.json({ error: (error as Error).message }, { status });
}

if (import.meta.main) {
  const [port = 8000, maxFileBytes = UPLOAD_BYTES] = Deno.args.map(Number);
  await using pool = await RuntimePool.create({
    module: { file: "ffmpeg.wasm" },
    maxMemoryBytes: 512 * 2 ** 20,
    maxQueue: 100,
  });
  const store = uploadStore(await Deno.makeTempDir(), maxFileBytes);
  await Deno.serve({ port }, uploadHandler(pool, store)).finished;
}
