/* Addresses are words of one Latin form, and numbers that are told from words. */
#include "table_of.h"

#include "link/mention.h"

/* The words of an address in its order, numbers in angles. */
static void address(const char *text, const char *wanted)
{
    struct trade_table table;
    struct link_context x = {.table = &table};
    struct seine_error err = {0};
    struct buf b;
    buf_init(&b, MIB);
    buf_add_f(&b, "{\"id\":\"R1\",\"parties\":[{\"role\":\"consignee\",\"address\":\"%s\"}]}\n",
              text);
    table_of(&table, buf_str(&b));
    assert_ok(strtab_init(&x.keys));
    assert_ok(link_keys(&x, NULL, &err));
    assert_int_equal(x.n_mentions, 1);
    const struct link_parts *parts = &x.parts.v[x.mentions[0].address];
    buf_reset(&b);
    for (uint32_t i = 0; i < parts->n; i++) {
        struct link_token token = link_tokens(&x, parts)[i];
        struct str word = str_slice(strtab_get(&x.keys, token.key), 1, SIZE_MAX);
        buf_add_f(&b, token.tag == TEXT_NUMBER ? "%s<" STR_FMT ">" : "%s" STR_FMT, i ? " " : "",
                  STR_ARG(word));
    }
    if (!str_is(buf_str(&b), str_of(wanted)))
        fail_msg("%s: got " STR_FMT ", wanted %s", text, STR_ARG(buf_str(&b)), wanted);
    buf_release(&b);
    link_context_release(&x);
    trade_table_release(&table);
}

static void spaces_part_words(void **state)
{
    (void)state;
    address("Unit 12A, No.83 Wang Chiu Street", "unit <12a> no <83> wang chiu street");
    address("пр. Портовая 44, оф. 12", "pr portovaya <44> of <12>");
    address("Görlitzer Straße 7", "gorlitzer strasse <7>");
    address("", "");
    address("---", "");
}

/* Roads, districts and what counts a number are left out: one writes them, the other does not. */
static void words_without_spaces_are_parted(void **state)
{
    (void)state;
    address("高新区科技街79号", "gaoxin keji <79>");
    address("和平区中山大道181号3楼", "heping zhongshan <181> <3>");
    address("강남구세종대로85", "gangnam sejong <85>");
    address("구로구강남대로 334", "guro gangnam <334>");
    address("Room 5 科技街79号", "room <5> keji <79>");
    address("路街道", "lujie"); /* an end stands behind a name of two letters or more */
    address("乌鲁木齐路12号", "wulumuqi <12>"); /* and of more, which no end parts */
    address("上海乌鲁木齐", "shanghaiwulumuqi");
    address("12", "<12>");
}

static void what_is_cut_is_no_harm(void **state)
{
    (void)state;
    address("1 2 3 4 5 6 7 8 9 10 11 12 13 14",
            "<1> <2> <3> <4> <5> <6> <7> <8> <9> <10> <11> <12>");
    address("\xe7\xa7", "c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spaces_part_words),
        cmocka_unit_test(words_without_spaces_are_parted),
        cmocka_unit_test(what_is_cut_is_no_harm),
    };
    return RUN(tests);
}
