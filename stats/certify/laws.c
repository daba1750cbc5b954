/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "law.h"

static const ter__law *const laws[] = {
#define TER__LAW(name) &ter__law_##name,
#include "laws.def"
#undef TER__LAW
};

size_t ter__law_count(void) {
    return sizeof laws / sizeof laws[0];
}

const ter__law *ter__law_at(size_t index) {
    return index < ter__law_count() ? laws[index] : NULL;
}

const ter__law *ter__law_find(const char *name) {
    for (size_t i = 0; i < ter__law_count(); i++) {
        if (strcmp(laws[i]->name, name) == 0) {
            return laws[i];
        }
    }
    return NULL;
}
