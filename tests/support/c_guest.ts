import { fromFileUrl, join } from "@std/path/posix";
import { sha256 } from "../../engine/sources.ts";

const sources = new URL("../../testdata/guests/", import.meta.url);

/**
 * Compiles a C program in `testdata/guests` for WASI preview1. A second call
 * with the same source and flags finds the module of the first.
 */
export async function compileGuest(
  name: string,
  flags: readonly string[] = [],
): Promise<Uint8Array<ArrayBuffer>> {
  const all = ["-O2", "-Wall", "--target=wasm32-wasi", ...flags];
  return await Deno.readFile(await compile(name, all));
}

/** Compiles the same for the host, as the oracle. Returns the path of the program. */
export async function compileNative(name: string): Promise<string> {
  return await compile(name, ["-O2", "-Wall", "-Wno-unused-result"]);
}

async function compile(name: string, command: string[]): Promise<string> {
  const source = fromFileUrl(new URL(name, sources));
  const text = await Deno.readTextFile(source);
  const key = await sha256(
    new TextEncoder().encode([text, ...command].join("\0")),
  );
  const cache = join(
    Deno.env.get("XDG_CACHE_HOME") ?? join(Deno.env.get("HOME")!, ".cache"),
    "afmpeg/guests",
  );
  const path = join(cache, key);
  try {
    await Deno.stat(path);
    return path;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  await Deno.mkdir(cache, { recursive: true });
  const made = await Deno.makeTempFile({ dir: cache });
  const { success, stderr } = await new Deno.Command("clang-19", {
    args: [...command, source, "-o", made],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  await Deno.rename(made, path);
  return path;
}
