/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "cli/commands.h"
#include "tercile/compose.h"

static void parameters_text(const ter_family *family, char *text, size_t size) {
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < ter_family_parameter_count(family) && used < size; i++) {
        int length = snprintf(text + used, size - used, "%s%s", i > 0 ? ", " : "", ter_family_parameter(family, i)->name);
        used += length > 0 ? (size_t)length : 0;
    }
}

static void aliases_text(const ter_family *family, char *text, size_t size) {
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < ter_family_alias_count(family) && used < size; i++) {
        const ter_alias *alias = ter_family_alias(family, i);
        int length = snprintf(text + used, size - used, "%s%s (%s)", i > 0 ? ", " : "", alias->name, alias->origin);
        used += length > 0 ? (size_t)length : 0;
    }
}

static void print_table(ter__cli *cli) {
    char parameters[256], aliases[512];
    ter__output *out = &cli->out;
    ter__output_style(out, TER__BOLD);
    ter__output_cell(out, "name", 16, false);
    ter__output_cell(out, "kind", 12, false);
    ter__output_cell(out, "parameters", 28, false);
    ter__output_text(out, "also known as\n");
    ter__output_style(out, TER__PLAIN);
    for (size_t i = 0; i < ter_family_count(); i++) {
        const ter_family *family = ter_family_at(i);
        parameters_text(family, parameters, sizeof parameters);
        aliases_text(family, aliases, sizeof aliases);
        ter__output_style(out, TER__CYAN);
        ter__output_cell(out, ter_family_name(family), 15, false);
        ter__output_style(out, TER__PLAIN);
        ter__output_text(out, " ");
        ter__output_cell(out, ter_family_is_discrete(family) ? "discrete" : "continuous", 12, false);
        ter__output_cell(out, parameters, 27, false);
        ter__output_print(out, "%s%s\n", aliases[0] != '\0' ? " " : "", aliases);
    }
}

/* What is made of other laws or of lists. */
static void print_compositions(ter__cli *cli) {
    ter__output *out = &cli->out;
    ter__output_style(out, TER__BOLD);
    ter__output_text(out, "\nmade of other laws, or of lists\n");
    ter__output_style(out, TER__PLAIN);
    for (size_t i = 0; ter_composition_name(i) != NULL; i++) {
        const char *name = ter_composition_name(i);
        ter__output_style(out, TER__CYAN);
        ter__output_cell(out, name, 18, false);
        ter__output_style(out, TER__PLAIN);
        ter__output_print(out, " %s\n", ter_family_title(ter_composition_family(name)));
    }
}

int ter__cmd_dist_list(ter__cli *cli) {
    if (!cli->json) {
        print_table(cli);
        print_compositions(cli);
        return TER__EXIT_OK;
    }
    ter_json *json = ter_json_create();
    ter_json_object(json, NULL, false);
    ter_json_integer(json, "tercile_dist_list", 1);
    ter_json_array(json, "families", false);
    for (size_t i = 0; i < ter_family_count(); i++) {
        const ter_family *family = ter_family_at(i);
        ter_json_object(json, NULL, true);
        ter_json_text(json, "name", ter_family_name(family));
        ter_json_text(json, "title", ter_family_title(family));
        ter_json_boolean(json, "discrete", ter_family_is_discrete(family));
        ter_json_array(json, "parameters", true);
        for (size_t k = 0; k < ter_family_parameter_count(family); k++) {
            ter_json_text(json, NULL, ter_family_parameter(family, k)->name);
        }
        ter_json_end(json);
        ter_json_array(json, "aliases", true);
        for (size_t k = 0; k < ter_family_alias_count(family); k++) {
            ter_json_text(json, NULL, ter_family_alias(family, k)->name);
        }
        ter_json_end(json);
        ter_json_array(json, "variants", true); /* the field's own names; those of peers are in `dist show` */
        for (size_t k = 0; k < ter_family_variant_count(family); k++) {
            const ter_variant *variant = ter_family_variant(family, k);
            if (ter_variant_origin(variant) == NULL) {
                ter_json_text(json, NULL, ter_variant_name(variant));
            }
        }
        ter_json_end(json);
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_array(json, "compositions", false);
    for (size_t i = 0; ter_composition_name(i) != NULL; i++) {
        ter_json_object(json, NULL, true);
        ter_json_text(json, "name", ter_composition_name(i));
        ter_json_text(json, "title", ter_family_title(ter_composition_family(ter_composition_name(i))));
        ter_json_end(json);
    }
    ter_json_end(json);
    ter_json_end(json);
    return ter__print_json(cli, json);
}
