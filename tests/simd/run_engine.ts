import { MemoryFs } from "../../mod.ts";
import { Env } from "../../src/env/mod.ts";
import { Wasi } from "../../src/wasi/mod.ts";

/** What a program left. */
export interface Outcome {
  exitCode: number;
  /** What it printed on stderr. */
  messages: string;
  fs: MemoryFs;
}

/**
 * Runs a program in this thread, over a file system in memory that holds `files`.
 * A trap is thrown.
 */
export function runModule(
  module: WebAssembly.Module,
  args: readonly string[],
  files: Readonly<Record<string, Uint8Array>> = {},
  environment: Readonly<Record<string, string>> = {},
): Outcome {
  const fs = new MemoryFs();
  for (const [name, bytes] of Object.entries(files)) fs.writeFile(name, bytes);
  let messages = "";
  const decoder = new TextDecoder();
  const stderr = {
    write(data: Uint8Array): number {
      messages += decoder.decode(data.slice());
      return data.length;
    },
  };
  const wasi = new Wasi({ fs, args, stderr, env: environment });
  const env = new Env(module);
  const imports = { ...wasi.imports, ...env.imports };
  const instance = new WebAssembly.Instance(module, imports);
  env.attach(instance);
  try {
    return { exitCode: wasi.start(instance), messages, fs };
  } catch (error) {
    throw env.explain(error);
  }
}

/** The words of a command line; none of them holds a space. */
export function words(line: string): string[] {
  return line.split(" ").filter((word) => word !== "");
}
