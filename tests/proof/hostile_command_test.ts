// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Command lines and media that try to reach what they were not given: each fails in
 * the guest, with an error of ffmpeg itself, and nothing of the host is read or
 * changed.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path/posix";
import { type Fs, MemoryFs, type Runtime } from "../../mod.ts";
import { DenoFs, readFile, walk, writeFile } from "../../vfs/mod.ts";
import { engineRuntime } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";

const root = Deno.makeTempDirSync();
const secret = join(root, "secret.txt");
const marker = `the secret ${crypto.randomUUID()}`;
let runtime!: Runtime;
prepare(async () => {
  await Deno.writeTextFile(secret, `file ${marker}\n`.repeat(100));
  runtime = await engineRuntime("gpl");
});
Deno.test.afterAll(() => runtime?.close());

/** What the file system contains besides an honest clip: traps laid by an attacker. */
const files: Record<string, string> = {
  "list.txt": `file '${secret}'\n`,
  "up.txt": "file ../secret.txt\n",
  "list.m3u8":
    `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://${secret}\n` +
    "#EXT-X-ENDLIST\n",
  "up.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n../secret.txt\n" +
    "#EXT-X-ENDLIST\n",
  "key.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n" +
    `#EXT-X-KEY:METHOD=AES-128,URI="file://${secret}"\n#EXTINF:1,\nclip.ts\n` +
    "#EXT-X-ENDLIST\n",
  "concat.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" +
    `concat:header.m3u8|subfile,,start,0,end,64,,:${secret}\n#EXT-X-ENDLIST\n`,
  "sheet.mpd": '<?xml version="1.0"?><MPD><Period><AdaptationSet>' +
    `<BaseURL>file://${secret}</BaseURL></AdaptationSet></Period></MPD>`,
  "net.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" +
    "http://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
  "subtitles.sub": `[TEXT]\n${secret}\n`,
};

/** Symbolic links out of the file system. */
const links: Record<string, string> = {
  "absolute": secret,
  "relative": "../secret.txt",
  "far": "../../../../../../../../etc/passwd",
  "up": "..",
  "self": "self",
};

const raw = "-f s16le -ar 8000 -ac 1";
const commands: readonly string[] = [
  // Inputs that name the host.
  `${raw} -i ${secret} out.wav`,
  `${raw} -i file:${secret} out.wav`,
  `${raw} -i file://${secret} out.wav`,
  `${raw} -i ../secret.txt out.wav`,
  `${raw} -i ../../../../../../..${secret} out.wav`,
  `${raw} -i /etc/passwd out.wav`,
  `${raw} -i file:///etc/passwd out.wav`,
  `${raw} -i /proc/self/environ out.wav`,
  `${raw} -i /proc/self/root${secret} out.wav`,
  `${raw} -i /dev/fd/3 out.wav`,
  `${raw} -i /dev/../secret.txt out.wav`,
  `${raw} -i /tmp/../secret.txt out.wav`,
  `${raw} -i concat:${secret}|${secret} out.wav`,
  `${raw} -i subfile,,start,0,end,64,,:${secret} out.wav`,
  `${raw} -i async:${secret} out.wav`,
  `${raw} -i cache:${secret} out.wav`,
  `${raw} -i crypto:${secret} out.wav`,
  `${raw} -i fd:${secret} out.wav`,
  `-xerror ${raw} -i pipe:5 out.wav`,
  `${raw} -i unix:${secret} out.wav`,
  // The network.
  "-i http://127.0.0.1:9/a.mp4 out.wav",
  "-i https://127.0.0.1:9/a.mp4 out.wav",
  "-i tcp://127.0.0.1:9 out.wav",
  "-i udp://127.0.0.1:9 out.wav",
  "-i rtsp://127.0.0.1:9/a out.wav",
  "-i clip.wav -f mpegts tcp://127.0.0.1:9",
  "-i clip.wav -f mpegts udp://127.0.0.1:9",
  // Links in the file system.
  `${raw} -i absolute out.wav`,
  `${raw} -i relative out.wav`,
  `${raw} -i far out.wav`,
  `${raw} -i up/secret.txt out.wav`,
  `${raw} -i self out.wav`,
  // Files that name other files.
  "-f concat -safe 0 -i list.txt out.wav",
  "-f concat -safe 0 -i up.txt out.wav",
  "-i list.m3u8 out.wav",
  "-i up.m3u8 out.wav",
  "-i key.m3u8 out.wav",
  "-i concat.m3u8 out.wav",
  "-i net.m3u8 out.wav",
  "-allowed_extensions ALL -protocol_whitelist file,crypto,http -i list.m3u8 out.wav",
  "-i sheet.mpd out.wav",
  "-f vobsub -i subtitles.sub out.srt",
  // Filters and options that read files.
  `-f lavfi -i movie=${secret} out.mp4`,
  `-f lavfi -i amovie=${secret} out.wav`,
  `-i clip.wav -/filter_complex ${secret} out.wav`,
  `-i clip.wav -/filter:a ${secret} out.wav`,
  `-i clip.wav -attach ${secret} -metadata:s:t mimetype=text/plain out.mkv`,
  `-i clip.wav -map 0 -apre ${secret} out.wav`,
  `-i clip.wav -f lavfi -i color=d=1 -vf lut3d=${secret} out.mp4`,
  // Outputs beyond the file system.
  `-i clip.wav -y ${root}/stolen.wav`,
  "-i clip.wav -y ../stolen.wav",
  "-i clip.wav -y up/stolen.wav",
  "-i clip.wav -y /etc/stolen.wav",
  "-i clip.wav -y /proc/stolen.wav",
  "-i clip.wav -y /dev/stolen.wav",
  "-i clip.wav -y -f segment -segment_time 1 ../stolen%d.wav",
  "-i clip.wav -y -f tee -map 0 ../stolen.wav|../stolen2.wav",
];

/** The file systems in which the traps are laid, each with an honest clip. */
const systems: Record<string, () => Promise<Fs>> = {
  "in memory": () => Promise.resolve(new MemoryFs()),
  "in a directory of the host": async () => {
    const jail = join(root, "jail");
    await Deno.mkdir(jail);
    return new DenoFs(jail);
  },
};

/** The contents of all files, as text. */
async function allText(fs: Fs): Promise<string> {
  let text = "";
  for await (const { path, info } of walk(fs, "/")) {
    if (info.kind !== "file") continue;
    text += new TextDecoder().decode(await readFile(fs, path));
  }
  return text;
}

for (const [place, make] of Object.entries(systems)) {
  Deno.test(`no command line reaches beyond its file system, ${place}`, async (t) => {
    const fs = await make();
    const sine = "-f lavfi -i sine=duration=1 clip.wav".split(" ");
    assert((await runtime.run(fs, sine)).success);
    for (const [name, text] of Object.entries(files)) {
      await writeFile({ fs, path: name }, text);
    }
    for (const [name, target] of Object.entries(links)) {
      await fs.symlink!(target, name);
    }
    const before = new Set(Deno.readDirSync(root).map(({ name }) => name));
    for (const command of commands) {
      await t.step(command.replaceAll(root, "ROOT"), async () => {
        const { exitCode, stderr, stdout } = await runtime.run(
          fs,
          ["-hide_banner", "-nostdin", ...command.split(" ")],
          { timeout: 20_000 },
        );
        assert(exitCode !== 0, stderr);
        assert(stderr.trim() !== "");
        assert(!stderr.includes(marker));
        assert(!new TextDecoder().decode(stdout).includes(marker));
      });
    }
    await t.step("and nothing was read or made", async () => {
      const { size } = await Deno.stat(secret);
      assertEquals(size, `file ${marker}\n`.length * 100);
      const after = new Set(Deno.readDirSync(root).map(({ name }) => name));
      assertEquals(after, before);
      assert(!(await allText(fs)).includes(marker));
    });
  });
}

Deno.test("no command line left anything on the host", async () => {
  for (const path of ["/etc/stolen.wav", "/dev/stolen.wav"]) {
    assertEquals(await Deno.stat(path).catch((error) => error.code), "ENOENT");
  }
  await Deno.remove(root, { recursive: true });
});
