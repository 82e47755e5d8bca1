// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The engines of the release that this version of the package was tested with.
 *
 * @module
 */
export {
  engine,
  type EngineOptions,
  localEngine,
  type LocalEngineOptions,
  type ThreadsOption,
} from "./src/module/engine.ts";
