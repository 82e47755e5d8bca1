// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import type { VariantName } from "../engine/versions.ts";
import { makeEnginePackage } from "../npm/engine_package.ts";
import { makePackage } from "../npm/package.ts";
import { collectEngines } from "./collect_engines.ts";
import { makeJsrEngine } from "./jsr_engine.ts";
import { settleAll } from "./settle_all.ts";
import { stagePackage } from "./stage_package.ts";

/**
 * Makes everything that a release publishes: in `page` of the folder the files of its
 * page, which will be at `url`, in `jsr` and `npm` a folder for each package.
 */
export async function makeRelease(
  folder: string,
  url: string,
  variants: readonly VariantName[],
): Promise<void> {
  const engines = await collectEngines(join(folder, "page"), variants);
  const release = { url, ...engines };
  const [npm, jsr] = [join(folder, "npm"), join(folder, "jsr")];
  await settleAll([
    stagePackage(join(jsr, "afmpeg"), release),
    makePackage(join(npm, "afmpeg"), release),
    ...variants.map(async (variant) => {
      const name = `engine-${variant}`;
      await makeEnginePackage(variant, join(npm, name));
      await makeJsrEngine(variant, join(npm, name), join(jsr, name));
    }),
  ]);
}
