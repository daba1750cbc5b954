/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Starts for the inverse of the normal tail Q. With u = sqrt(-2 log Q(z)) in [1.65, 39.5], z / (u + 2) on 16 equal intervals of
 * w = 1 / (u + 2): row i is a polynomial in d, w = first + width (i + 1/2 + d), |d| <= 1/2; relative error of z below 2^-32. And
 * t / v as a polynomial in v^2 / 0.2735 - 1/2, where erf(t) = v, |v| < 0.5229; below 2^-36. Both interpolate at Chebyshev points
 * and were computed with mpmath at 160 bits.
 */
#ifndef TER__ERF_INVERSE_TABLE_H
#define TER__ERF_INVERSE_TABLE_H

#define TER__NORMAL_START_FIRST     0x1.8acb90f6bf3aap-6
#define TER__NORMAL_START_PER_WIDTH 0x1.00207709cea05p+6

static const double ter__normal_start[16 * 6] = {
    0x1.dceec5912d4e2p-1,   -0x1.2214ca9343402p-5,  -0x1.b887d89d125f1p-11, 0x1.6cfb8c8f833dcp-16,  -0x1.2fe4c43f13ef9p-18,
    0x1.e4d42671ec402p-21,  0x1.ca61b34ffec5p-1,    -0x1.2f6e57f0b689cp-5,  -0x1.a0ee54fddd3f6p-11, 0x1.4980cf11a6b46p-17,
    -0x1.111176fa04b3cp-19, 0x1.15196b1c13679p-22,  0x1.b7039f4c5dbd1p-1,   -0x1.3c46b8bb6ac1ap-5,  -0x1.96c51bef576edp-11,
    0x1.e8751fe4fbe5ep-19,  -0x1.4272031f00ce8p-20, 0x1.bc509739cda54p-24,  0x1.a2d9d77bd7de6p-1,   -0x1.48ef17870328p-5,
    -0x1.945c5490bc4d5p-11, -0x1.6c95e8c8b2cbbp-22, -0x1.c3039ea6002p-21,   0x1.a267acbf9e818p-25,  0x1.8de5a8de6a227p-1,
    -0x1.559ab2dfc40d2p-5,  -0x1.9750c1e8e58d6p-11, -0x1.bb3a321ab5131p-19, -0x1.64cdacdeab5edp-21, 0x1.9ff33585a6a2ap-26,
    0x1.7825a525a0847p-1,   -0x1.626f584208abp-5,   -0x1.9e7d86a20e294p-11, -0x1.82dc46fb04bdap-18, -0x1.36e174810c1e3p-21,
    0x1.7e5bae480b758p-27,  0x1.61963bba5178cp-1,   -0x1.6f8c4a9475f54p-5,  -0x1.a954b3e91e9d7p-11, -0x1.0c5a13add6871p-17,
    -0x1.24b48c2e5d589p-21, 0x1.90131053b1f69p-29,  0x1.4a3203517a918p-1,   -0x1.7d0dcec7847bfp-5,  -0x1.b79deec010da6p-11,
    -0x1.5537926876469p-17, -0x1.2557378c9693dp-21, -0x1.b48318c9af41ep-29, 0x1.31f1d73bdf2f3p-1,   -0x1.8b0f58c52d059p-5,
    -0x1.c95a5b5d4dd12p-11, -0x1.a02d21837b758p-17, -0x1.350f8b880b2b3p-21, -0x1.23995ceffa63ap-27, 0x1.18ccd74cc18bap-1,
    -0x1.99ad21412ac9fp-5,  -0x1.deb8f355427cbp-11, -0x1.f0d5547a6f10fp-17, -0x1.52f203069cbc3p-21, -0x1.db7bfd61a3ef7p-27,
    0x1.fd70a0f6480b6p-2,   -0x1.a905841f50bd5p-5,  -0x1.f81393ddb70e7p-11, -0x1.2567ca3cb2056p-16, -0x1.7ff8ec87ed2cfp-21,
    -0x1.554aa3a80035cp-26, 0x1.c74f1fa81298cp-2,   -0x1.b93a5fa9213a7p-5,  -0x1.0af8f0b9f6e91p-10, -0x1.5917b9752acd1p-16,
    -0x1.becbedc47b81dp-21, -0x1.d36e316e037a7p-26, 0x1.8f173ca636c37p-2,   -0x1.ca729f57b8ca2p-5,  -0x1.1c88a5132ca7ap-10,
    -0x1.95f623cb10355p-16, -0x1.09fa871938aabp-20, -0x1.3ad7c271bbef4p-25, 0x1.54a5c333f01bdp-2,   -0x1.dcdc1cd43fb5p-5,
    -0x1.3139621381a44p-10, -0x1.df353cea05c03p-16, -0x1.433daaa5e42eep-20, -0x1.a771e3e0d2783p-25, 0x1.17d13526e1365p-2,
    -0x1.f0ae0b8918785p-5,  -0x1.49b80f7472e8cp-10, -0x1.1c8eb0a466e59p-15, -0x1.9080bfc191cb4p-20, -0x1.1ecc5ed9abbdap-24,
    0x1.b0d0dcd8901abp-3,   -0x1.03161be012934p-4,  -0x1.66ee294316ff7p-10, -0x1.54ce20e61efffp-15, -0x1.f9d9f8877bfdp-20,
    -0x1.89ac89cfc7a83p-24,
};

static const double ter__erf_start[9] = {
    0x1.d7572e629ad25p-1,  0x1.314c467829f32p-4,  0x1.a574941cf8e2cp-7,  0x1.68aa63166f8d8p-9,  0x1.560d0592b50dcp-11,
    0x1.5858799face3ep-13, 0x1.68dcb21cebb02p-15, 0x1.968c5c78b75a1p-17, 0x1.bff9be14f900ap-19,
};

#endif
