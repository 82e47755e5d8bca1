// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { ValueOption } from "./command.ts";
import { text } from "./values.ts";

/** The option that names an engine. */
export const engineOption: ValueOption<string> = {
  name: "engine",
  value: "NAME|FILE|URL",
  kind: text,
  summary: "the module to run (see `afmpeg engine list`)",
};
