import { assert, assertEquals, assertGreater } from "@std/assert";
import { readExports } from "../../src/wasm/exports.ts";
import {
  interruptExport,
  rewrite,
  startExport,
  WasmFormatError,
} from "../../src/wasm/mod.ts";
import { Reader } from "../../src/wasm/reader.ts";
import {
  readSections,
  type Section,
  sectionId,
} from "../../src/wasm/sections.ts";
import { engineBytes } from "../support/engine.ts";
import { randomModule } from "../support/random_modules.ts";
import { Random } from "../support/random.ts";

const modules = await Promise.all(
  Array.from({ length: 8 }, (_, seed) => randomModule(seed)),
);

/** TypeScript knows nothing yet of exceptions. */
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

Deno.test("rewrite() makes no difference to what a random module does", () => {
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

/** The sections that something is inserted into. */
const changed = new Set<number>([
  sectionId.type,
  sectionId.function,
  sectionId.memory,
  sectionId.export,
  sectionId.start,
  sectionId.code,
]);

/** The bytes of those sections of a module that `keep` holds for. */
function sectionsOf(
  bytes: Uint8Array,
  keep: (section: Section) => boolean,
): Uint8Array[] {
  return readSections(bytes).filter(keep)
    .map(({ start, end }) => bytes.subarray(start, end));
}

/** The code of each function of a module. */
function bodies(bytes: Uint8Array): Uint8Array[] {
  const code = readSections(bytes).find(({ id }) => id === sectionId.code)!;
  const reader = new Reader(bytes, code.content, code.end);
  return Array.from({ length: reader.u32() }, () => reader.take(reader.u32()));
}

/** The code of a function, without what was inserted for the interrupt memory. */
function withoutChecks(body: Uint8Array, memory: number): Uint8Array {
  const check = [0x41, 0, 0xfe, 0x10, 0x42, memory, 0, 0x04, 0x40, 0x00, 0x0b];
  const kept: number[] = [];
  for (let at = 0; at < body.length; at++) {
    if (check.every((byte, i) => body[at + i] === byte)) at += check.length - 1;
    else kept.push(body[at]!);
  }
  return new Uint8Array(kept);
}

function interruptMemory(bytes: Uint8Array): number {
  const { content, end } = readSections(bytes)
    .find(({ id }) => id === sectionId.export)!;
  return readExports(new Reader(bytes, content, end))
    .find(({ name }) => name === interruptExport)!.index;
}

Deno.test("rewrite() leaves every other byte of a module as it was", async () => {
  for (const module of [...modules, await engineBytes("lgpl")]) {
    const limited = rewrite(module, { maxMemoryBytes: 2 ** 29 });
    const notMemory = ({ id }: Section) => id !== sectionId.memory;
    assertEquals(sectionsOf(limited, notMemory), sectionsOf(module, notMemory));
    const checked = rewrite(module, { interrupt: true });
    const isSame = ({ id }: Section) => !changed.has(id);
    assertEquals(sectionsOf(checked, isSame), sectionsOf(module, isSame));
    const [before, after] = [bodies(module), bodies(checked)];
    const memory = interruptMemory(checked);
    before.forEach((body, i) => {
      if (hasAtomicWait(body)) return;
      const stripped = withoutChecks(after[i]!, memory);
      assert(equalBytes(stripped, body), `function ${i}`);
    });
  }
});

/** Whether a function has one, or bytes that look like it. */
function hasAtomicWait(body: Uint8Array): boolean {
  return body.some((byte, i) =>
    byte === 0xfe && (body[i + 1] === 1 || body[i + 1] === 2)
  );
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

Deno.test("rewrite() takes whatever the engine takes, and makes it no less valid", () => {
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

Deno.test("rewrite() answers every truncated module", () => {
  for (const module of modules) {
    const boundaries = readSections(module).map(({ start }) => start);
    for (let end = 0; end < module.length; end++) {
      const isModule = boundaries.includes(end);
      assertEquals(attempt(module.slice(0, end)) !== undefined, isModule);
    }
  }
});

/** The rewritten module, or nothing where it is not one. */
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
