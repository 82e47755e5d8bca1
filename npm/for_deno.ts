// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Code that is written for Deno alone: the command, and the recipe that builds engines. */
export const deno: RegExp = /^(src\/cli|engine|\.ci\/std\/fs)\/|^cli\.ts$/;
