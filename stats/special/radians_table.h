/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 1 / pi in base 2^53, the digit of weight 2^-53 first: enough for the largest double. From mpmath, 1400 bits. */
#ifndef TER__RADIANS_TABLE_H
#define TER__RADIANS_TABLE_H

static const double ter__inverse_pi_digits[23] = {
    0x1.45f306dc9c882p+51, 0x1.4a7f09d5f47d4p+51, 0x1.a6ee06db14accp+51, 0x1.3c439041fe516p+51, 0x1.d5ef5de2b0db8p+49,
    0x1.2371d2126e970p+50, 0x1.924bba8274600p+44, 0x1.21cfe1deb1cb0p+51, 0x1.29a73ee88235fp+52, 0x1.4baed1213a670p+51,
    0x1.c09ad17df904ep+52, 0x1.91d639835339ep+51, 0x1.49c845f8bbdf9p+52, 0x1.41d8ffc4bffecp+50, 0x1.816603fbcbc46p+52,
    0x1.6b414da3eda6cp+50, 0x1.fb3c9f2c26dd0p+50, 0x1.e8c7ecd3cbfd4p+52, 0x1.6ba93dd63f5f2p+51, 0x1.f17b3d0739f78p+51,
    0x1.4a525d4d7f6bep+51, 0x1.623f1aba10ac0p+52, 0x1.98237e3db5d5ep+51,
};

#endif
