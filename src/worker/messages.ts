// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { LongjmpErrorReason, TrapKind } from "../util/errors.ts";
import type { Profile } from "./profile.ts";
import type { SteppingClockOptions } from "../wasi/stepping_clock.ts";
import type { WasmFormatError } from "../wasm/mod.ts";

/** A request of the caller's thread to the guest's thread. */
export type GuestRequest = PrepareRequest | RunRequest;

/** Prepares a module to run: bounds its memory, makes it interruptible, compiles it. */
export interface PrepareRequest {
  readonly type: "prepare";
  /** The module, transferred: copying it takes half as long as compiling. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly interruptible: boolean;
  readonly maxMemoryBytes: number;
}

/** Runs a command to its end. */
export interface RunRequest {
  readonly type: "run";
  readonly module: WebAssembly.Module;
  /** The shared memory of the channel through which the guest is served. */
  readonly channel: SharedArrayBuffer;
  /** The command line, the program name first. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The paths of the caller's file systems, in their order on the channel. */
  readonly mountPoints: readonly string[];
  readonly maxOpenFiles: number;
  /** The clock, unless it is the host's. */
  readonly clock?: SteppingClockOptions;
  /** The seed of random bytes, unless they come from the host. */
  readonly randomSeed?: number;
  /** Whether each call is written to the handle `trace`. */
  readonly trace?: boolean;
  /** Whether to measure how the run spends its time. */
  readonly profile?: boolean;
}

/** A message of the guest's thread. The outcome of a run goes through the channel. */
export type GuestMessage =
  | { readonly type: "ready" }
  | PrepareAnswer
  | { readonly type: "failed"; readonly error: Error }
  | { readonly type: "started"; readonly interrupt: SharedArrayBuffer };

/** The answer to a {@linkcode PrepareRequest}. */
export type PrepareAnswer =
  | { readonly type: "prepared"; readonly module: WebAssembly.Module }
  | {
    readonly type: "rejected";
    readonly error: Error;
    /** The fields of a `WasmFormatError`, which messages do not preserve. */
    readonly format: WasmFormat | undefined;
    /** The module, transferred back. */
    readonly bytes: Uint8Array<ArrayBuffer>;
  };

/** What is wrong with a module. */
export type WasmFormat = Pick<WasmFormatError, "kind" | "what" | "offset">;

/** How a run ended. */
export type GuestOutcome =
  | {
    readonly type: "exit";
    readonly exitCode: number;
    readonly profile?: Profile;
  }
  | { readonly type: "stopped" }
  | {
    readonly type: "trap";
    readonly kind: TrapKind;
    readonly description: string;
    readonly wasmStack: string;
  }
  | {
    readonly type: "longjmp";
    readonly reason: LongjmpErrorReason;
    readonly jmpBuf: number;
    readonly value: number;
  }
  | { readonly type: "failure"; readonly message: string };
