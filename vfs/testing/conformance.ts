// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Awaitable, Fs } from "../fs.ts";
import { directoryCases } from "./directory_cases.ts";
import { fileCases } from "./file_cases.ts";
import { linkCases } from "./link_cases.ts";
import { metadataCases } from "./metadata_cases.ts";
import { nameCases } from "./name_cases.ts";
import { denoTest, type Register } from "./register.ts";

/** What a backend supports; by default, everything. */
export interface Capabilities {
  /** Symbolic and hard links. */
  links?: boolean;
  /** Permission bits, owners, and times that can be set. */
  metadata?: boolean;
  /**
   * Registers a test.
   *
   * @default {Deno.test}
   */
  register?: Register;
}

/**
 * Registers the tests of the contract: with `Deno.test`, or with the option
 * `register` elsewhere, for instance `test` of `node:test`.
 *
 * @throws {TypeError} when there is neither.
 *
 * @example Testing a backend
 * ```ts ignore
 * import { MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { conformance } from "@afmpeg/afmpeg/testing";
 *
 * conformance("my file system", () => new MemoryFs());
 * ```
 *
 * @param name The first part of the tests' names.
 * @param make Creates an empty file system.
 * @param capabilities What it supports beyond files and directories.
 */
export function conformance(
  name: string,
  make: () => Awaitable<Fs>,
  { links = true, metadata = true, register = denoTest() }: Capabilities = {},
): void {
  const cases = [
    ...fileCases,
    ...nameCases,
    ...directoryCases,
    ...(metadata ? metadataCases : []),
    ...(links ? linkCases : []),
  ];
  for (const [behaviour, test] of cases) {
    register(`${name} ${behaviour}`, async () => await test(await make()));
  }
}
