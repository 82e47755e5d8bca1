// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The machine and the software of a measurement. */
export interface Machine {
  /** The day, as in 2026-01-31. */
  readonly date: string;
  readonly processor: string;
  readonly processors: number;
  readonly system: string;
  readonly deno: string;
  readonly v8: string;
  readonly native: string;
  /** The load average of the last minute. */
  readonly load: number;
  /** The sizes of the modules, in bytes. */
  readonly engines: readonly {
    readonly path: string;
    readonly bytes: number;
  }[];
}

/** Describes this machine and the modules at `paths`. */
export async function describeMachine(
  paths: readonly string[],
): Promise<Machine> {
  const cpuinfo = await Deno.readTextFile("/proc/cpuinfo");
  const release = await Deno.readTextFile("/etc/os-release");
  const { stdout } = await new Deno.Command("ffmpeg", { args: ["-version"] })
    .output();
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: /^model name\s*: (.*)/m.exec(cpuinfo)?.[1] ?? "unknown",
    processors: navigator.hardwareConcurrency,
    system: /^PRETTY_NAME="(.*)"/m.exec(release)?.[1] ?? Deno.build.os,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    native: /^ffmpeg version (\S+)/.exec(new TextDecoder().decode(stdout))![1]!,
    load: Deno.loadavg()[0]!,
    engines: await Promise.all(paths.map(async (path) => ({
      path: path.slice(path.lastIndexOf("/") + 1),
      bytes: (await Deno.stat(path)).size,
    }))),
  };
}
