/** The words of a command line; none of them holds a space. */
export function words(line: string): string[] {
  return line.split(" ").filter((word) => word !== "");
}
