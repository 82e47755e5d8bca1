// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join, resolve } from "@std/path/posix";
import { canonicalPath, isWithin } from "../../vfs/path.ts";
import type { ValueOption } from "./command.ts";
import { absolutePath } from "./absolute_path.ts";

/** A directory of the host that a call shows. */
export interface Mount {
  /** Its path on the host. */
  readonly host: string;
  /** Its path for the guest. */
  readonly path: string;
  readonly isReadOnly: boolean;
}

/** The option that shows a directory of the host. */
export const mountOption: ValueOption<Mount> = {
  name: "mount",
  value: "DIR[:PATH][:ro]",
  kind: { advice: "give a directory", read: parseMount },
  summary: "show a directory, at PATH if given; repeatable",
  isRepeatable: true,
};

/** The mount that has a path of the guest; of several, the innermost. */
export function mountOf(
  path: string,
  mounts: readonly Mount[],
): Mount | undefined {
  const absolute = absolutePath(path, Deno.cwd());
  return mounts.filter((mount) => isWithin(absolute, mount.path))
    .sort((a, b) => b.path.length - a.path.length)[0];
}

/** Where a path of the guest leads on the host. */
export function hostPath(path: string, mounts: readonly Mount[]): string {
  const mount = mountOf(path, mounts);
  return mount === undefined ? path : join(
    mount.host,
    absolutePath(path, Deno.cwd()).slice(mount.path.length),
  );
}

function parseMount(text: string): Mount {
  const [, host, guest = host, isReadOnly] = /^(.*?)(?::(\/[^:]*))?(:ro)?$/s
    .exec(text)!;
  return {
    host: resolve(Deno.cwd(), host!),
    path: canonicalPath(absolutePath(guest!, Deno.cwd()), "mount"),
    isReadOnly: isReadOnly !== undefined,
  };
}
