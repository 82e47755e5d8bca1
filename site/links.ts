// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { walk } from "@std/fs/walk";
import { dirname, join, relative } from "@std/path/posix";

/**
 * The links of a site in a folder that lead nowhere: to a page, a file or a heading
 * that is not there. What leads to other sites is not looked at.
 *
 * @param base Where the site is served: begins and ends with a slash.
 * @returns `page → link`, one for each.
 */
export async function deadLinks(
  folder: string,
  base = "/",
): Promise<string[]> {
  const files = new Set<string>();
  const pages = new Map<string, { ids: Set<string>; links: Set<string> }>();
  for await (const { path, isFile } of walk(folder)) {
    if (!isFile) continue;
    const name = relative(folder, path);
    files.add(name);
    if (!name.endsWith(".html")) continue;
    const html = await Deno.readTextFile(path);
    const values = (pattern: RegExp) =>
      new Set(html.matchAll(pattern).map(([, value]) => unescaped(value!)));
    pages.set(name, {
      ids: values(/ id="([^"]*)"/g),
      links: values(/ (?:href|src)="([^"]*)"/g),
    });
  }
  const dead: string[] = [];
  for (const [name, { links }] of pages) {
    for (const link of links) {
      if (/^(\w+:|\/\/)/.test(link)) continue;
      const [path, anchor] = link.split("#");
      const target = targetOf(name, path!, base);
      const found = [target, join(target, "index.html")]
        .find((file) => files.has(file));
      const isThere = found !== undefined &&
        (!anchor || !pages.has(found) ||
          pages.get(found)!.ids.has(decodeURIComponent(anchor)));
      if (!isThere) dead.push(`${name} → ${link}`);
    }
  }
  return dead.toSorted();
}

/** The file that a link leads to, outside of the folder if it leads out of the base. */
function targetOf(page: string, link: string, base: string): string {
  const path = decodeURIComponent(link.split("?")[0]!);
  if (path === "") return page;
  if (!path.startsWith("/")) return join(dirname(page), path);
  return `${path}/`.startsWith(base)
    ? join(".", path.slice(base.length))
    : `..${path}`;
}

function unescaped(text: string): string {
  return text.replaceAll("&#38;", "&").replaceAll("&amp;", "&");
}
