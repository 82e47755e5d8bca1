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

/* Removes the name in `path`, which has room for longer ones, and all below it. */
static inline int erase_at(char *path)
{
    struct stat info;
    if (lstat(path, &info) < 0)
        return -1;
    if (!S_ISDIR(info.st_mode))
        return unlink(path);
    const size_t length = strlen(path);
    for (;;) { /* one entry at a time: what a listing does meanwhile is another test */
        DIR *dir = opendir(path);
        struct dirent *entry;
        while (dir && (entry = readdir(dir)))
            if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")) {
                sprintf(path + length, "/%s", entry->d_name);
                break;
            }
        if (dir)
            closedir(dir);
        if (!path[length])
            return rmdir(path);
        int code = erase_at(path);
        path[length] = 0;
        if (code < 0)
            return code;
    }
}

static inline void erase(const char *name)
{
    static char path[8192];
    strcpy(path, name);
    erase_at(path);
}

/* A name of that many letters, for one call. */
static inline const char *long_name(size_t length)
{
    static char text[8192];
    memset(text, 'n', length);
    text[length] = 0;
    return text;
}
