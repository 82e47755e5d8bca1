/* SPDX-License-Identifier: MIT */
/*
 * Local time, by TZ in the environment: wasi-libc has only UTC, and writes through a
 * null pointer for it. TZ is a rule such as CET-1CEST,M3.5.0,M10.5.0/3, or the name of
 * a file below /usr/share/zoneinfo, which ends in such a rule. Any other is UTC.
 */
#ifdef _REENTRANT
#include <pthread.h>
#endif
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY 86400

struct zone {
    long offset; /* east of UTC, in seconds */
    char name[12];
};

/* When a zone begins: Mm.w.d, Jn or n, and the seconds since midnight. */
struct rule {
    char kind;
    int month, week, day;
    long time;
};

static struct zone standard, summer;
static struct rule begin, end;
static bool has_summer;

const char __utc[] = "UTC";

static int read_number(const char **at)
{
    int number = 0;

    while (**at >= '0' && **at <= '9' && number < 100000)
        number = number * 10 + *(*at)++ - '0';
    return number;
}

static long read_time(const char **at)
{
    int sign = **at == '-' ? -1 : 1;
    long seconds;

    if (**at == '-' || **at == '+')
        ++*at;
    seconds = read_number(at) * 3600L;
    for (int unit = 60; unit && **at == ':'; unit /= 60) {
        ++*at;
        seconds += read_number(at) * unit;
    }
    return sign * seconds;
}

static bool read_name(const char **at, char *name, size_t size)
{
    bool is_quoted = **at == '<';
    size_t length = 0;

    if (is_quoted)
        ++*at;
    for (; is_quoted ? **at && **at != '>' : (**at | 32) >= 'a' && (**at | 32) <= 'z'; ++*at)
        if (length < size - 1)
            name[length++] = **at;
    name[length] = 0;
    if (is_quoted && **at)
        ++*at;
    return length >= 3;
}

static bool read_rule(const char **at, struct rule *rule)
{
    if (*(*at)++ != ',')
        return false;
    *rule = (struct rule){ .kind = **at, .time = 7200 };
    if (rule->kind == 'M') {
        ++*at;
        rule->month = read_number(at);
        *at += **at == '.';
        rule->week = read_number(at);
        *at += **at == '.';
        if (rule->month < 1 || rule->month > 12)
            return false;
    } else if (rule->kind == 'J') {
        ++*at;
    }
    rule->day = read_number(at);
    if (**at == '/') {
        ++*at;
        rule->time = read_time(at);
    }
    return true;
}

/* Takes a rule for all times. Returns whether it is one. */
static bool take(const char *text)
{
    if (!read_name(&text, standard.name, sizeof standard.name) || !strchr("+-0123456789", *text) || !*text)
        return false;
    standard.offset = -read_time(&text);
    if (!*text)
        return true;
    if (!read_name(&text, summer.name, sizeof summer.name))
        return false;
    summer.offset = *text && *text != ',' ? -read_time(&text) : standard.offset + 3600;
    if (!*text)
        text = ",M3.2.0,M11.1.0";
    return has_summer = read_rule(&text, &begin) && read_rule(&text, &end);
}

static bool take_file(const char *name)
{
    char path[128], text[512], *line;
    FILE *file;
    size_t size;

    if (*name != '/' && (unsigned)snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name) >= sizeof path)
        return false;
    if (!(file = fopen(*name == '/' ? name : path, "rb")))
        return false;
    /* The rule stands at the end, between two ends of lines. */
    if (fseek(file, -(long)sizeof text + 1, SEEK_END))
        rewind(file);
    size = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    if (size < 2 || text[size - 1] != '\n')
        return false;
    text[size - 1] = 0;
    for (line = text + size - 1; line > text && line[-1] != '\n'; line--)
        ;
    return take(line);
}

static void find_zone(void)
{
    const char *text = getenv("TZ");

    if (text && *text == ':')
        text++;
    if (text && *text && (take(text) || take_file(text)))
        return;
    standard = (struct zone){ 0, "UTC" };
    has_summer = false;
}

static void read_zone(void)
{
#ifdef _REENTRANT
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, find_zone);
#else
    static bool is_read;

    if (!is_read)
        find_zone();
    is_read = true;
#endif
}

/* Days from 1970 to the beginning of a year. */
static long long days_before(long long year)
{
    year--;
    return year * 365 + year / 4 - year / 100 + year / 400 - 719162;
}

static bool is_leap(long long year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* When a rule holds in a year, by the clock that is in force before. */
static long long when(const struct rule *rule, long long year)
{
    static const short before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 };
    long long day = days_before(year);

    if (rule->kind == 'M') {
        bool leap = is_leap(year);
        long long first = day + before[rule->month - 1] + (leap && rule->month > 2);
        int length = before[rule->month] - before[rule->month - 1] + (leap && rule->month == 2);
        int weekday = ((first + 4) % 7 + 7) % 7; /* 1970 began on a Thursday */
        int offset = (rule->day - weekday + 7) % 7 + (rule->week - 1) * 7;
        while (offset >= length)
            offset -= 7;
        day = first + offset;
    } else if (rule->kind == 'J') {
        day += rule->day - 1 + (is_leap(year) && rule->day > 59);
    } else {
        day += rule->day;
    }
    return day * DAY + rule->time;
}

static bool is_summer(long long t, bool is_local)
{
    long long year = 1970 + t / 31556952;

    while (days_before(year) * DAY > t)
        year--;
    while (days_before(year + 1) * DAY <= t)
        year++;
    long long from = when(&begin, year), to = when(&end, year);
    if (!is_local) {
        from -= standard.offset;
        to -= summer.offset;
    }
    return from < to ? t >= from && t < to : t >= from || t < to;
}

/* What localtime and mktime of wasi-libc ask, as musl has it. */
void __secs_to_zone(long long t, int is_local, int *is_dst, int *offset, long *opposite, const char **name)
{
    read_zone();
    bool in_summer = has_summer && is_summer(t, is_local);
    const struct zone *zone = in_summer ? &summer : &standard;

    *is_dst = in_summer;
    *offset = zone->offset;
    if (opposite)
        *opposite = in_summer || !has_summer ? standard.offset : summer.offset;
    *name = zone->name;
}

const char *__tm_to_tzname(const struct tm *time)
{
    return time->__tm_zone;
}
