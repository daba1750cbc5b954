/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tercile doctor: what was found on this machine, whether it works, and where each setting came from. */
#include <errno.h>
#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "cli/blas_start.h"
#include "cli/commands.h"
#include "cli/settings.h"
#include "node/battery.h"
#include "node/uv_libraries.h"
#include "tercile/dist.h"
#include "tercile/linalg.h"
#include "tercile/version.h"

#define CHECKS_MAX 16

typedef struct finding {
    const char *name;
    bool works;
    char text[512];
} finding;

typedef struct findings {
    size_t count;
    finding list[CHECKS_MAX];
} findings;

static void find(findings *all, const char *name, bool works, const char *format, ...) TER_PRINTF(4, 5);
static void find(findings *all, const char *name, bool works, const char *format, ...) {
    if (all->count < CHECKS_MAX) {
        finding *f = &all->list[all->count++];
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(f->text, sizeof f->text, format, arguments);
        va_end(arguments);
        f->name = name;
        f->works = works;
    }
}

/* Whether the kernels of every path give the same bits as the portable ones, on a few points of every family that has defaults. */
static bool paths_agree(void) {
    static const double points[] = {-40, -3.5, -0.7, 0, 1e-9, 0.25, 1, 1.96, 7.5, 120};
    enum { COUNT = sizeof points / sizeof points[0] };
    for (size_t i = 0; i < ter_family_count(); i++) {
        ter_dist *first = NULL, *other = NULL;
        for (size_t path = 0; path < ter_dist_path_count(); path++) {
            double values[2][COUNT];
            ter_dist **dist = path == 0 ? &first : &other;
            if (ter_dist_create_on_path(dist, path, ter_family_at(i), 0, NULL, NULL) != TER_OK) {
                break; /* a family without defaults */
            }
            ter_dist_eval_array(first, TER_CDF, COUNT, points, values[0]);
            ter_dist_eval_array(*dist, TER_CDF, COUNT, points, values[1]);
            if (memcmp(values[0], values[1], sizeof values[0]) != 0) {
                ter_dist_destroy(first);
                ter_dist_destroy(other);
                return false;
            }
            if (path > 0) {
                ter_dist_destroy(other);
                other = NULL;
            }
        }
        ter_dist_destroy(first);
    }
    return true;
}

static void find_kernels(findings *all) {
    char paths[256] = "";
    for (size_t i = 0; i < ter_dist_path_count(); i++) {
        size_t used = strlen(paths);
        snprintf(paths + used, sizeof paths - used, "%s%s", i > 0 ? ", " : "", ter_dist_path_name(i));
    }
    bool agree = paths_agree();
    find(all, "kernels", agree, "%s in use, of %s%s", ter_dist_path(), paths,
         agree ? "; all give the same bits" : "; THEY GIVE DIFFERENT BITS: please report this");
}

static void find_blas(findings *all) {
    ter_error error = {TER_OK, ""};
    bool works = ter_blas_check(&error) == TER_OK;
    find(all, "blas", works, "%s%s%s", ter_blas_description(), works ? "; known answers are right" : ": ", error.text);
    const char *wanted = ter__blas_core(), *core = getenv("OPENBLAS_CORETYPE");
    if (wanted != NULL) {
        bool agreed = core != NULL && strcmp(core, wanted) == 0;
        find(all, "blas kernels", true, "%s%s", core != NULL ? core : "chosen by OpenBLAS",
             agreed ? ", the agreed set" : "; not the agreed set: last bits of BLAS results may differ from other machines'");
    }
}

static void find_place(findings *all) {
    char name[] = "./.tercile-doctor-XXXXXX";
    int file = mkstemp(name);
    struct statvfs disk;
    if (file < 0) {
        find(all, "current folder", false, "cannot be written to: %s; use --out for results", strerror(errno));
        return;
    }
    close(file);
    unlink(name);
    if (statvfs(".", &disk) == 0) {
        double free_gibibytes = (double)disk.f_bavail * (double)disk.f_frsize / 1073741824.0;
        find(all, "current folder", true, "can be written to; %.1f GiB free", free_gibibytes);
    } else {
        find(all, "current folder", true, "can be written to");
    }
}

/* What a node stands on, and the digest by which nodes see whether their arithmetic is the same. */
static void find_node(findings *all) {
    char text[512], digest[TER__HASH_TEXT_BYTES];
    ter_error error = {TER_OK, ""};
    ter__hash battery;
    ter__node_libraries(text, sizeof text);
    find(all, "node", true, "%s", text);
    ter_blas_use_one_thread();
    if (ter__battery(&battery, &error) == TER_OK) {
        ter__hash_text(&battery, digest);
        find(all, "arithmetic", true, "%.16s; nodes of a cluster need the same", digest);
    } else {
        find(all, "arithmetic", false, "%s", error.text);
    }
}

static void find_all(ter__cli *cli, findings *all) {
    find(all, "tercile", true, "%s; %zu families of distributions", ter_version(), ter_family_count());
    find_kernels(all);
    find_blas(all);
    find(all, "gsl", true, "%s", ter_gsl_version());
    find(all, "processors", true, "%ld", sysconf(_SC_NPROCESSORS_ONLN));
    find(all, "locale", true, "%s%s", nl_langinfo(CODESET),
         cli->out.unicode ? "" : "; plots are drawn in ASCII (set LC_ALL=C.UTF-8 for better ones)");
    find_place(all);
    find_node(all);
#ifdef TER__HAVE_CERTIFY
    find(all, "certify", true, "built in: rigorous enclosures on Arb");
#else
    find(all, "certify", true, "not built in (optional: FLINT and Arb were not there)");
#endif
}

static int print_json(ter__cli *cli, const findings *all, bool works, const ter__settings *settings) {
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, false);
    ter_json_integer(json, "tercile_doctor", 1);
    ter_json_boolean(json, "ok", works);
    ter_json_array(json, "checks", false);
    for (size_t i = 0; i < all->count; i++) {
        ter_json_object(json, NULL, true);
        ter_json_text(json, "name", all->list[i].name);
        ter_json_boolean(json, "ok", all->list[i].works);
        ter_json_text(json, "text", all->list[i].text);
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_array(json, "settings", false);
    const char *name = NULL;
    const ter__setting *setting;
    for (size_t i = 0; (setting = ter__setting_at(settings, i, &name)) != NULL; i++) {
        ter_json_object(json, NULL, true);
        ter_json_text(json, "name", name);
        ter_json_text(json, "value", setting->text[0] != '\0' ? setting->text : NULL);
        ter_json_text(json, "origin", setting->origin);
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_end(json);
    return ter__print_json(cli, json);
}

static void print_text(ter__cli *cli, const findings *all, const ter__settings *settings) {
    static const char *const defaults[] = {"as many as processors", "<job>.results", "auto",
                                           "./tercile-cluster",     "all members",   "the cluster's own client"};
    ter__output *out = &cli->out;
    for (size_t i = 0; i < all->count; i++) {
        ter__output_style(out, all->list[i].works ? TER__GREEN : TER__RED);
        ter__output_text(out, all->list[i].works ? "ok    " : "FAIL  ");
        ter__output_style(out, TER__PLAIN);
        ter__output_cell(out, all->list[i].name, 16, false);
        ter__output_print(out, "%s\n", all->list[i].text);
    }
    const char *name = NULL;
    const ter__setting *setting;
    for (size_t i = 0; (setting = ter__setting_at(settings, i, &name)) != NULL; i++) {
        ter__output_text(out, "set   ");
        ter__output_cell(out, name, 16, false);
        ter__output_print(out, "%s (%s)\n", setting->text[0] != '\0' ? setting->text : defaults[i], setting->origin);
    }
}

int ter__cmd_doctor(ter__cli *cli) {
    ter__settings settings;
    int code = ter__settings_read(cli, &settings);
    if (code != 0) {
        return code;
    }
    findings all = {.count = 0};
    find_all(cli, &all);
    bool works = true;
    for (size_t i = 0; i < all.count; i++) {
        works = works && all.list[i].works;
    }
    if (cli->json) {
        code = print_json(cli, &all, works, &settings);
    } else {
        print_text(cli, &all, &settings);
    }
    return code != 0 ? code : works ? TER__EXIT_OK : TER__EXIT_FAILED;
}
