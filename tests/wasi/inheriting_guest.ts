// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Runs a guest with the standard streams of this process:
 * `inheriting_guest.ts MODULE`.
 *
 * @module
 */
import { devices, inheritedStreams, Wasi } from "../../src/wasi/mod.ts";

const module = await WebAssembly.compile(await Deno.readFile(Deno.args[0]!));
const streams = inheritedStreams();
const wasi = new Wasi({ ...streams, preopens: { "/dev": devices(streams) } });
const instance = await WebAssembly.instantiate(module, wasi.imports);
Deno.exit(wasi.start(instance));
