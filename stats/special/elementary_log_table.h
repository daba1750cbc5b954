/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For i = 90 .. 182: c = 128 / i rounded to 14 binary places (so c = 1 at i = 128), and -log c as the nearest double and the
 * nearest double to what is left; computed with mpmath at 400 bits. Entry i is at place i - TER__LOG_TABLE_FIRST.
 */
#ifndef TER__ELEMENTARY_LOG_TABLE_H
#define TER__ELEMENTARY_LOG_TABLE_H

#define TER__LOG_TABLE_FIRST 90
#define TER__LOG_TABLE_SIZE  93

static const double ter__log_table_reciprocal[TER__LOG_TABLE_SIZE] = {
    0x1.6c18p+0, 0x1.6818p+0, 0x1.642cp+0, 0x1.6058p+0, 0x1.5c98p+0, 0x1.58ecp+0, 0x1.5554p+0, 0x1.51dp+0,  0x1.4e6p+0,
    0x1.4afcp+0, 0x1.47bp+0,  0x1.447p+0,  0x1.414p+0,  0x1.3e24p+0, 0x1.3b14p+0, 0x1.3814p+0, 0x1.352p+0,  0x1.324p+0,
    0x1.2f68p+0, 0x1.2cap+0,  0x1.29e4p+0, 0x1.2734p+0, 0x1.2494p+0, 0x1.21fcp+0, 0x1.1f7p+0,  0x1.1cfp+0,  0x1.1a7cp+0,
    0x1.181p+0,  0x1.15bp+0,  0x1.135cp+0, 0x1.111p+0,  0x1.0edp+0,  0x1.0c98p+0, 0x1.0a68p+0, 0x1.0844p+0, 0x1.0624p+0,
    0x1.041p+0,  0x1.0204p+0, 0x1p+0,      0x1.fc08p-1, 0x1.f82p-1,  0x1.f448p-1, 0x1.f08p-1,  0x1.eccp-1,  0x1.e91p-1,
    0x1.e57p-1,  0x1.e1ep-1,  0x1.de6p-1,  0x1.dae8p-1, 0x1.d778p-1, 0x1.d42p-1,  0x1.d0c8p-1, 0x1.cd88p-1, 0x1.ca48p-1,
    0x1.c72p-1,  0x1.c3f8p-1, 0x1.c0ep-1,  0x1.bddp-1,  0x1.badp-1,  0x1.b7d8p-1, 0x1.b4e8p-1, 0x1.b2p-1,   0x1.af28p-1,
    0x1.ac58p-1, 0x1.a99p-1,  0x1.a6dp-1,  0x1.a418p-1, 0x1.a17p-1,  0x1.9ec8p-1, 0x1.9c3p-1,  0x1.9998p-1, 0x1.971p-1,
    0x1.9488p-1, 0x1.921p-1,  0x1.8fap-1,  0x1.8d3p-1,  0x1.8ac8p-1, 0x1.887p-1,  0x1.8618p-1, 0x1.83c8p-1, 0x1.818p-1,
    0x1.7f4p-1,  0x1.7d08p-1, 0x1.7adp-1,  0x1.78a8p-1, 0x1.768p-1,  0x1.746p-1,  0x1.724p-1,  0x1.703p-1,  0x1.6e2p-1,
    0x1.6c18p-1, 0x1.6a1p-1,  0x1.6818p-1,
};

static const double ter__log_table_hi[TER__LOG_TABLE_SIZE] = {
    -0x1.68b003e83ea22p-2, -0x1.5d601df353f49p-2, -0x1.52296073423d7p-2,
    -0x1.47189c271a41bp-2, -0x1.3c23a772eb183p-2, -0x1.314bbe1bc94d7p-2,
    -0x1.269221114db7dp-2, -0x1.1bf816355eb94p-2, -0x1.117ee81dfe4c4p-2,
    -0x1.070f260271047p-2, -0x1.f99dc6c23b409p-3, -0x1.e533effde1014p-3,
    -0x1.d0fb7f2255e51p-3, -0x1.bd10337ffc8d4p-3, -0x1.a940d3c86d9e4p-3,
    -0x1.95a8edcec7182p-3, -0x1.8230164c1a332p-3, -0x1.6f0d28ae56b4cp-3,
    -0x1.5bf206b503db1p-3, -0x1.4915d832fb562p-3, -0x1.365f4b0155016p-3,
    -0x1.23cfd2a1531e2p-3, -0x1.1184e8197e50cp-3, -0x1.fe90939bfb56ep-4,
    -0x1.da6e7637c46a1p-4, -0x1.b6a688d9b5b17p-4, -0x1.933be5d47498dp-4,
    -0x1.6ff7309f8c003p-4, -0x1.4d1515b987ce3p-4, -0x1.2a98ca42af79cp-4,
    -0x1.08498b51e39b1p-4, -0x1.cccb3cd79b2f5p-5, -0x1.8966a13dbb3b6p-5,
    -0x1.4668ed42ce3eap-5, -0x1.0451d866348a9p-5, -0x1.845c5275c49f2p-6,
    -0x1.01f5658735842p-6, -0x1.00fd57587de71p-7, 0.0,
    0x1.fdfaa6b126789p-8,  0x1.fbea8b13c03d9p-7,  0x1.7b5bb0942304ep-6,
    0x1.f7a9b16782856p-6,  0x1.39f07ba0ebd62p-5,  0x1.77798f8d6dfd9p-5,
    0x1.b46bd74da7698p-5,  0x1.f0c30c1116351p-5,  0x1.163d6ef957a03p-4,
    0x1.340c796ac516ap-4,  0x1.51cdf40b93a56p-4,  0x1.6ef528c056a2cp-4,
    0x1.8c51dd7e4bd38p-4,  0x1.a90fd3b535466p-4,  0x1.c601c90f1e925p-4,
    0x1.e2507702af03bp-4,  0x1.fed1932000ac7p-4,  0x1.0d79e7cd48e5ap-3,
    0x1.1b7f2d5cba843p-3,  0x1.29532f823f523p-3,  0x1.371a0203f9f64p-3,
    0x1.44d336ccbbd1ep-3,  0x1.527e5e4a1b58dp-3,  0x1.5ff5070ab93d4p-3,
    0x1.6d5c3e7306214p-3,  0x1.7ab390229d8ffp-3,  0x1.87fa865210911p-3,
    0x1.9530a9d6d5723p-3,  0x1.a22e42098f496p-3,  0x1.af4114e94fffap-3,
    0x1.bc19e74ffcbd8p-3,  0x1.c9077c7da9a4cp-3,  0x1.d5b996b97fb5ep-3,
    0x1.e27ff6f1b341cp-3,  0x1.ef095cbde9936p-3,  0x1.fb7d86eee3b9p-3,
    0x1.0402994b4f041p-2,  0x1.0a3b8e31eb1ebp-2,  0x1.10547f9d26abcp-2,
    0x1.1676cabada60ep-2,  0x1.1c8d6c187a20ep-2,  0x1.22981fbef797bp-2,
    0x1.2896a13e086a4p-2,  0x1.2e88abb1d9cf9p-2,  0x1.348399ada9d94p-2,
    0x1.3a5c05602650ap-2,  0x1.403d086cea79cp-2,  0x1.4610bc29c5e18p-2,
    0x1.4becf95d97913p-2,  0x1.51a55876a77f6p-2,  0x1.5765f1749da6bp-2,
    0x1.5d185bf7089bcp-2,  0x1.62d2ef3a0e933p-2,  0x1.686841ebf3495p-2,
};

static const double ter__log_table_lo[TER__LOG_TABLE_SIZE] = {
    -0x1.9418d23abd6a3p-56, -0x1.ea300c4686331p-57, 0x1.47c0919cb47f2p-56,
    -0x1.3a5f67f701666p-60, 0x1.aad3c2510a1fbp-56,  0x1.fe2801e1055f8p-58,
    -0x1.16b4b0a2a49efp-57, 0x1.0958a02185c47p-56,  0x1.10eba2e6869b7p-57,
    0x1.d9ff7e1490e66p-56,  -0x1.f3dd09792dd7bp-57, -0x1.489af90893273p-57,
    0x1.4ac818ceca4c4p-57,  0x1.36e974dc047aap-58,  -0x1.9d6752256d91ep-59,
    0x1.25ffbc6b31a2cp-63,  0x1.14bad17a5bddbp-57,  0x1.906d99184b992p-57,
    -0x1.435f21092dc3dp-57, 0x1.dc00d79ec3456p-57,  -0x1.67ebc4063ee8bp-58,
    0x1.d4e45e0654195p-59,  0x1.13739fdcf0cddp-58,  -0x1.7b5461dea94bp-58,
    0x1.536ae3e558707p-62,  -0x1.7fcef8959605cp-58, -0x1.70e0d5227001dp-59,
    -0x1.e33329e6eb569p-60, -0x1.7e8e050b54adap-62, 0x1.f2d329cf398e8p-59,
    -0x1.9875409b62802p-59, -0x1.8b99b50357323p-60, 0x1.d7777e258fcb9p-59,
    0x1.f881a49f4bfc2p-59,  -0x1.a7a4f6eb4972fp-59, 0x1.f399cdfff147fp-60,
    0x1.6c8368a59d82fp-63,  -0x1.1bbb8196d23bfp-62, 0.0,
    -0x1.ce682ce31a038p-65, 0x1.27b17e4e134e1p-62,  -0x1.79592fec8a05ep-60,
    -0x1.36c720c147756p-60, 0x1.4eb2172bbbf58p-59,  -0x1.83e4ae01af5aap-59,
    0x1.4438ade670a1p-61,   0x1.94ee90500a333p-62,  0x1.3f1c9c64537cp-60,
    0x1.c20346308d4b2p-59,  0x1.0d81f712a57bdp-58,  -0x1.8b5d9f2b77346p-58,
    -0x1.80d2e3cad717ap-59, -0x1.48d917a534128p-60, 0x1.796994268aa9p-58,
    0x1.0cff5bbb6e609p-58,  0x1.d622ffd5e4a93p-58,  0x1.1423c24f1d3c1p-59,
    -0x1.39093de035bfcp-59, -0x1.7a92b8e6bc685p-57, 0x1.90add95f29c18p-57,
    0x1.a9fa106e8ca99p-57,  -0x1.71a9682395bfdp-61, 0x1.cc7ab2d2e0c8ep-57,
    -0x1.83f39363b0dcfp-57, -0x1.3b0975fec68d7p-57, -0x1.b4d530cf5e289p-57,
    0x1.8578f676d89a8p-57,  0x1.23a8e722bdaf8p-59,  0x1.c34650eaa3702p-57,
    0x1.dfdd15ef90f45p-59,  0x1.5bc20b8cdd655p-57,  0x1.7324006fcf195p-58,
    0x1.f2c12c2c2a1b7p-58,  0x1.431d0e86b06cbp-60,  -0x1.8736e025ebdaep-59,
    -0x1.1e41764fa571cp-57, 0x1.9496fa9f80123p-57,  -0x1.f7da9802cbd74p-56,
    0x1.63c8b4ab263dbp-56,  0x1.83fd42af5af4cp-56,  -0x1.0b04ac06cebep-59,
    -0x1.2fd81e96ad9cfp-56, 0x1.38852432370a1p-57,  0x1.a9a322c9533ap-57,
    0x1.e7cb96c6ac5c5p-56,  -0x1.0a8bb78cf7cdap-56, -0x1.64f9886472e95p-57,
    0x1.89bffb8b1f5d2p-57,  -0x1.ad4b9ccdb9efap-56, 0x1.a4d83e4faa5b5p-57,
    0x1.7b11178da99cp-60,   0x1.301d9a2a51b2bp-56,  0x1.6d63bb20a9d4dp-57,
};

#endif
