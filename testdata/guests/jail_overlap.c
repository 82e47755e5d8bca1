/* SPDX-License-Identifier: MIT */
/*
 * Has the same directory twice: as "sub" below the first, and as the root of the
 * second that it finds. It puts a link in the place of "sub" and uses the second one;
 * then it puts the directory back. With an argument, another directory instead.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wasi/api.h>

static __wasi_fd_t inner;

static void look(const char *when)
{
    __wasi_fd_t fd;
    __wasi_filestat_t stat;
    char text[16] = "";
    __wasi_iovec_t vec = { (uint8_t *)text, sizeof text - 1 };
    __wasi_size_t size;
    if (__wasi_path_filestat_get(inner, 1, "x", &stat))
        printf("%s: nothing\n", when);
    else
        printf("%s: %d bytes\n", when, (int)stat.size);
    if (!__wasi_path_open(inner, 1, "x", 0, __WASI_RIGHTS_FD_READ, 0, 0, &fd)) {
        if (!__wasi_fd_read(fd, &vec, 1, &size))
            printf("%s: %s\n", when, text);
        (void)!__wasi_fd_close(fd);
    }
}

static void change(void)
{
    __wasi_fd_t fd;
    if (!__wasi_path_open(inner, 1, "new", __WASI_OFLAGS_CREAT, __WASI_RIGHTS_FD_WRITE, 0,
                          0, &fd))
        (void)!__wasi_fd_close(fd);
    if (!__wasi_path_open(inner, 1, "x", __WASI_OFLAGS_TRUNC, __WASI_RIGHTS_FD_WRITE, 0, 0,
                          &fd))
        (void)!__wasi_fd_close(fd);
    (void)!__wasi_path_unlink_file(inner, "OUTMARK");
    (void)!__wasi_path_create_directory(inner, "made");
    (void)!__wasi_path_symlink("x", inner, "link");
    (void)!__wasi_path_rename(inner, "d", inner, "e");
    (void)!__wasi_path_filestat_set_times(inner, 1, "x", 1, 1, 5);
}

int main(int argc, char **argv)
{
    __wasi_prestat_t stat;
    uint8_t name[16] = "";
    for (inner = 3; !__wasi_fd_prestat_get(inner, &stat); inner++)
        if (stat.u.dir.pr_name_len == 6
            && !__wasi_fd_prestat_dir_name(inner, name, sizeof name)
            && !memcmp(name, "/inner", 6))
            break;
    look("before");
    if (__wasi_path_rename(3, "sub", 3, "away"))
        return 2;
    if (argc > 1 ? __wasi_path_rename(3, "beside", 3, "sub")
                 : __wasi_path_symlink("../secret", 3, "sub"))
        return 3;
    look("away");
    change();
    if (argc > 1 ? __wasi_path_rename(3, "sub", 3, "beside")
                 : __wasi_path_unlink_file(3, "sub"))
        return 4;
    if (__wasi_path_rename(3, "away", 3, "sub"))
        return 5;
    look("back");
    return 0;
}
