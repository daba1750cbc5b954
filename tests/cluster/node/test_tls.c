/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates and TLS without a socket: two ends whose bytes the test carries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "certificates.h"

typedef struct end {
    ter__tls *tls;
    ter_status status;
    ter_error error;
    uint8_t got[200000];
    size_t got_length;
} end;

static end ends[2]; /* server, client */

/* Carries bytes both ways, `step` at a time, until nothing moves. */
static void carry(size_t step) {
    uint8_t bytes[4096];
    for (bool moved = true; moved;) {
        moved = false;
        for (int i = 0; i < 2; i++) {
            end *from = &ends[i], *to = &ends[1 - i];
            size_t length = ter__tls_output(from->tls, bytes, step);
            if (length > 0) {
                moved = true;
                if (to->status == TER_OK) {
                    to->status = ter__tls_input(to->tls, bytes, length, &to->error);
                }
            }
            to->got_length += ter__tls_read(to->tls, to->got + to->got_length, sizeof to->got - to->got_length);
        }
    }
}

static void open_ends(const char *server, const char *client, const char *alpn) {
    ter__tls_context *contexts[2] = {test_context(server), test_context(client)};
    assert_non_null(contexts[0]);
    assert_non_null(contexts[1]);
    for (int i = 0; i < 2; i++) {
        ends[i].tls = ter__tls_create(contexts[i], i == 0, alpn);
        ends[i].status = TER_OK;
        ends[i].got_length = 0;
        assert_non_null(ends[i].tls);
        ter__tls_context_destroy(contexts[i]);
    }
}

static void close_ends(void) {
    ter__tls_destroy(ends[0].tls);
    ter__tls_destroy(ends[1].tls);
}

static void test_two_nodes_know_each_other_and_their_bytes_arrive(void **state) {
    (void)state;
    static const size_t steps[] = {1, 100, 4096};
    static uint8_t bytes[150000];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(i * 7 + (i >> 9));
    }
    for (int i = 0; i < 3; i++) {
        open_ends("node1", "node2", TER__ALPN_PEER);
        /* Before the handshake, in several writes: kept, and sent after it. */
        assert_int_equal(ter__tls_write(ends[1].tls, bytes, 10), TER_OK);
        assert_int_equal(ter__tls_write(ends[1].tls, bytes + 10, 70000 - 10), TER_OK);
        assert_int_equal(ter__tls_write(ends[0].tls, bytes, 5), TER_OK);
        assert_string_equal(ter__tls_peer_name(ends[0].tls), "");
        carry(steps[i]);
        assert_true(ter__tls_ready(ends[0].tls) && ter__tls_ready(ends[1].tls));
        assert_string_equal(ter__tls_peer_name(ends[0].tls), "node2");
        assert_string_equal(ter__tls_peer_name(ends[1].tls), "node1");
        assert_int_equal(ter__tls_peer_role(ends[0].tls), TER__ROLE_NODE);
        assert_string_equal(ter__tls_alpn(ends[0].tls), TER__ALPN_PEER);
        assert_string_equal(ter__tls_alpn(ends[1].tls), TER__ALPN_PEER);
        assert_int_equal(ter__tls_write(ends[1].tls, bytes + 70000, sizeof bytes - 70000), TER_OK);
        carry(steps[i]);
        assert_int_equal(ends[0].got_length, sizeof bytes);
        assert_memory_equal(ends[0].got, bytes, sizeof bytes);
        assert_int_equal(ends[1].got_length, 5);
        ter__tls_shutdown(ends[1].tls);
        carry(steps[i]);
        assert_true(ter__tls_ended(ends[0].tls));
        assert_false(ter__tls_ended(ends[1].tls));
        assert_int_equal(ends[0].status, TER_OK);
        close_ends();
    }
}

static void test_a_client_is_known_by_its_name_and_role(void **state) {
    (void)state;
    open_ends("node1", "viewer", TER__ALPN_CLIENT);
    carry(4096);
    assert_string_equal(ter__tls_peer_name(ends[0].tls), "vera");
    assert_int_equal(ter__tls_peer_role(ends[0].tls), TER__ROLE_VIEWER);
    assert_string_equal(ter__tls_alpn(ends[0].tls), TER__ALPN_CLIENT);
    close_ends();
    open_ends("node1", "none", TER__ALPN_CLIENT);
    carry(4096);
    assert_int_equal(ter__tls_peer_role(ends[0].tls), TER__ROLE_NONE);
    close_ends();
}

static void test_a_foreign_certificate_is_refused_in_words_on_both_sides(void **state) {
    (void)state;
    open_ends("node1", "other/node2", TER__ALPN_PEER);
    carry(4096);
    assert_int_equal(ends[0].status, TER_NO_PERMISSION);
    assert_int_equal(ends[1].status, TER_NO_PERMISSION);
    assert_non_null(strstr(ends[1].error.text, "not signed by this cluster's authority"));
    assert_non_null(strstr(ends[0].error.text, "refused"));
    assert_true(ter__tls_refused_by_other(ends[0].tls));
    assert_false(ter__tls_refused_by_other(ends[1].tls));
    assert_false(ter__tls_ready(ends[0].tls));
    close_ends();
}

static void test_a_clients_certificate_cannot_be_a_servers(void **state) {
    (void)state;
    open_ends("admin", "node2", TER__ALPN_PEER);
    carry(4096);
    assert_int_equal(ends[1].status, TER_NO_PERMISSION);
    assert_non_null(strstr(ends[1].error.text, "cannot be a node's"));
    close_ends();
}

/* A client that is not ours: with an expired certificate (ours would not start with it), or none. Returns what the server says, and
 * leaves in *alert what the client hears. */
static void raw_client(const char *file, ter_error *server_says, int *alert) {
    char path[256];
    ter__tls_context *context = test_context("node1");
    ter__tls *server = ter__tls_create(context, true, NULL);
    SSL_CTX *raw = SSL_CTX_new(TLS_client_method());
    assert_true(server != NULL && raw != NULL);
    if (file != NULL) {
        assert_int_equal(SSL_CTX_use_certificate_file(raw, test_path(path, file, ".crt"), SSL_FILETYPE_PEM), 1);
        assert_int_equal(SSL_CTX_use_PrivateKey_file(raw, test_path(path, file, ".key"), SSL_FILETYPE_PEM), 1);
    }
    SSL *ssl = SSL_new(raw);
    BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl, in, out);
    SSL_set_connect_state(ssl);
    uint8_t bytes[8192];
    ter_status status = TER_OK;
    for (int turn = 0; turn < 10; turn++) {
        (void)SSL_read(ssl, bytes, sizeof bytes);
        int count = BIO_read(out, bytes, sizeof bytes);
        if (count > 0 && status == TER_OK) {
            status = ter__tls_input(server, bytes, (size_t)count, server_says);
        }
        size_t length = ter__tls_output(server, bytes, sizeof bytes);
        if (length > 0) {
            (void)BIO_write(in, bytes, (int)length);
        }
    }
    assert_int_equal(status, TER_NO_PERMISSION);
    assert_int_equal(server_says->status, TER_NO_PERMISSION);
    *alert = SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN; /* set by a fatal alert */
    SSL_free(ssl);
    SSL_CTX_free(raw);
    ter__tls_destroy(server);
    ter__tls_context_destroy(context);
}

static void test_an_expired_certificate_and_none_are_refused_in_words(void **state) {
    (void)state;
    ter_error error;
    int alert = 0;
    raw_client("expired", &error, &alert);
    assert_non_null(strstr(error.text, "expired"));
    assert_true(alert);
    raw_client(NULL, &error, &alert);
    assert_non_null(strstr(error.text, "showed no certificate"));
    assert_true(alert);
}

static void test_bytes_that_are_no_tls_are_bad_data(void **state) {
    (void)state;
    ter_error error;
    ter__tls_context *context = test_context("node1");
    ter__tls *tls = ter__tls_create(context, true, NULL);
    assert_int_equal(ter__tls_input(tls, (const uint8_t *)"GET / HTTP/1.1\r\n\r\n", 18, &error), TER_BAD_DATA);
    assert_int_equal(ter__tls_input(tls, (const uint8_t *)"x", 1, &error), TER_BAD_DATA);
    ter__tls_destroy(tls);
    ter__tls_context_destroy(context);
}

static void expect_context(const char *authority, const char *certificate, const char *key, ter_status status, const char *word) {
    char a[256], c[256], k[256];
    ter__tls_context *context = NULL;
    ter_error error = {0};
    assert_int_equal(ter__tls_context_create(&context, test_path(a, authority, ".crt"), test_path(c, certificate, ".crt"),
                                             test_path(k, key, ".key"), &error),
                     status);
    assert_non_null(strstr(error.text, word));
}

static void test_files_that_cannot_be_used_are_named(void **state) {
    (void)state;
    expect_context("ca", "nowhere", "node1", TER_NOT_FOUND, "nowhere.crt");
    expect_context("ca", "node1", "nowhere", TER_NOT_FOUND, "nowhere.key");
    expect_context("ca", "expired", "expired", TER_BAD_DATA, "expired.crt: it has expired");
    expect_context("ca", "other/node2", "other/node2", TER_BAD_DATA, "not signed by this cluster's authority");
    expect_context("ca", "node1", "node2", TER_BAD_DATA, "does not fit");
}

static void test_an_authority_is_never_replaced_and_keys_are_for_their_owner(void **state) {
    (void)state;
    char path[256];
    struct stat there;
    ter_error error;
    assert_int_equal(ter__certificate_authority(test_folder, "again", 10, &error), TER_BAD_STATE);
    assert_int_equal(stat(test_path(path, "ca", ".key"), &there), 0);
    assert_int_equal(there.st_mode & 0777, 0600);
    assert_int_equal(stat(test_path(path, "node1", ".key"), &there), 0);
    assert_int_equal(there.st_mode & 0777, 0600);
    char name[100];
    memset(name, 'n', sizeof name);
    name[99] = '\0';
    assert_int_equal(ter__certificate_issue(test_folder, test_folder, "node1", name, TER__ROLE_NODE, NULL, 1, &error),
                     TER_BAD_ARGUMENT);
    assert_int_equal(ter__certificate_issue("/nowhere", test_folder, "node1", "n", TER__ROLE_NODE, NULL, 1, &error), TER_NOT_FOUND);
}

static void test_a_node_is_found_under_its_hosts(void **state) {
    (void)state;
    char path[256];
    FILE *file = fopen(test_path(path, "node1", ".crt"), "r");
    assert_non_null(file);
    BIO *bio = BIO_new_fp(file, BIO_CLOSE);
    X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    assert_non_null(certificate);
    assert_int_equal(X509_check_ip_asc(certificate, "127.0.0.1", 0), 1);
    assert_int_equal(X509_check_ip_asc(certificate, "::1", 0), 1);
    assert_int_equal(X509_check_host(certificate, "localhost", 0, 0, NULL), 1);
    assert_int_equal(X509_check_host(certificate, "elsewhere", 0, 0, NULL), 0);
    X509_free(certificate);
    BIO_free(bio);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_nodes_know_each_other_and_their_bytes_arrive),
        cmocka_unit_test(test_a_client_is_known_by_its_name_and_role),
        cmocka_unit_test(test_a_foreign_certificate_is_refused_in_words_on_both_sides),
        cmocka_unit_test(test_a_clients_certificate_cannot_be_a_servers),
        cmocka_unit_test(test_an_expired_certificate_and_none_are_refused_in_words),
        cmocka_unit_test(test_bytes_that_are_no_tls_are_bad_data),
        cmocka_unit_test(test_files_that_cannot_be_used_are_named),
        cmocka_unit_test(test_an_authority_is_never_replaced_and_keys_are_for_their_owner),
        cmocka_unit_test(test_a_node_is_found_under_its_hosts),
    };
    return cmocka_run_group_tests(tests, test_certificates_make, test_certificates_remove);
}
