// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertLess,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { walk } from "@std/fs";
import { fromFileUrl, relative } from "@std/path/posix";
import { buildEngine } from "../../engine/build.ts";
import { cacheKey, libraryKey, objectsKey } from "../../engine/cache.ts";
import { cacheFolder } from "../../engine/cache_folder.ts";
import {
  checkComponents,
  ComponentError,
  componentOptions,
} from "../../engine/choose_components.ts";
import { enabledComponents } from "../../engine/describe.ts";
import {
  libraries,
  librariesOf,
  libraryNames,
  sourceOf,
} from "../../engine/libraries.ts";
import { JobServer } from "../../engine/job_server.ts";
import { missingPackages } from "../../engine/packages.ts";
import { sizeRules } from "../../engine/rare_objects.ts";
import { replacementOf } from "../../engine/replacement.ts";
import { toSourceList, versionWith } from "../../engine/sources.ts";
import {
  checkSharedState,
  SharedStateError,
} from "../../engine/shared_state.ts";
import { StepError, Steps } from "../../engine/step.ts";
import {
  currentVersion,
  type FfmpegVersion,
  ffmpegVersions,
  type LibraryName,
  sources,
  type Threads,
  type VariantName,
  variants,
} from "../../engine/versions.ts";
import { MemoryFs, Runtime } from "../../mod.ts";
import { denoDir } from "../support/deno_dir.ts";

const text = (content: string) => new TextEncoder().encode(content);

/** Reads every file of the recipe as its name, except those in `changed`. */
const reader = (...changed: string[]) => (name: string) =>
  Promise.resolve(text(changed.includes(name) ? "changed" : name));

Deno.test("cacheKey() changes with every file of the recipe, the variant and the options", async () => {
  const names = new Set<string>();
  const plain = await cacheKey("gpl", {}, (name) => {
    names.add(name);
    return reader()(name);
  });
  for (
    const name of [
      ...["ffmpeg.ts", "shim/shim.c", "libraries/x264.ts"],
      "simd/include/msa.h",
    ]
  ) assert(names.has(name), name);
  const keys = await Promise.all(
    Array.from(names, (name) => cacheKey("gpl", {}, reader(name))),
  );
  for (const variant of ["lgpl", "gpl-lean", "lgpl-lean"] as const) {
    keys.push(await cacheKey(variant, {}, reader()));
  }
  keys.push(await cacheKey("gpl", { simd: false }, reader()));
  keys.push(await cacheKey("gpl", { guard: true }, reader()));
  keys.push(await cacheKey("gpl", { threads: "real" }, reader()));
  assertEquals(new Set([...keys, plain]).size, names.size + 7);
  assertEquals(await cacheKey("gpl", {}, reader()), plain);
});

Deno.test("cacheFolder() is in the cache folder that the environment names", async () => {
  const script = `import { cacheFolder } from "${new URL(
    "../../engine/cache_folder.ts",
    import.meta.url,
  )}"; console.log(cacheFolder())`;
  const folderIn = async (env: Record<string, string>) => {
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--cached-only", script],
      clearEnv: true,
      env: { DENO_DIR: await denoDir(), NO_COLOR: "1", ...env },
    }).output();
    const decoder = new TextDecoder();
    return decoder.decode(stdout).trim() || decoder.decode(stderr);
  };
  const HOME = "/home/a";
  for (
    const [env, expected] of [
      [{ HOME, XDG_CACHE_HOME: "/b" }, "/b/afmpeg/engine"],
      [{ HOME, XDG_CACHE_HOME: "" }, "/home/a/.cache/afmpeg/engine"],
      [{ HOME, XDG_CACHE_HOME: "b" }, "/home/a/.cache/afmpeg/engine"],
    ] as const
  ) assertEquals(await folderIn(env), expected);
  assertStringIncludes(
    await folderIn({ XDG_CACHE_HOME: "b" }),
    "BuildError: Cannot keep an engine: the variable HOME",
  );
});

Deno.test("libraryKey() changes only with the sources of the library", async () => {
  const plain = await libraryKey("opus", {}, reader());
  assertEquals(
    await libraryKey(
      "opus",
      { simd: false },
      reader("libraries/x264.ts", "components.ts", "ffmpeg.ts", "shim/main.c"),
    ),
    plain,
  );
  for (
    const name of [
      "libraries/opus.ts",
      "libraries/autotools.ts",
      "toolchain.ts",
      "workshop.ts",
    ]
  ) assertNotEquals(await libraryKey("opus", {}, reader(name)), plain, name);
  assertNotEquals(await libraryKey("lame", {}, reader()), plain);
});

Deno.test("objectsKey() changes with FFmpeg's options, not with how libraries are built", async () => {
  const current = { version: "9.0" } as const;
  const plain = await objectsKey("gpl", current, reader());
  for (const name of ["libraries/x264.ts", "link.ts", "shim/main.c"]) {
    assertEquals(await objectsKey("gpl", current, reader(name)), plain, name);
  }
  for (
    const name of [
      ...["components.ts", "ffmpeg.ts", "shim/shim.c", "threads/mutex.c"],
      ...["simd_ffmpeg.ts", "simd/ffmpeg/hevc_mc_wasm.c"],
    ]
  ) {
    assertNotEquals(
      await objectsKey("gpl", current, reader(name)),
      plain,
      name,
    );
  }
  assertNotEquals(await objectsKey("lgpl", current, reader()), plain);
  const inC = { ...current, simd: false };
  assertNotEquals(await objectsKey("gpl", inC, reader()), plain);
  const old = { version: "8.1" } as const;
  assertNotEquals(await objectsKey("gpl", old, reader()), plain);
  const real = { threads: "real" } as const;
  assertEquals(
    await objectsKey("gpl", real, reader("threads/mutex.c")),
    await objectsKey("gpl", real, reader()),
  );
});

Deno.test("the keys of real threads change with their libc, those of green ones do not", async () => {
  const keysOf = async (threads: Threads, changed: string) => {
    const options = { threads } as const;
    const read = reader(changed);
    return [
      await libraryKey("zlib", options, read),
      await objectsKey("gpl", options, read),
      await cacheKey("gpl", options, read),
    ];
  };
  for (const name of ["sysroot.ts", "threads/real/futex.c"]) {
    const [real, green] = await Promise.all(
      (["real", "green"] as const).map(async (threads) => {
        const before = await keysOf(threads, "");
        const after = await keysOf(threads, name);
        return before.map((key, i) => key === after[i]);
      }),
    );
    assertEquals([real, green], [
      [false, false, false],
      [true, true, true],
    ]);
  }
});

Deno.test("checkSharedState() refuses variables of libc that nobody has looked at", () => {
  const line = (archive: string, member: string, section: string) =>
    `    1974        0       18         /a/wasm32-wasi/${archive}(${member}):(${section})\n`;
  const map = [
    line("libc.a", "dlmalloc.o", ".bss._gm_"),
    line("libc.a", "errno.o", ".tbss.errno"),
    line("libc.a", "vfprintf.o", ".rodata.states"),
    line("libx264.a", "cabac.o", ".bss.tables"),
  ].join("");
  checkSharedState(map);
  const error = assertThrows(
    () =>
      checkSharedState(
        map + line("libc.a", "crypt.o", ".bss.crypt.buf") +
          line("libwasi-emulated-signal.a", "signal.o", ".data.last"),
      ),
    SharedStateError,
    "crypt.o: crypt.buf, signal.o: last",
  );
  assertEquals(error.variables, ["crypt.o: crypt.buf", "signal.o: last"]);
});

Deno.test("what a library needs is in every variant that has it", () => {
  for (const variant of Object.keys(variants) as VariantName[]) {
    const names = libraryNames({ variant });
    assertEquals(names, [...variants[variant].libraries]);
    for (const name of names) {
      assertEquals(
        libraries[name].needs.filter((needed) => !names.includes(needed)),
        [],
        `${name} in ${variant}`,
      );
    }
  }
});

Deno.test("libraryNames() chooses libraries with those that they need", () => {
  const names = (only: LibraryName[]) => libraryNames({ variant: "gpl", only });
  assertEquals(names(["x264", "harfbuzz"]), [
    ...["zlib", "freetype", "harfbuzz", "x264"],
  ]);
  assertEquals(names([]), ["zlib"]);
});

Deno.test("componentOptions() leaves out what cannot work, unless a library makes it work", () => {
  const options = (variant: VariantName) =>
    componentOptions({ variant }).join(" ");
  assertMatch(options("lgpl"), /--disable-decoder=av1\b/);
  assertMatch(options("lgpl"), /--disable-muxer=\S*avif/);
  assertEquals(/--disable-muxer=\S*(avif|webp)/.test(options("full")), false);
  assertEquals(options("lgpl").includes("--disable-everything"), false);
  assertMatch(options("lgpl-lean"), /^--disable-everything .*mpeg4/);
  assertMatch(options("audio"), /--enable-encoder=\S*libopus/);
});

Deno.test("checkComponents() refuses what configure dropped or kept", () => {
  const selection = { variant: "remux" } as const;
  const header = "#define CONFIG_NULL_FILTER 1\n";
  const whole = header + "#define CONFIG_ANULL_FILTER 1\n";
  checkComponents(selection, whole);
  const dropped = assertThrows(
    () => checkComponents(selection, header),
    ComponentError,
    "configure dropped: filter anull; change engine/components.ts",
  );
  assertEquals(dropped.components, ["filter anull"]);
  assertThrows(
    () => checkComponents(selection, `${whole}#define CONFIG_AV1_DECODER 1\n`),
    ComponentError,
    "configure kept: decoder av1",
  );
});

Deno.test("the keys hash every file that building needs", async () => {
  const hashed = new Set<string>();
  for (
    const [variant, version, threads] of [
      ["lgpl", "9.0"],
      ["full", "9.0"],
      ["full", "9.0", "real"],
    ] as const
  ) {
    await cacheKey(
      variant,
      { version, ...(threads && { threads }) },
      (name) => {
        hashed.add(name);
        return reader()(name);
      },
    );
  }
  // These decide how the result is cached and described, not what it is.
  const others = [
    ...["COMPONENTS.md", "Containerfile", "README.md", "build.ts"],
    ...["build_error.ts", "cache.ts", "cache_folder.ts"],
    ...[
      "check_threads.ts",
      "checkasm.ts",
      "checkasm_dav1d.ts",
      "checkasm_folder.ts",
      "checkasm_x265.ts",
      "describe.ts",
      "durations.ts",
      "job_server.ts",
      "leftovers.ts",
    ],
    ...["libraries.ts", "libraries/library.ts"],
    ...[
      "packages.ts",
      "part.ts",
      "platform.ts",
      "real_threads.ts",
      "recipe.ts",
    ],
    ...["replacement.ts", "sources.ts", "start_building.ts", "step.ts"],
    ...["take_lock.ts", "threads/README.md", "threads/real/README.md"],
    "versions.ts",
  ];
  const folder = fromFileUrl(new URL("../../engine", import.meta.url));
  for await (const { path, isFile } of walk(folder)) {
    if (!isFile) continue;
    const name = relative(folder, path);
    // This is for tests.
    if (name === "shim/guard.c") continue;
    assertEquals(hashed.has(name), !others.includes(name), name);
  }
});

Deno.test("sources are pinned by version and checksum", () => {
  const all = [...Object.values(sources), ...Object.values(ffmpegVersions)];
  for (const { package: pinned, files, suites } of all) {
    assertMatch(pinned, /^[a-z0-9-]+=\S+$/);
    // Of another suite, only the archive is used.
    const names = Object.keys(files);
    if (suites !== undefined) assertEquals(names.length, 1);
    assertEquals(
      names.filter((name) => name.endsWith(".dsc")).length,
      suites === undefined ? 1 : 0,
    );
    assert(names.some((name) => /\.orig\.tar\.\w+$/.test(name)), pinned);
    for (const sum of Object.values(files)) assertMatch(sum, /^[0-9a-f]{64}$/);
  }
});

Deno.test("a version that Debian may drop is replaced by an older one, but for the oldest", () => {
  const versions = Object.keys(ffmpegVersions) as FfmpegVersion[];
  const [oldest, ...others] = versions
    .toSorted((a, b) => parseFloat(a) - parseFloat(b));
  assertEquals(ffmpegVersions[oldest!].next, undefined);
  for (const version of others) {
    assertLess(parseFloat(ffmpegVersions[version].next!), parseFloat(version));
  }
});

Deno.test("what replaces a source that is gone is pinned as well, and leaves FFmpeg as it is", () => {
  for (const [name, source] of Object.entries(sources)) {
    const replacement = replacementOf(source, {});
    if (source.suites !== undefined && !source.next) {
      assertEquals(replacement, undefined);
      continue;
    }
    assert(replacement, name);
    const { title, options } = replacement;
    assertEquals(options, { replaced: [name as LibraryName] });
    const other = sourceOf(name as LibraryName, options.replaced);
    assertStringIncludes(title, other.package);
    const sums = Object.entries(other.files);
    assertEquals(sums.length, 1, name);
    assertMatch(sums[0]![0], /\.orig\.tar\.\w+$/);
    assertMatch(sums[0]![1], /^[0-9a-f]{64}$/);
    assertNotEquals(other, source);
    // There is no third.
    assertEquals(replacementOf(other, options), undefined);
    assertEquals(replacementOf(source, options), undefined);
  }
  const newest = replacementOf(ffmpegVersions["9.0"], { version: "9.0" });
  assertEquals(newest?.options, { version: "8.1" });
  assertEquals(
    replacementOf(ffmpegVersions["8.1"], { version: "8.1" }),
    undefined,
  );
});

Deno.test("a library whose source is replaced has another key", async () => {
  const key = (replaced: LibraryName[]) =>
    libraryKey("opus", { replaced }, reader());
  assertNotEquals(await key(["opus"]), await key([]));
  assertEquals(await key(["x264"]), await key([]));
  assertNotEquals(
    await cacheKey("gpl", { replaced: ["opus"] }, reader()),
    await cacheKey("gpl", {}, reader()),
  );
});

Deno.test("sizeRules() makes small what hardly anybody uses, if nothing else needs it", () => {
  const makefile = [
    "OBJS = utils.o",
    "OBJS-$(CONFIG_SNOW_DECODER) += snowdec.o \\",
    "                               shared.o",
    "OBJS-$(CONFIG_H264_DECODER) += h264.o shared.o",
    "OBJS-$(CONFIG_PCM_S16LE_DECODER) += pcm.o",
    "OBJS-$(CONFIG_EXR_DECODER) += exr.o",
    "OBJS-$(CONFIG_MPEGVIDEO) += mpegvideo.o",
    "OBJS-$(CONFIG_SNOW_ENCODER) += snowenc.o",
  ].join("\n");
  assertEquals(
    sizeRules(makefile).split("\n")[0],
    "libavcodec/snowdec.o libavcodec/snowenc.o: CFLAGS += -Oz",
  );
});

Deno.test("JobServer lets all makes that run at once share the processors", async () => {
  const folder = await Deno.makeTempDir();
  await using server = await JobServer.start(folder);
  const targets = Array.from({ length: 12 }, (_, i) => `t${i}`);
  await Deno.writeTextFile(
    `${folder}/Makefile`,
    `all: ${targets.join(" ")}\nt%:\n` +
      "\t@mkdir $$PPID-$@.on; ls -d *.on | wc -l; rmdir $$PPID-$@.on\n",
  );
  const { program, args, env } = server.make;
  const makes = ["a", "b"].map((name) =>
    new Deno.Command(program, {
      ...{ args: [...args, `NAME=${name}`, "all"], env, cwd: folder },
    }).output()
  );
  const counts: number[] = [];
  for (const { success, stdout, stderr } of await Promise.all(makes)) {
    assert(success, new TextDecoder().decode(stderr));
    const lines = new TextDecoder().decode(stdout).trim().split("\n");
    counts.push(...lines.map(Number));
  }
  assertEquals(counts.length, 2 * targets.length);
  // Each has its first process, whatever the others do.
  const most = navigator.hardwareConcurrency - 1 + makes.length;
  assert(counts.every((count) => count >= 1 && count <= most), `${counts}`);
});

Deno.test("engine/README.md lists the versions, and the default", async () => {
  const page = await Deno.readTextFile(
    new URL("../../engine/README.md", import.meta.url),
  );
  const named = page.replaceAll(/\s+/g, " ")
    .match(/([\d.]+), and ([\d.]+) \(`--ffmpeg=\2`\)/)?.slice(1);
  assertEquals(named?.[0], currentVersion);
  assertEquals(named?.toSorted(), Object.keys(ffmpegVersions).toSorted());
});

Deno.test("toSourceList() requests sources from Debian's lists, in both formats", () => {
  assertEquals(
    toSourceList(
      "# c\ndeb [signed-by=/k] mirror://m bookworm main\ndeb-src x y main\n",
    ),
    "deb-src [signed-by=/k] mirror://m bookworm main\n",
  );
  const entry = (key: string) =>
    `Types: deb\n# note\nURIs: mirror://m\nSuites: s\nComponents: main\nSigned-By: ${key}\n`;
  assertEquals(
    toSourceList(
      `${entry("/k/debian-archive-keyring.gpg")}\n${entry("/k/other.gpg")}`,
    ),
    "Types: deb-src\nURIs: mirror://m\nSuites: s\nComponents: main\n" +
      "Signed-By: /k/debian-archive-keyring.gpg\n",
  );
  assertEquals(toSourceList("deb mirror://vendor stable contrib\n"), "");
});

Deno.test("toSourceList() requests the sources of other suites when given some", () => {
  assertEquals(
    toSourceList(
      "deb mirror://m bookworm main\ndeb mirror://s bookworm-security main\n",
      "trixie sid",
    ),
    "deb-src mirror://m trixie main\n\ndeb-src mirror://m sid main\n",
  );
  const entry = (suites: string) =>
    `Types: deb\nURIs: mirror://m\nSuites: ${suites}\nComponents: main\n` +
    "Signed-By: /k/debian-archive-keyring.gpg\n";
  assertEquals(
    toSourceList(
      `${entry("bookworm bookworm-updates")}\n${entry("bookworm-security")}`,
      "trixie sid",
    ),
    "Types: deb-src\nURIs: mirror://m\nSuites: trixie sid\nComponents: main\n" +
      "Signed-By: /k/debian-archive-keyring.gpg\n",
  );
});

Deno.test("versionWith() finds the package that has an archive", () => {
  const index =
    "Package: a\nVersion: 1:2.0-3\nFiles:\n 0 1 a_2.0.orig.tar.xz\n" +
    "\nPackage: a\nVersion: 1:2.1-1\nFiles:\n 0 1 a_2.1.orig.tar.xz\n";
  assertEquals(versionWith("a_2.1.orig.tar.xz", index), "1:2.1-1");
  assertEquals(versionWith("a_2.0.orig.tar.xz", index), "1:2.0-3");
  assertEquals(versionWith("a_1.0.orig.tar.xz", index), undefined);
});

Deno.test("missingPackages() names the packages that are not installed", async () => {
  assertEquals(
    await missingPackages(["dpkg", "no-such-package-of-debian"]),
    ["no-such-package-of-debian"],
  );
});

Deno.test("Steps.run() rejects with the step, the command and the end of its output", async () => {
  const logs = await Deno.makeTempDir();
  using step = new Steps(logs, "test", 1).begin("failing on purpose");
  const script = "for i in $(seq 100); do echo line $i; done; exit 3";
  const error = await assertRejects(
    () => step.run("sh", ["-c", script], { cwd: logs }),
    StepError,
  );
  assertStringIncludes(error.message, '"failing on purpose" failed at');
  assertStringIncludes(error.message, "line 100");
  assertEquals(error.message.includes("line 10\n"), false);
  assertStringIncludes(error.message, error.log);
  assertStringIncludes(await Deno.readTextFile(error.log), "line 10\n");
  await Deno.remove(logs, { recursive: true });
});

Deno.test("enabledComponents() reads what configure enabled", () => {
  const header =
    "#define CONFIG_AAC_DECODER 1\n#define CONFIG_AC3_DECODER 0\n" +
    "#define CONFIG_MOV_MUXER 1\n";
  const { decoder, muxer, encoder } = enabledComponents(header);
  assertEquals([decoder, muxer, encoder], [["aac"], ["mov"], []]);
});

for (
  const [variant, version, release] of [
    ["lgpl", "9.0", "9.0.2"],
    ["gpl", "9.0", "9.0.2"],
  ] as const
) {
  Deno.test(`the ${variant} engine of FFmpeg ${version} is two programs with few imports`, async () => {
    const engine = await buildEngine(variant, { version });
    const bytes = await Deno.readFile(engine.path);
    assertEquals(engine.bytes, bytes.length);
    assertEquals(engine.version, version);
    const others = engine.imports.filter((name) =>
      !name.startsWith("wasi_snapshot_preview1.")
    );
    assertEquals(others.sort(), [
      "afmpeg_threads.switch",
      "env.__wasm_longjmp",
      "env.__wasm_setjmp",
      "env.__wasm_setjmp_test",
    ]);
    assertEquals(engine.exports.toSorted(), [
      ...["__c_longjmp", "__indirect_function_table", "_start"],
      "afmpeg:interrupt",
      ...["afmpeg_raise", "memory"],
    ]);
    assertEquals(
      engine.components.encoder?.filter((name) => name.startsWith("lib"))
        .toSorted(),
      librariesOf({ variant }).flatMap(({ components }) =>
        components.encoder?.split(" ") ?? []
      ).sort(),
    );
    await using runtime = await Runtime.create({ module: { bytes } });
    const versionOf = async (argv0: string) => {
      const options = { argv0 };
      const args = ["-version"];
      const result = await runtime.run(new MemoryFs(), args, options);
      assertEquals(result.exitCode, 0);
      return new TextDecoder().decode(result.stdout);
    };
    const about = await versionOf("ffmpeg");
    assertStringIncludes(about, `ffmpeg version ${release} `);
    assertStringIncludes(
      await versionOf("/bin/ffprobe"),
      `ffprobe version ${release} `,
    );
    const { license } = variants[variant];
    assertEquals(license.startsWith("GPL"), about.includes("--enable-gpl"));
    const content = new TextDecoder("latin1").decode(bytes);
    for (const folder of [Deno.cwd(), cacheFolder(), Deno.env.get("HOME")!]) {
      assertEquals(content.includes(`${folder}/`), false, folder);
    }
  });
}
