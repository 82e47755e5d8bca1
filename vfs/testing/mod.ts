/**
 * The tests that every file system has to pass, for a backend of your own.
 *
 * @module
 */
export { conformance } from "./conformance.ts";
