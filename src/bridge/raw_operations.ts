// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Awaitable } from "../../vfs/fs.ts";
import { fileOperations } from "./file_operations.ts";
import { fsOperations } from "./fs_operations.ts";
import type { Operation, Row } from "./operation.ts";
import { END_OF_FILE } from "./response.ts";
import type { BridgeService } from "./service.ts";
import { table } from "./table.ts";

/**
 * The most frequent operations, written by hand. Those that move data need no
 * message: position and length are words of the channel, the data is read and
 * written in place, and the response is the count.
 */
export const rawOperations: Record<
  "read" | "readAt" | "write" | "writeAt" | "stat",
  Operation
> = table<typeof rawOperations>(
  {
    read: row((service) => service.file().read(service.view()), count),
    readAt: row(
      (service) => service.file().readAt(service.view(), service.position),
      count,
    ),
    write: row((service) => service.file().write(service.view()), count),
    writeAt: row(
      (service) => service.file().writeAt(service.view(), service.position),
      count,
    ),
    stat: row((service) => service.file().stat(), (info, { message }) => {
      message.rewind().putInfo(info);
      return 0;
    }),
  },
  fsOperations,
  fileOperations,
);

function row<T>(
  call: (service: BridgeService) => Awaitable<T>,
  respond: (value: T, service: BridgeService) => number,
): Row<Operation> {
  return { call, respond } as Row<Operation>;
}

/** Backends are not trusted: an impossible count must not reach the guest. */
function count(value: number | null, { length }: BridgeService): number {
  if (value === null) return END_OF_FILE;
  if (Number.isInteger(value) && value >= 0 && value <= length) return value;
  throw new RangeError(
    `Cannot return from a read or write of ${length} bytes: received the count ${value}`,
  );
}
