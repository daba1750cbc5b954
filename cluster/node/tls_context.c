/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/tls_internal.h"

struct ter__tls_context {
    SSL_CTX *ssl;
};

SSL_CTX *ter__tls_context_ssl(ter__tls_context *context) {
    return context->ssl;
}

const char *ter__tls_verify_words(long result) {
    switch (result) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return "it has expired";
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return "it is not valid yet (is a clock wrong?)";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE: /* an authority of the same name with another key */
        return "it is not signed by this cluster's authority";
    case X509_V_ERR_INVALID_PURPOSE:
        return "it is not for this end of a connection (a client's certificate cannot be a node's)";
    default:
        return X509_verify_cert_error_string(result);
    }
}

static bool one_text(const X509_NAME *subject, int field, char *text, size_t size) {
    int place = X509_NAME_get_index_by_NID(subject, field, -1);
    if (place < 0 || X509_NAME_get_index_by_NID(subject, field, place) >= 0) {
        return false;
    }
    unsigned char *bytes = NULL;
    int length = ASN1_STRING_to_UTF8(&bytes, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, place)));
    bool fits = length > 0 && (size_t)length < size && memchr(bytes, 0, (size_t)length) == NULL;
    if (fits) {
        memcpy(text, bytes, (size_t)length);
        text[length] = '\0';
    }
    OPENSSL_free(bytes);
    return fits;
}

bool ter__tls_subject(X509 *certificate, char name[TER__NAME_BYTES], ter__role *role) {
    const X509_NAME *subject = X509_get_subject_name(certificate);
    char word[16];
    *role = one_text(subject, NID_organizationalUnitName, word, sizeof word) ? ter__role_find(word) : TER__ROLE_NONE;
    return one_text(subject, NID_commonName, name, TER__NAME_BYTES);
}

/* ---- files -------------------------------------------------------------------------------------------------------------- */

/* Reads one object from a file of PEM; `what` names it in the text. */
static ter_status read_file(const char *path, const char *what, X509 **certificate, EVP_PKEY **key, ter_error *error) {
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        ter_status status = errno == ENOENT ? TER_NOT_FOUND : errno == EACCES ? TER_NO_PERMISSION : TER_INPUT_OUTPUT;
        return ter_error_set(error, status, "%s %s: %s", what, path, strerror(errno));
    }
    ERR_clear_error();
    if (certificate != NULL) {
        *certificate = PEM_read_X509(file, NULL, NULL, NULL);
    } else {
        *key = PEM_read_PrivateKey(file, NULL, NULL, (void *)(uintptr_t) "");
    }
    (void)fclose(file);
    ERR_clear_error();
    if (certificate != NULL ? *certificate == NULL : *key == NULL) {
        return ter_error_set(error, TER_BAD_DATA, "%s %s: not in PEM, or damaged", what, path);
    }
    return TER_OK;
}

/* Whether the authority vouches for the certificate now, for either end of a connection. */
static ter_status check_signed(X509_STORE *store, X509 *certificate, const char *path, const char *authority, ter_error *error) {
    X509_STORE_CTX *check = X509_STORE_CTX_new();
    if (check == NULL || X509_STORE_CTX_init(check, store, certificate, NULL) != 1) {
        X509_STORE_CTX_free(check);
        return ter_error_set(error, TER_NO_MEMORY, "no memory to check certificate %s", path);
    }
    ERR_clear_error();
    int good = X509_verify_cert(check), result = X509_STORE_CTX_get_error(check), depth = X509_STORE_CTX_get_error_depth(check);
    X509_STORE_CTX_free(check);
    ERR_clear_error();
    if (good == 1) {
        return TER_OK;
    }
    return ter_error_set(error, TER_BAD_DATA, "certificate %s: %s (checked against %s): issue a new one",
                         depth > 0 ? authority : path, ter__tls_verify_words(result), authority);
}

static ter_status load(SSL_CTX *ssl, const char *authority, const char *certificate, const char *key, ter_error *error) {
    X509 *root = NULL, *own = NULL;
    EVP_PKEY *secret = NULL;
    char name[TER__NAME_BYTES];
    ter__role role;
    ter_status status = read_file(authority, "authority", &root, NULL, error);
    if (status == TER_OK) {
        status = read_file(certificate, "certificate", &own, NULL, error);
    }
    if (status == TER_OK) {
        status = read_file(key, "key", NULL, &secret, error);
    }
    if (status == TER_OK && X509_check_private_key(own, secret) != 1) {
        status = ter_error_set(error, TER_BAD_DATA, "certificate %s does not fit key %s: they belong together", certificate, key);
    }
    if (status == TER_OK && !ter__tls_subject(own, name, &role)) {
        status =
            ter_error_set(error, TER_BAD_DATA, "certificate %s has no common name: it is not one of this cluster", certificate);
    }
    X509_STORE *store = SSL_CTX_get_cert_store(ssl);
    if (status == TER_OK && (X509_STORE_add_cert(store, root) != 1 || SSL_CTX_add_client_CA(ssl, root) != 1 ||
                             SSL_CTX_use_certificate(ssl, own) != 1 || SSL_CTX_use_PrivateKey(ssl, secret) != 1)) {
        status = ter_error_set(error, TER_BAD_DATA, "certificate %s cannot be used: %s", certificate,
                               ERR_reason_error_string(ERR_peek_error()) ? ERR_reason_error_string(ERR_peek_error()) : "no reason");
    }
    if (status == TER_OK) {
        status = check_signed(store, own, certificate, authority, error);
    }
    X509_free(root);
    X509_free(own);
    EVP_PKEY_free(secret);
    ERR_clear_error();
    return status;
}

/* A server takes the first protocol it knows of those that the client offers. */
static int select_protocol(SSL *ssl, const unsigned char **out, unsigned char *length, const unsigned char *offered,
                           unsigned offered_length, void *context) {
    static const unsigned char known[] = "\x0e" TER__ALPN_PEER "\x08" TER__ALPN_CLIENT;
    _Static_assert(sizeof TER__ALPN_PEER == 0x0e + 1 && sizeof TER__ALPN_CLIENT == 0x08 + 1, "lengths in the list above");
    (void)ssl;
    (void)context;
    unsigned char *chosen = NULL;
    if (SSL_select_next_proto(&chosen, length, known, sizeof known - 1, offered, offered_length) != OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

ter_status ter__tls_context_create(ter__tls_context **context, const char *authority, const char *certificate, const char *key,
                                   ter_error *error) {
    ter__tls_context *made = calloc(1, sizeof *made);
    SSL_CTX *ssl = made != NULL ? SSL_CTX_new(TLS_method()) : NULL;
    if (ssl == NULL) {
        free(made);
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for TLS");
    }
    made->ssl = ssl;
    if (SSL_CTX_set_min_proto_version(ssl, TLS1_3_VERSION) != 1) {
        ter__tls_context_destroy(made);
        return ter_error_set(error, TER_NO_BACKEND, "this OpenSSL does not speak TLS 1.3");
    }
    SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    SSL_CTX_set_alpn_select_cb(ssl, select_protocol, NULL);
    /* A session that is taken up again would not show its certificate again. */
    SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
    (void)SSL_CTX_set_options(ssl, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    (void)SSL_CTX_set_num_tickets(ssl, 0);
    (void)SSL_CTX_set_mode(ssl, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    ter_status status = load(ssl, authority, certificate, key, error);
    if (status != TER_OK) {
        ter__tls_context_destroy(made);
        return status;
    }
    *context = made;
    return TER_OK;
}

void ter__tls_context_destroy(ter__tls_context *context) {
    if (context != NULL) {
        SSL_CTX_free(context->ssl);
        free(context);
    }
}
