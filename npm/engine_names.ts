// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  type Threads,
  type VariantName,
  variants,
} from "../engine/versions.ts";
import { engineName } from "../src/module/engine_name.ts";

/** What is published under a name. */
export interface PublishedEngine {
  readonly variant: VariantName;
  readonly threads: Threads;
}

/** The engines that are published, by their names: `gpl`, `gpl-threads`, … */
export const engineNames: ReadonlyMap<string, PublishedEngine> = new Map(
  (Object.keys(variants) as VariantName[]).flatMap((variant) =>
    (["green", "real"] as const).map((threads) =>
      [engineName(variant, threads), { variant, threads }] as const
    )
  ),
);
