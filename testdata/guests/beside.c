/* Writes one byte at an offset into a block of 16 and frees the block. */
#include "../../engine/shim/guard.c"

int main(int argc, char **argv)
{
    char *block = malloc(16);
    (void)argc;
    *(volatile char *)(block + atoi(argv[1])) = 1;
    free(block);
    return 0;
}
