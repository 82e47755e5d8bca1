/* SPDX-License-Identifier: MIT */
/* Signals that come from the host: see src/wasi/signals.ts. */
#include <signal.h>
#include <stdlib.h>

static void handle(int number)
{
    void (*handler)(int) = signal(number, SIG_IGN);

    if (handler == SIG_DFL)
        _Exit(128 + number);
    signal(number, handler);
    raise(number);
}

void (*const afmpeg_raise)(int) = handle;
