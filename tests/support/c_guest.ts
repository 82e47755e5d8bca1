import { fromFileUrl } from "@std/path/posix";
import { cached } from "./cached.ts";

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
  return await cached([text, ...command], async (path) => {
    const { success, stderr } = await new Deno.Command("clang-19", {
      args: [...command, source, "-o", path],
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  });
}
