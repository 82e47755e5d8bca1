/* SPDX-License-Identifier: MIT */
/* Goes through "d" again and again, while somebody else changes what it is. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wasi/api.h>

/* Whether an open directory has an entry of that name. */
static int has(__wasi_fd_t fd, const char *name)
{
    static uint8_t buffer[4096];
    __wasi_size_t used;
    if (__wasi_fd_readdir(fd, buffer, sizeof buffer, 0, &used))
        return 0;
    for (__wasi_size_t at = 0; at + 24 <= used;) {
        uint32_t length;
        memcpy(&length, buffer + at + 16, sizeof length);
        at += 24;
        if (length == strlen(name) && !memcmp(buffer + at, name, length))
            return 1;
        at += length;
    }
    return 0;
}

/* Makes, changes and removes things in "d", whatever that is. */
static void change(void)
{
    __wasi_fd_t fd;
    if (!__wasi_path_open(3, 1, "d/new", __WASI_OFLAGS_CREAT | __WASI_OFLAGS_TRUNC,
                          __WASI_RIGHTS_FD_WRITE, 0, 0, &fd))
        __wasi_fd_close(fd);
    if (!__wasi_path_open(3, 1, "d/secret", __WASI_OFLAGS_TRUNC,
                          __WASI_RIGHTS_FD_WRITE, 0, 0, &fd))
        __wasi_fd_close(fd);
    if (__wasi_path_create_directory(3, "d/made")
        || __wasi_path_symlink("made", 3, "d/link")
        || __wasi_path_link(3, 0, "d/secret", 3, "d/linked")
        || __wasi_path_rename(3, "d/new", 3, "d/renamed")
        || __wasi_path_filestat_set_times(3, 1, "d/secret", 1, 1, 5))
        return;
    __wasi_path_unlink_file(3, "d/link");
    __wasi_path_unlink_file(3, "d/linked");
    __wasi_path_unlink_file(3, "d/renamed");
    __wasi_path_remove_directory(3, "d/made");
}

int main(void)
{
    int inside = 0, not_there = 0;
    for (int i = 0; i < 3000; i++) {
        __wasi_filestat_t stat;
        if (!__wasi_path_filestat_get(3, 1, "d/secret", &stat) && stat.size == 777)
            printf("described d/secret\n");
        change();
        static const char *const paths[] = { "d/secret", "d/../secret", "d/" };
        const char *path = paths[i % 3];
        __wasi_fd_t fd;
        __wasi_size_t done;
        char text[32] = "";
        __wasi_iovec_t vec = { (uint8_t *)text, sizeof text - 1 };
        __wasi_errno_t code = __wasi_path_open(3, 1, path, 0, __WASI_RIGHTS_FD_READ,
                                               0, 0, &fd);
        if (code) {
            not_there++;
            continue;
        }
        inside++;
        if (!__wasi_fd_read(fd, &vec, 1, &done) && strstr(text, "SECRET"))
            printf("read %s\n", path);
        if (has(fd, "jail"))
            printf("listed %s\n", path);
        __wasi_fd_close(fd);
    }
    printf("%s\n", not_there ? "done" : "nothing changed");
    return 0;
}
