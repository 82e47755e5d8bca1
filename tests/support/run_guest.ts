import { Wasi, type WasiOptions } from "../../src/wasi/mod.ts";

/** Runs a command in this thread; what it writes is returned. */
export function runGuest(
  bytes: Uint8Array<ArrayBuffer>,
  options: WasiOptions = {},
): { exitCode: number; stdout: Uint8Array; stderr: Uint8Array } {
  const [stdout, stderr] = [collect(), collect()];
  const wasi = new Wasi({ stdout, stderr, ...options });
  const module = new WebAssembly.Module(bytes);
  const exitCode = wasi.start(new WebAssembly.Instance(module, wasi.imports));
  return { exitCode, stdout: stdout.bytes(), stderr: stderr.bytes() };
}

function collect() {
  const all: number[] = [];
  return {
    write(data: Uint8Array): number {
      for (const byte of data) all.push(byte);
      return data.length;
    },
    bytes: () => new Uint8Array(all),
  };
}
