/**
 * Thousands of combinations of calls, tried by one C program: what it prints as a
 * guest must be what it prints on the host.
 *
 * @module
 */
import { assert, assertEquals, assertGreater } from "@std/assert";
import { Runtime } from "../../mod.ts";
import { Wasi } from "../../src/wasi/mod.ts";
import { DenoFs, MemoryFs } from "../../vfs/mod.ts";
import { compileGuest, compileNative } from "../support/c_guest.ts";

/** Where the two differ: what the host prints, what the guest does, and why. */
const differences: readonly {
  host: RegExp;
  guest: RegExp;
  why: string;
}[] = [
  {
    host:
      /^(open|stat|lstat|readlink|mkdir|unlink|rmdir|symlink|truncate|rename|link) (\S+ )?( |:)/,
    guest: /./,
    why: "wasi-libc takes an empty path for the working directory",
  },
  {
    host: /^open \S+ \dA?DN: ENOTDIR/,
    guest: /^open \S+ \dA?DN: ELOOP/,
    why: "hosts of WASI say of any link that is not followed: ELOOP",
  },
];

async function native(): Promise<string[]> {
  const program = await compileNative("posix_matrix.c");
  const cwd = await Deno.makeTempDir();
  const { success, stdout } = await new Deno.Command(program, { cwd }).output();
  assert(success);
  await Deno.remove(cwd, { recursive: true });
  return lines(stdout);
}

function lines(output: Uint8Array): string[] {
  return new TextDecoder().decode(output).trimEnd().split("\n");
}

function assertAgrees(actual: string[], expected: string[]): void {
  assertEquals(actual.length, expected.length);
  const differing = expected.flatMap((line, i) =>
    line === actual[i] || isKnown(line, actual[i]!)
      ? []
      : [`host:  ${line}\nguest: ${actual[i]}`]
  );
  assertEquals(differing, []);
}

function isKnown(expected: string, actual: string): boolean {
  return differences.some(({ host, guest }) =>
    host.test(expected) && guest.test(actual)
  );
}

const expected = await native();
const bytes = await compileGuest("posix_matrix.c");

Deno.test("Wasi agrees with the host, on a MemoryFs in the same thread", () => {
  assertGreater(expected.length, 4000);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const stdout = {
    write(data: Uint8Array) {
      chunks.push(new Uint8Array(data));
      return data.length;
    },
  };
  const wasi = new Wasi({ fs: new MemoryFs(), stdout });
  const module = new WebAssembly.Module(bytes);
  assertEquals(wasi.start(new WebAssembly.Instance(module, wasi.imports)), 0);
  const output = new Uint8Array(
    chunks.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const chunk of chunks) {
    output.set(chunk, at);
    at += chunk.length;
  }
  assertAgrees(lines(output), expected);
});

Deno.test("Wasi agrees with the host, on the host's disk through the bridge", async () => {
  const root = await Deno.makeTempDir();
  await using runtime = await Runtime.create({ module: { bytes } });
  const { exitCode, stdout } = await runtime.run(new DenoFs(root), []);
  assertEquals(exitCode, 0);
  assertAgrees(lines(stdout), expected);
  await Deno.remove(root, { recursive: true });
});
