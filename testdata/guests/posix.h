/* SPDX-License-Identifier: MIT */
/* What the programs share that are compiled for the host as well, and must print the same. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The numbers differ, the names do not. */
static const char *name_of(int code)
{
    switch (code) {
    case 0: return "ok";
    case EACCES: return "EACCES";
    case EBADF: return "EBADF";
    case EBUSY: return "EBUSY";
    case EEXIST: return "EEXIST";
    case EFBIG: return "EFBIG";
    case EINVAL: return "EINVAL";
    case EISDIR: return "EISDIR";
    case ELOOP: return "ELOOP";
    case ENAMETOOLONG: return "ENAMETOOLONG";
    case ENOENT: return "ENOENT";
    case ENOTDIR: return "ENOTDIR";
    case ENOTEMPTY: return "ENOTEMPTY";
    case EPERM: return "EPERM";
    case ESPIPE: return "ESPIPE";
    case EXDEV: return "EXDEV";
    default: return "other";
    }
}

static inline int result(int value)
{
    return value < 0 ? errno : 0;
}

/* Removes a name and all below it. */
static inline void erase(const char *path)
{
    struct stat info;
    if (lstat(path, &info) < 0)
        return;
    if (!S_ISDIR(info.st_mode)) {
        unlink(path);
        return;
    }
    for (;;) { /* one entry at a time: what a listing does meanwhile is another test */
        char inner[512] = "";
        DIR *dir = opendir(path);
        struct dirent *entry;
        while (dir && (entry = readdir(dir)))
            if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")) {
                snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
                break;
            }
        if (dir)
            closedir(dir);
        if (!*inner)
            break;
        erase(inner);
    }
    rmdir(path);
}

/* A name of that many letters, for one call. */
static inline const char *long_name(size_t length)
{
    static char text[8192];
    memset(text, 'n', length);
    text[length] = 0;
    return text;
}
