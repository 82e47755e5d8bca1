// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { LongjmpErrorReason, TrapKind } from "../util/errors.ts";
import type { Profile } from "./profile.ts";
import type { SteppingClockOptions } from "../wasi/stepping_clock.ts";
import type { WasmFormatError } from "../wasm/mod.ts";

/** A request of the caller's thread to the guest's thread. */
export type GuestRequest =
  | PrepareRequest
  | LinkRequest
  | RunRequest
  | ThreadRequest;

/** Prepares a module to run: bounds its memory, makes it interruptible, compiles it. */
export interface PrepareRequest {
  readonly type: "prepare";
  /** The module, transferred: copying it takes half as long as compiling. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly interruptible: boolean;
  readonly maxMemoryBytes: number;
}

/** Tries whether the threads of a compiled module can share a memory of that size. */
export interface LinkRequest {
  readonly type: "link";
  readonly module: WebAssembly.Module;
  readonly pages: number;
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
  /** For a module whose threads share an imported memory. */
  readonly threads?: {
    /** The size of that memory, in pages. */
    readonly pages: number;
    /** How many threads may run at the same time, the first one included. */
    readonly most: number;
  };
}

/** Runs threads of a guest, until its run is over. */
export interface ThreadRequest {
  readonly type: "thread";
  /** From where the host of the run sends a {@linkcode ThreadWork}. */
  readonly port: MessagePort;
}

/** What a Worker needs to run threads of a guest. */
export interface ThreadWork {
  readonly module: WebAssembly.Module;
  /** The memory that all threads share. */
  readonly memory: WebAssembly.Memory;
  /** The memory that stops them. */
  readonly interrupt: WebAssembly.Memory;
  /** The shared memory of the channel of the run, through which signals come. */
  readonly channel: SharedArrayBuffer;
  /** The shared memory of the board: see `ThreadBoard`. */
  readonly board: SharedArrayBuffer;
  /** How many slots it has. */
  readonly slots: number;
  /** The slot of this Worker. */
  readonly slot: number;
  /** Whether the clock is that of the host. */
  readonly hasClock: boolean;
  /** Whether random bytes come from the host. */
  readonly hasSeed: boolean;
  readonly trace: boolean;
  readonly profile: boolean;
}

/** A message of the guest's thread. The outcome of a run goes through the channel. */
export type GuestMessage =
  | { readonly type: "ready" }
  | PrepareAnswer
  | LinkAnswer
  | { readonly type: "failed"; readonly error: Error }
  | StartedMessage
  /** The host of a run needs a Worker for a thread. */
  | { readonly type: "thread"; readonly port: MessagePort }
  /** A thread has ended the run, whose host waits for an answer of the caller. */
  | { readonly type: "over" }
  /** The threads of a guest have left it, after its outcome: all of them if `isOver`. */
  | { readonly type: "left"; readonly isOver: boolean }
  /** A Worker has run its threads, and can run those of another run. */
  | { readonly type: "free" };

/** A guest is about to run. */
export interface StartedMessage {
  readonly type: "started";
  /** What stops it: see `interruptExport`. */
  readonly interrupt: SharedArrayBuffer;
  /** The board of its threads, if they run at the same time: see `ThreadBoard`. */
  readonly board?: {
    readonly buffer: SharedArrayBuffer;
    readonly slots: number;
  };
}

/** The answer to a {@linkcode LinkRequest}. */
export interface LinkAnswer {
  readonly type: "linked";
  /** Why they cannot. */
  readonly reason: string | undefined;
}

/** The answer to a {@linkcode PrepareRequest}. */
export type PrepareAnswer =
  | {
    readonly type: "prepared";
    readonly module: WebAssembly.Module;
    /** The size of the memory that its threads share, in pages. */
    readonly sharedPages?: number;
  }
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
