// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Call, CliOption } from "./command.ts";

/** The options for the size of a picture. */
export const sizeOptions: readonly CliOption[] = [
  { name: "width", value: "PIXELS", summary: "the width (the video's)" },
  { name: "height", value: "PIXELS", summary: "the height (the video's)" },
];

/** The size that a call requests. */
export function sizeOf(call: Call): { width?: number; height?: number } {
  const [width, height] = [call.number("width"), call.number("height")];
  return {
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  };
}
