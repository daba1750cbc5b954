/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/commands.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/command.h"

#define RETRY_MS_DEFAULT 1000
#define BUCKETS          4096

typedef enum phase {
    WAITING,   /* to be tried at `try_at` */
    PROPOSED,  /* consensus has it and will say */
    FORWARDED, /* the leader was told, to be tried again at `try_at` */
    LANDED     /* in the log at `index` for good */
} phase;

typedef struct item {
    uint64_t number, index;
    phase phase;
    uint8_t *command;
    size_t length;
    ter__ms try_at, deadline;
    ter__command_done *done;
    void *context;
    struct item *chain, *next, *previous;
} item;

typedef struct answer {
    ter__command_done *done;
    void *context;
    ter_status status;
    struct answer *next;
} answer;

struct ter__commands {
    ter__commands_port port;
    uint64_t incarnation, next_number;
    unsigned retry_ms;
    ter__ms now;
    uint64_t applied;
    bool closing, any_landed;
    item *buckets[BUCKETS];
    item *items, *last; /* the oldest first */
    size_t count;
    answer *answers, **answers_end;
};

/* What consensus gives back: whose command it was. */
typedef struct proposed {
    ter__commands *commands;
    uint32_t from; /* 0: of this node */
    uint64_t incarnation, number;
} proposed;

ter__commands *ter__commands_create(const ter__commands_port *port, const ter__core_config *config) {
    ter__commands *commands = calloc(1, sizeof *commands);
    if (commands != NULL) {
        commands->port = *port;
        commands->incarnation = config->self.incarnation;
        commands->retry_ms = config->retry_ms > 0 ? config->retry_ms : RETRY_MS_DEFAULT;
        commands->answers_end = &commands->answers;
    }
    return commands;
}

size_t ter__commands_count(const ter__commands *commands) {
    return commands->count;
}

/* ---- answers ---------------------------------------------------------------------------------------------------------------- */

bool ter__commands_keep_answer(ter__commands *commands, ter__command_done *done, void *context, ter_status status) {
    if (done == NULL) {
        return true;
    }
    answer *kept = calloc(1, sizeof *kept);
    if (kept == NULL) {
        return false;
    }
    *kept = (answer){done, context, status, NULL};
    *commands->answers_end = kept;
    commands->answers_end = &kept->next;
    return true;
}

bool ter__commands_answer(ter__commands *commands) {
    answer *due = commands->answers;
    commands->answers = NULL;
    commands->answers_end = &commands->answers;
    bool any = due != NULL;
    while (due != NULL) {
        answer *next = due->next;
        due->done(due->context, due->status);
        free(due);
        due = next;
    }
    return any;
}

/* ---- the list --------------------------------------------------------------------------------------------------------------- */

static item *find(const ter__commands *commands, uint64_t number) {
    item *found = commands->buckets[number % BUCKETS];
    while (found != NULL && found->number != number) {
        found = found->chain;
    }
    return found;
}

static void insert(ter__commands *commands, item *added) {
    item **bucket = &commands->buckets[added->number % BUCKETS];
    added->chain = *bucket;
    *bucket = added;
    added->previous = commands->last;
    if (commands->last != NULL) {
        commands->last->next = added;
    } else {
        commands->items = added;
    }
    commands->last = added;
    commands->count++;
}

static void take_out(ter__commands *commands, item *taken) {
    item **place = &commands->buckets[taken->number % BUCKETS];
    while (*place != taken) {
        place = &(*place)->chain;
    }
    *place = taken->chain;
    *(taken->previous != NULL ? &taken->previous->next : &commands->items) = taken->next;
    *(taken->next != NULL ? &taken->next->previous : &commands->last) = taken->previous;
    assert(commands->count > 0);
    commands->count--;
}

/* Without memory for the answer it stays, and is answered at the next occasion. */
static void finish(ter__commands *commands, item *finished, ter_status status) {
    if (!ter__commands_keep_answer(commands, finished->done, finished->context, status)) {
        return;
    }
    take_out(commands, finished);
    free(finished->command);
    free(finished);
}

static void land(ter__commands *commands, item *landed, uint64_t index) {
    assert(index > 0);
    landed->phase = LANDED;
    landed->index = index;
    if (index <= commands->applied) {
        finish(commands, landed, TER_OK);
    } else {
        commands->any_landed = true;
    }
}

void ter__commands_applied(ter__commands *commands, uint64_t index) {
    commands->applied = index;
    if (!commands->any_landed) {
        return;
    }
    commands->any_landed = false;
    for (item *at = commands->items, *next = NULL; at != NULL; at = next) {
        next = at->next;
        if (at->phase == LANDED) {
            land(commands, at, at->index);
        }
    }
}

/* ---- trying ----------------------------------------------------------------------------------------------------------------- */

/* Tells another node what became of its command; index 0: nothing. */
static void tell(const ter__commands *commands, uint32_t to, uint64_t incarnation, uint64_t number, uint64_t index) {
    ter__message message = {.kind = TER__MESSAGE_FORWARDED, .as.forwarded = {incarnation, number, index}};
    if (!commands->closing) {
        (void)commands->port.send(commands->port.context, to, &message); /* lost: it asks again */
    }
}

/* From the midst of consensus: notes, and proposes nothing. */
static void on_proposed(void *context, ter__outcome outcome, uint64_t index) {
    proposed about = *(proposed *)context;
    free(context);
    ter__commands *commands = about.commands;
    if (about.from != 0) {
        tell(commands, about.from, about.incarnation, about.number, outcome == TER__COMMITTED ? index : 0);
        return;
    }
    item *mine = find(commands, about.number);
    if (mine == NULL || mine->phase == LANDED) {
        return; /* answered already: its time was over */
    }
    if (outcome == TER__COMMITTED) {
        land(commands, mine, index);
    } else {
        mine->phase = WAITING; /* the change of leader that did this tries it again */
        mine->try_at = commands->now + commands->retry_ms / 8 + 1;
    }
}

static bool propose(ter__commands *commands, uint32_t from, uint64_t incarnation, uint64_t number, const uint8_t *command,
                    size_t length) {
    proposed *about = malloc(sizeof *about);
    if (about == NULL) {
        return false;
    }
    *about = (proposed){commands, from, incarnation, number};
    if (commands->port.propose(commands->port.context, command, length, on_proposed, about) != TER_OK) {
        free(about);
        return false;
    }
    return true;
}

static void try(ter__commands *commands, item *tried) {
    assert(tried->phase == WAITING || tried->phase == FORWARDED);
    uint32_t leader = commands->port.leader(commands->port.context);
    tried->try_at = commands->now + commands->retry_ms;
    tried->phase = WAITING;
    if (commands->port.leads(commands->port.context)) {
        if (propose(commands, 0, 0, tried->number, tried->command, tried->length)) {
            tried->phase = PROPOSED;
        }
    } else if (leader != 0) {
        ter__message message = {.kind = TER__MESSAGE_FORWARD,
                                .as.forward = {commands->incarnation, tried->number, tried->command, tried->length}};
        if (commands->port.send(commands->port.context, leader, &message)) {
            tried->phase = FORWARDED;
        } else {
            tried->try_at = commands->now + commands->retry_ms / 8 + 1;
        }
    }
}

void ter__commands_add(ter__commands *commands, const uint8_t *command, size_t length, ter__ms now, ter__ms deadline,
                       ter__command_done *done, void *context) {
    commands->now = now;
    ter_status status = commands->closing                                                         ? TER_CANCELLED
                        : commands->count >= TER__COMMANDS_MAX || length > TER__COMMAND_BYTES_MAX ? TER_LIMIT
                                                                                                  : TER_OK;
    item *added = status == TER_OK ? calloc(1, sizeof *added) : NULL;
    if (added != NULL) {
        added->command = malloc(length > 0 ? length : 1);
    }
    if (added == NULL || added->command == NULL) {
        free(added);
        status = status == TER_OK ? TER_NO_MEMORY : status;
        if (!ter__commands_keep_answer(commands, done, context, status) && done != NULL) {
            done(context, status); /* no memory even for the answer: better from inside than never */
        }
        return;
    }
    memcpy(added->command, command, length);
    added->length = length;
    added->number = ++commands->next_number;
    added->deadline = deadline;
    added->done = done;
    added->context = context;
    insert(commands, added);
    try(commands, added);
}

static void try_all(ter__commands *commands, bool at_once) {
    for (item *at = commands->items, *next = NULL; at != NULL; at = next) {
        next = at->next;
        if (at->phase == LANDED && at->index <= commands->applied) {
            finish(commands, at, TER_OK);
        } else if (commands->now >= at->deadline) {
            finish(commands, at, TER_TIMEOUT);
        } else if ((at->phase == WAITING || at->phase == FORWARDED) && (at_once || commands->now >= at->try_at)) {
            try(commands, at);
        }
    }
}

void ter__commands_tick(ter__commands *commands, ter__ms now) {
    commands->now = now;
    try_all(commands, false);
}

void ter__commands_leader(ter__commands *commands, ter__ms now) {
    commands->now = now;
    try_all(commands, true);
}

/* What cannot be decoded would stop every node that applies it: it does not enter the log. */
static bool is_command(const uint8_t *bytes, size_t length) {
    ter__command command;
    if (ter__command_decode(&command, bytes, length, NULL) != TER_OK) {
        return false;
    }
    ter__command_clear(&command);
    return true;
}

/* ---- between nodes ---------------------------------------------------------------------------------------------------------- */

void ter__commands_receive(ter__commands *commands, uint32_t from, const ter__message *message, ter__ms now) {
    commands->now = now;
    if (message->kind == TER__MESSAGE_FORWARD) {
        uint64_t incarnation = message->as.forward.incarnation, number = message->as.forward.number;
        if (!commands->port.leads(commands->port.context) || !is_command(message->as.forward.command, message->as.forward.length) ||
            !propose(commands, from, incarnation, number, message->as.forward.command, message->as.forward.length)) {
            tell(commands, from, incarnation, number, 0);
        }
        return;
    }
    assert(message->kind == TER__MESSAGE_FORWARDED);
    item *mine = message->as.forwarded.incarnation == commands->incarnation ? find(commands, message->as.forwarded.number) : NULL;
    if (mine == NULL || mine->phase == LANDED) {
        return;
    }
    if (message->as.forwarded.index > 0) {
        mine->phase = mine->phase == PROPOSED ? PROPOSED : LANDED; /* proposed here too: consensus will say */
        if (mine->phase == LANDED) {
            land(commands, mine, message->as.forwarded.index);
        }
    } else if (mine->phase == FORWARDED) {
        mine->phase = WAITING; /* refused there: not at once, it may not know yet that it leads */
        mine->try_at = now + commands->retry_ms / 8 + 1;
    }
}

void ter__commands_close(ter__commands *commands) {
    commands->closing = true;
}

void ter__commands_destroy(ter__commands *commands) {
    if (commands == NULL) {
        return;
    }
    commands->closing = true;
    (void)ter__commands_answer(commands);
    while (commands->items != NULL) {
        item *at = commands->items;
        take_out(commands, at);
        if (at->done != NULL) {
            at->done(at->context, TER_CANCELLED);
        }
        free(at->command);
        free(at);
    }
    (void)ter__commands_answer(commands); /* what those calls asked for */
    free(commands);
}
