// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Runs minisign in a folder, with keys that have no password. */
export function signer(folder: string): (...args: string[]) => Promise<void> {
  return async (...args) => {
    const noPassword = args[0] === "-G" ? ["-W"] : [];
    const { success, stderr } = await new Deno.Command("minisign", {
      args: [...args, ...noPassword],
      cwd: folder,
      stdin: "null",
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  };
}

/** Makes a pair of keys in a folder, and returns the public one. */
export async function newKey(folder: string, name: string): Promise<string> {
  await signer(folder)("-G", "-p", `${name}.pub`, "-s", `${name}.key`);
  const text = await Deno.readTextFile(`${folder}/${name}.pub`);
  return text.split("\n")[1]!;
}
