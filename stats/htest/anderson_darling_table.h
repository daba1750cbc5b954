/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Chebyshev nodes t_i = cos((2 i - 1) pi / 96), i = 1 .. 24, and weights sqrt((1 - t^2) / cos(pi t / 2)) sqrt(pi) / 48 (mpmath, 30
 * digits, rounded). The other half of the nodes is -t_i with the same weight.
 */
#ifndef TER__ANDERSON_DARLING_TABLE_H
#define TER__ANDERSON_DARLING_TABLE_H

static const struct {
    double node, weight;
} half_rule[] = {
    {0x1.ffb9d2897136ep-1, 0x1.5549a43519d7ep-5}, {0x1.fd88da3d12526p-1, 0x1.54ec7eaa93168p-5},
    {0x1.f92950983df6bp-1, 0x1.54344226c2791p-5}, {0x1.f2a000e0a5970p-1, 0x1.5324f942c9905p-5},
    {0x1.e9f4156c62ddap-1, 0x1.51c486c54b335p-5}, {0x1.df2f0fc71c4e5p-1, 0x1.501a72c606597p-5},
    {0x1.d25cbe464ab60p-1, 0x1.4e2fabf74fad2p-5}, {0x1.c38b2f180bdb1p-1, 0x1.4c0e40c5417c5p-5},
    {0x1.b2caa0dab2702p-1, 0x1.49c1142a21309p-5}, {0x1.a02d70cdf74dbp-1, 0x1.475391f2e663bp-5},
    {0x1.8bc806b151741p-1, 0x1.44d165c39f361p-5}, {0x1.75b0be65866fbp-1, 0x1.4246378d7cdd0p-5},
    {0x1.5dffcf69f89edp-1, 0x1.3fbd6f6e02124p-5}, {0x1.44cf325091dd6p-1, 0x1.3d42022d92c71p-5},
    {0x1.2a3a844564aa5p-1, 0x1.3ade46dd83cd6p-5}, {0x1.0e5ee8c939850p-1, 0x1.389bd577dd72bp-5},
    {0x1.e2b5d3806f63bp-2, 0x1.36836de520141p-5}, {0x1.a69cabef5b501p-2, 0x1.349ce6717cef1p-5},
    {0x1.68b43c8f5832ap-2, 0x1.32ef20824746ap-5}, {0x1.294062ed59f06p-2, 0x1.3180024264cb5p-5},
    {0x1.d10d5c1b71b7fp-3, 0x1.305473fc41754p-5}, {0x1.4d9c24572b693p-3, 0x1.2f705febcf9c7p-5},
    {0x1.917a6bc29b42cp-4, 0x1.2ed6b3763344dp-5}, {0x1.0c08e3d596aeep-5, 0x1.2e8960e25adc4p-5},
};

#endif
