// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertRejects } from "@std/assert";
import { gzipSync } from "node:zlib";
import { buildEngine } from "../../engine/build.ts";
import { inspectModule, MemoryFs, ModuleError, Runtime } from "../../mod.ts";
import { rewrite } from "../../src/wasm/mod.ts";
import { compileBareThreads, compileGuest } from "../support/c_guest.ts";
import { rawModule } from "../support/raw_module.ts";
import { wat } from "../support/wat.ts";

/** `i64.add128` of zeros. */
const wideArithmetic = rawModule({
  code: [0x42, 0, 0x42, 0, 0x42, 0, 0x42, 0, 0xfc, 19, 0x1a, 0x1a],
});

Deno.test("inspectModule() lists what the engine was built with", async () => {
  for (const variant of ["lgpl", "gpl"] as const) {
    const { path } = await buildEngine(variant);
    const built = JSON.parse(
      await Deno.readTextFile(path.replace(/[^/]*$/, "module.json")),
    );
    const info = await inspectModule({ file: path });
    assertEquals(info.size, built.bytes);
    assertEquals(
      info.imports.map(({ module, name }) => `${module}.${name}`),
      built.imports,
    );
    assertEquals(info.kind, "command");
    assertEquals([info.missingImports, info.missingFeatures], [[], []]);
    assertEquals(info.isInterruptible, true);
    assertEquals(info.threads, "green");
    const program = info.program!;
    assertEquals(program.version, "9.0.2");
    assertEquals(program.license, built.license);
    assertEquals(program.hasFfprobe, true);
    assertEquals(program.libraries.libavformat, "63.1.102");
    assert(program.configuration.includes("--arch=wasm32"));

    const { components } = built;
    assertEquals(program.encoders.length, components.encoder.length);
    assertEquals(program.decoders.length, components.decoder.length);
    assertEquals(program.bitstreamFilters.length, components.bsf.length);
    assertEquals(
      program.demuxers.length,
      components.demuxer.length + components.indev.length,
    );
    // The sources and sinks of a graph are always included.
    const always = ["abuffer", "abuffersink", "buffer", "buffersink"];
    assertEquals(
      program.filters.map(({ name }) => name).toSorted(),
      [...components.filter, ...always].toSorted(),
    );
    const protocols = new Set([
      ...program.inputProtocols,
      ...program.outputProtocols,
    ]);
    assertEquals([...protocols].toSorted(), components.protocol.toSorted());

    const find = (name: string) =>
      program.encoders.find((encoder) => encoder.name === name);
    assertEquals(find("libx264") !== undefined, variant === "gpl");
    assertEquals(find("flac")?.type, "audio");
    assertEquals(find("srt")?.type, "subtitle");
    const muxers = program.muxers.flatMap(({ names }) => names);
    assert(muxers.includes("mp4") && !muxers.includes("jack"));
    assertEquals(
      program.demuxers.find(({ names }) => names.includes("mp4"))?.description,
      "QuickTime / MOV",
    );
    const scale = program.filters.find(({ name }) => name === "scale");
    assertEquals([scale?.inputs, scale?.outputs], ["V", "V"]);
  }
});

Deno.test("inspectModule() describes a program that is not ffmpeg", async () => {
  const bytes = await compileGuest("behave.c");
  const info = await inspectModule({ bytes: new Uint8Array(gzipSync(bytes)) });
  assertEquals([info.kind, info.size], ["command", bytes.length]);
  assertEquals([info.program, info.threads], [undefined, "none"]);
  const interruptible = rewrite(bytes, { interrupt: true });
  const rewritten = await inspectModule({ bytes: interruptible });
  assertEquals([info.isInterruptible, rewritten.isInterruptible], [
    false,
    true,
  ]);
  assertEquals<readonly string[]>(
    rewritten.features,
    [...info.features, "multi-memory", "threads"].toSorted(),
  );
  const threads = await compileBareThreads("bare_threads.c");
  for (const bytes of [threads, rewrite(threads, { interrupt: true })]) {
    const threaded = await inspectModule({ bytes });
    assertEquals([threaded.threads, threaded.missingImports], ["real", []]);
    assertEquals(threaded.isInterruptible, bytes !== threads);
  }
  const trapping = await inspectModule({ bytes: rawModule({ code: [0x00] }) });
  assertEquals(trapping.program, undefined);
});

Deno.test("inspectModule() runs nothing with the option run set to false", async () => {
  const { program, features } = await inspectModule(
    { file: "ffmpeg.wasm" },
    { run: false },
  );
  assertEquals(program, undefined);
  assert(features.includes("simd"));
});

Deno.test("inspectModule() distinguishes commands from libraries", async () => {
  const kinds = {
    command: '(func (export "_start"))',
    reactor: '(func (export "_initialize"))',
    library: '(func (export "add"))',
  };
  for (const [kind, text] of Object.entries(kinds)) {
    const info = await inspectModule(
      { bytes: wat(`(module ${text})`) },
      { run: false },
    );
    assertEquals(info.kind, kind);
  }
});

Deno.test("inspectModule() names the imports that a guest is not given", async () => {
  const bytes = wat(`(module (import "env" "system" (func))
    (import "wasi_snapshot_preview1" "sched_yield" (func (result i32)))
    (memory (export "memory") 1) (func (export "_start")))`);
  const info = await inspectModule({ bytes });
  assertEquals(info.missingImports, ["env.system"]);
  const wide = await inspectModule({ bytes: wideArithmetic });
  assertEquals(wide.features, ["wide-arithmetic"]);
  assertEquals(wide.missingFeatures, ["wide-arithmetic"]);
});

Deno.test("inspectModule() rejects with a ModuleError when there is nothing to inspect", async () => {
  const compiled = await WebAssembly.compile(await compileGuest("behave.c"));
  const guest = await compileGuest("behave.c");
  const cases = {
    source: [compiled, {}],
    format: [
      { bytes: new Uint8Array(0) },
      { bytes: new TextEncoder().encode("#!/bin/sh") },
      { bytes: guest.subarray(0, 1000) },
    ],
  };
  for (const [reason, sources] of Object.entries(cases)) {
    for (const source of sources) {
      const error = await assertRejects(
        // deno-lint-ignore no-explicit-any
        () => inspectModule(source as any),
        ModuleError,
      );
      assertEquals(error.reason, reason);
    }
  }
});

Deno.test("inspectModule() stops when the signal aborts", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(
    () => inspectModule({ file: "ffmpeg.wasm" }, { signal }),
    Error,
    "enough",
  );
});

Deno.test("Runtime.create() names the feature that this engine lacks", async () => {
  for (const interruptible of [true, false]) {
    const error = await assertRejects(
      () =>
        Runtime.create({ module: { bytes: wideArithmetic }, interruptible }),
      ModuleError,
    );
    assertEquals(error.reason, "features");
    assertEquals(error.missingFeatures, ["wide-arithmetic"]);
    assert(error.message.includes("wide-arithmetic"), error.message);
    assert(error.cause instanceof Error);
  }
});

Deno.test("Runtime.create() names a missing import before the module is compiled", async () => {
  // It does not compile: its code is invalid.
  const bytes = wat(`(module (import "env" "system" (func))
    (memory (export "memory") 1) (func (export "_start") i32.const 7 drop))`);
  const code = bytes.lastIndexOf(0x1a);
  bytes[code] = 0x01;
  assertEquals(WebAssembly.validate(bytes), false);
  const error = await assertRejects(
    () => Runtime.create({ module: { bytes } }),
    ModuleError,
  );
  assertEquals(error.reason, "imports");
  assertEquals(error.missingImports, ["env.system"]);
});

Deno.test("Runtime.create() keeps its message short when much is missing", async () => {
  const names = Array.from(
    { length: 10_000 },
    (_, i) => `(import "env" "${"x".repeat(100)}${i}" (func))`,
  );
  const bytes = wat(`(module ${names.join("")})`);
  const error = await assertRejects(
    () => Runtime.create({ module: { bytes } }),
    ModuleError,
  );
  assertEquals(error.missingImports.length, 10_000);
  assert(error.message.includes(" and 9984 more"), error.message);
  assert(error.message.length < 2000);
});

Deno.test("Runtime runs what rawModule makes as a program", async () => {
  const module = { bytes: rawModule({}) };
  await using runtime = await Runtime.create({ module });
  assertEquals((await runtime.run(new MemoryFs(), [])).exitCode, 0);
});
