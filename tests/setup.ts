// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Brings what the tests need: compilers for guests, programs of others, native
 * ffmpeg as the oracle, the engines, and the programs that check their kernels. At
 * once where all of it is there.
 *
 * @module
 */
import { ensurePackages } from "../engine/packages.ts";
import { buildEngine } from "../engine/build.ts";
import { buildCheckasm } from "../engine/checkasm.ts";
import { compileGuest } from "./support/c_guest.ts";
import { compileJumper, flavours } from "./support/jump_guest.ts";
import { installGenerator } from "../site/build.ts";
import { forgetUnused } from "./support/remembered.ts";
import { installPackages } from "./support/npm.ts";

await ensurePackages([
  "clang-16",
  "clang-19",
  "clang-22",
  "lld-19",
  "libclang-rt-19-dev",
  "libclang-rt-19-dev-wasm32",
  "wasi-libc",
  "g++",
  "gcc",
  "chromium",
  "ffmpeg",
  "firefox-esr",
  "mediainfo",
  "sox",
  "fonts-dejavu-core",
  "fonts-symbola",
  "fonts-tlwg-garuda-ttf",
  "libharfbuzz-bin",
  "minisign",
  "webp",
  "redis-server",
  "strace",
  "bsdutils",
  "python3-swift",
  "python3-yaml",
  "fish",
  "zsh",
]);
await installPackages();
await forgetUnused();
await installGenerator();
await buildEngine("lgpl");
await buildEngine("gpl-lean", { threads: "real" });
await buildCheckasm();
await buildEngine("gpl", { guard: true });
await buildEngine("gpl", { interruptible: false });

// The examples of the documentation find their modules in the working directory.
const { path } = await buildEngine("gpl");
await Deno.remove("ffmpeg.wasm").catch(() => {});
await Deno.symlink(path, "ffmpeg.wasm");
await Deno.writeFile("capitals.wasm", await compileGuest("capitals.c"));
const jumps = await compileJumper("jumps.c", flavours["LLVM 19"]!);
await Deno.writeFile("jumps.wasm", jumps);
