/* SPDX-License-Identifier: MIT */
/* Tells libass of the fonts in the file system, in place of its file of this name. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "ass_fontconfig.h"
#include "ass_library.h"
#include "ass_utils.h"
#include "fonts.h"

/* A font, and the face through which it is asked for letters, once it was. */
typedef struct {
    FT_Library library;
    char *path;
    int index;
    FT_Face face;
    int is_broken;
} Asked;

static FT_Face face_of(Asked *font)
{
    if (!font->face && !font->is_broken)
        font->is_broken = !!FT_New_Face(font->library, font->path, font->index, &font->face);
    return font->face;
}

static bool check_postscript(void *data)
{
    FT_Face face = face_of(data);

    return face && !FT_IS_SFNT(face);
}

static bool check_glyph(void *data, uint32_t code)
{
    FT_Face face = face_of(data);

    return face && (!code || FT_Get_Char_Index(face, code));
}

static void destroy_font(void *data)
{
    Asked *font = data;

    if (font->face)
        FT_Done_Face(font->face);
    free(font->path);
    free(font);
}

static ASS_FontProviderFuncs functions = {
    .check_postscript = check_postscript,
    .check_glyph = check_glyph,
    .destroy_font = destroy_font,
};

ASS_FontProvider *ass_fontconfig_add_provider(ASS_Library *library, ASS_FontSelector *selector,
                                              const char *config, FT_Library freetype)
{
    ASS_FontProvider *provider = ass_font_provider_new(selector, &functions, NULL);
    Fonts found = provider ? afmpeg_find_fonts() : (Fonts) { 0 };

    (void)config;
    if (found.count == 0 && library->num_fontdata == 0)
        ass_msg(library, MSGL_WARN, "No fonts: put some into /fonts, or name their folder "
                "with fontsdir=");
    for (int i = 0; i < found.count; i++) {
        /* Without names, libass reads them from the file. */
        ASS_FontProviderMetaData about = { 0 };
        Asked *font = calloc(1, sizeof *font);

        if (!font || !(font->path = strdup(found.fonts[i].path))) {
            free(font);
            break;
        }
        font->library = freetype;
        font->index = found.fonts[i].index;
        ass_font_provider_add_font(provider, &about, font->path, font->index, font);
    }
    afmpeg_free_fonts(found);
    return provider;
}
