// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { fromFileUrl } from "@std/path/posix";
import ts from "typescript";
import { declarationsIn } from "../npm/declarations.ts";

/** What a module exports, as its documentation shows it. */
export interface Declared {
  readonly name: string;
  /** `"class"`, `"function"`, `"interface"` and so on. */
  readonly kind: string;
  /** Its declarations without documentation; of a class, without its members. */
  readonly signature: string;
  /** Its documentation, in Markdown. */
  readonly doc: string;
  /** Its tags: `default`, `throws`, `example` and so on. */
  readonly tags: readonly Tag[];
  readonly members: readonly Declared[];
}

/** A tag of a documentation. */
export interface Tag {
  readonly name: string;
  readonly text: string;
}

/** What one entry point exports. */
export interface Module {
  readonly doc: string;
  readonly exports: readonly Declared[];
}

interface Doc {
  readonly nodes: Record<string, {
    readonly module_doc?: { readonly doc?: string };
    readonly symbols: readonly {
      readonly name: string;
      readonly declarations: readonly {
        readonly kind: string;
        readonly location: { readonly filename: string };
      }[];
    }[];
  }>;
}

const printer = ts.createPrinter({ removeComments: true });
const files = new Map<string, ts.SourceFile>();

/** What the module at `url` exports, if its name `isWanted`, in the order of the names. */
export async function exportsOf(
  url: URL,
  isWanted: (name: string) => boolean = () => true,
): Promise<Module> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", fromFileUrl(url)],
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const { nodes }: Doc = JSON.parse(new TextDecoder().decode(stdout));
  const { module_doc, symbols } = nodes[url.href]!;
  const exports = symbols.flatMap(({ name, declarations }) => {
    const [first] = declarations;
    if (first === undefined || !isWanted(name)) return [];
    const { filename } = first.location;
    return [declarationOf(filename, name)];
  });
  return { doc: module_doc?.doc ?? "", exports };
}

/** The declaration of `name` in a file, which may declare it several times. */
export function declarationOf(filename: string, name: string): Declared {
  const file = declarationFile(filename);
  const nodes = file.statements.filter((node) =>
    ts.isVariableStatement(node)
      ? node.declarationList.declarations.some((one) =>
        one.name.getText(file) === name
      )
      : (node as ts.DeclarationStatement).name?.getText(file) === name
  );
  if (nodes.length === 0) {
    throw new Error(`Cannot document ${name}: ${filename} does not declare it`);
  }
  return declared(name, nodes, file);
}

function declarationFile(filename: string): ts.SourceFile {
  const known = files.get(filename);
  if (known) return known;
  const path = fromFileUrl(filename);
  const text = declarationsIn(path, Deno.readTextFileSync(path));
  const { ESNext } = ts.ScriptTarget;
  const file = ts.createSourceFile(`${path}.d.ts`, text, ESNext, true);
  files.set(filename, file);
  return file;
}

function declared(
  name: string,
  nodes: readonly ts.Node[],
  file: ts.SourceFile,
): Declared {
  // Of overloads, each is shown, and the first that has a documentation describes them.
  const docs = nodes.flatMap((node) => ts.getJSDocCommentsAndTags(node))
    .filter((node) => ts.isJSDoc(node));
  const [doc] = docs;
  return {
    name,
    kind: kindOf(nodes[0]!),
    signature: nodes.map((node) => signatureOf(node, file)).join("\n"),
    doc: textOf(doc?.comment),
    tags: (doc?.tags ?? []).map((tag) => ({
      name: tag.tagName.text,
      text: tagText(tag, file),
    })),
    members: nodes.flatMap((node) => membersOf(node, file)),
  };
}

function kindOf(node: ts.Node): string {
  if (ts.isClassDeclaration(node)) return "class";
  if (ts.isInterfaceDeclaration(node)) return "interface";
  if (ts.isFunctionDeclaration(node)) return "function";
  if (ts.isTypeAliasDeclaration(node)) return "type";
  return ts.isVariableStatement(node) ? "constant" : "member";
}

function signatureOf(node: ts.Node, file: ts.SourceFile): string {
  const text = printer.printNode(ts.EmitHint.Unspecified, node, file)
    .replaceAll(/\b(export|declare) /g, "");
  if (ts.isClassDeclaration(node)) return text.replace(/ \{\n[^]*$/, "");
  return ts.isInterfaceDeclaration(node)
    ? text.replace(/ \{(\n[^]*|\})$/, "")
    : text;
}

function membersOf(node: ts.Node, file: ts.SourceFile): Declared[] {
  if (!ts.isClassDeclaration(node) && !ts.isInterfaceDeclaration(node)) {
    return [];
  }
  const shown = node.members.filter((member) =>
    !ts.getCombinedModifierFlags(member as ts.Declaration) ||
    !(ts.getCombinedModifierFlags(member as ts.Declaration) &
      ts.ModifierFlags.Private)
  ).filter((member) =>
    member.name === undefined || !ts.isPrivateIdentifier(member.name)
  );
  const named = Map.groupBy(
    shown,
    (member) =>
      member.name?.getText(file) ??
        (ts.isConstructorDeclaration(member) ? "constructor" : "call"),
  );
  return named.entries().map(([name, nodes]) => declared(name, nodes, file))
    .toArray();
}

/** The text of a documentation, in which a link is the name that it leads to. */
function textOf(
  comment: string | ts.NodeArray<ts.JSDocComment> | undefined,
): string {
  if (comment === undefined || typeof comment === "string") {
    return comment ?? "";
  }
  return comment.map((part) => {
    if (part.kind === ts.SyntaxKind.JSDocText) return part.text;
    const name = (part as ts.JSDocLink).name?.getText() ?? "";
    return `{@linkcode ${name}${part.text}}`;
  }).join("");
}

function tagText(tag: ts.JSDocTag, file: ts.SourceFile): string {
  const name = ts.isJSDocParameterTag(tag) ? `${tag.name.getText(file)} ` : "";
  const type = ts.isJSDocThrowsTag(tag) && tag.typeExpression
    ? `{@linkcode ${tag.typeExpression.type.getText(file)}} `
    : "";
  return name + type + textOf(tag.comment);
}
