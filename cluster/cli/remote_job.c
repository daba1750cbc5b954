/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a job's JSON. What is missing or of another type is empty: a newer node may say more, or other things. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/remote.h"

const char *ter__remote_text_at(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

uint64_t ter__remote_number_at(const json_t *object, const char *key) {
    json_int_t value = json_integer_value(json_object_get(object, key));
    return value > 0 ? (uint64_t)value : 0;
}

bool ter__remote_blob_at(const json_t *object, const char *key, ter__blob *blob) {
    const json_t *value = json_object_get(object, key);
    blob->length = ter__remote_number_at(value, "bytes");
    return ter__hash_read(&blob->hash, ter__remote_text_at(value, "hash"));
}

bool ter__remote_has_ended(const json_t *job) {
    const char *phase = ter__remote_text_at(job, "phase");
    return strcmp(phase, "done") == 0 || strcmp(phase, "failed") == 0 || strcmp(phase, "cancelled") == 0;
}

int ter__remote_code(const json_t *job) {
    const json_t *code = json_object_get(job, "exit_code");
    return json_is_integer(code) ? (int)(json_integer_value(code) & 0xFF) : TER__EXIT_FAILED;
}

const char *ter__remote_stage(const json_t *job, size_t *done, size_t *total) {
    *done = (size_t)ter__remote_number_at(job, "units_done");
    *total = (size_t)ter__remote_number_at(job, "units");
    const json_t *stages = json_object_get(job, "stages");
    return ter__remote_text_at(json_array_get(stages, (size_t)ter__remote_number_at(job, "stage")), "id");
}

/* Seconds since 1970 of "2026-11-23T00:41:07.123Z"; NaN when it is none. Days from civil: H. Hinnant, "chrono-Compatible Low-Level
 * Date Algorithms". */
static double seconds_of(const char *time) {
    int year, month, day, hour, minute, consumed = 0;
    double second;
    if (sscanf(time, "%4d-%2d-%2dT%2d:%2d:%lf%n", &year, &month, &day, &hour, &minute, &second, &consumed) != 6 || month < 1 ||
        month > 12 || consumed == 0) {
        return NAN;
    }
    year -= month <= 2 ? 1 : 0;
    int era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    long days = (long)era * 146097 + (long)of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
    return 86400.0 * (double)days + 3600.0 * hour + 60.0 * minute + second;
}

double ter__remote_seconds(const json_t *job) {
    double began = seconds_of(ter__remote_text_at(job, "began_at")), ended = seconds_of(ter__remote_text_at(job, "ended_at"));
    if (isnan(ended)) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        ended = (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
    }
    return ended > began ? ended - began : isnan(began) ? NAN : 0;
}

void ter__remote_when_text(char *text, size_t size, const char *time) {
    snprintf(text, size, "%.19s", time[0] != '\0' ? time : "-");
    char *mark = strchr(text, 'T');
    if (mark != NULL) {
        *mark = ' ';
    }
}

void ter__remote_seconds_text(char *text, size_t size, double seconds) {
    if (isnan(seconds)) {
        snprintf(text, size, "-");
    } else if (seconds < 60) {
        snprintf(text, size, "%.1f s", seconds);
    } else if (seconds < 3600) {
        snprintf(text, size, "%.0f:%02.0f", floor(seconds / 60), floor(fmod(seconds, 60)));
    } else {
        snprintf(text, size, "%.0f:%02.0f h", floor(seconds / 3600), floor(fmod(seconds, 3600) / 60));
    }
}
