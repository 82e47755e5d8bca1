/**
 * The exported variable through which a guest takes signals: it holds the number,
 * in the exported table, of a function to call with the number of the signal.
 * A function that was exported itself, the linker would have run the destructors
 * of the program.
 */
export const signalExport = "afmpeg_raise";

/** Whether guests made of `module` take signals. */
export function takesSignals(module: WebAssembly.Module): boolean {
  return WebAssembly.Module.exports(module).some(({ name, kind }) =>
    name === signalExport && kind === "global"
  );
}
