// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The command on Node and Bun: `npx @afmpeg/afmpeg`, `bunx @afmpeg/afmpeg`.
 *
 * @module
 */
import { main } from "../cli.ts";
import { Deno } from "./deno.ts";

// A busy thread would keep the process alive: this ends it in any case. Not awaited, so
// that it can be made a script for one program.
main(Deno.args).then(Deno.exit);
