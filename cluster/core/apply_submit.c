/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/state_inner.h"

/* Job, name, file and owner came decoded: they end within their arrays. */
static void fill(ter__job *job, const ter__submit *submit) {
    (void)snprintf(job->id, sizeof job->id, "%s", submit->id);
    (void)snprintf(job->name, sizeof job->name, "%s", submit->name);
    (void)snprintf(job->file, sizeof job->file, "%s", submit->file);
    (void)snprintf(job->owner, sizeof job->owner, "%s", submit->owner);
    job->spec = submit->spec;
    job->strict = submit->strict;
}

static bool fill_inputs(ter__state *state, ter__job *job, const ter__submit *submit) {
    if (submit->input_count > 0) {
        job->inputs = calloc(submit->input_count, sizeof *job->inputs);
        if (job->inputs == NULL) {
            state->failed = true;
            return false;
        }
        memcpy(job->inputs, submit->inputs, submit->input_count * sizeof *job->inputs);
    }
    job->input_count = submit->input_count;
    return true;
}

void ter__apply_submit(ter__state *state, const ter__command *command) {
    const ter__submit *submit = &command->as.submit;
    if (ter__slot(state, submit->id) != NULL) {
        return; /* sent again, or another job under a known id: who asked compares and says so */
    }
    if (state->unfinished >= TER__JOBS_MAX) {
        ter__cluster_event(state, command->at, "job %s of %s was not taken: %d jobs have not ended", submit->id, submit->owner,
                           TER__JOBS_MAX);
        return;
    }
    if (state->job_count >= TER__JOBS_MAX) {
        ter__drop_oldest_ended(state);
    }
    ter__job_slot *slot = ter__slot_add(state);
    if (slot == NULL) {
        return;
    }
    fill(&slot->job, submit);
    slot->job.number = ++state->submitted;
    slot->job.submitted_at = command->at;
    slot->job.phase = TER__PHASE_WAITING;
    state->unfinished++;
    ter__slot_index(state, slot);
    if (!fill_inputs(state, &slot->job, submit)) {
        return;
    }
    ter__name_blob(state, &submit->spec);
    for (uint32_t i = 0; i < submit->input_count; i++) {
        ter__name_blob(state, &submit->inputs[i].blob);
    }
    ter__touch(state, 'c', "", 0, 0, 0);
    const char *by = submit->owner[0] == '\0' ? "" : " by ";
    ter__job_event(state, slot, command->at, "submitted%s%s", by, submit->owner);
    ter__cluster_event(state, command->at, "job %s submitted%s%s", submit->id, by, submit->owner);
}
