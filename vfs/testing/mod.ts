// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The tests that every file system must pass, for testing a custom backend, and
 * a file system that injects faults.
 *
 * @module
 */
export { type Capabilities, conformance } from "./conformance.ts";
export { type Fault, type FaultCall, FaultFs } from "./fault_fs.ts";
export type { Register } from "./register.ts";
export { readOnlyConformance, seedTree } from "./read_only_conformance.ts";
