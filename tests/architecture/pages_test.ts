// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Pages name only files and headings that exist. */
import { assert, assertEquals } from "@std/assert";
import { readSources } from "../../.ci/unit_tests.ts";
import config from "../../deno.json" with { type: "json" };

const root = new URL("../../", import.meta.url);
const guides = pagesIn("guides");
const pages = [
  ...["CHANGELOG.md", "CONTRIBUTING.md", "RATIONALE.md", "RELEASE.md"],
  ...["README.md", "ROADMAP.md", "fuzz/README.md"],
  ...["SECURITY.md", "bench/README.md", "engine/README.md", "npm/README.md"],
  ...["engine/threads/README.md", "engine/threads/real/README.md"],
  ...["src/cli/README.md", "src/wasi/README.md", "vfs/README.md"],
  ...[...guides, "llms.txt"],
];
/** The pages in a folder, and in those in it. */
function pagesIn(folder: string): string[] {
  return Deno.readDirSync(new URL(folder, root)).toArray().flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) return pagesIn(path);
    return path.endsWith(".md") ? [path] : [];
  });
}

/** How headings of a page are named in links. */
function anchorsOf(page: string): string[] {
  return page.matchAll(/^#+ (.+)$/gm).map(([, heading]) =>
    heading!.toLowerCase().replaceAll(/[^\w -]/g, "").replaceAll(" ", "-")
  ).toArray();
}
const isThere = (url: URL) => Deno.stat(url).then(() => true, () => false);

Deno.test("pages name files and headings that exist", async () => {
  const missing = [];
  let count = 0;
  for (const page of pages) {
    const text = await Deno.readTextFile(new URL(page, root));
    const inCode = text.matchAll(
      /`((?:\.ci|src|vfs|engine|tests|testdata)\/[\w./-]+)`/g,
    );
    const linked = text.matchAll(/\]\(([\w./-]*)(?:#([\w-]+))?\)/g);
    const urls = [
      ...inCode.map(([, path]) => ({ path, url: new URL(path!, root) })),
      ...linked.map(([, path, heading]) => ({
        path: path + (heading ? `#${heading}` : ""),
        heading,
        url: new URL(path || page, path ? new URL(page, root) : root),
      })),
    ] as { path: string; url: URL; heading?: string }[];
    for (const { path, url, heading } of urls) {
      count++;
      const found = await isThere(url) &&
        (!heading || anchorsOf(await Deno.readTextFile(url)).includes(heading));
      if (!found) missing.push([page, path]);
    }
  }
  assert(count > 30, `only ${count}`);
  assertEquals(missing, []);
});

Deno.test("the index of guides and llms.txt link to each guide", async () => {
  assert(guides.length > 50, `only ${guides.length}`);
  for (const index of ["guides/README.md", "llms.txt"]) {
    const page = new URL(index, root);
    const links = (await Deno.readTextFile(page)).matchAll(/\]\(([^)\s]+)\)/g)
      .map(([, link]) => new URL(link!, page).href).toArray();
    const unlisted = guides.filter((guide) =>
      guide !== index && !links.includes(new URL(guide, root).href)
    );
    assertEquals(unlisted, [], index);
  }
});

Deno.test("CONTRIBUTING.md names every task", async () => {
  const page = await Deno.readTextFile(new URL("CONTRIBUTING.md", root));
  const named = page.matchAll(/^\| `deno task ([\w:]+)/gm)
    .map(([, name]) => name!).toArray();
  assertEquals(named.toSorted(), Object.keys(config.tasks).sort());
});

Deno.test("comments link to headings of RATIONALE.md that exist", async () => {
  const page = await Deno.readTextFile(new URL("RATIONALE.md", root));
  const anchors = anchorsOf(page);
  assertEquals(anchors.length, new Set(anchors).size);
  const broken = [];
  for (const path of (await readSources()).keys()) {
    const text = await Deno.readTextFile(new URL(path, root));
    for (const [, anchor] of text.matchAll(/RATIONALE\.md#([\w-]+)/g)) {
      if (!anchors.includes(anchor!)) broken.push([path, anchor]);
    }
  }
  assertEquals(broken, []);
});
