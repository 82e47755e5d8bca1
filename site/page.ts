// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname, join } from "@std/path/posix";

/** A page of the site. */
export interface Page {
  /** Its path on the site, without slashes at its ends; the first page has none. */
  readonly slug: string;
  readonly title: string;
  /** Its text in Markdown, without the title. */
  readonly body: string;
}

/** What a path of the repository is called on the site. */
export interface Links {
  /** The page that a Markdown file is, or `undefined` if there is no such file. */
  readonly base: string;
  /** Is told of each file that is no page: it becomes one, or a picture. */
  readonly onFile: (path: string) => void;
}

/** The slug of a file or a folder of the repository. */
export function slugOf(path: string): string {
  if (path === "README.md") return "";
  const markdown = path.replace(/(^|\/)README\.md$/, "").replace(/\.md$/, "");
  const isMarkdown = markdown !== path;
  // Guides are what the site is about; source files have a place of their own.
  const place = isMarkdown
    ? markdown.replace(/^guides\/(reference|explanation)\//, "$1/")
    : `source/${path}`;
  return place.toLowerCase().replaceAll(/[^\w/-]+/g, "-").replace(/\/$/, "");
}

const isPicture = (path: string) => /\.(webp|svg|png|gif)$/.test(path);

/** The place on the site of a path of the repository. */
function placeOf(path: string, { base, onFile }: Links): string {
  if (!path.endsWith(".md")) onFile(path);
  const place = isPicture(path) ? `pictures/${path}` : `${slugOf(path)}/`;
  return base + (place === "/" ? "" : place);
}

/** Makes a page of a Markdown file at `path`. Throws if it has no title. */
export function pageOf(path: string, text: string, links: Links): Page {
  const [whole, title] = /^# (.+)\n/m.exec(text) ?? [];
  if (title === undefined) {
    throw new Error(`Cannot make a page of ${path}: it has no title`);
  }
  const body = outsideCode(
    text.replace(whole!, "").replaceAll(/^<!--.*-->$/gm, ""),
    (prose) =>
      prose.replaceAll(
        /(!?\[(?:[^\[\]]|\[[^\]]*\])*\])\((?!\w+:|#)([^)#\s]+)(#[^)\s]*)?\)/g,
        (_, label, target, anchor = "") => {
          const whole = join(dirname(path), target).replace(/\/$/, "");
          return `${label}(${placeOf(whole, links)}${anchor})`;
        },
      ),
  );
  return { slug: slugOf(path), title, body: body.trim() };
}

/** Changes what is neither a code block nor code in a line. */
function outsideCode(
  text: string,
  change: (prose: string) => string,
): string {
  // Labels of links may contain code, so only blocks are kept apart.
  return text.split(/(^ *```[^]*?^ *```$)/m).map((part, i) =>
    i % 2 === 0 ? change(part) : part
  ).join("");
}

/** A page that shows a source file, or what is in a folder. */
export async function sourcePage(
  path: string,
  root: URL,
  links: Links,
): Promise<Page> {
  const url = new URL(path, root);
  const slug = slugOf(path);
  if ((await Deno.stat(url)).isDirectory) {
    const entries = await Array.fromAsync(Deno.readDir(url));
    const lines = entries.filter(({ isFile }) => isFile)
      .map(({ name }) => name).toSorted().filter((name) => !isPicture(name))
      .map((name) => `- [${name}](${placeOf(join(path, name), links)})`);
    return { slug, title: path, body: lines.join("\n") };
  }
  const kind = /\.(\w+)$/.exec(path)?.[1] ?? "text";
  const shown = ["ts", "js", "html", "css", "c", "json"].includes(kind)
    ? kind
    : "text";
  const text = (await Deno.readTextFile(url)).trimEnd();
  const fence = "`".repeat(
    Math.max(
      3,
      ...text.matchAll(/`{3,}/g).map(([ticks]) => ticks.length + 1).toArray(),
    ),
  );
  return { slug, title: path, body: `${fence}${shown}\n${text}\n${fence}` };
}

/** The file that the generator of the site reads for a page. */
export function contentOf({ title, body }: Page): string {
  const plain = title.replaceAll("`", "");
  return `---\ntitle: ${JSON.stringify(plain)}\n---\n\n${body}\n`;
}
