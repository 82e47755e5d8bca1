/* SPDX-License-Identifier: MIT */
/* One module that is two programs: which, says the name that it is called by. */
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int ffmpeg_main(int argc, char **argv);
int ffprobe_main(int argc, char **argv);

int main(int argc, char **argv)
{
    const char *name = argc > 0 ? argv[0] : "";
    const char *slash = strrchr(name, '/');
    const char *folder = getenv("PWD");

    /* Names and texts are UTF-8, as on every system of today. */
    setlocale(LC_CTYPE, "C.UTF-8");
    /* WASI has no working directory; wasi-libc keeps one if it is told. */
    if (folder)
        (void)chdir(folder);
    if (slash)
        name = slash + 1;
    int code = strcmp(name, "ffprobe") ? ffmpeg_main(argc, argv)
                                       : ffprobe_main(argc, argv);
    return code & 255; /* it may be an error number; POSIX cuts it off as well */
}
