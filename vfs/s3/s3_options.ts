// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { flag, number, type OptionTable, text, that } from "../check.ts";
import type { Awaitable } from "../fs.ts";
import { type RemoteOptions, remoteOptions } from "../remote/remote_options.ts";

/** Who asks a store, to its knowledge. */
export interface S3Credentials {
  /** The public part of the key. */
  readonly accessKeyId: string;
  /** The secret part of the key. */
  readonly secretAccessKey: string;
  /** The token of temporary credentials. */
  readonly sessionToken?: string | undefined;
}

/** Options of {@linkcode S3Fs}. */
export interface S3FsOptions extends RemoteOptions {
  /** The URL of the store, for instance `"https://s3.eu-central-1.amazonaws.com"`. */
  endpoint: string | URL;
  /** The bucket, which must exist. */
  bucket: string;
  /**
   * What the keys of all files begin with: a directory of the bucket, which becomes
   * the root. Nothing else in the bucket can be reached.
   *
   * @default {""}
   */
  prefix?: string | undefined;
  /** Who asks; a function is called for each request, and may renew them. */
  credentials: S3Credentials | (() => Awaitable<S3Credentials>);
  /**
   * The region that requests are signed for.
   *
   * @default {"us-east-1"}
   */
  region?: string | undefined;
  /**
   * Whether the bucket is a part of the host name instead of the path.
   *
   * @default {false}
   */
  virtualHost?: boolean | undefined;
  /**
   * The size of the parts that a large file is stored in, in bytes. Amazon S3 wants
   * at least 5 MiB, and at most 10,000 parts.
   *
   * @default {8388608}
   */
  partBytes?: number | undefined;
  /**
   * How many bytes of each file that is written are held, but at least three parts:
   * so much can be changed after it was written.
   *
   * @default {25165824}
   */
  maxSpoolBytes?: number | undefined;
}

const isCredentials = (value: unknown) =>
  typeof value === "function" ||
  ["accessKeyId", "secretAccessKey"].every((name) =>
    typeof Object(value)[name] === "string"
  );

/** What each of {@linkcode S3FsOptions} may be. */
export const s3Options: OptionTable<S3FsOptions> = {
  ...remoteOptions,
  endpoint: that(
    (value) =>
      /^https?:\/\/[^/\\?#@]+\/?$/.test(`${value}`) && URL.canParse(`${value}`),
    "the http or https URL of a store, without a path or query",
  ),
  bucket: that(
    (value) =>
      typeof value === "string" && /^[a-zA-Z0-9][\w.-]{1,254}$/.test(value),
    "the name of a bucket",
  ),
  prefix: that(
    (value) =>
      typeof value === "string" && value.isWellFormed() &&
      !/(^|\/)\.{0,2}\/|(^|\/)\.{1,2}$/.test(value),
    "a path without dots, that does not begin with a slash",
  ),
  credentials: that(
    isCredentials,
    "`accessKeyId` and `secretAccessKey`, or a function that returns them",
  ),
  region: text,
  virtualHost: flag,
  partBytes: number({ isWhole: true, least: 65_536, most: 5 * 1024 ** 3 }),
  maxSpoolBytes: number({ isWhole: true }),
};
