import { join } from "@std/path/posix";
import { cached } from "./cached.ts";
import { packageFile } from "./npm.ts";
import { Random } from "./random.ts";

/** What the generator knows and the engine does not, or only behind a flag. */
const absent = [
  "strings",
  "shared-everything",
  "stack-switching",
  "custom-descriptors",
  "custom-page-sizes",
  "fp16",
  "compact-imports",
  "relaxed-atomics",
  "acquire-release-atomics",
  "multibyte",
  "wide-arithmetic",
];

/** How many random bytes become a module. */
const SEED_BYTES = 40_000;

/**
 * A valid module that uses at random whatever WebAssembly has, made by binaryen's
 * fuzzer: it ends by itself, and does not depend on the bits of a NaN. The same for
 * the same seed.
 */
export async function randomModule(
  seed: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const options = [
    ...["-ttf", "-all", "--emit-exnref", "--denan", "-g"],
    ...absent.map((feature) => `--disable-${feature}`),
  ];
  const program = packageFile("binaryen/bin/wasm-opt");
  const path = await cached([program, ...options, `${seed}`], async (path) => {
    const folder = await Deno.makeTempDir();
    try {
      const input = join(folder, "seed");
      await Deno.writeFile(input, new Random(seed).bytes(SEED_BYTES));
      const { success, stderr } = await new Deno.Command("node", {
        args: [program, ...options, input, "-o", path],
      }).output();
      if (!success) throw new Error(new TextDecoder().decode(stderr));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
  return await Deno.readFile(path);
}
