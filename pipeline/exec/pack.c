/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A result in one piece. All numbers are little-endian, there is no padding. Version 1:
 *
 *   8    "TERPACK" and a zero byte
 *   4    version, 1
 *   4    number of files, 1 to TER__RESULT_FILES_MAX
 *   ...  the files, in ascending order of their names, of which "results.json" is one:
 *          4    length of the name with its zero byte, 2 to TER__RESULT_FILE_NAME_MAX
 *          n    the name, that of a file of results; a zero byte
 *          8    length of the file
 *          m    its bytes
 *   32   SHA-256 of everything before it
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "exec/result_files.h"
#include "table/file.h"
#include "tercile/steps.h"

#define MAGIC        "TERPACK"
#define MAGIC_BYTES  8
#define VERSION      1u
#define HEADER_BYTES (MAGIC_BYTES + 4 + 4)

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

static uint8_t *put_number(uint8_t *at, uint64_t value, size_t size) {
    for (size_t i = 0; i < size; i++) {
        *at++ = (uint8_t)(value >> (8 * i));
    }
    return at;
}

static uint8_t *put_bytes(uint8_t *at, const void *bytes, size_t length) {
    if (length > 0) {
        memcpy(at, bytes, length);
    }
    return at + length;
}

/* The pack of a sealed list. */
static ter_status pack_files(const ter__result_files *files, uint8_t **bytes, size_t *length, ter_error *error) {
    size_t body = HEADER_BYTES;
    for (size_t i = 0; i < files->count; i++) { /* what is in memory cannot overflow */
        body += 4 + strlen(files->items[i].name) + 1 + 8 + files->items[i].length;
    }
    uint8_t *made = malloc(body + TER__DIGEST_BYTES);
    if (made == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory for a result of %zu bytes", body);
    }
    uint8_t *at = put_bytes(made, MAGIC, MAGIC_BYTES);
    at = put_number(at, VERSION, 4);
    at = put_number(at, files->count, 4);
    for (size_t i = 0; i < files->count; i++) {
        const ter__result_file *file = &files->items[i];
        size_t name_length = strlen(file->name) + 1;
        at = put_number(at, name_length, 4);
        at = put_bytes(at, file->name, name_length);
        at = put_number(at, file->length, 8);
        at = put_bytes(at, file->bytes, file->length);
    }
    ter_status status = ter__digest_of(made, body, at);
    if (status != TER_OK) {
        free(made);
        return ter_error_set(error, status, "cannot digest the result");
    }
    *bytes = made;
    *length = body + TER__DIGEST_BYTES;
    return TER_OK;
}

static ter_status pack_and_destroy(ter__result_files *files, uint8_t **bytes, size_t *length, char *digest, ter_error *error) {
    char text[TER__DIGEST_TEXT_BYTES];
    ter_status status = ter__result_files_digest(files, text, error);
    if (status == TER_OK) {
        status = pack_files(files, bytes, length, error);
    }
    if (status == TER_OK && digest != NULL) {
        memcpy(digest, text, sizeof text);
    }
    ter__result_files_destroy(files);
    return status;
}

ter_status ter_run_pack(const ter_run *run, uint8_t **bytes, size_t *length, char *digest, ter_error *error) {
    ter__result_files *files;
    ter_status status = ter__result_files_of(&files, run, error);
    return status == TER_OK ? pack_and_destroy(files, bytes, length, digest, error) : status;
}

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

typedef struct reader {
    const uint8_t *at;
    size_t left;
} reader;

/* The next bytes, or null. */
static const uint8_t *take(reader *in, uint64_t length) {
    if (length > in->left) {
        in->left = 0;
        return NULL;
    }
    const uint8_t *taken = in->at;
    in->at += length;
    in->left -= (size_t)length;
    return taken;
}

/* All ones when there are not so many bytes: no length and no count of ours. */
static uint64_t take_number(reader *in, size_t size) {
    const uint8_t *bytes = take(in, size);
    uint64_t value = bytes != NULL ? 0 : UINT64_MAX;
    for (size_t i = 0; bytes != NULL && i < size; i++) {
        value |= (uint64_t)bytes[i] << (8 * i);
    }
    return value;
}

static bool begin(reader *in, const uint8_t *bytes, size_t length, size_t *count) {
    *in = (reader){bytes, length >= TER__DIGEST_BYTES ? length - TER__DIGEST_BYTES : 0};
    const uint8_t *magic = take(in, MAGIC_BYTES);
    if (magic == NULL || memcmp(magic, MAGIC, MAGIC_BYTES) != 0 || take_number(in, 4) != VERSION) {
        return false;
    }
    uint64_t files = take_number(in, 4);
    *count = (size_t)files;
    return files >= 1 && files <= TER__RESULT_FILES_MAX;
}

static bool next_file(reader *in, ter__result_file *file) {
    uint64_t name_length = take_number(in, 4);
    const uint8_t *name = name_length >= 2 && name_length <= TER__RESULT_FILE_NAME_MAX ? take(in, name_length) : NULL;
    if (name == NULL || memchr(name, 0, (size_t)name_length) != name + name_length - 1 ||
        !ter__result_file_belongs((const char *)name)) {
        return false;
    }
    uint64_t length = take_number(in, 8);
    *file = (ter__result_file){(const char *)name, take(in, length), (size_t)length};
    return file->bytes != NULL;
}

static bool checksum_is_right(const uint8_t *bytes, size_t length) {
    uint8_t digest[TER__DIGEST_BYTES];
    return length >= sizeof digest && ter__digest_of(bytes, length - sizeof digest, digest) == TER_OK &&
           memcmp(digest, bytes + length - sizeof digest, sizeof digest) == 0;
}

/* The files of a pack, as views. */
static ter_status unpack(ter__result_files **files, const uint8_t *bytes, size_t length, ter_error *error) {
    reader in;
    size_t count;
    if (!begin(&in, bytes, length, &count) || !checksum_is_right(bytes, length)) {
        return ter_error_set(error, TER_BAD_DATA, "the bytes are not a packed result of version %u, or are damaged", VERSION);
    }
    ter__result_files *made = ter__result_files_create(false);
    if (made == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    bool right = true;
    for (size_t i = 0; right && i < count; i++) {
        right = next_file(&in, &made->items[i]) && (i == 0 || strcmp(made->items[i - 1].name, made->items[i].name) < 0);
    }
    made->count = right ? count : 0;
    if (!right || in.left > 0 || ter__result_files_seal(made, NULL) != TER_OK) {
        ter__result_files_destroy(made);
        return ter_error_set(error, TER_BAD_DATA,
                             "the bytes are not a packed result: a file in it is out of order or of a wrong name");
    }
    *files = made;
    return TER_OK;
}

ter_status ter_pack_write(const uint8_t *bytes, size_t length, const char *folder, char *digest, ter_error *error) {
    ter__result_files *files = NULL;
    char text[TER__DIGEST_TEXT_BYTES];
    ter_status status = unpack(&files, bytes, length, error);
    if (status == TER_OK) {
        status = ter__result_files_digest(files, text, error);
    }
    if (status == TER_OK) {
        status = ter__result_files_write(files, folder, error);
    }
    ter__result_files_destroy(files);
    if (status == TER_OK && digest != NULL) {
        memcpy(digest, text, sizeof text);
    }
    return status;
}

bool ter_pack_file(const uint8_t *bytes, size_t length, size_t index, const char **name, const uint8_t **file,
                   size_t *file_length) {
    reader in;
    ter__result_file found = {NULL, NULL, 0};
    size_t count;
    if (!begin(&in, bytes, length, &count) || index >= count || (index == 0 && !checksum_is_right(bytes, length))) {
        return false;
    }
    for (size_t i = 0; i <= index; i++) {
        if (!next_file(&in, &found)) {
            return false;
        }
    }
    *name = found.name;
    *file = found.bytes;
    *file_length = found.length;
    return true;
}

/* ---- a folder ----------------------------------------------------------------------------------------------------------- */

static ter_status read_file(ter__result_files *files, const char *folder, const char *name, ter_error *error) {
    struct stat about;
    uint8_t *bytes;
    size_t length;
    char *path = ter__path_join(folder, "/", name);
    if (path == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    ter_status status;
    if (lstat(path, &about) != 0) {
        status = ter__file_failed(errno, "read", path, error);
    } else if (!S_ISREG(about.st_mode)) {
        status = ter_error_set(error, TER_BAD_DATA, "\"%s\" is not a file: \"%s\" is no result", path, folder);
    } else {
        status = ter__file_read(path, TER__FILE_BYTES_MAX, &bytes, &length, error);
    }
    free(path);
    return status == TER_OK ? ter__result_files_add(files, name, bytes, length, error) : status;
}

static ter_status read_folder(ter__result_files *files, const char *folder, ter_error *error) {
    DIR *listing = opendir(folder);
    if (listing == NULL) {
        return ter__file_failed(errno, "open", folder, error);
    }
    ter_status status = TER_OK;
    while (status == TER_OK) {
        errno = 0;
        const struct dirent *entry = readdir(listing);
        if (entry == NULL) {
            status = errno != 0 ? ter__file_failed(errno, "read", folder, error) : TER_OK;
            break;
        }
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        status = ter__result_file_belongs(entry->d_name)
                     ? read_file(files, folder, entry->d_name, error)
                     : ter_error_set(error, TER_BAD_DATA, "\"%s\" is no result: \"%s\" in it is not of one", folder, entry->d_name);
    }
    (void)closedir(listing);
    return status;
}

ter_status ter_pack_read(const char *folder, uint8_t **bytes, size_t *length, char *digest, ter_error *error) {
    ter__result_files *files = ter__result_files_create(true);
    if (files == NULL) {
        return ter_error_set(error, TER_NO_MEMORY, "out of memory");
    }
    ter_error why = {0};
    ter_status status = read_folder(files, folder, error);
    if (status == TER_OK && ter__result_files_seal(files, &why) != TER_OK) {
        status = ter_error_set(error, TER_BAD_DATA, "\"%s\" is no result: it holds no \"%s\"", folder, TER__RESULT_MARKER);
    }
    if (status == TER_OK) {
        return pack_and_destroy(files, bytes, length, digest, error);
    }
    ter__result_files_destroy(files);
    return status;
}
