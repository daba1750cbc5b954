/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks what the shared libraries export. Everything else is built with hidden visibility. */
#ifndef TERCILE_EXPORT_H
#define TERCILE_EXPORT_H

#if defined(__GNUC__) || defined(__clang__)
#define TER_EXPORT                            __attribute__((visibility("default")))
#define TER_MUST_USE                          __attribute__((warn_unused_result))
#define TER_PRINTF(format_index, first_index) __attribute__((format(printf, format_index, first_index)))
#else
#define TER_EXPORT
#define TER_MUST_USE
#define TER_PRINTF(format_index, first_index)
#endif

#ifdef __cplusplus
#define TER_BEGIN_DECLS extern "C" {
#define TER_END_DECLS   }
#else
#define TER_BEGIN_DECLS
#define TER_END_DECLS
#endif

#endif
