/* SPDX-License-Identifier: MIT */
/*
 * No guest: swaps what lies in a directory of the host for what leads out of it,
 * until its standard input ends. Then it puts everything back, and says how often.
 *
 * jail_swap ROOT LETTERS PAUSE: d, n, f, g and h are exchanged with a link or a pipe,
 * p is moved out and back. Between two bursts it rests for about PAUSE milliseconds.
 */
#include <fcntl.h>
#include <linux/fs.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
    char letter;
    const char *one, *other;
} pairs[] = {
    { 'd', "d", "d.link" },   { 'n', "n/d", "n/d.link" }, { 'f', "f", "f.link" },
    { 'g', "g", "g.fifo" },   { 'h', "h", "h.link" },
};
#define PAIRS (sizeof pairs / sizeof *pairs)

static int swapped[PAIRS + 1];
static long swaps;

static void swap(size_t i)
{
    int failed;
    if (i == PAIRS)
        failed = swapped[i] ? rename("../p", "p") : rename("p", "../p");
    else
        failed = syscall(SYS_renameat2, AT_FDCWD, pairs[i].one, AT_FDCWD, pairs[i].other,
                         RENAME_EXCHANGE);
    if (failed) {
        perror(i == PAIRS ? "p" : pairs[i].one);
        exit(3);
    }
    swapped[i] ^= 1;
    swaps++;
}

static int is_over(int wait)
{
    struct pollfd input = { 0, POLLIN, 0 };
    return poll(&input, 1, wait) > 0;
}

int main(int argc, char **argv)
{
    size_t chosen[PAIRS + 1], count = 0;
    if (argc < 4 || chdir(argv[1]))
        return 2;
    for (size_t i = 0; i < PAIRS; i++)
        if (strchr(argv[2], pairs[i].letter))
            chosen[count++] = i;
    if (strchr(argv[2], 'p'))
        chosen[count++] = PAIRS;
    const int pause = atoi(argv[3]);
    for (int burst = 0;; burst++) {
        for (int i = 0; i < (pause ? 1000 : 33); i++)
            swap(chosen[(size_t)rand() % count]);
        if (pause)
            for (size_t i = 0; i <= PAIRS; i++)
                if (swapped[i])
                    swap(i);
        if (burst == 0) { /* now it is under way, and what follows counts */
            swaps = 0;
            if (puts("ready") < 0 || fflush(stdout))
                return 4;
        }
        if (is_over(pause ? pause + rand() % 400 : 0))
            break;
        if (!pause)
            usleep(20);
    }
    for (size_t i = 0; i <= PAIRS; i++)
        if (swapped[i])
            swap(i);
    printf("%ld\n", swaps);
    return 0;
}
