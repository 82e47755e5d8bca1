// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Awaitable } from "../../vfs/fs.ts";
import type { Codec, ResultCodec } from "./codec.ts";
import { path } from "./codecs.ts";
import type { MessageOperation, Row } from "./operation.ts";
import type { BridgeService } from "./service.ts";

/** As many arguments as a row can have: each is put and taken separately. */
type AtMostThree = [] | [unknown] | [unknown, unknown] | [
  unknown,
  unknown,
  unknown,
];

/**
 * Makes the row of an operation: the codecs of its arguments and its result, and the
 * function to call.
 *
 * @param discard Releases a result that arrives after the run was stopped.
 */
export type RowMaker<Target> = <Arguments extends AtMostThree, T, Result>(
  codecs: readonly [...{ [I in keyof Arguments]: Codec<Arguments[I]> }],
  result: ResultCodec<T, Result>,
  call: (target: Target, ...args: Arguments) => Awaitable<T>,
  discard?: (late: T) => void,
) => Row<MessageOperation<Arguments, Result>>;

/** Makes rows of operations on the target of a request. */
export function rowsOn<Target>(
  targetOf: (service: BridgeService) => Target,
): RowMaker<Target> {
  // One by one and not in loops, which would cost more than everything else.
  const maker = (
    [a, b, c]: readonly Codec<unknown>[],
    result: ResultCodec<unknown, unknown>,
    call: (target: Target, ...args: unknown[]) => Awaitable<unknown>,
    discard?: (late: unknown) => void,
  ): Row<MessageOperation<unknown[], unknown>> => ({
    put(message, args) {
      if (!a) return;
      a.put(message, args[0]);
      if (!b) return;
      b.put(message, args[1]);
      c?.put(message, args[2]);
    },
    take: result.take,
    pathAt: [a, b, c].indexOf(path as Codec<unknown>),
    call(service) {
      const target = targetOf(service);
      const message = service.message.rewind();
      if (!a) return call(target);
      const x = a.take(message);
      if (!b) return call(target, x);
      const y = b.take(message);
      return c ? call(target, x, y, c.take(message)) : call(target, x, y);
    },
    respond(value, service) {
      result.put(service.message.rewind(), value, service);
      return 0;
    },
    ...(discard && { discard }),
  });
  return maker as unknown as RowMaker<Target>;
}
