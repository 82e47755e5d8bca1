// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Checks what REUSE requires: every file names its copyright and its licence, in its
 * first lines or in `REUSE.toml`, and `LICENSES` has the texts. `deno task licences`
 * prints what is wrong; with `--write` it adds what is missing.
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path/posix";

const root = fromFileUrl(new URL("../", import.meta.url));

/** The copyright holder, as `LICENSE` says. */
const holder = "2026 The afmpeg authors";

// In two parts, since these are not the licence lines of this file.
const tag = (name: string) => `SPDX-${name}:`;
const ofLicence = tag("License-Identifier");
const ofHolder = tag("FileCopyrightText");

/** Files of one kind whose licence is named in `REUSE.toml`. */
interface Annotation {
  readonly paths: readonly string[];
  /** Absent if each file names its own, and lacks only the copyright holder. */
  readonly licence?: string;
}

const annotations: readonly Annotation[] = [
  {
    // Pages, data, generated files, and files that tests compare byte for byte.
    paths: [
      ...["**.md", "**.json", "deno.lock", "LICENSE", ".gitignore"],
      "llms.txt",
      ...[
        "bench/results/**",
        "examples/**.webp",
        "guides/pictures/**.gif",
        "guides/pictures/**.webp",
        "site/favicon.svg",
        "testdata/**",
        "engine/shim/setjmp.imports",
      ],
      "src/worker/script.generated.ts",
    ],
    licence: "MIT",
  },
  { paths: ["engine/simd/x264.patch"], licence: "GPL-2.0-or-later" },
  // Engines are cached under a hash of these, so they do not change for a comment.
  {
    paths: ["engine/**.c", "engine/**.cpp", "engine/**.h", "engine/**.S"],
  },
];

/** Files that are not under MIT and may lack the licence line. */
const others: Record<string, string> = {
  "engine/simd_ffmpeg.ts": "LGPL-2.1-or-later",
};

const comments: Record<string, readonly [before: string, after: string]> = {
  ...{ ts: ["// ", ""], js: ["// ", ""], yml: ["# ", ""], run: ["# ", ""] },
  css: ["/* ", " */"],
  ...{
    mjs: ["// ", ""],
    cjs: ["// ", ""],
    py: ["# ", ""],
    c: ["/* ", " */"],
    h: ["/* ", " */"],
    S: ["# ", ""],
  },
};

/** The licence of a file, from the file itself or from `REUSE.toml`. */
export interface Licensing {
  readonly path: string;
  readonly licence: string | undefined;
  readonly hasHolder: boolean;
}

function matches(path: string, pattern: string): boolean {
  const parts = pattern.split(/(\*\*?)/).map((part) =>
    part === "**" ? ".*" : part === "*" ? "[^/]*" : RegExp.escape(part)
  );
  return new RegExp(`^${parts.join("")}$`).test(path);
}

/** The licence of the file at `path`, from its text or from `REUSE.toml`. */
function licensingOf(path: string, text: string): Licensing {
  const head = text.slice(0, 500);
  const own = new RegExp(`${ofLicence} ([\\w.-]+)`).exec(head)?.[1];
  const told = annotations.find(({ paths }) =>
    paths.some((pattern) => matches(path, pattern))
  );
  return {
    path,
    licence: told?.licence ?? own,
    hasHolder: told !== undefined || head.includes(`${ofHolder} ${holder}`),
  };
}

/** The text of a file, with any missing lines added. */
export function withLines(path: string, text: string): string {
  const { licence, hasHolder } = licensingOf(path, text);
  if (licence !== undefined && hasHolder) return text;
  const comment = comments[path.split(/[./]/).at(-1)!];
  if (comment === undefined) {
    throw new Error(
      `Cannot name the licence of ${path}: received a kind of file without ` +
        "comments; add it to `annotations` in .ci/licences.ts",
    );
  }
  const lines = [
    ...(hasHolder ? [] : [`${ofHolder} ${holder}`]),
    ...(licence ? [] : [`${ofLicence} ${others[path] ?? "MIT"}`]),
  ].map((line) => comment[0] + line + comment[1]);
  const [, shebang, rest] = /^(#!.*\n)?([^]*)$/.exec(text)!;
  // A blank line separates it from the rest, unless the other line follows.
  const gap = licence === undefined ? "\n\n" : "\n";
  return `${shebang ?? ""}${lines.join("\n")}${gap}${rest}`;
}

/** The text of `REUSE.toml`. */
function reuseFile(): string {
  const tables = annotations.map(({ paths, licence }) =>
    [
      "[[annotations]]",
      `path = [\n${paths.map((path) => `  "${path}",\n`).join("")}]`,
      `precedence = "aggregate"`,
      `${ofHolder.slice(0, -1)} = "${holder}"`,
      ...(licence ? [`${ofLicence.slice(0, -1)} = "${licence}"`] : []),
    ].join("\n")
  );
  return `version = 1\n\n${tables.join("\n\n")}\n`;
}

/** The files of the repository, apart from the texts of licences. */
async function files(): Promise<string[]> {
  const ignored = (await Deno.readTextFile(join(root, ".gitignore")))
    .trim().split("\n").map((line) => line.replaceAll(/^\/|\/$/g, ""));
  const skipped = [...ignored, ".git", "LICENSES", "REUSE.toml"];
  const found: string[] = [];
  const folders = [""];
  for (const folder of folders) {
    for await (
      const { name, isFile, isDirectory } of Deno.readDir(root + folder)
    ) {
      const path = folder + name;
      if (skipped.includes(path) || name === "node_modules") continue;
      if (isFile) found.push(path);
      else if (isDirectory) folders.push(`${path}/`);
    }
  }
  return found.sort();
}

/** The licences of all files. */
export async function licensings(): Promise<Licensing[]> {
  return await Promise.all(
    (await files()).map(async (path) =>
      licensingOf(path, await Deno.readTextFile(join(root, path)))
    ),
  );
}

/** What is wrong, one line each; empty if all is well. */
export async function findFaults(): Promise<string[]> {
  const all = await licensings();
  const used = new Set(all.map(({ licence }) => licence));
  const texts = await Array.fromAsync(
    Deno.readDir(join(root, "LICENSES")),
    ({ name }) => name.replace(/\.txt$/, ""),
  );
  const toml = await Deno.readTextFile(join(root, "REUSE.toml"))
    .catch(() => "");
  return [
    ...all.flatMap(({ path, licence, hasHolder }) =>
      licence && hasHolder ? [] : [`${path} does not name its licence`]
    ),
    ...[...used].flatMap((name) =>
      name && !texts.includes(name) ? [`LICENSES lacks ${name}`] : []
    ),
    ...texts.flatMap((name) =>
      used.has(name) ? [] : [`nothing is under ${name}, which LICENSES has`]
    ),
    ...(toml === reuseFile() ? [] : ["REUSE.toml is stale"]),
  ];
}

/** Adds missing lines to all files, and rewrites `REUSE.toml`. */
async function write(): Promise<void> {
  for (const path of await files()) {
    const text = await Deno.readTextFile(join(root, path));
    const changed = withLines(path, text);
    if (changed !== text) await Deno.writeTextFile(join(root, path), changed);
  }
  await Deno.writeTextFile(join(root, "REUSE.toml"), reuseFile());
}

if (import.meta.main) {
  if (Deno.args.includes("--write")) await write();
  const faults = await findFaults();
  for (const fault of faults) console.error(fault);
  Deno.exit(faults.length > 0 ? 1 : 0);
}
