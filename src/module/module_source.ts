import type { Fs } from "../../vfs/fs.ts";
import { readFile } from "../../vfs/read_file.ts";
import { ModuleError } from "../errors.ts";
import { fetchModule, type RemoteModule } from "./remote_module.ts";
import { unpack } from "./unpack.ts";

/**
 * Where the module of a runtime comes from: exactly one of these. Its bytes may be
 * compressed by gzip or brotli.
 */
export type ModuleSource =
  | WebAssembly.Module
  | { readonly bytes: BufferSource }
  | { readonly file: string | URL }
  | { readonly fs: Fs; readonly path: string }
  | RemoteModule;

const sourceNames = ["bytes", "file", "fs", "url"] as const;

/**
 * Reads the module, unless it is compiled already.
 *
 * Errors: {@linkcode ModuleError} unless there is exactly one source, what reading
 * the file fails with, and what {@linkcode fetchModule} does.
 */
export async function readModule(
  source: ModuleSource,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  const given = sourceNames.filter((name) => name in source);
  if (given.length !== 1) {
    throw new ModuleError(
      "source",
      "Cannot load a module: give exactly one of `bytes`, `file`, `fs` with " +
        "`path`, `url` with `sha256`, or a WebAssembly.Module; received " +
        (given.length === 0 ? "none" : given.join(" and ")),
    );
  }
  if ("url" in source) return await fetchModule(source, signal);
  if ("bytes" in source) return await unpack(toUint8Array(source.bytes));
  if ("file" in source) return await unpack(await Deno.readFile(source.file));
  return await unpack(await readFile(source.fs, source.path));
}

function toUint8Array(bytes: BufferSource): Uint8Array<ArrayBuffer> {
  return ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
}
