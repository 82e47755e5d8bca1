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
  "fish",
  "zsh",
]);
await installPackages();
await buildEngine("lgpl");
await buildEngine("lgpl", { version: "5.1" });
await buildCheckasm();
await buildEngine("gpl", { guard: true });

// The examples of the documentation find their modules in the working directory.
const modules = {
  "ffmpeg.wasm": await buildEngine("gpl"),
  "ffmpeg-5.1.wasm": await buildEngine("gpl", { version: "5.1" }),
  "ffmpeg-lean.wasm": await buildEngine("lgpl-lean", { version: "5.1" }),
};
for (const [name, { path }] of Object.entries(modules)) {
  await Deno.remove(name).catch(() => {});
  await Deno.symlink(path, name);
}
