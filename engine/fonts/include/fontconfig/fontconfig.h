/* SPDX-License-Identifier: MIT */
/* What FFmpeg calls of fontconfig to find a font by its name: see ../../fontconfig.c. */
#ifndef AFMPEG_FONTCONFIG_H
#define AFMPEG_FONTCONFIG_H

typedef unsigned char FcChar8;
typedef int FcBool;
typedef struct FcConfig FcConfig;
typedef struct FcPattern FcPattern;
typedef enum { FcResultMatch, FcResultNoMatch, FcResultTypeMismatch } FcResult;
typedef enum { FcMatchPattern, FcMatchFont } FcMatchKind;

#define FC_FAMILY "family"
#define FC_FILE "file"
#define FC_INDEX "index"
#define FC_SIZE "size"

FcBool FcInit(void);
FcConfig *FcInitLoadConfigAndFonts(void);
void FcConfigDestroy(FcConfig *);
FcBool FcConfigSubstitute(FcConfig *, FcPattern *, FcMatchKind);

FcPattern *FcNameParse(const FcChar8 *);
void FcPatternDestroy(FcPattern *);
void FcDefaultSubstitute(FcPattern *);
FcBool FcPatternAddString(FcPattern *, const char *, const FcChar8 *);
FcBool FcPatternAddDouble(FcPattern *, const char *, double);
FcResult FcPatternGetString(const FcPattern *, const char *, int, FcChar8 **);
FcResult FcPatternGetInteger(const FcPattern *, const char *, int, int *);
FcResult FcPatternGetDouble(const FcPattern *, const char *, int, double *);
FcPattern *FcFontMatch(FcConfig *, FcPattern *, FcResult *);

#endif
