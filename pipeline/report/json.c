/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tercile/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/buffer.h"
#include "table/columns.h"
#include "tercile/text.h"

typedef struct level {
    char close;
    bool in_line, empty;
} level;

struct ter_json {
    ter__buffer buffer;
    level stack[TER_JSON_DEPTH_MAX];
    size_t depth;
    ter_status failure;
};

ter_json *ter_json_create(void) {
    return calloc(1, sizeof(ter_json));
}

void ter_json_destroy(ter_json *json) {
    if (json != NULL) {
        ter__buffer_clear(&json->buffer);
        free(json);
    }
}

static void new_line(ter_json *json) {
    ter__buffer_add(&json->buffer, "\n");
    for (size_t i = 0; i < json->depth; i++) {
        ter__buffer_add(&json->buffer, "  ");
    }
}

static void add_text(ter_json *json, const char *text, size_t length) {
    static const char hexadecimal[] = "0123456789abcdef";
    ter__buffer *buffer = &json->buffer;
    ter__buffer_add(buffer, "\"");
    for (size_t i = 0; i < length;) {
        unsigned char first = (unsigned char)text[i];
        size_t bytes = ter__utf8_character(text + i, length - i);
        if (bytes == 0) {
            ter__buffer_add(buffer, "\xEF\xBF\xBD");
            bytes = 1;
        } else if (first == '"' || first == '\\') {
            ter__buffer_add(buffer, first == '"' ? "\\\"" : "\\\\");
        } else if (first == '\n' || first == '\t') {
            ter__buffer_add(buffer, first == '\n' ? "\\n" : "\\t");
        } else if (first < 0x20 || first == 0x7F) {
            const char code[] = {'\\', 'u', '0', '0', hexadecimal[first >> 4], hexadecimal[first & 15u]};
            ter__buffer_add_bytes(buffer, code, sizeof code);
        } else {
            ter__buffer_add_bytes(buffer, text + i, bytes);
        }
        i += bytes;
    }
    ter__buffer_add(buffer, "\"");
}

/* Comma, line end and key in front of a value. False when the writer has failed. */
static bool begin_value(ter_json *json, const char *key) {
    if (json == NULL || json->failure != TER_OK) {
        return false;
    }
    bool wants_key = json->depth > 0 && json->stack[json->depth - 1].close == '}';
    bool second_root = json->depth == 0 && json->buffer.length > 0;
    if (wants_key != (key != NULL) || second_root) {
        json->failure = TER_BAD_STATE;
        return false;
    }
    if (json->depth > 0) {
        level *top = &json->stack[json->depth - 1];
        if (!top->empty) {
            ter__buffer_add(&json->buffer, top->in_line ? ", " : ",");
        }
        if (!top->in_line) {
            new_line(json);
        }
        top->empty = false;
    }
    if (key != NULL) {
        add_text(json, key, strlen(key));
        ter__buffer_add(&json->buffer, ": ");
    }
    return true;
}

static void open_level(ter_json *json, const char *key, bool in_line, char close) {
    if (!begin_value(json, key)) {
        return;
    }
    if (json->depth == TER_JSON_DEPTH_MAX) {
        json->failure = TER_LIMIT;
        return;
    }
    bool outer = json->depth > 0 && json->stack[json->depth - 1].in_line;
    json->stack[json->depth++] = (level){close, in_line || outer, true};
    ter__buffer_add(&json->buffer, close == '}' ? "{" : "[");
}

void ter_json_object(ter_json *json, const char *key, bool in_line) {
    open_level(json, key, in_line, '}');
}

void ter_json_array(ter_json *json, const char *key, bool in_line) {
    open_level(json, key, in_line, ']');
}

void ter_json_end(ter_json *json) {
    if (json == NULL || json->failure != TER_OK) {
        return;
    }
    if (json->depth == 0) {
        json->failure = TER_BAD_STATE;
        return;
    }
    level top = json->stack[--json->depth];
    if (!top.in_line && !top.empty) {
        new_line(json);
    }
    ter__buffer_add_bytes(&json->buffer, &top.close, 1);
}

void ter_json_copy(ter_json *json, const char *key, const char *value) {
    if (begin_value(json, key)) {
        ter__buffer_add(&json->buffer, value);
    }
}

void ter_json_text_of(ter_json *json, const char *key, const char *text, size_t length) {
    if (text == NULL) {
        ter_json_null(json, key);
    } else if (begin_value(json, key)) {
        add_text(json, text, length);
    }
}

void ter_json_text(ter_json *json, const char *key, const char *text) {
    ter_json_text_of(json, key, text, text != NULL ? strlen(text) : 0);
}

void ter_json_double(ter_json *json, const char *key, double value) {
    if (isnan(value)) {
        ter_json_null(json, key);
    } else if (isinf(value)) {
        ter_json_text(json, key, value > 0 ? "inf" : "-inf");
    } else {
        char text[TER_DOUBLE_TEXT_BYTES];
        ter_text_from_double(value, text);
        ter_json_copy(json, key, text);
    }
}

void ter_json_integer(ter_json *json, const char *key, int64_t value) {
    if (begin_value(json, key)) {
        ter__buffer_add(&json->buffer, value < 0 ? "-" : "");
        ter__buffer_add_unsigned(&json->buffer, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
    }
}

void ter_json_unsigned(ter_json *json, const char *key, uint64_t value) {
    if (begin_value(json, key)) {
        ter__buffer_add_unsigned(&json->buffer, value);
    }
}

void ter_json_boolean(ter_json *json, const char *key, bool value) {
    ter_json_copy(json, key, value ? "true" : "false");
}

void ter_json_null(ter_json *json, const char *key) {
    ter_json_copy(json, key, "null");
}

ter_status ter_json_finish(ter_json *json, char **text, ter_error *error) {
    if (json == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for JSON");
    }
    if (json->failure == TER_LIMIT) {
        return ter_error_set(error, TER_LIMIT, "JSON nested deeper than %d levels (TER_JSON_DEPTH_MAX)", TER_JSON_DEPTH_MAX);
    }
    if (json->failure != TER_OK || json->depth != 0) {
        return ter_error_set(
            error, TER_BAD_STATE,
            "JSON: a level is still open, closed twice, or a key is missing or too much, or a second value stands at the top");
    }
    ter__buffer_add(&json->buffer, "\n");
    return ter__buffer_take(&json->buffer, text, error);
}
