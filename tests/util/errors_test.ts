// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStringIncludes,
} from "@std/assert";
import {
  AfmpegError,
  ChecksumError,
  ClosedError,
  DownloadError,
  ExitError,
  FrameCountError,
  FsError,
  GuestError,
  GuestTrapError,
  KilledError,
  LimitError,
  LongjmpError,
  ModuleError,
  ProbeError,
  QueueFullError,
  SignalError,
  SignatureError,
  SizeError,
  TimeoutError,
} from "../../mod.ts";
import { errorToJSON } from "../../vfs/mod.ts";
import { withoutCredentials } from "../../vfs/without_credentials.ts";

const argv = ["ffmpeg", "-i", "Größe.mp4"];
const cause = new FsError("EACCES", {
  operation: "rename",
  path: "a",
  dest: "b",
  cause: new TypeError("because"),
});

/** One error of each class, and the fields of its JSON. */
const errors: [AfmpegError | FsError, Record<string, unknown>][] = [
  [
    new ModuleError("Cannot link", {
      reason: "imports",
      missingImports: ["env.system"],
      cause,
    }),
    {
      reason: "imports",
      missingImports: ["env.system"],
      missingFeatures: [],
    },
  ],
  [
    new DownloadError("http://x/", { attempts: 3, status: 503, cause }),
    { url: "http://x/", attempts: 3, status: 503 },
  ],
  [
    new ChecksumError("http://x/", { expected: "aa", received: "bb" }),
    { url: "http://x/", expected: "aa", received: "bb" },
  ],
  [new ClosedError("run"), {}],
  [
    new GuestTrapError("unreachable", {
      kind: "unreachable",
      argv,
      wasmStack: "at wasm",
      stderr: "last words",
      cause,
    }),
    { kind: "unreachable", argv, wasmStack: "at wasm", stderr: "last words" },
  ],
  [
    new LongjmpError("dead", {
      jmpBuf: 4096,
      value: -1,
      argv,
      stderr: "last words",
      cause,
    }),
    { reason: "dead", jmpBuf: 4096, value: -1, argv, stderr: "last words" },
  ],
  [new GuestError("Cannot go on", { cause }), {}],
  [new TimeoutError(5, { cause }), { timeout: 5, option: "timeout" }],
  [
    new TimeoutError(5, { option: "stallTimeout" }),
    { timeout: 5, option: "stallTimeout" },
  ],
  [new KilledError("SIGKILL"), { signal: "SIGKILL" }],
  [new SignalError("SIGINT", { cause }), { signal: "SIGINT" }],
  [new QueueFullError(3), { maxQueue: 3 }],
  [
    new LimitError("keep the output", {
      option: "maxStdoutBytes",
      limit: 10,
    }),
    { option: "maxStdoutBytes", limit: 10 },
  ],
  [
    new FrameCountError("a.png", { count: 3, available: 1, cause }),
    { path: "a.png", count: 3, available: 1 },
  ],
  [
    new ExitError(argv, { exitCode: 69, stderr: "no such filter\n" }),
    {
      argv,
      exitCode: 69,
      reason: "no such filter",
      stderr: "no such filter\n",
    },
  ],
  [
    new ProbeError("Größe.mp4", {
      argv,
      exitCode: 1,
      stderr: "Invalid data\n",
    }),
    {
      path: "Größe.mp4",
      argv,
      exitCode: 1,
      reason: "Invalid data",
      stderr: "Invalid data\n",
    },
  ],
  [cause, { code: "EACCES", operation: "rename", path: "a", dest: "b" }],
];

for (const [error, fields] of errors) {
  Deno.test(`${error.name}.toJSON() keeps fields and causes`, () => {
    const data = error.toJSON();
    const { name, message } = error;
    const causes = error.cause instanceof Error
      ? { cause: errorToJSON(error.cause) }
      : {};
    assertEquals(data, { name, message, ...fields, ...causes });
    assertEquals(JSON.parse(JSON.stringify(error)), data);
    assertEquals(structuredClone(data), data);
    assertEquals(name, error.constructor.name);
    assert(message.startsWith("Cannot "));
    if (error !== cause) assertInstanceOf(error, AfmpegError);
  });
}

Deno.test("errorToJSON() follows causes of causes, and ends", () => {
  assertEquals(errorToJSON(new GuestError("a", { cause })).cause, {
    name: "FsError",
    message: cause.message,
    code: "EACCES",
    operation: "rename",
    path: "a",
    dest: "b",
    cause: { name: "TypeError", message: "because" },
  });
  const first = new Error("first");
  first.cause = new Error("second", { cause: first });
  assert(JSON.stringify(errorToJSON(first)).includes("second"));
});

Deno.test("errorToJSON() returns plain data whatever the cause is", () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const causes = [
    [5n, "5"],
    ["text", "text"],
    [null, null],
    [{ a: [1] }, { a: [1] }],
    [cycle, "[object Object]"],
    [Symbol("a"), "Symbol(a)"],
  ];
  for (const [cause, plain] of causes) {
    assertEquals(errorToJSON(new Error("a", { cause })).cause, plain);
  }
});

Deno.test("ExitError keeps the end of a long stderr", () => {
  const { stderr } = new ExitError(argv, {
    exitCode: 1,
    stderr: "x".repeat(1_000_000) + "end",
  });
  assertEquals([stderr.length, stderr.slice(-4)], [16_384, "xend"]);
});

Deno.test("ProbeError is an ExitError that says why", () => {
  const error = new ProbeError("a.mp4", {
    argv,
    exitCode: 1,
    stderr: "moov atom not found\na.mp4: Invalid data",
  });
  assertInstanceOf(error, ExitError);
  assertEquals(
    error.message,
    'Cannot probe "a.mp4": received moov atom not found; a.mp4: Invalid data',
  );
  assertEquals(
    new ProbeError("a.mp4", { argv, exitCode: 1, stderr: "" }).message,
    'Cannot probe "a.mp4": received exit code 1',
  );
});

Deno.test("no error has what is secret in a URL in it", () => {
  const url = "https://me:secret@x.test/a.wasm?token=hidden";
  const sums = { expected: "aa", received: "bb" };
  const errors = [
    new DownloadError(url, { attempts: 1, status: 503 }),
    new ChecksumError(url, sums),
    new SizeError(url, { expected: 1, received: 2 }),
    new SignatureError(url, "none", { reason: "key" }),
  ];
  for (const error of errors) {
    assertEquals(error.url, "https://…@x.test/a.wasm?…");
    assertStringIncludes(error.message, `"${error.url}"`);
    const texts = Deno.inspect(error) + JSON.stringify(errorToJSON(error));
    assert(!/secret|hidden/.test(texts), texts);
  }
  const texts = {
    "redis://:secret@host:1/2": "redis://…@host:1/2",
    "redis://:se/cr@et@host": "redis://…@host",
    "a=https://me@x.test/": "a=https://…@x.test/",
    "https://x.test/@scope/a": "https://x.test/@scope/a",
    "https://x.test:80/@scope/a": "https://x.test:80/@scope/a",
    "https://me:secret@x.test/@a": "https://…@x.test/@a",
    "me@x.test": "me@x.test",
    "https://x.test/a?b=c d#e": "https://x.test/a?…#e",
    "https://x.test?a=b:c@d": "https://x.test?…",
    "https://x.test:80?a=@d": "https://x.test:80?…",
    "https://x.test/a?": "https://x.test/a?",
    "for url (https://x.test/a?b=(c)): why?":
      "for url (https://x.test/a?…)): why?",
    'of "https://x.test/a?b#c" and http://y?d.':
      'of "https://x.test/a?…#c" and http://y?….',
    "what?": "what?",
    "from https://a:b@x.test/c?d to https://me:secret@y.test/?e":
      "from https://…@x.test/c?… to https://…@y.test/?…",
    "from https://x.test/a to https://me@y.test/":
      "from https://x.test/a to https://…@y.test/",
    // Both are taken for https://me:secret@x.test/a?b.
    "https:me:secret@x.test/a?b": "https:…@x.test/a?…",
    " https:\\\\me:secret@x.test/a?b c": " https:\\\\…@x.test/a?…",
    "https://x.test:80/a:b@c": "https://x.test:80/a:b@c",
  };
  for (const [text, shown] of Object.entries(texts)) {
    assertEquals(withoutCredentials(text), shown);
  }
});

Deno.test("errors about a module say what to do", () => {
  const url = "https://x.test/a.wasm";
  const sums = { expected: "aa", received: "bb" };
  const advice: [error: Error, text: string][] = [
    [new DownloadError(url, { attempts: 1, status: 404 }), "; correct the URL"],
    [new DownloadError(url, { attempts: 4, status: 503 }), "; see whether"],
    [new DownloadError(url, { attempts: 4 }), "; see whether"],
    [new ChecksumError(url, sums), "or correct the checksum"],
    [
      new SizeError(url, { expected: 1, received: 2 }),
      "or correct the size",
    ],
    ...(["key", "format", "signature"] as const).map((
      reason,
    ): [Error, string] => [
      new SignatureError(url, "none", { reason }),
      {
        key: "; give the key",
        format: "; sign",
        signature: "; it was changed",
      }[
        reason
      ],
    ]),
  ];
  for (const [{ message }, text] of advice) {
    assertStringIncludes(message, text);
  }
});
