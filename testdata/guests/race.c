/* SPDX-License-Identifier: MIT */
/* Goes through "d" again and again, while somebody else changes what it is. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wasi/api.h>

int main(void)
{
    int inside = 0, not_there = 0;
    for (int i = 0; i < 3000; i++) {
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
        __wasi_fd_close(fd);
    }
    printf("%s\n", not_there ? "done" : "nothing changed");
    return 0;
}
