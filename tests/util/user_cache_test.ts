// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { userCache } from "../../src/util/user_cache.ts";

/** The cache for an environment, and the variables that were read. */
function ask(
  variables: Record<string, string>,
  os: typeof Deno.build.os = "linux",
) {
  const asked: string[] = [];
  const folder = userCache((name) => {
    asked.push(name);
    return variables[name];
  }, os);
  return { folder, asked };
}

const HOME = "/home/a";

Deno.test("userCache() is XDG_CACHE_HOME, without reading another variable", () => {
  assertEquals(ask({ XDG_CACHE_HOME: "/b", HOME }), {
    folder: "/b",
    asked: ["XDG_CACHE_HOME"],
  });
});

Deno.test("userCache() treats XDG_CACHE_HOME as unset when it is empty or relative", () => {
  const folder = "/home/a/.cache";
  assertEquals(ask({ HOME }).folder, folder);
  for (const path of ["", "cache", "./cache", "../cache", "~/.cache"]) {
    assertEquals(ask({ XDG_CACHE_HOME: path, HOME }).folder, folder, path);
  }
});

Deno.test("userCache() has no trailing slash", () => {
  assertEquals(ask({ XDG_CACHE_HOME: "/b//" }).folder, "/b");
  assertEquals(ask({ HOME: "/" }).folder, "/.cache");
});

Deno.test("userCache() is the directory of macOS for caches", () => {
  assertEquals(ask({ XDG_CACHE_HOME: "/b", HOME }, "darwin"), {
    folder: "/home/a/Library/Caches",
    asked: ["HOME"],
  });
});

Deno.test("userCache() is undefined when the environment does not set it", () => {
  for (const variables of [{}, { HOME: "" }, { HOME: "a" }]) {
    assertEquals(ask(variables).folder, undefined);
    assertEquals(ask(variables, "darwin").folder, undefined);
  }
});
