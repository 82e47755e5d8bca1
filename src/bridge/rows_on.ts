import type { Awaitable } from "../../vfs/fs.ts";
import type { Codec, ResultCodec } from "./codec.ts";
import { path } from "./codecs.ts";
import type { MessageOperation, Row } from "./operation.ts";
import type { BridgeService } from "./service.ts";

/**
 * Makes the row of an operation: how its arguments and its result pass, and what is
 * called with them.
 *
 * @param discard Releases a result that comes when nobody waits for it any more.
 */
export type RowMaker<Target> = <Arguments extends unknown[], T, Result>(
  codecs: readonly [...{ [I in keyof Arguments]: Codec<Arguments[I]> }],
  result: ResultCodec<T, Result>,
  call: (target: Target, ...args: Arguments) => Awaitable<T>,
  discard?: (late: T) => void,
) => Row<MessageOperation<Arguments, Result>>;

/** Makes rows of operations on what a request is about. */
export function rowsOn<Target>(
  targetOf: (service: BridgeService) => Target,
): RowMaker<Target> {
  return (<T, Result>(
    codecs: readonly Codec<unknown>[],
    result: ResultCodec<T, Result>,
    call: (target: Target, ...args: unknown[]) => Awaitable<T>,
    discard?: (late: T) => void,
  ) => {
    const pathAt = codecs.indexOf(path as Codec<unknown>);
    return {
      put(message, args) {
        for (let i = 0; i < codecs.length; i++) {
          codecs[i]!.put(message, args[i]);
        }
      },
      take: result.take,
      pathOf: (args) => args[pathAt],
      call(service) {
        const message = service.message.rewind();
        const args = codecs.map((codec) => codec.take(message));
        return call(targetOf(service), ...args);
      },
      respond(value, service) {
        result.put(service.message.rewind(), value as T, service);
        return 0;
      },
      ...(discard && { discard }),
    } as Row<MessageOperation<unknown[], Result>>;
  }) as RowMaker<Target>;
}
