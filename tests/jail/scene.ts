// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { execute } from "../support/c_guest.ts";

/**
 * No file inside is this long: a result of this length describes something
 * outside.
 */
const secret = "SECRET".padEnd(777, ".");

/**
 * A jail on the host, with links and a pipe beside the names they can be
 * swapped with, and with files outside that must not be reached from it:
 *
 * - `d` and `n/d` are directories, `d.link` and `n/d.link` lead to `outside`
 * - `p/q` is a directory; `p` can be moved out
 * - `f` is a file, `f.link` leads to one outside
 * - `g` is a file, `g.fifo` a pipe
 * - `h` is a file, `h.link` leads to an unused name outside
 * - `to-d` and `to-x` lead to `d` and `d/x`, from the root of the jail
 */
export class Scene implements AsyncDisposable {
  /** The jail. */
  readonly root: string;
  readonly #folder: string;
  #before = "";

  private constructor(folder: string) {
    this.#folder = folder;
    this.root = `${folder}/root`;
  }

  static async make(): Promise<Scene> {
    const folder = await Deno.realPath(await Deno.makeTempDir());
    const scene = new Scene(folder);
    const { root } = scene;
    for (const path of ["outside", "outside/deep", "free"]) {
      await Deno.mkdir(`${folder}/${path}`);
    }
    for (const path of ["outside.txt", "outside/x", "outside/deep/x"]) {
      await Deno.writeTextFile(`${folder}/${path}`, secret);
    }
    await Deno.writeTextFile(`${folder}/outside/OUTMARK`, "");
    await Deno.symlink("OUTLINK", `${folder}/outside/l`);
    for (const path of ["d", "n/d", "p/q"]) {
      await Deno.mkdir(`${root}/${path}`, { recursive: true });
      await Deno.writeTextFile(`${root}/${path}/x`, "inside");
      await Deno.symlink("zz", `${root}/${path}/l`);
    }
    for (const path of ["f", "g", "h", "own"]) {
      await Deno.writeTextFile(`${root}/${path}`, "inside");
    }
    await Deno.symlink("../outside", `${root}/d.link`);
    await Deno.symlink("../../outside", `${root}/n/d.link`);
    await Deno.symlink("../outside.txt", `${root}/f.link`);
    await Deno.symlink("../free/new", `${root}/h.link`);
    await Deno.symlink("/d", `${root}/to-d`);
    await Deno.symlink("/d/x", `${root}/to-x`);
    await execute("mkfifo", [`${root}/g.fifo`]);
    scene.#before = await scene.#outside();
    return scene;
  }

  /** Descriptions of what has changed outside; empty if nothing has. */
  async changes(): Promise<string[]> {
    const [before, after] = [this.#before, await this.#outside()]
      .map((state) => new Set(state.split("\n")));
    return [...after!].filter((line) => !before!.has(line))
      .concat([...before!].filter((line) => !after!.has(line)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }

  /** Everything outside, except for access times: one line for each name. */
  async #outside(): Promise<string> {
    const lines: string[] = [];
    const note = async (path: string) => {
      const { atime: _, ...info } = await Deno.lstat(this.#folder + path);
      const content = info.isFile
        ? await Deno.readTextFile(this.#folder + path)
        : info.isSymlink
        ? await Deno.readLink(this.#folder + path)
        : "";
      // The jail, and what is moved in and out of it, change the folder.
      const state = path === "" ? [info.mode, info.uid, info.gid] : [info];
      lines.push(JSON.stringify([path, content, ...state]));
      if (!info.isDirectory) return;
      for await (const { name } of Deno.readDir(this.#folder + path)) {
        const own = `${path}/${name}`;
        if (own !== "/root" && own !== "/p") await note(own);
      }
    };
    await note("");
    return lines.join("\n");
  }
}
