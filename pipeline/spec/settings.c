/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks a mapping of the job file against its table of keys. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "spec/item.h"
#include "spec/limits.h"

#define KEYS_MAX 32 /* of one table */

const char *ter__key_kind_words(ter__key_kind kind) {
    static const char *const words[] = {
#define TER__KEY_WORDS(name, text, json) text,
        TER__KEY_KIND_LIST(TER__KEY_WORDS)
#undef TER__KEY_WORDS
    };
    return words[kind];
}

const char *ter__key_kind_json(ter__key_kind kind) {
    static const char *const words[] = {
#define TER__KEY_JSON(name, text, json) json,
        TER__KEY_KIND_LIST(TER__KEY_JSON)
#undef TER__KEY_JSON
    };
    return words[kind];
}

static size_t key_count(const ter__key *keys) {
    size_t count = 0;
    while (keys[count].name != NULL) {
        count++;
    }
    return count;
}

static const ter__key *find_key(const ter__key *keys, const char *name) {
    for (; keys->name != NULL; keys++) {
        if (strcmp(keys->name, name) == 0) {
            return keys;
        }
    }
    return NULL;
}

static ter_status check_list(const ter__scope *scope, const ter__key *key, const ter__value *value, ter__setting *setting) {
    bool single = key->form == TER__LIST && value->kind != TER__SPEC_LIST && value->kind != TER__SPEC_NULL;
    size_t count = single ? 1 : value->count;
    setting->items = ter__arena_take(scope->arena, count, sizeof(ter__item));
    if (setting->items == NULL) {
        return TER_NO_MEMORY;
    }
    setting->count = count;
    for (size_t i = 0; i < count; i++) {
        ter__item *item = &setting->items[i];
        if (key->form == TER__MAP) {
            item->name = value->keys[i]->text;
            item->name_place = value->keys[i]->place;
        }
        ter_status status = ter__item_check(item, scope, key, single ? value : value->items[i]);
        if (status != TER_OK) {
            return status;
        }
    }
    return TER_OK;
}

static ter_status check_setting(const ter__scope *scope, const ter__key *key, const ter__value *value, ter__setting *setting) {
    static const ter__value_kind whole[] = {[TER__LIST] = TER__SPEC_LIST, [TER__MAP] = TER__SPEC_MAPPING};
    if (key->form == TER__ONE) {
        setting->items = ter__arena_take(scope->arena, 1, sizeof(ter__item));
        setting->count = 1;
        return setting->items == NULL ? TER_NO_MEMORY : ter__item_check(setting->items, scope, key, value);
    }
    bool scalar = value->kind != TER__SPEC_LIST && value->kind != TER__SPEC_MAPPING && value->kind != TER__SPEC_NULL;
    bool single = key->form == TER__LIST && (key->kind == TER__KEY_OBJECT ? false : scalar);
    if (value->kind != whole[key->form] && !single) {
        ter__diagnose(scope->diagnostics, value->place, NULL, "\"%s\" must be %s, not %s", key->name,
                      key->form == TER__LIST ? "a list" : "a mapping of names", ter__value_kind_words(value));
        return TER_OK;
    }
    return check_list(scope, key, value, setting);
}

/* The default, read like a job file's value; its places mean nothing. */
static ter_status take_default(const ter__scope *scope, const ter__key *key, ter__setting *setting) {
    ter__value *value;
    ter_status status = ter__value_read(&value, scope->arena, key->fallback, strlen(key->fallback), scope->diagnostics);
    return status == TER_OK ? check_setting(scope, key, value, setting) : status;
}

static ter_status check_entry(const ter__scope *scope, const ter__key *keys, const char *what, const ter__value *key_value,
                              const ter__value *value, ter__settings *settings) {
    const ter__key *key = find_key(keys, key_value->text);
    if (key == NULL) {
        const char *names[KEYS_MAX];
        size_t count = key_count(keys);
        for (size_t i = 0; i < count; i++) {
            names[i] = keys[i].name;
        }
        char thing[128];
        (void)snprintf(thing, sizeof thing, "key in %s:", what);
        ter__diagnose_unknown(scope->diagnostics, key_value->place, thing, key_value->text, names, count);
        return TER_OK;
    }
    ter__setting *setting = &settings->settings[key - keys];
    setting->written = true;
    setting->place = value->kind == TER__SPEC_NULL ? key_value->place : value->place;
    if (value->kind == TER__SPEC_NULL) {
        ter__diagnose(scope->diagnostics, key_value->place, NULL, "\"%s\" has no value: it must be %s", key->name,
                      ter__key_kind_words(key->kind));
        return TER_OK;
    }
    return check_setting(scope, key, value, setting);
}

ter_status ter__settings_check(ter__settings **settings, const ter__scope *scope, const ter__key *keys, const char *what,
                               const ter__value *value) {
    size_t count = key_count(keys);
    ter__settings *made = ter__arena_take(scope->arena, 1, sizeof *made);
    if (made == NULL || (made->settings = ter__arena_take(scope->arena, count, sizeof(ter__setting))) == NULL) {
        return TER_NO_MEMORY;
    }
    made->count = count;
    made->place = value->place;
    for (size_t i = 0; i < count; i++) {
        made->settings[i].key = &keys[i];
    }
    *settings = made;
    if (value->kind != TER__SPEC_MAPPING) {
        ter__diagnose(scope->diagnostics, value->place, NULL, "%s must be a mapping of keys to values, not %s", what,
                      ter__value_kind_words(value));
        return TER_OK;
    }
    for (size_t i = 0; i < value->count; i++) {
        ter_status status = check_entry(scope, keys, what, value->keys[i], value->items[i], made);
        if (status != TER_OK) {
            return status;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (made->settings[i].written) {
            continue;
        }
        if (keys[i].required) {
            ter__diagnose(scope->diagnostics, value->place, keys[i].description, "%s needs the key \"%s\"", what, keys[i].name);
        } else if (keys[i].fallback != NULL) {
            ter_status status = take_default(scope, &keys[i], &made->settings[i]);
            if (status != TER_OK) {
                return status;
            }
        }
    }
    return TER_OK;
}

/* ---- access ------------------------------------------------------------------------------------------------------------- */

const ter__setting *ter__setting_of(const ter__settings *settings, const char *key) {
    static const ter__setting none = {0};
    for (size_t i = 0; i < settings->count; i++) {
        if (strcmp(settings->settings[i].key->name, key) == 0) {
            return &settings->settings[i];
        }
    }
    return &none;
}

const char *ter__setting_text(const ter__settings *settings, const char *key) {
    const ter__setting *setting = ter__setting_of(settings, key);
    return setting->count > 0 ? setting->items[0].text : NULL;
}

double ter__setting_number(const ter__settings *settings, const char *key) {
    const ter__setting *setting = ter__setting_of(settings, key);
    return setting->count > 0 ? setting->items[0].number : (double)NAN;
}

size_t ter__setting_choice(const ter__settings *settings, const char *key) {
    const ter__setting *setting = ter__setting_of(settings, key);
    return setting->count > 0 ? setting->items[0].choice : 0;
}

bool ter__setting_has_choice(const ter__settings *settings, const char *key, const char *choice) {
    const ter__setting *setting = ter__setting_of(settings, key);
    for (size_t i = 0; i < setting->count; i++) {
        if (setting->items[i].text != NULL && strcmp(setting->items[i].text, choice) == 0) {
            return true;
        }
    }
    return false;
}
