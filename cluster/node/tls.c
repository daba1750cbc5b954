/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "node/tls.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>

#include "node/tls_internal.h"

struct ter__tls {
    SSL *ssl;
    BIO *in, *out; /* owned by ssl */
    bool server, ready, ended, refused_by_other;
    ter_error failure;           /* TER_OK while there is none */
    ter__tls_bytes early, plain; /* written before the handshake was done; read and not yet taken */
    char name[TER__NAME_BYTES];
    ter__role role;
};

const char *ter__role_word(ter__role role) {
    static const char *const words[] = {
#define TER__ROLE_WORD(name, word) word,
        TER__ROLE_LIST(TER__ROLE_WORD)
#undef TER__ROLE_WORD
    };
    return (size_t)role < sizeof words / sizeof words[0] ? words[role] : words[0];
}

ter__role ter__role_find(const char *word) {
#define TER__ROLE_FIND(name, text)                                                                                                 \
    if (strcmp(word, text) == 0) {                                                                                                 \
        return TER__ROLE_##name;                                                                                                   \
    }
    TER__ROLE_LIST(TER__ROLE_FIND)
#undef TER__ROLE_FIND
    return TER__ROLE_NONE;
}

/* ---- bytes that wait ---------------------------------------------------------------------------------------------------- */

/* Room for `more` bytes at the end; null when out of memory. */
static uint8_t *bytes_room(ter__tls_bytes *bytes, size_t more) {
    if (bytes->at > 0 && bytes->room - bytes->length < more) {
        memmove(bytes->data, bytes->data + bytes->at, bytes->length - bytes->at);
        bytes->length -= bytes->at;
        bytes->at = 0;
    }
    if (bytes->room - bytes->length < more) {
        size_t room = bytes->length + more + bytes->length / 2;
        uint8_t *data = realloc(bytes->data, room);
        if (data == NULL) {
            return NULL;
        }
        bytes->data = data;
        bytes->room = room;
    }
    return bytes->data + bytes->length;
}

static size_t bytes_take(ter__tls_bytes *bytes, uint8_t *to, size_t room) {
    size_t count = bytes->length - bytes->at < room ? bytes->length - bytes->at : room;
    if (count > 0) {
        memcpy(to, bytes->data + bytes->at, count);
        bytes->at += count;
    }
    if (bytes->at == bytes->length) {
        bytes->at = bytes->length = 0;
        if (bytes->room > TER__TLS_KEPT_BYTES) { /* a thousand idle clients keep nothing big */
            free(bytes->data);
            *bytes = (ter__tls_bytes){0};
        }
    }
    return count;
}

/* ---- making and ending -------------------------------------------------------------------------------------------------- */

ter__tls *ter__tls_create(ter__tls_context *context, bool server, const char *alpn) {
    ter__tls *tls = calloc(1, sizeof *tls);
    if (tls == NULL) {
        return NULL;
    }
    tls->server = server;
    tls->ssl = SSL_new(ter__tls_context_ssl(context));
    tls->in = BIO_new(BIO_s_mem());
    tls->out = BIO_new(BIO_s_mem());
    if (tls->ssl == NULL || tls->in == NULL || tls->out == NULL) {
        BIO_free(tls->in);
        BIO_free(tls->out);
        SSL_free(tls->ssl);
        free(tls);
        return NULL;
    }
    SSL_set_bio(tls->ssl, tls->in, tls->out);
    if (server) {
        SSL_set_accept_state(tls->ssl);
        return tls;
    }
    SSL_set_connect_state(tls->ssl);
    uint8_t list[256];
    size_t length = strlen(alpn);
    bool fits = length > 0 && length < sizeof list;
    if (fits) {
        list[0] = (uint8_t)length;
        memcpy(list + 1, alpn, length);
    }
    ERR_clear_error();
    /* The first message of the handshake comes of this. SSL_set_alpn_protos returns 0 when it went well. */
    if (!fits || SSL_set_alpn_protos(tls->ssl, list, (unsigned)length + 1) != 0 ||
        (SSL_do_handshake(tls->ssl) != 1 && BIO_ctrl_pending(tls->out) == 0)) {
        ter__tls_destroy(tls);
        return NULL;
    }
    return tls;
}

void ter__tls_destroy(ter__tls *tls) {
    if (tls != NULL) {
        SSL_free(tls->ssl);
        free(tls->early.data);
        free(tls->plain.data);
        free(tls);
    }
}

void ter__tls_shutdown(ter__tls *tls) {
    ERR_clear_error();
    if (tls->ready && tls->failure.status == TER_OK) {
        (void)SSL_shutdown(tls->ssl);
    }
}

/* ---- failures in words -------------------------------------------------------------------------------------------------- */

static ter_status fail(ter__tls *tls, ter_status status, const char *what, const char *detail) {
    return ter_error_set(&tls->failure, status, "%s%s%s", what, detail[0] != '\0' ? ": " : "", detail);
}

/* What an alert of the other end says about the certificate of this one; null: it is about something else. */
static const char *alert_words(int reason) {
    switch (reason) {
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
        return "the other end refused this end's certificate: it has expired (or is not valid yet)";
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
        return "the other end refused this end's certificate: it is revoked";
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_TLSV1_ALERT_DECRYPT_ERROR: /* an authority of the same name with another key */
        return "the other end refused this end's certificate: it is of another authority";
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
        return "the other end refused this end: it showed no certificate";
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
        return "the other end refused this end's certificate";
    default:
        return NULL;
    }
}

/* The reason behind a failed call of OpenSSL, kept in tls->failure. */
static ter_status explain(ter__tls *tls) {
    unsigned long code = ERR_peek_error();
    int reason = ERR_GET_REASON(code);
    const char *text = ERR_reason_error_string(code), *words;
    ERR_clear_error();
    if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED) {
        return fail(tls, TER_NO_PERMISSION, "the other end's certificate is refused",
                    ter__tls_verify_words(SSL_get_verify_result(tls->ssl)));
    }
    if (reason == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE) {
        return fail(tls, TER_NO_PERMISSION, "the other end showed no certificate", "");
    }
    words = ERR_GET_LIB(code) == ERR_LIB_SSL ? alert_words(reason) : NULL;
    if (words != NULL) {
        tls->refused_by_other = true;
        return fail(tls, TER_NO_PERMISSION, words, "");
    }
    if (reason == SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL || reason == SSL_R_NO_APPLICATION_PROTOCOL) {
        return fail(tls, TER_BAD_DATA, "the two ends speak no common protocol", text);
    }
    return fail(tls, TER_BAD_DATA, "not the TLS that was expected", text != NULL ? text : "no reason given");
}

/* ---- the handshake ------------------------------------------------------------------------------------------------------ */

static ter_status write_early(ter__tls *tls) {
    while (tls->early.at < tls->early.length) {
        size_t left = tls->early.length - tls->early.at;
        ERR_clear_error();
        int count = SSL_write(tls->ssl, tls->early.data + tls->early.at, left > INT_MAX ? INT_MAX : (int)left);
        if (count <= 0) {
            int kind = SSL_get_error(tls->ssl, count);
            /* What was not taken stays where it is. */
            return kind == SSL_ERROR_WANT_READ || kind == SSL_ERROR_WANT_WRITE ? TER_OK : explain(tls);
        }
        tls->early.at += (size_t)count;
    }
    free(tls->early.data);
    tls->early = (ter__tls_bytes){0};
    return TER_OK;
}

static ter_status handshake(ter__tls *tls) {
    ERR_clear_error();
    int done = SSL_do_handshake(tls->ssl);
    if (done != 1) {
        int kind = SSL_get_error(tls->ssl, done);
        return kind == SSL_ERROR_WANT_READ || kind == SSL_ERROR_WANT_WRITE ? TER_OK : explain(tls);
    }
    X509 *other = SSL_get1_peer_certificate(tls->ssl);
    if (other == NULL || SSL_get_verify_result(tls->ssl) != X509_V_OK) {
        X509_free(other);
        return fail(tls, TER_NO_PERMISSION, "the other end showed no certificate", "");
    }
    bool named = ter__tls_subject(other, tls->name, &tls->role);
    X509_free(other);
    if (!named) {
        return fail(tls, TER_NO_PERMISSION, "the other end's certificate is refused", "it names nobody (no common name)");
    }
    tls->ready = true;
    return write_early(tls);
}

/* All that has come in, decrypted: so that what ends the connection (an alert, its end) is seen when it comes. */
static ter_status read_plain(ter__tls *tls) {
    for (;;) {
        uint8_t *room = bytes_room(&tls->plain, TER__TLS_RECORD_BYTES);
        if (room == NULL) {
            return fail(tls, TER_NO_MEMORY, "out of memory for what the other end sends", "");
        }
        ERR_clear_error();
        int count = SSL_read(tls->ssl, room, TER__TLS_RECORD_BYTES);
        if (count <= 0) {
            switch (SSL_get_error(tls->ssl, count)) {
            case SSL_ERROR_WANT_READ:
            case SSL_ERROR_WANT_WRITE:
                return write_early(tls);
            case SSL_ERROR_ZERO_RETURN:
                tls->ended = true;
                return TER_OK;
            default:
                return explain(tls);
            }
        }
        tls->plain.length += (size_t)count;
    }
}

/* ---- bytes in and out --------------------------------------------------------------------------------------------------- */

ter_status ter__tls_input(ter__tls *tls, const uint8_t *bytes, size_t length, ter_error *error) {
    while (length > 0 && tls->failure.status == TER_OK && !tls->ended) {
        int part = length > INT_MAX ? INT_MAX : (int)length;
        if (BIO_write(tls->in, bytes, part) != part) {
            (void)fail(tls, TER_NO_MEMORY, "out of memory for what the other end sends", "");
            break;
        }
        bytes += part;
        length -= (size_t)part;
        ter_status status = tls->ready ? TER_OK : handshake(tls);
        if (status == TER_OK && tls->ready) {
            status = read_plain(tls);
        }
        (void)status; /* kept in tls->failure */
    }
    return tls->failure.status == TER_OK ? TER_OK : ter_error_set(error, tls->failure.status, "%s", tls->failure.text);
}

size_t ter__tls_output(ter__tls *tls, uint8_t *bytes, size_t room) {
    int count = BIO_ctrl_pending(tls->out) > 0 ? BIO_read(tls->out, bytes, room > INT_MAX ? INT_MAX : (int)room) : 0;
    return count > 0 ? (size_t)count : 0;
}

size_t ter__tls_output_waiting(const ter__tls *tls) {
    return BIO_ctrl_pending(tls->out) + (tls->early.length - tls->early.at);
}

size_t ter__tls_read(ter__tls *tls, uint8_t *bytes, size_t room) {
    return bytes_take(&tls->plain, bytes, room);
}

ter_status ter__tls_write(ter__tls *tls, const uint8_t *bytes, size_t length) {
    if (tls->failure.status != TER_OK) {
        return tls->failure.status;
    }
    if (tls->ready && tls->early.length == 0) {
        ERR_clear_error();
        while (length > 0) {
            int count = SSL_write(tls->ssl, bytes, length > INT_MAX ? INT_MAX : (int)length);
            if (count <= 0) {
                int kind = SSL_get_error(tls->ssl, count);
                if (kind != SSL_ERROR_WANT_READ && kind != SSL_ERROR_WANT_WRITE) {
                    return explain(tls);
                }
                break;
            }
            bytes += count;
            length -= (size_t)count;
        }
    }
    if (length == 0) {
        return TER_OK;
    }
    if (tls->early.length - tls->early.at > TER__TLS_EARLY_BYTES_MAX || length > TER__TLS_EARLY_BYTES_MAX) {
        return TER_LIMIT;
    }
    uint8_t *room = bytes_room(&tls->early, length);
    if (room == NULL) {
        return TER_NO_MEMORY;
    }
    memcpy(room, bytes, length);
    tls->early.length += length;
    return TER_OK;
}

/* ---- who it is ---------------------------------------------------------------------------------------------------------- */

bool ter__tls_ended(const ter__tls *tls) {
    return tls->ended;
}

bool ter__tls_ready(const ter__tls *tls) {
    return tls->ready && tls->failure.status == TER_OK;
}

bool ter__tls_refused_by_other(const ter__tls *tls) {
    return tls->refused_by_other;
}

const char *ter__tls_alpn(const ter__tls *tls) {
    const unsigned char *chosen = NULL;
    unsigned length = 0;
    SSL_get0_alpn_selected(tls->ssl, &chosen, &length);
    if (length == strlen(TER__ALPN_PEER) && memcmp(chosen, TER__ALPN_PEER, length) == 0) {
        return TER__ALPN_PEER;
    }
    return length == strlen(TER__ALPN_CLIENT) && memcmp(chosen, TER__ALPN_CLIENT, length) == 0 ? TER__ALPN_CLIENT : "";
}

const char *ter__tls_peer_name(const ter__tls *tls) {
    return tls->name;
}

ter__role ter__tls_peer_role(const ter__tls *tls) {
    return tls->role;
}
