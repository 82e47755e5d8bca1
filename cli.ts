// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The command `afmpeg`: ffmpeg in a sandbox, on the files of this machine.
 *
 * ```sh
 * deno run --allow-read --allow-write \
 *   --allow-env=AFMPEG_ENGINE,HOME,XDG_CACHE_HOME,TERM \
 *   jsr:@afmpeg/afmpeg/cli ffmpeg -i in.mp4 out.mkv
 * ```
 *
 * @module
 */
import { main } from "./src/cli/main.ts";

export { main };

// A busy thread would keep the process alive: this ends it in any case.
if (import.meta.main) Deno.exit(await main(Deno.args));
