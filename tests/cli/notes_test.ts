// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What the command says of what its guest cannot reach although the host has it. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fewPermissions } from "../../.ci/permissions.ts";
import { notesOn } from "../../src/cli/notes.ts";
import { MemoryFs } from "../../vfs/memory_fs.ts";
import { inFolder, runCli } from "../support/cli.ts";
import { runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

let tree!: Record<string, Uint8Array | string>;
prepare(async () => {
  const { files } = await runNative("ffmpeg", [
    ..."-f lavfi -i sine=duration=0.2 in.wav".split(" "),
  ]);
  const sound = files["in.wav"]!;
  const list = "file '../secret/b.wav'\n";
  tree = {
    "in/a.wav": sound,
    "in/.c.wav": sound,
    "in/list.txt": list,
    "in/dotted.txt": "file .c.wav\n",
    "in/linked.txt": "file link.wav\n",
    "in/missing.txt": "file none.wav\n",
    "in/a.m3u8":
      "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n../secret/b.wav\n",
    "secret/b.wav": sound,
    "out/x": "",
  };
});

const concat = (list: string) =>
  `-v error -f concat -safe 0 -i in/${list}.txt -f null -`.split(" ");

/** A tree of files, in which `in/link.wav` leads to what is not shown. */
async function inTree<T>(use: (folder: string) => Promise<T>): Promise<T> {
  return await inFolder(tree, async (folder) => {
    await Deno.symlink("../secret/b.wav", `${folder}/in/link.wav`);
    return await use(folder);
  });
}

Deno.test("afmpeg says which mount shows what a list names, and the mount does", async () => {
  await inTree(async (cwd) => {
    const cases: [list: string, path: string, mount: string][] = [
      ["list", "secret/b.wav", "secret"],
      ["dotted", "in/.c.wav", "in"],
      ["linked", "secret/b.wav", "secret"],
    ];
    for (const [list, path, mount] of cases) {
      for (const command of [["ffmpeg"], ["run", "--"]]) {
        const args = [...command, ...concat(list)];
        const hidden = await runCli(args, { cwd });
        assert(hidden.code !== 0 && hidden.code !== 125, hidden.stderr);
        assertStringIncludes(
          hidden.stderr,
          `afmpeg ${command[0]}: "${cwd}/${path}" exists, but is not shown: ` +
            `use \`--mount ${cwd}/${mount}:ro\`\n`,
        );
        const shown = await runCli(
          [command[0]!, "--mount", `${cwd}/${mount}:ro`, ...args.slice(1)],
          { cwd },
        );
        assertEquals(shown.code, 0, shown.stderr);
      }
    }
  });
});

Deno.test("afmpeg says nothing of what is really missing, or was made meanwhile", async () => {
  await inTree(async (cwd) => {
    const missing = await runCli(["ffmpeg", ...concat("missing")], { cwd });
    assert(missing.code !== 0);
    assertEquals(missing.stderr.includes("afmpeg ffmpeg:"), false);
    const line = "-i in/a.wav -c:a none -y out/x.wav";
    const wrong = await runCli(["ffmpeg", ...line.split(" ")], { cwd });
    assert(wrong.code !== 0);
    assertEquals(wrong.stderr.includes("afmpeg ffmpeg:"), false);
  });
});

Deno.test("afmpeg says that a file or a directory is only shown to be read", async () => {
  await inTree(async (cwd) => {
    const run = (path: string, ...options: string[]) =>
      runCli([
        ...["ffmpeg", ...options, "-v", "error", "-i", "in/a.wav", "-af"],
        ...[`ametadata=print:file=${path}`, "-y", "out/a.wav"],
      ], { cwd });
    const cases: [folder: string, said: string][] = [
      ["in", `"${cwd}/in/new.txt" is shown, but only to be read`],
      ["secret", `"${cwd}/secret/new.txt" does not exist`],
    ];
    for (const [folder, said] of cases) {
      const { code, stderr } = await run(`${folder}/new.txt`);
      assert(code !== 0 && code !== 125, stderr);
      assertStringIncludes(stderr, said);
      assertStringIncludes(stderr, `use \`--mount ${cwd}/${folder}\``);
      const mounted = await run(
        `${folder}/new.txt`,
        `--mount=${cwd}/${folder}`,
      );
      assertEquals(mounted.code, 0, mounted.stderr);
    }
  });
});

Deno.test("afmpeg run --json has its notes as objects before the result", async () => {
  await inTree(async (cwd) => {
    const args = ["run", "--json", "--", ...concat("list")];
    const { stderr } = await runCli(args, { cwd });
    const objects = stderr.trimEnd().split("\n").map((line) =>
      JSON.parse(line)
    );
    assertEquals(objects.at(-1).type, "result");
    const { type, path, message } = objects.at(-2);
    assertEquals([type, path], ["note", `${cwd}/secret/b.wav`]);
    assertStringIncludes(message, "exists, but is not shown");
  });
});

Deno.test("afmpeg says which mount shows a file in /tmp, of which a guest has its own", async () => {
  await inTree(async (folder) => {
    const list = `${folder}/in/a.wav`;
    const home = await Deno.makeTempDir({ dir: Deno.env.get("HOME")! });
    try {
      await Deno.writeTextFile(`${home}/list.txt`, `file '${list}'\n`);
      const line = "ffmpeg -v error -f concat -safe 0 -i list.txt -f null -";
      const { stderr } = await runCli(line.split(" "), { cwd: home });
      const said = `"${list}" exists, but is not shown: use \`--mount `;
      assertStringIncludes(stderr, said);
    } finally {
      await Deno.remove(home, { recursive: true });
    }
  });
});

Deno.test("notesOn() explains what lies below the root of the host, of which little is shown", async () => {
  const jail = {
    ...{ fs: new MemoryFs(), cwd: "/", mounts: [] },
    shown: [{ path: "/", isWritable: false }],
  };
  const notes = (path: string) => {
    const missed = [{ path, code: "ENOENT", isWritten: false } as const];
    return notesOn(missed, jail, "").map(({ message }) => message);
  };
  await Deno.stat("/etc/passwd");
  const said = '"/etc/passwd" exists, but is not shown: use `--mount /etc:ro`';
  assertEquals(notes("/etc/passwd"), [said]);
  assertEquals(notes("/none"), []);
});

Deno.test("afmpeg ffprobe says which mount shows what a list names", async () => {
  await inTree(async (cwd) => {
    const args = "-v error -f concat -safe 0 in/list.txt".split(" ");
    const { code, stderr } = await runCli(["ffprobe", ...args], { cwd });
    assert(code !== 0);
    assertStringIncludes(stderr, "exists, but is not shown: use `--mount");
    const mount = `--mount=${cwd}/secret:ro`;
    const shown = await runCli(["ffprobe", mount, ...args], { cwd });
    assertEquals(shown, { code: 0, stdout: "", stderr: "" });
  });
});

Deno.test("afmpeg shows the files that filters and their scripts name", async () => {
  const { files } = await runNative("ffmpeg", [
    ..."-f lavfi -i testsrc2=s=64x36 -frames:v 1 a.png".split(" "),
  ]);
  const picture = files["a.png"]!;
  const names = {
    "in/a.png": picture,
    "logos/b.png": picture,
    "logos/o:d,d [1].png": picture,
    "graphs/script.txt": "movie=logos/b.png[l];[0:v][l]overlay",
  };
  await inFolder(names, async (cwd) => {
    const graphs: string[][] = [
      ["-vf", "movie=logos/b.png[l];[in][l]overlay"],
      ["-vf", "movie='logos/o\\:d,d [1].png'[l];[in][l]overlay"],
      ["-lavfi", "movie=filename=./logos/b.png[l];[0:v][l]overlay"],
      ["-/filter_complex", "graphs/script.txt"],
    ];
    for (const graph of graphs) {
      const args = [
        "-v",
        "error",
        "-i",
        "in/a.png",
        ...graph,
        "-f",
        "null",
        "-",
      ];
      const { code, stderr } = await runCli(["ffmpeg", ...args], { cwd });
      assertEquals([graph, code, stderr], [graph, 0, ""]);
    }
  });
});

Deno.test("afmpeg names the permission that Deno does not give", async () => {
  const { files } = await runNative("ffmpeg", [
    ..."-f lavfi -i testsrc2=s=64x36:d=0.2 a.avi".split(" "),
  ]);
  const [, , variables] = fewPermissions;
  await inFolder({ ...files, "out/x": "" }, async (cwd) => {
    const engine = await Deno.realPath(
      `${Deno.env.get("HOME")}/.cache/afmpeg`,
    );
    const read = `--allow-read=${cwd},${engine}`;
    const write = "--allow-write=/nowhere";
    const run = async (line: string, permissions: string[]) => {
      const output = await runCli(line.split(" "), {
        cwd,
        env: { AFMPEG_ENGINE: "" },
        permissions: [...permissions, variables!],
      });
      assert(output.code !== 0, line);
      return output.stderr;
    };
    for (
      const line of [
        "ffmpeg -v error -i a.avi out/a.mkv",
        "run -- -i a.avi out/a.mkv",
        "thumbnail a.avi out/a.png",
        "frames a.avi out/frames",
      ]
    ) {
      assertStringIncludes(await run(line, [read, write]), "--allow-write=");
      assertStringIncludes(await run(line, [read]), "--allow-write=");
    }
    for (
      const line of ["ffmpeg -i a.avi -f null -", "run -- -i a.avi -f null -"]
    ) {
      assertStringIncludes(
        await run(line, [`--allow-read=${engine}`]),
        `--allow-read=${cwd}, or -A`,
      );
    }
  });
});

Deno.test("afmpeg says when only AFMPEG_SOLE_WRITER lets it write below an output", async () => {
  await inTree(async (cwd) => {
    const hls = "-v error -i in/a.wav -c:a aac -f hls -hls_segment_filename";
    const line = `ffmpeg ${hls} out/%v/%d.ts -var_stream_map a:0 out/%v/a.m3u8`;
    const run = (env: Record<string, string>) =>
      runCli(line.split(" "), { cwd, env, permissions: fewPermissions });
    const refused = await run({});
    assertStringIncludes(refused.stderr, "set AFMPEG_SOLE_WRITER=1");
    assertEquals(refused.stderr.includes("soleWriter"), false);
    const allowed = await run({ AFMPEG_SOLE_WRITER: "1" });
    assertEquals([allowed.code, allowed.stderr], [0, ""]);
  });
});

Deno.test("afmpeg ffmpeg makes the directories of a pattern, as ffmpeg does", async () => {
  await inTree(async (cwd) => {
    const hls = "-v error -i in/a.wav -c:a aac -f hls -hls_segment_filename";
    const line = `${hls} new/%v/%d.ts -var_stream_map a:0 new/%v/a.m3u8`;
    const own = await runCli(["ffmpeg", ...line.split(" ")], { cwd });
    assertEquals(own.code, 0, own.stderr);
    assertEquals((await Deno.stat(`${cwd}/new/0/a.m3u8`)).isFile, true);
  });
});
