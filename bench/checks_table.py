"""The rows of bench/checks.c as one table: usage: checks_table.py RATES.tsv - worlds have planted records, real sets have not."""
import sys


def share(failed, applied):
    if not applied:
        return "-"
    if applied < 100:
        return f"{failed} of {applied}"
    percent = 100 * failed / applied
    return (f"{percent:.0f} %" if percent >= 99.5 else f"{percent:.2g} %") if failed else f"0 of {applied:,}"


def main():
    rates, labels = {}, []
    for line in open(sys.argv[1], encoding="utf-8"):
        label, check, *n = line.rstrip("\n").split("\t")
        if label not in labels:
            labels.append(label)
        old = rates.setdefault(check, {}).setdefault(label, [0, 0, 0, 0])
        rates[check][label] = [a + int(b) for a, b in zip(old, n)]
    real = [label for label in labels if label != "worlds"]
    print("| check | planted, fail | others, fail | power / false rate |" + "".join(f" {label} |" for label in real))
    print("|---|---:|---:|---:|" + "---:|" * len(real))
    for check, by in rates.items():
        a, f, pa, pf = by.get("worlds", [0, 0, 0, 0])
        ratio = f"{(pf / pa) / (f / a):.1f}" if pa and f else "-"
        cells = [share(pf, pa), share(f, a), ratio] + [share(by[x][1], by[x][0]) if x in by else "-" for x in real]
        print(f"| `{check}` | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
