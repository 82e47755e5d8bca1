/** What who is attacked says in the end. */
export interface AttackReport {
  /** How names were reached. */
  readonly access: string;
  /** How often each operation was tried. */
  readonly tries: Record<string, number>;
  /** How often it was carried out. */
  readonly done: Record<string, number>;
  /** How often operations failed, by code. */
  readonly errors: Record<string, number>;
  /** What was seen of the outside. */
  readonly leaks: string[];
}

/** The sum of some counts. */
export function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
