/**
 * What the command is installed with. It takes all of them for Deno to let it go on
 * from a handle of a directory: only so its jail holds whatever others change.
 */
export const permissions: readonly string[] = ["-A"];

/** What it can do with less, as the README says: with conditions. */
export const fewPermissions: readonly string[] = [
  "--allow-read",
  "--allow-write",
  "--allow-env=AFMPEG_ENGINE,AFMPEG_SOLE_WRITER,HOME,XDG_CACHE_HOME,TERM",
];
