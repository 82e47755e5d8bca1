/* SPDX-License-Identifier: MIT */
/*
 * The intrinsics of MIPS MSA, by those of WebAssembly's SIMD128.
 *
 * Both are sets of instructions on vectors of 128 bits with the same layout in
 * memory, and the sources of x264, FFmpeg and libvpx have kernels written in the
 * intrinsics of MSA. With this header in the place of the compiler's <msa.h>,
 * those kernels are kernels for WebAssembly. It has the intrinsics that they use.
 *
 * Where MSA shifts each lane by a count of its own, the kernels give all lanes
 * the same count: the count of the first lane is used.
 */
#ifndef AFMPEG_MSA_H
#define AFMPEG_MSA_H

#include <stdint.h>
#include <wasm_simd128.h>

/* Of a processor of this kind, FFmpeg's sources load and store scalars in C. */
#define __mips 64
#define __mips_isa_rev 6

/* Loads and stores through pointers to these may be unaligned. */
#define MSA_VECTOR __attribute__((vector_size(16), aligned(1), may_alias))
typedef signed char v16i8 MSA_VECTOR;
typedef unsigned char v16u8 MSA_VECTOR;
typedef short v8i16 MSA_VECTOR;
typedef unsigned short v8u16 MSA_VECTOR;
typedef int v4i32 MSA_VECTOR;
typedef unsigned int v4u32 MSA_VECTOR;
typedef long long v2i64 MSA_VECTOR;
typedef unsigned long long v2u64 MSA_VECTOR;
#undef MSA_VECTOR

#define MSA static inline __attribute__((always_inline, unused))

/* Scalars. The sources have these as inline assembly. */
#define MSA_SCALAR(load, store, type)                                         \
    typedef type __attribute__((aligned(1), may_alias)) msa_##type;           \
    MSA type load(const void *p) { return *(const msa_##type *)p; }           \
    MSA void store(type value, void *p) { *(msa_##type *)p = value; }
MSA_SCALAR(msa_load_h, msa_store_h, uint16_t)
MSA_SCALAR(msa_load_w, msa_store_w, uint32_t)
MSA_SCALAR(msa_load_d, msa_store_d, uint64_t)
#undef MSA_SCALAR

/* One function of one, two or three vectors for each type of lane. */
#define MSA_1(name, out, in, value)                                           \
    MSA out __msa_##name(in a) { return (out)(value); }
#define MSA_2(name, out, in, value)                                           \
    MSA out __msa_##name(in a, in b) { return (out)(value); }
#define MSA_3(name, out, in, value)                                           \
    MSA out __msa_##name(out sum, in a, in b) { return sum + (out)(value); }

/* Shuffles of whole lanes. The second operand holds the lower half. */
#define MSA_SHUFFLE(type, lanes, ...)                                         \
    (type)__builtin_shufflevector((type)b, (type)a, __VA_ARGS__)
#define MSA_SHUFFLES(name, b_, h_, w_, d_)                                    \
    MSA_2(name##_b, v16i8, v16i8, MSA_SHUFFLE(v16i8, 16, b_))                 \
    MSA_2(name##_h, v8i16, v8i16, MSA_SHUFFLE(v8i16, 8, h_))                  \
    MSA_2(name##_w, v4i32, v4i32, MSA_SHUFFLE(v4i32, 4, w_))                  \
    MSA_2(name##_d, v2i64, v2i64, MSA_SHUFFLE(v2i64, 2, d_))
#define MSA_LIST(...) __VA_ARGS__
MSA_SHUFFLES(ilvr,
    MSA_LIST(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23),
    MSA_LIST(0, 8, 1, 9, 2, 10, 3, 11), MSA_LIST(0, 4, 1, 5), MSA_LIST(0, 2))
MSA_SHUFFLES(ilvl,
    MSA_LIST(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31),
    MSA_LIST(4, 12, 5, 13, 6, 14, 7, 15), MSA_LIST(2, 6, 3, 7), MSA_LIST(1, 3))
MSA_SHUFFLES(ilvev,
    MSA_LIST(0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30),
    MSA_LIST(0, 8, 2, 10, 4, 12, 6, 14), MSA_LIST(0, 4, 2, 6), MSA_LIST(0, 2))
MSA_SHUFFLES(ilvod,
    MSA_LIST(1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31),
    MSA_LIST(1, 9, 3, 11, 5, 13, 7, 15), MSA_LIST(1, 5, 3, 7), MSA_LIST(1, 3))
MSA_SHUFFLES(pckev,
    MSA_LIST(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30),
    MSA_LIST(0, 2, 4, 6, 8, 10, 12, 14), MSA_LIST(0, 2, 4, 6), MSA_LIST(0, 2))
MSA_SHUFFLES(pckod,
    MSA_LIST(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31),
    MSA_LIST(1, 3, 5, 7, 9, 11, 13, 15), MSA_LIST(1, 3, 5, 7), MSA_LIST(1, 3))
#undef MSA_SHUFFLES
#undef MSA_SHUFFLE
#undef MSA_LIST

/* `n` bytes further on in `low` followed by `high`; `n` is a constant. */
#define __msa_sldi_b(high, low, n)                                            \
    ((v16i8)__builtin_shufflevector((v16i8)(low), (v16i8)(high),              \
        (n) + 0, (n) + 1, (n) + 2, (n) + 3, (n) + 4, (n) + 5, (n) + 6,        \
        (n) + 7, (n) + 8, (n) + 9, (n) + 10, (n) + 11, (n) + 12, (n) + 13,    \
        (n) + 14, (n) + 15))

/* The same, for an `n` that is known at run time only. */
MSA v16i8 __msa_sld_b(v16i8 high, v16i8 low, int n)
{
    v16i8 pair[2] = { low, high };
    return *(const v16i8 *)((const char *)pair + (n & 15));
}

/* Lanes out of `low` followed by `high`, as `mask` has them. */
MSA v16i8 __msa_vshf_b(v16i8 mask, v16i8 high, v16i8 low)
{
    v128_t index = wasm_v128_and(mask, wasm_i8x16_const_splat(31));
    v128_t upper = wasm_i8x16_sub(index, wasm_i8x16_const_splat(16));
    return (v16i8)wasm_v128_or(wasm_i8x16_swizzle(low, index),
                               wasm_i8x16_swizzle(high, upper));
}
MSA v8i16 __msa_vshf_h(v8i16 mask, v8i16 high, v8i16 low)
{
    v128_t index = (v128_t)((mask & 15) * 0x0202 + 0x0100);
    return (v8i16)__msa_vshf_b((v16i8)index, (v16i8)high, (v16i8)low);
}
MSA v4i32 __msa_vshf_w(v4i32 mask, v4i32 high, v4i32 low)
{
    v128_t index = (v128_t)((mask & 7) * 0x04040404 + 0x03020100);
    return (v4i32)__msa_vshf_b((v16i8)index, (v16i8)high, (v16i8)low);
}
#define __msa_shf_h(a, m)                                                     \
    ((v8i16)__builtin_shufflevector((v8i16)(a), (v8i16)(a), (m) & 3,          \
        (m) >> 2 & 3, (m) >> 4 & 3, (m) >> 6 & 3, 4 + ((m) & 3),              \
        4 + ((m) >> 2 & 3), 4 + ((m) >> 4 & 3), 4 + ((m) >> 6 & 3)))
#define __msa_splati_b(a, n) ((v16i8)wasm_i8x16_splat(((v16i8)(a))[n]))
#define __msa_splati_h(a, n) ((v8i16)wasm_i16x8_splat(((v8i16)(a))[n]))
#define __msa_splati_w(a, n) ((v4i32)wasm_i32x4_splat(((v4i32)(a))[n]))
#define __msa_splati_d(a, n) ((v2i64)wasm_i64x2_splat(((v2i64)(a))[n]))

/* Between vectors and scalars. */
MSA v16i8 __msa_fill_b(int a) { return (v16i8)wasm_i8x16_splat(a); }
MSA v8i16 __msa_fill_h(int a) { return (v8i16)wasm_i16x8_splat(a); }
MSA v4i32 __msa_fill_w(int a) { return (v4i32)wasm_i32x4_splat(a); }
MSA v2i64 __msa_fill_d(long long a) { return (v2i64)wasm_i64x2_splat(a); }
#define __msa_ldi_b __msa_fill_b
#define __msa_ldi_h __msa_fill_h
#define __msa_ldi_w __msa_fill_w
#define __msa_copy_s_h(a, n) ((int)((v8i16)(a))[n])
#define __msa_copy_s_w(a, n) ((int)((v4i32)(a))[n])
#define __msa_copy_s_d(a, n) ((long long)((v2i64)(a))[n])
#define __msa_copy_u_h(a, n) ((unsigned)((v8u16)(a))[n])
#define __msa_copy_u_w(a, n) ((unsigned)((v4u32)(a))[n])
#define __msa_copy_u_d(a, n) ((unsigned long long)((v2u64)(a))[n])
#define MSA_INSERT(type, vector, n, value)                                    \
    __extension__({                                                           \
        type msa_vector = (type)(vector);                                     \
        msa_vector[n] = (value);                                              \
        msa_vector;                                                           \
    })
#define __msa_insert_b(a, n, value) MSA_INSERT(v16i8, a, n, value)
#define __msa_insert_h(a, n, value) MSA_INSERT(v8i16, a, n, value)
#define __msa_insert_w(a, n, value) MSA_INSERT(v4i32, a, n, value)
#define __msa_insert_d(a, n, value) MSA_INSERT(v2i64, a, n, value)
#define __msa_insve_h(a, n, b) MSA_INSERT(v8i16, a, n, ((v8i16)(b))[0])
#define __msa_insve_w(a, n, b) MSA_INSERT(v4i32, a, n, ((v4i32)(b))[0])
#define __msa_insve_d(a, n, b) MSA_INSERT(v2i64, a, n, ((v2i64)(b))[0])

/* Bits. */
MSA_2(and_v, v16u8, v16u8, a & b)
MSA_2(or_v, v16u8, v16u8, a | b)
MSA_2(xor_v, v16u8, v16u8, a ^ b)
MSA_2(nor_v, v16u8, v16u8, ~(a | b))
#define __msa_andi_b(a, n) ((v16u8)((v16u8)(a) & (uint8_t)(n)))
#define __msa_ori_b(a, n) ((v16u8)((v16u8)(a) | (uint8_t)(n)))
#define __msa_xori_b(a, n) ((v16u8)((v16u8)(a) ^ (uint8_t)(n)))
/* `b` where the mask is set, and elsewhere `a`; then the other way round. */
MSA v16u8 __msa_bmnz_v(v16u8 a, v16u8 b, v16u8 mask)
{
    return (v16u8)wasm_v128_bitselect(b, a, mask);
}
MSA v16u8 __msa_bmz_v(v16u8 a, v16u8 b, v16u8 mask)
{
    return (v16u8)wasm_v128_bitselect(a, b, mask);
}
MSA int __msa_test_bz_v(v16u8 a) { return !wasm_v128_any_true(a); }
MSA int __msa_test_bnz_v(v16u8 a) { return wasm_v128_any_true(a); }

/* Comparisons. */
MSA_2(ceq_b, v16i8, v16i8, a == b)
MSA_2(ceq_h, v8i16, v8i16, a == b)
MSA_2(clt_s_b, v16i8, v16i8, a < b)
MSA_2(clt_u_b, v16i8, v16u8, a < b)
MSA_2(clt_s_h, v8i16, v8i16, a < b)
MSA_2(cle_s_b, v16i8, v16i8, a <= b)
MSA_2(cle_s_h, v8i16, v8i16, a <= b)
MSA_2(cle_u_h, v8i16, v8u16, a <= b)
#define __msa_ceqi_h(a, n) ((v8i16)((v8i16)(a) == (short)(n)))
#define __msa_ceqi_w(a, n) ((v4i32)((v4i32)(a) == (int)(n)))
#define __msa_ceqi_d(a, n) ((v2i64)((v2i64)(a) == (long long)(n)))
#define __msa_clti_s_b(a, n) ((v16i8)((v16i8)(a) < (signed char)(n)))
#define __msa_clti_s_h(a, n) ((v8i16)((v8i16)(a) < (short)(n)))
#define __msa_clti_s_w(a, n) ((v4i32)((v4i32)(a) < (int)(n)))
#define __msa_clti_u_h(a, n) ((v8i16)((v8u16)(a) < (unsigned short)(n)))
#define __msa_clei_s_h(a, n) ((v8i16)((v8i16)(a) <= (short)(n)))
#define __msa_clei_s_d(a, n) ((v2i64)((v2i64)(a) <= (long long)(n)))
MSA_2(min_u_b, v16u8, v16u8, wasm_u8x16_min(a, b))
MSA_2(min_s_h, v8i16, v8i16, wasm_i16x8_min(a, b))
MSA_2(min_s_w, v4i32, v4i32, wasm_i32x4_min(a, b))
MSA_2(min_u_h, v8u16, v8u16, wasm_u16x8_min(a, b))
MSA_2(max_u_b, v16u8, v16u8, wasm_u8x16_max(a, b))
MSA_2(max_s_h, v8i16, v8i16, wasm_i16x8_max(a, b))
#define __msa_maxi_s_h(a, n) __msa_max_s_h(a, __msa_fill_h(n))
#define __msa_maxi_s_w(a, n)                                                  \
    ((v4i32)wasm_i32x4_max((v128_t)(a), wasm_i32x4_splat(n)))

/* Sums, differences and averages of lanes. */
MSA_2(add_a_h, v8i16, v8i16, wasm_i16x8_add(wasm_i16x8_abs(a), wasm_i16x8_abs(b)))
MSA_2(add_a_w, v4i32, v4i32, wasm_i32x4_add(wasm_i32x4_abs(a), wasm_i32x4_abs(b)))
MSA_2(adds_s_b, v16i8, v16i8, wasm_i8x16_add_sat(a, b))
MSA_2(adds_u_b, v16u8, v16u8, wasm_u8x16_add_sat(a, b))
MSA_2(adds_s_h, v8i16, v8i16, wasm_i16x8_add_sat(a, b))
MSA_2(subs_s_b, v16i8, v16i8, wasm_i8x16_sub_sat(a, b))
MSA_2(subs_u_b, v16u8, v16u8, wasm_u8x16_sub_sat(a, b))
MSA_2(subs_u_h, v8u16, v8u16, wasm_u16x8_sub_sat(a, b))
MSA_2(asub_u_b, v16u8, v16u8,
    wasm_v128_or(wasm_u8x16_sub_sat(a, b), wasm_u8x16_sub_sat(b, a)))
MSA_2(asub_s_h, v8u16, v8i16,
    wasm_i16x8_sub(wasm_i16x8_max(a, b), wasm_i16x8_min(a, b)))
/* Unsigned minus signed. */
MSA v16u8 __msa_subsus_u_b(v16u8 a, v16i8 b)
{
    v128_t zero = wasm_i8x16_const_splat(0);
    v128_t less = wasm_u8x16_sub_sat(a, wasm_i8x16_max(b, zero));
    /* Of a negative lane, the amount; -128 is its own negative and means 128. */
    v128_t amount = wasm_v128_and(wasm_i8x16_neg(b), wasm_i8x16_lt(b, zero));
    return (v16u8)wasm_u8x16_add_sat(less, amount);
}
/* Without rounding. */
MSA_2(ave_u_b, v16u8, v16u8, (a & b) + ((a ^ b) >> 1))
MSA_2(ave_s_h, v8i16, v8i16, (a & b) + ((a ^ b) >> 1))
/* With rounding. */
MSA_2(aver_u_b, v16u8, v16u8, wasm_u8x16_avgr(a, b))
MSA_2(aver_u_h, v8u16, v8u16, wasm_u16x8_avgr(a, b))
MSA_2(aver_s_b, v16i8, v16i8, (a | b) - ((a ^ b) >> 1))
MSA_2(aver_s_h, v8i16, v8i16, (a | b) - ((a ^ b) >> 1))
MSA_2(aver_s_w, v4i32, v4i32, (a | b) - ((a ^ b) >> 1))

/* Neighbours: the even lane of an operand, or the odd one, made wider. */
#define MSA_EVEN_S(wide, bits, a) ((wide)(a) << (bits) >> (bits))
#define MSA_ODD_S(wide, bits, a) ((wide)(a) >> (bits))
#define MSA_EVEN_U(wide, bits, a) ((wide)(a) & (((wide){ 0 } - 1) >> (bits)))
#define MSA_ODD_U(wide, bits, a) ((wide)(a) >> (bits))
MSA_2(hadd_s_h, v8i16, v16i8, MSA_ODD_S(v8i16, 8, a) + MSA_EVEN_S(v8i16, 8, b))
MSA_2(hadd_s_w, v4i32, v8i16, MSA_ODD_S(v4i32, 16, a) + MSA_EVEN_S(v4i32, 16, b))
MSA_2(hadd_s_d, v2i64, v4i32, MSA_ODD_S(v2i64, 32, a) + MSA_EVEN_S(v2i64, 32, b))
MSA_2(hadd_u_h, v8u16, v16u8, MSA_ODD_U(v8u16, 8, a) + MSA_EVEN_U(v8u16, 8, b))
MSA_2(hadd_u_w, v4u32, v8u16, MSA_ODD_U(v4u32, 16, a) + MSA_EVEN_U(v4u32, 16, b))
MSA_2(hadd_u_d, v2u64, v4u32, MSA_ODD_U(v2u64, 32, a) + MSA_EVEN_U(v2u64, 32, b))
MSA_2(hsub_u_h, v8i16, v16u8, MSA_ODD_U(v8u16, 8, a) - MSA_EVEN_U(v8u16, 8, b))
MSA_2(hsub_s_w, v4i32, v8i16, MSA_ODD_S(v4i32, 16, a) - MSA_EVEN_S(v4i32, 16, b))
#define MSA_DOT(kind, wide, bits)                                             \
    MSA_ODD_##kind(wide, bits, a) * MSA_ODD_##kind(wide, bits, b) +           \
    MSA_EVEN_##kind(wide, bits, a) * MSA_EVEN_##kind(wide, bits, b)
MSA_2(dotp_s_h, v8i16, v16i8, MSA_DOT(S, v8i16, 8))
MSA_2(dotp_u_h, v8u16, v16u8, MSA_DOT(U, v8u16, 8))
MSA_2(dotp_u_w, v4u32, v8u16, MSA_DOT(U, v4u32, 16))
MSA_2(dotp_s_w, v4i32, v8i16, wasm_i32x4_dot_i16x8(a, b))
MSA_3(dpadd_s_h, v8i16, v16i8, MSA_DOT(S, v8i16, 8))
MSA_3(dpadd_u_h, v8u16, v16u8, MSA_DOT(U, v8u16, 8))
MSA_3(dpadd_u_w, v4u32, v8u16, MSA_DOT(U, v4u32, 16))
MSA_3(dpadd_s_w, v4i32, v8i16, wasm_i32x4_dot_i16x8(a, b))
MSA_3(dpsub_s_w, v4i32, v8i16, wasm_i32x4_neg(wasm_i32x4_dot_i16x8(a, b)))
MSA_2(dotp_s_d, v2i64, v4i32, MSA_DOT(S, v2i64, 32))
MSA_3(dpadd_s_d, v2i64, v4i32, MSA_DOT(S, v2i64, 32))
/* Products of fractions. */
MSA_2(mul_q_h, v8i16, v8i16,
    wasm_i16x8_narrow_i32x4(
        wasm_i32x4_shr(wasm_i32x4_extmul_low_i16x8(a, b), 15),
        wasm_i32x4_shr(wasm_i32x4_extmul_high_i16x8(a, b), 15)))

/* Saturation to `n` + 1 bits. */
MSA v8i16 __msa_sat_s_h(v8i16 a, int n)
{
    v128_t low = wasm_i16x8_splat(-(1 << n)), high = wasm_i16x8_splat((1 << n) - 1);
    return (v8i16)wasm_i16x8_min(wasm_i16x8_max(a, low), high);
}
MSA v4i32 __msa_sat_s_w(v4i32 a, int n)
{
    v128_t low = wasm_i32x4_splat(-(1 << n)), high = wasm_i32x4_splat((1 << n) - 1);
    return (v4i32)wasm_i32x4_min(wasm_i32x4_max(a, low), high);
}
MSA v8u16 __msa_sat_u_h(v8u16 a, int n)
{
    return (v8u16)wasm_u16x8_min(a, wasm_u16x8_splat((2u << n) - 1));
}
MSA v4u32 __msa_sat_u_w(v4u32 a, int n)
{
    return (v4u32)wasm_u32x4_min(a, wasm_u32x4_splat((2u << n) - 1));
}

/* Shifts; with rounding, the last bit that is shifted out is added. */
#define MSA_ROUND(a, n, bits) (((a) >> (n)) + ((n) ? (a) >> ((n) - 1 & (bits) - 1) & 1 : (a) ^ (a)))
MSA v16i8 __msa_srari_b(v16i8 a, int n) { return MSA_ROUND(a, n, 8); }
MSA v8i16 __msa_srari_h(v8i16 a, int n) { return MSA_ROUND(a, n, 16); }
MSA v4i32 __msa_srari_w(v4i32 a, int n) { return MSA_ROUND(a, n, 32); }
MSA v2i64 __msa_srari_d(v2i64 a, int n) { return MSA_ROUND(a, n, 64); }
MSA v16i8 __msa_srli_b(v16i8 a, int n) { return (v16i8)wasm_u8x16_shr(a, n); }
MSA v8i16 __msa_srli_h(v8i16 a, int n) { return (v8i16)wasm_u16x8_shr(a, n); }
MSA v8i16 __msa_srl_h(v8i16 a, v8i16 n) { return (v8i16)wasm_u16x8_shr(a, n[0] & 15); }
MSA v8i16 __msa_srar_h(v8i16 a, v8i16 n)
{
    int count = n[0] & 15;
    v128_t last = count ? wasm_i16x8_shr(a, count - 1) : wasm_i16x8_const_splat(0);
    return (v8i16)wasm_i16x8_add(wasm_i16x8_shr(a, count),
                                 wasm_v128_and(last, wasm_i16x8_const_splat(1)));
}
MSA v4i32 __msa_srar_w(v4i32 a, v4i32 n)
{
    int count = n[0] & 31;
    v128_t last = count ? wasm_i32x4_shr(a, count - 1) : wasm_i32x4_const_splat(0);
    return (v4i32)wasm_i32x4_add(wasm_i32x4_shr(a, count),
                                 wasm_v128_and(last, wasm_i32x4_const_splat(1)));
}
MSA v8i16 __msa_srlr_h(v8i16 a, v8i16 n)
{
    int count = n[0] & 15;
    v128_t last = count ? wasm_u16x8_shr(a, count - 1) : wasm_i16x8_const_splat(0);
    return (v8i16)wasm_i16x8_add(wasm_u16x8_shr(a, count),
                                 wasm_v128_and(last, wasm_i16x8_const_splat(1)));
}

/* How many of the upper bits of a lane are set. */
MSA v8i16 __msa_nloc_h(v8i16 a)
{
    for (int i = 0; i < 8; i++)
        a[i] = a[i] == -1 ? 16 : __builtin_clz((unsigned short)~a[i]) - 16;
    return a;
}
MSA v2i64 __msa_nloc_d(v2i64 a)
{
    for (int i = 0; i < 2; i++)
        a[i] = a[i] == -1 ? 64 : __builtin_clzll(~a[i]);
    return a;
}

#undef MSA
#undef MSA_1
#undef MSA_2
#undef MSA_3
#undef MSA_EVEN_S
#undef MSA_EVEN_U
#undef MSA_ODD_S
#undef MSA_ODD_U
#undef MSA_DOT
#endif
