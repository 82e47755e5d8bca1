// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Which room imports which: the code matches the map in CONTRIBUTING.md. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { walk } from "@std/fs/walk";
import config from "../../deno.json" with { type: "json" };
import { fromFileUrl, relative } from "@std/path/posix";
import { deno } from "../../npm/for_deno.ts";
import { notProvided } from "../../npm/not_provided.ts";
import { prepare } from "../support/prepare.ts";

/**
 * The rooms, from the top floor down, and the other rooms or files that each imports.
 * Those without a slash or a dot are folders in `src`, except `engine` and `vfs`; the
 * facade, `runtime`, is the files directly in `src`.
 */
const map = `
cli.ts    cli
cli       queue runtime media run worker/execute.ts worker/bound_module.ts
          wasi module ffmpeg wasm util engine vfs
mod.ts    runtime media run module ffmpeg util vfs
          worker/profile.ts wasi/stepping_clock.ts
engines.ts module
queue     runtime media run ffmpeg util vfs
runtime   media run vfs
media     run module ffmpeg wasm util vfs
run       worker/messages.ts worker/profile.ts worker/script.generated.ts
          worker/thread_board.ts
          bridge wasi/stepping_clock.ts module ffmpeg wasm abi util vfs
worker    bridge env wasi wasm abi util vfs
bridge    vfs
env       wasi abi util
wasi      abi util vfs
module    wasm abi util vfs
ffmpeg    util vfs
engine    wasm util
wasm      vfs
abi
util      vfs
vfs
`;

/** The entries of the graph: all that is exported, started or bundled. */
const entries = [
  ...Object.values(config.exports).map((path) => path.slice("./".length)),
  ...["src/worker/main.ts", "engine/checkasm.ts", "engine/checkasm_x265.ts"],
];

/** An import of one file by another; paths are from the root of the repository. */
interface Arrow {
  readonly from: string;
  readonly to: string;
  /** Whether it remains once types are erased. */
  readonly isCode: boolean;
  /** Whether it is loaded only when it is needed. */
  readonly isDynamic?: boolean;
}

const root = new URL("../../", import.meta.url);
let arrows!: Arrow[];
prepare(async () => {
  arrows = (await Promise.all(entries.map(arrowsFrom))).flat();
});

/** All arrows between files of the rooms that `entry` leads to. */
async function arrowsFrom(entry: string): Promise<Arrow[]> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", entry],
    cwd: fromFileUrl(root),
  }).output();
  const decoder = new TextDecoder();
  assert(success, decoder.decode(stderr));
  const { modules } = JSON.parse(decoder.decode(stdout)) as {
    modules: {
      specifier: string;
      dependencies?: {
        code?: { specifier?: string };
        type?: { specifier?: string };
        isDynamic?: boolean;
      }[];
    }[];
  };
  return modules.flatMap(({ specifier, dependencies = [] }) =>
    dependencies.flatMap(({ code, type, isDynamic = false }) => {
      const target = code?.specifier ?? type?.specifier;
      const [from, to] = [fileAt(specifier), fileAt(target)];
      const isCode = code !== undefined;
      return from && to ? [{ from, to, isCode, isDynamic }] : [];
    })
  );
}

/** The path of a file in a room. */
function fileAt(specifier: string | undefined): string | undefined {
  if (!specifier?.startsWith(root.href)) return undefined;
  const path = specifier.slice(root.href.length);
  return /^((src|vfs|engine)\/.+|mod|cli|engines)\.ts$/.test(path)
    ? path
    : undefined;
}

/** The room of a file, as the map calls it. */
function roomOf(path: string): string {
  if (/^src\/[^/]+\.ts$/.test(path)) return "runtime";
  return path.replace(/^src\//, "").split("/")[0]!;
}

/** The path of a room or a file of the map. */
function placeOf(name: string): string {
  return /^(vfs|engine|(mod|cli|engines)\.ts)$/.test(name)
    ? name
    : `src/${name}`;
}

/** The rooms in the order of the map, and what each may import. */
const rooms = new Map(
  map.trim().replaceAll(/\n +/g, " ").split("\n").map((line) => {
    const [room, ...imports] = line.split(/ +/);
    return [room!, imports];
  }),
);

/** The imports that the map does not show. */
function trespasses(arrows: readonly Arrow[]): string[] {
  const complaints = arrows.flatMap(({ from, to }) => {
    const [room, other] = [roomOf(from), roomOf(to)];
    const isAllowed = room === other ||
      rooms.get(room)?.some((name) => name === other || placeOf(name) === to);
    const line = `${from} → ${to}: ${placeOf(room)} may not import ${
      placeOf(other)
    }`;
    return isAllowed ? [] : [line];
  });
  return [...new Set(complaints)].sort();
}

/** The circles of arrows, one for each file on a circle. */
function circles(arrows: readonly Arrow[]): string[] {
  const next = Map.groupBy(arrows, ({ from }) => from);
  return [...next.keys()].sort().flatMap((start) => {
    const ways = new Map([[start, start]]);
    for (const [file, way] of ways) {
      for (const { to } of next.get(file) ?? []) {
        if (to === start) return [`${way} → ${start}`];
        if (!ways.has(to)) ways.set(to, `${way} → ${to}`);
      }
    }
    return [];
  });
}

/** The files that the code of `entry` loads. */
function loadedBy(entry: string): string[] {
  const loaded = new Set([entry]);
  for (const file of loaded) {
    for (const { from, to, isCode } of arrows) {
      if (from === file && isCode) loaded.add(to);
    }
  }
  return [...loaded];
}

Deno.test("a room imports only what the map shows", () => {
  assertEquals(trespasses(arrows), []);
});

Deno.test("the map shows only what a room imports, and its arrows lead down", () => {
  const order = [...rooms.keys()];
  for (const [room, imports] of rooms) {
    for (const name of imports) {
      const isDown = order.indexOf(roomOf(placeOf(name))) > order.indexOf(room);
      assert(isDown, `${room} → ${name}`);
      const isTaken = arrows.some(({ from, to }) =>
        roomOf(from) === room && (roomOf(to) === name || placeOf(name) === to)
      );
      assert(isTaken, `nothing in ${room} imports ${name}`);
    }
  }
});

Deno.test("an arrow that the map does not show is reported with its files", () => {
  const arrow = { from: "src/wasm/reader.ts", to: "src/run/job.ts" };
  assertEquals(trespasses([{ ...arrow, isCode: false }]), [
    "src/wasm/reader.ts → src/run/job.ts: src/wasm may not import src/run",
  ]);
  const inside = { from: "src/run/job.ts", to: "src/worker/main.ts" };
  assertEquals(trespasses([{ ...inside, isCode: true }]), [
    "src/run/job.ts → src/worker/main.ts: src/run may not import src/worker",
  ]);
});

Deno.test("no files import each other in a circle", () => {
  assertEquals(circles(arrows), []);
});

Deno.test("a circle is found, even if a path leads into it", () => {
  const arrow = (from: string, to: string) => ({ from, to, isCode: true });
  const found = circles([arrow("a", "b"), arrow("b", "c"), arrow("c", "b")]);
  assertEquals(found, ["b → c → b", "c → b → c"]);
});

Deno.test("every file belongs to the graph", async () => {
  const known = new Set(arrows.flatMap(({ from, to }) => [from, to]));
  const folder = fromFileUrl(root);
  for (const name of ["src", "vfs", "engine"]) {
    for await (const { path, isFile } of walk(`${folder}${name}`)) {
      const file = relative(folder, path);
      if (isFile && file.endsWith(".ts")) assert(known.has(file), file);
    }
  }
});

Deno.test("importing the module loads nothing that the Worker's script contains", () => {
  const rooms = new Set(["wasi", "env"]);
  const loaded = loadedBy("mod.ts");
  assert(loaded.includes("src/run/job.ts"));
  assertEquals(loaded.filter((file) => rooms.has(roomOf(file))), []);
  const ofWorker = loaded.filter((file) => roomOf(file) === "worker");
  assertEquals(ofWorker.sort(), [
    "src/worker/put_text.ts",
    "src/worker/script.generated.ts",
    "src/worker/thread_board.ts",
    "src/worker/thread_slot.ts",
  ]);
});

/** The files that are loaded with `entries`, before anything that they import later. */
function startedBy(...entries: string[]): Set<string> {
  const started = new Set(entries);
  for (const file of started) {
    for (const { from, to, isCode, isDynamic } of arrows) {
      if (from === file && isCode && !isDynamic) started.add(to);
    }
  }
  return started;
}

/** What takes long to load, and few commands need at once. */
const weighty = [
  "src/runtime.ts",
  "src/worker/script.generated.ts",
  "src/module/remote_module.ts",
  "vfs/deno_fs.ts",
  "vfs/overlay_fs.ts",
];

Deno.test("a question loads nothing that only other commands need", () => {
  const started = startedBy(
    ...["cli.ts", "src/cli/pass_command.ts", "src/cli/answer_here.ts"],
  );
  assert(started.has("src/wasi/wasi.ts"));
  assertEquals(weighty.filter((file) => started.has(file)), []);
  assert(started.size <= 200, `it loads ${started.size} files`);
});

Deno.test("the engine is compiled before the rest of a short job is loaded", () => {
  for (
    const command of [
      ...["probe_command", "thumbnail_command", "run_command"],
      "pass_to_thread",
    ]
  ) {
    const started = startedBy("cli.ts", `src/cli/${command}.ts`);
    assert(started.has("src/cli/compile_file.ts"));
    const early = [...weighty, "vfs/base_fs.ts"];
    assertEquals(early.filter((file) => started.has(file)), [], command);
    assert(started.size <= 100, `${command} loads ${started.size} files`);
    assert(startedBy("src/cli/with_guest.ts").has("src/runtime.ts"));
  }
});

/** How a file's code, without its comments, depends on one host. */
function tiesToHost(code: string): string[] {
  const bare = code.replace(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm, "");
  const ties = bare.matchAll(
    /\bDeno\.\w+|^(?:import(?! type)|export)\b[^;]*?from "(?:node|npm|bun):[^"]*"|(?<!typeof )\bimport\("(?:node|npm|bun):[^"]*"\)/gm,
  );
  return Array.from(ties, ([tie]) => tie);
}

Deno.test("what a page can load is tied to no host", async () => {
  const { "./cli": _, ...open } = config.exports;
  const entries = Object.values(open).map((path) => path.slice(2));
  const loaded = new Set([...entries, "src/worker/main.ts"].flatMap(loadedBy));
  assert(loaded.has("vfs/host/host.ts"));
  for (const file of loaded) {
    if (file.endsWith(".generated.ts")) continue;
    const code = await Deno.readTextFile(new URL(file, root));
    assertEquals(tiesToHost(code), [], file);
  }
});

Deno.test("a tie to a host is found, but for types and comments", () => {
  assertEquals(
    tiesToHost(`/** Deno.cwd() */
import type { Dirent } from "node:fs";
type Files = typeof import("node:fs"); // Deno.cwd
import * as host from "node:fs";
export {
  a,
} from "npm:a";
const path = Deno.cwd();
await import("bun:a");
`),
    [
      'import * as host from "node:fs"',
      'export {\n  a,\n} from "npm:a"',
      "Deno.cwd",
      'import("bun:a")',
    ],
  );
});

Deno.test("what the command uses of Deno has a stand-in on Node and Bun", async () => {
  const loaded = loadedBy("cli.ts");
  assert(loaded.includes("src/cli/main.ts"));
  for (const file of loaded.filter((file) => deno.test(file))) {
    const source = await Deno.readTextFile(new URL(file, root));
    assertEquals(notProvided(source), [], `${file}: see npm/deno.ts`);
  }
  assertEquals(notProvided("Deno.cwd(); Deno.kill(1); /* Deno.args */"), [
    "Deno.kill",
  ]);
});

Deno.test("CONTRIBUTING.md shows the map", async () => {
  const page = await Deno.readTextFile(new URL("CONTRIBUTING.md", root));
  assertStringIncludes(page, `\n\`\`\`${map}\`\`\`\n`);
});
