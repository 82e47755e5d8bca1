// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import type { ConformanceCase } from "../../vfs/testing/conformance_case.ts";
import { directoryCases } from "../../vfs/testing/directory_cases.ts";
import { fileCases } from "../../vfs/testing/file_cases.ts";
import { linkCases } from "../../vfs/testing/link_cases.ts";
import { metadataCases } from "../../vfs/testing/metadata_cases.ts";
import { nameCases } from "../../vfs/testing/name_cases.ts";

/** Behaviours that not every file system behind the bridge has. */
const moreCases: readonly ConformanceCase[] = [
  ["sets owner and group", async (fs) => {
    await fs.mkdir("d");
    await fs.chown("d", 1000, 100);
    const { uid, gid } = await fs.stat("d");
    assertEquals([uid, gid], [1000, 100]);
  }],
  ["sets the times of a link itself", async (fs) => {
    await fs.mkdir("d");
    await fs.symlink!("d", "l");
    await fs.lchtimes!("l", 1n, undefined);
    await fs.lchtimes!("l", undefined, 2n);
    const { atimeNs, mtimeNs } = await fs.lstat!("l");
    assertEquals([atimeNs, mtimeNs], [1n, 2n]);
    assert((await fs.stat("l")).mtimeNs > 2n);
  }],
];

/** All behaviours of a file system. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...fileCases,
  ...nameCases,
  ...directoryCases,
  ...metadataCases,
  ...linkCases,
  ...moreCases,
];
