/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Gauss-Legendre rule of 32 nodes on [-1, 1], its positive half, computed with 60 digits by Newton's method. */
#ifndef TER__QUADRATURE_NODES_H
#define TER__QUADRATURE_NODES_H

#include "dd.h"

#define TER__LEGENDRE_NODES 32

static const ter__dd ter__legendre_node[TER__LEGENDRE_NODES / 2] = {
    {0x1.8bbc8488cc499p-5, -0x1.3f76fc275b341p-60}, {0x1.27e0ea717f237p-3, 0x1.b3154eb299a0fp-58},
    {0x1.ea0f7e19c094bp-3, 0x1.6c06f689a7cc5p-57},  {0x1.53d55ce57bdf6p-2, -0x1.3f8b40a1a6a0dp-56},
    {0x1.af76b57c6f8f1p-2, 0x1.d36770d6ed1bfp-57},  {0x1.038862866b29dp-1, 0x1.1a50a6a22c158p-55},
    {0x1.2ce9146962ca4p-1, 0x1.c8886bbdcf3dep-56},  {0x1.537a89c487f8ap-1, -0x1.18dbe4d4e5271p-55},
    {0x1.76e0931d693bap-1, -0x1.1d39d12ffe13bp-55}, {0x1.96c69481c4bc5p-1, 0x1.8af77c10ec680p-56},
    {0x1.b2e04fd686a13p-1, -0x1.5e7f054d3c6c6p-62}, {0x1.caea9b4574cb9p-1, 0x1.2e728b83d35dap-55},
    {0x1.deac0259f7f42p-1, 0x1.9d38694cbaec4p-56},  {0x1.edf5518053baap-1, 0x1.791df7a6a20c5p-55},
    {0x1.f8a212714bcdcp-1, -0x1.aaffa0e0c65f9p-55}, {0x1.fe995e70409b6p-1, -0x1.d33359800e189p-58},
};

static const ter__dd ter__legendre_weight[TER__LEGENDRE_NODES / 2] = {
    {0x1.8b6d9eaec77adp-4, 0x1.6105895187781p-59},  {0x1.87bc776f8c6d7p-4, -0x1.c7d1cbc713b8cp-60},
    {0x1.8062fc0f6fef9p-4, -0x1.b6855ae88fe80p-61}, {0x1.7572bdb3f6e51p-4, -0x1.c1ffddaadbc5ap-58},
    {0x1.6705e18e13ed1p-4, 0x1.2ab301c345131p-63},  {0x1.553ee25ebebc6p-4, 0x1.e8fef5307d9e2p-58},
    {0x1.40483e126fd14p-4, -0x1.53c3a76af5628p-58}, {0x1.2854103b35e0cp-4, 0x1.e306400aac795p-60},
    {0x1.0d9b9a62cac10p-4, -0x1.866fbff3d56ddp-59}, {0x1.e0bd76c924981p-5, 0x1.b310ec2c65a58p-59},
    {0x1.a1c6ae961fbfap-5, 0x1.b8165e112e1e0p-60},  {0x1.5ee963a335495p-5, -0x1.5d538361a29c2p-59},
    {0x1.18c5800a355d9p-5, 0x1.e6ceb745a5102p-60},  {0x1.a0060a8531ffap-6, 0x1.87c62e907b685p-61},
    {0x1.0aa3c248696c9p-6, 0x1.0f47c8e75584fp-62},  {0x1.cbf8bc743cc5cp-8, 0x1.1a26558f1139cp-62},
};

#endif
