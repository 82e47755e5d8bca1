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

/* Lists what is open as `fd`: nothing outside may be there. */
static void list(__wasi_fd_t fd, const char *what)
{
    static uint8_t buffer[4096];
    __wasi_size_t used;
    tries++;
    if (__wasi_fd_readdir(fd, buffer, sizeof buffer, 0, &used))
        return;
    for (__wasi_size_t at = 0; at + 24 <= used;) {
        uint32_t length;
        memcpy(&length, buffer + at + 16, sizeof length);
        at += 24;
        if (length == 6 && !memcmp(buffer + at, "secret", 6))
            say("listed", what);
        at += length;
    }
}

/* An open directory must not be taken for what has its name by now. */
static void swap(const char *link, const char *rest)
{
    __wasi_fd_t open, below;
    __wasi_path_create_directory(jail, "swap");
    __wasi_path_create_directory(jail, "swap/outside");
    if (__wasi_path_open(jail, 0, "swap", __WASI_OFLAGS_DIRECTORY,
                         DIRECTORY_RIGHTS, ALL_RIGHTS, 0, &open)
        || __wasi_path_open(jail, 0, "swap/outside", __WASI_OFLAGS_DIRECTORY,
                            DIRECTORY_RIGHTS, ALL_RIGHTS, 0, &below)) {
        say("not opened", "swap");
        return;
    }
    list(open, "swap");
    const __wasi_fd_t whole = jail;
    for (int removed = 0; removed < 2; removed++) {
        if (removed) {
            __wasi_path_remove_directory(whole, "swapped/outside");
            __wasi_path_remove_directory(whole, "swapped");
        } else {
            __wasi_path_rename(whole, "swap", whole, "swapped");
            __wasi_path_symlink(link, whole, "swap");
        }
        list(open, link);
        list(below, link);
        jail = open;
        look(rest, 0);
        look(rest, 1);
        change(rest);
        jail = below;
        look("secret", 0);
        change("new");
        jail = whole;
    }
    __wasi_fd_close(open);
    __wasi_fd_close(below);
    __wasi_path_unlink_file(jail, "swap");
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
        uint8_t target[64];
        __wasi_size_t done;
        if (!__wasi_path_readlink(jail, files[i], target, sizeof target, &done)
            && target[0] == '/')
            say("read where it is", files[i]);
        if (!__wasi_path_open(jail, 1, files[i], __WASI_OFLAGS_CREAT,
                              __WASI_RIGHTS_FD_WRITE, 0, 0, &fd))
            say("opened", files[i]);
        __wasi_path_filestat_set_times(jail, 1, files[i], 1, 1, 5);
    }
    swap("..", "secret");
    swap("../outside", "secret");
    swap("../..", "outside/secret");
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
