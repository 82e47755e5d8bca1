import { join } from "@std/path/posix";
import type { Steps } from "./step.ts";
import type { Source } from "./versions.ts";

const APT = "/etc/apt";

/** A source is not what the recipe was written for. */
export class ChecksumError extends Error {
  override readonly name = "ChecksumError";

  /** Makes the error. */
  constructor(file: string, expected: string, received: string) {
    super(
      `Cannot use ${file}: its SHA-256 should be ${expected}, received ${received}`,
    );
  }
}

/**
 * Brings a source package to `work`, unpacked. The archives are kept in `store`,
 * so that they are fetched once.
 *
 * Errors: `StepError`, {@linkcode ChecksumError}.
 */
export async function unpack(
  source: Source,
  store: string,
  work: string,
  steps: Steps,
): Promise<void> {
  await Deno.mkdir(store, { recursive: true });
  const names = Object.keys(source.files);
  const stored = await Promise.all(
    names.map((name) => isFile(join(store, name))),
  );
  if (stored.includes(false)) await fetch(source, store, work, steps);
  for (const [name, expected] of Object.entries(source.files)) {
    const received = await sha256(await Deno.readFile(join(store, name)));
    if (received === expected) continue;
    await Deno.remove(join(store, name));
    throw new ChecksumError(name, expected, received);
  }
  const description = names.find((name) => name.endsWith(".dsc"))!;
  await steps.run("dpkg-source", [
    ...["--no-check", "-x", join(store, description), source.folder],
  ], { cwd: work });
}

/** The SHA-256 of some bytes, in hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(digest).toHex();
}

/**
 * Fetches through apt, with a state of its own: the machine's is left alone, and
 * where its packages come from is taken from there.
 */
async function fetch(
  source: Source,
  store: string,
  work: string,
  steps: Steps,
): Promise<void> {
  const state = join(work, "apt");
  await Deno.mkdir(join(state, "lists/partial"), { recursive: true });
  await Deno.mkdir(join(state, "parts"), { recursive: true });
  for (const [name, text] of await sourceLists()) {
    await Deno.writeTextFile(join(state, "parts", name), text);
  }
  const options = [
    "-oDir::Etc::SourceList=/dev/null",
    `-oDir::Etc::SourceParts=${join(state, "parts")}`,
    `-oDir::State::Lists=${join(state, "lists")}`,
    "-oAPT::Sandbox::User=root",
  ];
  await steps.run("apt-get", [...options, "-q", "update"], { cwd: state });
  await steps.run("apt-get", [
    ...options,
    ...["-q", "source", "--download-only", source.package],
  ], { cwd: store });
}

/** The machine's lists of Debian's packages, made into lists of their sources. */
async function sourceLists(): Promise<[string, string][]> {
  const lists: [string, string][] = [];
  for (const folder of [APT, `${APT}/sources.list.d`]) {
    for await (const { name } of Deno.readDir(folder)) {
      if (!/\.(list|sources)$/.test(name)) continue;
      const text = toSourceList(await Deno.readTextFile(join(folder, name)));
      if (text !== "") lists.push([name, text]);
    }
  }
  return lists;
}

/** Turns a list of packages, in either of apt's formats, into one of sources. */
export function toSourceList(text: string): string {
  const isDebian = (entry: string) => /\bmain\b/.test(entry);
  const lines = text.split("\n")
    .filter((line) => /^deb\s/.test(line) && isDebian(line))
    .map((line) => line.replace(/^deb\s/, "deb-src "));
  const paragraphs = text.split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/^#.*\n?/gm, ""))
    .filter((paragraph) =>
      /^Types:.*\bdeb\b/m.test(paragraph) &&
      /^Signed-By:.*\bdebian-archive/m.test(paragraph)
    )
    .map((paragraph) => paragraph.replace(/^Types:.*$/m, "Types: deb-src"));
  return [...lines, ...paragraphs].map((entry) => `${entry.trim()}\n`).join(
    "\n",
  );
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}
