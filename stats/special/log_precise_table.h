/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What elementary_log_table.h leaves of -log c, entry by entry, and the series of (log(1 + r) - r) / r^2: (-1)^(n+1) / (n + 2), the
 * nearest doubles for n = 0 .. 15, then what rounding the first ten left. Computed with mpmath at 500 bits.
 */
#ifndef TER__LOG_PRECISE_TABLE_H
#define TER__LOG_PRECISE_TABLE_H

static const double ter__log_table_third[93] = {
    -0x1.8bf285064cd63p-111, 0x1.536200cb3366ap-113,  -0x1.bee3b6370b941p-111,
    -0x1.b73007efd6bb7p-115, 0x1.14235ef8d72f5p-110,  0x1.b7d9f20260bb5p-117,
    0x1.ce39b10b3cf61p-113,  -0x1.f3c895431b682p-111, -0x1.4533f3afe3d2dp-112,
    -0x1.9a4630876ebefp-110, -0x1.d5945c47adf98p-111, 0x1.e79f53bf366c8p-118,
    0x1.2fdad5e675d74p-111,  0x1.0692905666bap-113,   0x1.dd9c33bab024dp-113,
    -0x1.b24b1a890d1acp-117, 0x1.3db53ca01b73p-111,   0x1.bf31af3e109afp-111,
    0x1.c609524a28b02p-114,  0x1.c20d0c999d302p-111,  0x1.e6f12c7548659p-112,
    -0x1.ecec36644ac17p-113, -0x1.05b1f42fa30f2p-114, 0x1.8ca9edcb5cb22p-112,
    0x1.22170a04141eep-116,  -0x1.c98d284165a05p-115, 0x1.215e9ef8d0eaep-115,
    -0x1.a87f5cf580fep-114,  -0x1.f649158a4e561p-116, 0x1.5057abaabc487p-114,
    0x1.5d94ff5c4778ep-115,  -0x1.103e57de2045ap-115, -0x1.01a86d3eba1f7p-114,
    -0x1.4f8d41120b165p-114, -0x1.24d4d2a451caap-113, 0x1.076c47fba4cp-115,
    -0x1.9c5e3f2d6fd43p-120, 0x1.2debf5fd9fd6ap-119,  0.0,
    -0x1.70e5be71ece9p-120,  -0x1.9383d797af314p-117, -0x1.5ae07c6334fbap-115,
    -0x1.f7893db19a74ap-117, -0x1.81fa8462ecb3ep-113, -0x1.75eaf17478fc6p-113,
    -0x1.33ad1e0801081p-117, 0x1.05e6f9f2f21aep-116,  -0x1.03b10506e11d5p-115,
    0x1.7868daf516034p-113,  -0x1.ff5f67444d2b8p-112, -0x1.f9ad6b4bfc9f7p-113,
    -0x1.4542eabef8672p-116, 0x1.dd2350693477cp-115,  -0x1.b4b13fead5feep-112,
    0x1.65f2c0664e1f9p-112,  0x1.3cde50f8d2dd2p-114,  -0x1.6ea5434f113dfp-116,
    0x1.970b77ed4e485p-113,  -0x1.533706fbba7d2p-111, -0x1.111f3fcf910fbp-112,
    -0x1.af6500e879199p-111, -0x1.6a40c7d689a68p-115, -0x1.de9ae5c6bda57p-111,
    -0x1.785eb46e953edp-111, -0x1.1fbbb9bcd058bp-111, -0x1.034eeb8b99e06p-113,
    0x1.0688ec94e333bp-112,  -0x1.8c64eafffec3fp-113, 0x1.312d83f619e68p-111,
    -0x1.d94a6ccf1ee75p-116, -0x1.63a49c42339dbp-112, -0x1.d6ea45572c9a3p-112,
    0x1.37d34ccad536fp-112,  0x1.3b7efd22960e7p-117,  -0x1.1d1d9ad6ad0fep-114,
    -0x1.93085669b7e73p-112, 0x1.f04b9f45ae689p-112,  0x1.4a1fce3dd725ep-110,
    0x1.3c31964c580d6p-114,  0x1.131249e6417cap-110,  0x1.4f437051995cp-116,
    -0x1.69f6048fafc2bp-110, -0x1.11684d1c7217fp-112, 0x1.bc7917266d81bp-111,
    -0x1.7995f1ba8b099p-110, -0x1.6e103b9004f6fp-110, -0x1.cf89c30da4b04p-111,
    0x1.e6a1ebc85acdep-112,  0x1.ec6251ccdcde3p-116,  0x1.6dde0cb3e94c7p-115,
    -0x1.09ae48cab42f8p-115, 0x1.c3a3cc27b54dbp-110,  0x1.d03020ac6e6cep-111,
};

static const double ter__log_rest_series[26] = {
    -0x1p-1,
    0x1.5555555555555p-2,
    -0x1p-2,
    0x1.999999999999ap-3,
    -0x1.5555555555555p-3,
    0x1.2492492492492p-3,
    -0x1p-3,
    0x1.c71c71c71c71cp-4,
    -0x1.999999999999ap-4,
    0x1.745d1745d1746p-4,
    -0x1.5555555555555p-4,
    0x1.3b13b13b13b14p-4,
    -0x1.2492492492492p-4,
    0x1.1111111111111p-4,
    -0x1p-4,
    0x1.e1e1e1e1e1e1ep-5,
    0.0,
    0x1.5555555555555p-56,
    0.0,
    -0x1.999999999999ap-57,
    -0x1.5555555555555p-57,
    0x1.2492492492492p-57,
    0.0,
    0x1.c71c71c71c71cp-58,
    0x1.999999999999ap-58,
    -0x1.745d1745d1746p-59,
};

#endif
