/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Another system under the same measurement: a program that reads lines "OPERATION<TAB>FAMILY<TAB>PARAMETER ... <TAB>X"
 * (hexadecimal doubles, parameters separated by blanks) and answers each with a line: a double, or "none" where it has no such law
 * or operation. One that does not answer in time is ended and started again for the next point.
 */
#ifndef TER__CLI_PEER_PROGRAM_H
#define TER__CLI_PEER_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "tercile/measure.h"

#define TER__PEER_NAME_BYTES   32
#define TER__PEER_ANSWER_BYTES 256
/* A single value that takes longer is a hang; the first answer may take TER__PEER_START_MS (an interpreter that starts). */
#define TER__PEER_ANSWER_MS 5000
#define TER__PEER_START_MS  60000

typedef struct ter__peer {
    char name[TER__PEER_NAME_BYTES];
    const char *command; /* for sh -c; borrowed */
    pid_t child;         /* 0: not running */
    int to, from;
    bool answered; /* since it was started */
    size_t length; /* bytes read and not used yet */
    char bytes[TER__PEER_ANSWER_BYTES];
} ter__peer;

typedef enum ter__peer_answer { TER__PEER_VALUE, TER__PEER_NONE, TER__PEER_HANGS, TER__PEER_DIES } ter__peer_answer;

/* "NAME=COMMAND"; false when it is none. Nothing is started. */
bool ter__peer_open(ter__peer *peer, const char *text);
/* Asks for one value, starting the program when it does not run. */
ter__peer_answer ter__peer_ask(ter__peer *peer, const ter_family *family, ter_operation operation, const ter_measured *point,
                               double *value);
/* Ends the program. */
void ter__peer_close(ter__peer *peer);

#endif
