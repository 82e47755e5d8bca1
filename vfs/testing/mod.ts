/**
 * The tests that every file system has to pass, for a backend of your own.
 *
 * @module
 */
export { conformance, type ConformanceCase } from "./conformance.ts";
