/** All that the command needs, but for building and fetching engines. */
export const permissions: readonly string[] = [
  "--allow-read",
  "--allow-write",
  "--allow-env=AFMPEG_ENGINE,HOME,XDG_CACHE_HOME,TERM",
];
