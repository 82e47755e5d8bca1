/* SPDX-License-Identifier: MIT */
/* Asks for the size of a file, in the ways in which programs do. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static long size_of(int file)
{
    struct stat info;
    return fstat(file, &info) == 0 ? (long)info.st_size : -1;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    int file = open(argv[2], O_RDWR);
    long size = size_of(file);

    if (!strcmp(argv[1], "often")) {
        for (int i = 0; i < 1000; i++)
            if (size_of(file) != size)
                return 1;
    }
    if (!strcmp(argv[1], "until-changed"))
        while (size_of(file) == size)
            ;
    if (!strcmp(argv[1], "after-hint")) { /* reading another file may be what says so */
        char byte;
        int hint = open(argv[3], O_RDONLY);
        size_of(file);
        if (read(hint, &byte, 1) != 1)
            return 1;
    }
    if (!strcmp(argv[1], "own")) {
        if (write(file, "12345", 5) != 5)
            return 1;
        printf("%ld ", size_of(file));
        if (ftruncate(file, 2) != 0)
            return 1;
    }
    printf("%ld", size_of(file));
    return 0;
}
