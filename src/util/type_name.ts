/** What a message calls the type of a value: `string`, `undefined`, `ArrayBuffer`. */
export function typeNameOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  return value.constructor?.name ?? "object";
}
