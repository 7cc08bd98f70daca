#include "goods_fixture.h"

#include "goods/room.h"

/* "PLURAL|GENITIVE|GENITIVE PLURAL" without the end spaces, as many as there are. */
static void expect(const char *word, const char *forms)
{
    struct arena arena;
    struct str made[GOODS_FORMS];
    char pattern[128], all[512] = "";
    bool ok = true;
    arena_init(&arena, MIB);
    (void)snprintf(pattern, sizeof pattern, " %s ", word);
    size_t n = goods_forms(str_of(pattern), made, &arena, &ok);
    assert_true(ok);
    for (size_t i = 0; i < n; i++) {
        struct str form = str_trim(made[i]);
        size_t used = strlen(all);
        assert_int_equal(made[i].n, form.n + 2);
        (void)snprintf(all + used, sizeof all - used, "%s" STR_FMT, i ? "|" : "", STR_ARG(form));
    }
    if (strcmp(all, forms) != 0)
        fail_msg("%s: \"%s\", not \"%s\"", word, all, forms);
    arena_release(&arena);
}

static void english(void **state)
{
    (void)state;
    expect("gyroscope", "gyroscopes");
    expect("battery", "batteries");
    expect("canned tomato", "canned tomatoes");
    expect("gyro", "gyros");
    expect("assay", "assays");
    expect("ball screw", "ball screws");
    expect("switch", "switches");
    expect("glass", "glasses");
    expect("camera", "cameras");
    expect("quartz", "quartzes");
    expect("axe", "axes");
    expect("o ring", "o rings");
}

/* One noun of each declension. */
static void russian(void **state)
{
    (void)state;
    expect("гироскоп", "гироскопы|гироскопа|гироскопов");
    expect("рлс", "рлсы|рлса|рлсов");
    expect("датчик", "датчики|датчика|датчиков");
    expect("мяч", "мячи|мяча|мячеи");
    expect("нож", "ножи|ножа|ножеи");
    expect("ковш", "ковши|ковша|ковшеи");
    expect("плащ", "плащи|плаща|плащеи");
    expect("фланец", "фланцы|фланца|фланцев");
    expect("палец", "пальцы|пальца|пальцев");
    expect("шприц", "шприцы|шприца|шприцев");
    expect("станок", "станки|станка|станков");
    expect("замок", "замки|замка|замков");
    expect("торец", "торцы|торца|торцев");
    expect("блок", "блоки|блока|блоков");
    expect("ток", "токи|тока|токов");
    expect("слои", "слои|слоя|слоев");
    expect("алюминии", "алюминии|алюминия|алюминиев");
    expect("двигатель", "двигатели|двигателя|двигателеи");
    expect("поршень", "поршни|поршня|поршнеи");
    expect("стержень", "стержни|стержня|стержнеи");
    expect("ремень", "ремни|ремня|ремнеи");
    expect("труба", "трубы|трубы|труб");
    expect("сетка", "сетки|сетки|сеток");
    expect("гаика", "гаики|гаики|гаек");
    expect("леика", "леики|леики|леек");
    expect("стоика", "стоики|стоики|стоек");
    expect("чашка", "чашки|чашки|чашек");
    expect("точка", "точки|точки|точек");
    expect("ложка", "ложки|ложки|ложек");
    expect("баржа", "баржи|баржи|барж");
    expect("станция", "станции|станции|станции");
    expect("батарея", "батареи|батареи|батареи");
    expect("свая", "сваи|сваи|сваи");
    expect("пуля", "пули|пули|пуль");
    expect("устроиство", "устроиства|устроиства|устроиств");
    expect("покрытие", "покрытия|покрытия|покрытии");
    expect("реле", "реле|реле|реле");
    expect("весы", "весы|весы|весы");
    expect("табу", "табу|табу|табу");
    expect("меню", "меню|меню|меню");
}

/* Those before the noun and those right behind it agree with it; what else is behind is a genitive.
 */
static void russian_adjectives_agree(void **state)
{
    (void)state;
    expect("вакуумныи насос", "вакуумные насосы|вакуумного насоса|вакуумных насосов");
    expect("насос вакуумныи", "насосы вакуумные|насоса вакуумного|насосов вакуумных");
    expect("цветнои телевизор", "цветные телевизоры|цветного телевизора|цветных телевизоров");
    expect("трос стальнои", "тросы стальные|троса стального|тросов стальных");
    expect("большая труба", "большие трубы|большеи трубы|больших труб");
    expect("стальная труба", "стальные трубы|стальнои трубы|стальных труб");
    expect("легкая сетка", "легкие сетки|легкои сетки|легких сеток");
    expect("задняя ось", "задние оси|заднеи ося|задних осеи");
    expect("заднее стекло", "задние стекла|заднего стекла|задних стекл");
    expect("новыи насос", "новые насосы|нового насоса|новых насосов");
    expect("синее стекло", "синие стекла|синего стекла|синих стекл");
    expect("синии датчик", "синие датчики|синего датчика|синих датчиков");
    expect("токарныи станок с чпу",
           "токарные станки с чпу|токарного станка с чпу|токарных станков с чпу");
    expect("гибкии кабель", "гибкие кабели|гибкого кабеля|гибких кабелеи");
    expect("кабель гибкии", "кабели гибкие|кабеля гибкого|кабелеи гибких");
    expect("строгии стиль", "строгие стили|строгого стиля|строгих стилеи");
    expect("сухои лед", "сухие леды|сухого леда|сухих ледов");
    expect("ветхии дом", "ветхие домы|ветхого дома|ветхих домов");
    expect("оптическое стекло", "оптические стекла|оптического стекла|оптических стекл");
    expect("датчик давления", "датчики давления|датчика давления|датчиков давления");
    expect("датчик вибрации", "датчики вибрации|датчика вибрации|датчиков вибрации");
    expect("станок лазернои резки",
           "станки лазернои резки|станка лазернои резки|станков лазернои резки");
    expect("мембрана насоса", "мембраны насоса|мембраны насоса|мембран насоса");
}

/* "DATIVE|DATIVE PLURAL", likewise. */
static void expect_datives(const char *word, const char *datives)
{
    struct arena arena;
    struct str made[GOODS_DATIVES];
    char pattern[128], all[512] = "";
    bool ok = true;
    arena_init(&arena, MIB);
    (void)snprintf(pattern, sizeof pattern, " %s ", word);
    size_t n = goods_datives(str_of(pattern), made, &arena, &ok);
    assert_true(ok);
    if (n == GOODS_DATIVES)
        (void)snprintf(all, sizeof all, STR_FMT "|" STR_FMT, STR_ARG(str_trim(made[0])),
                       STR_ARG(str_trim(made[1])));
    if (strcmp(all, datives) != 0)
        fail_msg("%s: \"%s\", not \"%s\"", word, all, datives);
    arena_release(&arena);
}

static void russian_datives(void **state)
{
    (void)state;
    expect_datives("насос", "насосу|насосам");
    expect_datives("вакуумныи насос", "вакуумному насосу|вакуумным насосам");
    expect_datives("насос вакуумныи", "насосу вакуумному|насосам вакуумным");
    expect_datives("токарныи станок с чпу", "токарному станку с чпу|токарным станкам с чпу");
    expect_datives("сухои док", "сухому доку|сухим докам");
    expect_datives("гибкии вал", "гибкому валу|гибким валам");
    expect_datives("строгии стиль", "строгому стилю|строгим стилям");
    expect_datives("синии датчик", "синему датчику|синим датчикам");
    expect_datives("общии щит", "общему щиту|общим щитам");
    expect_datives("стальная труба", "стальнои трубе|стальным трубам");
    expect_datives("задняя крышка", "заднеи крышке|задним крышкам");
    expect_datives("заднее реле", "заднему реле|задним реле");
    expect_datives("новое табу", "новому табу|новым табу");
    expect_datives("двигатель", "двигателю|двигателям");
    expect_datives("поршень", "поршню|поршням");
    expect_datives("стержень", "стержню|стержням");
    expect_datives("ремень", "ремню|ремням");
    expect_datives("фланец", "фланцу|фланцам");
    expect_datives("палец", "пальцу|пальцам");
    expect_datives("блок", "блоку|блокам");
    expect_datives("нож", "ножу|ножам");
    expect_datives("кирпич", "кирпичу|кирпичам");
    expect_datives("слои", "слою|слоям");
    expect_datives("муфта", "муфте|муфтам");
    expect_datives("гаика", "гаике|гаикам");
    expect_datives("линия", "линии|линиям");
    expect_datives("батарея", "батарее|батареям");
    expect_datives("пуля", "пуле|пулям");
    expect_datives("устроиство", "устроиству|устроиствам");
    expect_datives("покрытие", "покрытию|покрытиям");
    expect_datives("весы", "весы|весы");
    expect_datives("gyroscope", "");
}

static void inverts_two_words(void **state)
{
    (void)state;
    struct arena arena;
    bool ok = true;
    arena_init(&arena, MIB);
    assert_true(str_is(goods_inverted(STR(" vacuum pump "), &arena, &ok), STR(" pump vacuum ")));
    assert_true(str_is(goods_inverted(STR(" o ring "), &arena, &ok), STR(" ring o ")));
    assert_int_equal(goods_inverted(STR(" rf power amplifier "), &arena, &ok).n, 0);
    assert_int_equal(goods_inverted(STR(" a b cd "), &arena, &ok).n, 0);
    assert_int_equal(goods_inverted(STR(" pump "), &arena, &ok).n, 0);
    assert_true(ok);
    arena_release(&arena);
}

static void survives_failing_memory(void **state)
{
    (void)state;
    for (uint64_t at = 1; at < 3; at++) {
        struct arena arena;
        struct str forms[GOODS_FORMS];
        bool ok = true;
        arena_init(&arena, MIB);
        mem_fail_at(at);
        size_t n = goods_forms(STR(" pump "), forms, &arena, &ok);
        mem_fail_at(0);
        assert_true(!ok && n == 0);
        arena_release(&arena);
    }
    struct arena none;
    bool ok = true;
    arena_init(&none, MIB);
    mem_fail_at(1);
    size_t n = goods_inverted(STR(" vacuum pump "), &none, &ok).n;
    mem_fail_at(0);
    assert_true(!ok && n == 0);
    arena_release(&none);
}

static void none_for_other_scripts(void **state)
{
    (void)state;
    expect("7075", "");
    expect("x", "");
    expect("ox", "");
    expect("я", "");
    expect("яд", "яды|яда|ядов");
    expect("cam2", "");
    expect("γαντι", "");
    expect("led лампа", "");
    expect("лампа led", "лампа leds");
    expect("лампа 7", "");
    struct str forms[GOODS_FORMS];
    bool ok = true;
    assert_int_equal(goods_forms(STR("\u9640\u87ba\u4eea"), forms, NULL, &ok), 0);
    assert_int_equal(goods_forms(STR(" usb\u76d8"), forms, NULL, &ok), 0);
    assert_int_equal(goods_forms(STR("\u76d8usb "), forms, NULL, &ok), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(english),
        cmocka_unit_test(russian),
        cmocka_unit_test(russian_adjectives_agree),
        cmocka_unit_test(russian_datives),
        cmocka_unit_test(inverts_two_words),
        cmocka_unit_test(survives_failing_memory),
        cmocka_unit_test(none_for_other_scripts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
