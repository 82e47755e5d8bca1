// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { componentGroups } from "./component_groups.generated.ts";

/** What a component of FFmpeg is. */
export type ComponentKind =
  | "encoder"
  | "decoder"
  | "muxer"
  | "demuxer"
  | "filter";

/** A component that an engine lacks, and the variants that have it. */
export interface MissingComponent {
  /** What it is. */
  readonly kind: ComponentKind;
  /** Its name on the command line, or that of the codec. */
  readonly name: string;
  /** The engines of our recipe that have it, as `afmpeg engine build` names them. */
  readonly variants: readonly string[];
}

/** What ffmpeg and ffprobe say when they lack something, whichever version they are. */
const complaints: readonly (readonly [RegExp, ComponentKind])[] = [
  [/Unknown encoder '([^']+)'/, "encoder"],
  [
    /Default encoder for format \S+ \(codec (\S+)\) is probably disabled/,
    "encoder",
  ],
  [/Unknown decoder '([^']+)'/, "decoder"],
  [/no decoder found for: (\S+)/, "decoder"],
  [/Decoder \(codec (\S+)\) not found for input stream/, "decoder"],
  [/Requested output format '([^']+)' is not/, "muxer"],
  [
    /Unable to (?:choose an|find a suitable) output format for '[^']*\.(\w+)'/,
    "muxer",
  ],
  [/Unknown input format: '?([^'\s]+)/, "demuxer"],
  [/No such filter: '([^']+)'/, "filter"],
];

/** The variants that have a component; of an encoder or a decoder, also by its codec. */
export function variantsWith(kind: ComponentKind, name: string): string[] {
  const found = new Set<string>();
  for (const { variants, names } of groupsOf(kind)) {
    for (const entry of names) {
      const [own, codec = own] = entry.split(":");
      if (own !== name && codec !== name) continue;
      for (const variant of variants) found.add(variant);
    }
  }
  return [...found];
}

/** What a log says that the engine lacks, if another has it. */
export function missingComponent(log: string): MissingComponent | undefined {
  for (const [pattern, kind] of complaints) {
    const name = pattern.exec(log)?.[1];
    if (name === undefined) continue;
    const variants = variantsWith(kind, name);
    if (variants.length > 0) return { kind, name, variants };
  }
  return undefined;
}

/** What engines of other variants have and one with these components lacks. */
export function componentsElsewhere(
  present: Readonly<Record<ComponentKind, readonly string[]>>,
): MissingComponent[] {
  return (Object.keys(componentGroups) as ComponentKind[]).flatMap((kind) =>
    groupsOf(kind).flatMap(({ variants, names }) =>
      names.map((entry) => entry.split(":")[0]!)
        .filter((name) => !present[kind].includes(name))
        .map((name) => ({ kind, name, variants }))
    )
  );
}

/** What to do about a missing component, as one sentence. */
export function missingText(
  { kind, name, variants }: MissingComponent,
): string {
  const list = variants.length < 2
    ? variants.join("")
    : `${variants.slice(0, -1).join(", ")} and ${variants.at(-1)}`;
  const [verb, build] = [variants.length < 2 ? "has" : "have", variants[0]];
  return `This engine has no ${kind} ${name}: ${list} ${verb} it ` +
    `(\`afmpeg engine build ${build}\`)`;
}

function groupsOf(kind: ComponentKind) {
  return Object.entries(componentGroups[kind] ?? {}).map((
    [variants, names],
  ) => ({
    variants: variants.split(" "),
    names: names.split(" "),
  }));
}
