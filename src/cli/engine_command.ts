import { buildEngine, type Engine } from "../../engine/build.ts";
import { summary } from "../../engine/describe.ts";
import { ChecksumError } from "../../engine/sources.ts";
import { PackageError } from "../../engine/packages.ts";
import { StepError } from "../../engine/step.ts";
import { type VariantName, variants } from "../../engine/versions.ts";
import { AfmpegError } from "../errors.ts";
import type { Call, Command } from "./command.ts";
import { listEngines } from "./list_engines.ts";
import { sizeText } from "./progress_text.ts";
import { print } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

const actions = { build, list };

/** `afmpeg engine`. */
export const engineCommand: Command = {
  name: "engine",
  summary: "build, fetch and list engines",
  operands: "build [gpl|lgpl] | list",
  details:
    `The engine is FFmpeg as a WebAssembly module, and no part of this package.

  build  makes one from Debian's sources: needs Debian 12 and \`--allow-run\`
  list   shows those that are in the cache; the first is used unless another is
         named with --engine or AFMPEG_ENGINE

The variant gpl has libx264 and is under the GPL, lgpl is under the LGPL.`,
  options: [{ name: "json", summary: "print for machines" }],
  words: Object.keys(actions),
  async run(call) {
    const [name, ...operands] = call.operands;
    if (name === undefined || !(name in actions)) {
      throw new UsageError(
        `Cannot find the action: received "${name ?? ""}"; ` +
          `use one of ${Object.keys(actions).join(", ")}`,
      );
    }
    await actions[name as keyof typeof actions](operands, call);
    return 0;
  },
};

async function build(
  [variant = "gpl", ...more]: readonly string[],
  call: Call,
): Promise<void> {
  if (!(variant in variants) || more.length > 0) {
    throw new UsageError(
      `Cannot build an engine: received "${[variant, ...more].join(" ")}"; ` +
        `name one of ${Object.keys(variants).join(", ")}`,
    );
  }
  let engine: Engine;
  try {
    engine = await buildEngine(variant as VariantName);
  } catch (cause) {
    const isExpected = cause instanceof StepError ||
      cause instanceof PackageError || cause instanceof ChecksumError;
    if (!isExpected) throw cause;
    throw new BuildError(cause.message, { cause });
  }
  print(
    call.has("json")
      ? `${JSON.stringify(engine)}\n`
      : `${summary(engine)}\n${engine.path}\n`,
  );
}

async function list(
  operands: readonly string[],
  call: Call,
): Promise<void> {
  if (operands.length > 0) {
    throw new UsageError(`Cannot list: received "${operands.join(" ")}"`);
  }
  const engines = await listEngines();
  if (call.has("json")) return print(`${JSON.stringify(engines)}\n`);
  for (const { variant, license, bytes, path } of engines) {
    print(`${variant}  ${license}  ${sizeText(bytes)}  ${path}\n`);
  }
}

/** An engine could not be built. */
class BuildError extends AfmpegError {
  override readonly name = "BuildError";
}
