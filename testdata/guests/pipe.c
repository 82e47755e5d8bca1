/* SPDX-License-Identifier: MIT */
/* Moves bytes between streams, files and directories, as its first argument says. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char block[1 << 16];

static int failed(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    return 1;
}

/* Copies all of one descriptor to another. */
static int copy(int from, int to)
{
    for (ssize_t n; (n = read(from, block, sizeof block)) != 0;) {
        if (n < 0)
            return failed("read");
        for (ssize_t at = 0, m; at < n; at += m)
            if ((m = write(to, block + at, n - at)) < 0)
                return failed("write");
    }
    return 0;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";

    if (getenv("PWD") && chdir(getenv("PWD")))
        return failed("chdir");
    if (!strcmp(what, "copy")) { /* [bytes]: and no more than so many */
        if (argc == 2)
            return copy(0, 1);
        for (long left = atol(argv[2]); left > 0;) {
            ssize_t n = read(0, block, left < 65536 ? left : 65536);
            if (n <= 0)
                return failed("read");
            write(1, block, n);
            left -= n;
        }
        return 0;
    }
    if (!strcmp(what, "pour")) /* zeros, for ever or so many blocks of 64 KiB */
        for (long i = argc > 2 ? atol(argv[2]) : -1; i; i--)
            if (write(1, block, sizeof block) < 0)
                return failed("write");
    if (!strcmp(what, "cat") || !strcmp(what, "fill")) {
        FILE *file = fopen(argv[2], *what == 'c' ? "rb" : "wb");
        if (!file)
            return failed(argv[2]);
        return *what == 'c' ? copy(fileno(file), 1) : copy(0, fileno(file));
    }
    if (!strcmp(what, "head")) { /* the first bytes of a file */
        FILE *file = fopen(argv[2], "rb");
        size_t n = fread(block, 1, atoi(argv[3]), file);
        return fwrite(block, 1, n, stdout) != n;
    }
    if (!strcmp(what, "rename"))
        return rename(argv[2], argv[3]) ? failed(argv[2]) : 0;
    if (!strcmp(what, "list")) {
        DIR *directory = opendir(argv[2]);
        if (!directory)
            return failed(argv[2]);
        for (struct dirent *entry; (entry = readdir(directory));)
            puts(entry->d_name);
        return 0;
    }
    if (!strcmp(what, "chance")) { /* the time and a random number */
        struct timespec now;
        unsigned random;
        clock_gettime(CLOCK_REALTIME, &now);
        getentropy(&random, sizeof random);
        printf("%lld.%09ld %u", now.tv_sec, now.tv_nsec, random);
    }
    return 0;
}
