/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "node/uv_libraries.h"

#include <curl/curl.h>
#include <microhttpd.h>
#include <openssl/crypto.h>
#include <sqlite3.h>
#include <stdio.h>
#include <uv.h>

void ter__node_libraries(char *text, size_t size) {
    const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);
    (void)snprintf(text, size, "libuv %s, SQLite %s, OpenSSL %s, libmicrohttpd %s, libcurl %s", uv_version_string(),
                   sqlite3_libversion(), OpenSSL_version(OPENSSL_VERSION_STRING), MHD_get_version(), curl->version);
}
