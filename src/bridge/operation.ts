import type { Awaitable } from "../../vfs/fs.ts";
import type { Message } from "./message.ts";
import type { BridgeService } from "./service.ts";

/** What the guest's thread can have the caller's thread do. */
export interface Operation {
  /** What a request calls it. */
  readonly code: number;
  /** What its errors call it: the method of `Fs` or `File`. */
  readonly name: string;
  /** Takes the arguments of the request, and calls the target with them. */
  readonly call: (service: BridgeService) => Awaitable<unknown>;
  /** Puts what the call returned. Returns the number of the response. */
  readonly respond: (value: unknown, service: BridgeService) => number;
  /** Releases what the call returned when nobody waits for it any more. */
  readonly discard?: (value: unknown) => void;
}

/** An operation whose arguments and result are a {@linkcode Message} each. */
export interface MessageOperation<Arguments extends unknown[], Result>
  extends Operation {
  /** Puts the arguments of the request. */
  readonly put: (message: Message, args: Arguments) => void;
  /** Takes the result of the response. */
  readonly take: (message: Message) => Result;
  /** Which argument an error names; -1 where none is a path. */
  readonly pathAt: number;
}

/** The operations that methods stand for. */
export type MessageOperations<Methods> = {
  readonly [Name in keyof Methods]: Methods[Name] extends
    (...args: infer Arguments) => infer Result
    ? Filled<Arguments> extends infer All extends unknown[]
      ? MessageOperation<All, Result>
    : never
    : never;
};

/** The arguments of a method; one that may be left out is `undefined` then. */
type Filled<Arguments, All = Required<Arguments>> = {
  [I in keyof All]: I extends keyof Arguments ? Arguments[I] : never;
};

/** An operation that has no place in a table yet. */
export type Row<T extends Operation> = Omit<T, "code" | "name">;

/** The rows of a table of operations. */
export type Rows<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Operation
    ? Row<Table[Name]>
    : never;
};
