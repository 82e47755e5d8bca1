// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The parts of the reference that are made from the code. */
import { commands } from "../src/cli/commands.ts";
import { commandHelp, overview } from "../src/cli/help.ts";
import { declarationOf, type Declared } from "./declared.ts";

/** The options that the reference shows: the title, the type, and where it is declared. */
const optionTypes = [
  ["`Runtime.create`", "RuntimeOptions", "src/run/runtime_options.ts"],
  ["`RuntimePool.create`, too", "RuntimePoolOptions", "src/runtime_pool.ts"],
  ["`run` and `spawn`", "RunOptions", "src/run/run_options.ts"],
  ["… the limits of a run", "RunLimits", "src/run/run_options.ts"],
  ["… what its guest sees", "GuestOptions", "src/run/run_options.ts"],
  ["`spawn`, too", "SpawnOptions", "src/run/run_options.ts"],
  ["`probe`", "ProbeOptions", "src/media/probe/probe.ts"],
  ["`frames`", "FramesOptions", "src/media/frames/frames.ts"],
  ["`thumbnail`", "ThumbnailOptions", "src/media/frames/thumbnail.ts"],
  [
    "… of `frames` and `thumbnail`",
    "PictureOptions",
    "src/media/frames/picture_options.ts",
  ],
  ["`close`", "CloseOptions", "src/run/runtime_options.ts"],
] as const;

/** The options of runs and runtimes, from their types and documentation. */
export function optionsText(root: URL): string {
  return optionTypes.map(([title, name, path]) => {
    const type = declarationOf(new URL(path, root).href, name);
    return `## ${title}\n\n${type.members.map(optionText).join("\n")}`;
  }).join("\n\n");
}

function optionText({ name, signature, doc, tags }: Declared): string {
  const type = signature.replaceAll(/^[^:]*: |;$/g, "")
    .replace(/ \| undefined$/, "").replace(/^\((.*)\)$/, "$1");
  const given = tags.find(({ name }) => name === "default")?.text;
  const value = given === undefined
    ? ""
    : `, by default \`${readable(given.replaceAll(/^\{|\}$/g, ""))}\``;
  return `- **\`${name}\`**: \`${type}\`${value}. ${plainLinks(doc)}`;
}

/** A number with its thousands set apart. */
function readable(value: string): string {
  return /^\d+$/.test(value) && Number(value) > 9999
    ? Number(value).toLocaleString("en")
    : value;
}

/** A documentation with names for links. */
function plainLinks(doc: string): string {
  return doc.replaceAll(/\{@link(?:code)? ([^}]+)\}/g, "`$1`");
}

/** What the command says about itself. */
export function commandText(): string {
  const fenced = (text: string) => "```text\n" + text + "```";
  return [
    fenced(overview(commands)),
    ...commands.map((command) =>
      `## afmpeg ${command.name}\n\n${fenced(commandHelp(command))}`
    ),
  ].join("\n\n");
}

/** The status with which a service answers each error, and whose fault it is. */
const statuses: Readonly<Record<string, readonly [number, string]>> = {
  AnswerError: [500, "a file system or a stream of yours"],
  ChecksumError: [502, "where the engine comes from"],
  ClosedError: [503, "the service is about to end"],
  DownloadError: [502, "where the engine comes from"],
  ExitError: [422, "the media, or the command line; `reason` says why"],
  FrameCountError: [422, "the media"],
  FsError: [500, "your storage; 413 if `code` is EFBIG, 507 if it is ENOSPC"],
  GuestError: [500, "the host"],
  GuestTrapError: [422, "the media: it has found a bug of FFmpeg's"],
  HostError: [500, "the host; `missing` says what it lacks"],
  HttpError: [502, "another server: the `cause` of an `FsError`"],
  InterruptedError: [503, "who stopped a `Wasi`"],
  JobCancelledError: [409, "who cancelled the job"],
  JobFailedError: [422, "the job; `reason` has the error of its last attempt"],
  JobRequestError: [400, "what was given as a job"],
  KilledError: [503, "who killed the run"],
  LimitError: [413, "the media, or a limit that is too low: `option`"],
  LongjmpError: [500, "the module"],
  MediaError: [422, "the media"],
  MissingStreamError: [422, "the media: it has no such stream"],
  MissingPackageError: [500, "the service: `packageName` is to be installed"],
  ModuleError: [500, "the module; `reason` says why"],
  ProbeError: [422, "the media"],
  QueueFullError: [503, "too much to do at once: `Retry-After`"],
  SignalError: [500, "the module"],
  SignatureError: [502, "where the engine comes from"],
  SizeError: [502, "where the engine comes from"],
  TimeoutError: [422, "the media takes too long, or the limit is too low"],
  UnreachableError: [
    503,
    "the service: the server of its queue does not let it in",
  ],
  WasmFormatError: [500, "the module"],
};

/** A row for each error that an entry point exports; the base class has none. */
export function errorsTable(
  exported: ReadonlyMap<string, readonly Declared[]>,
): string {
  const rows = new Map<string, string>();
  for (const [entry, all] of exported) {
    for (const { name, kind, doc } of all) {
      if (kind !== "class" || !name.endsWith("Error")) continue;
      if (name === "AfmpegError" || rows.has(name)) continue;
      const [status, whose] = statuses[name] ?? [];
      if (status === undefined) {
        throw new Error(`Cannot document ${name}: it has no status`);
      }
      const first = plainLinks(doc).replaceAll("\n", " ").split(/\.(?: |$)/)[0]!
        .replace(/: see `.*/, "");
      const from = entry === "." ? "`.`" : `\`${entry}\``;
      rows.set(
        name,
        `| \`${name}\` | ${from} | ${first} | ${status} | ${whose} |`,
      );
    }
  }
  return [
    "| error | exported by | when | status | whose matter it is |",
    "| - | - | - | - | - |",
    ...[...rows].toSorted(([a], [b]) => a < b ? -1 : 1).map(([, row]) => row),
  ].join("\n");
}
