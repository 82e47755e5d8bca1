// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

// @ts-self-types="./mod.d.ts"
export { abortable } from "npm:deno-std@1.4.0/async/abortable.js";
export { deadline } from "npm:deno-std@1.4.0/async/deadline.js";
export { delay } from "npm:deno-std@1.4.0/async/delay.js";
