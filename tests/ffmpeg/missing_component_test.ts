// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type ComponentKind,
  componentsElsewhere,
  missingComponent,
  variantsWith,
} from "../../src/ffmpeg/missing_component.ts";
import { hintFor } from "../../src/ffmpeg/hint.ts";

Deno.test("variantsWith() finds encoders and decoders by their names and by their codecs", () => {
  const x264 = variantsWith("encoder", "libx264");
  assertEquals(x264.toSorted(), ["full", "gpl", "gpl-lean"]);
  // Another library encodes it there.
  const h264 = variantsWith("encoder", "h264");
  assertEquals(h264.toSorted(), ["full", "gpl", "gpl-lean", "lgpl"]);
  assert(variantsWith("decoder", "vp9").includes("lgpl"));
  assertEquals(variantsWith("encoder", "klingon"), []);
  assertEquals(variantsWith("filter", "libx264"), []);
});

/** What ffmpeg says for lack of something that `gpl` has. */
const logs: readonly (readonly [string, ComponentKind, string])[] = [
  ["[vost#0:0 @ 0x1] Unknown encoder 'libx264'", "encoder", "libx264"],
  ["Unknown decoder 'h264'", "decoder", "h264"],
  ["Decoding requested, but no decoder found for: hevc", "decoder", "hevc"],
  [
    "Decoder (codec vp9) not found for input stream #0:0",
    "decoder",
    "vp9",
  ],
  [
    "Automatic encoder selection failed Default encoder for format mp4 " +
    "(codec h264) is probably disabled. Please choose an encoder manually.",
    "encoder",
    "h264",
  ],
  ["Requested output format 'matroska' is not known.", "muxer", "matroska"],
  [
    "Unable to choose an output format for 'a/b.gif'; use a standard",
    "muxer",
    "gif",
  ],
  ["Unable to find a suitable output format for 'b.gif'", "muxer", "gif"],
  ["Unknown input format: 'mpegts'", "demuxer", "mpegts"],
  ["No such filter: 'drawtext'", "filter", "drawtext"],
];

Deno.test("missingComponent() reads what ffmpeg says that it lacks", () => {
  for (const [log, kind, name] of logs) {
    const missing = missingComponent(`Input #0\n${log}\nConversion failed!\n`);
    assertEquals([missing?.kind, missing?.name], [kind, name], log);
    assert(missing?.variants.includes("gpl"), log);
  }
});

Deno.test("missingComponent() is silent about what no engine has", () => {
  assertEquals(missingComponent("Unknown encoder 'klingon'"), undefined);
  assertEquals(missingComponent("a.mp4: No such file or directory"), undefined);
  assertEquals(hintFor("Unable to choose an output format for 'x'"), undefined);
});

Deno.test("hintFor() names the engine that has it, and how to build it", () => {
  const hint = hintFor("Unknown encoder 'libx264'") ?? "";
  assertStringIncludes(hint, "This engine has no encoder libx264: ");
  assertStringIncludes(hint, "`afmpeg engine build gpl");
});

Deno.test("componentsElsewhere() lists what an engine lacks", () => {
  const none = { encoder: [], decoder: [], muxer: [], demuxer: [], filter: [] };
  const all = componentsElsewhere(none);
  assert(all.some(({ kind, name }) => kind === "muxer" && name === "mp4"));
  const named = (kind: ComponentKind) =>
    all.filter((missing) => missing.kind === kind).map(({ name }) => name);
  const present = {
    encoder: named("encoder"),
    decoder: named("decoder"),
    muxer: named("muxer"),
    demuxer: named("demuxer"),
    filter: named("filter").filter((name) => name !== "scale"),
  };
  assertEquals(componentsElsewhere(present).map(({ name }) => name), ["scale"]);
});
