// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert } from "@std/assert";
import { fromFileUrl } from "@std/path/posix";
import { S3Fs, type S3FsOptions } from "../../vfs/s3/mod.ts";

/** Debian's Swift with its S3 API: a real object store, empty, in a process. */
export class Swift implements AsyncDisposable {
  readonly endpoint: string;
  readonly #process: Deno.ChildProcess;
  readonly #folder: string;

  private constructor(
    process: Deno.ChildProcess,
    folder: string,
    port: number,
  ) {
    this.#process = process;
    this.#folder = folder;
    this.endpoint = `http://127.0.0.1:${port}`;
  }

  /** Starts it on a free port. */
  static async start(): Promise<Swift> {
    const folder = await Deno.makeTempDir();
    const script = fromFileUrl(new URL("swift_server.py", import.meta.url));
    // The packages of Debian are those of Debian's Python.
    const process = new Deno.Command("/usr/bin/python3", {
      args: [script, folder],
      ...{ stdin: "piped", stdout: "piped", stderr: "inherit" },
    }).spawn();
    const reader = process.stdout.getReader();
    let text = "";
    while (!text.includes("\n")) {
      const { value, done } = await reader.read();
      assert(!done, "Swift did not start");
      text += new TextDecoder().decode(value);
    }
    await reader.cancel();
    return new Swift(process, folder, Number(text));
  }

  /** The options for a bucket. */
  options(bucket: string): S3FsOptions {
    const credentials = {
      accessKeyId: "test:tester",
      secretAccessKey: "testing",
    };
    return { endpoint: this.endpoint, bucket, credentials };
  }

  /** Creates a bucket. */
  async createBucket(bucket: string): Promise<void> {
    await this.#ask("PUT", bucket);
  }

  /** The uploads that are not complete. */
  async uploads(bucket: string): Promise<string[]> {
    const text = await this.#ask("GET", `${bucket}?uploads`);
    return [...text.matchAll(/<UploadId>(.*?)</g)].map(([, id]) => id!);
  }

  /** Asks for what a file system has no way to. */
  async #ask(method: string, path: string): Promise<string> {
    const { AwsClient } = await import("aws4fetch");
    const { credentials } = this.options("");
    const client = new AwsClient({
      ...(credentials as { accessKeyId: string; secretAccessKey: string }),
      ...{ service: "s3", region: "us-east-1" },
    });
    const response = await client.fetch(`${this.endpoint}/${path}`, { method });
    const text = await response.text();
    assert(response.ok, `${response.status}: ${text}`);
    return text;
  }

  /** A file system in an empty part of a bucket. */
  fs(bucket: string, more: Partial<S3FsOptions> = {}): S3Fs {
    return new S3Fs({
      ...this.options(bucket),
      ...{ prefix: `${crypto.randomUUID()}/`, retryDelays: [100] },
      ...more,
    });
  }

  /** Ends with its standard input. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process.stdin.close();
    await this.#process.status;
    await Deno.remove(this.#folder, { recursive: true });
  }
}
