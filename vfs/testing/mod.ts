/**
 * The tests that every file system has to pass, for a backend of your own, and a
 * file system in which things go wrong as planned.
 *
 * @module
 */
export { type Capabilities, conformance } from "./conformance.ts";
export { type Fault, type FaultCall, FaultFs } from "./fault_fs.ts";
export { readOnlyConformance, seedTree } from "./read_only_conformance.ts";
