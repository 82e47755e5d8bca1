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

/** Compiles a C program together with our threads. */
export async function compileThreadedGuest(
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const folder = fromFileUrl(new URL("../../engine/threads/", import.meta.url));
  const library: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (/\.[cS]$/.test(name)) library.push(folder + name);
  }
  const all = [
    ...["-O2", "-Wall", "--target=wasm32-wasi", "-D_WASI_EMULATED_SIGNAL"],
    ...[`-I${folder}include`, "-Wl,--export-table", ...library.toSorted()],
    ...["-lwasi-emulated-signal"],
  ];
  return await Deno.readFile(await compile(name, all, library));
}

/** Compiles the same for the host, as the oracle. Returns the path of the program. */
export async function compileNative(name: string): Promise<string> {
  return await compile(name, ["-O2", "-Wall", "-Wno-unused-result"]);
}

async function compile(
  name: string,
  command: string[],
  others: readonly string[] = [],
): Promise<string> {
  const source = fromFileUrl(new URL(name, sources));
  const texts = await Promise.all(
    [source, ...others].map((path) => Deno.readTextFile(path)),
  );
  return await cached([...texts, ...command], async (path) => {
    const { success, stderr } = await new Deno.Command("clang-19", {
      args: [source, ...command, "-o", path],
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  });
}
