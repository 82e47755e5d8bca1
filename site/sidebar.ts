// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { type Page, slugOf } from "./page.ts";

/** A group of the navigation, as Starlight takes it. */
export interface Group {
  readonly label: string;
  readonly collapsed: boolean;
  readonly items: readonly Item[];
}

/** A page in the navigation. */
export interface Item {
  readonly label: string;
  readonly slug: string;
}

/** What stands above all others in the navigation. */
const opened = ["Tutorials", "Video"];

/**
 * The navigation: the sections of the index of guides with the pages that each lists
 * first in its items, the API, and what else there is.
 */
export function sidebarOf(index: string, pages: readonly Page[]): Group[] {
  const bySlug = new Map(pages.map((page) => [page.slug, page]));
  const shown = new Set(["", "guides", "playground"]);
  const item = (slug: string): Item[] => {
    const page = bySlug.get(slug);
    if (page === undefined || shown.has(slug)) return [];
    shown.add(slug);
    return [{ label: page.title.replaceAll("`", ""), slug }];
  };
  const groups = index.split(/^## /m).slice(1).map((section) => {
    const [title, ...lines] = section.split("\n");
    const links = lines.join("\n").matchAll(/\]\(([^)#]+\.md)/g)
      .map(([, link]) => slugOf(join("guides", link!))).toArray();
    return group(title!, links.flatMap(item), !opened.includes(title!));
  });
  const api = pages.map(({ slug }) => slug).filter((slug) =>
    /^api(\/|$)/.test(slug)
  );
  const rest = pages.map(({ slug }) => slug)
    .filter((slug) => !slug.startsWith("source/"));
  const start = [
    { label: "What it is", slug: "index" },
    { label: "All guides", slug: "guides" },
    { label: "Playground", slug: "playground" },
  ];
  return [
    group("Start", start, false),
    ...groups,
    group("API", api.flatMap(item), true),
    group("Project", rest.flatMap(item), true),
  ].filter(({ items }) => items.length > 0);
}

function group(
  label: string,
  items: readonly Item[],
  collapsed: boolean,
): Group {
  return { label, collapsed, items };
}
