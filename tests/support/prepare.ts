/**
 * Has `work` done before the first test of the file that calls this. Where it fails,
 * each test of the file fails, by its name; at the top level, the file would fail
 * without any.
 */
export function prepare(work: () => Promise<void>): void {
  let done: Promise<void> | undefined;
  Deno.test.beforeEach(() => done ??= work());
}
