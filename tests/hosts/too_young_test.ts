// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What Node 22 lacks is found in sources, and what stands in for it does the same. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { tooYoung } from "../../npm/too_young.ts";
import { escaped, makeStack, makeSuppressing } from "../../npm/younger.ts";

Deno.test("what is younger than Node 22 is found, but not in comments", () => {
  const source = `
/** As \`Uint8Array.fromHex\` does: digest.toHex(). */
const bytes = Uint8Array.fromHex("00"); // not bytes.toBase64()
using stack = new DisposableStack();
await Promise.try(() => bytes.toHex());
const text = toBase64(bytes);`;
  assertEquals(tooYoung(source), [
    ...["Uint8Array.fromHex", "new DisposableStack", "Promise.try", ".toHex("],
  ]);
});

Deno.test("a stand-in for a stack disposes of all, and throws what failed", async () => {
  const scene = async (Stack: new () => Pick<AsyncDisposableStack, "use">) => {
    const done: string[] = [];
    const held = (name: string, fails: boolean) => ({
      [Symbol.asyncDispose]: async () => {
        done.push(name);
        await Promise.resolve();
        if (fails) throw new Error(name);
      },
    });
    const stack = new Stack() as AsyncDisposableStack;
    stack.use(null);
    stack.use(held("first", true));
    stack.use({ [Symbol.dispose]: () => void done.push("second") });
    stack.use(held("third", true));
    const error = await assertRejects(() => stack[Symbol.asyncDispose]());
    const { name, error: own, suppressed } = error as SuppressedError;
    await stack[Symbol.asyncDispose](); // once is enough
    return { done, name, own: String(own), suppressed: String(suppressed) };
  };
  assertEquals(await scene(makeStack()), await scene(AsyncDisposableStack));
});

Deno.test("a stand-in for SuppressedError has both errors", () => {
  const error = new (makeSuppressing())("second", "first");
  assert(error instanceof Error);
  assertEquals({ ...error }, {
    ...{ name: "SuppressedError", error: "second", suppressed: "first" },
  } as unknown as Error);
});

Deno.test("a text that was escaped matches itself, as with RegExp.escape", () => {
  const text = String.raw`a\b^$.*+?()[]{}|/-x 1`;
  for (const escape of [escaped, RegExp.escape]) {
    assert(new RegExp(`^${escape(text)}$`, "v").test(text), escape.name);
  }
});
