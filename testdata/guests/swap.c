/* SPDX-License-Identifier: MIT */
/* No guest: exchanges "d" and "trap" of a directory of the host, until it is ended. */
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc < 2 || chdir(argv[1]))
        return 2;
    for (int i = 0;; i++) {
        if (syscall(SYS_renameat2, AT_FDCWD, "d", AT_FDCWD, "trap", RENAME_EXCHANGE))
            return 3;
        if (i == 100) /* now it is under way */
            if (puts("") < 0 || fflush(stdout))
                return 4;
    }
}
