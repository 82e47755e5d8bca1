/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Deinterlacing of pictures with 8 bits by yadif and bwdif, for WebAssembly. */
#include <stdint.h>
#include <wasm_simd128.h>

#include "libavutil/cpu.h"

int ff_yadif_line_wasm(uint8_t *dst, const uint8_t *prev, const uint8_t *cur, const uint8_t *next,
                       int width, int below, int above, int parity, int mode);
int ff_bwdif_line_wasm(uint8_t *dst, const uint8_t *prev, const uint8_t *cur, const uint8_t *next,
                       int width, int stride, int parity, int limit);

#define INLINE static inline __attribute__((always_inline))

INLINE v128_t load(const uint8_t *p)
{
    return wasm_u16x8_load8x8(p);
}

INLINE v128_t distance(v128_t a, v128_t b)
{
    return wasm_i16x8_abs(wasm_i16x8_sub(a, b));
}

INLINE v128_t middle(v128_t a, v128_t b)
{
    return wasm_u16x8_shr(wasm_i16x8_add(a, b), 1);
}

/* How well the lines above and below fit along a direction. */
INLINE v128_t score(const v128_t upper[7], const v128_t lower[7], int direction)
{
    v128_t left = distance(upper[2 + direction], lower[2 - direction]);
    v128_t here = distance(upper[3 + direction], lower[3 - direction]);
    v128_t right = distance(upper[4 + direction], lower[4 - direction]);
    return wasm_i16x8_add(wasm_i16x8_add(left, here), right);
}

/* Takes a direction where it fits better, and is not ruled out. Returns where that is. */
INLINE v128_t try_direction(const v128_t upper[7], const v128_t lower[7], int direction,
                            v128_t allowed, v128_t *best, v128_t *prediction)
{
    v128_t found = score(upper, lower, direction);
    v128_t is_better = wasm_v128_and(wasm_i16x8_lt(found, *best), allowed);
    *best = wasm_v128_bitselect(found, *best, is_better);
    *prediction = wasm_v128_bitselect(middle(upper[3 + direction], lower[3 - direction]),
                                      *prediction, is_better);
    return is_better;
}

/* Pixels of a line: those above and below, and what was and will be in their place and around. */
typedef struct Around {
    v128_t above, below;
    v128_t here, here_change;
    /* The greatest of the changes. */
    v128_t change;
} Around;

INLINE Around look_around(const uint8_t *prev, const uint8_t *cur, const uint8_t *next,
                          const uint8_t *before, const uint8_t *after, int below, int above)
{
    Around a = { load(cur + above), load(cur + below) };
    v128_t earlier = load(before), later = load(after);
    a.here = middle(earlier, later);
    a.here_change = distance(earlier, later);
    v128_t was = middle(distance(load(prev + above), a.above), distance(load(prev + below), a.below));
    v128_t will = middle(distance(load(next + above), a.above), distance(load(next + below), a.below));
    a.change = wasm_i16x8_max(wasm_u16x8_shr(a.here_change, 1), wasm_i16x8_max(was, will));
    return a;
}

/* How far a pixel may be from what was and will be there, with regard to the lines two above and below. */
INLINE v128_t allowed_change(const Around *a, const uint8_t *before, const uint8_t *after, int below, int above)
{
    v128_t b = wasm_i16x8_sub(middle(load(before + 2 * above), load(after + 2 * above)), a->above);
    v128_t f = wasm_i16x8_sub(middle(load(before + 2 * below), load(after + 2 * below)), a->below);
    v128_t to_below = wasm_i16x8_sub(a->here, a->below), to_above = wasm_i16x8_sub(a->here, a->above);
    v128_t greatest = wasm_i16x8_max(wasm_i16x8_max(to_below, to_above), wasm_i16x8_min(b, f));
    v128_t least = wasm_i16x8_min(wasm_i16x8_min(to_below, to_above), wasm_i16x8_max(b, f));
    return wasm_i16x8_max(wasm_i16x8_max(a->change, least), wasm_i16x8_neg(greatest));
}

/* Keeps a pixel near to what was and will be there. */
INLINE v128_t limit_change(v128_t pixel, v128_t here, v128_t change)
{
    return wasm_i16x8_max(wasm_i16x8_min(pixel, wasm_i16x8_add(here, change)), wasm_i16x8_sub(here, change));
}

/* Eight pixels. */
INLINE void yadif(uint8_t *dst, const uint8_t *prev, const uint8_t *cur, const uint8_t *next,
                  int below, int above, int parity, int mode)
{
    const uint8_t *before = parity ? prev : cur, *after = parity ? cur : next;
    v128_t upper[7], lower[7];
    for (int i = 0; i < 7; i++) {
        upper[i] = load(cur + above + i - 3);
        lower[i] = load(cur + below + i - 3);
    }
    Around a = look_around(prev, cur, next, before, after, below, above);
    v128_t all = wasm_i16x8_const_splat(-1), prediction = middle(a.above, a.below);
    v128_t best = wasm_i16x8_add(score(upper, lower, 0), all);
    v128_t left = try_direction(upper, lower, -1, all, &best, &prediction);
    try_direction(upper, lower, -2, left, &best, &prediction);
    v128_t right = try_direction(upper, lower, 1, all, &best, &prediction);
    try_direction(upper, lower, 2, right, &best, &prediction);

    v128_t change = mode & 2 ? a.change : allowed_change(&a, before, after, below, above);
    prediction = limit_change(prediction, a.here, change);
    wasm_v128_store64_lane(dst, wasm_u8x16_narrow_i16x8(prediction, prediction), 0);
}

/* Where a kernel is run from, in steps of eight: the last ones overlap with those before. */
INLINE int place(int x, int width)
{
    return x + 8 <= width ? x : width - 8;
}

INLINE int is_possible(int width)
{
    return width >= 8 && av_get_cpu_flags() & AV_CPU_FLAG_MSA;
}

/* Returns 0 and does nothing where kernels are off, or the line is shorter than they need. */
int ff_yadif_line_wasm(uint8_t *dst, const uint8_t *prev, const uint8_t *cur, const uint8_t *next,
                       int width, int below, int above, int parity, int mode)
{
    if (!is_possible(width))
        return 0;
    for (int i = 0; i < width; i += 8) {
        int x = place(i, width);
        yadif(dst + x, prev + x, cur + x, next + x, below, above, parity, mode);
    }
    return 1;
}

#define PAIR(a, b) wasm_i16x8_const(a, b, a, b, a, b, a, b)

/* The factors of lines, with 13 bits after the point: of lines 1 and 3 away alone, and beside those of fields before and after. */
#define ALONE PAIR(5077, -981)
#define BESIDE PAIR(4309, -213)
#define NEAR PAIR(5570, -3801)
#define FAR 1016

INLINE v128_t load_both(const uint8_t *before, const uint8_t *after, int offset)
{
    return wasm_i16x8_add(load(before + offset), load(after + offset));
}

/* Eight pixels. */
INLINE void bwdif(uint8_t *dst, const uint8_t *prev, const uint8_t *cur, const uint8_t *next,
                  int stride, int parity)
{
    const uint8_t *before = parity ? prev : cur, *after = parity ? cur : next;
    Around a = look_around(prev, cur, next, before, after, stride, -stride);
    v128_t change = allowed_change(&a, before, after, stride, -stride);

    v128_t lines1 = wasm_i16x8_add(a.above, a.below);
    v128_t lines3 = load_both(cur - 3 * stride, cur + 3 * stride, 0);
    v128_t fields0 = load_both(before, after, 0);
    v128_t fields2 = wasm_i16x8_add(load_both(before, after, -2 * stride), load_both(before, after, 2 * stride));
    v128_t fields4 = wasm_i16x8_add(load_both(before, after, -4 * stride), load_both(before, after, 4 * stride));

#define INTERPOLATE(half, a, b, c, d, e, f, g, h)                                                 \
    v128_t lines_##half = wasm_i16x8_shuffle(lines1, lines3, a, b, c, d, e, f, g, h);             \
    v128_t fields_##half = wasm_i16x8_shuffle(fields0, fields2, a, b, c, d, e, f, g, h);          \
    v128_t alone_##half = wasm_i32x4_shr(wasm_i32x4_dot_i16x8(lines_##half, ALONE), 13);          \
    v128_t detail_##half = wasm_i32x4_add(                                                        \
        wasm_i32x4_dot_i16x8(fields_##half, NEAR),                                                \
        wasm_i32x4_extmul_##half##_i16x8(fields4, wasm_i16x8_const_splat(FAR)));                  \
    v128_t both_##half = wasm_i32x4_shr(                                                          \
        wasm_i32x4_add(wasm_i32x4_shr(detail_##half, 2), wasm_i32x4_dot_i16x8(lines_##half, BESIDE)), 13);
    INTERPOLATE(low, 0, 8, 1, 9, 2, 10, 3, 11)
    INTERPOLATE(high, 4, 12, 5, 13, 6, 14, 7, 15)
    v128_t is_detailed = wasm_i16x8_gt(distance(a.above, a.below), a.here_change);
    v128_t pixel = wasm_v128_bitselect(wasm_i16x8_narrow_i32x4(both_low, both_high),
                                       wasm_i16x8_narrow_i32x4(alone_low, alone_high), is_detailed);
    pixel = limit_change(pixel, a.here, change);
    pixel = wasm_v128_bitselect(a.here, pixel, wasm_i16x8_eq(a.change, wasm_i16x8_const_splat(0)));
    wasm_v128_store64_lane(dst, wasm_u8x16_narrow_i16x8(pixel, pixel), 0);
}

/* Returns 0 and does nothing where kernels are off, or the line is shorter than they need. */
int ff_bwdif_line_wasm(uint8_t *dst, const uint8_t *prev, const uint8_t *cur, const uint8_t *next,
                       int width, int stride, int parity, int limit)
{
    if (!is_possible(width) || limit != 255)
        return 0;
    for (int i = 0; i < width; i += 8) {
        int x = place(i, width);
        bwdif(dst + x, prev + x, cur + x, next + x, stride, parity);
    }
    return 1;
}
