/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the text is, it is refused with a reason at a place, or its canonical text is a job file of the same canonical text. */
#include <string.h>

#include "replay.h"
#include "tercile/job.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    ter_diagnostics *diagnostics = ter_diagnostics_create();
    ter_error error = {TER_OK, ""};
    ter_job *job = NULL, *again = NULL;
    FUZZ_CHECK(diagnostics != NULL);
    ter_status status = ter_job_parse(&job, (const char *)bytes, length, "input", "/nonexistent", diagnostics, &error);
    char *messages = ter_diagnostics_format(diagnostics);
    FUZZ_CHECK(messages != NULL);
    ter_bytes_free((uint8_t *)messages);
    if (status == TER_OK) {
        const char *canonical = ter_job_canonical(job);
        FUZZ_CHECK(ter_diagnostics_error_count(diagnostics) == 0);
        FUZZ_CHECK(ter_job_parse(&again, canonical, strlen(canonical), "again", "/nonexistent", NULL, &error) == TER_OK);
        FUZZ_CHECK(strcmp(ter_job_canonical(again), canonical) == 0);
        FUZZ_CHECK(strcmp(ter_job_digest(again), ter_job_digest(job)) == 0);
        ter_job_destroy(again);
        FUZZ_CHECK(ter_job_load(job, diagnostics, &error) == TER_BAD_SPEC); /* there is no such folder */
    } else {
        FUZZ_CHECK(job == NULL && error.text[0] != '\0');
        FUZZ_CHECK(status == TER_BAD_SPEC || status == TER_LIMIT);
        FUZZ_CHECK(status == TER_LIMIT || ter_diagnostics_error_count(diagnostics) > 0);
    }
    ter_job_destroy(job);
    ter_diagnostics_destroy(diagnostics);
    return 0;
}

FUZZ_MAIN("job")
