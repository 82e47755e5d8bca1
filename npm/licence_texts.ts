// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import type { Source } from "../engine/versions.ts";

/** Where sources keep the texts of their licences. */
const patterns = [
  ...["COPYING", "LICEN[CS]E", "Copyright", "PATENTS"].map((name) =>
    `*/${name}*`
  ),
  // FreeType; the runtime of C++ in Emscripten.
  ...["*/docs/FTL.TXT", "*/docs/GPLv2.TXT"],
  ...["*/system/lib/libcxx/LICENSE.TXT", "*/system/lib/libcxxabi/LICENSE.TXT"],
];

/** Writes the licence texts of a source, from its archive in `store`, into `folder`. */
export async function extractLicences(
  { package: pinned, files }: Source,
  store: string,
  folder: string,
): Promise<void> {
  const archive = Object.keys(files).find((name) => name.includes(".orig.tar"));
  await Deno.mkdir(folder, { recursive: true });
  // It fails for each pattern that nothing matches: what counts is what it has found.
  const { stderr } = await new Deno.Command("tar", {
    args: [
      ...["-xf", join(store, archive ?? ""), "-C", folder],
      ...["--strip-components=1", "--wildcards", "--no-wildcards-match-slash"],
      ...patterns,
    ],
  }).output();
  for await (const _ of Deno.readDir(folder)) return;
  throw new Error(
    `Cannot publish ${pinned}: received no licence text from ${archive}:\n` +
      new TextDecoder().decode(stderr),
  );
}

/** Copies the licence texts of a package of Debian that is installed into `folder`. */
export async function copyLicences(
  name: string,
  folder: string,
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const path = `/usr/share/doc/${name}/copyright`;
  await Deno.copyFile(path, join(folder, "copyright"));
  const common = /\/usr\/share\/common-licenses\/([\w.-]*\w)/g;
  const text = await Deno.readTextFile(path);
  for (const [whole, licence] of text.matchAll(common)) {
    await Deno.copyFile(whole, join(folder, `${licence}.txt`));
  }
}
