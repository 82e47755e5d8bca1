/**
 * `deno task engine lgpl|gpl [--simd=off]`: builds the engine, says what it is, and prints
 * the path of the module as the last line.
 *
 * @module
 */
import { buildEngine } from "./build.ts";
import { summary } from "./describe.ts";
import { PackageError } from "./packages.ts";
import { ChecksumError } from "./sources.ts";
import { StepError } from "./step.ts";
import { type VariantName, variants } from "./versions.ts";

const names = Deno.args.filter((name) => !name.startsWith("--simd="));
const simd = !Deno.args.includes("--simd=off");
const unknown = Deno.args.filter((name) =>
  !(name in variants || name === "--simd=on" || name === "--simd=off")
);
if (names.length === 0 || unknown.length > 0) {
  console.error(
    `Cannot build an engine: received "${unknown.join(" ")}"; ` +
      `usage: deno task engine ${
        Object.keys(variants).join("|")
      } ... [--simd=on|off]`,
  );
  Deno.exit(2);
}
try {
  for (const name of names) {
    const engine = await buildEngine(name as VariantName, { simd });
    console.log(summary(engine));
    console.log(engine.path);
  }
} catch (error) {
  const isExpected = error instanceof StepError ||
    error instanceof PackageError || error instanceof ChecksumError;
  if (!isExpected) throw error;
  console.error(error.message);
  Deno.exit(1);
}
