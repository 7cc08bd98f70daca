/* lists/fetch.c against a server of our own on the loopback: whole, unchanged, broken off and gone
 * on with, wrong, shrunk, and nobody there. */
#include "lists_test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char head[] = "id,name,type,country,aliases,address,program\n";
static char body[1 << 16];
static const char *tag = "\"v1\"";

enum mode { WHOLE, BREAKS, WRONG };

/* One request after another until killed; the answer depends on mode and the request's headers. */
static void serve(int listener, enum mode mode)
{
    for (;;) {
        char request[8192], answer[512];
        int c = accept(listener, NULL, NULL);
        ssize_t got = c < 0 ? 0 : read(c, request, sizeof request - 1);
        request[got > 0 ? got : 0] = '\0';
        const char *text = mode == WRONG ? "<html>not here</html>" : body;
        size_t n = strlen(text), from = 0, cut = 0;
        const char *range = strstr(request, "Range: bytes="), *status = "200 OK";
        bool is_same = strstr(request, tag) != NULL;
        if (strstr(request, "If-None-Match") && is_same) {
            status = "304 Not Modified";
            from = n;
        } else if (range && is_same) {
            status = "206 Partial Content";
            from = (size_t)strtoul(range + 13, NULL, 10);
        } else if (mode == BREAKS) {
            cut = n / 2;
        }
        int m = snprintf(answer, sizeof answer,
                         "HTTP/1.1 %s\r\nETag: %s\r\nContent-Length: %zu\r\n"
                         "Content-Range: bytes %zu-%zu/%zu\r\nConnection: close\r\n\r\n",
                         status, tag, n - from, from, n - 1, n);
        if (c >= 0 && write(c, answer, (size_t)m) == m && write(c, text + from, n - from - cut) < 0)
            _exit(1);
        (void)shutdown(c, SHUT_WR);
        (void)close(c);
    }
}

struct server {
    pid_t pid;
    char url[64];
    const char *urls[2], *files[2];
    struct list_source source;
};

static void server_start(struct server *s, enum mode mode)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(listener, 8), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&a, &n), 0);
    (void)snprintf(s->url, sizeof s->url, "http://127.0.0.1:%d/list", ntohs(a.sin_port));
    s->urls[0] = s->url;
    s->files[0] = "plain.csv";
    s->urls[1] = s->files[1] = NULL;
    s->source = (struct list_source){"plain", "", "", "table", s->urls, s->files};
    s->pid = fork();
    if (s->pid == 0)
        serve(listener, mode);
    (void)close(listener);
}

static void server_stop(struct server *s)
{
    (void)kill(s->pid, SIGKILL);
    (void)waitpid(s->pid, NULL, 0);
}

static void fill(size_t entries, const char *version)
{
    size_t n = (size_t)snprintf(body, sizeof body, "%s", head);
    for (size_t i = 0; i < entries; i++)
        n += (size_t)snprintf(body + n, sizeof body - n, "e%zu,Invented Firm %zu,company,CN,,,T\n",
                              i, i);
    tag = version;
}

static enum seine_status get(enum mode mode, const char *folder, bool force, bool *ret_is_new,
                             struct seine_error *err)
{
    struct server s;
    struct arena arena;
    struct str path;
    arena_init(&arena, MIB);
    *err = (struct seine_error){0};
    server_start(&s, mode);
    enum seine_status status =
        list_fetch(&s.source, folder, force, NULL, &path, ret_is_new, &arena, err);
    server_stop(&s);
    arena_release(&arena);
    return status;
}

static size_t kept(const char *folder)
{
    struct list_set set;
    struct seine_error err = {0};
    size_t n = read_set(folder, &set, &err) == SEINE_OK ? set.entities.n : 0;
    list_set_release(&set);
    return n;
}

static void *make_folder(char *name)
{
    const char *folder = getenv("TMPDIR");
    (void)snprintf(name, 64, "%.40s/seine-fetch-XXXXXX", folder ? folder : P_tmpdir);
    return mkdtemp(name);
}

static void remove_all(const char *folder)
{
    char command[256];
    (void)snprintf(command, sizeof command, "rm -r '%s'", folder);
    assert_int_equal(system(command), 0);
}

static void versions_follow_each_other(void **state)
{
    char folder[64];
    bool is_new;
    struct seine_error err;
    (void)state;
    assert_non_null(make_folder(folder));
    fill(100, "\"v1\"");
    assert_ok(get(WHOLE, folder, false, &is_new, &err));
    assert_true(is_new);
    assert_int_equal(kept(folder), 100);
    assert_ok(get(WHOLE, folder, false, &is_new, &err));
    assert_false(is_new); /* 304 */
    fill(110, "\"v2\"");
    assert_ok(get(WHOLE, folder, false, &is_new, &err));
    assert_true(is_new);
    assert_int_equal(kept(folder), 110); /* the old version is kept, and not read */
    remove_all(folder);
}

static void a_broken_transfer_goes_on(void **state)
{
    char folder[64], part[128];
    bool is_new;
    struct seine_error err;
    (void)state;
    assert_non_null(make_folder(folder));
    fill(500, "\"v1\"");
    assert_int_equal(get(BREAKS, folder, false, &is_new, &err), SEINE_IO);
    assert_non_null(strstr(err.message, "broke off"));
    (void)snprintf(part, sizeof part, "%s/plain/.part/plain.csv.part", folder);
    assert_int_equal(input_path_size(part), strlen(body) - strlen(body) / 2);
    assert_int_equal(kept(folder), 0);
    /* This server breaks off whole answers only: it must be asked for the rest. */
    assert_ok(get(BREAKS, folder, false, &is_new, &err));
    assert_int_equal(kept(folder), 500);
    remove_all(folder);
}

static void a_part_of_another_file_is_not_used(void **state)
{
    char folder[64];
    bool is_new;
    struct seine_error err;
    (void)state;
    assert_non_null(make_folder(folder));
    fill(500, "\"v1\"");
    assert_int_equal(get(BREAKS, folder, false, &is_new, &err), SEINE_IO);
    fill(300, "\"v2\"");
    assert_ok(get(WHOLE, folder, false, &is_new, &err));
    assert_int_equal(kept(folder), 300);
    remove_all(folder);
}

static void wrong_content_replaces_nothing(void **state)
{
    char folder[64];
    bool is_new;
    struct seine_error err;
    (void)state;
    assert_non_null(make_folder(folder));
    fill(100, "\"v1\"");
    assert_ok(get(WHOLE, folder, false, &is_new, &err));
    tag = "\"v2\"";
    assert_int_equal(get(WRONG, folder, false, &is_new, &err), SEINE_FORMAT);
    assert_int_equal(kept(folder), 100);
    remove_all(folder);
}

static void a_great_loss_needs_force(void **state)
{
    char folder[64];
    bool is_new;
    struct seine_error err;
    (void)state;
    assert_non_null(make_folder(folder));
    fill(100, "\"v1\"");
    assert_ok(get(WHOLE, folder, false, &is_new, &err));
    fill(79, "\"v2\"");
    assert_int_equal(get(WHOLE, folder, false, &is_new, &err), SEINE_CONFLICT);
    assert_non_null(strstr(err.message, "21 of 100"));
    assert_int_equal(kept(folder), 100);
    assert_ok(get(WHOLE, folder, true, &is_new, &err));
    assert_int_equal(kept(folder), 79);
    remove_all(folder);
}

static void offline_is_one_clear_line(void **state)
{
    char folder[64];
    bool is_new;
    struct server s;
    struct arena arena;
    struct str path;
    struct seine_error err = {0};
    (void)state;
    assert_non_null(make_folder(folder));
    server_start(&s, WHOLE);
    server_stop(&s);
    arena_init(&arena, MIB);
    assert_int_equal(list_fetch(&s.source, folder, false, NULL, &path, &is_new, &arena, &err),
                     SEINE_IO);
    assert_non_null(strstr(err.message, "offline, give list files with --watchlist"));
    assert_null(strchr(err.message, '\n'));
    s.urls[0] = "http://localhost/"; /* plain HTTP is for 127.0.0.1 alone */
    err = (struct seine_error){0};
    assert_int_equal(list_fetch(&s.source, folder, false, NULL, &path, &is_new, &arena, &err),
                     SEINE_IO);
    arena_release(&arena);
    remove_all(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_follow_each_other),
        cmocka_unit_test(a_broken_transfer_goes_on),
        cmocka_unit_test(a_part_of_another_file_is_not_used),
        cmocka_unit_test(wrong_content_replaces_nothing),
        cmocka_unit_test(a_great_loss_needs_force),
        cmocka_unit_test(offline_is_one_clear_line),
    };
    return RUN(tests);
}
