// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Hdr } from "./hdr.ts";
import type { SideData } from "./stream.ts";

const kinds: ReadonlyMap<string | undefined, "pq" | "hlg"> = new Map([
  ["smpte2084", "pq"],
  ["arib-std-b67", "hlg"],
]);

/** The kind of HDR of a stream; `undefined` if it has none. */
export function hdrOf(
  transfer: string | undefined,
  sideData: readonly SideData[],
): Hdr | undefined {
  const record = sideData.find(({ type }) =>
    type === "DOVI configuration record"
  );
  const profile = record && Number(record.fields.dv_profile);
  // What a player without Dolby Vision can take it for: only some profiles have a choice.
  const base = Number(record?.fields.dv_bl_signal_compatibility_id ?? 0);
  const kind = kinds.get(transfer) ?? (record ? "dolby-vision" : undefined);
  if (kind === undefined) return undefined;
  return {
    kind,
    ...(profile !== undefined && {
      dolbyVisionProfile: base > 0 && profile >= 8
        ? profile + base / 10
        : profile,
    }),
  };
}
