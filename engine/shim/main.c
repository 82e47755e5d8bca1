/* SPDX-License-Identifier: MIT */
/* One module that is two programs: which, says the name that it is called by. */
#include <string.h>

int ffmpeg_main(int argc, char **argv);
int ffprobe_main(int argc, char **argv);

int main(int argc, char **argv)
{
    const char *name = argc > 0 ? argv[0] : "";
    const char *slash = strrchr(name, '/');

    if (slash)
        name = slash + 1;
    return strcmp(name, "ffprobe") ? ffmpeg_main(argc, argv)
                                   : ffprobe_main(argc, argv);
}
