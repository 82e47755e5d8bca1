// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What it costs to open a file in a jail, as ratios to opening it without one:
 * `deno run -A bench/jail_bench.ts`, or with `--allow-read --allow-write` for a
 * directory of the host that is reached by paths.
 *
 * @module
 */
import * as host from "node:fs";
import { BasePathFs, DenoFs, FilterFs, type Fs, MemoryFs } from "../vfs/mod.ts";
import { compare } from "./compare.ts";

const TIMES = 2000;
const depths = ["x", "a/x", "a/b/c/x"];

async function open(fs: Fs, path: string): Promise<void> {
  for (let i = 0; i < TIMES; i++) await (await fs.openFile(path, {})).close();
}

const root = await Deno.makeTempDir();
const memory = new MemoryFs();
memory.mkdirAll("jail/a/b/c");
await Deno.mkdir(`${root}/a/b/c`, { recursive: true });
for (const path of depths) {
  memory.writeFile(`jail/${path}`, "x");
  await Deno.writeTextFile(`${root}/${path}`, "x");
}
// A directory that is reached by paths has to come to rest first.
await new Promise((resolve) => setTimeout(resolve, 1100));

using disk = new DenoFs(root);
for (const path of depths) {
  await compare(`open and close ${path} of the host, by ${disk.access}`, 5, {
    "node:fs": () => {
      for (let i = 0; i < TIMES; i++) {
        host.closeSync(host.openSync(`${root}/${path}`, "r"));
      }
    },
    DenoFs: () => open(disk, path),
    "FilterFs(DenoFs)": () => open(new FilterFs(disk, /./), path),
  });
  await compare(`open and close ${path} in memory`, 5, {
    MemoryFs: () => open(memory, `jail/${path}`),
    BasePathFs: () => open(new BasePathFs(memory, "jail"), path),
  });
}
await Deno.remove(root, { recursive: true });
