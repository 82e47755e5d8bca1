/* SPDX-License-Identifier: MIT */
/* Names by patterns, with braces: wasi-libc takes those for letters. */
#include <glob.h>

#include <stdlib.h>
#include <string.h>

#undef glob

typedef int on_error_function(const char *, int);

/* The end of the braces that begin here, or of the alternative of them; NULL without one. */
static const char *end_of(const char *from, const char *stops)
{
    int depth = 0;

    for (; *from; from++) {
        if (!depth && strchr(stops, *from))
            return from;
        if (*from == '\\' && from[1])
            from++;
        else if (*from == '{')
            depth++;
        else if (*from == '}')
            depth--;
    }
    return NULL;
}

static int find_all(const char *pattern, int flags, on_error_function *on_error, glob_t *found)
{
    const char *open = pattern, *close = NULL;

    while ((open = strchr(open, '{')) && !(close = end_of(open + 1, "}")))
        open++;
    if (!open) {
        int result = glob(pattern, flags | GLOB_APPEND, on_error, found);
        return result == GLOB_NOMATCH ? 0 : result;
    }
    char *one = malloc(strlen(pattern) + 1);
    if (!one)
        return GLOB_NOSPACE;
    int result = 0;
    for (const char *from = open + 1, *end; !result && from <= close; from = end + 1) {
        size_t length = open - pattern;
        end = end_of(from, ",}");
        memcpy(one, pattern, length);
        memcpy(one + length, from, end - from);
        strcpy(one + length + (end - from), close + 1);
        result = find_all(one, flags, on_error, found);
    }
    free(one);
    return result;
}

int afmpeg_glob(const char *pattern, int flags, on_error_function *on_error, glob_t *found)
{
    int plain = flags & ~(GLOB_BRACE | GLOB_NOMAGIC);
    size_t before;

    if (!(flags & GLOB_BRACE))
        return glob(pattern, plain, on_error, found);
    if (!(flags & GLOB_APPEND)) {
        found->gl_pathc = 0;
        found->gl_pathv = NULL;
    }
    before = found->gl_pathc;
    int result = find_all(pattern, plain & ~GLOB_NOCHECK, on_error, found);
    if (result || found->gl_pathc > before)
        return result;
    if (flags & GLOB_NOCHECK || (flags & GLOB_NOMAGIC && !strpbrk(pattern, "*?[")))
        return glob(pattern, plain | GLOB_NOCHECK | GLOB_APPEND, on_error, found);
    return GLOB_NOMATCH;
}
