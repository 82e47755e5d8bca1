// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { questions } from "../ffmpeg/switches.ts";
import type { Call } from "./command.ts";
import { engineOption } from "./engine_option.ts";
import { guestOptions } from "./guest_options.ts";

/** The options that may come before the question, and how many values they have. */
const before: Readonly<Record<string, number>> = {
  "-hide_banner": 0,
  "-loglevel": 1,
  "-v": 1,
};

/**
 * Whether a call only has a program say something of itself, as `-version` and
 * `-h encoder=libx264` do: it then uses no file, and ends soon.
 */
export function isQuestion(call: Call): boolean {
  const isPlain = guestOptions.every(({ name }) =>
    name === engineOption.name || !call.has(name)
  );
  if (!isPlain) return false;
  let rest = call.rest;
  while (Object.hasOwn(before, rest[0] ?? "")) {
    rest = rest.slice(1 + before[rest[0]!]!);
  }
  const [option = "", topic, ...more] = rest;
  return option.startsWith("-") && questions.has(option.slice(1)) &&
    !topic?.startsWith("-") && more.length === 0;
}
