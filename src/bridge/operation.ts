// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Awaitable } from "../../vfs/fs.ts";
import type { Message } from "./message.ts";
import type { BridgeService } from "./service.ts";

/** An operation that the guest's thread can request of the caller's thread. */
export interface Operation {
  /** Its code in a request. */
  readonly code: number;
  /** Its name in errors: the method of `Fs` or `File`. */
  readonly name: string;
  /** Takes the arguments of the request, and calls the target with them. */
  readonly call: (service: BridgeService) => Awaitable<unknown>;
  /** Puts the result of the call. Returns the number of the response. */
  readonly respond: (value: unknown, service: BridgeService) => number;
  /** Releases the result of the call if the run was stopped meanwhile. */
  readonly discard?: (value: unknown) => void;
}

/** An operation whose arguments and result each are a {@linkcode Message}. */
export interface MessageOperation<Arguments extends unknown[], Result>
  extends Operation {
  /** Puts the arguments of the request. */
  readonly put: (message: Message, args: Arguments) => void;
  /** Takes the result of the response. */
  readonly take: (message: Message) => Result;
  /** The index of the argument that an error names; -1 if none is a path. */
  readonly pathAt: number;
}

/** The operations for a type's methods. */
export type MessageOperations<Methods> = {
  readonly [Name in keyof Methods]: Methods[Name] extends
    (...args: infer Arguments) => infer Result
    ? Filled<Arguments> extends infer All extends unknown[]
      ? MessageOperation<All, Result>
    : never
    : never;
};

/** The arguments of a method; an omitted optional one is `undefined`. */
type Filled<Arguments, All = Required<Arguments>> = {
  [I in keyof All]: I extends keyof Arguments ? Arguments[I] : never;
};

/** An operation without its place in a table. */
export type Row<T extends Operation> = Omit<T, "code" | "name">;

/** The rows of a table of operations. */
export type Rows<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Operation
    ? Row<Table[Name]>
    : never;
};
