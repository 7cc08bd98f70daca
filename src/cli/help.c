/* cli/help.c - usage, man pages (mdoc) and shell completions, all printed from the tables. */
#include "cli/cli.h"

#include <string.h>

/* Words of text wrapped at 80 columns with an indent; blank lines separate paragraphs. */
static void wrap(struct buf *out, const char *text, size_t indent)
{
    size_t column = 0;
    for (const char *p = text; *p;) {
        if (p[0] == '\n' && p[1] == '\n') {
            buf_add_z(out, "\n\n");
            column = 0;
            p += 2;
            continue;
        }
        size_t n = strcspn(p, " \n");
        if (n > 0) {
            if (column > 0 && column + 1 + n > 80) {
                buf_add_c(out, '\n');
                column = 0;
            }
            if (column == 0) {
                for (; column < indent; column++)
                    buf_add_c(out, ' ');
            } else {
                buf_add_c(out, ' ');
                column++;
            }
            buf_add(out, (struct str){p, n});
            column += n;
        }
        p += n;
        if (*p && !(p[0] == '\n' && p[1] == '\n'))
            p++;
    }
    buf_add_c(out, '\n');
}

static void option_line(const struct cli_option *o, struct buf *out)
{
    size_t start = out->n;
    if (o->letter)
        buf_add_f(out, "  -%c, --%s", o->letter, o->name);
    else
        buf_add_f(out, "      --%s", o->name);
    if (o->value)
        buf_add_f(out, " %s%s", o->value, o->kind == CLI_TEXTS ? "..." : "");
    if (out->n - start > 30)
        buf_add_z(out, "\n");
    else
        while (out->n - start < 31)
            buf_add_c(out, ' ');
    struct buf help;
    buf_init(&help, 8192);
    buf_add_z(&help, o->help);
    if (o->kind == CLI_CHOICE)
        for (int i = 0; o->choices[i]; i++)
            buf_add_f(&help, "%s%s", i ? ", " : " (one of ", o->choices[i]);
    if (o->kind == CLI_CHOICE)
        buf_add_c(&help, ')');
    struct buf wrapped;
    buf_init(&wrapped, 16384);
    wrap(&wrapped, help.p, 31);
    bool same_line = out->p[out->n - 1] != '\n';
    buf_add(out, same_line && wrapped.n > 31 ? str_slice(buf_str(&wrapped), 31, wrapped.n)
                                             : buf_str(&wrapped));
    buf_release(&wrapped);
    buf_release(&help);
}

void cli_usage(const struct cli_command *c, struct buf *out)
{
    buf_add_f(out, "usage: seine %s [OPTIONS]%s%s\n\n", c->name, *c->arguments ? " " : "",
              c->arguments);
    wrap(out, c->summary, 0);
    buf_add_c(out, '\n');
    wrap(out, c->about, 0);
    buf_add_z(out, "\noptions:\n");
    for (const struct cli_option *o = c->options; o->name; o++)
        option_line(o, out);
    if (c->examples) {
        buf_add_z(out, "\nexamples:\n");
        for (const char *const *e = c->examples; *e; e++)
            buf_add_f(out, "  %s\n", *e);
    }
    buf_add_z(out, "\nexit status: 0 done; 1 done, some records were quarantined; 2 wrong usage;\n"
                   "3 an input cannot be read or an output cannot be written.\n");
}

/* mdoc wants each sentence on a line of its own: is this the blank between two? */
static bool ends_sentence(const char *text, const char *p)
{
    return *p == ' ' && p > text && (p[-1] == '.' || p[-1] == '?') && p[1] >= 'A' && p[1] <= 'Z';
}

/* mdoc text: backslashes and leading dots and quotes are escaped. */
static void man_text(struct buf *out, const char *text)
{
    bool line_start = true;
    for (const char *p = text; *p; p++) {
        if (p[0] == '\n' && p[1] == '\n') {
            buf_add_z(out, "\n.Pp\n");
            line_start = true;
            p++;
            continue;
        }
        if (line_start && (*p == '.' || *p == '\''))
            buf_add_z(out, "\\&");
        if (*p == '\\')
            buf_add_z(out, "\\e");
        else
            buf_add_c(out, ends_sentence(text, p) ? '\n' : *p);
        line_start = *p == '\n' || ends_sentence(text, p);
    }
    buf_add_c(out, '\n');
}

static void man_head(struct buf *out, const char *page, const char *summary)
{
    buf_add_z(out, ".Dd $Mdocdate$\n");
    buf_add_f(out, ".Dt %s 1\n.Os\n.Sh NAME\n.Nm %s\n.Nd %s\n", page, page, summary);
}

static void man_overview(struct buf *out)
{
    man_head(out, "seine", "find the consignments that add up to a controlled item");
    buf_add_z(
        out,
        ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar options\n.Sh DESCRIPTION\n"
        "Seine reads consignment records, screens the parties, classifies the goods, checks the\n"
        "documents, finds which names are one actor and puts together the consignments that add "
        "up\n"
        "to a controlled item.\n.Pp\nThe commands are:\n.Bl -tag -width simulate\n");
    for (const struct cli_command *const *c = cli_commands; *c; c++)
        buf_add_f(out, ".It Cm %s\n%s; see\n.Xr seine-%s 1 .\n", (*c)->name, (*c)->summary,
                  (*c)->name);
    buf_add_z(out, ".El\n.Sh ENVIRONMENT\n.Bl -tag -width NO_COLOR\n.It Ev NO_COLOR\n"
                   "If set and not empty, no colour is used.\n.El\n");
}

static void man_exit(struct buf *out)
{
    buf_add_z(
        out,
        ".Sh EXIT STATUS\n.Bl -tag -width 3n -compact\n.It 0\ndone\n.It 1\ndone, some records were "
        "quarantined\n"
        ".It 2\nwrong usage\n.It 3\nan input cannot be read or an output cannot be written\n.El\n");
}

void cli_man(const struct cli_command *c, struct buf *out)
{
    struct buf page;
    if (!c) {
        man_overview(out);
        man_exit(out);
        return;
    }
    buf_init(&page, 64);
    buf_add_f(&page, "seine-%s", c->name);
    man_head(out, page.p, c->summary);
    buf_release(&page);
    buf_add_f(out, ".Sh SYNOPSIS\n.Nm seine\n.Cm %s\n.Op Ar options\n%s%s%s", c->name,
              c->arguments[0] ? ".Ar " : "", c->arguments, c->arguments[0] ? "\n" : "");
    buf_add_z(out, ".Sh DESCRIPTION\n");
    man_text(out, c->about);
    buf_add_z(out, ".Pp\nThe options are:\n.Bl -tag -width Ds\n");
    for (const struct cli_option *o = c->options; o->name; o++) {
        buf_add_z(out, ".It ");
        if (o->letter)
            buf_add_f(out, "Fl %c , ", o->letter);
        buf_add_f(out, "Fl Fl %s%s%s\n", o->name, o->value ? " Ar " : "", o->value ? o->value : "");
        man_text(out, o->help);
        if (o->kind == CLI_CHOICE) {
            buf_add_z(out, "One of");
            for (int i = 0; o->choices[i]; i++)
                buf_add_f(out, "%s %s", i ? "," : "", o->choices[i]);
            buf_add_z(out, ".\n");
        }
    }
    buf_add_z(out, ".El\n");
    man_exit(out);
    if (c->examples) {
        buf_add_z(out, ".Sh EXAMPLES\n");
        for (const char *const *e = c->examples; *e; e++)
            buf_add_f(out, ".Dl %s\n", *e);
    }
    buf_add_z(out, ".Sh SEE ALSO\n.Xr seine 1\n");
}

static void bash(struct buf *out)
{
    buf_add_z(out, "# bash completion for seine\n_seine()\n{\n    local "
                   "cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                   "    COMPREPLY=()\n    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        "
                   "COMPREPLY=($(compgen -W \"");
    for (const struct cli_command *const *c = cli_commands; *c; c++)
        buf_add_f(out, "%s%s", c == cli_commands ? "" : " ", (*c)->name);
    buf_add_z(out,
              "\" -- \"$cur\"))\n        return\n    fi\n    case \"${COMP_WORDS[1]}:$prev\" in\n");
    for (const struct cli_command *const *c = cli_commands; *c; c++)
        for (const struct cli_option *o = (*c)->options; o->name; o++)
            if (o->kind == CLI_CHOICE) {
                buf_add_f(out, "    %s:--%s) COMPREPLY=($(compgen -W \"", (*c)->name, o->name);
                for (int i = 0; o->choices[i]; i++)
                    buf_add_f(out, "%s%s", i ? " " : "", o->choices[i]);
                buf_add_z(out, "\" -- \"$cur\")); return;;\n");
            }
    buf_add_z(out,
              "    esac\n    if [[ $cur == -* ]]; then\n        case \"${COMP_WORDS[1]}\" in\n");
    for (const struct cli_command *const *c = cli_commands; *c; c++) {
        buf_add_f(out, "        %s) COMPREPLY=($(compgen -W \"", (*c)->name);
        for (const struct cli_option *o = (*c)->options; o->name; o++)
            buf_add_f(out, "%s--%s", o == (*c)->options ? "" : " ", o->name);
        buf_add_z(out, "\" -- \"$cur\"));;\n");
    }
    buf_add_z(out,
              "        esac\n    else\n        COMPREPLY=($(compgen -f -- \"$cur\"))\n    fi\n}\n"
              "complete -o filenames -F _seine seine\n");
}

/* Single quotes and brackets would end a zsh specification early. */
static void zsh_text(struct buf *out, const char *text)
{
    for (const char *p = text; *p; p++)
        if (*p == '\'')
            buf_add_z(out, "'\\''");
        else if (strchr("[]:\\", *p))
            buf_add_f(out, "\\%c", *p);
        else
            buf_add_c(out, *p);
}

static void zsh(struct buf *out)
{
    buf_add_z(out, "#compdef seine\n_seine() {\n  local -a commands\n  commands=(\n");
    for (const struct cli_command *const *c = cli_commands; *c; c++) {
        buf_add_f(out, "    '%s:", (*c)->name);
        zsh_text(out, (*c)->summary);
        buf_add_z(out, "'\n");
    }
    buf_add_z(out, "  )\n  if (( CURRENT == 2 )); then\n    _describe command commands\n    "
                   "return\n  fi\n  case $words[2] in\n");
    for (const struct cli_command *const *c = cli_commands; *c; c++) {
        buf_add_f(out, "  %s)\n    _arguments", (*c)->name);
        for (const struct cli_option *o = (*c)->options; o->name; o++) {
            buf_add_f(out, " \\\n      '%s--%s[", o->kind == CLI_TEXTS ? "*" : "", o->name);
            zsh_text(out, o->help);
            buf_add_c(out, ']');
            if (o->kind == CLI_CHOICE) {
                buf_add_f(out, ":%s:(", o->name);
                for (int i = 0; o->choices[i]; i++)
                    buf_add_f(out, "%s%s", i ? " " : "", o->choices[i]);
                buf_add_c(out, ')');
            } else if (o->value) {
                buf_add_f(out, ":%s:_files", o->value);
            }
            buf_add_c(out, '\'');
        }
        buf_add_z(out, " \\\n      '*:file:_files'\n    ;;\n");
    }
    buf_add_z(out, "  esac\n}\n_seine \"$@\"\n");
}

void cli_completion(const char *shell, struct buf *out)
{
    if (strcmp(shell, "zsh") == 0)
        zsh(out);
    else
        bash(out);
}
