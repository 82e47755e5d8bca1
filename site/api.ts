// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Declared, exportsOf, type Tag } from "../.ci/declared.ts";
import config from "../deno.json" with { type: "json" };
import type { Page } from "./page.ts";

/** The headings below which the exports of an entry point stand. */
const groups = {
  class: "Classes",
  function: "Functions",
  constant: "Constants",
  interface: "Interfaces",
  type: "Types",
} as const;

/** Where a name is documented: the slug of the page, and the anchor in it. */
type Places = ReadonlyMap<string, { slug: string; anchor: string }>;

/** A page for each entry point, and one that lists them. */
export async function apiPages(root: URL, base: string): Promise<Page[]> {
  const entries = await Promise.all(
    Object.entries(config.exports).filter(([name]) => name !== "./cli")
      .map(async ([name, path]) => ({
        name: config.name + name.slice(1),
        slug: `api/${name === "." ? "afmpeg" : name.slice(2)}`,
        ...await exportsOf(new URL(path, root)),
      })),
  );
  const places = new Map<string, { slug: string; anchor: string }>();
  const ordered = entries.map((entry) => ({
    ...entry,
    groups: Object.entries(groups).map(([kind, title]) => ({
      title,
      members: entry.exports.filter((one) => one.kind === kind),
    })).filter(({ members }) => members.length > 0),
  }));
  for (const { slug, groups } of ordered) {
    const anchors = new Map<string, number>();
    for (const { title, members } of groups) {
      for (const name of [title, ...members.map(({ name }) => name)]) {
        // As headings are numbered whose names differ in case only.
        const plain = name.toLowerCase();
        const count = anchors.get(plain) ?? 0;
        anchors.set(plain, count + 1);
        const anchor = count === 0 ? plain : `${plain}-${count}`;
        if (!places.has(name)) places.set(name, { slug, anchor });
      }
    }
  }
  const linked = (slug: string) => (doc: string) =>
    withLinks(doc, { places, slug, base });
  const pages = ordered.map(({ name, slug, doc, groups }) => ({
    slug,
    title: name,
    body: [
      linked(slug)(doc),
      ...groups.map(({ title, members }) =>
        [
          `## ${title}`,
          ...members.map((one) => declaredText(one, linked(slug))),
        ].join("\n\n")
      ),
    ].join("\n\n"),
  }));
  const list = ordered.map(({ name, slug, doc }) => {
    const [first] = doc.replaceAll(/\s+/g, " ").split(/(?<=\.) /);
    return `- [\`${name}\`](${base}${slug}/): ${linked("api")(first!)}`;
  });
  return [{ slug: "api", title: "API", body: list.join("\n") }, ...pages];
}

function declaredText(
  { name, signature, doc, tags, members }: Declared,
  linked: (doc: string) => string,
): string {
  return [
    `### ${name}`,
    "```ts\n" + signature + "\n```",
    linked(doc),
    ...tags.map((tag) => tagText(tag, linked)),
    ...(members.length === 0
      ? []
      : [members.map((one) => memberText(one, linked)).join("\n")]),
  ].filter((part) => part !== "").join("\n\n");
}

function tagText({ name, text }: Tag, linked: (doc: string) => string): string {
  if (name === "example") {
    const [title, ...code] = text.split("\n");
    return title!.startsWith("```") ? text : `*${title}*\n\n${code.join("\n")}`;
  }
  if (name === "default") return `By default ${inBraces(text)}.`;
  if (name === "throws") return `- Throws ${linked(text)}`;
  if (name === "param") {
    const [parameter, ...rest] = text.split(" ");
    return `- \`${parameter}\`: ${
      linked(rest.join(" ").replace(/^[-\s]+/, ""))
    }`;
  }
  return name === "returns" ? `- Returns ${linked(text)}` : "";
}

const inBraces = (text: string) =>
  `\`${text.replaceAll(/^\{|\}$/g, "").trim()}\``;

/** A member is one item of a list. */
function memberText(
  { signature, doc, tags }: Declared,
  linked: (doc: string) => string,
): string {
  const parts = [
    linked(doc),
    ...tags.filter(({ name }) => name !== "example")
      .map((tag) => tagText(tag, linked).replace(/^- /, "")),
  ].filter((part) => part !== "");
  const text = parts.join(" ").replaceAll(/\s*\n\s*/g, " ");
  const code = signature.replaceAll(/\s*\n\s*/g, " ").replace(/;$/, "");
  const ticks = code.includes("`") ? "``" : "`";
  return `- ${ticks}${code}${ticks}${text && `: ${text}`}`;
}

interface Linking {
  readonly places: Places;
  readonly slug: string;
  readonly base: string;
}

function withLinks(doc: string, { places, slug, base }: Linking): string {
  return doc.replaceAll(
    /\{@link(?:code)? ([\w.]+)([^}]*)\}/g,
    (_, name: string) => {
      const place = places.get(name.split(".")[0]!);
      if (place === undefined) return `\`${name}\``;
      const page = place.slug === slug ? "" : `${base}${place.slug}/`;
      return `[\`${name}\`](${page}#${place.anchor})`;
    },
  );
}
