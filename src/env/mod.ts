// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The host's part of C's `setjmp` and `longjmp`, for modules that import it from
 * `env`. Use it with `@afmpeg/afmpeg/wasi`, or any other host.
 *
 * @experimental
 * @module
 */
export {
  AfmpegError,
  LongjmpError,
  type LongjmpErrorOptions,
  type LongjmpErrorReason,
} from "../util/errors.ts";
export { Env, type EnvOptions } from "./env.ts";
