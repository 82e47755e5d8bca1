// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { DenoFs } from "../../vfs/deno_fs.ts";
import { files } from "../../vfs/host/host.ts";
import { moduleCachePath } from "./module_cache_path.ts";

/**
 * Opens this user's cache of modules, and creates the directory if it is missing.
 *
 * @throws {ModuleError} when the environment does not say where it is.
 */
export async function openModuleCache(): Promise<DenoFs> {
  const folder = moduleCachePath();
  await files().promises.mkdir(folder, { recursive: true });
  return new DenoFs(folder);
}
