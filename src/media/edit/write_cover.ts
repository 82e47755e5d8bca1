// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import type { Runner } from "../../run/runner.ts";
import { containerOf, outputArgs } from "../recipe/container.ts";
import { type Facts, factsOf } from "../recipe/facts.ts";
import { attachArgs, coverTypes, keepStreams } from "../recipe/keep_streams.ts";
import { MediaError } from "../recipe/media_error.ts";
import { FFMPEG, type Plan } from "../recipe/plan.ts";
import { PlanNames } from "../recipe/plan_names.ts";
import { type OptionTable, that } from "../../../vfs/check.ts";
import {
  assertOther,
  checkRecipe,
  type RecipeOptions,
  recipeTable,
} from "../recipe/recipe_options.ts";
import { carryOut } from "../recipe/run_plan.ts";

/** Options of {@linkcode writeCover}. */
export interface WriteCoverOptions extends RecipeOptions {
  /** The path of the picture, a JPEG or PNG; `null` removes the cover. */
  picture: string | null;
}

const coverTable: OptionTable<WriteCoverOptions> = {
  ...recipeTable,
  picture: that(
    (value) => typeof value === "string" || value === null,
    "a path, or null to remove the cover",
  ),
};

/**
 * Gives a file a cover in place of those that it has, or removes them; nothing is
 * encoded again. A cover is read with `thumbnail`.
 *
 * @throws {MediaError} when the picture is neither JPEG nor PNG, or the format of the
 * output has no covers.
 * @throws {FsError} when a file cannot be opened or written.
 * @throws {ExitError} when ffmpeg fails.
 * @throws {TypeError} when an argument or an option is invalid.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { writeCover } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, ["-f", "lavfi", "-i", "sine=d=1", "in.mp3"]);
 * await runtime.run(fs, "-f lavfi -i testsrc -frames:v 1 cover.png".split(" "));
 *
 * await writeCover(runtime, fs, "in.mp3", "out.mp3", { picture: "cover.png" });
 * const [, cover] = (await runtime.probe(fs, "out.mp3")).streams;
 * assertEquals([cover?.codec, cover?.disposition.attachedPic], ["png", true]);
 * ```
 */
export async function writeCover(
  runner: Runner,
  fs: Fs,
  input: string,
  output: string,
  options: WriteCoverOptions,
): Promise<Plan> {
  options = checkRecipe("writeCover", fs, input, output, options, coverTable);
  coverTable.picture("picture", options?.picture);
  const { picture } = options;
  containerOf(output);
  if (picture !== null) assertOther("writeCover", [picture], output);
  const facts = await factsOf(runner, fs, input, options);
  const cover = picture === null
    ? undefined
    : await factsOf(runner, fs, picture, options);
  const plan = planWriteCover(facts, cover, output);
  await carryOut(runner, fs, plan, options);
  return plan;
}

/** Plans {@linkcode writeCover}; without a cover, it removes those that there are. */
export function planWriteCover(
  facts: Facts,
  cover: Facts | undefined,
  output: string,
): Plan {
  const operation = "write the cover of";
  const names = new PlanNames();
  const container = containerOf(output);
  if (cover && !container.cover) {
    throw new MediaError(
      operation,
      output,
      `a name of the format ${container.muxer}, which has no covers`,
      "give another output",
    );
  }
  const { args, kept: numbers } = keepStreams(operation, facts, container);
  const codec = cover?.probe.streams[0]?.codec ?? "nothing";
  if (cover && coverTypes[codec] === undefined) {
    throw new MediaError(
      operation,
      facts.path,
      `a picture "${cover.path}" in ${codec}`,
      "give a JPEG or a PNG",
    );
  }
  const kept = facts.probe.streams.filter(({ index }) =>
    numbers.includes(index)
  );
  const videos = kept.filter(({ type }) => type === "video").length;
  const isAttached = container.cover === "attachment";
  const attachments = kept.filter(({ type }) => type === "attachment").length;
  const { durationSec } = facts.probe;
  return {
    steps: [{
      argv: [
        ...[...FFMPEG, "-i", names.url(facts.path)],
        ...(cover && !isAttached ? ["-i", names.url(cover.path)] : []),
        ...args,
        ...(!cover
          ? []
          : isAttached
          ? attachArgs(names.url(cover.path), codec, attachments)
          : [
            ...["-map", "1:v:0", `-c:v:${videos}`, "copy"],
            ...[`-disposition:v:${videos}`, "attached_pic"],
          ]),
        ...outputArgs(container, names.url(output)),
      ],
      ...(durationSec !== undefined && { durationSec }),
    }],
    outputs: [names.path(output)],
    ...names.toPlan(),
  };
}
