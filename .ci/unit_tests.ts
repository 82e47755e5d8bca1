// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Finds the unit tests: those that need nothing installed but Deno. `deno task
 * test:unit` runs them; arguments are passed on to `deno test`.
 *
 * There is no list of them: a test is not a unit test if it leads to a file of `tests`
 * or `engine` that starts a program which not every machine has. So a new test is
 * sorted automatically. They run with no other program on the `PATH` and no cache of
 * engines and guests, so a test that is wrongly taken for a unit test fails.
 *
 * @module
 */
import { walk } from "@std/fs/walk";
import { dirname, fromFileUrl, join, relative } from "@std/path/posix";
import { denoDir } from "../tests/support/deno_dir.ts";

const root = fromFileUrl(new URL("../", import.meta.url));

/** Programs besides Deno that tests and their scripts may start: every Linux has them. */
const everywhere = [
  ...["bash", "cat", "chmod", "chown", "cp", "find", "head", "ln", "ls"],
  ...["md5sum", "mkdir", "mkfifo", "rm", "sort", "touch", "tr", "truncate"],
];

/** A TypeScript file, as far as it matters here. */
export interface SourceFile {
  /** The files that it imports, starts or runs in a Worker. */
  readonly leadsTo: readonly string[];
  /** The programs that it starts, as written in its text. */
  readonly starts: readonly string[];
}

/** Parses the text of the file at `path`; `exists` knows the other files. */
export function readSource(
  path: string,
  text: string,
  exists: (path: string) => boolean,
): SourceFile {
  const names = text.matchAll(/"([\w./-]+\.ts)"/g);
  const leadsTo = Array.from(names, ([, name]) => join(dirname(path), name!));
  const commands = text.matchAll(/new Deno\.Command\(\s*([^,]+?),/g);
  return {
    leadsTo: [...new Set(leadsTo)].filter((other) =>
      other !== path && exists(other)
    ),
    starts: [
      ...Array.from(commands, ([, program]) => program!),
      ...(/\bpuppeteer\.launch\(/.test(text) ? ["a browser"] : []),
    ],
  };
}

/** All files of the repository that a test may lead to, by path. */
export async function readSources(): Promise<Map<string, SourceFile>> {
  const texts = new Map<string, string>();
  for (
    const folder of [
      "tests",
      "fuzz",
      "engine",
      "src",
      "vfs",
      "examples",
      ".ci",
      "site",
    ]
  ) {
    for await (const { path, isFile } of walk(join(root, folder))) {
      if (!isFile || !path.endsWith(".ts")) continue;
      texts.set(relative(root, path), await Deno.readTextFile(path));
    }
  }
  for (const name of ["mod.ts", "cli.ts"]) {
    texts.set(name, await Deno.readTextFile(join(root, name)));
  }
  const exists = (path: string) => texts.has(path);
  return new Map(
    texts.entries().map((
      [path, text],
    ) => [path, readSource(path, text, exists)]),
  );
}

/**
 * Why a test is not a unit test: the imports from it to a file that starts a program,
 * and the program. `undefined` if it is one.
 */
export function needOf(
  test: string,
  sources: ReadonlyMap<string, SourceFile>,
): string | undefined {
  const ways = new Map([[test, test]]);
  for (const [path, way] of ways) {
    const { leadsTo, starts } = sources.get(path)!;
    const program = starts.find((name) =>
      name !== "Deno.execPath()" &&
      !everywhere.some((known) => name === `"${known}"`)
    );
    if (program !== undefined) return `${way} starts ${program}`;
    for (const next of leadsTo) {
      if (!ways.has(next)) ways.set(next, `${way} → ${next}`);
    }
  }
  return undefined;
}

/** The unit tests, in order. */
export function unitTests(sources: ReadonlyMap<string, SourceFile>): string[] {
  return [...sources.keys()]
    .filter((path) => path.startsWith("tests/") && path.endsWith("_test.ts"))
    .filter((path) => needOf(path, sources) === undefined)
    .sort();
}

/** Fills `folder` with links to the programs that every machine has. */
async function linkPrograms(folder: string): Promise<void> {
  const places = Deno.env.get("PATH")!.split(":");
  for (const name of everywhere) {
    for (const place of places) {
      const { isFile } = await Deno.stat(join(place, name))
        .catch(() => ({ isFile: false }));
      if (!isFile) continue;
      await Deno.symlink(join(place, name), join(folder, name));
      break;
    }
  }
}

/** Runs the unit tests. Returns the exit code. */
async function run(args: readonly string[]): Promise<number> {
  const folder = await Deno.makeTempDir();
  try {
    await linkPrograms(folder);
    const { code } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["test", "-A", "--parallel", ...args],
        ...unitTests(await readSources()),
      ],
      cwd: root,
      env: { DENO_DIR: await denoDir(), PATH: folder, XDG_CACHE_HOME: folder },
    }).spawn().status;
    return code;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) Deno.exit(await run(Deno.args));
