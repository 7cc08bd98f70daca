/* goods/words.c - descriptions that say nothing, and goods that carry knowledge: word lists in
 * English, Chinese, Korean and Russian over the folded form.
 *
 * Both tables are sorted by bytes and hold folded phrases (Russian short i is и there). The longest
 * phrase at a place wins. It judges words only; what follows from them is decided elsewhere. */
#include "goods/room.h"

#include <string.h>

struct phrase {
    const char *text;
    unsigned kind;
};

/* Beside the kind: means it at the end, or before what says nothing, as "manual for a pump", not as
 * "manual hoist". */
#define BEFORE_NOTHING 0x100u
/* Means it unless an apparatus for it stands behind, as "sample pump". */
#define UNLESS_APPARATUS 0x200u

/* clang-format off */
static const struct phrase kinds[] = {
    {"blueprint", GOODS_DOCUMENTS}, {"blueprints", GOODS_DOCUMENTS},
    {"catalogue", GOODS_DOCUMENTS}, {"catalogues", GOODS_DOCUMENTS}, {"cd rom", GOODS_MEDIA},
    {"data carrier", GOODS_MEDIA}, {"data media", GOODS_MEDIA}, {"data sheet", GOODS_DOCUMENTS},
    {"data sheets", GOODS_DOCUMENTS}, {"data tape", GOODS_MEDIA},
    {"demonstrator", GOODS_PROTOTYPE}, {"document", GOODS_DOCUMENTS | BEFORE_NOTHING},
    {"documentation", GOODS_DOCUMENTS}, {"documents", GOODS_DOCUMENTS},
    {"drawing", GOODS_DOCUMENTS | BEFORE_NOTHING}, {"drawings", GOODS_DOCUMENTS}, {"dvd rom", GOODS_MEDIA},
    {"engineering model", GOODS_PROTOTYPE}, {"f o c", GOODS_NO_VALUE}, {"firmware", GOODS_SOFTWARE},
    {"flash drive", GOODS_MEDIA}, {"flash drives", GOODS_MEDIA}, {"foc", GOODS_NO_VALUE},
    {"for customs purposes only", GOODS_NO_VALUE}, {"free of charge", GOODS_NO_VALUE},
    {"hard disk", GOODS_MEDIA}, {"hard disks", GOODS_MEDIA}, {"hard drive", GOODS_MEDIA},
    {"hard drives", GOODS_MEDIA}, {"hdd", GOODS_MEDIA}, {"licence key", GOODS_SOFTWARE},
    {"license key", GOODS_SOFTWARE}, {"magnetic tape", GOODS_MEDIA},
    {"manual", GOODS_DOCUMENTS | BEFORE_NOTHING}, {"manuals", GOODS_DOCUMENTS}, {"memory card", GOODS_MEDIA},
    {"memory cards", GOODS_MEDIA}, {"memory stick", GOODS_MEDIA}, {"micro sd", GOODS_MEDIA},
    {"microsd", GOODS_MEDIA}, {"mock up", GOODS_PROTOTYPE}, {"mockup", GOODS_PROTOTYPE},
    {"n c v", GOODS_NO_VALUE}, {"ncv", GOODS_NO_VALUE}, {"no commercial value", GOODS_NO_VALUE},
    {"no value", GOODS_NO_VALUE}, {"not for resale", GOODS_NO_VALUE},
    {"not for sale", GOODS_NO_VALUE}, {"optical disc", GOODS_MEDIA},
    {"pilot lot", GOODS_PROTOTYPE}, {"pre production", GOODS_PROTOTYPE},
    {"printed matter", GOODS_DOCUMENTS}, {"prototype", GOODS_PROTOTYPE},
    {"prototypes", GOODS_PROTOTYPE}, {"recorded media", GOODS_MEDIA}, {"sample", GOODS_SAMPLE | UNLESS_APPARATUS},
    {"samples", GOODS_SAMPLE}, {"sd card", GOODS_MEDIA}, {"sd cards", GOODS_MEDIA},
    {"software", GOODS_SOFTWARE}, {"software licence", GOODS_SOFTWARE},
    {"software license", GOODS_SOFTWARE}, {"solid state drive", GOODS_MEDIA},
    {"source code", GOODS_SOFTWARE}, {"specification", GOODS_DOCUMENTS},
    {"specifications", GOODS_DOCUMENTS}, {"specimen", GOODS_SAMPLE},
    {"specimens", GOODS_SAMPLE}, {"ssd", GOODS_MEDIA}, {"storage media", GOODS_MEDIA},
    {"swatch", GOODS_SAMPLE}, {"technical data", GOODS_DOCUMENTS},
    {"technical documentation", GOODS_DOCUMENTS}, {"technical documents", GOODS_DOCUMENTS},
    {"technical manual", GOODS_DOCUMENTS}, {"test batch", GOODS_PROTOTYPE},
    {"test piece", GOODS_SAMPLE}, {"test pieces", GOODS_SAMPLE}, {"trial lot", GOODS_PROTOTYPE},
    {"trial order", GOODS_PROTOTYPE}, {"u 盘", GOODS_MEDIA}, {"usb flash", GOODS_MEDIA},
    {"usb stick", GOODS_MEDIA}, {"usb sticks", GOODS_MEDIA},
    {"without commercial value", GOODS_NO_VALUE},
    {"без коммерческои ценности", GOODS_NO_VALUE},
    {"бесплатно", GOODS_NO_VALUE}, {"документация", GOODS_DOCUMENTS},
    {"документы", GOODS_DOCUMENTS}, {"жесткие диски", GOODS_MEDIA},
    {"жесткии диск", GOODS_MEDIA}, {"инструкция", GOODS_DOCUMENTS},
    {"исходныи код", GOODS_SOFTWARE}, {"карта памяти", GOODS_MEDIA},
    {"карты памяти", GOODS_MEDIA}, {"макет", GOODS_PROTOTYPE},
    {"макеты", GOODS_PROTOTYPE}, {"накопитель", GOODS_MEDIA},
    {"не для продажи", GOODS_NO_VALUE},
    {"не имеет коммерческои ценности", GOODS_NO_VALUE},
    {"носители данных", GOODS_MEDIA},
    {"носитель данных", GOODS_MEDIA}, {"образец", GOODS_SAMPLE},
    {"образцов", GOODS_SAMPLE}, {"образцы", GOODS_SAMPLE},
    {"опытные образцы", GOODS_PROTOTYPE},
    {"опытныи образец", GOODS_PROTOTYPE}, {"проба", GOODS_SAMPLE},
    {"пробы", GOODS_SAMPLE},
    {"программное обеспечение", GOODS_SOFTWARE},
    {"прототип", GOODS_PROTOTYPE}, {"прототипы", GOODS_PROTOTYPE},
    {"прошивка", GOODS_SOFTWARE}, {"руководство", GOODS_DOCUMENTS},
    {"техдокументация", GOODS_DOCUMENTS},
    {"техническая документация", GOODS_DOCUMENTS},
    {"флешка", GOODS_MEDIA}, {"флэш накопитель", GOODS_MEDIA},
    {"чертеж", GOODS_DOCUMENTS}, {"чертежи", GOODS_DOCUMENTS},
    {"优盘", GOODS_MEDIA}, {"光盘", GOODS_MEDIA}, {"免费", GOODS_NO_VALUE},
    {"内存卡", GOODS_MEDIA}, {"原型", GOODS_PROTOTYPE}, {"固件", GOODS_SOFTWARE},
    {"固态硬盘", GOODS_MEDIA}, {"图纸", GOODS_DOCUMENTS}, {"存储卡", GOODS_MEDIA},
    {"手册", GOODS_DOCUMENTS}, {"技术文件", GOODS_DOCUMENTS},
    {"技术资料", GOODS_DOCUMENTS}, {"数据盘", GOODS_MEDIA}, {"文件", GOODS_DOCUMENTS},
    {"无商业价值", GOODS_NO_VALUE}, {"样件", GOODS_SAMPLE}, {"样品", GOODS_SAMPLE},
    {"样本", GOODS_SAMPLE}, {"样机", GOODS_PROTOTYPE}, {"模型机", GOODS_PROTOTYPE},
    {"源代码", GOODS_SOFTWARE}, {"硬盘", GOODS_MEDIA}, {"磁带", GOODS_MEDIA},
    {"试制", GOODS_PROTOTYPE}, {"试样", GOODS_SAMPLE}, {"试验件", GOODS_PROTOTYPE},
    {"说明书", GOODS_DOCUMENTS}, {"资料", GOODS_DOCUMENTS}, {"软件", GOODS_SOFTWARE},
    {"非卖品", GOODS_NO_VALUE}, {"견본", GOODS_SAMPLE}, {"기술문서", GOODS_DOCUMENTS},
    {"기술자료", GOODS_DOCUMENTS}, {"도면", GOODS_DOCUMENTS},
    {"매뉴얼", GOODS_DOCUMENTS}, {"메모리카드", GOODS_MEDIA},
    {"무상", GOODS_NO_VALUE}, {"문서", GOODS_DOCUMENTS}, {"비매품", GOODS_NO_VALUE},
    {"상업적가치없음", GOODS_NO_VALUE}, {"샘플", GOODS_SAMPLE},
    {"설명서", GOODS_DOCUMENTS}, {"소스코드", GOODS_SOFTWARE},
    {"소프트웨어", GOODS_SOFTWARE}, {"시료", GOODS_SAMPLE},
    {"시작품", GOODS_PROTOTYPE}, {"시제품", GOODS_PROTOTYPE}, {"시편", GOODS_SAMPLE},
    {"시험품", GOODS_PROTOTYPE}, {"유에스비", GOODS_MEDIA},
    {"저장매체", GOODS_MEDIA}, {"저장장치", GOODS_MEDIA}, {"펌웨어", GOODS_SOFTWARE},
    {"프로토타입", GOODS_PROTOTYPE}, {"하드드라이브", GOODS_MEDIA},
    {"하드디스크", GOODS_MEDIA},
};

static const struct phrase vague[] = {
    {"accessories", 0}, {"accessory", 0}, {"all", 0}, {"and", 0}, {"apparatus", 0},
    {"article", 0}, {"articles", 0}, {"as", 0}, {"as per", 0}, {"assemblies", 0},
    {"assembly", 0}, {"assorted", 0}, {"assy", 0}, {"attached", 0}, {"box", 0}, {"boxes", 0},
    {"by", 0}, {"cargo", 0}, {"carton", 0}, {"cartons", 0}, {"commercial", 0}, {"component", 0},
    {"components", 0}, {"consol", 0}, {"consolidated", 0}, {"consolidation", 0}, {"ctn", 0},
    {"ctns", 0}, {"daily", 0}, {"dangerous", 0}, {"device", 0}, {"devices", 0},
    {"different", 0}, {"document", 0}, {"documents", 0}, {"electrical", 0}, {"electronic", 0},
    {"electronics", 0}, {"equipment", 0}, {"equipments", 0}, {"fak", 0}, {"fitting", 0},
    {"fittings", 0}, {"for", 0}, {"freight", 0}, {"freight all kinds", 0}, {"from", 0},
    {"general", 0}, {"gift", 0}, {"gifts", 0}, {"goods", 0}, {"hardware", 0}, {"in", 0},
    {"industrial", 0}, {"instrument", 0}, {"instruments", 0}, {"invoice", 0}, {"item", 0},
    {"items", 0}, {"kind", 0}, {"kinds", 0}, {"kit", 0}, {"kits", 0}, {"list", 0},
    {"machine", 0}, {"machinery", 0}, {"machines", 0}, {"material", 0}, {"materials", 0},
    {"mechanical", 0}, {"merchandise", 0}, {"misc", 0}, {"miscellaneous", 0}, {"mixed", 0},
    {"model", 0}, {"ncv", 0}, {"necessities", 0}, {"new", 0}, {"no", 0}, {"non", 0}, {"nos", 0},
    {"not", 0}, {"number", 0}, {"of", 0}, {"old", 0}, {"other", 0}, {"others", 0},
    {"package", 0}, {"packages", 0}, {"pallet", 0}, {"pallets", 0}, {"part", 0}, {"parts", 0},
    {"pc", 0}, {"pcs", 0}, {"per", 0}, {"personal effects", 0}, {"piece", 0}, {"pieces", 0},
    {"pkg", 0}, {"pkgs", 0}, {"plt", 0}, {"product", 0}, {"products", 0}, {"repair", 0},
    {"replacement", 0}, {"restricted", 0}, {"said to contain", 0}, {"sample", 0},
    {"samples", 0}, {"set", 0}, {"sets", 0}, {"shipment", 0}, {"slac", 0}, {"spare", 0},
    {"spare part", 0}, {"spares", 0}, {"stc", 0}, {"stuff", 0}, {"sundries", 0}, {"sundry", 0},
    {"supplies", 0}, {"technical", 0}, {"the", 0}, {"to", 0}, {"tool", 0}, {"tools", 0},
    {"type", 0}, {"unit", 0}, {"units", 0}, {"use", 0}, {"used", 0}, {"value", 0},
    {"various", 0}, {"with", 0}, {"without", 0}, {"аксессуары", 0}, {"груз", 0},
    {"грузы", 0}, {"детали", 0}, {"деталь", 0}, {"для", 0},
    {"запасная", 0}, {"запасные", 0}, {"запчасти", 0},
    {"запчасть", 0}, {"и", 0}, {"из", 0}, {"изделие", 0},
    {"изделия", 0}, {"инструмент", 0}, {"инструменты", 0},
    {"к", 0}, {"комплект", 0}, {"комплектующие", 0},
    {"комплекты", 0}, {"материал", 0}, {"материалы", 0},
    {"машины", 0}, {"механизмы", 0}, {"новые", 0}, {"новыи", 0},
    {"оборудование", 0}, {"образец", 0}, {"образцы", 0},
    {"принадлежности", 0}, {"промышленное", 0}, {"прочие", 0},
    {"разное", 0}, {"сборныи", 0}, {"технические", 0},
    {"техническии", 0}, {"товар", 0}, {"товары", 0}, {"части", 0},
    {"часть", 0}, {"шт", 0}, {"штук", 0}, {"электронные", 0},
    {"электронныи", 0}, {"个", 0}, {"产品", 0}, {"仪器", 0}, {"件", 0},
    {"其他", 0}, {"器材", 0}, {"备件", 0}, {"套", 0}, {"工业", 0}, {"工具", 0},
    {"批", 0}, {"新", 0}, {"日用品", 0}, {"旧", 0}, {"普货", 0}, {"普通货物", 0},
    {"机器", 0}, {"机械", 0}, {"杂货", 0}, {"材料", 0}, {"样品", 0}, {"物品", 0},
    {"用品", 0}, {"电子", 0}, {"的", 0}, {"等", 0}, {"设备", 0}, {"货物", 0},
    {"部件", 0}, {"配件", 0}, {"附件", 0}, {"零件", 0}, {"零部件", 0},
    {"零配件", 0}, {"견본", 0}, {"공업용", 0}, {"기계", 0}, {"기기", 0},
    {"기타", 0}, {"물품", 0}, {"및", 0}, {"부속", 0}, {"부속품", 0}, {"부품", 0},
    {"부품류", 0}, {"산업용", 0}, {"샘플", 0}, {"세트", 0}, {"예비", 0},
    {"예비품", 0}, {"용품", 0}, {"일반화물", 0}, {"자재", 0}, {"잡화", 0},
    {"장비", 0}, {"장치", 0}, {"재료", 0}, {"전자", 0}, {"제품", 0}, {"화물", 0},
};

/* What takes, holds or carries samples. */
static const struct phrase apparatus[] = {
    {"bag", 0}, {"bags", 0}, {"bottle", 0}, {"bottles", 0}, {"cell", 0}, {"cells", 0},
    {"chamber", 0}, {"chambers", 0}, {"changer", 0}, {"changers", 0}, {"collector", 0},
    {"collectors", 0}, {"container", 0}, {"containers", 0}, {"cooler", 0}, {"coolers", 0},
    {"cup", 0}, {"cups", 0}, {"cylinder", 0}, {"cylinders", 0}, {"holder", 0}, {"holders", 0},
    {"injector", 0}, {"injectors", 0}, {"loop", 0}, {"loops", 0}, {"preparation", 0},
    {"probe", 0}, {"probes", 0}, {"pump", 0}, {"pumps", 0}, {"tray", 0}, {"trays", 0},
    {"tube", 0}, {"tubes", 0}, {"vial", 0}, {"vials", 0},
};
/* clang-format on */

#define COUNT(table) (sizeof(table) / sizeof *(table))

static size_t first_not_less(const struct phrase *table, size_t n, unsigned char first)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((unsigned char)table[middle].text[0] < first)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_edge(struct str s, size_t at)
{
    return at >= s.n || s.p[at] == ' ';
}

/* The longest phrase that stands at `at`, ending at a word's end (anywhere after Han and Hangul);
 * its length, 0 if none. */
static size_t phrase_at(const struct phrase *table, size_t n, struct str s, size_t at,
                        unsigned *ret_kind)
{
    size_t best = 0;
    unsigned char first = (unsigned char)s.p[at];
    for (size_t i = first_not_less(table, n, first);
         i < n && (unsigned char)table[i].text[0] == first; i++) {
        if (table[i].text[1] != '\0' && (at + 1 >= s.n || table[i].text[1] != s.p[at + 1]))
            continue; /* most end here */
        struct str phrase = str_of(table[i].text);
        if (phrase.n <= best || !str_starts(str_slice(s, at, s.n), phrase))
            continue;
        if (is_edge(s, at + phrase.n) || goods_ends_cjk(phrase)) {
            best = phrase.n;
            *ret_kind = table[i].kind;
        }
    }
    return best;
}

/* A word of digits, or of one letter. */
static size_t empty_word(struct str s, size_t at)
{
    size_t end = at;
    bool is_number = true;
    while (!is_edge(s, end)) {
        is_number = is_number && s.p[end] >= '0' && s.p[end] <= '9';
        end++;
    }
    return is_number || (end - at == 1) ? end - at : 0;
}

bool goods_is_vague(struct str description)
{
    char room[GOODS_FOLD_ROOM];
    struct str s = {room, goods_fold(description, room, sizeof room)};
    size_t at = 0;
    while (at < s.n) {
        unsigned kind = 0;
        if (s.p[at] == ' ') {
            at++;
            continue;
        }
        size_t length = phrase_at(vague, COUNT(vague), s, at, &kind);
        if (length == 0)
            length = empty_word(s, at);
        if (length == 0)
            return false;
        at += length;
    }
    return true;
}

/* Whether the next word says nothing, is of a kind itself or has a number; or there is none. */
static bool is_before_nothing(struct str s, size_t at)
{
    unsigned kind = 0;
    bool is_other = at < s.n && phrase_at(vague, COUNT(vague), s, at, &kind) == 0 &&
                    phrase_at(kinds, COUNT(kinds), s, at, &kind) == 0;
    while (is_other && !is_edge(s, at)) {
        is_other = s.p[at] < '0' || s.p[at] > '9';
        at++;
    }
    return !is_other;
}

/* The kind if it is meant where the next word stands at `next`. */
static unsigned meant(unsigned kind, struct str s, size_t next)
{
    unsigned none = 0;
    bool is_meant = (kind & BEFORE_NOTHING) == 0 || is_before_nothing(s, next);
    if ((kind & UNLESS_APPARATUS) && next < s.n)
        is_meant = phrase_at(apparatus, COUNT(apparatus), s, next, &none) == 0;
    return is_meant ? kind & ~(BEFORE_NOTHING | UNLESS_APPARATUS) : 0;
}

static unsigned kinds_of_item(struct str item)
{
    char room[GOODS_FOLD_ROOM];
    struct str s = {room, goods_fold(item, room, sizeof room)};
    unsigned found = 0;
    size_t at = 1; /* behind the first blank */
    while (at < s.n) {
        unsigned kind = 0;
        size_t from = at;
        bool is_cjk = goods_is_cjk(utf8_next(s, &at));
        if (!is_cjk && s.p[from - 1] != ' ')
            continue;
        size_t length = phrase_at(kinds, COUNT(kinds), s, from, &kind), end = from + length;
        if (length == 0)
            continue;
        found |= meant(kind, s, end + (end < s.n && s.p[end] == ' '));
        at = end;
    }
    return found;
}

static unsigned kinds_of_words(struct str description)
{
    unsigned found = 0;
    struct str item;
    while (goods_next_item(&description, &item))
        found |= kinds_of_item(item);
    return found;
}

unsigned goods_media_or_sample(const struct goods_text *text)
{
    unsigned found = kinds_of_words(text->description);
    struct goods_hs hs = goods_hs_normalise(text->hs);
    struct str digits = {hs.digits, hs.n};
    if (str_starts(digits, STR("8523")) || str_starts(digits, STR("847170")))
        found |= GOODS_MEDIA;
    if (str_starts(digits, STR("4906")))
        found |= GOODS_DOCUMENTS;
    if (text->value_usd_cents >= 0 && text->value_usd_cents <= 100)
        found |= GOODS_NO_VALUE;
    return found;
}

const char *goods_kind_name(enum goods_kind one)
{
    switch (one) {
    case GOODS_MEDIA:
        return "media";
    case GOODS_DOCUMENTS:
        return "documents";
    case GOODS_SAMPLE:
        return "sample";
    case GOODS_NO_VALUE:
        return "no-value";
    case GOODS_PROTOTYPE:
        return "prototype";
    case GOODS_SOFTWARE:
        return "software";
    case GOODS_PLAIN:
        break;
    }
    return "";
}
