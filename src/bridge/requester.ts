// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { BridgeClient } from "./client.ts";
import type { MessageOperation, MessageOperations } from "./operation.ts";

/** Sends requests about a file system or an open file of the caller's side. */
export class Requester {
  readonly name: string;
  protected readonly client: BridgeClient;
  protected readonly handle: number;

  /**
   * @param handle The file system or the open file.
   * @param name The path in errors if no argument is a path.
   */
  constructor(client: BridgeClient, handle: number, name: string) {
    this.client = client;
    this.handle = handle;
    this.name = name;
  }

  /** Requests an operation of the caller. Returns its result. */
  protected request<Arguments extends unknown[], Result>(
    operation: MessageOperation<Arguments, Result>,
    args: Arguments,
  ): Result {
    const { message } = this.client;
    operation.put(message.rewind(), args);
    const { pathAt } = operation;
    const path = pathAt < 0 ? this.name : args[pathAt] as string;
    this.client.call(operation, path, this.handle);
    return operation.take(message.rewind());
  }
}

/** A {@linkcode Requester} with a method for each operation of a table. */
export function requesterOf<Methods>(
  operations: MessageOperations<Methods>,
): new (
  ...args: ConstructorParameters<typeof Requester>
) => Requester & Methods {
  class RequesterOfTable extends Requester {
    static {
      for (const [name, operation] of Object.entries(operations as Untyped)) {
        Object.defineProperty(this.prototype, name, {
          value(this: RequesterOfTable, ...args: unknown[]): unknown {
            return this.request(operation, args);
          },
        });
      }
    }
  }
  return RequesterOfTable as unknown as ReturnType<typeof requesterOf<Methods>>;
}

type Untyped = Record<string, MessageOperation<unknown[], unknown>>;
