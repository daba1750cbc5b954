/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spec/frame.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "spec/item.h"
#include "spec/limits.h"
#include "stage/stage.h"
#include "tercile/text.h"

#define KINDS_MAX 64

#define TYPE_WORD(name, word, format) #word,
static const char *const type_words[] = {TER_TYPE_LIST(TYPE_WORD) NULL};
#undef TYPE_WORD

const ter__key ter__input_keys[] = {
    {.name = "path", .kind = TER__KEY_TEXT, .required = true, .description = "the CSV file, relative to the job file's folder"},
    {.name = "types",
     .kind = TER__KEY_CHOICE,
     .form = TER__MAP,
     .choices = type_words,
     .description = "types of columns by name; the others are guessed from all rows"},
    {.name = "na",
     .kind = TER__KEY_TEXT,
     .form = TER__LIST,
     .fallback = "[\"\", \"NA\"]",
     .description = "texts that mean missing"},
    {.name = "delimiter", .kind = TER__KEY_TEXT, .fallback = "\",\"", .description = "one character between fields"},
    {.name = NULL},
};

static const ter__key resource_keys[] = {
    {.name = "memory",
     .kind = TER__KEY_SIZE,
     .fallback = "2GiB",
     .lower = 1.0,
     .upper = TER__MEMORY_BYTES_MAX,
     .description = "the most the job may need, estimated before it starts"},
    {.name = "timeout",
     .kind = TER__KEY_DURATION,
     .lower = 1e-3,
     .upper = TER__TIMEOUT_SECONDS_MAX,
     .description = "the longest the job may run; without it, no limit"},
    {.name = NULL},
};

const ter__key ter__job_keys[] = {
    {.name = "version",
     .kind = TER__KEY_INTEGER,
     .required = true,
     .lower = 1,
     .upper = 1,
     .description = "version of this format: 1"},
    {.name = "name", .kind = TER__KEY_NAME, .required = true, .description = "name of the job"},
    {.name = "seed",
     .kind = TER__KEY_INTEGER,
     .fallback = "0",
     .lower = 0,
     .upper = 9.2e18,
     .description = "names all random streams: the same seed gives the same draws"},
    {.name = "inputs",
     .kind = TER__KEY_OBJECT,
     .form = TER__MAP,
     .required = true,
     .fields = ter__input_keys,
     .description = "tables to read, by name"},
    {.name = "stages",
     .kind = TER__KEY_OBJECT,
     .form = TER__LIST,
     .required = true,
     .description = "what to compute, in order: entries of the form {id: NAME, KIND: {settings}}"},
    {.name = "resources", .kind = TER__KEY_OBJECT, .fallback = "{}", .fields = resource_keys, .description = "limits of the job"},
    {.name = NULL},
};

/* ---- inputs ------------------------------------------------------------------------------------------------------------- */

static void check_inputs(ter_job *job, const ter__setting *inputs, ter_diagnostics *diagnostics) {
    for (size_t i = 0; i < inputs->count; i++) {
        const ter__item *item = &inputs->items[i];
        if (!ter__name_is_good(item->name)) {
            ter__diagnose(diagnostics, item->name_place, "letters, digits, _ and -, beginning with a letter, at most 64",
                          "\"%s\" is not usable as the name of an input", item->name);
        }
        if (job->input_count == TER_JOB_INPUTS_MAX) {
            ter__diagnose(diagnostics, item->name_place, NULL, "more than %d inputs", TER_JOB_INPUTS_MAX);
            return;
        }
        const char *delimiter = item->object != NULL ? ter__setting_text(item->object, "delimiter") : NULL;
        if (delimiter != NULL && (strlen(delimiter) != 1 || strchr("\"\n\r", delimiter[0]) != NULL)) {
            ter__diagnose(diagnostics, ter__setting_of(item->object, "delimiter")->place, "as in delimiter: \";\" or \"\\t\"",
                          "\"delimiter\" must be one character, not a quote or line end");
        }
        job->inputs[job->input_count++] = (ter__job_input){.name = item->name, .place = item->name_place, .settings = item->object};
    }
}

/* ---- stages ------------------------------------------------------------------------------------------------------------- */

/* The entry of a stage's mapping that names its kind; its number, or SIZE_MAX after an error. */
static size_t find_kind(const ter__value *entry, ter_diagnostics *diagnostics) {
    const char *names[KINDS_MAX + 1] = {"id"};
    size_t count = 1, found = SIZE_MAX;
    bool unknown = false;
    for (; count <= KINDS_MAX && ter__stage_at(count - 1) != NULL; count++) {
        names[count] = ter__stage_at(count - 1)->name;
    }
    for (size_t i = 0; i < entry->count; i++) {
        const ter__value *key = entry->keys[i];
        if (strcmp(key->text, "id") == 0) {
            continue;
        }
        if (ter__stage_find(key->text) == NULL) {
            ter__diagnose_unknown(diagnostics, key->place, "kind of stage", key->text, names + 1, count - 1);
            unknown = true;
        } else if (found != SIZE_MAX) {
            ter__diagnose(diagnostics, key->place, "begin another entry with \"- \"",
                          "a stage is of one kind, this one is \"%s\" too", entry->keys[found]->text);
        } else {
            found = i;
        }
    }
    if (found == SIZE_MAX && !unknown) {
        ter__diagnose(diagnostics, entry->place, "as in {id: good, clean: {from: peaks}}; `tercile schema` lists the kinds",
                      "a stage without a kind");
    }
    return found;
}

/* The id as given, or the kind and its number among its kind: "report1". */
static ter_status name_stage(ter_job *job, size_t index, const ter__value *entry, const size_t *kinds, ter__value *const *entries,
                             ter_diagnostics *diagnostics) {
    ter__job_stage *stage = &job->stages[index];
    const ter__value *id = ter__value_entry(entry, "id");
    stage->place = entry->place;
    stage->id_place = id != NULL ? id->place : entry->place;
    stage->id = "";
    if (kinds[index] != SIZE_MAX) {
        stage->place = entry->keys[kinds[index]]->place;
        stage->kind = ter__stage_find(entry->keys[kinds[index]]->text);
    }
    if (id != NULL) {
        if (id->kind == TER__SPEC_TEXT && ter__name_is_good(id->text)) {
            stage->id = id->text;
        } else {
            ter__diagnose(diagnostics, id->place, "letters, digits, _ and -, beginning with a letter, at most 64",
                          "\"id\" must be a name");
        }
        return TER_OK;
    }
    size_t number = 1;
    for (size_t i = 0; i < index && stage->kind != NULL; i++) {
        number += kinds[i] != SIZE_MAX && strcmp(entries[i]->keys[kinds[i]]->text, stage->kind->name) == 0;
    }
    char text[TER__SPEC_NAME_BYTES_MAX];
    int length = snprintf(text, sizeof text, "%s%zu", stage->kind != NULL ? stage->kind->name : "stage", number);
    stage->id = ter__arena_text(job->arena, text, (size_t)length);
    return stage->id == NULL ? TER_NO_MEMORY : TER_OK;
}

static void check_id(const ter_job *job, size_t index, ter_diagnostics *diagnostics) {
    const ter__job_stage *stage = &job->stages[index];
    if (ter__job_find_input(job, stage->id) != SIZE_MAX) {
        ter__diagnose(diagnostics, stage->id_place, NULL, "\"%s\" is the name of an input already", stage->id);
    }
    for (size_t i = 0; i < index; i++) {
        if (stage->id[0] != '\0' && strcmp(job->stages[i].id, stage->id) == 0) {
            char help[64];
            (void)snprintf(help, sizeof help, "it was first used in line %zu", job->stages[i].id_place.line);
            ter__diagnose(diagnostics, stage->id_place, help, "duplicate stage id \"%s\"", stage->id);
            return;
        }
    }
}

static ter_status check_stages(ter_job *job, const ter__value *list, ter_diagnostics *diagnostics) {
    size_t kinds[TER_JOB_STAGES_MAX];
    if (list->count == 0) {
        ter__diagnose(diagnostics, list->place, NULL, "a job needs at least one stage");
    }
    if (list->count > TER_JOB_STAGES_MAX) {
        ter__diagnose(diagnostics, list->place, NULL, "more than %d stages", TER_JOB_STAGES_MAX);
        return TER_OK;
    }
    for (size_t i = 0; i < list->count; i++) {
        const ter__value *entry = list->items[i];
        kinds[i] = SIZE_MAX;
        if (entry->kind != TER__SPEC_MAPPING) {
            ter__diagnose(diagnostics, entry->place, NULL, "a stage must be a mapping as {id: NAME, KIND: {settings}}, not %s",
                          ter__value_kind_words(entry));
        } else {
            kinds[i] = find_kind(entry, diagnostics);
        }
        ter_status status = name_stage(job, i, entry, kinds, list->items, diagnostics);
        if (status != TER_OK) {
            return status;
        }
        check_id(job, i, diagnostics);
    }
    for (size_t i = 0; i < list->count; i++) {
        ter__job_stage *stage = &job->stages[i];
        ter__scope scope = {job->arena, diagnostics, job, list->count};
        if (stage->kind != NULL) {
            ter__settings *settings = NULL;
            ter_status status =
                ter__settings_check(&settings, &scope, stage->kind->keys, stage->kind->name, list->items[i]->items[kinds[i]]);
            if (status != TER_OK) {
                return status;
            }
            stage->settings = settings;
        }
        job->stage_count = i + 1; /* from here on, later stages may refer to it */
    }
    return TER_OK;
}

ter_status ter__frame_check(ter_job *job, const ter__value *root, ter_diagnostics *diagnostics) {
    ter__scope scope = {job->arena, diagnostics, job, 0};
    ter__settings *top;
    ter_status status = ter__settings_check(&top, &scope, ter__job_keys, "the job file", root);
    if (status != TER_OK) {
        return status;
    }
    const ter__setting *seed = ter__setting_of(top, "seed"), *resources = ter__setting_of(top, "resources");
    job->name = ter__setting_text(top, "name");
    job->seed = seed->count > 0 ? (uint64_t)seed->items[0].integer : 0;
    job->memory_bytes = TER__MEMORY_BYTES_DEFAULT;
    if (resources->count > 0 && resources->items[0].object != NULL) {
        const ter__settings *limits = resources->items[0].object;
        const ter__setting *memory = ter__setting_of(limits, "memory");
        job->memory_bytes = ter__setting_number(limits, "memory");
        job->memory_place = memory->written ? memory->place : (ter__place){0, 0, 0};
        job->timeout_seconds = ter__setting_of(limits, "timeout")->count > 0 ? ter__setting_number(limits, "timeout") : 0.0;
    }
    check_inputs(job, ter__setting_of(top, "inputs"), diagnostics);
    const ter__value *stages = ter__value_entry(root, "stages");
    return stages != NULL && stages->kind == TER__SPEC_LIST ? check_stages(job, stages, diagnostics) : TER_OK;
}
