// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Command } from "./command.ts";
import { engineOption } from "./engine_option.ts";
import { absolutePath } from "./grants.ts";
import { jail } from "./jail.ts";
import { probeText } from "./probe_text.ts";
import { print } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { useGuest } from "./use_guest.ts";

/** `afmpeg probe`. */
export const probeCommand: Command = {
  name: "probe",
  summary: "describe a media file",
  operands: "[options] FILE",
  details: "Prints what a media file is and which streams it has.",
  options: [engineOption, { name: "json", summary: "print JSON" }],
  async run(call) {
    const [file, ...more] = call.operands;
    if (file === undefined || more.length > 0) {
      throw new UsageError(
        `Cannot probe: received ${call.operands.length} operands; name a file`,
      );
    }
    const named = { inputs: [file], outputs: [], others: [] };
    const engine = { engine: call.value("engine") };
    return await useGuest(engine, jail(named), async (guest) => {
      const { runtime, fs, interrupts: { signal } } = guest;
      const path = absolutePath(file, Deno.cwd());
      const probe = await runtime.probe(fs, path, { signal });
      print(
        call.has("json")
          ? `${JSON.stringify(probe, null, 2)}\n`
          : probeText(file, probe),
      );
      return 0;
    });
  },
};
