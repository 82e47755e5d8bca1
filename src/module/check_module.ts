import { Env } from "../env/env.ts";
import { ModuleError } from "../errors.ts";
import { isOffered } from "../guest/offered.ts";

/**
 * Checks that a guest can be made of `module`.
 *
 * Errors: {@linkcode ModuleError}.
 */
export function checkModule(module: WebAssembly.Module): void {
  const missingImports = WebAssembly.Module.imports(module)
    .filter((wanted) => !isOffered(wanted))
    .map(({ module, name }) => `${module}.${name}`);
  if (missingImports.length > 0) {
    throw new ModuleError(
      "imports",
      `Cannot link the module: it needs ${
        missingImports.join(", ")
      }; build it ` +
        "for WASI preview1 (target wasm32-wasi), without further imports",
      { missingImports },
    );
  }
  const unshown = Env.missingExports(module);
  if (unshown.length > 0) {
    throw new ModuleError(
      "imports",
      `Cannot link the module: it imports invoke_*, but does not export ${
        unshown.join(" and ")
      }; link it with --export=setThrew, --export=__stack_pointer and ` +
        "--export-table",
    );
  }
  const exports = new Set(
    WebAssembly.Module.exports(module).map(({ name }) => name),
  );
  const absent = ["_start", "memory"].filter((name) => !exports.has(name));
  if (absent.length > 0) {
    throw new ModuleError(
      "start",
      `Cannot start the module: it does not export ${absent.join(" and ")}; ` +
        "link it as a WASI command, not as a library",
    );
  }
}
