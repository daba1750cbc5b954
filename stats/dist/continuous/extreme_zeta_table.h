/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zeta(n), n = 2 .. 33, as the nearest double and the nearest double to what is left; computed with mpmath at 80 digits. */
#ifndef TER__EXTREME_ZETA_TABLE_H
#define TER__EXTREME_ZETA_TABLE_H

#include "special/dd.h"

#define TER__ZETA_COUNT 32

static const ter__dd ter__zeta_table[TER__ZETA_COUNT] = {
    {0x1.a51a6625307d3p+0, 0x1.1873d8912200cp-55},  {0x1.33ba004f00621p+0, 0x1.c1b8b8ae2cf35p-55},
    {0x1.151322ac7d848p+0, 0x1.b5f91211196e5p-55},  {0x1.097418eca7ccep+0, -0x1.21773ec70b998p-54},
    {0x1.0470984c09245p+0, -0x1.c209343d2bfc4p-54}, {0x1.02232da14cf39p+0, -0x1.c95902995de95p-54},
    {0x1.010b36af86397p+0, -0x1.741a635b224a6p-56}, {0x1.00839f3d816b5p+0, 0x1.c0bfe83eec736p-54},
    {0x1.00412e33a5bb9p+0, 0x1.f86047cc150c0p-54},  {0x1.0020631be48b3p+0, 0x1.544704e316139p-55},
    {0x1.001020a5b2cd3p+0, 0x1.066e420bc2e16p-58},  {0x1.00080ac9d08bcp+0, -0x1.0a7ce669b825dp-55},
    {0x1.00040392bcad4p+0, -0x1.ea9e1e7bc7595p-54}, {0x1.0002012f797e2p+0, 0x1.bed0aaf45d7f5p-55},
    {0x1.00010064cdeb2p+0, 0x1.7879d0156affep-55},  {0x1.00008021839b4p+0, 0x1.9a034de24813ep-55},
    {0x1.0000400b2654ep+0, -0x1.7668daca3c667p-55}, {0x1.00002003b611fp+0, 0x1.ba49e441f1ecap-55},
    {0x1.000010013c594p+0, 0x1.19ba621f86dedp-54},  {0x1.00000800695d6p+0, -0x1.afdbdb136df19p-54},
    {0x1.000004002319bp+0, 0x1.d8ef97539f490p-55},  {0x1.000002000bb1ep+0, 0x1.3858c5a6c3536p-55},
    {0x1.0000010003e5ap+0, -0x1.0f704af898ebap-63}, {0x1.00000080014c7p+0, 0x1.4aac6645ef170p-54},
    {0x1.00000040006edp+0, -0x1.d2664cdfcc62cp-55}, {0x1.000000200024fp+0, -0x1.46f7bb580ad02p-55},
    {0x1.00000010000c5p+0, -0x1.2fa51d46ae36ep-56}, {0x1.0000000800042p+0, -0x1.73fcaf2a81052p-54},
    {0x1.0000000400016p+0, -0x1.f554507aa9318p-56}, {0x1.0000000200007p+0, 0x1.2b38cdcb36e80p-54},
    {0x1.0000000100002p+0, 0x1.b8fd913d3546ap-54},  {0x1.0000000080001p+0, -0x1.84b6f7fb47e9cp-55},
};

#endif
