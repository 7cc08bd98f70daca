#!/usr/bin/env python3
"""The page's words: catalogue.py SOURCE prints "ok ..." and "not ok ..." lines.

Both languages have the same keys with the same places for values; every key is used and every used key is there; no word
of the page stands in the source outside the catalogue; the engine's kinds of evidence all have a word.
"""
import csv
import json
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
web = root / "web"
languages = {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in sorted((web / "catalogue").glob("??.json"))}
sources = {p.name: p.read_text(encoding="utf-8") for p in sorted((web / "src").glob("*.ts*"))}
english = languages["en"]
PLACE = re.compile(r"\{(\w+)\}")
# Kept as they are in every language: names, a placeholder for a country's code, and what keyboards have on them.
SAME = {"Seine", "KP", "Esc"}


def result(what: str, wrong: list[str]) -> None:
    print(f"{'not ok' if wrong else 'ok'} catalogue: {what}")
    for line in wrong[:8]:
        print(f"# {line}")


def same_keys() -> list[str]:
    return [f"{name} lacks or has too much: {key}" for name, words in languages.items() for key in set(words) ^ set(english)] + \
        ([] if len(languages) > 1 else ["there is only one language"])


def same_places() -> list[str]:
    wrong = [f"{name}: {key}" for name, words in languages.items() for key, text in words.items()
             if set(PLACE.findall(text)) != set(PLACE.findall(english.get(key, "")))]
    texts = json.loads((web / "catalogue" / "texts.de.json").read_text(encoding="utf-8"))
    return wrong + [f"texts.de: {a}" for a, b in texts.items() if not set(PLACE.findall(b)) <= set(PLACE.findall(a))]


def empty() -> list[str]:
    return [f"{name}: {key}" for name, words in languages.items() for key, text in words.items() if not text.strip()]


def is_used(key: str, everything: str, prefixes: set[str]) -> bool:
    return f"'{key}'" in everything or any(key.startswith(p) for p in prefixes)


def unused() -> list[str]:
    everything = "\n".join(sources.values())
    prefixes = set(re.findall(r"`([a-z.]+\.)\$\{", everything)) | {f"{g}." for g in re.findall(r"word\('(\w+)'", everything)}
    return [key for key in english if not is_used(key, everything, prefixes)]


def literal_words() -> list[str]:
    """Text between tags, and attributes that are read out or shown."""
    wrong = []
    for name, source in sources.items():
        if not name.endswith(".tsx"):
            continue
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", source, flags=re.S)
        found = re.findall(r">([^<>{}=;()]*[^\W\d_]{2,}[^<>{}=;()]*)</", code)
        found += re.findall(r"\b(?:title|aria-label|placeholder|alt|label)=\"([^\"]*[^\W\d_]{2,}[^\"]*)\"", code)
        wrong += [f"{name}: {text.strip()}" for text in found if text.strip() not in SAME]
    return wrong


def kinds() -> list[str]:
    """Kinds as the checks and the assembly have them, and as their tests' worlds show them."""
    rules = (root / "src/check/rules.c").read_text(encoding="utf-8")
    found = set(re.findall(r"\[CHECK_\w+\] = *\{\s*\"([a-z0-9-]+)\"", rules))
    for source in (root / "src/assemble").glob("*.c"):
        if source.name.startswith("curves_"):  # its names are of curves
            continue
        code = source.read_text(encoding="utf-8")
        found |= set(re.findall(r"add\(rows, \"([a-z0-9-]+)\"", code)) | set(re.findall(r"\(struct evidence\)\{\s*\"([a-z0-9-]+)\"", code))
        found |= set(re.findall(r"\[AS_(?!N_)\w+\] = \{\"([a-z0-9-]+)\"", code))
    return [f"evidence.{kind}" for kind in sorted(found) if f"evidence.{kind}" not in english] + ([] if len(found) > 30 else ["kinds are not found"])


def engine_texts() -> list[str]:
    """What a check says when it fails, what opens a case, the names of kits' parts, our measures, the limits: all have a
    German text."""
    texts = json.loads((web / "catalogue" / "texts.de.json").read_text(encoding="utf-8"))
    join = re.compile(r"\"\s*\n?\s*\"")
    rules = join.sub("", (root / "src/check/rules.c").read_text(encoding="utf-8"))
    said = re.findall(r"\[CHECK_\w+\] = *\{\s*\"[a-z0-9-]+\",\s*\"([^\"]+)\"", rules)
    limits = join.sub("", (root / "src/report/report.c").read_text(encoding="utf-8"))
    said += re.findall(r"\"([^\"]+)\"", limits[limits.index("report_limits[]"):limits.index("NULL}")])
    alone = join.sub("", (root / "src/assemble/alone.c").read_text(encoding="utf-8"))
    said += re.findall(r"\[AS_(?!N_)\w+\] = \{\s*\"[a-z0-9-]+\",\s*\"([^\"]+)\"", alone)
    with open(root / "data/measures.csv", encoding="utf-8", newline="") as table:
        said += sorted({row["measure"] for row in csv.DictReader(table)})
    said += [part["name"] for kit in json.loads((root / "data/kits.json").read_text(encoding="utf-8")) for part in kit["components"]]
    kits = [f"kit.{kit['id']}" for kit in json.loads((root / "data/kits.json").read_text(encoding="utf-8"))]
    return [text for text in said if text not in texts] + [key for key in kits if key not in english] + ([] if len(said) > 120 else ["texts are not found"])


result("both languages have the same keys", same_keys())
result("both have the same places for values", same_places())
result("no text is empty", empty())
result("every key is used", unused())
result("no word stands in the source outside the catalogue", literal_words())
result("every kind of evidence has a word", kinds())
result("what the engine says has a German text", engine_texts())
