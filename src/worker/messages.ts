import type { LongjmpErrorReason, TrapKind } from "../util/errors.ts";
import type { Profile } from "./profile.ts";
import type { SteppingClockOptions } from "../wasi/stepping_clock.ts";
import type { WasmFormatError } from "../wasm/mod.ts";

/** What the caller's thread asks of the guest's thread. */
export type GuestRequest = PrepareRequest | RunRequest;

/** Make a module ready to run: bound its memory, make it interruptible, compile it. */
export interface PrepareRequest {
  readonly type: "prepare";
  /** The module, which is handed over: to copy it takes as long as half of compiling. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly interruptible: boolean;
  readonly maxMemoryBytes: number;
}

/** Run a command to its end. */
export interface RunRequest {
  readonly type: "run";
  readonly module: WebAssembly.Module;
  /** The shared memory of the channel through which the guest is served. */
  readonly channel: SharedArrayBuffer;
  /** The command line, its name first. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The paths of the caller's file systems, in their order on the channel. */
  readonly mountPoints: readonly string[];
  readonly maxOpenFiles: number;
  /** The clock, unless it is the host's. */
  readonly clock?: SteppingClockOptions;
  /** Where random bytes begin, unless the host makes them. */
  readonly randomSeed?: number;
  /** Whether each call is told of on the handle `trace`. */
  readonly trace?: boolean;
  /** Whether to measure what the run spends its time on. */
  readonly profile?: boolean;
}

/** What the guest's thread posts. How a run ends goes through the channel. */
export type GuestMessage =
  | { readonly type: "ready" }
  | PrepareAnswer
  | { readonly type: "started"; readonly interrupt: SharedArrayBuffer };

/** What becomes of a {@linkcode PrepareRequest}. */
export type PrepareAnswer =
  | { readonly type: "prepared"; readonly module: WebAssembly.Module }
  | {
    readonly type: "rejected";
    readonly error: Error;
    /** The fields of a `WasmFormatError`, which no message carries. */
    readonly format: WasmFormat | undefined;
    /** The module, handed back. */
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
