/** Splits what FFmpeg was configured with: at spaces, unless they are quoted. */
export function splitOptions(text: string): string[] {
  const options = text.match(/(?:[^\s']|'[^']*')+/g) ?? [];
  return options.map((option) => option.replaceAll("'", ""));
}
