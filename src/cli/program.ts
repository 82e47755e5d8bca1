// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A program of the engine. */
export type Program = "ffmpeg" | "ffprobe";
