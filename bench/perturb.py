"""bench/perturb.py - writes listed names badly, one query per entity and kind, for bench/robustness.

usage: robustness names LISTS | python3 bench/perturb.py [SEED [ENTITIES]] > QUERIES

Every table here is typed in for this file; none is read from, or made with, the tables of the matcher, so that a variant
which the matcher does not know is missed and seen. Kinds of class "single" are one slip, "adversarial" are tricks and
"cross" are other scripts. A query that is another listed party's name word for word, or (after a word was dropped or
cut to its initial) fits four or more other parties as well, is left out and counted."""
import collections
import random
import re
import sys
import unicodedata

NICK = dict(l.split() for l in """mohammad mohd,muhammad mohd,michael mike,mikhail misha,vladimir volodya,aleksandr sasha,alexander alex,aleksey alyosha
sergey seryozha,sergei seryozha,nikolay kolya,nikolai kolya,dmitry dima,dmitriy dima,ivan vanya,yury yura,yuriy yura,evgeny zhenya,yevgeny zhenya
konstantin kostya,anatoly tolya,anatoliy tolya,viktor vitya,mariya masha,maria masha,yekaterina katya,ekaterina katya,tatiana tanya,tatyana tanya
natalia natasha,natalya natasha,elena lena,yelena lena,olga olya,irina ira,svetlana sveta,ludmila lyuda,robert bob,william bill,richard dick,james jim
john jack,joseph joe,thomas tom,charles charlie,daniel dan,david dave,edward ed,elizabeth liz,jose pepe,francisco paco,juan juanito,manuel manolo
carlos carlitos,antonio tony,luis lucho,ibrahim ibo,gennady gena,gennadiy gena,boris borya,pavel pasha,oleg olezhka,leonid lyonya,valery valera
andrei andryusha,andrey andryusha,stanislav stas,vyacheslav slava,vladislav vlad,grigory grisha,grigoriy grisha,roman roma,maksim max,petr petya""".replace("\n", ",").split(","))
FORMS = [("company limited", "co ltd"), ("limited liability company", "llc"), ("joint stock company", "jsc"), ("public joint stock company", "pjsc"),
         ("limited", "ltd"), ("corporation", "corp"), ("incorporated", "inc"), ("company", "co"), ("obshchestvo s ogranichennoi otvetstvennostyu", "ooo")]
FORM_WORDS = set("ltd limited llc inc incorporated corp corporation co company gmbh sa sarl plc jsc pjsc ojsc cjsc ooo oao zao pao ao fze fzco fzc bv ag sas srl pte bhd sdn kft".split())
SHORT = dict(l.split() for l in """company co,corporation corp,limited ltd,international intl,technology tech,technologies tech,services srvces,service srvce,group grp
trading trdg,industrial indl,industries inds,industry ind,development dev,general gen,commercial comm,commerce comm,science sci,scientific sci,shipping shpg
engineering engrg,electronics elec,electronic elec,manufacturing mfg,import imp,export exp,bank bk,center ctr,centre ctr,institute inst,university univ
investment invest,management mgmt,holding hldg,holdings hldgs,national natl,petroleum petr,chemical chem,equipment eqpt,foundation fdn,association assn
department dept,marine mar,maritime mar,aviation avn,research res,production prod,enterprise ent,products prods,construction constr,transport transp""".replace("\n", ",").split(","))
SHORT["and"] = "&"
OCR = [("0", "o"), ("o", "0"), ("l", "1"), ("i", "1"), ("i", "l"), ("s", "5"), ("b", "8"), ("rn", "m"), ("m", "rn"), ("cl", "d"), ("g", "9"), ("vv", "w"), ("w", "vv"), ("z", "2"), ("e", "c"), ("u", "v")]
LOOK = dict(zip("aceopxyijsbhkmntgdlqvwr", "асеорхуіјѕвнкмптɡԁӏԛνԝг"))
KEYS = {}
for line in ("qwertyuiop", "asdfghjkl", "zxcvbnm"):
    for a, b in zip(line, line[1:]):
        KEYS.setdefault(a, []).append(b)
        KEYS.setdefault(b, []).append(a)
SPELL = {
    "Russian": [("kh", "h"), ("zh", "j"), ("yu", "iu"), ("ya", "ia"), ("ks", "x"), ("ov\\b", "off"), ("ev\\b", "eff"), ("iy\\b", "y"), ("ey\\b", "ei"), ("shch", "sch"), ("ts", "c"), ("y\\b", "iy"), ("ye", "e")],
    "Arabic": [("mohammed|mohammad|mohamed", "muhammad"), ("muhammad", "mohamed"), ("hussein|husayn|hussain", "husein"), ("ahmad", "ahmed"), ("ahmed", "ahmad"), ("abdul ?", "abd al "), ("abd al[- ]", "abdul "), ("al-", "el-"),
               ("ee", "i"), ("ou", "u"), ("oo", "u"), ("q", "k"), ("kh", "ch"), ("gh", "g"), ("aw", "au"), ("ayy", "ai"), ("ay", "ai"), ("dh", "d"), ("u", "ou"), ("i", "ee")],
    "Korean": [("jong\\b", "chong"), ("chong\\b", "jeong"), ("\\bri\\b", "lee"), ("\\bpak\\b", "park"), ("\\bchoe\\b", "choi"), ("\\bkim\\b", "gim"), ("song\\b", "seong"), ("yong\\b", "young"), ("chol\\b", "cheol"), ("\\bso\\b", "seo"), ("hyok\\b", "hyeok"), ("kang\\b", "gang"), ("tae", "dae")],
    "Chinese": [("\\bzh", "ch"), ("\\bx", "hs"), ("\\bq", "ch'"), ("\\bj", "ch"), ("ong\\b", "ung"), ("\\bb", "p"), ("\\bd", "t"), ("\\bg", "k"), ("ian\\b", "ien")]}
CYR = [("shch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("yu", "ю"), ("ya", "я"), ("yo", "ё"), ("ye", "е"), ("iy", "ий"), ("ey", "ей"), ("ay", "ай"), ("oy", "ой")]
CYR1 = dict(zip("abvgdezijklmnoprstufhcywxq", "абвгдезийклмнопрстуфхкывхк"))
LATIN = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ", "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya i i e g".split()))
NOISE = ["messrs", "attn", "account of", "c/o", "notify party", "to order of", "tel 5551234", "head office", "branch"]
ROAD = ["12 Harbour Road, Office 305", "Bldg 7, Industrial Zone", "P.O. Box 4471 Dubai", "No 88 Nanjing Road Shanghai", "Unit 3, 45 Queen Street", "ul. Lenina 14, Moscow"]


def norm(s):
    s = unicodedata.normalize("NFKD", s).casefold()
    s = "".join(c for c in s if not unicodedata.combining(c) and c not in "'`’ʻ")
    return " ".join(re.findall(r"\w+", s))


def script(s):
    n = collections.Counter(unicodedata.name(c, "OTHER").split()[0] for c in s if c.isalpha())
    name = n.most_common(1)[0][0] if n else "OTHER"
    return {"LATIN": "Latin", "CYRILLIC": "Cyrillic", "ARABIC": "Arabic", "CJK": "Han", "HANGUL": "Hangul"}.get(name, "other")


def plain(s):
    """ "FAMILY, Given" in running order, as papers have it."""
    m = re.fullmatch(r"([^,]+), ([^,()]+)", s)
    return m.group(2) + " " + m.group(1) if m else s


def change(rng, words, keep, how):
    """Applies how to one word of those that keep accepts."""
    places = [i for i, w in enumerate(words) if keep(w)]
    if not places:
        return None
    i = rng.choice(places)
    return " ".join(words[:i] + [how(words[i])] + words[i + 1:])


def typo(rng, w):
    i = rng.randrange(1, len(w) - 1)
    op = rng.randrange(4)
    near = rng.choice(KEYS.get(w[i].lower(), ["e"]))
    return (w[:i] + w[i + 1:], w[:i] + near + w[i:], w[:i] + near + w[i + 1:], w[:i] + w[i + 1] + w[i] + w[i + 2:])[op]


def swap_one(rng, s, pairs):
    found = [(a, b) for a, b in pairs if re.search(a, s)]
    if not found:
        return None
    a, b = rng.choice(found)
    hits = list(re.finditer(a, s))
    m = rng.choice(hits)
    return s[:m.start()] + b + s[m.end():]


def swap_all(s, pairs):
    out = s
    for a, b in pairs:
        out = re.sub(a, b, out, count=1)
    return out if out != s else None


def origin(name, program):
    if re.search(r"(ov|ev|in|sky|skiy|enko|ova|eva|ina|skaya)\b", name) and re.search(r"(vich|vna|[oe]v|[oe]va)\b", name):
        return "Russian"
    if re.search(r"\b(al|abu|bin|ibn|abd|abdul|muhammad|mohammed|mohammad|mohamed|ahmad|ahmed|hassan|hussein|husayn|ali)\b", name):
        return "Arabic"
    w = name.split()
    if re.search(r"\b(kim|ri|pak|choe|jong|hyok|chol|song|yong)\b", name) and 2 < len(w) < 4 and max(map(len, w)) < 7:
        return "Korean"
    if 1 < len(w) < 4 and re.search(r"\b(zh|x|q)[aeiou]", name) and max(map(len, w)) < 7 and all(re.fullmatch(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?[aeiou]{1,3}(n|ng|r)?", x) for x in w):
        return "Chinese"
    return None


def to_cyrillic(s):
    for a, b in CYR:
        s = s.replace(a, b)
    return "".join(CYR1.get(c, c) for c in s)


def two(words):
    return len(words) >= 2


def single(rng, name, kind):
    w = name.split()
    low = [norm(x) for x in w]
    long_ = lambda x: len(x) > 4 and x.isascii() and x.isalpha()
    yield "typo", change(rng, w, long_, lambda x: typo(rng, x))
    drop = [i for i in range(len(w)) if low[i] and low[i] not in FORM_WORDS]
    if len(drop) >= 3:
        i = rng.choice(drop)
        yield "token dropped", " ".join(w[:i] + w[i + 1:])
    i = rng.randrange(len(w) + 1)
    yield "token added", " ".join(w[:i] + [rng.choice(["new", "star", "karim", "delta", "first", "peter", "ocean"])] + w[i:])
    if two(w):
        i = rng.randrange(len(w) - 1)
        yield "tokens joined", " ".join(w[:i] + [w[i] + w[i + 1]] + w[i + 2:])
        other = w[:]
        rng.shuffle(other)
        yield "tokens reordered", " ".join(other) if other != w else " ".join(w[::-1])
    cut = lambda x: x[:len(x) // 2] + " " + x[len(x) // 2:]
    yield "token split", change(rng, w, lambda x: len(x) > 6 and x.isascii() and x.isalpha(), cut)
    if kind == "person" and len(w) >= 2:
        yield "initial", " ".join([w[0][0] + "."] + w[1:])
        got = [i for i, x in enumerate(low) if x in NICK]
        if got:
            i = rng.choice(got)
            yield "nickname", " ".join(w[:i] + [NICK[low[i]]] + w[i + 1:])
    if kind != "person":
        rest = [x for x, y in zip(w, low) if y not in FORM_WORDS]
        if rest and len(rest) < len(w):
            yield "form dropped", " ".join(rest)
            yield "form swapped", " ".join(rest) + " " + rng.choice(["GmbH", "LLC", "Ltd", "JSC", "SARL"])
        short = swap_one(rng, " ".join(low), [(r"\b%s\b" % a, b) for a, b in FORMS])
        yield "form abbreviated", short
        words = [SHORT.get(x, x) for x in low]
        if words != low:
            yield "words abbreviated", " ".join(words)
    yield "OCR, one", swap_one(rng, name.lower(), OCR)


def adversarial(rng, name):
    w = name.split()
    s = name.lower()
    twice = swap_one(rng, s, OCR)
    yield "OCR, two", twice and swap_one(rng, twice, OCR)
    yield "vowels dropped", change(rng, w, lambda x: len(x) > 5 and x.isascii(), lambda x: x[0] + re.sub("[aeiouAEIOU]", "", x[1:-1]) + x[-1])
    places = [i for i, c in enumerate(s) if c in LOOK]
    if places:
        some = set(rng.sample(places, min(len(places), 3)))
        yield "homoglyphs, three", "".join(LOOK[c] if i in some else c for i, c in enumerate(s))
        yield "homoglyphs, all", "".join(LOOK.get(c, c) for c in s)
    i = rng.randrange(1, len(name))
    yield "zero width", name[:i] + rng.choice("\u200b\u200c\u200d\ufeff\u2060\u00ad") + name[i:]
    yield "bidi controls", "\u202e" + name[:i] + rng.choice("\u200e\u200f\u202a\u2066") + name[i:] + "\u202c"
    i = rng.randrange(len(w))
    yield "script mixed", " ".join(w[:i] + [to_cyrillic(w[i].lower())] + w[i + 1:])
    yield "noise words", rng.choice(NOISE) + " " + name
    yield "address in the name", name + ", " + rng.choice(ROAD)
    a = change(rng, w, lambda x: len(x) > 4 and x.isalpha(), lambda x: typo(rng, x))
    yield "two typos", a and change(rng, a.split(), lambda x: len(x) > 4 and x.isalpha(), lambda x: typo(rng, x))


def cross(rng, name):
    s = name.lower()
    tongue = origin(norm(s), None)
    if tongue:
        yield "spelling, one, " + tongue, swap_one(rng, s, SPELL[tongue]), "all"
        yield "spelling, many, " + tongue, swap_all(s, SPELL[tongue]), "all"
        if tongue == "Russian":
            yield "written in Cyrillic", to_cyrillic(norm(s)), "latin"


def queries(rng, entity):
    """(kind, class, index, name made bad, the name it was) of one entity."""
    kind, names = entity["kind"], entity["names"]
    latin = [n for n, how in names if script(n) == "Latin" and len(norm(n)) >= 6 and how != "weak"]
    native = [n for n, how in names if script(n) in ("Cyrillic", "Arabic", "Han", "Hangul")]
    name = plain(rng.choice(latin or native or [""]))
    if len(norm(name)) < 3:
        return
    for k, q in single(rng, name, kind):
        yield k, "single", "all", q, name
    for k, q in adversarial(rng, name):
        yield k, "adversarial", "all", q, name
    for k, q, index in cross(rng, name) if latin else ():
        yield k, "cross", index, q, name
    if latin and native:
        n = rng.choice(native)
        yield "original script", "cross", "latin", n, n
        yield "Latin of it", "cross", "native", name, n
        if script(n) == "Cyrillic":
            yield "Latin of it, keyed", "cross", "latin", "".join(LATIN.get(c, c) for c in n.lower()).replace("_", ""), n
    if native:
        n = rng.choice(native)
        i = rng.randrange(len(n))
        yield "zero width", "adversarial", "all", n[:i] + "\u200b" + n[i:], n
        if len(n) > 5:
            i = rng.randrange(1, len(n) - 1)
            yield "character dropped", "single", "all", n[:i] + n[i + 1:], n


def read(lines):
    entities = {}
    for line in lines:
        i, kind, how, key, name = line.rstrip("\n").split("\t")
        e = entities.setdefault(int(i), {"kind": kind, "names": [], "key": key})
        e["names"].append((name, how))
    return entities


def actors(entities):
    """Entities with one name in common, word for word, are one party (the lists repeat each other)."""
    up = list(range(max(entities) + 1))

    def top(x):
        while up[x] != x:
            up[x] = up[up[x]]
            x = up[x]
        return x
    first = {}
    for i, e in entities.items():
        for name, how in e["names"]:
            key = " ".join(sorted(norm(name).split()))
            if how != "weak" and (len(key) >= 8 or script(name) in ("Han", "Hangul")):
                a, b = top(first.setdefault(key, i)), top(i)
                up[max(a, b)] = min(a, b)
    return {i: top(i) for i in entities}


def looser(words):
    """What a name becomes when one word is dropped or its first word cut to the initial."""
    for i in range(len(words)):
        yield "d", tuple(sorted(words[:i] + words[i + 1:]))
        yield "i", tuple(sorted(words[:i] + [words[i][0]] + words[i + 1:]))


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    entities = read(sys.stdin)
    actor = actors(entities)
    whole, loose = collections.defaultdict(set), collections.defaultdict(set)
    for i, e in entities.items():
        for name, _ in e["names"]:
            words = norm(name).split()[:12]
            whole[" ".join(sorted(words))].add(actor[i])
            for key in looser(words):
                loose[key].add(actor[i])
    size = collections.Counter(actor.values())
    chosen = sorted(entities, key=lambda i: (random.Random(f"{seed} {entities[i]['key']} {i}").random(), i))
    seen, picked = set(), []
    for i in chosen:
        if actor[i] not in seen and len(picked) < wanted:
            seen.add(actor[i])
            picked.append(i)
    for i, a in actor.items():
        if i != a:
            print(f"actor\t{i}\t{a}")
    out, same, vague, unchanged = [], 0, 0, 0
    for i in picked:
        rng = random.Random(f"{seed} {i}")
        for kind, class_, index, q, name in queries(rng, entities[i]):
            if not q:
                continue
            words = norm(q).split()[:12]
            if index == "all" and q == name:
                unchanged += 1
            elif whole[" ".join(sorted(words))] - {actor[i]}:
                same += 1
            elif kind in ("token dropped", "initial") and len(loose[kind == "initial" and "i" or "d", tuple(sorted(words))] - {actor[i]}) > 3:
                vague += 1
            else:
                hint = entities[i]["kind"] if entities[i]["kind"] != "unknown" else "unknown"
                out.append((index, i, f"query\t{kind}\t{script(name)}\t{class_}\t{index}\t{i}\t{hint}\t{q}\t{name}"))
    print(f"note\tseed {seed}; {len(entities)} entities are {len(size)} parties (largest of {max(size.values())}); {len(picked)} parties, {len(out)} queries")
    print(f"note\tleft out: {same} that are another party's name, {vague} that fit four or more other parties, {unchanged} unchanged")
    for _, _, line in sorted(out):
        print(line)


main()
