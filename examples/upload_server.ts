// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * An HTTP server for untrusted uploads: `POST` a media file, and get JSON that
 * describes it, with a thumbnail as a data URL.
 *
 * ```sh
 * deno run --allow-net --allow-read=ffmpeg.wasm examples/upload_server.ts
 * curl --data-binary @clip.mp4 http://localhost:8000
 * ```
 *
 * @module
 */
import { AfmpegError, QueueFullError, RuntimePool } from "../mod.ts";
import { BlobFs } from "../vfs/mod.ts";

const UPLOAD_BYTES = 512 * 2 ** 20;

/** Handles uploads, with at most as many guests at work as `pool` has. */
export function uploadHandler(
  pool: RuntimePool,
): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== "POST") {
      return new Response("POST a media file", { status: 405 });
    }
    const upload = await request.blob();
    if (upload.size > UPLOAD_BYTES) return new Response(null, { status: 413 });
    // Read in place: the guest sees the upload as a file, and nothing is copied.
    const fs = new BlobFs({ upload });
    // The work stops when the client disconnects.
    const options = { signal: request.signal, timeout: 10_000 };
    try {
      const info = await pool.probe(fs, "upload", options);
      const isVideo = info.streams.some(({ type }) => type === "video");
      const picture = isVideo &&
        await pool.thumbnail(fs, "upload", { ...options, width: 320 });
      return Response.json({
        ...info,
        thumbnail: picture && `data:image/png;base64,${picture.toBase64()}`,
      });
    } catch (error) {
      if (error instanceof QueueFullError) {
        return new Response("busy", { status: 503 });
      }
      if (!(error instanceof AfmpegError)) throw error;
      return Response.json({ error: error.message }, { status: 422 });
    }
  };
}

if (import.meta.main) {
  await using pool = await RuntimePool.create({
    module: { file: "ffmpeg.wasm" },
    maxMemoryBytes: 512 * 2 ** 20,
    maxQueue: 100,
  });
  await Deno.serve(uploadHandler(pool)).finished;
}
