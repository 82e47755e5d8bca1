// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkOptions, type OptionTable, text } from "../../vfs/check.ts";
import { received } from "../../vfs/received.ts";
import { withoutCredentials } from "../../vfs/without_credentials.ts";
import { ModuleError, type ModuleErrorReason } from "../util/errors.ts";
import { checkedLater, pickOptions, without } from "../util/option_table.ts";
import { download } from "./download.ts";
import { verifySignature } from "./minisign.ts";
import { parseRelease } from "./release.ts";
import {
  fetchModule,
  type RemoteModule,
  remoteTable,
  RETRY_DELAYS,
} from "./remote_module.ts";

/** How large a manifest and its signature may be, in bytes. */
const MAX_MANIFEST = 2 ** 20;

/**
 * A module that a signed manifest names: see {@linkcode ModuleSource}. Whoever has
 * the key decides which engines are run; who serves them can at most withhold them,
 * or serve another manifest that was signed by it, unless `version` says which.
 *
 * The manifest (`engines.json` of a release) is fetched each time, with its signature
 * (its URL, and `.minisig`, as `minisign -S -l` writes it), and the module unless it
 * is in the cache. Anything that does not fit is an error: nothing is used unverified.
 */
export interface SignedModule
  extends Omit<RemoteModule, "url" | "sha256" | "size"> {
  /** The URL of the manifest; the engines are next to it. */
  readonly manifest: string | URL;
  /** The public key of minisign that must have signed it: 56 characters of base64. */
  readonly key: string;
  /** Which of its engines, by the variant's name, for instance `"gpl"`. */
  readonly engine: string;
  /**
   * The release that the manifest must be of, for instance `"1.2.3"`; any other is an
   * error, such as an older one, which the key's owner has signed, too.
   *
   * @default any
   */
  readonly version?: string | undefined;
}

const shared = without(remoteTable, "url", "sha256", "size");

const signedTable: OptionTable<SignedModule> = {
  ...shared,
  manifest: checkedLater,
  key: text,
  engine: text,
  version: text,
};

/**
 * Reads the module that a signed manifest names. Also rejects with the reason of
 * `signal`, and as {@linkcode fetchModule} does.
 *
 * @throws {SignatureError} unless the key's owner signed the manifest.
 * @throws {ModuleError} when the manifest is none, is of another release, or lacks the
 *   engine.
 * @throws {SizeError} when the module is not as large as the manifest says.
 */
export async function fetchSignedModule(
  source: SignedModule,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  checkOptions("the module", source, signedTable);
  const { manifest, key, engine, version } = source;
  const { retryDelays = RETRY_DELAYS } = source;
  text("key", key);
  text("engine", engine);
  if (!URL.canParse(manifest)) {
    throw unusable(
      `\`manifest\` must be an absolute URL; received ${
        received(`${manifest}`)
      }`,
    );
  }
  const url = new URL(manifest);
  const signatureUrl = new URL(url);
  signatureUrl.pathname += ".minisig";
  const options = {
    maxBytes: MAX_MANIFEST,
    retryDelays,
    ...(signal && { signal }),
  };
  const data = await download(`${url}`, options);
  const signature = await download(`${signatureUrl}`, options);
  await verifySignature(data, {
    key,
    signature: new TextDecoder().decode(signature),
    url: `${url}`,
  });
  const release = parseRelease(new TextDecoder().decode(data));
  const named = `the manifest "${withoutCredentials(`${url}`)}"`;
  if (typeof release === "string") {
    throw unusable(
      `${named} has ${release}; give the \`engines.json\` of a release`,
    );
  }
  if (version !== undefined && release.version !== version) {
    throw unusable(
      `${named} is of the release "${release.version}", not "${version}"; take that ` +
        "of this release, or give its version",
      "release",
    );
  }
  if (!Object.hasOwn(release.engines, engine)) {
    const known = Object.keys(release.engines).join(", ");
    throw unusable(`${named} has no engine "${engine}"; name one of ${known}`);
  }
  const { file, sha256, size } = release.engines[engine]!;
  return await fetchModule(
    { ...pickOptions(source, shared), url: new URL(file, url), sha256, size },
    signal,
  );
}

function unusable(
  text: string,
  reason: ModuleErrorReason = "source",
): ModuleError {
  return new ModuleError(`Cannot load a module: ${text}`, { reason });
}
