// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Text of other encodings than UTF-8, which FFmpeg converts with libc's `iconv`:
 * subtitles, and the names in MPEG-TS. The oracle is native ffmpeg, with glibc's.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { MemoryFs, type Runtime } from "../../mod.ts";
import { engineRuntime } from "../support/engine.ts";
import { fsOf } from "../support/fs_of.ts";
import { type Files, runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";
import { Random } from "../support/random.ts";
import { withServiceName } from "../support/transport_stream.ts";

let runtime!: Runtime;
let stream!: Uint8Array;
prepare(async () => {
  runtime = await engineRuntime("gpl");
  const { files } = await runNative("ffmpeg", [
    ...["-f", "lavfi", "-i", "sine=duration=0.2", "-c:a", "mp2"],
    ...["-metadata", "service_name=NAME", "-metadata", "service_provider=P"],
    "in.ts",
  ]);
  stream = files["in.ts"]!;
});

/** Encodings, by what they are written in. */
const encodings: Readonly<Record<string, string>> = {
  "Größe café naïve Ærø": "CP1252 ISO-8859-1 LATIN1 ISO-8859-15 UTF-16LE",
  "Zażółć gęślą jaźń, Příliš": "CP1250 ISO-8859-2 UTF-16BE UTF-16",
  "Съешь ещё этих булок": "CP1251 KOI8-R ISO-8859-5 CP866 UTF-32LE UTF-8",
  "Їжак ґанок": "KOI8-U CP1251",
  "Ξεσκεπάζω τὴν": "UTF-16LE",
  "Ξεσκεπάζω την": "CP1253 ISO-8859-7",
  "Şişli, ığdır": "CP1254 ISO-8859-9",
  "עטלף אבק": "CP1255 ISO-8859-8",
  "نص حكيم": "CP1256 ISO-8859-6",
  "Žąsų šūvis": "CP1257 ISO-8859-13 ISO-8859-4",
  "ไทย ภาษา": "ISO-8859-11 TIS-620 CP874",
  "我能吞下玻璃": "GBK GB18030 GB2312 CP936 BIG5 EUC-CN UTF-16LE",
  "我能吞下玻璃而不傷身體": "BIG5 GBK CP950",
  "いろはにほへと 漢字 ｶﾅ": "SHIFT_JIS CP932 EUC-JP SJIS UTF-16LE",
  "いろはにほへと 漢字": "ISO-2022-JP",
  "키스의 고유조건은": "EUC-KR CP949 UHC UTF-16BE",
};

async function encode(text: string, encoding: string): Promise<Uint8Array> {
  const child = new Deno.Command("iconv", {
    args: ["-f", "UTF-8", "-t", encoding],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout } = await child.output();
  assert(success, encoding);
  return stdout;
}

/** A subtitle in an encoding that has the letters of ASCII as they are, or as `encode` has them. */
async function subtitle(text: string, encoding: string): Promise<Uint8Array> {
  const whole = `1\n00:00:00,000 --> 00:00:01,000\n${text}\n\n`;
  return await encode(whole, encoding);
}

async function convert(files: Files, args: readonly string[]) {
  const fs = fsOf(files);
  const { exitCode, stderr } = await runtime.run(fs, args);
  const made = fs.exists("out.srt") ? fs.readFile("out.srt") : undefined;
  return { exitCode, stderr, made };
}

Deno.test("-sub_charenc converts subtitles as native ffmpeg does", async (t) => {
  for (const [text, names] of Object.entries(encodings)) {
    for (const encoding of names.split(" ")) {
      await t.step(`${encoding}: ${text}`, async () => {
        // What has wide letters does not begin as subtitles do: its text is recoded alone.
        const isWide = /^U.*(16|32)/.test(encoding);
        const files = {
          "in.srt": isWide
            ? await subtitle("A", "ASCII")
            : await subtitle(text, encoding),
        };
        const args = ["-sub_charenc", encoding, "-i", "in.srt", "out.srt"];
        const { exitCode, stderr, made } = await convert(files, args);
        const native = await runNative("ffmpeg", args, files)
          .catch(() => undefined);
        if (native === undefined) {
          assert(exitCode !== 0, stderr);
          return;
        }
        assertEquals(exitCode, 0, stderr);
        assertEquals(made, native.files["out.srt"]);
        if (!isWide) {
          assertStringIncludes(new TextDecoder().decode(made), text);
        }
      });
    }
  }
});

Deno.test("files in UTF-16 are read as natively", async () => {
  for (const encoding of ["UTF-16LE", "UTF-16BE"]) {
    const text = "\ufeff1\n00:00:00,000 --> 00:00:01,000\nGreat\n\n";
    const files = { "in.srt": await encode(text, encoding) };
    const args = ["-i", "in.srt", "out.srt"];
    const { made } = await convert(files, args);
    assertEquals(
      made,
      (await runNative("ffmpeg", args, files)).files["out.srt"],
    );
    assertStringIncludes(new TextDecoder().decode(made), "Great");
  }
});

Deno.test("an encoding that nobody knows is an error", async () => {
  const files = { "in.srt": await subtitle("A", "ASCII") };
  const args = ["-sub_charenc", "KLINGON", "-i", "in.srt", "out.srt"];
  const { exitCode, stderr } = await convert(files, args);
  assert(exitCode !== 0);
  assertStringIncludes(stderr, 'input character encoding "KLINGON"');
});

Deno.test("damaged text of any encoding converts to text, or is an error", async () => {
  const random = new Random(20);
  const names = Object.values(encodings).join(" ").split(" ");
  for (const encoding of new Set([...names, "GB18030"])) {
    const bytes = Uint8Array.from({ length: 120 }, () => {
      const byte = random.below(256);
      return byte < 32 ? byte + 128 : byte;
    });
    // A character of GB18030 that is none of Unicode, and the first half of a pair.
    if (encoding === "GB18030") {
      bytes.set([0xe3, 0x32, 0x9a, 0x36, 0x83, 0x36, 0xc7, 0x39], 8);
    }
    const begin = await subtitle("A", "ASCII");
    const files = {
      "in.srt": Uint8Array.from([...begin.slice(0, 33), ...bytes]),
    };
    const args = ["-sub_charenc", encoding, "-i", "in.srt", "out.srt"];
    const { exitCode, made } = await convert(files, args);
    assert(exitCode < 256, encoding);
    if (made) new TextDecoder("utf-8", { fatal: true }).decode(made);
  }
});

async function serviceName(file: Uint8Array): Promise<[string, string]> {
  const args = [
    ...["-v", "error", "-of", "json", "-show_entries"],
    ...["program_tags=service_name,service_provider", "in.ts"],
  ];
  const fs = new MemoryFs();
  fs.writeFile("in.ts", file);
  const { exitCode, stdout, stderr } = await runtime.run(fs, args, {
    argv0: "ffprobe",
  });
  assertEquals(exitCode, 0, stderr);
  const native = await runNative("ffprobe", args.slice(2), { "in.ts": file });
  const nameIn = (text: string) =>
    JSON.parse(text).programs[0].tags?.service_name ?? "";
  return [nameIn(new TextDecoder().decode(stdout)), nameIn(native.stdout)];
}

/** The tables of DVB, each with text that it has. */
const tables: readonly (readonly [number[], string, string])[] = [
  [[0x01], "ISO-8859-5", "Первый канал"],
  [[0x02], "ISO-8859-6", "قناة"],
  [[0x03], "ISO-8859-7", "ΕΡΤ Νέα"],
  [[0x04], "ISO-8859-8", "ערוץ"],
  [[0x05], "ISO-8859-9", "TRT Çocuk ığ"],
  [[0x06], "ISO-8859-10", "Ísland Ŋ"],
  [[0x07], "ISO-8859-11", "ช่อง"],
  [[0x09], "ISO-8859-13", "Žinios"],
  [[0x0a], "ISO-8859-14", "Ŵyth"],
  [[0x0b], "ISO-8859-15", "Œuvre €"],
  [[0x10, 0x00, 0x01], "ISO-8859-1", "Télé Süd"],
  [[0x10, 0x00, 0x02], "ISO-8859-2", "Česká"],
  [[0x10, 0x00, 0x05], "ISO-8859-5", "Россия"],
  [[0x11], "UCS-2BE", "Télé 漢字"],
  [[0x12], "EUC-KR", "한국방송"],
  [[0x13], "GB2312", "中央电视台"],
  [[0x14], "UCS-2BE", "中央電視台"],
  [[0x15], "UTF-8", "ČT 漢字"],
];

Deno.test("names of services in MPEG-TS are read as natively, in every table of DVB", async (t) => {
  for (const [table, encoding, text] of tables) {
    await t.step(`${table.join(" ")}: ${encoding}`, async () => {
      const name = [...table, ...await encode(text, encoding)];
      const [ours, native] = await serviceName(withServiceName(stream, name));
      assertEquals(ours, text);
      // glibc has no encoding by the name that FFmpeg gives this one.
      if (table[0] !== 0x12) assertEquals(native, text);
    });
  }
  await t.step(
    "the default table, with accents before their letters",
    async () => {
      const latin1 = (text: string) =>
        Array.from(text, (letter) => letter.charCodeAt(0));
      const name = latin1("BR Fernsehen S\xc8ud HD");
      const [ours, native] = await serviceName(withServiceName(stream, name));
      assertEquals(ours, "BR Fernsehen Süd HD");
      assertEquals(native, ours);
    },
  );
});

Deno.test("every byte and pair of DVB's default table is read as natively", async () => {
  for (let first = 0xa0; first < 0x100; first++) {
    const isAccent = first > 0xc0 && first < 0xd0;
    for (const rest of isAccent ? ["", "e", "U", "z", " "] : ["e"]) {
      const name = [0x41, first, ...new TextEncoder().encode(rest)];
      const [ours, native] = await serviceName(withServiceName(stream, name));
      assertEquals(ours, native, `${first.toString(16)} before "${rest}"`);
    }
  }
});
