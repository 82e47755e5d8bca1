/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The filter of H.264 between blocks, for WebAssembly: how strong it is, and edges with 8 bits. */
#include "h264_deblock_wasm.h"
#include "wasm.h"

/* Where the first block is in what is cached of a macroblock: four in rows of eight, and their neighbours. */
#define FIRST 12
#define ROW 8

/* A number for each of the sixteen blocks, and for their neighbours. */
typedef struct { v128_t here, left, above; } Numbers;

INLINE Numbers load_numbers(const void *cache)
{
    const uint8_t *p = cache;
    v128_t upper = wasm_v128_load(p + FIRST - 4), lower = wasm_v128_load(p + FIRST - 4 + 2 * ROW);
    v128_t here = wasm_i8x16_shuffle(upper, lower, 4, 5, 6, 7, 12, 13, 14, 15,
                                     20, 21, 22, 23, 28, 29, 30, 31);
    v128_t left = wasm_i8x16_shuffle(upper, lower, 3, 4, 5, 6, 11, 12, 13, 14,
                                     19, 20, 21, 22, 27, 28, 29, 30);
    v128_t above = wasm_i32x4_shuffle(wasm_v128_load32_zero(p + FIRST - ROW), here, 0, 4, 5, 6);
    return (Numbers){ here, left, above };
}

/* How sixteen blocks are predicted: their pictures, and their vectors, row for row. */
typedef struct { v128_t refs, rows[4]; } Motion;

/* The same of their neighbours, too. */
typedef struct { Motion here, left, above; } Motions;

INLINE Motion load_motion(v128_t refs, int16_t mv[40][2], int first)
{
    Motion a = { refs };
    for (int y = 0; y < 4; y++)
        a.rows[y] = wasm_v128_load(mv[first + ROW * y]);
    return a;
}

INLINE Motions load_motions(const int8_t ref[40], int16_t mv[40][2])
{
    Numbers refs = load_numbers(ref);
    Motion here = load_motion(refs.here, mv, FIRST);
    Motion above = { refs.above, { wasm_v128_load(mv[FIRST - ROW]), here.rows[0], here.rows[1], here.rows[2] } };
    return (Motions){ here, load_motion(refs.left, mv, FIRST - 1), above };
}

/* The greatest differences of vectors that are taken for none, and twice as much. */
typedef struct { v128_t once, twice; } Limits;

INLINE v128_t rows_differ(const Motion *a, const Motion *b, int y, Limits limits)
{
    v128_t difference = wasm_i8x16_narrow_i16x8(wasm_i16x8_sub(a->rows[y], b->rows[y]),
                                                wasm_i16x8_sub(a->rows[y + 1], b->rows[y + 1]));
    difference = wasm_u8x16_sub_sat(wasm_i8x16_add(difference, limits.once), limits.twice);
    return wasm_i16x8_ne(difference, wasm_i16x8_const_splat(0));
}

/* Not zero where blocks are predicted in different ways. */
INLINE v128_t differ(const Motion *a, const Motion *b, Limits limits)
{
    return wasm_v128_or(wasm_v128_xor(a->refs, b->refs),
                        wasm_i8x16_narrow_i16x8(rows_differ(a, b, 0, limits), rows_differ(a, b, 2, limits)));
}

/* The same of two predictions, of which it does not matter which one is the first. */
INLINE v128_t both_differ(const Motion *a0, const Motion *a1, const Motion *b0, const Motion *b1, Limits limits)
{
    v128_t zero = wasm_i8x16_const_splat(0);
    v128_t in_order = wasm_v128_or(differ(a0, b0, limits), differ(a1, b1, limits));
    v128_t crosswise = wasm_v128_or(differ(a0, b1, limits), differ(a1, b0, limits));
    return wasm_v128_and(wasm_i8x16_ne(in_order, zero), wasm_i8x16_ne(crosswise, zero));
}

/* Two where either of two blocks has coefficients, or else one where they are predicted in different ways. */
INLINE v128_t strength_of(v128_t coefficients, v128_t differs)
{
    v128_t zero = wasm_i8x16_const_splat(0);
    v128_t one = wasm_v128_and(wasm_i8x16_ne(differs, zero), wasm_i8x16_const_splat(1));
    return wasm_v128_bitselect(one, wasm_i8x16_const_splat(2), wasm_i8x16_eq(coefficients, zero));
}

INLINE void store_strength(int16_t out[4][4], v128_t strength)
{
    wasm_v128_store(out[0], wasm_u16x8_extend_low_u8x16(strength));
    wasm_v128_store(out[2], wasm_u16x8_extend_high_u8x16(strength));
}

/*
 * All edges at once: nobody reads those that are left out, and where vectors are known to be the same,
 * comparing them says so.
 */
void ff_h264_loop_filter_strength_wasm(int16_t strength[2][4][4], uint8_t coefficients[40],
                                       int8_t ref[2][40], int16_t mv[2][40][2],
                                       int is_bidirectional, int edges, int step,
                                       int same_columns, int same_rows, int is_field)
{
    Limits limits = { wasm_i8x16_const_splat(3), wasm_i8x16_const_splat(6) };
    if (is_field)
        limits = (Limits){ wasm_i16x8_const_splat(0x103), wasm_i16x8_const_splat(0x206) };
    Motions first = load_motions(ref[0], mv[0]);
    v128_t across, down;
    if (is_bidirectional) {
        Motions second = load_motions(ref[1], mv[1]);
        across = both_differ(&first.here, &second.here, &first.left, &second.left, limits);
        down = both_differ(&first.here, &second.here, &first.above, &second.above, limits);
    } else {
        across = differ(&first.here, &first.left, limits);
        down = differ(&first.here, &first.above, limits);
    }
    Numbers counts = load_numbers(coefficients);
    across = strength_of(wasm_v128_or(counts.here, counts.left), across);
    down = strength_of(wasm_v128_or(counts.here, counts.above), down);
    store_strength(strength[0], wasm_i8x16_shuffle(across, across, 0, 4, 8, 12, 1, 5, 9, 13,
                                                   2, 6, 10, 14, 3, 7, 11, 15));
    store_strength(strength[1], down);
}

/* Not zero where two pixels are no closer than a limit; `below` is one less than that. */
INLINE v128_t is_far(v128_t a, v128_t b, v128_t below)
{
    return wasm_u8x16_sub_sat(absdiff_u8(a, b), below);
}

/* Moves the pixels beside an edge towards each other, by no more than `limit`. */
INLINE void move_nearest(v128_t p1, v128_t *p0, v128_t *q0, v128_t q1, v128_t limit)
{
    v128_t odd = wasm_v128_and(wasm_v128_xor(*p0, *q0), wasm_i8x16_const_splat(1));
    /* A quarter of the outer difference, and half of the inner one, both with an offset. */
    v128_t outer = wasm_u8x16_avgr(wasm_u8x16_avgr(p1, wasm_v128_not(q1)), wasm_i8x16_const_splat(3));
    v128_t inner = wasm_u8x16_avgr(wasm_v128_not(*p0), *q0);
    v128_t step = wasm_u8x16_add_sat(wasm_u8x16_avgr(outer, odd), inner), none = wasm_i8x16_const_splat(161);
    v128_t back = wasm_u8x16_min(wasm_u8x16_sub_sat(none, step), limit);
    v128_t forth = wasm_u8x16_min(wasm_u8x16_sub_sat(step, none), limit);
    *p0 = wasm_u8x16_add_sat(wasm_u8x16_sub_sat(*p0, back), forth);
    *q0 = wasm_u8x16_add_sat(wasm_u8x16_sub_sat(*q0, forth), back);
}

/* The pixel next to those, moved by no more than `limit`. */
INLINE v128_t move_second(v128_t p2, v128_t p1, v128_t middle, v128_t limit)
{
    v128_t odd = wasm_v128_and(wasm_v128_xor(p2, middle), wasm_i8x16_const_splat(1));
    v128_t target = wasm_i8x16_sub(wasm_u8x16_avgr(p2, middle), odd);
    return wasm_u8x16_min(wasm_u8x16_max(target, wasm_u8x16_sub_sat(p1, limit)), wasm_u8x16_add_sat(p1, limit));
}

INLINE void filter_luma(v128_t p2, v128_t *p1, v128_t *p0, v128_t *q0, v128_t *q1, v128_t q2,
                        int alpha, int beta, const int8_t *limits)
{
    v128_t zero = wasm_i8x16_const_splat(0), below = wasm_i8x16_splat(beta - 1);
    v128_t limit = wasm_v128_load32_zero(limits);
    limit = wasm_i8x16_shuffle(limit, limit, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
    v128_t far = wasm_v128_or(is_far(*p0, *q0, wasm_i8x16_splat(alpha - 1)),
                              wasm_v128_or(is_far(*p1, *p0, below), is_far(*q1, *q0, below)));
    v128_t is_filtered = wasm_v128_and(wasm_i8x16_eq(far, zero), wasm_i8x16_ge(limit, zero));
    v128_t near_p = wasm_v128_and(is_filtered, wasm_i8x16_eq(is_far(p2, *p0, below), zero));
    v128_t near_q = wasm_v128_and(is_filtered, wasm_i8x16_eq(is_far(q2, *q0, below), zero));
    v128_t middle = wasm_u8x16_avgr(*p0, *q0), old_p1 = *p1, old_q1 = *q1;
    *p1 = move_second(p2, old_p1, middle, wasm_v128_and(limit, near_p));
    *q1 = move_second(q2, old_q1, middle, wasm_v128_and(limit, near_q));
    limit = wasm_i8x16_sub(wasm_i8x16_sub(wasm_v128_and(limit, is_filtered), near_p), near_q);
    move_nearest(old_p1, p0, q0, old_q1, limit);
}

/* Of eight pixels; what is above that is left as it is. */
INLINE void filter_chroma(v128_t p1, v128_t *p0, v128_t *q0, v128_t q1, int alpha, int beta,
                          const int8_t *limits)
{
    v128_t zero = wasm_i8x16_const_splat(0), below = wasm_i8x16_splat(beta - 1);
    v128_t limit = wasm_v128_load32_zero(limits);
    limit = wasm_i8x16_max(wasm_i8x16_shuffle(limit, zero, 0, 0, 1, 1, 2, 2, 3, 3,
                                              16, 16, 16, 16, 16, 16, 16, 16), zero);
    v128_t far = wasm_v128_or(is_far(*p0, *q0, wasm_i8x16_splat(alpha - 1)),
                              wasm_v128_or(is_far(p1, *p0, below), is_far(q1, *q0, below)));
    move_nearest(p1, p0, q0, q1, wasm_v128_and(limit, wasm_i8x16_eq(far, zero)));
}

void ff_h264_v_lpf_luma_inter_wasm(uint8_t *src, ptrdiff_t stride, int alpha, int beta, int8_t *tc)
{
    if (!alpha || !beta)
        return;
    v128_t p2 = wasm_v128_load(src - 3 * stride), p1 = wasm_v128_load(src - 2 * stride);
    v128_t p0 = wasm_v128_load(src - stride), q0 = wasm_v128_load(src);
    v128_t q1 = wasm_v128_load(src + stride), q2 = wasm_v128_load(src + 2 * stride);
    filter_luma(p2, &p1, &p0, &q0, &q1, q2, alpha, beta, tc);
    wasm_v128_store(src - 2 * stride, p1);
    wasm_v128_store(src - stride, p0);
    wasm_v128_store(src, q0);
    wasm_v128_store(src + stride, q1);
}

INLINE v128_t zip_low_u8(v128_t a, v128_t b)
{
    return wasm_i8x16_shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

INLINE v128_t zip_high_u8(v128_t a, v128_t b)
{
    return wasm_i8x16_shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

INLINE void store_rows(uint8_t *dst, ptrdiff_t stride, v128_t rows)
{
    wasm_v128_store32_lane(dst, rows, 0);
    wasm_v128_store32_lane(dst + stride, rows, 1);
    wasm_v128_store32_lane(dst + 2 * stride, rows, 2);
    wasm_v128_store32_lane(dst + 3 * stride, rows, 3);
}

void ff_h264_h_lpf_luma_inter_wasm(uint8_t *src, ptrdiff_t stride, int alpha, int beta, int8_t *tc)
{
    v128_t columns[16], a[8];

    if (!alpha || !beta)
        return;
    for (int y = 0; y < 16; y++)
        columns[y] = wasm_v128_load64_zero(src - 4 + y * stride);
    for (int i = 0; i < 8; i++)
        a[i] = zip_low_u8(columns[i], columns[i + 8]);
    for (int i = 0; i < 4; i++) {
        columns[i] = zip_low_u8(a[i], a[i + 4]);
        columns[i + 4] = zip_high_u8(a[i], a[i + 4]);
    }
    for (int i = 0; i < 8; i += 4) {
        for (int j = 0; j < 2; j++) {
            a[i + j] = zip_low_u8(columns[i + j], columns[i + j + 2]);
            a[i + j + 2] = zip_high_u8(columns[i + j], columns[i + j + 2]);
        }
    }
    v128_t p2 = zip_high_u8(a[0], a[1]), p1 = zip_low_u8(a[2], a[3]), p0 = zip_high_u8(a[2], a[3]);
    v128_t q0 = zip_low_u8(a[4], a[5]), q1 = zip_high_u8(a[4], a[5]), q2 = zip_low_u8(a[6], a[7]);
    filter_luma(p2, &p1, &p0, &q0, &q1, q2, alpha, beta, tc);
    v128_t left = zip_low_u8(p1, p0), right = zip_low_u8(q0, q1);
    store_rows(src - 2, stride, zip_low_i16(left, right));
    store_rows(src - 2 + 4 * stride, stride, zip_high_i16(left, right));
    left = zip_high_u8(p1, p0);
    right = zip_high_u8(q0, q1);
    store_rows(src - 2 + 8 * stride, stride, zip_low_i16(left, right));
    store_rows(src - 2 + 12 * stride, stride, zip_high_i16(left, right));
}

void ff_h264_v_lpf_chroma_inter_wasm(uint8_t *src, ptrdiff_t stride, int alpha, int beta, int8_t *tc)
{
    if (!alpha || !beta)
        return;
    v128_t p1 = wasm_v128_load64_zero(src - 2 * stride), p0 = wasm_v128_load64_zero(src - stride);
    v128_t q0 = wasm_v128_load64_zero(src), q1 = wasm_v128_load64_zero(src + stride);
    filter_chroma(p1, &p0, &q0, q1, alpha, beta, tc);
    wasm_v128_store64_lane(src - stride, p0, 0);
    wasm_v128_store64_lane(src, q0, 0);
}

INLINE v128_t load_rows(const uint8_t *src, ptrdiff_t stride)
{
    v128_t rows = wasm_v128_load32_zero(src);
    rows = wasm_v128_load32_lane(src + stride, rows, 1);
    rows = wasm_v128_load32_lane(src + 2 * stride, rows, 2);
    return wasm_v128_load32_lane(src + 3 * stride, rows, 3);
}

void ff_h264_h_lpf_chroma_inter_wasm(uint8_t *src, ptrdiff_t stride, int alpha, int beta, int8_t *tc)
{
    if (!alpha || !beta)
        return;
    v128_t upper = load_rows(src - 2, stride), lower = load_rows(src - 2 + 4 * stride, stride);
    v128_t a = zip_low_u8(upper, lower), b = zip_high_u8(upper, lower);
    upper = zip_low_u8(a, b);
    lower = zip_high_u8(a, b);
    a = zip_low_u8(upper, lower);
    b = zip_high_u8(upper, lower);
    v128_t p1 = a, p0 = wasm_i64x2_shuffle(a, a, 1, 1), q0 = b, q1 = wasm_i64x2_shuffle(b, b, 1, 1);
    filter_chroma(p1, &p0, &q0, q1, alpha, beta, tc);
    a = zip_low_u8(p1, p0);
    b = zip_low_u8(q0, q1);
    store_rows(src - 2, stride, zip_low_i16(a, b));
    store_rows(src - 2 + 4 * stride, stride, zip_high_i16(a, b));
}
