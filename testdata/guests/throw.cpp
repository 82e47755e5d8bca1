/* SPDX-License-Identifier: MIT */
/* Throws and catches in the way that its first argument names; with THREADS, also in threads. */
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <unistd.h>
#include <vector>
#ifdef THREADS
#include <pthread.h>
#include <sched.h>
#endif

namespace {

struct Noisy {
    const char *name;
    explicit Noisy(const char *name) : name(name) {}
    Noisy(const Noisy &) = delete;
    ~Noisy() { std::printf("~%s(%d) ", name, std::uncaught_exceptions()); }
};

struct Base : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct Left : virtual std::exception {
    const char *what() const noexcept override { return "left"; }
};
struct Right : virtual std::exception {};
struct Both : Left, Right {};

struct Throwing {
    Noisy first{"member"};
    Throwing() { throw 3; }
};

int descend(int depth)
{
    Noisy noisy("frame");
    if (depth == 0)
        throw Base("bottom");
    return descend(depth - 1) + 1;
}

void types()
{
    try { throw 7; } catch (int value) { std::printf("int %d\n", value); }
    try { throw "text"; } catch (int) { std::printf("wrong\n"); } catch (const char *text) { std::printf("%s\n", text); }
    try { throw Base("derived"); } catch (const std::exception &e) { std::printf("%s\n", e.what()); }
    try { throw Both(); } catch (const Left &e) { std::printf("%s\n", e.what()); }
    try { throw Both(); } catch (const std::exception &e) { std::printf("%s\n", e.what()); }
    try { throw std::make_unique<int>(5); } catch (const std::unique_ptr<int> &p) { std::printf("%d\n", *p); }
    try { throw static_cast<Left *>(nullptr); } catch (std::exception *p) { std::printf("%d\n", p == nullptr); }
    try { throw 1.5; } catch (...) { std::printf("anything\n"); }
    std::exception *left = new Left;
    try { (void)dynamic_cast<Right &>(*left); } catch (const std::bad_cast &) { std::printf("bad_cast\n"); }
    delete left;
}

void frames()
{
    try { descend(3); } catch (const Base &e) { std::printf("%s\n", e.what()); }
    try { Throwing t; } catch (int value) { std::printf("constructor %d\n", value); }
    int sum = 0;
    for (int i = 0; i < 10000; i++)
        try { if (i % 2) throw i; } catch (int value) { sum += value; }
    std::printf("%d\n", sum);
}

void rethrow()
{
    try {
        Noisy outer("outer");
        try {
            Noisy inner("inner");
            throw Base("again");
        } catch (...) {
            Noisy handler("handler");
            throw;
        }
    } catch (const Base &e) {
        std::printf("%s\n", e.what());
    }
    try {
        try { throw 1; } catch (int) {
            try { throw 2; } catch (int value) { std::printf("%d ", value); }
            throw;
        }
    } catch (int value) {
        std::printf("%d\n", value);
    }
    std::exception_ptr kept;
    try { throw Base("kept"); } catch (...) { kept = std::current_exception(); }
    for (int i = 0; i < 2; i++)
        try { std::rethrow_exception(kept); } catch (const Base &e) { std::printf("%s\n", e.what()); }
}

void library()
{
    std::vector<int> numbers(3);
    try { std::printf("%d\n", numbers.at(9)); } catch (const std::out_of_range &) { std::printf("out of range\n"); }
    try { numbers.resize(numbers.max_size() + 1); } catch (const std::length_error &) { std::printf("too long\n"); }
    const std::size_t most = static_cast<std::size_t>(-1) / 4 * 3;
    try { ::operator delete(::operator new(most)); } catch (const std::bad_alloc &) { std::printf("no memory\n"); }
    std::printf("%d\n", ::operator new(most, std::nothrow) == nullptr);
}

void quiet() noexcept { descend(1); }

/* Is left from outside; nothing of it may run then. */
struct Loud {
    ~Loud() { for (;;) std::printf("destroyed\n"), std::fflush(stdout); }
};

template <typename Action> void guarded(Action action)
{
    try {
        Loud loud;
        try { action(); } catch (...) { std::printf("caught\n"); std::fflush(stdout); throw; }
    } catch (...) {
        for (;;) std::printf("caught\n"), std::fflush(stdout);
    }
}

volatile int counter;
void loop() { for (write(1, ".", 1);;) counter = counter + 1; }
void rest() { write(1, ".", 1); sleep(1000000); }
void trap() { __builtin_trap(); }
void leave() { std::exit(7); }

#ifdef THREADS
/* Its handler and those of others take turns. */
void *handle(void *argument)
{
    long number = reinterpret_cast<long>(argument), seen = 0;
    for (int i = 0; i < 20; i++)
        try {
            try { sched_yield(); throw number; } catch (long) { sched_yield(); throw; }
        } catch (long value) {
            sched_yield();
            try { throw value + 1; } catch (long other) { sched_yield(); seen += other == number + 1; }
            seen += value == number;
        }
    return reinterpret_cast<void *>(seen + 1000 * std::uncaught_exceptions());
}

void threads()
{
    pthread_t made[8];
    long sum = 0;
    for (long i = 0; i < 8; i++) pthread_create(&made[i], nullptr, handle, reinterpret_cast<void *>(i));
    for (pthread_t thread : made) {
        void *result;
        pthread_join(thread, &result);
        sum += reinterpret_cast<long>(result);
    }
    std::printf("%ld\n", sum);
}

void *loop_in_thread(void *) { guarded(loop); return nullptr; }
void *leave_in_thread(void *) { guarded(leave); return nullptr; }
void join(void *(*start)(void *))
{
    pthread_t made;
    pthread_create(&made, nullptr, start, nullptr);
    guarded([=] { pthread_join(made, nullptr); });
}
#endif

struct { const char *name; void (*run)(); } const cases[] = {
    {"types", types},
    {"frames", frames},
    {"rethrow", rethrow},
    {"library", library},
    {"noexcept", quiet},
    {"uncaught", [] { throw Base("nobody"); }},
    {"loop", [] { guarded(loop); }},
    {"sleep", [] { guarded(rest); }},
    {"trap", [] { guarded(trap); }},
    {"exit", [] { guarded(leave); }},
#ifdef THREADS
    {"threads", threads},
    {"loop_in_thread", [] { join(loop_in_thread); }},
    {"exit_in_thread", [] { join(leave_in_thread); }},
#endif
};

} // namespace

int main(int argc, char **argv)
{
    for (const auto &[name, run] : cases)
        if (argc > 1 && !std::strcmp(argv[1], name)) {
            run();
            return 0;
        }
    return 64;
}
