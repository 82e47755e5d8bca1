export const interruptExport = "afmpeg:interrupt";
export const startExport = "afmpeg:start";
export function rewrite(
  module: Uint8Array,
  _o: { interrupt?: boolean; maxMemoryBytes?: number },
): Uint8Array {
  return module;
}
export function hasInterrupt(m: WebAssembly.Module): boolean {
  return WebAssembly.Module.exports(m).some((e) => e.name === interruptExport);
}
