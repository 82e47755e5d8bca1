/* SPDX-License-Identifier: MIT */
/*
 * Text of other encodings to UTF-8. wasi-libc decodes most of them, but writes
 * UTF-8 only in a locale of UTF-8, and moves its output back for characters that
 * do not exist, which damaged text can name. So it decodes here to numbers, one
 * character at a time; and an encoding that it does not know is added.
 */
#include <iconv.h>

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#undef iconv_open
#undef iconv
#undef iconv_close

/* A conversion. */
struct conversion {
    bool is_iso6937;
    iconv_t decoder; /* of wasi-libc, to numbers of characters */
};

/* Names that others have for what wasi-libc knows under one. */
static const char *const aliases[][2] = {
    { "CP932", "SHIFT_JIS" }, { "MS932", "SHIFT_JIS" }, { "MS_KANJI", "SHIFT_JIS" },
    { "WINDOWS-31J", "SHIFT_JIS" }, { "CP936", "GBK" }, { "MS936", "GBK" },
    { "WINDOWS-936", "GBK" }, { "EUC-CN", "GB2312" }, { "UHC", "EUC-KR" },
    { "KSC5601", "EUC-KR" }, { "CP874", "ISO-8859-11" }, { "WINDOWS-874", "ISO-8859-11" },
    { "L1", "LATIN1" }, { "CP819", "LATIN1" }, { "CP65001", "UTF-8" },
};

/* Of ISO 6937, the characters from 0xa0 on that are none of Latin 1; 1 for Latin 1, 0 for none. */
static const uint16_t iso6937[96] = {
    1, 1, 1, 1, 0, 1, 0, 1, 0xa4, 0x2018, 0x201c, 1, 0x2190, 0x2191, 0x2192, 0x2193,
    1, 1, 1, 1, 0xd7, 1, 1, 1, 0xf7, 0x2019, 0x201d, 1, 1, 1, 1, 1,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0x2014, 0xb9, 0xae, 0xa9, 0x2122, 0x266a, 0xac, 0xa6, 0, 0, 0, 0, 0x215b, 0x215c, 0x215d, 0x215e,
    0x2126, 0xc6, 0xd0, 0xaa, 0x126, 0, 0x132, 0x13f, 0x141, 0xd8, 0x152, 0xba, 0xde, 0x166, 0x14a, 0x149,
    0x138, 0xe6, 0x111, 0xf0, 0x127, 0x131, 0x133, 0x140, 0x142, 0xf8, 0x153, 0xdf, 0xfe, 0x167, 0x14b, 0xad,
};

/* Its accents, from 0xc1 on, stand before their letters. */
static const char *const accented[] = {
    "AÀEÈIÌOÒUÙaàeèiìoòuù",
    " ´AÁCĆEÉIÍLĹNŃOÓRŔSŚUÚYÝZŹaácćeéiílĺnńoórŕsśuúyýzź",
    "AÂCĈEÊGĜHĤIÎJĴOÔSŜUÛWŴYŶaâcĉeêgĝhĥiîjĵoôsŝuûwŵyŷ",
    "AÃIĨNÑOÕUŨaãiĩnñoõuũ",
    " ¯AĀEĒIĪOŌUŪaāeēiīoōuū",
    " ˘AĂGĞUŬaăgğuŭ",
    " ˙CĊEĖGĠIİZŻcċeėgġzż",
    " ¨AÄEËIÏOÖUÜYŸaäeëiïoöuüyÿ",
    "",
    " ˚AÅUŮaåuů",
    " ¸CÇGĢKĶLĻNŅRŖSŞTŢcçgģkķlļnņrŗsştţ",
    "",
    " ˝OŐUŰoőuű",
    " ˛AĄEĘIĮUŲaąeęiįuų",
    " ˇCČDĎEĚLĽNŇRŘSŠTŤZŽcčdďeělľnňrřsštťzž",
};

/* The number of a character of two bytes of UTF-8, as all of the accented are. */
static uint32_t number_of(const char *utf8)
{
    return (utf8[0] & 31) << 6 | (utf8[1] & 63);
}

/* Decodes one character. Returns how many bytes it has, 0 if there are too few, -1 if there is none. */
static int decode_iso6937(const unsigned char *in, size_t left, uint32_t *number)
{
    unsigned first = in[0];

    *number = first;
    if (first < 0xa0)
        return 1;
    if (first > 0xc0 && first < 0xd0) {
        if (left < 2)
            return 0;
        for (const char *pair = accented[first - 0xc1]; *pair; pair += 3)
            if ((unsigned char)*pair == in[1])
                return *number = number_of(pair + 1), 2;
        return -1;
    }
    if (iso6937[first - 0xa0] != 1)
        *number = iso6937[first - 0xa0];
    return *number ? 1 : -1;
}

/* Encodes a character. Returns how many bytes it has, 0 if there is no such character. */
static size_t encode_utf8(uint32_t number, char *out)
{
    if (number < 0x80)
        return out[0] = number, 1;
    if (number < 0x800)
        return out[0] = 0xc0 | number >> 6, out[1] = 0x80 | (number & 63), 2;
    if (number > 0x10ffff || (number >= 0xd800 && number < 0xe000))
        return 0;
    if (number < 0x10000) {
        out[0] = 0xe0 | number >> 12;
        out[1] = 0x80 | (number >> 6 & 63);
        out[2] = 0x80 | (number & 63);
        return 3;
    }
    out[0] = 0xf0 | number >> 18;
    out[1] = 0x80 | (number >> 12 & 63);
    out[2] = 0x80 | (number >> 6 & 63);
    out[3] = 0x80 | (number & 63);
    return 4;
}

iconv_t afmpeg_iconv_open(const char *to, const char *from)
{
    struct conversion *made;
    bool is_iso6937 = !strcasecmp(from, "ISO6937") || !strcasecmp(from, "ISO_6937");
    iconv_t decoder = NULL;

    if (strcasecmp(to, "UTF-8") || !*from) {
        errno = EINVAL;
        return (iconv_t)-1;
    }
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (!strcasecmp(from, aliases[i][0]))
            from = aliases[i][1];
    if (!is_iso6937 && (decoder = iconv_open("WCHAR_T", from)) == (iconv_t)-1)
        return (iconv_t)-1;
    if (!(made = malloc(sizeof *made))) {
        if (!is_iso6937)
            iconv_close(decoder);
        return (iconv_t)-1;
    }
    *made = (struct conversion){ is_iso6937, decoder };
    return (iconv_t)made;
}

size_t afmpeg_iconv(iconv_t cd, char **in, size_t *in_left, char **out, size_t *out_left)
{
    struct conversion *conversion = (struct conversion *)cd;

    if (!in || !*in)
        return 0;
    while (*in_left) {
        char *next = *in;
        size_t next_left = *in_left;
        uint32_t numbers[2];
        int count = 1;
        if (conversion->is_iso6937) {
            int length = decode_iso6937((unsigned char *)next, next_left, numbers);
            if (length <= 0) {
                errno = length ? EILSEQ : EINVAL;
                return -1;
            }
            next += length;
            next_left -= length;
        } else {
            /* Room for one character at first; a few of Big5 are two in Unicode. */
            for (size_t room = 4; room <= 8; room += 4) {
                char *end = (char *)numbers;
                size_t left = room;
                size_t result = iconv(conversion->decoder, &next, &next_left, &end, &left);
                count = (room - left) / 4;
                if (count)
                    break;
                if (result == (size_t)-1 && errno != E2BIG)
                    return -1;
                if (!next_left)
                    break;
            }
        }
        char text[8];
        size_t size = 0;
        for (int i = 0; i < count; i++) {
            size_t length = encode_utf8(numbers[i], text + size);
            if (!length) {
                errno = EILSEQ;
                return -1;
            }
            size += length;
        }
        if (size > *out_left) {
            errno = E2BIG;
            return -1;
        }
        memcpy(*out, text, size);
        *out += size;
        *out_left -= size;
        *in = next;
        *in_left = next_left;
    }
    return 0;
}

int afmpeg_iconv_close(iconv_t cd)
{
    struct conversion *conversion = (struct conversion *)cd;

    if (!conversion->is_iso6937)
        iconv_close(conversion->decoder);
    free(conversion);
    return 0;
}
