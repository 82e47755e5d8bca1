// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertGreater } from "@std/assert";
import {
  rewrite,
  ROOM_BYTES,
  startExport,
  WasmFormatError,
} from "../../src/wasm/mod.ts";
import { readSections } from "../../src/wasm/sections.ts";
import { assertOnlyInserts } from "../support/assert_only_inserts.ts";
import { randomModule } from "../support/random_modules.ts";
import { Random } from "../support/random.ts";
import { prepare } from "../support/prepare.ts";

let modules!: Awaited<ReturnType<typeof randomModule>>[];
prepare(async () => {
  modules = await Promise.all(
    Array.from({ length: 8 }, (_, seed) => randomModule(seed)),
  );
});

/** TypeScript does not declare exceptions yet. */
const { Tag, JSTag } = WebAssembly as unknown as {
  Tag: new (type: { parameters: string[] }) => WebAssembly.ImportValue;
  JSTag: WebAssembly.ImportValue;
};

type Call = (...args: unknown[]) => unknown;

/** What a module does when all of its exports are called, one after another. */
function behaviour(
  bytes: Uint8Array<ArrayBuffer>,
  names: readonly string[],
): string[] {
  const events: string[] = [];
  const attempt = (what: string, call: () => unknown) => {
    try {
      events.push(`${what} = ${describe(call())}`);
    } catch (error) {
      events.push(`${what} ! ${describe(error)}`);
    }
  };
  let instance: WebAssembly.Instance | undefined;
  const callExport = (index: number) => {
    const target = instance?.exports[names[index >>> 0]!];
    return typeof target === "function" ? (target as Call)() : undefined;
  };
  const host: Record<string, Call> = {
    "call-export": (index) => void callExport(index as number),
    "call-export-catch": (index) => {
      try {
        callExport(index as number);
        return 0;
      } catch {
        return 1;
      }
    },
    "call-ref": (target) => void (target as Call)?.(),
    "call-ref-catch": (target) => {
      try {
        (target as Call)?.();
        return 0;
      } catch {
        return 1;
      }
    },
    "sleep": (_, value) => value,
    "throw": () => {
      throw new Error("of the host");
    },
  };
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  const module = new WebAssembly.Module(bytes);
  for (const wanted of WebAssembly.Module.imports(module)) {
    const { module, name, kind } = wanted;
    const log: Call = (...args) =>
      void events.push(`${name}(${args.map(describe).join()})`);
    const values: Partial<Record<string, WebAssembly.ImportValue>> = {
      function: (host[name] ?? log) as WebAssembly.ImportValue,
      global: 7,
      tag: name === "jstag" ? JSTag : new Tag({ parameters: ["i32"] }),
    };
    (imports[module] ??= {})[name] = values[kind]!;
  }
  attempt("start", () => {
    const made = new WebAssembly.Instance(module, imports);
    (made.exports[startExport] as Call | undefined)?.();
    instance = made;
  });
  for (const name of names) {
    const target = instance?.exports[name];
    if (typeof target === "function") attempt(name, target as Call);
    else if (target instanceof WebAssembly.Global) {
      attempt(name, () => target.value);
    } else if (target instanceof WebAssembly.Memory) {
      const bytes = new Uint8Array(target.buffer);
      const sum = bytes.reduce((a, b) => (a * 31 + b) | 0, 0);
      events.push(`${name}: ${bytes.length} bytes, ${sum}`);
    }
  }
  return events;
}

function describe(value: unknown): string {
  if (value instanceof Error) return `${value.name} ${value.message}`;
  if (typeof value === "function") return "a function";
  if (typeof value === "object") return value === null ? "null" : "an object";
  return `${typeof value} ${value}`;
}

function exportNames(bytes: Uint8Array<ArrayBuffer>): string[] {
  return WebAssembly.Module.exports(new WebAssembly.Module(bytes))
    .map(({ name }) => name);
}

Deno.test("rewrite() does not change what a random module does", () => {
  let calls = 0;
  for (const module of modules) {
    const names = exportNames(module);
    const expected = behaviour(module, names);
    assertEquals(
      behaviour(rewrite(module, { interrupt: true }), names),
      expected,
    );
    calls += expected.filter((event) => event.includes(" = ")).length;
  }
  assertGreater(calls, 100);
});

Deno.test("rewrite() leaves every other byte of a module unchanged", () => {
  for (const module of modules) assertOnlyInserts(module);
});

Deno.test("rewrite() makes the same of a random module in place", () => {
  const options = { maxMemoryBytes: 2 ** 33, exportTag: "t" };
  for (const module of modules) {
    const bytes = new Uint8Array(
      new ArrayBuffer(ROOM_BYTES + module.length),
      ROOM_BYTES,
    );
    bytes.set(module);
    const result = rewrite(bytes, { ...options, inPlace: true });
    assertEquals(result, rewrite(module, options));
    assert(result.buffer === bytes.buffer);
  }
});

Deno.test("rewrite() accepts whatever the engine accepts, and keeps it valid", () => {
  const random = new Random(1);
  let valid = 0;
  for (const module of modules) {
    for (let round = 0; round < 1000; round++) {
      const bytes = module.slice();
      for (let i = random.below(2); i >= 0; i--) {
        bytes[random.below(bytes.length)] = random.below(256);
      }
      const rewritten = attempt(bytes);
      if (!WebAssembly.validate(bytes)) continue;
      valid++;
      assert(rewritten && WebAssembly.validate(rewritten), `round ${round}`);
    }
  }
  assertGreater(valid, 100);
});

Deno.test("rewrite() returns or throws a WasmFormatError for every truncated module", () => {
  for (const module of modules) {
    const boundaries = readSections(module).map(({ start }) => start);
    for (let end = 0; end < module.length; end++) {
      const isModule = boundaries.includes(end);
      assertEquals(attempt(module.slice(0, end)) !== undefined, isModule);
    }
  }
});

/** The rewritten module; `undefined` if the bytes are not a module. */
function attempt(
  bytes: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> | undefined {
  try {
    return rewrite(bytes, {
      interrupt: true,
      exportTag: "t",
      maxMemoryBytes: 2 ** 33,
    });
  } catch (error) {
    if (!(error instanceof WasmFormatError)) throw error;
    return undefined;
  }
}
