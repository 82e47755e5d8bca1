// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A part of an engine. */
export interface Part {
  /** The name of the package. */
  readonly name: string;
  readonly version: string;
  /** An expression of SPDX. */
  readonly license: string;
  /** Where it is from, as a package URL. */
  readonly locator: string;
  /** The archives of a source, with their SHA-256; none if it was not built from one. */
  readonly files: Readonly<Record<string, string>>;
  /** What of it the module was linked with: archives of objects, and objects. */
  readonly linked: readonly string[];
  /** The files of the recipe that say how it is changed and built. */
  readonly recipe: readonly string[];
}

/** What a bill of materials describes. */
export interface Described {
  /** The name of the package. */
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** The file of the module. */
  readonly file: string;
  /** The SHA-256 of the module. */
  readonly sha256: string;
  /** Where it is, as a package URL. */
  readonly locator: string;
  readonly parts: readonly Part[];
  /** When it was made. */
  readonly created: Date;
}

/** The bill of materials of an engine, as a document of SPDX 2.3. */
export function billOfMaterials(engine: Described): Record<string, unknown> {
  const { name, version, license, sha256, parts, created } = engine;
  const main = "SPDXRef-engine";
  const ids = parts.map((_, i) => `SPDXRef-source-${i}`);
  const relation = (from: string, relationshipType: string, to: string) => ({
    spdxElementId: from,
    relationshipType,
    relatedSpdxElement: to,
  });
  return {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: `${name}-${version}`,
    documentNamespace: `https://spdx.org/spdxdocs/${
      name.replace("@", "").replace("/", "-")
    }-${version}-${sha256}`,
    creationInfo: {
      created: created.toISOString().replace(/\.\d+Z$/, "Z"),
      creators: ["Tool: afmpeg"],
    },
    packages: [
      {
        ...{ SPDXID: main, name, versionInfo: version },
        packageFileName: engine.file,
        checksums: [{ algorithm: "SHA256", checksumValue: sha256 }],
        ...shared(license, engine.locator),
        primaryPackagePurpose: "APPLICATION",
      },
      ...parts.map((part, i) => ({
        ...{ SPDXID: ids[i], name: part.name, versionInfo: part.version },
        ...shared(part.license, part.locator),
        ...(isSource(part)
          ? { primaryPackagePurpose: "SOURCE", sourceInfo: archivesOf(part) }
          : { primaryPackagePurpose: "LIBRARY" }),
      })),
    ],
    relationships: [
      relation("SPDXRef-DOCUMENT", "DESCRIBES", main),
      ...parts.map((part, i) =>
        isSource(part)
          ? relation(main, "GENERATED_FROM", ids[i]!)
          : relation(main, "STATIC_LINK", ids[i]!)
      ),
    ],
  };
}

function isSource({ files }: Part): boolean {
  return Object.keys(files).length > 0;
}

/** One package has several archives: a checksum alone would not say of which. */
function archivesOf({ files }: Part): string {
  return Object.entries(files).map(([file, checksum]) =>
    `${file} (SHA-256 ${checksum})`
  ).join(", ");
}

function shared(license: string, locator: string) {
  return {
    downloadLocation: "NOASSERTION",
    filesAnalyzed: false,
    licenseConcluded: license,
    licenseDeclared: license,
    copyrightText: "NOASSERTION",
    externalRefs: [{
      referenceCategory: "PACKAGE-MANAGER",
      referenceType: "purl",
      referenceLocator: locator,
    }],
  };
}
