/** Closes what an operation has come to, if it is a file, when nobody is to get it. */
export async function discard(value: unknown): Promise<void> {
  const isFile = typeof value === "object" && value !== null &&
    Symbol.asyncDispose in value;
  if (!isFile) return;
  try {
    await (value as AsyncDisposable)[Symbol.asyncDispose]();
  } catch {
    // That it could not be had is the error that counts.
  }
}
