// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The texts of all elements of a name, which hold no others. */
export function textsOf(xml: string, name: string): string[] {
  const pattern = new RegExp(`<${name}>([^<]*)</${name}>`, "g");
  return xml.matchAll(pattern).map(([, text]) => unescape(text!)).toArray();
}

/** The contents of all elements of a name. */
export function elementsOf(xml: string, name: string): string[] {
  const parts = xml.split(`<${name}>`).slice(1);
  return parts.map((part) => part.slice(0, part.indexOf(`</${name}>`)));
}

const entities: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" },
};

function unescape(text: string): string {
  return text.replaceAll(/&(#x?)?(\w+);/g, (all, number, name) => {
    if (!number) return entities[name] ?? all;
    const code = parseInt(name, number === "#" ? 10 : 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

/** A text for the inside of an element. */
export function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
