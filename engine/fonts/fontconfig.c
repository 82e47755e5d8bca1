/* SPDX-License-Identifier: MIT */
/* Chooses a font by its name, with the functions of fontconfig that FFmpeg calls. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <fontconfig/fontconfig.h>
#include "fonts.h"

enum { MAX_FAMILIES = 8 };

/* What is asked for, or what was found. */
struct FcPattern {
    char *families[MAX_FAMILIES];
    int count;
    int bold;
    int italic;
    char *file;
    int index;
    double size;
};

struct FcConfig {
    Fonts found;
};

FcBool FcInit(void)
{
    return 1;
}

FcConfig *FcInitLoadConfigAndFonts(void)
{
    FcConfig *config = malloc(sizeof *config);

    if (config)
        config->found = afmpeg_find_fonts();
    return config;
}

void FcConfigDestroy(FcConfig *config)
{
    if (!config)
        return;
    afmpeg_free_fonts(config->found);
    free(config);
}

FcBool FcConfigSubstitute(FcConfig *config, FcPattern *pattern, FcMatchKind kind)
{
    (void)config, (void)pattern, (void)kind;
    return 1;
}

void FcDefaultSubstitute(FcPattern *pattern)
{
    (void)pattern;
}

static FcPattern *new_pattern(void)
{
    FcPattern *pattern = calloc(1, sizeof *pattern);

    if (pattern)
        pattern->size = 12;
    return pattern;
}

void FcPatternDestroy(FcPattern *pattern)
{
    if (!pattern)
        return;
    for (int i = 0; i < pattern->count; i++)
        free(pattern->families[i]);
    free(pattern->file);
    free(pattern);
}

static FcBool add_family(FcPattern *pattern, const char *name, size_t length)
{
    char *family = pattern->count < MAX_FAMILIES ? strndup(name, length) : NULL;

    if (!family)
        return 0;
    pattern->families[pattern->count++] = family;
    return 1;
}

/* A name such as "Courier New,Monospace-12:bold:style=Italic". */
FcPattern *FcNameParse(const FcChar8 *text)
{
    FcPattern *pattern = new_pattern();
    const char *name = (const char *)text;
    size_t end = strcspn(name, "-:");

    if (!pattern)
        return NULL;
    for (size_t from = 0; from < end;) {
        size_t length = strcspn(name + from, ",-:");
        if (length > 0)
            add_family(pattern, name + from, length);
        from += length + 1;
    }
    name += end;
    if (*name == '-') {
        double size = strtod(name + 1, NULL);
        if (size > 0)
            pattern->size = size;
        name += strcspn(name, ":");
    }
    for (; *name; name += strcspn(name, ":")) {
        name++;
        if (!strncasecmp(name, "style=", 6))
            name += 6;
        pattern->bold |= !strncasecmp(name, "bold", 4);
        pattern->italic |= !strncasecmp(name, "italic", 6) ||
                           !strncasecmp(name, "oblique", 7) ||
                           !strncasecmp(name, "bold italic", 11) ||
                           !strncasecmp(name, "bold oblique", 12);
    }
    return pattern;
}

FcBool FcPatternAddString(FcPattern *pattern, const char *object, const FcChar8 *value)
{
    const char *name = (const char *)value;

    return name && !strcmp(object, FC_FAMILY) && add_family(pattern, name, strlen(name));
}

FcBool FcPatternAddDouble(FcPattern *pattern, const char *object, double value)
{
    if (strcmp(object, FC_SIZE))
        return 0;
    pattern->size = value;
    return 1;
}

FcResult FcPatternGetString(const FcPattern *pattern, const char *object, int n, FcChar8 **value)
{
    if (n > 0 || !pattern->file || strcmp(object, FC_FILE))
        return FcResultNoMatch;
    *value = (FcChar8 *)pattern->file;
    return FcResultMatch;
}

FcResult FcPatternGetInteger(const FcPattern *pattern, const char *object, int n, int *value)
{
    if (n > 0 || strcmp(object, FC_INDEX))
        return FcResultNoMatch;
    *value = pattern->index;
    return FcResultMatch;
}

FcResult FcPatternGetDouble(const FcPattern *pattern, const char *object, int n, double *value)
{
    if (n > 0 || strcmp(object, FC_SIZE))
        return FcResultNoMatch;
    *value = pattern->size;
    return FcResultMatch;
}

static int contains(const char *text, const char *word)
{
    for (; *text; text++)
        if (!strncasecmp(text, word, strlen(word)))
            return 1;
    return 0;
}

/* What kind of letters a family has, by its name. */
static const char *kind_of(const char *family)
{
    if (contains(family, "mono") || contains(family, "courier"))
        return "mono";
    if ((contains(family, "serif") && !contains(family, "sans")) || contains(family, "times"))
        return "serif";
    return "sans";
}

/* How far a font is from a family: the name is what counts most, then the kind of letters. */
static int distance(const Font *font, const char *family, const FcPattern *pattern)
{
    int style = (font->bold != pattern->bold) * 2 + (font->italic != pattern->italic);

    if (!strcasecmp(font->family, family))
        return style;
    return (strcmp(kind_of(font->family), kind_of(family)) ? 8 : 4) + style;
}

FcPattern *FcFontMatch(FcConfig *config, FcPattern *pattern, FcResult *result)
{
    const Fonts *found = &config->found;
    const Font *best = NULL;
    int least = 0;

    /* The first name that there is a font of; the last one decides if there is none. */
    for (int i = 0; i < pattern->count && (!best || least >= 4); i++) {
        best = NULL;
        for (int j = 0; j < found->count; j++) {
            int far = distance(&found->fonts[j], pattern->families[i], pattern);
            if (best && far >= least)
                continue;
            best = &found->fonts[j];
            least = far;
        }
    }
    FcPattern *match = best ? new_pattern() : NULL;
    *result = FcResultNoMatch;
    if (!match)
        return NULL;
    match->file = strdup(best->path);
    match->index = best->index;
    match->size = pattern->size;
    *result = FcResultMatch;
    return match;
}
