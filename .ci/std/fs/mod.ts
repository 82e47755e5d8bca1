// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

export * from "./exists.ts";
export * from "./walk.ts";
