// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../vfs/fs.ts";
import { isDirectoryUrl } from "../queue/directory_url.ts";
import type { S3FsOptions } from "../../vfs/s3/mod.ts";
import type { Call, ValueOption } from "./command.ts";
import { hostFs } from "./host_fs.ts";
import { UsageError } from "./usage_error.ts";
import { variable } from "./variable.ts";

/** What jobs know by a name: a directory of the host, or a URL. */
interface Store {
  readonly name: string;
  readonly place: string;
}

/** The option that names a store. */
export const storeOption: ValueOption<Store> = {
  name: "store",
  value: "NAME=PLACE",
  kind: {
    advice:
      "give a name, and a directory, s3://BUCKET/PREFIX/ or the URL of a " +
      "directory: media=/srv/media",
    read(value) {
      const [, name, place] = /^([\w.-]+)=(.+)$/s.exec(value) ?? [];
      return name && place && isPlace(place) ? { name, place } : undefined;
    },
  },
  summary: "a directory, bucket or URL that jobs use; repeatable",
  isRepeatable: true,
};

const s3 = /^s3:\/\/([a-zA-Z0-9][\w.-]+)(?:\/(.*))?$/s;

function isPlace(place: string): boolean {
  const [scheme] = /^[a-z][a-z0-9+.-]*:\/\//i.exec(place) ?? [];
  if (scheme === undefined) return true;
  if (scheme === "s3://") return s3.test(place);
  return isDirectoryUrl(place);
}

/**
 * Opens the stores that a call names.
 *
 * @throws {UsageError} when one cannot be used, or a name is taken.
 */
export async function storesOf(call: Call): Promise<Record<string, Fs>> {
  const stores: Record<string, Fs> = Object.create(null);
  for (const { name, place } of call.readAll(storeOption)) {
    if (name in stores) {
      throw new UsageError(
        `Cannot use the option --store: received "${name}" twice; give each ` +
          "name once",
      );
    }
    try {
      stores[name] = await open(place);
    } catch (cause) {
      if (cause instanceof UsageError) throw cause;
      throw new UsageError(
        `Cannot use "${place}" as a store: received "${
          (cause as Error).message
        }"; give --store another one`,
        { cause },
      );
    }
  }
  return stores;
}

async function open(place: string): Promise<Fs> {
  const [, bucket, prefix = ""] = s3.exec(place) ?? [];
  if (bucket !== undefined) {
    const { S3Fs } = await import("../../vfs/s3/mod.ts");
    return new S3Fs({ ...s3Access(place), bucket, prefix });
  }
  if (isDirectoryUrl(place)) {
    const { HttpFs } = await import("../../vfs/http_fs.ts");
    return new HttpFs(place);
  }
  return hostFs(place);
}

/** Where the object store is and who asks, by the variables of other tools. */
function s3Access(
  place: string,
): Pick<S3FsOptions, "endpoint" | "region" | "credentials"> {
  const [accessKeyId, secretAccessKey] = [
    ...["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
  ].map((name) => {
    const value = variable(name);
    if (value) return value;
    throw new UsageError(
      `Cannot use "${place}" as a store: received no ${name}; set it`,
    );
  }) as [string, string];
  const sessionToken = variable("AWS_SESSION_TOKEN");
  const region = variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION") ??
    "us-east-1";
  const endpoint = variable("AWS_ENDPOINT_URL_S3") ??
    variable("AWS_ENDPOINT_URL") ?? `https://s3.${region}.amazonaws.com`;
  return {
    ...{ endpoint, region },
    credentials: {
      ...{ accessKeyId, secretAccessKey },
      ...(sessionToken && { sessionToken }),
    },
  };
}
