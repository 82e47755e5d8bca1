// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import type { VariantName } from "../engine/versions.ts";
import { makeEnginePackage } from "../npm/engine_package.ts";
import { makePackage } from "../npm/package.ts";
import { collectEngines } from "./collect_engines.ts";
import { settleAll } from "./settle_all.ts";
import { stagePackage } from "./stage_package.ts";

/**
 * Makes everything that a release publishes: in `page` of the folder the files of its
 * page, which will be at `url`, in `jsr` the package for JSR, and in `npm` a folder for
 * each package for npm.
 */
export async function makeRelease(
  folder: string,
  url: string,
  variants: readonly VariantName[],
): Promise<void> {
  const engines = await collectEngines(join(folder, "page"), variants);
  const release = { url, ...engines };
  const packages = join(folder, "npm");
  await settleAll([
    stagePackage(join(folder, "jsr"), release),
    makePackage(join(packages, "afmpeg"), release),
    ...variants.map((variant) =>
      makeEnginePackage(variant, join(packages, `engine-${variant}`))
    ),
  ]);
}
