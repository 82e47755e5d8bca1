/* SPDX-License-Identifier: MIT */
/*
 * Tries to get out of a directory: whatever it can read, make, move or remove
 * outside is said. With an argument, the directory is one that it opens itself.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wasi/api.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
/* Those to write files are not for directories. */
#define FOR_FILES                                                            \
    (__WASI_RIGHTS_FD_WRITE | __WASI_RIGHTS_FD_ALLOCATE                      \
     | __WASI_RIGHTS_FD_FILESTAT_SET_SIZE)
#define ALL_RIGHTS ((__wasi_rights_t)0xfffffff)
#define DIRECTORY_RIGHTS (ALL_RIGHTS & ~(__wasi_rights_t)FOR_FILES)

static __wasi_fd_t jail;
static int tries;

static void say(const char *what, const char *path)
{
    printf("%s %s\n", what, path);
}

static void look(const char *path, int flags)
{
    __wasi_fd_t fd;
    __wasi_filestat_t stat;
    __wasi_size_t done;
    char text[64] = "";
    __wasi_iovec_t vec = { (uint8_t *)text, sizeof text - 1 };
    tries += 2;
    if (!__wasi_path_filestat_get(jail, flags, path, &stat) && stat.size == 777)
        say("described", path);
    if (!__wasi_path_open(jail, flags, path, 0, __WASI_RIGHTS_FD_READ, 0, 0, &fd)) {
        if (!__wasi_fd_read(fd, &vec, 1, &done) && strstr(text, "SECRET"))
            say("read", path);
        __wasi_fd_close(fd);
    }
}

static void change(const char *path)
{
    __wasi_fd_t fd;
    uint8_t target[64];
    __wasi_size_t done;
    tries += 9;
    if (!__wasi_path_open(jail, 1, path, __WASI_OFLAGS_CREAT | __WASI_OFLAGS_TRUNC,
                          __WASI_RIGHTS_FD_WRITE, 0, 0, &fd))
        __wasi_fd_close(fd);
    __wasi_path_filestat_set_times(jail, 1, path, 1, 1, 5);
    __wasi_path_create_directory(jail, path);
    __wasi_path_remove_directory(jail, path);
    __wasi_path_symlink("inside", jail, path);
    __wasi_path_link(jail, 0, "inside", jail, path);
    __wasi_path_rename(jail, "inside", jail, path);
    __wasi_path_unlink_file(jail, path);
    if (!__wasi_path_readlink(jail, path, target, 64, &done) && done == 7)
        say("read the link", path);
    /* and what is outside to here */
    if (!__wasi_path_link(jail, 0, path, jail, "got")) {
        look("got", 0);
        __wasi_path_unlink_file(jail, "got");
    }
    if (!__wasi_path_rename(jail, path, jail, "got")) {
        look("got", 0);
        __wasi_path_unlink_file(jail, "got");
    }
}

/* What is put before the name of something outside. */
static const char *const ways[] = {
    "../", "/", "//", "./../", ".././", "..//", "sub/../../", "sub/./../..//",
    "sub/../sub/../../", "/../", "../../", "../../../../", "../jail/../",
    "up/", "up/../", "up/jail/../", "upup/", "chain/", "sub/up/", "sub/up2/",
    "sub/up2/../", "absolute/", "loop/", "up/up/", "dangling/../../",
    "inside/../../", "missing/../../", "up/jail/up/", "self/../../",
};

static const char *const names[] = {
    "secret", "outside/secret", "outside", "outside/link", "new", "outside/new", "",
};

static void link_to(const char *target, const char *path)
{
    __wasi_path_symlink(target, jail, path);
}

int main(int argc, char **argv)
{
    __wasi_fd_t fd, deep;
    jail = 3;
    if (argc > 1 && __wasi_path_open(3, 0, argv[1], __WASI_OFLAGS_DIRECTORY,
                                     DIRECTORY_RIGHTS, ALL_RIGHTS, 0, &jail))
        return 2;
    __wasi_path_create_directory(jail, "sub");
    __wasi_path_create_directory(jail, "sub/deep");
    link_to("..", "up");
    link_to("../..", "upup");
    link_to("up", "chain");
    link_to("../..", "sub/up2");
    link_to("../up", "sub/up");
    link_to("../secret", "file");
    link_to("sub/../../secret", "file2");
    link_to("up/secret", "file3");
    link_to(".", "self");
    for (size_t w = 0; w < COUNT(ways); w++)
        for (size_t n = 0; n < COUNT(names); n++) {
            char path[128];
            if (!__wasi_path_open(jail, 0, "inside", __WASI_OFLAGS_CREAT,
                                  __WASI_RIGHTS_FD_WRITE, 0, 0, &fd))
                __wasi_fd_close(fd);
            snprintf(path, sizeof path, "%s%s", ways[w], names[n]);
            look(path, 0);
            look(path, 1);
            change(path);
        }
    static const char *const files[] = {
        "file", "file2", "file3", "planted", "planted-absolute", "planted-dir/secret",
        "planted-dir", "planted-absolute-dir/secret", "planted-absolute-dir/new",
        "planted-chain", "planted-new",
    };
    for (size_t i = 0; i < COUNT(files); i++) {
        look(files[i], 0);
        look(files[i], 1);
        if (!__wasi_path_open(jail, 1, files[i], __WASI_OFLAGS_CREAT,
                              __WASI_RIGHTS_FD_WRITE, 0, 0, &fd))
            say("opened", files[i]);
        __wasi_path_filestat_set_times(jail, 1, files[i], 1, 1, 5);
    }
    /* An open directory that has moved is still the floor of what it opens. */
    if (!__wasi_path_open(jail, 0, "sub/deep", __WASI_OFLAGS_DIRECTORY,
                          DIRECTORY_RIGHTS, ALL_RIGHTS, 0, &deep)) {
        __wasi_path_rename(jail, "sub/deep", jail, "deep");
        jail = deep;
        look("../../secret", 1);
        look("../secret", 1);
        look("../inside", 1);
        change("../secret");
        change("../../new");
    } else
        return 3;
    printf("%s\n", tries > 2000 ? "done" : "not tried");
    return 0;
}
