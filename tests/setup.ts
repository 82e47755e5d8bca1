/**
 * Brings what the tests need: compilers for guests, programs of others, native
 * ffmpeg as the oracle, both variants of the engine, and the programs that check its
 * kernels. At once where all of it is there.
 *
 * @module
 */
import { ensurePackages } from "../engine/packages.ts";
import { buildEngine } from "../engine/build.ts";
import { buildCheckasm } from "../engine/checkasm.ts";
import { installPackages } from "./support/npm.ts";

await ensurePackages([
  "clang-16",
  "clang-19",
  "clang-22",
  "lld-19",
  "libclang-rt-19-dev-wasm32",
  "wasi-libc",
  "gcc",
  "ffmpeg",
  "fonts-dejavu-core",
  "strace",
  "bsdutils",
  "fish",
  "zsh",
]);
await installPackages();
const engines = [await buildEngine("lgpl"), await buildEngine("gpl")];
await buildCheckasm();
await buildEngine("gpl", { guard: true });

// The examples of the documentation find their module in the working directory.
await Deno.remove("ffmpeg.wasm").catch(() => {});
await Deno.symlink(engines[1]!.path, "ffmpeg.wasm");
