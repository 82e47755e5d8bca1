// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { release } from "./release.generated.ts";

/** What whoever has no engine may do: the same for the command and the library. */
export const ENGINE_ADVICE: string =
  "build one with `afmpeg engine build gpl`, " +
  `fetch one with \`afmpeg engine fetch ${
    release?.engines.gpl ? "gpl" : "URL#sha256=HEX"
  }\`, or name one`;
