// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { makeEnginePackage } from "../npm/engine_package.ts";
import { makePackage } from "../npm/package.ts";
import { collectEngines } from "./collect_engines.ts";
import { makeJsrEngine } from "./jsr_engine.ts";
import { settleAll } from "./settle_all.ts";
import { stagePackage } from "./stage_package.ts";

/**
 * Makes everything that a release publishes: in `page` of the folder the files of its
 * page, which will be at `url`, in `jsr` and `npm` a folder for each package.
 *
 * @param names Those of {@linkcode engineNames} that it has.
 */
export async function makeRelease(
  folder: string,
  url: string,
  names: readonly string[],
): Promise<void> {
  const engines = await collectEngines(join(folder, "page"), names);
  const release = { url, ...engines };
  const [npm, jsr] = [join(folder, "npm"), join(folder, "jsr")];
  await settleAll([
    stagePackage(join(jsr, "afmpeg"), release),
    makePackage(join(npm, "afmpeg"), release),
    ...names.map(async (engine) => {
      const name = `engine-${engine}`;
      await makeEnginePackage(engine, join(npm, name));
      await makeJsrEngine(engine, join(npm, name), join(jsr, name));
    }),
  ]);
}
