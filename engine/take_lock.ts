// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Locks the file at `path`, which is created if need be; says so if another program
 * holds it. Closing the file unlocks it.
 *
 * @param work What the holder does, for people to read: `"another build"`.
 */
export async function takeLock(
  path: string,
  work: string,
): Promise<Deno.FsFile> {
  const file = await Deno.open(path, { write: true, create: true });
  try {
    if (!await file.tryLock(true)) {
      console.error(`Waiting for ${work}, which holds ${path}`);
      await file.lock(true);
    }
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}
