import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { buildEngine } from "../../engine/build.ts";
import { cacheKey } from "../../engine/cache.ts";
import { enabledComponents } from "../../engine/describe.ts";
import { missingPackages } from "../../engine/packages.ts";
import { toSourceList } from "../../engine/sources.ts";
import { StepError, Steps } from "../../engine/step.ts";
import { sources, variants } from "../../engine/versions.ts";
import { MemoryFs } from "../../mod.ts";
import { Wasi } from "../../src/wasi/mod.ts";

const text = (content: string) => new TextEncoder().encode(content);

Deno.test("cacheKey() changes with every file of the recipe, with the variant and with its options", async () => {
  const read = (changed?: string) => (name: string) =>
    Promise.resolve(text(name === changed ? "changed" : name));
  const names: string[] = [];
  const plain = await cacheKey("gpl", {}, (name) => {
    names.push(name);
    return read()(name);
  });
  for (const name of ["versions.ts", "shim/shim.c", "simd/include/msa.h"]) {
    assert(names.includes(name));
  }
  const keys = await Promise.all(
    names.map((name) => cacheKey("gpl", {}, read(name))),
  );
  keys.push(plain, await cacheKey("lgpl", {}, read()));
  keys.push(await cacheKey("gpl", { simd: false }, read()));
  assertEquals(new Set(keys).size, names.length + 3);
  assertEquals(await cacheKey("gpl", {}, read()), plain);
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

for (const variant of Object.keys(variants) as (keyof typeof variants)[]) {
  Deno.test(`the ${variant} engine is two programs that import WASI only`, async () => {
    const engine = await buildEngine(variant);
    const bytes = await Deno.readFile(engine.path);
    assertEquals(engine.bytes, bytes.length);
    for (const name of engine.imports) {
      assertMatch(name, /^wasi_snapshot_preview1\.\w+$/);
    }
    assertEquals(
      engine.components.encoder?.includes("libx264"),
      variant === "gpl",
    );
    const module = await WebAssembly.compile(bytes);
    const versionOf = (name: string) => {
      let output = "";
      const stdout = {
        write(data: Uint8Array) {
          output += new TextDecoder().decode(data.slice());
          return data.length;
        },
      };
      const fs = new MemoryFs();
      const wasi = new Wasi({ fs, args: [name, "-version"], stdout });
      const instance = new WebAssembly.Instance(module, wasi.imports);
      assertEquals(wasi.start(instance), 0);
      return output;
    };
    assertMatch(versionOf("ffmpeg"), /^ffmpeg version 5\.1\.9 /);
    assertMatch(versionOf("/bin/ffprobe"), /^ffprobe version 5\.1\.9 /);
    const { license } = variants[variant];
    const isGpl = versionOf("ffmpeg").includes("--enable-gpl");
    assertEquals(license.startsWith("GPL"), isGpl);
    assertNotEquals(versionOf("ffmpeg").includes(Deno.cwd()), true);
  });
}
