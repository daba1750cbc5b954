/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at the client's certificate before it is shown to anybody: what a node would only hang up about is said here in words. */
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>

#include "client/client_internal.h"

static X509 *read_certificate(const char *path) {
    FILE *file = fopen(path, "r");
    X509 *certificate = file != NULL ? PEM_read_X509(file, NULL, NULL, NULL) : NULL;
    if (file != NULL) {
        fclose(file);
    }
    return certificate;
}

/* X509_V_OK, or why `certificate` is not one of `authority`. */
static int verify(X509 *authority, X509 *certificate) {
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    int result = X509_V_ERR_OUT_OF_MEM;
    if (store != NULL && context != NULL && X509_STORE_add_cert(store, authority) == 1 &&
        X509_STORE_CTX_init(context, store, certificate, NULL) == 1) {
        result = X509_verify_cert(context) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(context);
    }
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    return result;
}

ter_status ter__client_check_identity(const char *authority_path, const char *path, ter_error *error) {
    X509 *authority = read_certificate(authority_path), *certificate = read_certificate(path);
    ter_status status = TER_OK;
    if (authority == NULL || certificate == NULL) {
        status = ter_error_set(error, TER_NO_PERMISSION, "\"%.600s\" holds no certificate (PEM)",
                               authority == NULL ? authority_path : path);
    } else {
        int result = verify(authority, certificate);
        if (result == X509_V_ERR_CERT_HAS_EXPIRED) {
            status = ter_error_set(error, TER_NO_PERMISSION, "the client's certificate \"%.600s\" has expired", path);
        } else if (result != X509_V_OK) {
            status = ter_error_set(error, TER_NO_PERMISSION, "the client's certificate \"%.400s\" is not one of this cluster (%s)",
                                   path, X509_verify_cert_error_string(result));
        }
    }
    X509_free(authority);
    X509_free(certificate);
    return status;
}
