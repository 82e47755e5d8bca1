/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From RGB with 8 bits to YUV with 15, for WebAssembly. */
#include "swscale_wasm.h"

#define SHIFT 15

/* The colours of 16 pixels. */
typedef struct {
    v128_t r, g, b;
} Colours;

/* Where the colours are in the bytes of a pixel. */
typedef struct {
    int bytes, r, g, b;
} Layout;

/* What is at `at` in each of 16 pixels of 3 bytes, or of 4. */
INLINE v128_t gather3(const v128_t v[3], int at)
{
    v128_t low = at == 0 ? wasm_i8x16_shuffle(v[0], v[1], 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0) :
                 at == 1 ? wasm_i8x16_shuffle(v[0], v[1], 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0) :
                           wasm_i8x16_shuffle(v[0], v[1], 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0);
    return at == 0 ? wasm_i8x16_shuffle(low, v[2], 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29) :
           at == 1 ? wasm_i8x16_shuffle(low, v[2], 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30) :
                     wasm_i8x16_shuffle(low, v[2], 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31);
}

INLINE v128_t gather4(const v128_t v[4], int at)
{
    v128_t byte = wasm_i32x4_const_splat(255);
#define BYTE(i) wasm_v128_and(wasm_u32x4_shr(v[i], 8 * at), byte)
    return wasm_u8x16_narrow_i16x8(wasm_i16x8_narrow_i32x4(BYTE(0), BYTE(1)), wasm_i16x8_narrow_i32x4(BYTE(2), BYTE(3)));
}

INLINE Colours load_colours(const uint8_t *src, Layout layout)
{
    v128_t v[4];
    for (int i = 0; i < layout.bytes; i++)
        v[i] = wasm_v128_load(src + 16 * i);
    if (layout.bytes == 3)
        return (Colours){ gather3(v, layout.r), gather3(v, layout.g), gather3(v, layout.b) };
    return (Colours){ gather4(v, layout.r), gather4(v, layout.g), gather4(v, layout.b) };
}

INLINE v128_t pair(int low, int high)
{
    return wasm_i32x4_splat((low & 0xffff) | (uint32_t)high << 16);
}

/* The sum of 8 pixels' colours by their factors. */
INLINE v128_t mix(v128_t r, v128_t g, v128_t b, const int32_t *factors, int round, int shift)
{
    v128_t rg = pair(factors[0], factors[1]), b0 = pair(factors[2], 0), first = wasm_i32x4_splat(round);
    v128_t low = wasm_i32x4_add(wasm_i32x4_dot_i16x8(zip_low_i16(r, g), rg),
                                wasm_i32x4_dot_i16x8(zip_low_i16(b, b), b0));
    v128_t high = wasm_i32x4_add(wasm_i32x4_dot_i16x8(zip_high_i16(r, g), rg),
                                 wasm_i32x4_dot_i16x8(zip_high_i16(b, b), b0));
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(low, first), shift),
                                   wasm_i32x4_shr(wasm_i32x4_add(high, first), shift));
}

/* Of colours that are each alone, or the sums of two. */
#define ROUND_Y ((32 << (SHIFT - 1)) + (1 << (SHIFT - 7)))
#define ROUND_UV ((256 << (SHIFT - 1)) + (1 << (SHIFT - 7)))
#define ROUND_HALF ((256 << SHIFT) + (1 << (SHIFT - 6)))

INLINE int mix_1(int r, int g, int b, const int32_t *factors, int round, int shift)
{
    return (factors[0] * r + factors[1] * g + factors[2] * b + round) >> shift;
}

INLINE void to_y(int16_t *dst, const uint8_t *src, int width, const int32_t *factors, Layout layout)
{
    int x = 0;
    for (; x + 16 <= width; x += 16) {
        Colours c = load_colours(src + x * layout.bytes, layout);
        wasm_v128_store(dst + x, mix(wasm_u16x8_extend_low_u8x16(c.r), wasm_u16x8_extend_low_u8x16(c.g),
                                     wasm_u16x8_extend_low_u8x16(c.b), factors, ROUND_Y, SHIFT - 6));
        wasm_v128_store(dst + x + 8, mix(wasm_u16x8_extend_high_u8x16(c.r), wasm_u16x8_extend_high_u8x16(c.g),
                                         wasm_u16x8_extend_high_u8x16(c.b), factors, ROUND_Y, SHIFT - 6));
    }
    for (; x < width; x++) {
        const uint8_t *p = src + x * layout.bytes;
        dst[x] = mix_1(p[layout.r], p[layout.g], p[layout.b], factors, ROUND_Y, SHIFT - 6);
    }
}

INLINE void to_uv(int16_t *dst_u, int16_t *dst_v, const uint8_t *src, int width, const int32_t *factors, Layout layout)
{
    const int32_t *u = factors + 3, *v = factors + 6;
    int x = 0;
    for (; x + 16 <= width; x += 16) {
        Colours c = load_colours(src + x * layout.bytes, layout);
        for (int i = 0; i < 2; i++) {
            v128_t r = i ? wasm_u16x8_extend_high_u8x16(c.r) : wasm_u16x8_extend_low_u8x16(c.r);
            v128_t g = i ? wasm_u16x8_extend_high_u8x16(c.g) : wasm_u16x8_extend_low_u8x16(c.g);
            v128_t b = i ? wasm_u16x8_extend_high_u8x16(c.b) : wasm_u16x8_extend_low_u8x16(c.b);
            wasm_v128_store(dst_u + x + 8 * i, mix(r, g, b, u, ROUND_UV, SHIFT - 6));
            wasm_v128_store(dst_v + x + 8 * i, mix(r, g, b, v, ROUND_UV, SHIFT - 6));
        }
    }
    for (; x < width; x++) {
        const uint8_t *p = src + x * layout.bytes;
        dst_u[x] = mix_1(p[layout.r], p[layout.g], p[layout.b], u, ROUND_UV, SHIFT - 6);
        dst_v[x] = mix_1(p[layout.r], p[layout.g], p[layout.b], v, ROUND_UV, SHIFT - 6);
    }
}

INLINE void to_uv_half(int16_t *dst_u, int16_t *dst_v, const uint8_t *src, int width, const int32_t *factors,
                       Layout layout)
{
    const int32_t *u = factors + 3, *v = factors + 6;
    int x = 0;
    for (; x + 8 <= width; x += 8) {
        Colours c = load_colours(src + 2 * x * layout.bytes, layout);
        v128_t r = wasm_u16x8_extadd_pairwise_u8x16(c.r), g = wasm_u16x8_extadd_pairwise_u8x16(c.g);
        v128_t b = wasm_u16x8_extadd_pairwise_u8x16(c.b);
        wasm_v128_store(dst_u + x, mix(r, g, b, u, ROUND_HALF, SHIFT - 5));
        wasm_v128_store(dst_v + x, mix(r, g, b, v, ROUND_HALF, SHIFT - 5));
    }
    for (; x < width; x++) {
        const uint8_t *p = src + 2 * x * layout.bytes, *q = p + layout.bytes;
        int r = p[layout.r] + q[layout.r], g = p[layout.g] + q[layout.g], b = p[layout.b] + q[layout.b];
        dst_u[x] = mix_1(r, g, b, u, ROUND_HALF, SHIFT - 5);
        dst_v[x] = mix_1(r, g, b, v, ROUND_HALF, SHIFT - 5);
    }
}

#if LIBSWSCALE_VERSION_MAJOR < 8
#define OPAQUE
#else
#define OPAQUE , void *opaque
#endif

#define FOR_LAYOUTS(f)                                              \
    f(RGB24, rgb24, 3, 0, 1, 2) f(BGR24, bgr24, 3, 2, 1, 0)         \
    f(RGBA, rgba, 4, 0, 1, 2) f(BGRA, bgra, 4, 2, 1, 0)             \
    f(ARGB, argb, 4, 1, 2, 3) f(ABGR, abgr, 4, 3, 2, 1)
#define READERS(format, name, bytes, r, g, b)                                                            \
static void name##_to_y(uint8_t *dst, const uint8_t *src, const uint8_t *src1, const uint8_t *src2,      \
                        int width, uint32_t *factors OPAQUE)                                             \
{                                                                                                        \
    to_y((int16_t *)dst, src, width, (int32_t *)factors, (Layout){ bytes, r, g, b });                    \
}                                                                                                        \
static void name##_to_uv(uint8_t *dst_u, uint8_t *dst_v, const uint8_t *src0, const uint8_t *src,        \
                         const uint8_t *src2, int width, uint32_t *factors OPAQUE)                       \
{                                                                                                        \
    to_uv((int16_t *)dst_u, (int16_t *)dst_v, src, width, (int32_t *)factors,                            \
          (Layout){ bytes, r, g, b });                                                                   \
}                                                                                                        \
static void name##_to_uv_half(uint8_t *dst_u, uint8_t *dst_v, const uint8_t *src0, const uint8_t *src,   \
                              const uint8_t *src2, int width, uint32_t *factors OPAQUE)                  \
{                                                                                                        \
    to_uv_half((int16_t *)dst_u, (int16_t *)dst_v, src, width, (int32_t *)factors,                       \
               (Layout){ bytes, r, g, b });                                                              \
}
FOR_LAYOUTS(READERS)

void ff_sws_init_input_wasm(SwsInternal *c)
{
#define USE_READERS(format, name, bytes, r, g, b)                                  \
    case AV_PIX_FMT_##format:                                                      \
        if (c->lumToYV12)                                                          \
            c->lumToYV12 = name##_to_y;                                            \
        if (c->chrToYV12)                                                          \
            c->chrToYV12 = c->chrSrcHSubSample ? name##_to_uv_half : name##_to_uv; \
        break;
    switch (SRC_FORMAT(c)) {
    FOR_LAYOUTS(USE_READERS)
    default: break;
    }
}
