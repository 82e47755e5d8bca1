/* SPDX-License-Identifier: MIT */
/* Text of other encodings, for FFmpeg, which wants it in UTF-8. */
#include_next <iconv.h>
#ifndef AFMPEG_SHIM_ICONV_H
#define AFMPEG_SHIM_ICONV_H
iconv_t afmpeg_iconv_open(const char *to, const char *from);
size_t afmpeg_iconv(iconv_t cd, char **in, size_t *in_left, char **out, size_t *out_left);
int afmpeg_iconv_close(iconv_t cd);
#define iconv_open afmpeg_iconv_open
#define iconv afmpeg_iconv
#define iconv_close afmpeg_iconv_close
#endif
