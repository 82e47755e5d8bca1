/* SPDX-License-Identifier: MIT */
/* What C++ promises of threads that run side by side; what it prints does not depend on who runs when. */
#include <cstdio>
#include <cstdlib>
#include <pthread.h>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace {

int made, destroyed, begun;

struct Counted {
    int value;
    explicit Counted(int value) : value(value)
    {
        usleep(1000);
        __atomic_add_fetch(&made, 1, __ATOMIC_SEQ_CST);
    }
    ~Counted() { __atomic_add_fetch(&destroyed, 1, __ATOMIC_SEQ_CST); }
};

/* One that all threads share, made by the first; the others wait. */
int shared()
{
    static Counted counted(__atomic_add_fetch(&begun, 1, __ATOMIC_SEQ_CST));
    return counted.value;
}

int own(int value)
{
    thread_local Counted counted(value);
    return counted.value;
}

/* Its making fails at first: the next thread tries again. */
int failing()
{
    static const int value = [] {
        if (__atomic_add_fetch(&begun, 1, __ATOMIC_SEQ_CST) < 4)
            throw std::runtime_error("not yet");
        return 4;
    }();
    return value;
}

void *use_shared(void *) { return reinterpret_cast<void *>(shared()); }

void *use_own(void *argument)
{
    int number = static_cast<int>(reinterpret_cast<long>(argument));
    return reinterpret_cast<void *>(own(number) + own(100) - number);
}

void *use_failing(void *)
{
    for (;;)
        try {
            return reinterpret_cast<void *>(failing());
        } catch (const std::runtime_error &) {
        }
}

void *throw_often(void *argument)
{
    long number = reinterpret_cast<long>(argument), right = 0;
    for (int i = 0; i < 500; i++)
        try {
            std::string text = std::to_string(number) + " " + std::to_string(i);
            try { throw std::runtime_error(text); } catch (const std::exception &) { throw; }
        } catch (const std::runtime_error &error) {
            right += error.what() == std::to_string(number) + " " + std::to_string(i);
        }
    return reinterpret_cast<void *>(right);
}

void leave(int depth)
{
    Counted counted(depth);
    if (!depth)
        pthread_exit(reinterpret_cast<void *>(5L));
    leave(depth - 1);
}

void *exit_from_deep(void *)
{
    leave(3);
    return nullptr;
}

void run(const char *name, void *(*start)(void *))
{
    pthread_t threads[8];
    long sum = 0;

    made = destroyed = begun = 0;
    for (long i = 0; i < 8; i++)
        if (pthread_create(&threads[i], nullptr, start, reinterpret_cast<void *>(i)))
            std::abort();
    for (pthread_t thread : threads) {
        void *result;
        pthread_join(thread, &result);
        sum += reinterpret_cast<long>(result);
    }
    std::printf("%s: %ld, made %d, destroyed %d\n", name, sum, made, destroyed);
}

} // namespace

int main()
{
    run("shared", use_shared);
    run("own", use_own);
    run("failing", use_failing);
    run("throws", throw_often);
    run("exits", exit_from_deep);
}
