// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The only file that knows what the host offers beyond the web platform: Deno, Node
 * and Bun have all of it, a page has nothing. Nothing is imported, so that a page
 * can load every module, and nothing is looked at before it is used: in Deno, the first
 * look at `process` loads much of Node, which takes as long as starting a thread.
 *
 * @module
 */

/** The part of `process` that is used. */
interface HostProcess {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly versions?: Readonly<Record<string, string | undefined>>;
  getBuiltinModule?(name: string): unknown;
}

/** The part of `Deno` that is used. */
interface DenoHost {
  readonly build: { readonly os: string };
  readonly env: { get(name: string): string | undefined };
  readonly permissions: {
    querySync(permission: { name: string }): {
      state: string;
      partial?: boolean;
    };
  };
}

const host = globalThis as unknown as {
  readonly process?: HostProcess;
  readonly Deno?: DenoHost;
};

/** Whether the host is Deno. */
export const isDeno: boolean = "Deno" in globalThis;

/** One of Node's modules, which Deno and Bun have as well; `undefined` in a page. */
export function builtin<T>(name: string): T | undefined {
  return host.process?.getBuiltinModule?.(name) as T | undefined;
}

/** The functions for files of the host. */
type Files = typeof import("node:fs");

let loadedFiles: Files | undefined;

/**
 * The functions for files of the host.
 *
 * @throws {TypeError} in a page, which has none.
 */
export function files(): Files {
  loadedFiles ??= builtin<Files>("node:fs");
  if (loadedFiles) return loadedFiles;
  throw new TypeError(
    "Cannot use files of the host: received a page, which has none; give bytes, " +
      "a URL, or another `Fs`",
  );
}

/** Whether the host has files. */
export function hasFiles(): boolean {
  return host.process?.getBuiltinModule !== undefined;
}

/** The operating system as Node names it, for instance `"linux"`; empty in a page. */
export function platform(): string {
  const os = host.Deno?.build.os;
  if (os !== undefined) return os === "windows" ? "win32" : os;
  return host.process?.platform ?? "";
}

/** What the program runs on, for people to read. */
export function hostName(): string {
  const { deno, bun, node } = host.process?.versions ?? {};
  if (deno !== undefined) return `Deno ${deno}`;
  if (bun !== undefined) return `Bun ${bun}`;
  return node === undefined ? "a page" : `Node ${node}`;
}

/** A variable of the environment. */
export function variable(name: string): string | undefined {
  const { Deno: deno } = host;
  return deno ? deno.env.get(name) : host.process?.env[name];
}

/** The numbers of the system's errors, by name. */
export function errorNumbers(): Readonly<Record<string, number>> {
  return builtin<typeof import("node:os")>("node:os")?.constants.errno ?? {};
}

/** The permissions of Deno. */
const permissions = [
  ...["read", "write", "net", "env", "sys", "run", "ffi", "import"],
];

/**
 * Whether no permission is withheld from the program: only Deno withholds any. It
 * is asked for none, because it would ask the user.
 */
export function hasAllPermissions(): boolean {
  const { Deno: deno } = host;
  if (!deno) return true;
  return permissions.every((name) => {
    const { state, partial } = deno.permissions.querySync({ name });
    return state === "granted" && !partial;
  });
}

/** What to do where names of the host cannot be reached through open directories. */
export function pathsAdvice(): string {
  return host.Deno && platform() === "linux"
    ? "run Deno with all permissions (-A), or set soleWriter " +
      "if nobody else changes the directory"
    : "set soleWriter if nobody else changes the directory";
}
