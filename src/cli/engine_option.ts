// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { CliOption } from "./command.ts";

/** The option that names an engine. */
export const engineOption: CliOption = {
  name: "engine",
  value: "FILE|URL",
  summary: "the module to run (see `afmpeg doctor`)",
};
