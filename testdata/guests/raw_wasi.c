/* SPDX-License-Identifier: MIT */
/*
 * Calls the host directly and says where it answers otherwise than it should.
 * Expects an empty directory as its first preopened one.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wasi/api.h>

/* The imports themselves: they take any pointer, also one that is none. */
#define IMPORT(name) \
    __attribute__((import_module("wasi_snapshot_preview1"), import_name(#name)))
IMPORT(fd_read) int32_t raw_read(int32_t, uint32_t, uint32_t, uint32_t);
IMPORT(fd_write) int32_t raw_write(int32_t, uint32_t, uint32_t, uint32_t);
IMPORT(fd_fdstat_get) int32_t raw_fdstat(int32_t, uint32_t);
IMPORT(fd_filestat_get) int32_t raw_filestat(int32_t, uint32_t);
IMPORT(fd_readdir)
int32_t raw_readdir(int32_t, uint32_t, uint32_t, uint64_t, uint32_t);
IMPORT(fd_advise) int32_t raw_advise(int32_t, uint64_t, uint64_t, int32_t);
IMPORT(fd_seek) int32_t raw_seek(int32_t, int64_t, int32_t, uint32_t);
IMPORT(fd_fdstat_set_flags) int32_t raw_set_flags(int32_t, int32_t);
IMPORT(fd_filestat_set_times)
int32_t raw_set_times(int32_t, uint64_t, uint64_t, int32_t);
IMPORT(path_open)
int32_t raw_open(int32_t, int32_t, uint32_t, uint32_t, int32_t, uint64_t,
                 uint64_t, int32_t, uint32_t);
IMPORT(path_filestat_get)
int32_t raw_path_filestat(int32_t, int32_t, uint32_t, uint32_t, uint32_t);
IMPORT(path_readlink)
int32_t raw_readlink(int32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t);
IMPORT(clock_time_get) int32_t raw_clock(int32_t, uint64_t, uint32_t);
IMPORT(clock_res_get) int32_t raw_clock_res(int32_t, uint32_t);
IMPORT(random_get) int32_t raw_random(uint32_t, uint32_t);
IMPORT(args_get) int32_t raw_args(uint32_t, uint32_t);
IMPORT(args_sizes_get) int32_t raw_args_sizes(uint32_t, uint32_t);
IMPORT(poll_oneoff)
int32_t raw_poll(uint32_t, uint32_t, uint32_t, uint32_t);
IMPORT(sock_recv)
int32_t raw_recv(int32_t, uint32_t, uint32_t, int32_t, uint32_t, uint32_t);
IMPORT(sock_send)
int32_t raw_send(int32_t, uint32_t, uint32_t, int32_t, uint32_t);
IMPORT(sock_shutdown) int32_t raw_shutdown(int32_t, int32_t);
IMPORT(sock_accept) int32_t raw_accept(int32_t, int32_t, uint32_t);
IMPORT(proc_raise) int32_t raw_raise(int32_t);

static uint8_t large[5 << 20];

#define AT(pointer) ((uint32_t)(uintptr_t)(pointer))
#define ROOT 3
#define READ __WASI_RIGHTS_FD_READ
#define WRITE __WASI_RIGHTS_FD_WRITE
#define CREAT __WASI_OFLAGS_CREAT

static int checks, failures;

static void check(int line, const char *what, int64_t got, int64_t wanted)
{
    checks++;
    if (got == wanted)
        return;
    failures++;
    printf("line %d: %s: %lld instead of %lld\n", line, what, got, wanted);
}

#define IS(wanted, what) check(__LINE__, #what, (what), (wanted))
#define OK(what) IS(__WASI_ERRNO_SUCCESS, what)
#define FAILS(code, what) IS(__WASI_ERRNO_##code, what)

static __wasi_errno_t open_as(const char *path, __wasi_oflags_t oflags,
                              __wasi_rights_t rights, __wasi_fdflags_t flags,
                              __wasi_fd_t *fd)
{
    return raw_open(ROOT, 0, AT(path), strlen(path), oflags, rights, rights,
                    flags, AT(fd));
}

static __wasi_errno_t put(__wasi_fd_t fd, const char *text)
{
    __wasi_ciovec_t vec = { (const uint8_t *)text, strlen(text) };
    __wasi_size_t done;
    __wasi_errno_t code = __wasi_fd_write(fd, &vec, 1, &done);
    return !code && done != strlen(text) ? __WASI_ERRNO_IO : code;
}

static int64_t size_of(__wasi_fd_t fd)
{
    __wasi_filestat_t stat;
    return __wasi_fd_filestat_get(fd, &stat) ? -1 : (int64_t)stat.size;
}

static int64_t tell(__wasi_fd_t fd)
{
    __wasi_filesize_t at;
    return __wasi_fd_tell(fd, &at) ? -1 : (int64_t)at;
}

static void arguments(void)
{
    __wasi_size_t count, bytes;
    OK(__wasi_args_sizes_get(&count, &bytes));
    uint8_t **argv = malloc(count * sizeof *argv), *text = malloc(bytes + 1);
    text[bytes] = 0x55;
    OK(__wasi_args_get(argv, text));
    IS(0x55, text[bytes]);
    __wasi_size_t used = 0;
    for (__wasi_size_t i = 0; i < count; i++)
        used += strlen((char *)argv[i]) + 1;
    IS(bytes, used);
    IS(0, strcmp((char *)argv[1], "grüße 🎬"));
    OK(__wasi_environ_sizes_get(&count, &bytes));
    IS(1, count);
    uint8_t *environ[1];
    text = malloc(bytes);
    OK(__wasi_environ_get(environ, text));
    IS(0, strcmp((char *)environ[0], "TITLE=Mäuse=✓"));
}

static void clocks(void)
{
    __wasi_timestamp_t first, second, step;
    for (int id = 0; id < 4; id++) {
        OK(__wasi_clock_time_get(id, 0, &first));
        OK(__wasi_clock_time_get(id, 0, &second));
        IS(1, second >= first);
        OK(__wasi_clock_res_get(id, &step));
        IS(1, step > 0 && step <= 1000000);
    }
    FAILS(INVAL, raw_clock(4, 0, AT(&first)));
    FAILS(INVAL, raw_clock(-1, 0, AT(&first)));
    FAILS(INVAL, raw_clock_res(4, AT(&first)));
}

static void preopens(void)
{
    __wasi_prestat_t stat;
    uint8_t name[8] = { 0 };
    __wasi_fd_t fd;
    OK(__wasi_fd_prestat_get(ROOT, &stat));
    IS(__WASI_PREOPENTYPE_DIR, stat.tag);
    IS(1, stat.u.dir.pr_name_len);
    FAILS(NAMETOOLONG, __wasi_fd_prestat_dir_name(ROOT, name, 0));
    OK(__wasi_fd_prestat_dir_name(ROOT, name, sizeof name));
    IS('/', name[0]);
    IS(0, name[1]);
    FAILS(BADF, __wasi_fd_prestat_get(0, &stat));
    FAILS(BADF, __wasi_fd_prestat_get(99, &stat));
    FAILS(NOTDIR, __wasi_fd_prestat_dir_name(1, name, 8));
    FAILS(BADF, __wasi_fd_prestat_dir_name(99, name, 8));
    OK(__wasi_path_create_directory(ROOT, "opened"));
    OK(open_as("opened", __WASI_OFLAGS_DIRECTORY, READ, 0, &fd));
    FAILS(BADF, __wasi_fd_prestat_get(fd, &stat));
    FAILS(NOTDIR, __wasi_fd_prestat_dir_name(fd, name, 8));
    OK(__wasi_fd_close(fd));
    OK(__wasi_path_remove_directory(ROOT, "opened"));
}

static void descriptors(void)
{
    __wasi_fd_t a, b, c, again;
    OK(open_as("a", CREAT, READ | WRITE, 0, &a));
    OK(open_as("b", CREAT, READ | WRITE, 0, &b));
    OK(open_as("c", CREAT, READ | WRITE, 0, &c));
    IS(a + 1, b);
    IS(b + 1, c);
    OK(__wasi_fd_close(a));
    FAILS(BADF, __wasi_fd_close(a));
    FAILS(BADF, put(a, "x"));
    OK(open_as("a", 0, READ | WRITE, 0, &again));
    IS(a, again); /* the lowest that is free */
    FAILS(BADF, __wasi_fd_renumber(a, 99));
    FAILS(BADF, __wasi_fd_renumber(99, a));
    OK(put(b, "four"));
    OK(__wasi_fd_renumber(b, b));
    IS(4, size_of(b));
    OK(__wasi_fd_renumber(b, a)); /* what a stood for is closed */
    IS(4, size_of(a));
    FAILS(BADF, __wasi_fd_close(b));
    IS(4, tell(a)); /* the cursor came along */
    OK(__wasi_fd_close(a));
    OK(__wasi_fd_close(c));
    FAILS(BADF, __wasi_fd_close(0x7fffffff));
    FAILS(BADF, __wasi_fd_close(0xffffffff));
    for (int left = 0;; left++) { /* to the limit, and back */
        __wasi_errno_t code = open_as("a", 0, READ, 0, &c);
        if (code) {
            IS(__WASI_ERRNO_MFILE, code);
            while (left--)
                OK(__wasi_fd_close(a + left));
            break;
        }
    }
    OK(open_as("a", 0, READ, 0, &again));
    IS(a, again);
    OK(__wasi_fd_close(again));
    OK(__wasi_path_unlink_file(ROOT, "a"));
    OK(__wasi_path_unlink_file(ROOT, "b"));
    OK(__wasi_path_unlink_file(ROOT, "c"));
}

static void transfers(void)
{
    __wasi_fd_t fd;
    __wasi_size_t done;
    __wasi_filesize_t at;
    uint8_t x[4] = "....", y[4] = "....", z[4] = "....";
    OK(open_as("data", CREAT, READ | WRITE, 0, &fd));
    __wasi_ciovec_t out[] = {
        { (uint8_t *)"", 0 }, { (uint8_t *)"abc", 3 }, { 0, 0 },
        { (uint8_t *)"defgh", 5 }, { (uint8_t *)"ij", 2 },
    };
    OK(__wasi_fd_write(fd, out, 5, &done));
    IS(10, done);
    IS(10, tell(fd));
    __wasi_iovec_t in[] = { { x, 2 }, { y, 0 }, { y, 3 }, { z, 4 } };
    OK(__wasi_fd_pread(fd, in, 4, 1, &done));
    IS(9, done);
    IS(0, memcmp(x, "bc..", 4) | memcmp(y, "def.", 4) | memcmp(z, "ghij", 4));
    OK(__wasi_fd_pread(fd, in, 4, 8, &done)); /* short */
    IS(2, done);
    IS(0, memcmp(x, "ij", 2) | memcmp(y, "def", 3));
    IS(10, tell(fd)); /* not moved */
    OK(__wasi_fd_read(fd, in, 4, &done)); /* at the end */
    IS(0, done);
    OK(__wasi_fd_read(fd, in, 0, &done)); /* nothing wanted */
    IS(0, done);
    OK(__wasi_fd_write(fd, out, 0, &done));
    IS(0, done);
    OK(__wasi_fd_pwrite(fd, out + 1, 1, 20, &done)); /* leaves a hole */
    IS(23, size_of(fd));
    OK(__wasi_fd_seek(fd, 12, __WASI_WHENCE_SET, &at));
    OK(__wasi_fd_read(fd, in, 1, &done));
    IS(0, x[0] | x[1]);
    OK(__wasi_fd_seek(fd, -3, __WASI_WHENCE_END, &at));
    IS(20, at);
    FAILS(INVAL, __wasi_fd_seek(fd, -21, __WASI_WHENCE_CUR, &at));
    FAILS(INVAL, __wasi_fd_seek(fd, -1, __WASI_WHENCE_SET, &at));
    FAILS(INVAL, raw_seek(fd, 0, 3, AT(&at)));
    IS(20, tell(fd)); /* not moved */
    OK(__wasi_fd_seek(fd, 1LL << 40, __WASI_WHENCE_SET, &at));
    IS(1LL << 40, tell(fd));
    OK(__wasi_fd_read(fd, in, 1, &done));
    IS(0, done);
    /* no file reaches so far, but the cursor does */
    OK(__wasi_fd_seek(fd, INT64_MAX, __WASI_WHENCE_SET, &at));
    IS(INT64_MAX, tell(fd));
    OK(__wasi_fd_read(fd, in, 1, &done));
    IS(0, done);
    FAILS(FBIG, put(fd, "x"));
    OK(__wasi_fd_seek(fd, INT64_MAX, __WASI_WHENCE_CUR, &at));
    FAILS(INVAL, __wasi_fd_seek(fd, 2, __WASI_WHENCE_CUR, &at));
    OK(__wasi_fd_seek(fd, INT64_MIN, __WASI_WHENCE_CUR, &at));
    IS(INT64_MAX - 1, tell(fd));
    OK(__wasi_fd_pwrite(fd, out, 1, 1ULL << 62, &done));
    IS(0, done);
    OK(__wasi_fd_pread(fd, in, 1, 1ULL << 62, &done));
    IS(0, done);
    FAILS(INVAL, __wasi_fd_pread(fd, in, 1, 1ULL << 63, &done));
    FAILS(INVAL, __wasi_fd_pwrite(fd, out + 1, 1, ~0ULL, &done));
    FAILS(FBIG, __wasi_fd_pwrite(fd, out + 1, 1, 1ULL << 62, &done));
    OK(__wasi_fd_filestat_set_size(fd, 5));
    IS(5, size_of(fd));
    OK(__wasi_fd_allocate(fd, 2, 2)); /* never shrinks */
    IS(5, size_of(fd));
    OK(__wasi_fd_allocate(fd, 4, 4));
    IS(8, size_of(fd));
    FAILS(INVAL, __wasi_fd_allocate(fd, 0, 0));
    FAILS(INVAL, __wasi_fd_filestat_set_size(fd, ~0ULL));
    OK(__wasi_fd_advise(fd, 0, 10, __WASI_ADVICE_WILLNEED));
    FAILS(INVAL, raw_advise(fd, 0, 10, 6));
    FAILS(INVAL, raw_advise(99, 0, 10, 6));
    FAILS(BADF, __wasi_fd_advise(99, 0, 10, 0));
    OK(__wasi_fd_sync(fd));
    OK(__wasi_fd_datasync(fd));
    OK(__wasi_fd_close(fd));

    OK(open_as("data", 0, READ | WRITE, __WASI_FDFLAGS_APPEND, &fd));
    OK(put(fd, "xy")); /* at the end, wherever the cursor is */
    IS(10, tell(fd));
    OK(__wasi_fd_seek(fd, 0, __WASI_WHENCE_SET, &at));
    OK(put(fd, "z"));
    IS(11, tell(fd));
    OK(__wasi_fd_seek(fd, 4, __WASI_WHENCE_SET, &at));
    OK(__wasi_fd_pwrite(fd, out + 4, 1, 0, &done)); /* at the end, too */
    IS(13, size_of(fd));
    IS(4, tell(fd));
    OK(__wasi_fd_filestat_set_size(fd, 11));
    OK(__wasi_fd_fdstat_set_flags(fd, 0));
    OK(__wasi_fd_seek(fd, 0, __WASI_WHENCE_SET, &at));
    OK(put(fd, "Z"));
    IS(11, size_of(fd));
    OK(__wasi_fd_fdstat_set_flags(fd, __WASI_FDFLAGS_APPEND));
    OK(put(fd, "!"));
    IS(12, size_of(fd));
    FAILS(INVAL, __wasi_fd_fdstat_set_flags(fd, __WASI_FDFLAGS_SYNC));
    FAILS(INVAL, raw_set_flags(fd, 32));
    OK(__wasi_fd_close(fd));
    OK(__wasi_path_unlink_file(ROOT, "data"));
}

/* What a descriptor is not for. */
static void misuse(void)
{
    __wasi_size_t done;
    __wasi_filesize_t at;
    __wasi_filestat_t stat;
    uint8_t buffer[64];
    __wasi_iovec_t in = { buffer, 8 };
    __wasi_ciovec_t out = { buffer, 8 };
    __wasi_fd_t fd, readable, writable;
    OK(open_as("f", CREAT, READ, 0, &readable));
    OK(open_as("f", 0, WRITE, 0, &writable));
    FAILS(BADF, __wasi_fd_write(readable, &out, 1, &done));
    FAILS(BADF, __wasi_fd_pwrite(readable, &out, 1, 0, &done));
    FAILS(INVAL, __wasi_fd_filestat_set_size(readable, 0));
    FAILS(BADF, __wasi_fd_allocate(readable, 0, 100));
    FAILS(BADF, __wasi_fd_read(writable, &in, 1, &done));
    FAILS(BADF, __wasi_fd_pread(writable, &in, 1, 0, &done));

    FAILS(ISDIR, __wasi_fd_read(ROOT, &in, 1, &done));
    FAILS(ISDIR, __wasi_fd_pread(ROOT, &in, 1, 0, &done));
    FAILS(BADF, __wasi_fd_write(ROOT, &out, 1, &done));
    FAILS(BADF, __wasi_fd_pwrite(ROOT, &out, 1, 0, &done));
    FAILS(BADF, __wasi_fd_seek(ROOT, 0, 0, &at));
    FAILS(BADF, __wasi_fd_tell(ROOT, &at));
    FAILS(BADF, __wasi_fd_allocate(ROOT, 0, 1));
    FAILS(INVAL, __wasi_fd_filestat_set_size(ROOT, 0));
    OK(__wasi_fd_advise(ROOT, 0, 0, 0));
    OK(__wasi_fd_fdstat_set_flags(ROOT, 0));
    OK(raw_open(ROOT, 0, AT("."), 1, 0, 0, 0, 0, AT(&fd))); /* without the right to read */
    FAILS(BADF, __wasi_fd_read(fd, &in, 1, &done));
    FAILS(BADF, __wasi_fd_pread(fd, &in, 1, 0, &done));
    OK(__wasi_fd_close(fd));
    OK(__wasi_fd_sync(ROOT));

    FAILS(SPIPE, __wasi_fd_seek(1, 0, 0, &at));
    FAILS(SPIPE, __wasi_fd_tell(0, &at));
    FAILS(SPIPE, __wasi_fd_pread(0, &in, 1, 0, &done));
    FAILS(SPIPE, __wasi_fd_pwrite(1, &out, 1, 0, &done));
    FAILS(BADF, __wasi_fd_read(1, &in, 1, &done));
    FAILS(BADF, __wasi_fd_write(0, &out, 1, &done));
    FAILS(INVAL, __wasi_fd_sync(2));
    FAILS(SPIPE, __wasi_fd_advise(0, 0, 0, 0));
    FAILS(BADF, __wasi_fd_allocate(0, 0, 1));
    FAILS(SPIPE, __wasi_fd_allocate(1, 0, 1));
    FAILS(INVAL, __wasi_fd_filestat_set_size(1, 0));
    FAILS(NOTDIR, __wasi_fd_readdir(1, buffer, 64, 0, &done));
    FAILS(NOTDIR, __wasi_fd_readdir(readable, buffer, 64, 0, &done));
    FAILS(BADF, __wasi_fd_readdir(99, buffer, 64, 0, &done));

    const int32_t no_directory[] = { 0, 99, -1, readable };
    for (int i = 0; i < 4; i++) {
        __wasi_fd_t from = no_directory[i];
        const int is_open = from == 0 || from == readable;
        const int code = is_open ? __WASI_ERRNO_NOTDIR : __WASI_ERRNO_BADF;
        IS(code, __wasi_path_create_directory(from, "d"));
        IS(code, __wasi_path_filestat_get(from, 0, "d", &stat));
        IS(code, __wasi_path_filestat_set_times(from, 0, "d", 0, 0, 0));
        IS(code, __wasi_path_link(from, 0, "d", ROOT, "e"));
        IS(code, __wasi_path_readlink(from, "d", buffer, 8, &done));
        IS(code, __wasi_path_remove_directory(from, "d"));
        IS(code, __wasi_path_rename(from, "d", ROOT, "e"));
        IS(code, __wasi_path_symlink("d", from, "e"));
        IS(code, __wasi_path_unlink_file(from, "d"));
        IS(code, raw_open(from, 0, AT("d"), 1, 0, 0, 0, 0, AT(&fd)));
    }
    FAILS(INVAL, raw_open(ROOT, 2, AT("f"), 1, 0, 0, 0, 0, AT(&fd)));
    FAILS(INVAL, raw_open(ROOT, 0, AT("f"), 1, 16, 0, 0, 0, AT(&fd)));
    FAILS(INVAL, raw_open(99, 0, AT("f"), 1, 16, 0, 0, 0, AT(&fd)));
    FAILS(INVAL, raw_open(ROOT, 0, AT("f"), 1, 0, 0, 0, 32, AT(&fd)));
    FAILS(INVAL, raw_path_filestat(ROOT, 2, AT("f"), 1, AT(&stat)));
    FAILS(NOTSOCK, raw_shutdown(ROOT, 3));
    FAILS(INVAL, raw_shutdown(ROOT, 4));
    FAILS(BADF, raw_shutdown(99, 1));
    FAILS(NOTSOCK, raw_accept(1, 0, AT(&fd)));
    FAILS(NOTSOCK, raw_recv(1, AT(&in), 1, 0, AT(&done), AT(&at)));
    FAILS(NOTSOCK, raw_send(1, AT(&out), 1, 0, AT(&done)));
    FAILS(INVAL, raw_send(1, AT(&out), 1, 1, AT(&done)));
    FAILS(INVAL, raw_raise(31));
    OK(raw_raise(0));
    OK(__wasi_sched_yield());
    OK(__wasi_fd_close(readable));
    OK(__wasi_fd_close(writable));
    OK(__wasi_path_unlink_file(ROOT, "f"));
}

static void rights(void)
{
    __wasi_fd_t fd;
    __wasi_fdstat_t stat;
    __wasi_size_t done;
    uint8_t byte;
    __wasi_iovec_t in = { &byte, 1 };
    OK(open_as("r", CREAT, READ | WRITE | __WASI_RIGHTS_FD_SEEK, 0, &fd));
    OK(__wasi_fd_fdstat_get(fd, &stat));
    IS(READ | WRITE | __WASI_RIGHTS_FD_SEEK, stat.fs_rights_base);
    IS(__WASI_FILETYPE_REGULAR_FILE, stat.fs_filetype);
    IS(0, stat.fs_flags);
    OK(__wasi_fd_fdstat_set_rights(fd, READ, 0));
    FAILS(BADF, put(fd, "x"));
    OK(__wasi_fd_read(fd, &in, 1, &done));
    FAILS(NOTCAPABLE, __wasi_fd_fdstat_set_rights(fd, READ | WRITE, 0));
    FAILS(NOTCAPABLE, __wasi_fd_fdstat_set_rights(fd, READ, READ));
    OK(__wasi_fd_fdstat_get(fd, &stat));
    IS(READ, stat.fs_rights_base);
    IS(0, stat.fs_rights_inheriting);
    OK(__wasi_fd_close(fd));

    OK(open_as("r", 0, 0, 0, &fd)); /* no rights at all are possible */
    OK(__wasi_fd_fdstat_get(fd, &stat));
    IS(0, stat.fs_rights_base);
    OK(__wasi_fd_close(fd));
    OK(open_as("r", __WASI_OFLAGS_TRUNC, 0, 0, &fd)); /* enough to truncate */
    OK(__wasi_fd_close(fd));

    /* a directory: all that begin with PATH or concern any descriptor */
    const __wasi_rights_t writing = WRITE | __WASI_RIGHTS_FD_ALLOCATE
        | __WASI_RIGHTS_FD_FILESTAT_SET_SIZE;
    const __wasi_rights_t of_files = writing | __WASI_RIGHTS_FD_SEEK
        | __WASI_RIGHTS_FD_TELL | __WASI_RIGHTS_FD_ADVISE;
    const __wasi_rights_t all = 0xfffffff;
    OK(__wasi_fd_fdstat_get(ROOT, &stat));
    IS(__WASI_FILETYPE_DIRECTORY, stat.fs_filetype);
    IS(0, stat.fs_flags);
    IS(all & ~of_files, stat.fs_rights_base);
    IS(all, stat.fs_rights_inheriting);
    OK(raw_open(ROOT, 0, AT("."), 1, 0, all & ~writing, all, 0, AT(&fd)));
    OK(__wasi_fd_fdstat_get(fd, &stat));
    IS(all & ~of_files, stat.fs_rights_base);
    IS(all, stat.fs_rights_inheriting);
    OK(__wasi_fd_fdstat_set_rights(fd, READ, READ));
    OK(raw_open(fd, 0, AT("r"), 1, 0, READ, all, 0, AT(&fd)));
    OK(__wasi_fd_fdstat_get(fd, &stat)); /* no more can be passed on */
    IS(READ, stat.fs_rights_inheriting);
    OK(__wasi_fd_close(fd));
    OK(__wasi_fd_close(fd - 1));
    OK(__wasi_fd_fdstat_get(0, &stat));
    IS(READ, stat.fs_rights_base & (READ | WRITE));
    OK(__wasi_fd_fdstat_get(1, &stat));
    IS(WRITE, stat.fs_rights_base & (READ | WRITE));
    FAILS(BADF, __wasi_fd_fdstat_get(99, &stat));
    OK(__wasi_path_unlink_file(ROOT, "r"));
}

static void times(void)
{
    __wasi_fd_t fd;
    __wasi_filestat_t stat, target;
    const __wasi_timestamp_t before = 1234567890123456789, after = 1;
    const int atim = __WASI_FSTFLAGS_ATIM, mtim = __WASI_FSTFLAGS_MTIM;
    const int atim_now = __WASI_FSTFLAGS_ATIM_NOW;
    const int mtim_now = __WASI_FSTFLAGS_MTIM_NOW;
    OK(open_as("t", CREAT, READ | WRITE, 0, &fd));
    OK(__wasi_fd_filestat_set_times(fd, before, after, atim | mtim));
    OK(__wasi_fd_filestat_get(fd, &stat));
    IS(before, stat.atim);
    IS(after, stat.mtim);
    OK(__wasi_fd_filestat_set_times(fd, 7, 987654321, mtim));
    FAILS(INVAL, __wasi_fd_filestat_set_times(fd, 3, 3, atim | atim_now));
    FAILS(INVAL, __wasi_fd_filestat_set_times(fd, 3, 3, mtim | mtim_now | atim));
    FAILS(INVAL, raw_set_times(fd, 3, 3, 16));
    OK(__wasi_fd_filestat_set_times(fd, 3, 3, 0));
    OK(__wasi_fd_filestat_get(fd, &stat));
    IS(before, stat.atim);
    IS(987654321, stat.mtim);
    OK(__wasi_fd_filestat_set_times(fd, 0, 0, mtim_now));
    OK(__wasi_fd_filestat_get(fd, &stat));
    IS(1, stat.mtim > before);
    OK(__wasi_path_symlink("t", ROOT, "link"));
    OK(__wasi_path_filestat_set_times(ROOT, 0, "link", 11, 22, atim | mtim));
    OK(__wasi_path_filestat_get(ROOT, 0, "link", &stat));
    IS(__WASI_FILETYPE_SYMBOLIC_LINK, stat.filetype);
    IS(22, stat.mtim);
    OK(__wasi_path_filestat_get(ROOT, 1, "link", &target));
    IS(__WASI_FILETYPE_REGULAR_FILE, target.filetype);
    IS(before, target.atim);
    OK(__wasi_path_filestat_set_times(ROOT, 1, "link", 33, 44, atim | mtim));
    OK(__wasi_fd_filestat_get(fd, &stat));
    IS(44, stat.mtim);
    IS(target.ino, stat.ino);
    FAILS(BADF, __wasi_fd_filestat_set_times(1, 0, 0, atim_now));
    OK(__wasi_fd_filestat_get(1, &stat));
    IS(0, stat.ino | stat.size | stat.mtim);
    OK(__wasi_fd_close(fd));
    OK(__wasi_path_unlink_file(ROOT, "link"));
    OK(__wasi_path_unlink_file(ROOT, "t"));
}

struct entry {
    uint64_t next, ino;
    uint32_t length;
    uint8_t type;
};

#define ENTRY 24

/* Lists with a buffer of `length`; the names, joined, come to `names`. */
static int list(__wasi_fd_t fd, uint32_t length, char *names)
{
    static uint8_t buffer[4096];
    uint64_t cookie = 0;
    int count = 0;
    *names = 0;
    for (;;) {
        __wasi_size_t used;
        buffer[length] = 0x55;
        if (__wasi_fd_readdir(fd, buffer, length, cookie, &used))
            return -1;
        if (used > length || buffer[length] != 0x55)
            return -2;
        uint32_t at = 0, whole = 0;
        while (at + ENTRY <= used) {
            struct entry entry;
            memcpy(&entry, buffer + at, ENTRY);
            if (at + ENTRY + entry.length > used)
                break;
            strncat(names, (char *)buffer + at + ENTRY, entry.length);
            strcat(names, " ");
            cookie = entry.next;
            at += ENTRY + entry.length;
            whole++;
        }
        count += whole;
        if (used < length)
            return count;
        if (!whole)
            return -3; /* cannot go on */
    }
}

static void listings(void)
{
    static char all[8192], names[8192];
    char name[32];
    uint64_t inodes[20];
    __wasi_fd_t fd, made;
    __wasi_size_t used;
    __wasi_filestat_t stat;
    uint8_t buffer[256];
    OK(__wasi_path_create_directory(ROOT, "dir"));
    OK(open_as("dir", __WASI_OFLAGS_DIRECTORY, __WASI_RIGHTS_FD_READDIR, 0, &fd));
    IS(2, list(fd, 256, all));
    IS(0, strcmp(all, ". .. "));
    for (int i = 0; i < 20; i++) {
        snprintf(name, sizeof name, "dir/%.*s%d", i, "xxxxxxxxxxxxxxxxxxxx", i);
        OK(open_as(name, CREAT, WRITE, 0, &made));
        OK(__wasi_fd_close(made));
    }
    IS(22, list(fd, 4095, all));
    for (uint32_t length = 0; length < 600; length++) {
        /* an entry that does not fit cannot be got over */
        int got = list(fd, length, names);
        if (length < ENTRY + 1 || (got == -3 && length < ENTRY + 21))
            IS(-3, got);
        else
            IS(22 * !strcmp(all, names), got);
    }
    /* Entries that come and go do not disturb a listing that has begun. */
    OK(__wasi_fd_readdir(fd, buffer, 256, 0, &used));
    IS(256, used);
    struct entry entry;
    memcpy(&entry, buffer, ENTRY);
    OK(__wasi_fd_filestat_get(fd, &stat));
    IS(stat.ino, entry.ino);
    IS(__WASI_FILETYPE_DIRECTORY, entry.type);
    OK(__wasi_path_unlink_file(ROOT, "dir/0"));
    OK(__wasi_path_rename(ROOT, "dir/x1", ROOT, "dir/new"));
    int left = 0;
    for (uint64_t cookie = entry.next;; left++) {
        OK(__wasi_fd_readdir(fd, buffer, ENTRY, cookie, &used));
        if (used < ENTRY)
            break;
        memcpy(&entry, buffer, ENTRY);
        cookie = entry.next;
    }
    IS(21, left);
    IS(21, list(fd, 4095, all)); /* from the start: as it is now */
    OK(__wasi_fd_readdir(fd, buffer, 256, 1ULL << 60, &used));
    IS(0, used);
    OK(__wasi_fd_readdir(fd, buffer, 256, ~0ULL, &used));
    IS(0, used);
    for (int i = 2; i < 20; i++) {
        snprintf(name, sizeof name, "dir/%.*s%d", i, "xxxxxxxxxxxxxxxxxxxx", i);
        OK(__wasi_path_filestat_get(ROOT, 0, name, &stat));
        IS(1, stat.nlink);
        inodes[i] = stat.ino;
    }
    OK(__wasi_fd_readdir(fd, large, sizeof large, 0, &used));
    int known = 0;
    for (uint32_t at = 0; at < used; at += ENTRY + entry.length) {
        memcpy(&entry, large + at, ENTRY);
        for (int i = 2; i < 20; i++)
            known += entry.ino == inodes[i];
    }
    IS(18, known);
    for (int i = 2; i < 20; i++) {
        snprintf(name, sizeof name, "dir/%.*s%d", i, "xxxxxxxxxxxxxxxxxxxx", i);
        OK(__wasi_path_unlink_file(ROOT, name));
    }
    OK(__wasi_path_unlink_file(ROOT, "dir/new"));
    OK(__wasi_fd_close(fd));
    OK(__wasi_path_remove_directory(ROOT, "dir"));
}

static __wasi_subscription_t sleep_for(uint64_t id, __wasi_timestamp_t time,
                                       int clock, int flags)
{
    __wasi_subscription_t it = { .userdata = id };
    it.u.tag = __WASI_EVENTTYPE_CLOCK;
    it.u.u.clock.id = clock;
    it.u.u.clock.timeout = time;
    it.u.u.clock.flags = flags;
    return it;
}

static __wasi_subscription_t ready(uint64_t id, int type, __wasi_fd_t fd)
{
    __wasi_subscription_t it = { .userdata = id };
    it.u.tag = type;
    it.u.u.fd_read.file_descriptor = fd;
    return it;
}

static void polls(void)
{
    const int abstime = __WASI_SUBCLOCKFLAGS_SUBSCRIPTION_CLOCK_ABSTIME;
    const uint64_t ms = 1000000, long_time = 3600000 * ms;
    __wasi_subscription_t in[4];
    __wasi_event_t out[4];
    __wasi_size_t count;
    __wasi_timestamp_t before, after;
    __wasi_fd_t fd;
    FAILS(INVAL, __wasi_poll_oneoff(in, out, 0, &count));

    in[0] = sleep_for(7, 20 * ms, 1, 0);
    in[1] = sleep_for(8, long_time, 1, 0);
    OK(__wasi_clock_time_get(1, 0, &before));
    OK(__wasi_poll_oneoff(in, out, 2, &count));
    OK(__wasi_clock_time_get(1, 0, &after));
    IS(1, count);
    IS(7, out[0].userdata);
    IS(__WASI_EVENTTYPE_CLOCK, out[0].type);
    IS(0, out[0].error);
    IS(1, after - before >= 20 * ms);

    for (int clock = 0; clock < 2; clock++) {
        OK(__wasi_clock_time_get(clock, 0, &before));
        in[0] = sleep_for(1, long_time, clock, 0);
        in[1] = sleep_for(2, before + 10 * ms, clock, abstime);
        OK(__wasi_poll_oneoff(in, out, 2, &count));
        OK(__wasi_clock_time_get(clock, 0, &after));
        IS(1, count);
        IS(2, out[0].userdata);
        IS(1, after - before >= 9 * ms);
        in[1] = sleep_for(3, 1, clock, abstime); /* long past */
        OK(__wasi_poll_oneoff(in, out, 2, &count));
        IS(3, out[0].userdata);
    }

    OK(open_as("p", CREAT, READ | WRITE, 0, &fd));
    OK(put(fd, "12345"));
    __wasi_filesize_t at;
    OK(__wasi_fd_seek(fd, 2, 0, &at));
    in[0] = sleep_for(1, long_time, 1, 0);
    in[1] = ready(2, __WASI_EVENTTYPE_FD_READ, fd);
    in[2] = ready(3, __WASI_EVENTTYPE_FD_WRITE, 1);
    in[3] = ready(4, __WASI_EVENTTYPE_FD_READ, 99);
    OK(__wasi_poll_oneoff(in, out, 4, &count));
    IS(3, count);
    IS(2, out[0].userdata);
    IS(3, out[0].fd_readwrite.nbytes);
    IS(__WASI_EVENTTYPE_FD_WRITE, out[1].type);
    IS(4, out[2].userdata);
    IS(__WASI_ERRNO_BADF, out[2].error);
    OK(__wasi_fd_seek(fd, 0, __WASI_WHENCE_END, &at)); /* nothing is left */
    in[0] = ready(1, __WASI_EVENTTYPE_FD_READ, fd);
    in[1] = ready(2, __WASI_EVENTTYPE_FD_READ, 1);
    in[2] = ready(3, __WASI_EVENTTYPE_FD_WRITE, 0);
    in[3] = ready(4, __WASI_EVENTTYPE_FD_WRITE, ROOT);
    OK(__wasi_poll_oneoff(in, out, 4, &count));
    IS(4, count);
    IS(0, out[0].fd_readwrite.nbytes);
    IS(__WASI_EVENTRWFLAGS_FD_READWRITE_HANGUP, out[0].fd_readwrite.flags);
    IS(__WASI_ERRNO_BADF, out[1].error);
    IS(__WASI_ERRNO_BADF, out[2].error);
    IS(__WASI_ERRNO_SUCCESS, out[3].error);
    __wasi_iovec_t rest = { (uint8_t *)out, sizeof out };
    in[0] = ready(1, __WASI_EVENTTYPE_FD_READ, 0);
    OK(__wasi_poll_oneoff(in, out, 1, &count));
    IS(0, out[0].fd_readwrite.flags);
    OK(__wasi_fd_read(0, &rest, 1, &count));
    IS(0, count);
    OK(__wasi_poll_oneoff(in, out, 1, &count)); /* the end is known now */
    IS(0, out[0].error);
    IS(__WASI_EVENTRWFLAGS_FD_READWRITE_HANGUP, out[0].fd_readwrite.flags);
    for (int i = 0; i < 4; i++)
        in[i] = sleep_for(i, (i & 1) ? long_time : ms, 1, 0);
    OK(__wasi_poll_oneoff(in, out, 4, &count)); /* those that are due together */
    IS(2, count);
    IS(0, out[0].userdata);
    IS(2, out[1].userdata);
    in[0] = sleep_for(5, 0, 1, 2); /* no such flag */
    OK(__wasi_poll_oneoff(in, out, 1, &count));
    IS(__WASI_ERRNO_INVAL, out[0].error);
    in[0] = sleep_for(5, 0, 9, 0); /* no such clock */
    OK(__wasi_poll_oneoff(in, out, 1, &count));
    IS(__WASI_ERRNO_INVAL, out[0].error);
    in[0].u.tag = 3;
    FAILS(INVAL, __wasi_poll_oneoff(in, out, 1, &count));
    OK(__wasi_fd_close(fd));
    OK(__wasi_path_unlink_file(ROOT, "p"));
}

/* Pointers that lead nowhere, or only half into the memory. */
static void pointers(void)
{
    uint32_t end = __builtin_wasm_memory_size(0) * 65536;
    const uint32_t bad[] = { end - 1, end, 0x80000000, 0xfffffff0, 0xffffffff };
    static uint8_t space[64];
    __wasi_fd_t fd;
    __wasi_size_t done;
    OK(open_as("q", CREAT, READ | WRITE, 0, &fd));
    OK(put(fd, "content"));
    for (int i = 0; i < 5; i++) {
        uint32_t p = bad[i];
        __wasi_iovec_t vec = { (uint8_t *)p, 16 };
        FAILS(FAULT, raw_read(fd, p, 1, AT(&done)));
        FAILS(FAULT, raw_read(fd, AT(&vec), 1, AT(&done)));
        FAILS(FAULT, raw_read(fd, AT(&vec), 1, p));
        FAILS(FAULT, raw_write(fd, AT(&vec), 1, AT(&done)));
        FAILS(FAULT, raw_fdstat(fd, p));
        FAILS(FAULT, raw_filestat(fd, p));
        FAILS(FAULT, raw_readdir(ROOT, p, 100, 0, AT(&done)));
        FAILS(FAULT, raw_readdir(ROOT, AT(space), 0, 0, p));
        FAILS(FAULT, raw_seek(fd, 0, 0, p));
        FAILS(FAULT, raw_open(ROOT, 0, p, 10, 0, 0, 0, 0, AT(&done)));
        FAILS(FAULT, raw_open(ROOT, 0, AT("q"), 0xffffffff, 0, 0, 0, 0, 0));
        FAILS(FAULT, raw_path_filestat(ROOT, 0, AT("q"), 1, p));
        FAILS(FAULT, raw_clock(1, 0, p));
        FAILS(FAULT, raw_clock_res(1, p));
        FAILS(FAULT, raw_random(p, 16));
        FAILS(FAULT, raw_args_sizes(p, AT(&done)));
        FAILS(FAULT, raw_args(p, AT(space)));
        FAILS(FAULT, raw_poll(p, AT(space), 1, AT(&done)));
        FAILS(FAULT, raw_poll(AT(space), p, 1, AT(&done)));
    }
    /* a descriptor must not be lost when its number cannot be told */
    __wasi_fd_t first, second;
    OK(open_as("q", 0, READ, 0, &first));
    OK(__wasi_fd_close(first));
    FAILS(FAULT, raw_open(ROOT, 0, AT("q"), 1, 0, READ, 0, 0, 0xffffffff));
    OK(open_as("q", 0, READ, 0, &second));
    IS(first, second);
    OK(__wasi_fd_close(second));
    static __wasi_iovec_t vast[1024]; /* more in all than a size can say */
    for (int i = 0; i < 1024; i++)
        vast[i] = (__wasi_iovec_t){ large, sizeof large };
    FAILS(INVAL, __wasi_fd_read(fd, vast, 1024, &done));
    FAILS(INVAL, __wasi_fd_write(fd, (__wasi_ciovec_t *)vast, 1024, &done));
    OK(__wasi_fd_pread(fd, vast, 800, 0, &done));
    IS(7, done);
    __wasi_iovec_t many = { space, 1 };
    FAILS(INVAL, raw_read(fd, AT(&many), 0x10000, AT(&done)));
    FAILS(ILSEQ, raw_open(ROOT, 0, AT("\xff\xfe"), 2, CREAT, 0, 0, 0, AT(&fd)));
    FAILS(INVAL, raw_open(ROOT, 0, AT("q\0x"), 3, CREAT, 0, 0, 0, AT(&first)));
    FAILS(NOENT, raw_open(ROOT, 0, AT(""), 0, 0, 0, 0, 0, AT(&first)));
    static char deep[5000];
    memset(deep, 'n', sizeof deep);
    FAILS(NAMETOOLONG,
          raw_open(ROOT, 0, AT(deep), sizeof deep, CREAT, 0, 0, 0, AT(&first)));
    FAILS(NAMETOOLONG,
          raw_open(ROOT, 0, AT(deep), 256, CREAT, 0, 0, 0, AT(&first)));
    OK(__wasi_random_get(space, 0));
    uint8_t *noise = calloc(1, 200000);
    OK(__wasi_random_get(noise, 200000));
    int zeros = 0;
    for (int i = 0; i < 200000; i++)
        zeros += !noise[i];
    IS(1, zeros < 2000);
    OK(__wasi_fd_close(fd));
    OK(__wasi_path_unlink_file(ROOT, "q"));
}

static void links(void)
{
    __wasi_fd_t fd;
    __wasi_size_t done;
    __wasi_filestat_t stat;
    uint8_t buffer[16];
    OK(open_as("one", CREAT, WRITE, 0, &fd));
    OK(__wasi_fd_close(fd));
    OK(__wasi_path_link(ROOT, 0, "one", ROOT, "two"));
    OK(__wasi_path_filestat_get(ROOT, 0, "one", &stat));
    IS(2, stat.nlink);
    FAILS(INVAL, __wasi_path_link(ROOT, 1, "one", ROOT, "three"));
    FAILS(INVAL, __wasi_path_link(ROOT, 1, "../one", ROOT, "three"));
    FAILS(PERM, __wasi_path_symlink("/one", ROOT, "missing/absolute"));
    FAILS(EXIST, __wasi_path_link(ROOT, 0, "one", ROOT, "two"));
    OK(__wasi_path_symlink("one/two", ROOT, "soft"));
    memset(buffer, '.', sizeof buffer);
    OK(__wasi_path_readlink(ROOT, "soft", buffer, 3, &done)); /* cut off, no NUL */
    IS(3, done);
    IS(0, memcmp(buffer, "one.", 4));
    OK(__wasi_path_readlink(ROOT, "soft", buffer, 16, &done));
    IS(7, done);
    IS('.', buffer[7]);
    OK(__wasi_path_readlink(ROOT, "soft", buffer, 0, &done));
    IS(0, done);
    FAILS(INVAL, __wasi_path_readlink(ROOT, "one", buffer, 16, &done));
    FAILS(PERM, __wasi_path_symlink("/one", ROOT, "absolute"));
    FAILS(EXIST, __wasi_path_symlink("x", ROOT, "soft"));
    OK(__wasi_path_unlink_file(ROOT, "soft"));
    char name[8] = "one", next[8];
    for (int i = 1; i <= 41; i++) { /* each leads to the one before it */
        snprintf(next, sizeof next, "%d", i);
        OK(__wasi_path_symlink(name, ROOT, next));
        strcpy(name, next);
    }
    OK(__wasi_path_filestat_get(ROOT, 1, "40", &stat));
    FAILS(LOOP, __wasi_path_filestat_get(ROOT, 1, "41", &stat));
    FAILS(LOOP, raw_open(ROOT, 1, AT("41"), 2, 0, READ, 0, 0, AT(&fd)));
    FAILS(LOOP, raw_open(ROOT, 0, AT("41/x"), 4, 0, READ, 0, 0, AT(&fd)));
    for (int i = 1; i <= 41; i++) {
        snprintf(next, sizeof next, "%d", i);
        OK(__wasi_path_unlink_file(ROOT, next));
    }
    OK(__wasi_path_unlink_file(ROOT, "one"));
    OK(__wasi_path_unlink_file(ROOT, "two"));
}

/* What is open stays what it is when its name goes to another. */
static void lost_names(void)
{
    __wasi_fd_t gone, moved, file;
    __wasi_filestat_t stat;
    __wasi_size_t used;
    uint8_t buffer[256];
    OK(__wasi_path_create_directory(ROOT, "one"));
    OK(__wasi_path_create_directory(ROOT, "two"));
    OK(open_as("one", __WASI_OFLAGS_DIRECTORY, READ, 0, &gone));
    OK(open_as("two", __WASI_OFLAGS_DIRECTORY, READ, 0, &moved));
    OK(__wasi_fd_filestat_get(moved, &stat));
    const uint64_t inode = stat.ino;
    OK(__wasi_path_rename(ROOT, "two", ROOT, "one"));
    OK(raw_open(moved, 0, AT("f"), 1, CREAT, WRITE, 0, 0, AT(&file)));
    OK(__wasi_fd_close(file));
    FAILS(NOENT, __wasi_path_filestat_get(gone, 0, "f", &stat));
    FAILS(NOENT, __wasi_path_create_directory(gone, "d"));
    OK(__wasi_path_filestat_get(ROOT, 0, "one/f", &stat));
    OK(__wasi_fd_filestat_get(gone, &stat));
    IS(1, stat.ino != inode);
    OK(__wasi_path_unlink_file(ROOT, "one/f"));
    OK(__wasi_path_remove_directory(ROOT, "one"));
    OK(__wasi_path_create_directory(ROOT, "one"));
    FAILS(NOENT, raw_open(moved, 0, AT("f"), 1, CREAT, WRITE, 0, 0, AT(&file)));
    OK(__wasi_fd_readdir(moved, buffer, sizeof buffer, 0, &used));
    IS(2 * 24 + 3, used); /* nothing but the dots */
    OK(__wasi_fd_close(gone));
    OK(__wasi_fd_close(moved));
    OK(__wasi_path_remove_directory(ROOT, "one"));
}

/* Any descriptor gives way to another, those that were open from the start, too. */
static void takeovers(void)
{
    __wasi_fd_t file, root, lowest;
    __wasi_fdstat_t stat;
    __wasi_prestat_t prestat;
    __wasi_size_t done;
    uint8_t byte;
    __wasi_iovec_t in = { &byte, 1 };
    OK(open_as("t", CREAT, READ | WRITE, 0, &file));
    OK(put(file, "x"));
    OK(raw_open(ROOT, 0, AT("."), 1, __WASI_OFLAGS_DIRECTORY, READ, READ, 0,
                AT(&root)));
    OK(__wasi_fd_renumber(file, 0));
    FAILS(BADF, __wasi_fd_fdstat_get(file, &stat));
    OK(__wasi_fd_pread(0, &in, 1, 0, &done));
    IS('x', byte);
    OK(__wasi_fd_renumber(2, 0)); /* a stream over a file */
    OK(__wasi_fd_fdstat_get(0, &stat));
    IS(WRITE, stat.fs_rights_base & (READ | WRITE));
    OK(__wasi_fd_renumber(root, ROOT));
    FAILS(BADF, __wasi_fd_prestat_get(ROOT, &prestat)); /* no longer one that was given */
    OK(__wasi_path_unlink_file(ROOT, "t"));
    OK(raw_open(ROOT, 0, AT("."), 1, 0, READ, 0, 0, AT(&lowest)));
    IS(2, lowest);
    OK(__wasi_fd_close(ROOT));
    FAILS(BADF, __wasi_path_unlink_file(ROOT, "t"));
    OK(__wasi_fd_close(0));
    FAILS(BADF, __wasi_fd_read(0, &in, 1, &done));
}

int main(void)
{
    arguments();
    clocks();
    preopens();
    descriptors();
    transfers();
    misuse();
    rights();
    times();
    listings();
    polls();
    pointers();
    links();
    lost_names();
    takeovers();
    printf("%d checks\n", checks);
    return failures > 0;
}
