// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A program of the engine. */
export type Program = "ffmpeg" | "ffprobe";

/** How much memory a program may use, in bytes: as much as WebAssembly allows. */
export const MEMORY_LIMIT: number = 2 ** 32;
