// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { LibraryName, Threads } from "../versions.ts";
import type { LibraryWorkshop } from "../workshop.ts";

/** A library that FFmpeg is built with. */
export interface Library {
  /** The expression of SPDX for its licence. */
  readonly license: string;
  /** What FFmpeg's `configure` is told, beyond the components. */
  readonly options: readonly string[];
  /** What of FFmpeg it makes possible, as in `components.ts`. */
  readonly components: Readonly<Record<string, string>>;
  /** What the module is linked with. */
  readonly archives: readonly string[];
  /** The files of the recipe that hook kernels for SIMD128 into it, if any. */
  readonly simdFiles: readonly string[];
  /**
   * The other files of the recipe that it is built from, beside its own.
   *
   * @default []
   */
  readonly files?: readonly string[];
  /** The libraries that have to lie in the prefix when it is built. */
  readonly needs: readonly LibraryName[];
  /** Builds it, and installs it into the prefix. `threads` says how those of the engine run. */
  build(workshop: LibraryWorkshop, threads: Threads): Promise<void>;
}
