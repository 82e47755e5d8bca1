// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import config from "../deno.json" with { type: "json" };

/**
 * Where a registry that shows a page sends its readers: JSR and npm have the page
 * without the files that it links to.
 *
 * @returns `undefined` if it is not known which repository this is; the forge tells.
 */
export function forge(): string | undefined {
  const repository = Deno.env.get("GITHUB_REPOSITORY");
  return repository === undefined
    ? undefined
    : `https://github.com/${repository}`;
}

/**
 * A page of the root of the repository as the package has it: links and pictures lead
 * to this version in the repository at `base`.
 */
export function packagedPage(text: string, base: string | undefined): string {
  if (base === undefined) return text;
  const tag = `v${config.version}`;
  return text.replaceAll(
    /(!?)(\[(?:[^\[\]]|\[[^\]]*\])*\])\((?!\w+:|#)([^)\s]+)\)/g,
    (_, mark, label, path) =>
      `${mark}${label}(${base}/${mark ? "raw" : "blob"}/${tag}/${path})`,
  );
}

/** The pages of the package that people see where it is published. */
export const packagedPages: readonly string[] = [
  "README.md",
  "SECURITY.md",
  "CHANGELOG.md",
];
