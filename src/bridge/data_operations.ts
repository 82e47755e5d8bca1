import type { Awaitable } from "../../vfs/fs.ts";
import { fileOperations } from "./file_operations.ts";
import { fsOperations } from "./fs_operations.ts";
import type { Operation, Row } from "./operation.ts";
import { END_OF_FILE } from "./response.ts";
import type { BridgeService } from "./service.ts";
import { table } from "./table.ts";

/**
 * The operations that move the data of an open file. They are most of what a guest
 * asks for, so they do without a message: position and length are words of the
 * channel, the data lies where it is read and written, and the response is the count.
 */
export const dataOperations: Record<
  "read" | "readAt" | "write" | "writeAt",
  Operation
> = table<typeof dataOperations>(
  {
    read: row((service) => service.file().read(service.view())),
    readAt: row((service) =>
      service.file().readAt(service.view(), service.position)
    ),
    write: row((service) => service.file().write(service.view())),
    writeAt: row((service) =>
      service.file().writeAt(service.view(), service.position)
    ),
  },
  fsOperations,
  fileOperations,
);

function row(
  call: (service: BridgeService) => Awaitable<number | null>,
): Row<Operation> {
  return {
    call,
    respond: (value, service) => count(value as number | null, service),
  };
}

/** A backend is a stranger: a count that cannot be must not reach the guest. */
function count(value: number | null, { length }: BridgeService): number {
  if (value === null) return END_OF_FILE;
  if (Number.isInteger(value) && value >= 0 && value <= length) return value;
  throw new RangeError(
    `Cannot answer a read or write of ${length} bytes: received the count ${value}`,
  );
}
