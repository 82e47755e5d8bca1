/* SPDX-License-Identifier: MIT */
/* Uses every operation of a file system, whatever becomes of it. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void)
{
    static char block[4096];
    struct timespec times[2] = {{1, 0}, {2, 0}};
    struct stat info;

    mkdir("made", 0777);
    int fd = open("made/file", O_RDWR | O_CREAT | O_TRUNC, 0666);
    for (int left = 8192, n; left > 0 && (n = write(fd, block, 4096)) > 0;)
        left -= n;
    pwrite(fd, "x", 1, 10);
    fstat(fd, &info);
    lseek(fd, 0, SEEK_END);
    lseek(fd, 0, SEEK_SET);
    for (int n; (n = read(fd, block, sizeof block)) > 0;)
        ;
    pread(fd, block, 10, 5);
    ftruncate(fd, 100);
    futimens(fd, times);
    fsync(fd);
    close(fd);
    fd = open("made/file", O_WRONLY | O_APPEND);
    write(fd, "y", 1);
    close(fd);
    stat("made/file", &info);
    lstat("made/file", &info);
    symlink("file", "made/symlink");
    readlink("made/symlink", block, sizeof block);
    utimensat(AT_FDCWD, "made/symlink", times, AT_SYMLINK_NOFOLLOW);
    link("made/file", "made/link");
    rename("made/link", "made/other");
    DIR *directory = opendir("made");
    while (directory && readdir(directory))
        ;
    if (directory)
        closedir(directory);
    unlink("made/symlink");
    unlink("made/other");
    unlink("made/file");
    rmdir("made");
    return 0;
}
