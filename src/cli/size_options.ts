// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Call, ValueOption } from "./command.ts";
import { whole } from "./values.ts";

/** The largest side of a picture that a JPEG can have. */
const pixels = whole(1, 65_535);

const width: ValueOption<number> = {
  name: "width",
  value: "PIXELS",
  kind: pixels,
  summary: "the width (the video's)",
};

const height: ValueOption<number> = {
  name: "height",
  value: "PIXELS",
  kind: pixels,
  summary: "the height (the video's)",
};

/** The options for the size of a picture. */
export const sizeOptions: readonly ValueOption<number>[] = [width, height];

/** The size that a call requests. */
export function sizeOf(call: Call): { width?: number; height?: number } {
  const size = { width: call.read(width), height: call.read(height) };
  return {
    ...(size.width !== undefined && { width: size.width }),
    ...(size.height !== undefined && { height: size.height }),
  };
}
