/* SPDX-License-Identifier: MIT */
/* The fonts that lie where systems have them: see fonts.c. */
#ifndef AFMPEG_FONTS_H
#define AFMPEG_FONTS_H

typedef struct {
    char *path;
    int index; /* of the face, in a file with several */
    char *family;
    int bold;
    int italic;
    int rank; /* of two that are equally good, the lower one is taken */
} Font;

typedef struct {
    Font *fonts;
    int count;
} Fonts;

/* All fonts, the ones to take first in front. They belong to the caller. */
Fonts afmpeg_find_fonts(void);
void afmpeg_free_fonts(Fonts);

#endif
