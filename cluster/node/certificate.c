/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "node/certificate.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* X.520 gives a common name at most 64 characters, and some readers insist. */
#define TER__COMMON_NAME_BYTES_MAX 64
#define TER__PATH_BYTES            4096
/* Clocks of nodes differ a little: a certificate is good from a little before it was made. */
#define TER__BACKDATE_SECONDS 300

/* ---- files, whole or not at all ----------------------------------------------------------------------------------------- */

static ter_status file_error(ter_error *error, const char *what, const char *path) {
    ter_status status = errno == ENOENT                      ? TER_NOT_FOUND
                        : errno == EACCES || errno == EPERM  ? TER_NO_PERMISSION
                        : errno == ENOSPC || errno == EDQUOT ? TER_DISK_FULL
                        : errno == EEXIST                    ? TER_BAD_STATE
                                                             : TER_INPUT_OUTPUT;
    return ter_error_set(error, status, "%s %s: %s", what, path, errno == EEXIST ? "it is there already" : strerror(errno));
}

static ter_status make_path(char path[TER__PATH_BYTES], const char *folder, const char *file, const char *end, ter_error *error) {
    int length = snprintf(path, TER__PATH_BYTES, "%s/%s%s", folder, file, end);
    return length > 0 && length < TER__PATH_BYTES - 16
               ? TER_OK
               : ter_error_set(error, TER_BAD_ARGUMENT, "folder %.200s...: too long", folder);
}

static bool write_all(int file, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t count = write(file, bytes, length);
        if (count < 0 && errno != EINTR) {
            return false;
        }
        bytes += count > 0 ? count : 0;
        length -= count > 0 ? (size_t)count : 0;
    }
    return fsync(file) == 0;
}

/* Written beside and put in place; `replaces` false: only where there is nothing. */
static ter_status write_file(const char *path, BIO *content, mode_t mode, bool replaces, ter_error *error) {
    char beside[TER__PATH_BYTES];
    char *bytes = NULL;
    long length = BIO_get_mem_data(content, &bytes);
    (void)snprintf(beside, sizeof beside, "%s.new", path);
    (void)unlink(beside);
    int file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file < 0) {
        return file_error(error, "cannot write", path);
    }
    bool good = write_all(file, bytes, (size_t)length);
    int code = errno;
    if (close(file) != 0 && good) {
        good = false;
        code = errno;
    }
    if (good && (replaces ? rename(beside, path) : link(beside, path)) != 0) {
        good = false;
        code = errno;
    }
    (void)unlink(beside); /* gone already after a rename */
    errno = code;
    return good ? TER_OK : file_error(error, "cannot write", path);
}

/* Key and certificate; the key first, so that a certificate that is there can be used. */
static ter_status write_pair(const char *folder, const char *file, X509 *certificate, EVP_PKEY *key, bool replaces,
                             ter_error *error) {
    char key_path[TER__PATH_BYTES], certificate_path[TER__PATH_BYTES];
    ter_status status = make_path(key_path, folder, file, ".key", error);
    if (status == TER_OK) {
        status = make_path(certificate_path, folder, file, ".crt", error);
    }
    struct stat there;
    if (status == TER_OK && !replaces && (lstat(key_path, &there) == 0 || lstat(certificate_path, &there) == 0)) {
        return ter_error_set(error, TER_BAD_STATE, "%s/%s.crt or .key is there already: it is not replaced", folder, file);
    }
    BIO *key_text = BIO_new(BIO_s_mem()), *certificate_text = BIO_new(BIO_s_mem());
    if (status == TER_OK && (key_text == NULL || certificate_text == NULL ||
                             PEM_write_bio_PKCS8PrivateKey(key_text, key, NULL, NULL, 0, NULL, NULL) != 1 ||
                             PEM_write_bio_X509(certificate_text, certificate) != 1)) {
        status = ter_error_set(error, TER_NO_MEMORY, "out of memory for certificate %s", file);
    }
    if (status == TER_OK) {
        status = write_file(key_path, key_text, 0600, replaces, error);
    }
    if (status == TER_OK) {
        status = write_file(certificate_path, certificate_text, 0644, replaces, error);
        if (status != TER_OK && !replaces) {
            (void)unlink(key_path);
        }
    }
    BIO_free(key_text);
    BIO_free(certificate_text);
    return status;
}

static ter_status read_authority(const char *folder, X509 **certificate, EVP_PKEY **key, ter_error *error) {
    static const char *const ends[] = {".crt", ".key"};
    for (int i = 0; i < 2; i++) {
        char path[TER__PATH_BYTES];
        ter_status status = make_path(path, folder, "ca", ends[i], error);
        if (status != TER_OK) {
            return status;
        }
        FILE *file = fopen(path, "re");
        if (file == NULL) {
            return file_error(error, "cannot read the authority's", path);
        }
        if (i == 0) {
            *certificate = PEM_read_X509(file, NULL, NULL, NULL);
        } else {
            *key = PEM_read_PrivateKey(file, NULL, NULL, (void *)(uintptr_t) "");
        }
        (void)fclose(file);
        ERR_clear_error();
        if (i == 0 ? *certificate == NULL : *key == NULL) {
            return ter_error_set(error, TER_BAD_DATA, "%s: not in PEM, or damaged", path);
        }
    }
    return X509_check_private_key(*certificate, *key) == 1
               ? TER_OK
               : ter_error_set(error, TER_BAD_DATA, "%s/ca.crt does not fit ca.key: they belong together", folder);
}

/* ---- what is signed ----------------------------------------------------------------------------------------------------- */

static bool add_extension(X509 *certificate, X509V3_CTX *context, int kind, const char *value) {
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, context, kind, value);
    bool good = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return good;
}

/* Names as they are, not through OpenSSL's little language of values, in which a comma starts something new. */
static bool add_hosts(X509 *certificate, const char *const *hosts) {
    GENERAL_NAMES *names = GENERAL_NAMES_new();
    bool good = names != NULL;
    for (; good && *hosts != NULL; hosts++) {
        GENERAL_NAME *name = GENERAL_NAME_new();
        ASN1_OCTET_STRING *address = a2i_IPADDRESS(*hosts);
        ASN1_IA5STRING *text = address == NULL ? ASN1_IA5STRING_new() : NULL;
        ERR_clear_error();
        good = name != NULL && (address != NULL || (text != NULL && ASN1_STRING_set(text, *hosts, -1) == 1));
        if (good) {
            GENERAL_NAME_set0_value(name, address != NULL ? GEN_IPADD : GEN_DNS, address != NULL ? (void *)address : (void *)text);
            good = sk_GENERAL_NAME_push(names, name) > 0;
        } else {
            ASN1_OCTET_STRING_free(address);
            ASN1_IA5STRING_free(text);
        }
        if (!good) {
            GENERAL_NAME_free(name);
        }
    }
    good = good && (sk_GENERAL_NAME_num(names) == 0 || X509_add1_ext_i2d(certificate, NID_subject_alt_name, names, 0, 0) == 1);
    GENERAL_NAMES_free(names);
    return good;
}

static bool add_name(X509_NAME *name, int field, const char *text) {
    return X509_NAME_add_entry_by_NID(name, field, MBSTRING_UTF8, (const unsigned char *)text, -1, -1, 0) == 1;
}

static bool set_serial(X509 *certificate) {
    BIGNUM *number = BN_new();
    bool good = number != NULL && BN_rand(number, 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 && BN_add_word(number, 1) == 1 &&
                BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
    BN_free(number);
    return good;
}

/* Days of 0 or less end it a minute ago or earlier, and begin it a day before that. */
static bool set_days(X509 *certificate, int days) {
    return days > 0 ? X509_time_adj_ex(X509_getm_notBefore(certificate), 0, -TER__BACKDATE_SECONDS, NULL) != NULL &&
                          X509_time_adj_ex(X509_getm_notAfter(certificate), days, 0, NULL) != NULL
                    : X509_time_adj_ex(X509_getm_notBefore(certificate), days - 1, -60, NULL) != NULL &&
                          X509_time_adj_ex(X509_getm_notAfter(certificate), days, -60, NULL) != NULL;
}

/* A certificate without its signature and extensions. */
static X509 *make_certificate(EVP_PKEY *key, const char *name, const char *unit, int days) {
    X509 *certificate = X509_new();
    if (certificate == NULL || X509_set_version(certificate, X509_VERSION_3) != 1 || !set_serial(certificate) ||
        !set_days(certificate, days) || X509_set_pubkey(certificate, key) != 1 ||
        !add_name(X509_get_subject_name(certificate), NID_commonName, name) ||
        (unit != NULL && !add_name(X509_get_subject_name(certificate), NID_organizationalUnitName, unit))) {
        X509_free(certificate);
        return NULL;
    }
    return certificate;
}

static ter_status openssl_error(ter_error *error, const char *name) {
    const char *text = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return ter_error_set(error, TER_INPUT_OUTPUT, "certificate for %s cannot be made: %s", name, text ? text : "no reason given");
}

ter_status ter__certificate_authority(const char *folder, const char *cluster, unsigned days, ter_error *error) {
    char name[TER__COMMON_NAME_BYTES_MAX + 1];
    (void)snprintf(name, sizeof name, "tercile CA %.52s", cluster);
    if (days == 0 || days > 36500) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "an authority is for 1 to 36500 days, not %u", days);
    }
    ERR_clear_error();
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *root = key != NULL ? make_certificate(key, name, NULL, (int)days) : NULL;
    X509V3_CTX context;
    X509V3_set_ctx(&context, root, root, NULL, NULL, 0);
    ter_status status = TER_OK;
    if (root == NULL || X509_set_issuer_name(root, X509_get_subject_name(root)) != 1 ||
        !add_extension(root, &context, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") ||
        !add_extension(root, &context, NID_key_usage, "critical,keyCertSign,cRLSign") ||
        !add_extension(root, &context, NID_subject_key_identifier, "hash") || X509_sign(root, key, EVP_sha256()) == 0) {
        status = openssl_error(error, name);
    }
    if (status == TER_OK) {
        status = write_pair(folder, "ca", root, key, false, error);
    }
    X509_free(root);
    EVP_PKEY_free(key);
    return status;
}

static ter_status check_request(const char *name, const char *const *hosts, int days, ter_error *error) {
    size_t length = strlen(name);
    if (length == 0 || length > TER__COMMON_NAME_BYTES_MAX) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "name \"%.80s\": a certificate's name has 1 to %d bytes", name,
                             TER__COMMON_NAME_BYTES_MAX);
    }
    if (days > 36500 || days < -36500) {
        return ter_error_set(error, TER_BAD_ARGUMENT, "a certificate is for 36500 days at most, not %d", days);
    }
    for (; hosts != NULL && *hosts != NULL; hosts++) {
        if (**hosts == '\0' || strlen(*hosts) > 253 || strpbrk(*hosts, " /,\t\r\n") != NULL) {
            return ter_error_set(error, TER_BAD_ARGUMENT, "\"%.80s\" is neither a host's name nor an address", *hosts);
        }
    }
    return TER_OK;
}

static bool sign(X509 *certificate, X509 *root, EVP_PKEY *root_key, ter__role role, const char *const *hosts) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, root, certificate, NULL, NULL, 0);
    return X509_set_issuer_name(certificate, X509_get_subject_name(root)) == 1 &&
           add_extension(certificate, &context, NID_basic_constraints, "critical,CA:FALSE") &&
           add_extension(certificate, &context, NID_key_usage, "critical,digitalSignature") &&
           add_extension(certificate, &context, NID_ext_key_usage,
                         role == TER__ROLE_NODE ? "serverAuth,clientAuth" : "clientAuth") &&
           add_extension(certificate, &context, NID_subject_key_identifier, "hash") &&
           add_extension(certificate, &context, NID_authority_key_identifier, "keyid:always") &&
           (hosts == NULL || add_hosts(certificate, hosts)) && X509_sign(certificate, root_key, EVP_sha256()) != 0;
}

ter_status ter__certificate_issue(const char *authority, const char *folder, const char *file, const char *name, ter__role role,
                                  const char *const *hosts, int days, ter_error *error) {
    ter_status status = check_request(name, hosts, days, error);
    if (status != TER_OK) {
        return status;
    }
    X509 *root = NULL, *certificate = NULL;
    EVP_PKEY *root_key = NULL, *key = NULL;
    status = read_authority(authority, &root, &root_key, error);
    if (status == TER_OK) {
        ERR_clear_error();
        key = EVP_EC_gen("P-256");
        certificate = key != NULL ? make_certificate(key, name, ter__role_word(role), days) : NULL;
        if (certificate == NULL || !sign(certificate, root, root_key, role, hosts)) {
            status = openssl_error(error, name);
        }
    }
    if (status == TER_OK) {
        status = write_pair(folder, file, certificate, key, true, error);
    }
    X509_free(root);
    X509_free(certificate);
    EVP_PKEY_free(root_key);
    EVP_PKEY_free(key);
    return status;
}
