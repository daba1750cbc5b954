/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of stages, and what every stage may use. */
#include <stdint.h>
#include <string.h>

#include "stage/stage.h"
#include "tercile/text.h"

static const ter__stage *const stages[] = {
#define STAGE(name) &ter__stage_##name,
#include "stage/stages.def"
#undef STAGE
};

#define STAGE_COUNT (sizeof stages / sizeof *stages)

const ter__stage *ter__stage_at(size_t index) {
    return index < STAGE_COUNT ? stages[index] : NULL;
}

const char *ter_stage_kind(size_t index) {
    return index < STAGE_COUNT ? stages[index]->name : NULL;
}

const char *ter_stage_title(size_t index) {
    return index < STAGE_COUNT ? stages[index]->title : NULL;
}

const ter__stage *ter__stage_find(const char *name) {
    for (size_t i = 0; i < STAGE_COUNT; i++) {
        if (strcmp(stages[i]->name, name) == 0) {
            return stages[i];
        }
    }
    return NULL;
}

const char *ter__pattern_words(ter__pattern pattern) {
    static const char *const words[] = {
#define TER__PATTERN_WORDS(name, text) text,
        TER__PATTERN_LIST(TER__PATTERN_WORDS)
#undef TER__PATTERN_WORDS
    };
    return words[pattern];
}

size_t ter__stage_table_number(const ter__stage *stage, const char *name) {
    for (size_t i = 0; stage->tables[i].name != NULL; i++) {
        if (strcmp(stage->tables[i].name, name) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

ter_status ter__stop_poll(const ter__stop *stop) {
    if (stop->source == NULL) {
        return stop->interrupted != NULL ? stop->interrupted(stop->context) : TER_OK;
    }
    int reason = atomic_load_explicit(&stop->source->reason, memory_order_relaxed);
    if (reason != TER_OK) {
        return (ter_status)reason;
    }
    return atomic_load_explicit(&stop->source->failed_task, memory_order_relaxed) < stop->task ? TER_CANCELLED : TER_OK;
}

const ter_table *ter__context_rows(const ter__context *context, const ter__item *item) {
    return item->is_input ? context->job->inputs[item->reference].table : context->results[item->reference].tables[0];
}

const ter_table *ter__context_table(const ter__context *context, size_t stage, const char *name) {
    size_t table = ter__stage_table_number(context->job->stages[stage].kind, name);
    return table == SIZE_MAX ? NULL : context->results[stage].tables[table];
}

ter_stream ter__context_stream(const ter__context *context, size_t task) {
    return ter_stream_open(context->job->seed, (uint32_t)context->stage, (uint32_t)task);
}

ter_status ter__result_begin(ter_table_builder **builder, const ter__stage *stage, size_t table, ter_error *error) {
    *builder = NULL; /* so that a failure leaves something to hand to ter__result_finish */
    ter_status status = ter_table_builder_create(builder, error);
    const ter__column_kind *column = stage->tables[table].columns;
    for (; status == TER_OK && column->name != NULL; column++) {
        status = ter_table_builder_column(*builder, column->name, column->type, NULL, error);
        if (status != TER_OK) {
            ter_table_builder_destroy(*builder);
            *builder = NULL;
        }
    }
    return status;
}

size_t ter__bind_column(const ter_table *rows, const ter__item *item, bool numeric, ter_diagnostics *diagnostics) {
    size_t column = SIZE_MAX;
    if (rows == NULL || item->text == NULL) {
        return SIZE_MAX;
    }
    if (ter_table_find(rows, item->text, &column, NULL) != TER_OK) {
        const char *names[TER_TABLE_COLUMNS_MAX];
        size_t count = ter_table_columns(rows);
        for (size_t i = 0; i < count; i++) {
            names[i] = ter_table_column_name(rows, i);
        }
        ter__diagnose_unknown(diagnostics, item->place, "column", item->text, names, count);
        return SIZE_MAX;
    }
    ter_type type = ter_table_column_type(rows, column);
    if (numeric && type != TER_DOUBLE && type != TER_INTEGER) {
        ter__diagnose(diagnostics, item->place,
                      "numbers are needed here: declare the column's type under `inputs`, or name another", "column \"%s\" is %s",
                      item->text, ter_type_word(type));
        return SIZE_MAX;
    }
    return column;
}

void ter__bind_columns(const ter_table *rows, const ter__setting *setting, bool numeric, ter_diagnostics *diagnostics) {
    for (size_t i = 0; i < setting->count; i++) {
        (void)ter__bind_column(rows, &setting->items[i], numeric, diagnostics);
    }
}

void ter__bind_grouping(const ter_table *rows, const ter__setting *setting, ter_diagnostics *diagnostics) {
    if (setting->count == 0) {
        return;
    }
    size_t column = ter__bind_column(rows, setting->items, false, diagnostics);
    if (column != SIZE_MAX && ter_table_column_type(rows, column) == TER_DOUBLE) {
        ter__diagnose(diagnostics, setting->place, "declare it as integer, text or factor under `inputs`",
                      "column \"%s\" is double and cannot name groups", setting->items[0].text);
    }
}
