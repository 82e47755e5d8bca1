/* SPDX-License-Identifier: MIT */
/*
 * A guest that swaps directories for links of its own making, by renames. It says
 * "ready" when it is under way, then how often it did, until "stop" appears.
 */
#include <stdio.h>
#include <wasi/api.h>

static int exists(const char *path)
{
    __wasi_filestat_t stat;
    return !__wasi_path_filestat_get(3, 0, path, &stat);
}

/* Puts a link in the place of `path` and takes it away again. */
static int swap(const char *path, const char *link)
{
    if (__wasi_path_rename(3, path, 3, "away") || __wasi_path_rename(3, link, 3, path))
        return 0;
    if (__wasi_path_rename(3, path, 3, link) || __wasi_path_rename(3, "away", 3, path))
        return 0;
    return 1;
}

int main(void)
{
    long swaps = 0;
    if (__wasi_path_symlink("../outside", 3, "one")
        || __wasi_path_symlink("../../outside", 3, "n/two")
        || __wasi_path_symlink("../outside", 3, "three"))
        return 2;
    while (!exists("stop")) {
        if (swap("d", "one") && swap("n/d", "n/two") && swap("n", "three"))
            swaps += 3;
        else
            return 3;
        if (swaps == 30 && (puts("ready") < 0 || fflush(stdout)))
            return 4;
    }
    printf("%ld\n", swaps);
    return 0;
}
