// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/*
 * Threads of wasi-threads without a libc: what a host owes them, and what a hostile
 * guest does with them. The first argument says which.
 */
#define NULL ((void *)0)
typedef unsigned int u32;
typedef unsigned long long u64;
typedef unsigned char u8;

#define WASI(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(#name)))
WASI(args_get) int args_get(char **argv, char *buffer);
WASI(clock_time_get) int clock_time_get(u32 id, u64 precision, u64 *time);
WASI(environ_get) int environ_get(char **variables, char *buffer);
WASI(environ_sizes_get) int environ_sizes_get(u32 *count, u32 *size);
WASI(fd_close) int fd_close(u32 fd);
WASI(fd_read) int fd_read(u32 fd, const void *iovs, u32 count, u32 *size);
WASI(fd_seek) int fd_seek(u32 fd, u64 offset, u32 whence, u64 *position);
WASI(fd_write) int fd_write(u32 fd, const void *iovs, u32 count, u32 *size);
WASI(path_open) int path_open(u32 fd, u32 look, const char *path, u32 length, u32 flags, u64 rights, u64 inherit, u32 fdflags, u32 *opened);
WASI(poll_oneoff) int poll_oneoff(const void *in, void *out, u32 count, u32 *fired);
WASI(proc_exit) _Noreturn void proc_exit(u32 code);
WASI(random_get) int random_get(void *buffer, u32 length);
WASI(sched_yield) int sched_yield(void);
__attribute__((import_module("wasi"), import_name("thread-spawn"))) int spawn(void *arg);

/* The first word is where its stack begins: see bare_threads.S. */
struct thread {
    void *stack;
    void (*run)(struct thread *);
    int number, done, tid;
    int result;
};

#define MOST 600
#define STACK 16384
static struct thread threads[MOST];
static _Alignas(16) u8 stacks[MOST][STACK];

static int wait(int *at, int expected, long long ns)
{
    return __builtin_wasm_memory_atomic_wait32(at, expected, ns);
}

static void wake(int *at)
{
    __builtin_wasm_memory_atomic_notify(at, 1 << 30);
}

static int load(int *at)
{
    return __atomic_load_n(at, __ATOMIC_SEQ_CST);
}

static void set(int *at, int value)
{
    __atomic_store_n(at, value, __ATOMIC_SEQ_CST);
    wake(at);
}

static int add(int *at, int value)
{
    int sum = __atomic_add_fetch(at, value, __ATOMIC_SEQ_CST);
    wake(at);
    return sum;
}

static void until(int *at, int value)
{
    int now;
    while ((now = load(at)) != value)
        wait(at, now, -1);
}

void thread_main(int tid, struct thread *self)
{
    self->tid = tid;
    self->run(self);
    set(&self->done, 1);
}

static int start(int i, void (*run)(struct thread *))
{
    threads[i].stack = stacks[i] + STACK;
    threads[i].run = run;
    threads[i].number = i;
    threads[i].done = 0;
    return spawn(&threads[i]);
}

static void join(int i)
{
    until(&threads[i].done, 1);
}

static u32 length(const char *text)
{
    u32 n = 0;
    while (text[n])
        n++;
    return n;
}

static int same(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

static int put(u32 fd, const void *data, u32 size)
{
    const void *iov[2] = {data, (void *)size};
    u32 written = 0;
    int error = fd_write(fd, iov, 1, &written);
    return error ? -error : (int)written;
}

static void say(const char *text)
{
    put(1, text, length(text));
}

static void number(int value)
{
    char text[16];
    int at = 15;
    int minus = value < 0;
    u32 rest = minus ? -(u32)value : value;
    text[at] = '\n';
    do
        text[--at] = '0' + rest % 10;
    while (rest /= 10);
    if (minus)
        text[--at] = '-';
    put(1, text + at, 16 - at);
}

static void check(int holds, const char *what)
{
    if (holds)
        return;
    say(what);
    proc_exit(1);
}

static int nap(u64 ns)
{
    struct {
        u64 data;
        u8 type;
        _Alignas(8) u32 clock;
        u64 timeout, precision;
        unsigned short flags;
    } sleep = {.data = 7, .clock = 1, .timeout = ns};
    u64 event[4];
    u32 fired = 0;
    return poll_oneoff(&sleep, event, 1, &fired);
}

/* What threads do. */
static int counter, gate, never, mutex;
static volatile int spinning;

/* Whether to say when all that end the run is yet to be done. */
static int announced;

static void announce(void)
{
    if (announced)
        say("now\n");
}

static void counting(struct thread *self)
{
    for (int i = 0; i < 1000; i++)
        add(&counter, 1);
    self->result = self->number * 2;
}

static void nothing(struct thread *self)
{
    (void)self;
}

static void waiting(struct thread *self)
{
    (void)self;
    add(&counter, 1);
    until(&gate, 1);
}

static void spins(struct thread *self)
{
    (void)self;
    add(&counter, 1);
    for (;;)
        spinning++;
}

static void sleeps(struct thread *self)
{
    (void)self;
    add(&counter, 1);
    for (;;)
        nap(3600000000000ull);
}

static void waits(struct thread *self)
{
    (void)self;
    add(&counter, 1);
    until(&never, 1);
}

static void locks(struct thread *self)
{
    (void)self;
    add(&counter, 1);
    while (__atomic_exchange_n(&mutex, 1, __ATOMIC_SEQ_CST))
        wait(&mutex, 1, -1);
    until(&never, 1);
}

static void calls(struct thread *self)
{
    u64 position;
    (void)self;
    add(&counter, 1);
    for (;;)
        fd_seek(99, 0, 1, &position);
}

static void exits(struct thread *self)
{
    until(&counter, 15);
    announce();
    proc_exit(40 + self->number - self->number);
}

static void traps(struct thread *self)
{
    (void)self;
    until(&counter, 15);
    announce();
    __builtin_trap();
}

/* Waits for the caller: for input, or until its output is taken. */
static void asks(struct thread *self)
{
    static char text[4096];
    add(&counter, 1);
    until(&gate, 1);
    for (;;)
        if (self->number == 0) {
            void *iov[2] = {text, (void *)1};
            u32 done;
            fd_read(0, iov, 1, &done);
        } else
            put(1, text, sizeof text);
}

/* The third ends all, when the caller may or may not have been asked yet. */
static void ends_while_asked(struct thread *self)
{
    add(&counter, 1);
    until(&gate, 1);
    nap(announced ? 50000000 : 0);
    if (self->number == 2)
        proc_exit(41);
    __builtin_trap();
}

static void (*const busy[])(struct thread *) = {spins, sleeps, waits, locks, calls};

/* Fifteen threads that never end, whatever they do. */
static void fill(void)
{
    for (int i = 0; i < 15; i++)
        check(start(i, busy[i % 5]) > 0, "no thread\n");
    until(&counter, 15);
}

static void writes(struct thread *self)
{
    char name[] = "file-00", text[64];
    u32 fd, done;
    u64 position;
    name[5] += self->number / 10;
    name[6] += self->number % 10;
    self->result = path_open(3, 0, name, 7, 9, 0x42 | 4, 0, 0, &fd);
    for (int i = 0; i < 200 && !self->result; i++) {
        for (int j = 0; j < 64; j++)
            text[j] = 'a' + (i + j + self->number) % 26;
        if (put(fd, text, 64) != 64)
            self->result = -1;
    }
    fd_seek(fd, 0, 0, &position);
    for (int i = 0; i < 200 && !self->result; i++) {
        void *iov[4] = {text, (void *)32, text + 32, (void *)32};
        if (fd_read(fd, iov, 2, &done) || done != 64)
            self->result = -2;
        for (int j = 0; j < 64; j++)
            if (text[j] != 'a' + (i + j + self->number) % 26)
                self->result = -3;
    }
    if (!self->result && fd_close(fd))
        self->result = -4;
}

/* Write without end, and count what was acknowledged. */
static int acknowledged[8];

static void scribbles(struct thread *self)
{
    char name[] = "file-0";
    u32 fd;
    name[5] += self->number;
    check(!path_open(3, 0, name, 6, 9, 0x42 | 4, 0, 0, &fd), "no file\n");
    while (put(fd, name, 6) == 6)
        add(&acknowledged[self->number], 1);
}

static void exits_meanwhile(struct thread *self)
{
    for (int i = 0; i < 8; i++)
        while (load(&acknowledged[i]) < 20)
            wait(&acknowledged[i], load(&acknowledged[i]), 1000000);
    for (int i = 0; i < 8; i++)
        number(load(&acknowledged[i]));
    proc_exit(40 + self->number - self->number);
}

static void traps_meanwhile(struct thread *self)
{
    (void)self;
    for (int i = 0; i < 8; i++)
        while (load(&acknowledged[i]) < 20)
            wait(&acknowledged[i], load(&acknowledged[i]), 1000000);
    __builtin_trap();
}

static void clocks(struct thread *self)
{
    u64 last = 0, now;
    for (int i = 0; i < 500; i++) {
        clock_time_get(1, 0, &now);
        if (now < last)
            self->result = 1;
        last = now;
    }
    u64 before, after;
    clock_time_get(1, 0, &before);
    nap(2000000);
    clock_time_get(1, 0, &after);
    if (after - before < 2000000)
        self->result = 2;
}

/* Changes what others pass to the host while it looks. */
static struct {
    const void *data;
    u32 length;
} vectors[4];
static char path[16] = "inside";
static int wild;
static u8 secret[64 * 1024], room[200000], mark[60000];

static void flips(struct thread *self)
{
    u32 n = self->number;
    while (!load(&gate)) {
        n = n * 1103515245 + 12345;
        if (!load(&wild)) {
            vectors[n >> 8 & 3].length = n >> 16 & 1 ? 15000 : 0;
            continue;
        }
        vectors[n >> 8 & 3].length = n >> 16 & 1 ? 16 : n >> 17 & 1 ? 50000 : 0xfffffff0;
        vectors[n >> 10 & 3].data = n >> 18 & 1 ? (void *)room : (void *)0xfffffff0;
        for (int i = 0; i < 6; i++)
            path[i] = n >> 19 & 1 ? "inside"[i] : "../../"[i];
        path[6] = n >> 20 & 1 ? 0 : '/';
    }
}

static void attack(void)
{
    u32 done, fd, nowhere;
    const void *marks[4] = {mark, (void *)30000, mark + 30000, (void *)30000};

    /* It passes through the host, and must not come out again. */
    for (u32 i = 0; i < sizeof mark; i++)
        mark[i] = 'U';
    check(!path_open(4, 0, "null", 4, 0, 0x40, 0, 0, &nowhere), "no /dev/null\n");
    for (int i = 0; i < 3; i++)
        check(start(i, flips) > 0, "no thread\n");
    for (int i = 0; i < 4; i++)
        vectors[i].data = room, vectors[i].length = 16;
    for (int round = 0; round < 4000; round++) {
        if (round == 2000)
            set(&wild, 1);
        fd_write(nowhere, marks, 2, &done);
        done = 0;
        fd_write(2, vectors, 4, &done);
        check(done <= 4 * 50000u, "more was written than there is\n");
        done = 0;
        fd_read(0, vectors, 4, &done);
        check(done <= sizeof room, "more was read than there is\n");
        if (!path_open(3, 1, path, 7, 0, 2, 0, 0, &fd))
            fd_close(fd);
        poll_oneoff(vectors, room, 1 + (round & 1), &done);
    }
    set(&gate, 1);
    for (int i = 0; i < 3; i++)
        join(i);
    for (u32 i = 0; i < sizeof secret; i++)
        check(!secret[i], "memory changed that was not given\n");
    say("held\n");
}

/* A jump in each thread, at the same time. */
typedef int jump_buffer[16];
int setjmp(jump_buffer) __attribute__((returns_twice));
_Noreturn void longjmp(jump_buffer, int);

static void deep(jump_buffer buffer, int depth)
{
    if (depth == 0)
        longjmp(buffer, 5);
    deep(buffer, depth - 1);
    spinning++;
}

static void jumps(struct thread *self)
{
    for (volatile int i = 0; i < 100; i++) {
        jump_buffer buffer;
        int came = setjmp(buffer);
        if (came == 0)
            deep(buffer, i % 10);
        self->result += came;
    }
}

static jump_buffer dead;

static void misjumps(struct thread *self)
{
    (void)self;
    longjmp(dead, 3);
}

/* Jumps to where another thread called setjmp, which waits there. */
static jump_buffer elsewhere;

static void jumps_across(struct thread *self)
{
    (void)self;
    until(&gate, 1);
    longjmp(elsewhere, 9);
}

/* Uses up its own stack, not that in memory. */
static int recurses(int depth)
{
    return depth < 0 ? 0 : 1 + recurses(depth + 1) * (spinning + 1);
}

static void overflows(struct thread *self)
{
    until(&counter, 15);
    self->result = recurses(1);
}

static void shouts(struct thread *self)
{
    (void)self;
    for (;;)
        say("and again\n");
}

/* Signals. */
static int signalled;
static void on_signal(int signal)
{
    set(&signalled, signal);
}
void (*volatile afmpeg_raise)(int) = on_signal;

static void watches(struct thread *self)
{
    /* Only the first thread is to handle the signal. */
    for (int i = 0; i < 50 || !load(&signalled); i++)
        self->result += nap(1000000);
}

static int argument(const char *name, char **argv)
{
    return same(argv[1], name);
}

void _start(void)
{
    static char *argv[8];
    static char text[256];
    args_get(argv, text);
    announced = argv[2] != NULL;

    if (argument("count", argv)) {
        int sum = 0;
        for (int i = 0; i < 16; i++)
            check(start(i, counting) > 0, "no thread\n");
        for (int i = 0; i < 16; i++)
            join(i), sum += threads[i].result;
        number(counter);
        number(sum);
    } else if (argument("again", argv)) {
        int most = 0, tid = 0;
        while (most < MOST && (tid = start(most, waiting)) > 0)
            most++;
        until(&counter, most);
        number(most);
        number(tid);
        set(&gate, 1);
        for (int i = 0; i < most; i++)
            join(i);
        /* They have left room for others. */
        number(start(0, nothing) > 0);
        join(0);
    } else if (argument("churn", argv)) {
        for (int i = 0; i < 1000; i++) {
            check(start(i % 4, nothing) > 0, "no thread\n");
            join(i % 4);
        }
        say("1000\n");
    } else if (argument("exit", argv)) {
        for (int i = 0; i < 15; i++)
            start(i, busy[i % 5]);
        start(15, exits);
        until(&never, 1);
    } else if (argument("exit-asleep", argv)) {
        for (int i = 0; i < 15; i++)
            start(i, busy[i % 5]);
        start(15, exits);
        nap(3600000000000ull);
    } else if (argument("return", argv)) {
        fill();
        announce();
    } else if (argument("trap", argv)) {
        for (int i = 0; i < 15; i++)
            start(i, busy[i % 5]);
        start(15, traps);
        until(&never, 1);
    } else if (argument("exit-asked", argv) || argument("trap-asked", argv)) {
        start(0, asks);
        start(1, asks);
        start(argument("exit-asked", argv) ? 2 : 3, ends_while_asked);
        until(&counter, 3);
        set(&gate, 1);
        until(&never, 1);
    } else if (argument("stay", argv)) {
        fill();
        say("full\n");
        until(&never, 1);
    } else if (argument("touch", argv)) {
        fill();
        u32 pages = __builtin_wasm_memory_size(0);
        for (u32 at = 80; at < pages; at++)
            *(volatile int *)(at * 65536 + 12) = 1;
    } else if (argument("files", argv)) {
        for (int i = 0; i < 12; i++)
            check(start(i, writes) > 0, "no thread\n");
        for (int i = 0; i < 12; i++)
            join(i), number(threads[i].result);
    } else if (argument("scribble", argv) || argument("scribble-trap", argv)) {
        for (int i = 0; i < 8; i++)
            check(start(i, scribbles) > 0, "no thread\n");
        start(8, argument("scribble", argv) ? exits_meanwhile : traps_meanwhile);
        until(&never, 1);
    } else if (argument("clocks", argv)) {
        for (int i = 0; i < 4; i++)
            check(start(i, clocks) > 0, "no thread\n");
        for (int i = 0; i < 4; i++)
            join(i), number(threads[i].result);
    } else if (argument("attack", argv)) {
        attack();
    } else if (argument("jumps", argv)) {
        for (int i = 0; i < 8; i++)
            check(start(i, jumps) > 0, "no thread\n");
        for (int i = 0; i < 8; i++)
            join(i), number(threads[i].result);
    } else if (argument("across", argv)) {
        start(0, jumps_across);
        if (setjmp(elsewhere) != 0)
            say("jumped\n");
        set(&gate, 1);
        until(&never, 1);
    } else if (argument("overflow", argv)) {
        for (int i = 0; i < 15; i++)
            start(i, busy[i % 5]);
        start(15, overflows);
        until(&never, 1);
    } else if (argument("shout", argv)) {
        for (int i = 0; i < 8; i++)
            start(i, shouts);
        until(&never, 1);
    } else if (argument("misjump", argv)) {
        start(0, misjumps);
        until(&never, 1);
    } else if (argument("signal", argv)) {
        start(0, watches);
        say("ready\n");
        /* A signal may come between the two. */
        while (!load(&signalled))
            nap(100000000);
        join(0);
        number(signalled);
        number(threads[0].result);
    } else if (argument("environ", argv)) {
        static char *variables[16];
        static char all[1024];
        u32 count, size;
        environ_sizes_get(&count, &size);
        environ_get(variables, all);
        for (u32 i = 0; i < count; i++)
            say(variables[i]), say("\n");
    } else if (argument("random", argv)) {
        u32 bytes;
        u64 time;
        random_get(&bytes, 4);
        clock_time_get(0, 0, &time);
        number(bytes & 0xffffff);
        number((int)(time / 1000));
        sched_yield();
    } else
        proc_exit(2);
}
