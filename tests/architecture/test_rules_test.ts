// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What tests must not do: wait for time to pass, look at the clock, or fail before
 * they begin, without a name. Programs that they run in a separate process or Worker
 * may.
 */
import { assert, assertEquals } from "@std/assert";
import { walk } from "@std/fs/walk";
import { dirname, fromFileUrl, join, relative } from "@std/path/posix";

const root = fromFileUrl(new URL("../../", import.meta.url));

/** The files that are exempt from the rules, and why. */
const exceptions: Record<string, string> = {
  "tests/proof/work.ts": "a program, from which tests import only names",
  "tests/support/turn.ts": "the one place that yields",
  "tests/support/wat.ts": "waits for a package, as an import does",
};

const timers = ["setTimeout", "setInterval", "delay"];
const clocks = ["performance.now", "Date.now", "Temporal.Now"];

/** The name of the callee: `a` or `a.b`. */
function calleeOf(node: Deno.lint.CallExpression): string {
  const { callee } = node;
  if (callee.type === "Identifier") return callee.name;
  if (callee.type !== "MemberExpression") return "";
  const { object, property } = callee;
  return object.type === "Identifier" && property.type === "Identifier"
    ? `${object.name}.${property.name}`
    : "";
}

/** Whether a node is outside all functions. */
function isAtTopLevel(node: Deno.lint.Node): boolean {
  for (
    let outer: Deno.lint.Node | undefined = node;
    outer;
    outer = "parent" in outer ? outer.parent as Deno.lint.Node : undefined
  ) {
    if (/Function/.test(outer.type)) return false;
  }
  return true;
}

const plugin: Deno.lint.Plugin = {
  name: "tests",
  rules: {
    rules: {
      create(context) {
        const atTopLevel = (node: Deno.lint.Node) => {
          if (!isAtTopLevel(node)) return;
          context.report({ node, message: "awaits at the top level" });
        };
        return {
          CallExpression(node) {
            const name = calleeOf(node);
            if (timers.includes(name)) {
              context.report({ node, message: `calls ${name}()` });
            } else if (clocks.includes(name)) {
              context.report({ node, message: `looks at ${name}()` });
            }
          },
          AwaitExpression: atTopLevel,
          "ForOfStatement[await=true]": atTopLevel,
          'VariableDeclaration[kind="await using"]': atTopLevel,
        };
      },
    },
  },
};

/** The violations in the text of a test. */
function complaints(path: string, text: string): string[] {
  return Deno.lint.runPlugin(plugin, path, text).map(({ message, range }) =>
    `${path}:${text.slice(0, range[0]).split("\n").length}: ${message}`
  );
}

Deno.test("tests wait for no time, look at no clock, and fail under their names", async () => {
  const texts = new Map<string, string>();
  for await (const { path, isFile } of walk(join(root, "tests"))) {
    if (!isFile || !path.endsWith(".ts")) continue;
    texts.set(relative(root, path), await Deno.readTextFile(path));
  }
  const imported = new Set(
    texts.entries().flatMap(([path, text]) =>
      text.matchAll(/^(?:import(?! type)|export|\}) .*"(\.[^"]+)";$/gm)
        .map(([, name]) => join(dirname(path), name!))
    ),
  );
  const found = texts.entries()
    .filter(([path]) => path.endsWith("_test.ts") || imported.has(path))
    .filter(([path]) => !(path in exceptions))
    .flatMap(([path, text]) => complaints(path, text))
    .toArray();
  assert(imported.has("tests/support/c_guest.ts"));
  assertEquals(found.sort(), []);
});

Deno.test("violations of the rules for tests are found", () => {
  const found = (text: string) =>
    complaints("a_test.ts", text).map((line) => line.replace(/^.*?: /, ""));
  const top = ["awaits at the top level"];
  assertEquals(found("const a = await b();"), top);
  assertEquals(found("for (const a of b) {\n  await a();\n}"), top);
  assertEquals(found("for await (const a of b) c(a);"), top);
  assertEquals(found("await using a = b();"), top);
  assertEquals(found("test(async () => await a());"), []);
  assertEquals(found("async function a() { for await (const b of c); }"), []);
  assertEquals(found("a(() => setTimeout(b, 0));"), ["calls setTimeout()"]);
  assertEquals(found("const a = () => performance.now();"), [
    "looks at performance.now()",
  ]);
  assertEquals(found("performance.mark(); Date.UTC(2026);"), []);
});
