import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { walk } from "@std/fs";
import { fromFileUrl, relative } from "@std/path/posix";
import { buildEngine } from "../../engine/build.ts";
import {
  cacheFolder,
  cacheKey,
  libraryKey,
  objectsKey,
} from "../../engine/cache.ts";
import { enabledComponents } from "../../engine/describe.ts";
import { libraries } from "../../engine/libraries.ts";
import { missingPackages } from "../../engine/packages.ts";
import { toSourceList } from "../../engine/sources.ts";
import { StepError, Steps } from "../../engine/step.ts";
import { sources, variants } from "../../engine/versions.ts";
import { MemoryFs } from "../../mod.ts";
import { runGuest } from "../support/run_guest.ts";

const text = (content: string) => new TextEncoder().encode(content);

/** Reads every file of the recipe as its name, but for those in `changed`. */
const reader = (...changed: string[]) => (name: string) =>
  Promise.resolve(text(changed.includes(name) ? "changed" : name));

Deno.test("cacheKey() changes with every file of the recipe, with the variant and with its options", async () => {
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
  assertEquals(new Set([...keys, plain]).size, names.size + 6);
  assertEquals(await cacheKey("gpl", {}, reader()), plain);
});

Deno.test("libraryKey() changes only with what the library is built from", async () => {
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
  const plain = await objectsKey("gpl", {}, reader());
  for (const name of ["libraries/x264.ts", "link.ts", "shim/main.c"]) {
    assertEquals(await objectsKey("gpl", {}, reader(name)), plain, name);
  }
  for (
    const name of [
      ...["components.ts", "ffmpeg.ts", "shim/shim.c"],
      ...["simd_ffmpeg.ts", "simd/ffmpeg/hevc_mc_wasm.c"],
    ]
  ) {
    assertNotEquals(await objectsKey("gpl", {}, reader(name)), plain, name);
  }
  assertNotEquals(await objectsKey("lgpl", {}, reader()), plain);
  const inC = await objectsKey("gpl", { simd: false }, reader());
  assertNotEquals(inC, plain);
});

Deno.test("the recipe hashes every file that building needs", async () => {
  const hashed = new Set<string>();
  await cacheKey("gpl", {}, (name) => {
    hashed.add(name);
    return reader()(name);
  });
  // These decide how the result is kept and described, and not what it is.
  const others = [
    ...["COMPONENTS.md", "README.md", "build.ts", "cache.ts", "checkasm.ts"],
    "describe.ts",
    ...["components_main.ts", "components_page.ts", "main.ts"],
    ...["libraries.ts", "libraries/library.ts", "packages.ts", "recipe.ts"],
    ...["sources.ts", "step.ts", "versions.ts"],
  ];
  const folder = fromFileUrl(new URL("../../engine", import.meta.url));
  for await (const { path, isFile } of walk(folder)) {
    if (!isFile) continue;
    const name = relative(folder, path);
    // These are for engines with threads.
    if (name.startsWith("threads/") || name === "shim/signal.c") continue;
    // This is for tests.
    if (name === "shim/guard.c") continue;
    assertEquals(hashed.has(name), !others.includes(name), name);
  }
});

Deno.test("sources are pinned by version and checksum", () => {
  for (const { package: pinned, files } of Object.values(sources)) {
    assertMatch(pinned, /^[a-z0-9]+=\S+$/);
    assertEquals(
      Object.keys(files).filter((n) => n.endsWith(".dsc")).length,
      1,
    );
    for (const sum of Object.values(files)) assertMatch(sum, /^[0-9a-f]{64}$/);
  }
});

Deno.test("toSourceList() asks Debian's lists for sources, in both formats", () => {
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

Deno.test("missingPackages() names what is not installed", async () => {
  assertEquals(
    await missingPackages(["dpkg", "no-such-package-of-debian"]),
    ["no-such-package-of-debian"],
  );
});

Deno.test("Steps.run() rejects with the step, the command and the end of its output", async () => {
  const logs = await Deno.makeTempDir();
  const steps = new Steps(logs, "test", 1);
  steps.begin("failing on purpose");
  const script = "for i in $(seq 100); do echo line $i; done; exit 3";
  const error = await assertRejects(
    () => steps.run("sh", ["-c", script], { cwd: logs }),
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

for (const variant of ["lgpl", "gpl"] as const) {
  Deno.test(`the ${variant} engine is two programs that import WASI and setjmp only`, async () => {
    const engine = await buildEngine(variant);
    const bytes = await Deno.readFile(engine.path);
    assertEquals(engine.bytes, bytes.length);
    const others = engine.imports.filter((name) =>
      !name.startsWith("wasi_snapshot_preview1.")
    );
    assertEquals(others.sort(), [
      "env.__wasm_longjmp",
      "env.__wasm_setjmp",
      "env.__wasm_setjmp_test",
    ]);
    assertEquals(engine.exports, ["memory", "__c_longjmp", "_start"]);
    assertEquals(
      engine.components.encoder?.filter((name) => name.startsWith("lib")),
      variants[variant].libraries.flatMap((name) =>
        libraries[name].components.encoder?.split(" ") ?? []
      ).sort(),
    );
    const versionOf = (name: string) => {
      const fs = new MemoryFs();
      const { exitCode, stdout } = runGuest(bytes, {
        fs,
        args: [name, "-version"],
      });
      assertEquals(exitCode, 0);
      return new TextDecoder().decode(stdout);
    };
    assertMatch(versionOf("ffmpeg"), /^ffmpeg version 5\.1\.9 /);
    assertMatch(versionOf("/bin/ffprobe"), /^ffprobe version 5\.1\.9 /);
    const { license } = variants[variant];
    const isGpl = versionOf("ffmpeg").includes("--enable-gpl");
    assertEquals(license.startsWith("GPL"), isGpl);
    const content = new TextDecoder("latin1").decode(bytes);
    for (const folder of [Deno.cwd(), cacheFolder(), Deno.env.get("HOME")!]) {
      assertEquals(content.includes(`${folder}/`), false, folder);
    }
  });
}
