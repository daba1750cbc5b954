/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame of a job file: its top-level keys, inputs and stages. */
#ifndef TER__FRAME_H
#define TER__FRAME_H

#include "spec/job.h"

/* Fills the job from the tree. All errors go to the diagnostics; TER_NO_MEMORY is the only failure. */
TER_MUST_USE ter_status ter__frame_check(ter_job *job, const ter__value *root, ter_diagnostics *diagnostics);

#endif
