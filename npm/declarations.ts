// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname, fromFileUrl, join, relative } from "@std/path/posix";
import ts from "typescript";
import config from "../deno.json" with { type: "json" };
import { ofPackage } from "../.ci/stage_package.ts";
import { entryName } from "./bundle.ts";

const root = fromFileUrl(new URL("../", import.meta.url));

/**
 * Writes the declarations of the entry points into `folder`, and of what they mention.
 * They mention nothing of a host, nor of a package that is not a dependency.
 *
 * @returns The path of the declaration of each entry point, in `folder`.
 */
export async function declare(folder: string): Promise<Map<string, string>> {
  const entries = new Map(
    Object.entries(config.exports).map((
      [name, path],
    ) => [entryName(name), declarationOf(join("/", path).slice(1))]),
  );
  const wanted = new Set(
    Object.values(config.exports).map((path) => join(root, path)),
  );
  for (const path of wanted) {
    const text = declarationsIn(path, await Deno.readTextFile(path));
    const { importedFiles } = ts.preProcessFile(text);
    for (const { fileName } of importedFiles) {
      if (ofPackage.some((name) => fileName.startsWith(name))) continue;
      if (!fileName.startsWith(".")) {
        throw new Error(
          `Cannot publish the types of ${path}: received an import of "${fileName}"`,
        );
      }
      wanted.add(join(dirname(path), fileName));
    }
    const target = join(folder, declarationOf(relative(root, path)));
    await Deno.mkdir(dirname(target), { recursive: true });
    const disposable =
      /\b(Async)?Disposable\b|Symbol\.(asyncD|d)ispose/.test(text)
        ? '/// <reference lib="esnext.disposable" />\n'
        : "";
    await Deno.writeTextFile(
      target,
      disposable + text.replace(/((?:from |import\()"\.[^"]*)\.ts"/g, '$1.js"'),
    );
  }
  return entries;
}

function declarationOf(path: string): string {
  return path.replace(/\.ts$/, ".d.ts");
}

/** The declarations of one file: of what has explicit types, no other file is needed. */
export function declarationsIn(fileName: string, source: string): string {
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(source, {
    fileName,
    reportDiagnostics: true,
    compilerOptions: {
      isolatedDeclarations: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      stripInternal: true,
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
    },
  });
  // Without its library, TypeScript declares such a member twice, first as a property.
  if (diagnostics.length === 0) {
    return outputText.replace(
      /^ +(\[Symbol\.\w+\]): .*\n/gm,
      (line, name) => outputText.includes(`${name}(`) ? "" : line,
    );
  }
  throw new Error(ts.formatDiagnostics(diagnostics, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => root,
    getNewLine: () => "\n",
  }));
}
