/* SPDX-License-Identifier: MIT */
/* Does the same call so often: `calls WHAT COUNT`. For the bench. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <wasi/api.h>

static uint8_t buffer[32768];

int main(int argc, char **argv)
{
    const char *what = argv[1];
    long count = strtol(argv[2], 0, 10);
    int fd = -1;
    __wasi_filesize_t position;
    struct stat st;
    if (strcmp(what, "clock") && strcmp(what, "random")) { /* those need no file */
        fd = open("/data", O_RDWR | O_CREAT, 0666);
        if (fd < 0)
            return 2;
        if (write(fd, buffer, sizeof buffer) != sizeof buffer)
            return 3;
    }
    for (long i = 0; i < count; i++) {
        if (!strcmp(what, "seek"))
            __wasi_fd_seek(fd, 0, __WASI_WHENCE_SET, &position);
        else if (!strcmp(what, "clock"))
            __wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 0, &position);
        else if (!strcmp(what, "random"))
            __wasi_random_get(buffer, 16);
        else if (!strcmp(what, "stat"))
            fstat(fd, &st);
        else if (!strcmp(what, "open"))
            close(open("/data", O_RDONLY));
        else if (!strcmp(what, "read"))
            pread(fd, buffer, sizeof buffer, 0);
        else if (!strcmp(what, "write"))
            pwrite(fd, buffer, sizeof buffer, 0);
    }
    return 0;
}
