// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Large programs that others compiled for WASI, and for other hosts.
 *
 * @module
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Runtime } from "../../mod.ts";
import { DenoFs, MemoryFs, MountFs, ReadOnlyFs } from "../../vfs/mod.ts";
import { Wasi } from "../../src/wasi/mod.ts";
import { packageFile } from "../support/npm.ts";
import { runGuest } from "../support/run_guest.ts";

/** The libraries and headers that come with the compiler. */
async function unpackResources(): Promise<string> {
  const folder = await Deno.makeTempDir();
  const archive = packageFile("@yowasp/clang/gen/llvm-resources.tar");
  const { success } = await new Deno.Command("tar", {
    args: ["-xf", archive, "-C", folder],
  }).output();
  assertEquals(success, true);
  return folder;
}

Deno.test("clang compiles and links a program, which then runs", async () => {
  const resources = await unpackResources();
  const fs = new MemoryFs();
  fs.writeFile(
    "/hello.c",
    `#include <stdio.h>
     int main(int argc, char **argv) {
       FILE *file = fopen("/out.txt", "w");
       fprintf(file, "%s", argv[1]);
       return fclose(file) ? 1 : 7;
     }`,
  );
  const disk = new ReadOnlyFs(new DenoFs(resources));
  const mounted = new MountFs({ "/": fs, "/usr": disk });
  await using runtime = await Runtime.create({
    module: { file: packageFile("@yowasp/clang/gen/llvm.core.wasm") },
  });
  const run = async (argv0: string, ...args: string[]) => {
    const { exitCode, stderr } = await runtime.run(mounted, args, { argv0 });
    assertEquals(exitCode, 0, stderr);
  };
  await run(
    "clang",
    ..."-cc1 -triple wasm32-wasip1 -emit-obj -O1 -isysroot /usr".split(" "),
    ..."-internal-isystem /usr/include".split(" "),
    ..."-internal-isystem /usr/include/wasm32-wasip1".split(" "),
    ..."-o /hello.o /hello.c".split(" "),
  );
  await run(
    "wasm-ld",
    ..."-L/usr/lib/wasm32-wasip1 /usr/lib/wasm32-wasip1/crt1-command.o".split(
      " ",
    ),
    ..."/hello.o -lc -o /hello.wasm".split(" "),
  );
  const { exitCode } = runGuest(fs.readFile("/hello.wasm"), {
    fs,
    args: ["hello", "grüß dich"],
  });
  assertEquals(exitCode, 7);
  assertEquals(fs.readTextFile("/out.txt"), "grüß dich");
  await Deno.remove(resources, { recursive: true });
});

Deno.test("yosys reads a circuit and writes it simplified", async () => {
  const fs = new MemoryFs();
  fs.writeFile(
    "/in.v",
    "module top(input a, b, output y); assign y = (a & b) | (a & ~b); endmodule",
  );
  await using runtime = await Runtime.create({
    module: { file: packageFile("@yowasp/yosys/gen/yosys.core.wasm") },
  });
  const { exitCode, stderr } = await runtime.run(fs, [
    "-p",
    "read_verilog in.v; proc; opt -full; write_json out.json; write_verilog out.v",
  ]);
  assertEquals(exitCode, 0, stderr);
  assertStringIncludes(fs.readTextFile("/out.v"), "module top(a, b, y);");
  assertEquals(
    Object.keys(JSON.parse(fs.readTextFile("/out.json")).modules),
    ["top"],
  );
});

Deno.test("ruby evaluates expressions and works on files", async () => {
  const { RubyVM } = await import(
    packageFile("@ruby/wasm-wasi/dist/esm/vm.js")
  );
  const bytes = await Deno.readFile(
    packageFile("@ruby/3.4-wasm-wasi/dist/ruby+stdlib.wasm"),
  );
  const fs = new MemoryFs();
  fs.writeFile("/in.json", `{"b":[1,2],"a":"ü"}`);
  const wasi = new Wasi({ preopens: { "/data": fs }, args: ["ruby"] });
  const { vm } = await RubyVM.instantiateModule({
    module: new WebAssembly.Module(bytes),
    wasip1: {
      wasiImport: wasi.imports["wasi_snapshot_preview1"],
      initialize: (instance: WebAssembly.Instance) => wasi.initialize(instance),
    },
  });
  const result = vm.eval(`
    require "json"
    value = JSON.parse(File.read("/data/in.json"))
    Dir.mkdir("/data/made")
    File.write("/data/made/out.json", JSON.dump(value.sort.to_h))
    File.rename("/data/made/out.json", "/data/made/sorted.json")
    names = Dir.children("/data/made") + Dir.children("/data").sort
    begin
      File.read("/data/../etc/passwd")
    rescue SystemCallError => error
      names << error.class.to_s
    end
    names.join(",")
  `).toString();
  assertEquals(result, "sorted.json,in.json,made,Errno::EPERM");
  assertEquals(fs.readTextFile("/made/sorted.json"), `{"a":"ü","b":[1,2]}`);
  assertMatch(vm.eval("RUBY_DESCRIPTION").toString(), /^ruby 3\.4/);
});
