/* text/korean.c - what Korean names look like, in Hangul and in Latin letters. It knows the shapes
 * of syllables and the family names, not what else a word may mean. */
#include "text/words.h"

#include <string.h>

bool text_is_korean_family(struct str syllable)
{
    static const char FAMILIES[] = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심"
                                   "노하곽성차주우구민진지엄채원천방"
                                   "공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국"
                                   "어은편용예봉사부리림량려렴로롱";
    return memmem(FAMILIES, sizeof FAMILIES - 1, syllable.p, syllable.n) != NULL;
}

/* Takes the longest of some beginnings off a word. */
static void skip_one_of(struct str *w, const char *const *heads, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct str head = str_of(heads[i]);
        if (str_starts(*w, head)) {
            *w = str_slice(*w, head.n, w->n);
            return;
        }
    }
}

/* A syllable of a Korean name in Latin letters, by any of the ways of writing them. */
static bool is_korean_syllable(struct str w)
{
    static const char *const HEADS[] = {"kk", "tt", "pp", "ss", "jj", "kh", "th", "ph", "rh",
                                        "ch", "sh", "k",  "g",  "n",  "t",  "d",  "r",  "l",
                                        "m",  "p",  "b",  "s",  "j",  "h",  "y",  "w"};
    static const char *const MIDDLES[] = {
        "yae", "yeo", "you", "wae", "oi", "ai", "ou", "ay", "ae", "eo", "eu", "oe", "oo", "ee",
        "ui",  "ya",  "yo",  "ye",  "yu", "wa", "wo", "we", "wi", "a",  "o",  "u",  "i",  "e"};
    static const char *const TAILS[] = {"ng", "rk", "k", "g", "n", "l", "m", "p", "b", "r", "h"};
    struct str rest = w;
    skip_one_of(&rest, HEADS, sizeof HEADS / sizeof *HEADS);
    size_t head = w.n - rest.n, left = rest.n;
    skip_one_of(&rest, MIDDLES, sizeof MIDDLES / sizeof *MIDDLES);
    bool is_plain_e = left == rest.n + 1 && w.p[head] == 'e';
    if (left == rest.n || (is_plain_e && (head == 0 || !strchr("jhsyw", w.p[head - 1]))))
        return false;
    skip_one_of(&rest, TAILS, sizeof TAILS / sizeof *TAILS);
    return rest.n == 0;
}

size_t text_korean_family_rank(struct str w)
{
    static const char FAMILIES[] =
        " kim gim ri lee yi li rhee pak park bak choe choi jong jung jeong chung kang gang jo "
        "cho yun yoon jang chang rim lim im han o oh so seo suh sin shin kwon gwon hwang an "
        "ahn song ryu yu yoo hong jon jeon chon chong cheon ko go mun moon son yang ryang pae bae "
        "paek baek ho heo hur sim shim no roh ro noh ha kwak gwak cha ju joo chu u woo ku koo "
        "min jin chin ji chi om eom won chae pang bang kong gong hyon hyun ham pyon byun yom "
        "ryom yeom ye ryo nam to do sok seok sol ma kil gil wi pyo myong ki gi ra na wang kum "
        "ok in myung maeng che mo thak tak kuk guk phyo thae tae wu chun ";
    char key[12];
    size_t n = w.n + 2;
    if (n > sizeof key)
        return SIZE_MAX;
    key[0] = key[n - 1] = ' ';
    memcpy(key + 1, w.p, w.n);
    const char *at = memmem(FAMILIES, sizeof FAMILIES - 1, key, n);
    return at ? (size_t)(at - FAMILIES) : SIZE_MAX;
}

bool text_is_korean_name(struct str a, struct str b, struct str c)
{
    return is_korean_syllable(a) && is_korean_syllable(b) && is_korean_syllable(c) &&
           (text_korean_family_rank(a) != SIZE_MAX || text_korean_family_rank(c) != SIZE_MAX);
}
