// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertThrows } from "@std/assert";
import { BuildError } from "../../engine/build_error.ts";
import {
  assertFolder,
  assertPlatform,
  PlatformError,
} from "../../engine/platform.ts";

Deno.test("the recipe says on which system it works, and what to do on others", () => {
  const debian = (codename: string, name: string) =>
    `PRETTY_NAME="${name}"\nID=debian\nVERSION_CODENAME=${codename}\n`;
  assertPlatform(debian("bookworm", "Debian GNU/Linux 12 (bookworm)"));
  const others: [release: string | undefined, text: string][] = [
    [debian("trixie", "Debian GNU/Linux 13 (trixie)"), "Linux 13 (trixie);"],
    [
      'PRETTY_NAME="Ubuntu 24.04.1 LTS"\nID=ubuntu\nID_LIKE=debian\n',
      "received Ubuntu 24.04.1 LTS;",
    ],
    ["ID=alpine\n", "received an unknown system;"],
    [undefined, `received ${Deno.build.os};`],
  ];
  for (const [release, text] of others) {
    const error = assertThrows(
      () => assertPlatform(release),
      PlatformError,
      text,
    );
    if (!error.message.includes("engine/Containerfile")) throw error;
  }
});

Deno.test("the recipe says in which folders it does not work", () => {
  assertFolder("/home/josé_1/.cache/afmpeg-2/engine");
  for (const name of ["my cache", "it's", "a:b", "$HOME", "a\nb"]) {
    assertThrows(() => assertFolder(`/srv/${name}/engine`), BuildError, name);
  }
});
