/* SPDX-License-Identifier: MIT */
/* Looks at what its host gave it: clocks, randomness, several directories. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <wasi/api.h>

static const char *code(int result)
{
    if (result >= 0)
        return "fine";
    return errno == EXDEV      ? "EXDEV"
         : errno == ENOTCAPABLE ? "ENOTCAPABLE"
         : errno == EPERM      ? "EPERM"
         : errno == ENOENT     ? "ENOENT"
                               : strerror(errno);
}

static int tell_time(void)
{
    struct timespec now;
    unsigned char noise[4];
    __wasi_timestamp_t passed;
    clock_gettime(CLOCK_REALTIME, &now);
    __wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 0, &passed);
    getentropy(noise, sizeof noise);
    printf("%lld.%09ld\n%llu\n", now.tv_sec, now.tv_nsec, passed);
    printf("%02x%02x%02x%02x\n", noise[0], noise[1], noise[2], noise[3]);
    return 0;
}

static int leave_a_trace(void)
{
    __wasi_fd_t fd;
    __wasi_size_t done;
    __wasi_filesize_t at;
    __wasi_filestat_t stat;
    __wasi_ciovec_t out = { (const uint8_t *)"hello", 5 };
    __wasi_path_create_directory(3, "dir");
    __wasi_path_open(3, __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW, "dir/ä",
                     __WASI_OFLAGS_CREAT | __WASI_OFLAGS_EXCL,
                     __WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_WRITE, 0,
                     __WASI_FDFLAGS_APPEND, &fd);
    __wasi_fd_write(fd, &out, 1, &done);
    __wasi_fd_seek(fd, -2, __WASI_WHENCE_END, &at);
    __wasi_fd_close(fd);
    __wasi_path_rename(3, "dir/ä", 3, "b");
    __wasi_path_filestat_get(3, 0, "dir/ä", &stat);
    __wasi_path_unlink_file(3, "../b");
    __wasi_fd_filestat_set_times(3, 5, 6, __WASI_FSTFLAGS_MTIM);
    __wasi_proc_exit(3);
    return 0;
}

static int go_across(void)
{
    int fd = open("/in/file", O_CREAT | O_WRONLY, 0600);
    close(fd);
    printf("rename: %s\n", code(rename("/in/file", "relative/näme/file")));
    printf("link: %s\n", code(link("/in/file", "relative/näme/file")));
    printf("up: %s\n", code(open("/in/../relative/näme", O_RDONLY)));
    return 0;
}

static int say_what_is_given(void)
{
    __wasi_prestat_t prestat;
    for (__wasi_fd_t fd = 3; !__wasi_fd_prestat_get(fd, &prestat); fd++) {
        char name[64] = "", path[32];
        __wasi_fd_t made;
        if (__wasi_fd_prestat_dir_name(fd, (uint8_t *)name,
                                       prestat.u.dir.pr_name_len))
            return 2;
        printf("%d %s\n", (int)fd, name);
        snprintf(path, sizeof path, "made/by-%d", (int)fd);
        if (__wasi_path_open(fd, 0, path, __WASI_OFLAGS_CREAT, 0, 0, 0, &made))
            return 3;
        __wasi_fd_close(made);
    }
    return 0;
}

int main(int argc, char **argv)
{
    return !strcmp(argv[1], "time")    ? tell_time()
         : !strcmp(argv[1], "trace")   ? leave_a_trace()
         : !strcmp(argv[1], "given")   ? say_what_is_given()
                                       : go_across();
}
