/* SPDX-License-Identifier: MIT */
/*
 * Calls the host at random: `fuzz SEED CALLS LIMIT`. Whatever the arguments are,
 * the answer is an error number, and the table of descriptors stays as it should.
 * Ends with 0, or with the number of the line that found something else: its
 * output is at random, too.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define IMPORT(name, ...)                                                    \
    __attribute__((import_module("wasi_snapshot_preview1"),                  \
                   import_name(#name))) int32_t raw_##name(__VA_ARGS__)
typedef uint32_t u32;
typedef uint64_t u64;
IMPORT(args_get, u32, u32);
IMPORT(args_sizes_get, u32, u32);
IMPORT(environ_get, u32, u32);
IMPORT(environ_sizes_get, u32, u32);
IMPORT(clock_res_get, u32, u32);
IMPORT(clock_time_get, u32, u64, u32);
IMPORT(fd_advise, u32, u64, u64, u32);
IMPORT(fd_allocate, u32, u64, u64);
IMPORT(fd_close, u32);
IMPORT(fd_datasync, u32);
IMPORT(fd_fdstat_get, u32, u32);
IMPORT(fd_fdstat_set_flags, u32, u32);
IMPORT(fd_fdstat_set_rights, u32, u64, u64);
IMPORT(fd_filestat_get, u32, u32);
IMPORT(fd_filestat_set_size, u32, u64);
IMPORT(fd_filestat_set_times, u32, u64, u64, u32);
IMPORT(fd_pread, u32, u32, u32, u64, u32);
IMPORT(fd_prestat_get, u32, u32);
IMPORT(fd_prestat_dir_name, u32, u32, u32);
IMPORT(fd_pwrite, u32, u32, u32, u64, u32);
IMPORT(fd_read, u32, u32, u32, u32);
IMPORT(fd_readdir, u32, u32, u32, u64, u32);
IMPORT(fd_renumber, u32, u32);
IMPORT(fd_seek, u32, u64, u32, u32);
IMPORT(fd_sync, u32);
IMPORT(fd_tell, u32, u32);
IMPORT(fd_write, u32, u32, u32, u32);
IMPORT(path_create_directory, u32, u32, u32);
IMPORT(path_filestat_get, u32, u32, u32, u32, u32);
IMPORT(path_filestat_set_times, u32, u32, u32, u32, u64, u64, u32);
IMPORT(path_link, u32, u32, u32, u32, u32, u32, u32);
IMPORT(path_open, u32, u32, u32, u32, u32, u64, u64, u32, u32);
IMPORT(path_readlink, u32, u32, u32, u32, u32, u32);
IMPORT(path_remove_directory, u32, u32, u32);
IMPORT(path_rename, u32, u32, u32, u32, u32, u32);
IMPORT(path_symlink, u32, u32, u32, u32, u32);
IMPORT(path_unlink_file, u32, u32, u32);
IMPORT(poll_oneoff, u32, u32, u32, u32);
IMPORT(random_get, u32, u32);
IMPORT(sched_yield, void);
IMPORT(sock_accept, u32, u32, u32);
IMPORT(sock_recv, u32, u32, u32, u32, u32, u32);
IMPORT(sock_send, u32, u32, u32, u32, u32);
IMPORT(sock_shutdown, u32, u32);

#define MUST(condition) do { if (!(condition)) exit(__LINE__ % 250 + 1); } while (0)

/* The last page of the memory: what the host may write to. */
#define ARENA_BYTES 65536u
static u32 arena;
static u64 state;
static uint8_t is_open[4096];
static u32 limit;

static u64 next(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static u32 below(u32 bound) { return (u32)(next() >> 20) % bound; }
static int seldom(void) { return below(12) == 0; }

static u32 fd(void)
{
    if (seldom())
        return (u32)next();
    /* Mostly something open, and often the first directory. */
    if (below(3) == 0)
        return 3;
    for (int i = 0; i < 20; i++) {
        u32 n = below(limit + 2);
        if (is_open[n])
            return n;
    }
    return below(limit + 2);
}

static u32 pointer(void)
{
    switch (below(16)) {
    case 0: return 0xffffffff - below(64);
    case 1: return arena + ARENA_BYTES - below(64);
    case 2: return arena + ARENA_BYTES + (u32)next() % 0x10000000;
    default: return arena + 16384 + below(16) * 1024 + below(9);
    }
}

static u32 length(void)
{
    switch (below(10)) {
    case 0: return (u32)next();
    case 1: return 0;
    case 2: return 0xffffffff - below(3);
    default: return below(300);
    }
}

static u64 wide(void)
{
    switch (below(10)) {
    case 0: return next();
    case 1: return ~(u64)below(3);
    case 2: return (u64)1 << below(64);
    case 3: return (u64)0x8000000000000000 - below(2);
    default: return below(5000);
    }
}

static u32 flags(u32 known) { return seldom() ? (u32)next() : below(known + 1); }

static u64 rights(void)
{
    switch (below(5)) {
    case 0: return next();
    case 1: return 0;
    case 2: return 0x42; /* to read and write */
    case 3: return 0x2;
    default: return 0xfffffff & ~(u64)0x400140;
    }
}

/* Where the next path is, and its length. */
static u32 path_bytes;
static u32 path(void)
{
    static const char *const names[] = {
        "a", "b", "c", "d", "e", ".", "..", "", "a", "b", "long-name", "\xff", "\xc3\xa9",
    };
    static u32 turn;
    char *at = (char *)(uintptr_t)(arena + 40000 + 1024 * (turn++ % 4));
    if (seldom()) {
        path_bytes = length();
        return pointer();
    }
    *at = 0;
    for (u32 n = below(4) + 1; n--;) {
        strcat(at, names[below(sizeof names / sizeof *names)]);
        if (n || below(6) == 0)
            strcat(at, "/");
    }
    path_bytes = strlen(at);
    if (seldom())
        path_bytes++; /* with a NUL */
    return (u32)(uintptr_t)at;
}

/*
 * Vectors: mostly into the arena, with holes; or where there are none. What else lies
 * in the arena is no vector: it could lead to the memory of the fuzzer itself.
 */
static u32 vectors(void)
{
    u32 *at = (u32 *)(uintptr_t)(arena + 8192);
    for (int i = 0; i < 8; i++) {
        at[i * 2] = pointer();
        at[i * 2 + 1] = below(3) ? below(700) : length();
    }
    if (seldom())
        return below(2) ? 0xffffffff - below(64) : arena + ARENA_BYTES - 1 - below(7);
    return arena + 8192;
}

static u32 count(void) { return seldom() ? length() : below(6); }

/* Subscriptions that are over soon: nobody waits for a fuzzer. */
static u32 subscriptions(void)
{
    for (u32 i = 0; i < 8; i++) {
        uint8_t *at = (uint8_t *)(uintptr_t)(arena + 4096 + i * 48);
        u64 time = below(1000);
        u32 which = fd();
        memset(at, 0, 48);
        at[0] = below(256);
        at[8] = seldom() ? below(256) : below(3);
        if (at[8] == 0) {
            at[16] = below(6);
            memcpy(at + 24, &time, 8);
            at[40] = below(2);
        } else
            memcpy(at + 16, &which, 4);
    }
    return arena + 4096;
}

static void opened(u32 result)
{
    u32 fd;
    memcpy(&fd, (void *)(uintptr_t)result, 4);
    MUST(fd < limit && !is_open[fd]);
    for (u32 i = 0; i < fd; i++)
        MUST(is_open[i]);
    is_open[fd] = 1;
}

static int32_t call(u32 which)
{
    /* Evaluated one after the other: C does not say in which order arguments are. */
    u32 f = fd(), g = fd(), p = pointer(), q = pointer(), n = length();
    u64 w = wide(), x = wide();
    u32 one = path(), one_bytes = path_bytes, two = path(), two_bytes = path_bytes;
    int32_t code;
    switch (which) {
    /* These write as much as there is, so to where nothing of ours is. */
    case 0: return raw_args_get(arena + below(64), arena + 1024);
    case 1: return raw_environ_get(arena + below(64), arena + 1024);
    case 2: return raw_args_sizes_get(p, q);
    case 3: return raw_environ_sizes_get(p, q);
    case 4: return raw_clock_res_get(flags(3), p);
    case 5: return raw_clock_time_get(flags(3), w, p);
    case 6: return raw_fd_advise(f, w, x, flags(5));
    case 7: return raw_fd_allocate(f, w, x);
    case 8:
        if (f == 3)
            return 0;
        code = raw_fd_close(f);
        MUST((code != 8) == (f < limit && is_open[f]));
        if (f < limit)
            is_open[f] = 0;
        return code;
    case 9: return raw_fd_datasync(f);
    case 10: return raw_fd_fdstat_get(f, p);
    case 11: return raw_fd_fdstat_set_flags(f, flags(31));
    case 12: return f == 3 ? 0 : raw_fd_fdstat_set_rights(f, rights(), rights());
    case 13: return raw_fd_filestat_get(f, p);
    case 14: return raw_fd_filestat_set_size(f, w);
    case 15: return raw_fd_filestat_set_times(f, w, x, flags(15));
    case 16: return raw_fd_pread(f, vectors(), count(), w, p);
    case 17: return raw_fd_prestat_get(f, p);
    case 18: return raw_fd_prestat_dir_name(f, p, n);
    case 19: return raw_fd_pwrite(f, vectors(), count(), w, p);
    case 20: return raw_fd_read(f, vectors(), count(), p);
    case 21: return raw_fd_readdir(f, p, n, w, q);
    case 22:
        if (f == 3 || g == 3)
            return 0;
        code = raw_fd_renumber(f, g);
        MUST((code != 8) == (f < limit && g < limit && is_open[f] && is_open[g]));
        if (code != 8 && f != g)
            is_open[f] = 0;
        return code;
    case 23: return raw_fd_seek(f, w, flags(2), p);
    case 24: return raw_fd_sync(f);
    case 25: return raw_fd_tell(f, p);
    case 26: return raw_fd_write(f, vectors(), count(), p);
    case 27: return raw_path_create_directory(f, one, one_bytes);
    case 28: return raw_path_filestat_get(f, flags(1), one, one_bytes, p);
    case 29:
        return raw_path_filestat_set_times(f, flags(1), one, one_bytes, w, x, flags(15));
    case 30: return raw_path_link(f, flags(1), one, one_bytes, g, two, two_bytes);
    case 31: return raw_path_readlink(f, one, one_bytes, p, n, q);
    case 32: return raw_path_remove_directory(f, one, one_bytes);
    case 33: return raw_path_rename(f, one, one_bytes, g, two, two_bytes);
    case 34: return raw_path_symlink(one, one_bytes, f, two, two_bytes);
    case 35: return raw_path_unlink_file(f, one, one_bytes);
    case 36: return raw_poll_oneoff(subscriptions(), p, count() % 9, q);
    case 37: return raw_random_get(p, n);
    case 38: return raw_sched_yield();
    case 39: return raw_sock_accept(f, flags(4), p);
    case 40: return raw_sock_recv(f, vectors(), count(), flags(3), p, q);
    case 41: return raw_sock_send(f, vectors(), count(), flags(3), p);
    case 42: return raw_sock_shutdown(f, flags(3));
    default:
        code = raw_path_open(f, flags(1), one, one_bytes, flags(15), rights(),
                             rights(), flags(31), p);
        if (code == 0)
            opened(p);
        return code;
    }
}

int main(int argc, char **argv)
{
    u32 calls, done = 0;
    if (argc != 4)
        return 255;
    state = 0x9e3779b97f4a7c15 * strtoull(argv[1], 0, 10);
    calls = strtoul(argv[2], 0, 10);
    limit = strtoul(argv[3], 0, 10);
    arena = __builtin_wasm_memory_grow(0, 1) * 65536;
    for (u32 i = 0; i < 3 || raw_fd_prestat_get(i, arena) == 0; i++)
        is_open[i] = 1;
    while (done++ < calls) {
        int32_t code = call(below(52));
        MUST(code >= 0 && code <= 76);
    }
    for (u32 i = 0; i < limit + 100; i++)
        MUST((raw_fd_fdstat_get(i, arena) == 0) == (i < limit && is_open[i]));
    return 0;
}
