/* SPDX-License-Identifier: MIT */
/* Copies a file in capital letters: `capitals FROM TO`. For examples. */
#include <ctype.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    FILE *from = argc == 3 ? fopen(argv[1], "r") : NULL;
    FILE *to = from ? fopen(argv[2], "w") : NULL;
    int c;
    if (!to) {
        perror(argv[0]);
        return 1;
    }
    while ((c = getc(from)) != EOF)
        putc(toupper(c), to);
    return fclose(to) != 0;
}
