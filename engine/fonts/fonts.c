/* SPDX-License-Identifier: MIT */
/* Finds the fonts in the file system, by looking into each: there is no database. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include "fonts.h"

/* The first is where a mount of fonts goes; the others are where systems have theirs. */
static const char *const folders[] = {
    "/fonts", "/usr/share/fonts", "/usr/local/share/fonts",
};
static const char *const endings[] = { ".ttf", ".otf", ".ttc", ".otc", ".pfb" };

/* A tree without an end, or with a link to itself, has an end here. */
enum { MAX_DEPTH = 8, MAX_FONTS = 4096, MAX_FACES = 64 };

#define COUNT(array) (int)(sizeof (array) / sizeof *(array))

static int is_font(const char *name)
{
    size_t length = strlen(name);

    for (int i = 0; i < COUNT(endings); i++) {
        size_t end = strlen(endings[i]);
        if (length > end && !strcasecmp(name + length - end, endings[i]))
            return 1;
    }
    return 0;
}

/* Plain letters without serifs are right for most texts, and have most characters. */
static int rank_of(const Font *font)
{
    const char *family = font->family;
    int is_sans = strstr(family, "Sans") && !strstr(family, "Mono") && !strstr(family, "Serif");

    return !is_sans * 4 + font->bold * 2 + font->italic;
}

static void free_font(Font font)
{
    free(font.path);
    free(font.family);
}

static int add_face(Fonts *found, const char *path, int index, FT_Face face)
{
    Font *more = realloc(found->fonts, (found->count + 1) * sizeof *more);
    Font font = {
        .path = strdup(path),
        .index = index,
        .family = strdup(face->family_name ? face->family_name : ""),
        .bold = !!(face->style_flags & FT_STYLE_FLAG_BOLD),
        .italic = !!(face->style_flags & FT_STYLE_FLAG_ITALIC),
    };

    if (more)
        found->fonts = more;
    if (!more || !font.path || !font.family) {
        free_font(font);
        return 0;
    }
    font.rank = rank_of(&font);
    found->fonts[found->count++] = font;
    return 1;
}

static void add_file(Fonts *found, FT_Library library, const char *path)
{
    for (int i = 0, count = 1; i < count && found->count < MAX_FONTS; i++) {
        FT_Face face;
        int is_added = 1;

        if (FT_New_Face(library, path, i, &face))
            return;
        count = face->num_faces < MAX_FACES ? face->num_faces : MAX_FACES;
        /* One that is made of pictures has no sizes to draw it in. */
        if (FT_IS_SCALABLE(face))
            is_added = add_face(found, path, i, face);
        FT_Done_Face(face);
        if (!is_added)
            return;
    }
}

static void add_folder(Fonts *found, FT_Library library, const char *folder, int depth)
{
    DIR *directory = depth < MAX_DEPTH ? opendir(folder) : NULL;
    struct dirent *entry;

    while (directory && found->count < MAX_FONTS && (entry = readdir(directory))) {
        struct stat about;
        char *path;

        if (entry->d_name[0] == '.' || asprintf(&path, "%s/%s", folder, entry->d_name) < 0)
            continue;
        if (!stat(path, &about)) {
            if (S_ISDIR(about.st_mode))
                add_folder(found, library, path, depth + 1);
            else if (S_ISREG(about.st_mode) && is_font(path))
                add_file(found, library, path);
        }
        free(path);
    }
    if (directory)
        closedir(directory);
}

/* The same order wherever the file system lists them in another one. */
static int compare(const void *left, const void *right)
{
    const Font *a = left, *b = right;
    int order = a->rank - b->rank;

    if (!order)
        order = strcmp(a->path, b->path);
    return order ? order : a->index - b->index;
}

Fonts afmpeg_find_fonts(void)
{
    Fonts found = { 0 };
    FT_Library library;

    if (FT_Init_FreeType(&library))
        return found;
    for (int i = 0; i < COUNT(folders); i++) {
        int from = found.count;

        add_folder(&found, library, folders[i], 0);
        qsort(found.fonts + from, found.count - from, sizeof *found.fonts, compare);
    }
    FT_Done_FreeType(library);
    return found;
}

void afmpeg_free_fonts(Fonts found)
{
    for (int i = 0; i < found.count; i++)
        free_font(found.fonts[i]);
    free(found.fonts);
}
