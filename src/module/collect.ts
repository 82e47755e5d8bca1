/**
 * Reads a stream to its end. `onChunk` is told how many bytes there are so far;
 * what it throws cancels the stream.
 */
export async function collect(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onChunk: (size: number, chunk: Uint8Array) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  // A throw leaves the loop, which cancels the stream.
  for await (const chunk of stream) {
    size += chunk.length;
    onChunk(size, chunk);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
