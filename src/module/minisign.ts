// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { fromBase64 } from "../util/base64.ts";
import { SignatureError } from "../util/errors.ts";

/**
 * Signatures in the format of minisign: Ed25519 over the whole file, and a trusted
 * comment that a second signature covers with the first.
 *
 * Only files that were signed whole (`minisign -S -l`) are accepted, not their
 * BLAKE2b hashes: Web Crypto has no BLAKE2b, and what is signed here is small.
 *
 * @see https://jedisct1.github.io/minisign/
 * @module
 */

/** The bytes of a key or of a signature, in which all numbers have fixed places. */
const sizes = { algorithm: 2, id: 8, key: 32, signature: 64 };

/** A public key, and the number by which signatures refer to it. */
interface PublicKey {
  readonly id: Uint8Array<ArrayBuffer>;
  readonly key: CryptoKey;
}

/**
 * Checks that the owner of `key` signed `data`.
 *
 * @param key The public key, as `minisign -G` prints it: 56 characters of base64.
 * @param signature The text of the signature's file.
 * @param url Where the signed file is from, for errors.
 * @throws {SignatureError} unless the signature is right.
 */
export async function verifySignature(
  data: Uint8Array<ArrayBuffer>,
  { key, signature, url }: { key: string; signature: string; url: string },
): Promise<void> {
  const publicKey = await importKey(key, url);
  const wrong = (reason: SignatureError["reason"], text: string) =>
    new SignatureError(url, text, { reason });
  const lines = signature.split(/\r?\n/);
  const [, first, comment, second] = lines;
  const prefix = "trusted comment: ";
  const own = bytesOf(first, sizes.algorithm + sizes.id + sizes.signature);
  const global = bytesOf(second, sizes.signature);
  if (!own || !global || !comment?.startsWith(prefix)) {
    throw wrong("format", "a signature that minisign did not write");
  }
  const algorithm = new TextDecoder().decode(own.subarray(0, sizes.algorithm));
  if (algorithm !== "Ed") {
    throw wrong(
      "format",
      `a signature of kind "${algorithm}", not of the whole`,
    );
  }
  const id = own.subarray(sizes.algorithm, sizes.algorithm + sizes.id);
  if (!id.every((byte, i) => byte === publicKey.id[i])) {
    throw wrong("key", "a signature by another key");
  }
  const main = own.slice(sizes.algorithm + sizes.id);
  const text = new TextEncoder().encode(comment.slice(prefix.length));
  const commented = new Uint8Array([...main, ...text]);
  const isRight = await verify(publicKey, main, data) &&
    await verify(publicKey, global, commented);
  if (!isRight) throw wrong("signature", "a signature that does not match it");
}

async function importKey(text: string, url: string): Promise<PublicKey> {
  const bytes = bytesOf(text, sizes.algorithm + sizes.id + sizes.key);
  if (!bytes || bytes[0] !== 0x45 || bytes[1] !== 0x64) {
    throw new SignatureError(
      url,
      "no public key of minisign, the 56 characters of its file's second line",
      { reason: "key" },
    );
  }
  const raw = bytes.slice(sizes.algorithm + sizes.id);
  try {
    const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, [
      "verify",
    ]);
    return {
      id: bytes.slice(sizes.algorithm, sizes.algorithm + sizes.id),
      key,
    };
  } catch (cause) {
    throw new SignatureError(
      url,
      "a key that this host cannot use for Ed25519",
      { reason: "key", cause },
    );
  }
}

function verify(
  { key }: PublicKey,
  signature: Uint8Array<ArrayBuffer>,
  data: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  return crypto.subtle.verify("Ed25519", key, signature, data);
}

/** What base64 stands for; `undefined` unless it is `size` bytes. */
function bytesOf(
  text: string | undefined,
  size: number,
): Uint8Array<ArrayBuffer> | undefined {
  const bytes = fromBase64(text?.trim() ?? "");
  return bytes?.length === size ? bytes : undefined;
}
