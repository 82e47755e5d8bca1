// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Grants } from "../../src/cli/grants.ts";
import { fewPermissions } from "../../.ci/permissions.ts";
import { exists } from "../../vfs/exists.ts";
import { compileGuest } from "../support/c_guest.ts";
import { inFolder, namesIn, runCli } from "../support/cli.ts";
import { runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

let sound!: Uint8Array;
let tree!: Record<string, Uint8Array>;
prepare(async () => {
  const { files } = await runNative("ffmpeg", [
    ..."-f lavfi -i sine=duration=0.2 in.wav".split(" "),
  ]);
  sound = files["in.wav"]!;
  tree = {
    "in/a.wav": sound,
    "in/sub/b.wav": sound,
    "in/.hidden/c.wav": sound,
    "in/.d.wav": sound,
    "secret/e.wav": sound,
  };
});

/** Whether ffmpeg in its jail can read a file that another one names. */
async function readsThrough(
  list: string,
  named: string,
  folder: string,
  more: string[] = [],
): Promise<boolean> {
  await Deno.writeTextFile(`${folder}/${list}`, `file '${named}'\n`);
  const line = `-v error -f concat -safe 0 -i ${folder}/${list} -f null -`;
  const { code } = await runCli(["run", ...more, "--", ...line.split(" ")]);
  assert(code !== 125, "a failure of ffmpeg, not of the command");
  return code === 0;
}

Deno.test("afmpeg shows what lies in the directory of an input, and nothing outside", async () => {
  await inFolder(tree, async (folder) => {
    await Deno.symlink("../secret/e.wav", `${folder}/in/link.wav`);
    await Deno.symlink(`${folder}/secret/e.wav`, `${folder}/in/absolute.wav`);
    await Deno.symlink(`${folder}/in/a.wav`, `${folder}/in/inside.wav`);
    const reads = (named: string) => readsThrough("in/list.txt", named, folder);
    assertEquals(await reads("a.wav"), true);
    assertEquals(await reads("sub/b.wav"), true);
    assertEquals(await reads(`${folder}/in/a.wav`), true);
    assertEquals(await reads(".d.wav"), false);
    assertEquals(await reads(".hidden/c.wav"), false);
    assertEquals(await reads("../secret/e.wav"), false);
    assertEquals(await reads(`${folder}/secret/e.wav`), false);
    assertEquals(await reads(`file:${folder}/secret/e.wav`), false);
    assertEquals(await reads("link.wav"), false);
    assertEquals(await reads("absolute.wav"), false);
    assertEquals(await reads("inside.wav"), true);
  });
});

Deno.test("afmpeg shows a file that the command line names, even through links", async () => {
  await inFolder(tree, async (folder) => {
    await Deno.mkdir(`${folder}/links`);
    await Deno.symlink("../secret/e.wav", `${folder}/links/relative.wav`);
    await Deno.symlink(`${folder}/secret`, `${folder}/links/secret`);
    await Deno.symlink("relative.wav", `${folder}/links/chain.wav`);
    for (
      const [name, target] of Object.entries({
        "absolute.wav": "secret/e.wav",
        "absolute-chain.wav": "links/absolute.wav",
        "to-relative.wav": "links/relative.wav",
        "dotted.wav": "links/../in/.d.wav",
      })
    ) await Deno.symlink(`${folder}/${target}`, `${folder}/links/${name}`);
    for (
      const name of [
        "in/.d.wav",
        "links/relative.wav",
        "links/chain.wav",
        "links/secret/e.wav",
        "links/absolute.wav",
        "links/absolute-chain.wav",
        "links/to-relative.wav",
        "links/dotted.wav",
        "in/../in/a.wav",
      ]
    ) {
      const line = `-v error -i ${folder}/${name} -f null -`;
      const { code, stderr } = await runCli(["ffmpeg", ...line.split(" ")]);
      assertEquals([name, code, stderr], [name, 0, ""]);
    }
    // The target of a named link is shown, what is next to it is not.
    await Deno.writeFile(`${folder}/secret/f.wav`, sound);
    await Deno.symlink("../secret/list.txt", `${folder}/links/list.txt`);
    await Deno.writeTextFile(`${folder}/secret/list.txt`, "");
    const reads = (named: string) =>
      readsThrough("links/list.txt", named, folder);
    assertEquals(await reads("../secret/f.wav"), false);
  });
});

Deno.test("afmpeg writes where an absolute link leads, and starts at one", async () => {
  await inFolder(tree, async (folder) => {
    for (const name of ["here", "out"]) await Deno.mkdir(`${folder}/${name}`);
    await Deno.symlink(`${folder}/in/a.wav`, `${folder}/here/in.wav`);
    await Deno.symlink(`${folder}/out/made.wav`, `${folder}/here/out.wav`);
    const line = "-v error -y -i in.wav out.wav";
    const { code, stderr } = await runCli(["ffmpeg", ...line.split(" ")], {
      cwd: `${folder}/here`,
    });
    assertEquals([code, stderr], [0, ""]);
    assertEquals(await namesIn(`${folder}/out`), ["made.wav"]);
    assertEquals(await namesIn(`${folder}/here`), ["in.wav", "out.wav"]);
  });
});

Deno.test("afmpeg shows nothing besides the target of a relative path", async () => {
  await inFolder(tree, async (folder) => {
    const options = { cwd: `${folder}/in/sub` };
    const read = async (path: string, list = "a") => {
      await Deno.writeTextFile(`${folder}/in/list.txt`, `file '${list}'\n`);
      const line = `-v error -safe 0 -f concat -i ${path} -f null -`;
      return (await runCli(["ffmpeg", ...line.split(" ")], options)).code === 0;
    };
    assertEquals(await read("../list.txt", "a.wav"), true);
    assertEquals(await read("../list.txt", "sub/b.wav"), true);
    assertEquals(await read("../list.txt", "../secret/e.wav"), false);
    assertEquals(await read("../list.txt", "../../../../etc/passwd"), false);
  });
});

Deno.test("Grants show only the direct entries of the root of the host", async () => {
  const grants = new Grants();
  grants.addWithDirectory("/in.mp4", false);
  const root = grants.fileSystems()["/"]!;
  const kinds = async (path: string) => {
    await using directory = await root.open(path);
    return new Set((await directory.readdir()).map(({ kind }) => kind));
  };
  await Deno.stat("/etc/passwd");
  assertEquals(await exists(root, "/etc/passwd"), false);
  assertEquals((await kinds("/etc")).has("file"), false);
});

Deno.test("afmpeg shows the file that a URL with options names", async () => {
  await inFolder({ "in/a:b.wav": sound, "here/c.wav": "" }, async (folder) => {
    const path = "../in/a:b.wav";
    for (const url of [path, `subfile,,start,0,end,0,,:${path}`]) {
      const args = ["-v", "error", "-i", url, "-f", "null", "-"];
      const { code, stderr } = await runCli(["ffmpeg", ...args], {
        cwd: `${folder}/here`,
      });
      assertEquals([url, code, stderr], [url, 0, ""]);
    }
  });
});

Deno.test("afmpeg shows the files that options read and write", async () => {
  const files = { "in/a.wav": sound, "graphs/half.txt": "volume=0.5" };
  await inFolder(files, async (cwd) => {
    for (const name of ["out", "stats"]) await Deno.mkdir(`${cwd}/${name}`);
    const line = "-v error -i in/a.wav -/filter:a graphs/half.txt " +
      "-print_graphs_file stats/graphs.txt -stats_enc_pre stats/before.txt " +
      "-stats_enc_post stats/after.txt -stats_mux_pre:a stats/mux.txt " +
      "out/a.wav";
    const { code, stderr } = await runCli(["ffmpeg", ...line.split(" ")], {
      cwd,
    });
    assertEquals([code, stderr], [0, ""]);
    assertEquals(await namesIn(`${cwd}/stats`), [
      ...["after.txt", "before.txt", "graphs.txt", "mux.txt"],
    ]);
    assertEquals(await namesIn(`${cwd}/out`), ["a.wav"]);
  });
});

Deno.test("afmpeg keeps the directory of an input from being written", async () => {
  await inFolder(tree, async (folder) => {
    await Deno.mkdir(`${folder}/out`);
    // A second output by a filter, whose file is not named as an output.
    const line = `-v error -i ${folder}/in/a.wav -f segment ` +
      `-segment_list_entry_prefix x ${folder}/out/%d.wav`;
    assertEquals((await runCli(["ffmpeg", ...line.split(" ")])).code, 0);
    assertEquals(await namesIn(`${folder}/out`), ["0.wav"]);
    const graph = `ametadata=print:file=${folder}/in/stolen.txt`;
    const { code } = await runCli([
      ...["ffmpeg", "-v", "error", "-i", `${folder}/in/a.wav`],
      ...["-af", graph, `${folder}/out/b.wav`],
    ]);
    assert(code !== 0 && code !== 125);
    const names = await namesIn(`${folder}/in`);
    assertEquals(names, [".d.wav", ".hidden", "a.wav", "sub"]);
  });
});

Deno.test("afmpeg run --mount mounts a directory, writable or read-only", async () => {
  await inFolder(tree, async (folder) => {
    const mounted = (...mounts: string[]) =>
      readsThrough(
        "in/list.txt",
        "/other/e.wav",
        folder,
        mounts.flatMap((mount) => ["--mount", mount]),
      );
    assertEquals(await mounted(), false);
    assertEquals(await mounted(`${folder}/secret:/other:ro`), true);
    for (const suffix of ["", ":ro"]) {
      const line = `-v error -y -i /other/e.wav /other/out.wav`;
      const { code, stderr } = await runCli([
        ...["run", "--mount", `${folder}/secret:/other${suffix}`],
        ...["--", ...line.split(" ")],
      ]);
      assertEquals([suffix, code === 0], [suffix, suffix === ""]);
      if (suffix !== "") assertStringIncludes(stderr, "Read-only file system");
    }
    assertEquals(await namesIn(`${folder}/secret`), ["e.wav", "out.wav"]);
  });
});

Deno.test("afmpeg run starts in the root if a mount replaces it, and not in what a mount hides", async () => {
  await inFolder(tree, async (cwd) => {
    const run = (mount: string) =>
      runCli([
        ...["run", "--mount", `${cwd}/secret:${mount}`, "--"],
        ..."-v error -i e.wav -f null -".split(" "),
      ], { cwd: `${cwd}/in` });
    const root = await run("/");
    assertEquals(root.code, 0, root.stderr);
    const hidden = await run(cwd);
    assertEquals(hidden.code, 2);
    assertStringIncludes(hidden.stderr, `Cannot start in "${cwd}/in"`);
  });
});

/** The hidden files next to its output that a guest could reach. */
async function uncovered(permissions?: readonly string[]): Promise<string[]> {
  const keys = "ssh-ed25519 A";
  const files = {
    "engine.wasm": await compileGuest("uncover.c"),
    "out/.ssh/keys": keys,
    "out/sub/.ssh/keys": keys,
    "out/sub/a": "",
  };
  return await inFolder(files, async (folder) => {
    const { code, stdout, stderr } = await runCli(
      ["ffmpeg", `${folder}/out/a.wav`],
      {
        env: { AFMPEG_ENGINE: `${folder}/engine.wasm` },
        ...(permissions && { permissions }),
      },
    );
    assertEquals([code, stderr], [0, ""]);
    const text = (path: string) => Deno.readTextFile(`${folder}/out/${path}`);
    assertEquals(await text(".ssh/keys"), keys);
    assertEquals(await namesIn(`${folder}/out/.ssh`), ["keys"]);
    return stdout.trimEnd().split("\n");
  });
}

Deno.test("afmpeg keeps hidden what begins with a dot, whatever the guest renames", async () => {
  // Hidden entries below a directory do not keep it from being moved.
  assertEquals(await uncovered(), ["moves its parent"]);
});

Deno.test("afmpeg keeps hidden what begins with a dot, even with few permissions", async () => {
  assertEquals(await uncovered(fewPermissions), ["moves its parent"]);
});

Deno.test("afmpeg starts in its working directory, wherever its files are", async () => {
  await inFolder(
    { "in/.work/a/b.txt": "", "in/a.wav": sound },
    async (folder) => {
      // What lies there stays hidden: no argument names it.
      const script = `ffconcat version 1.0\nfile .work/a/b.txt\n`;
      await Deno.writeTextFile(`${folder}/in/list.txt`, script);
      const cwd = `${folder}/in/.work/a`;
      const run = (...args: string[]) => runCli(["ffmpeg", ...args], { cwd });
      const decode = ["-v", "error", "-f", "null", "-"];
      assertEquals(await run("-i", "../../a.wav", ...decode), {
        ...{ code: 0, stdout: "", stderr: "" },
      });
      const hidden = await run("-safe", "0", "-i", "../../list.txt", ...decode);
      assert(hidden.code !== 0 && hidden.code !== 125, hidden.stderr);
      const missing = await run("-i", "/none.mp4");
      assertStringIncludes(missing.stderr, "No such file or directory");
    },
  );
});
