/* SPDX-License-Identifier: MIT */
/* Sums of absolute differences for libvpx, for WebAssembly. */
#include "./vpx_dsp_rtcd.h"
#include "vpx_dsp/wasm/pixels_wasm.h"

/* So many differences of two pixels fit into a sum of 16 bits. */
#define FIT 128

FORCE_INLINE v128_t add_differences(v128_t sum, v128_t a, v128_t b)
{
    v128_t difference = wasm_v128_or(wasm_u8x16_sub_sat(a, b), wasm_u8x16_sub_sat(b, a));
    return wasm_i16x8_add(sum, wasm_u16x8_extadd_pairwise_u8x16(difference));
}

/* With `second`, whose rows lie side by side, the average of it and of `ref` counts. */
FORCE_INLINE uint32_t sad(const uint8_t *src, int src_stride, const uint8_t *ref, int ref_stride,
                    const uint8_t *second, int width, int height)
{
    const int rows = rows_of(width), vectors = width >= 16 ? width / 16 : 1;
    const int part = height / rows * vectors > FIT ? height / 2 : height;
    uint32_t total = 0;
    for (int done = 0; done < height; done += part) {
        v128_t sum = wasm_i16x8_const_splat(0);
#pragma clang loop unroll_count(2)
        for (int y = 0; y < part; y += rows) {
#pragma clang loop unroll(full)
            for (int x = 0; x < vectors; x++) {
                v128_t other = load_rows(ref + 16 * x, ref_stride, width);
                if (second) {
                    other = wasm_u8x16_avgr(other, wasm_v128_load(second));
                    second += 16;
                }
                sum = add_differences(sum, load_rows(src + 16 * x, src_stride, width), other);
            }
            src += rows * src_stride;
            ref += rows * ref_stride;
        }
        total += sum_u16(sum);
    }
    return total;
}

/* Of one block against four. */
FORCE_INLINE void sad4(const uint8_t *src, int src_stride, const uint8_t *const ref[4], int ref_stride,
                 uint32_t out[4], int width, int height)
{
    const int rows = rows_of(width), vectors = width >= 16 ? width / 16 : 1;
    const int part = height / rows * vectors > FIT ? height / 2 : height;
    const uint8_t *a = ref[0], *b = ref[1], *c = ref[2], *d = ref[3];
    v128_t total = wasm_i32x4_const_splat(0);
    for (int done = 0; done < height; done += part) {
        v128_t sum0 = wasm_i16x8_const_splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
        for (int y = 0; y < part; y += rows) {
#pragma clang loop unroll(full)
            for (int x = 0; x < vectors; x++) {
                v128_t pixels = load_rows(src + 16 * x, src_stride, width);
                sum0 = add_differences(sum0, pixels, load_rows(a + 16 * x, ref_stride, width));
                sum1 = add_differences(sum1, pixels, load_rows(b + 16 * x, ref_stride, width));
                sum2 = add_differences(sum2, pixels, load_rows(c + 16 * x, ref_stride, width));
                sum3 = add_differences(sum3, pixels, load_rows(d + 16 * x, ref_stride, width));
            }
            src += rows * src_stride;
            a += rows * ref_stride;
            b += rows * ref_stride;
            c += rows * ref_stride;
            d += rows * ref_stride;
        }
        v128_t w0 = wasm_u32x4_extadd_pairwise_u16x8(sum0), w1 = wasm_u32x4_extadd_pairwise_u16x8(sum1);
        v128_t w2 = wasm_u32x4_extadd_pairwise_u16x8(sum2), w3 = wasm_u32x4_extadd_pairwise_u16x8(sum3);
        /* Pairs of the lanes of two, and then of all four. */
        v128_t w01 = wasm_i32x4_add(wasm_i32x4_shuffle(w0, w1, 0, 4, 1, 5), wasm_i32x4_shuffle(w0, w1, 2, 6, 3, 7));
        v128_t w23 = wasm_i32x4_add(wasm_i32x4_shuffle(w2, w3, 0, 4, 1, 5), wasm_i32x4_shuffle(w2, w3, 2, 6, 3, 7));
        total = wasm_i32x4_add(total, wasm_i32x4_add(wasm_i64x2_shuffle(w01, w23, 0, 2),
                                                     wasm_i64x2_shuffle(w01, w23, 1, 3)));
    }
    wasm_v128_store(out, total);
}

#define SADS(width, height)                                                                       \
    unsigned int vpx_sad##width##x##height##_wasm(const uint8_t *src, int src_stride,             \
                                                  const uint8_t *ref, int ref_stride)             \
    {                                                                                             \
        return sad(src, src_stride, ref, ref_stride, 0, width, height);                           \
    }                                                                                             \
    unsigned int vpx_sad##width##x##height##_avg_wasm(const uint8_t *src, int src_stride,         \
                                                      const uint8_t *ref, int ref_stride,         \
                                                      const uint8_t *second_pred)                 \
    {                                                                                             \
        return sad(src, src_stride, ref, ref_stride, second_pred, width, height);                 \
    }                                                                                             \
    void vpx_sad##width##x##height##x4d_wasm(const uint8_t *src, int src_stride,                  \
                                             const uint8_t *const ref[4], int ref_stride,         \
                                             uint32_t sad_array[4])                               \
    {                                                                                             \
        sad4(src, src_stride, ref, ref_stride, sad_array, width, height);                         \
    }
FOR_ALL_SIZES(SADS)
