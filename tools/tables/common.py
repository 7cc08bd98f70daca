"""What the table generators share: reading packages, writing our own compact layout.

A table is UTF-8 text. Lines that begin with '#' are its header (what, source, version, licence);
every other line is one row of fields separated by tabs, and rows stand in order of their first
field, bytewise. Degrees are written in 1/10,000 as whole numbers; an empty field is not known.
"""
import csv
import io
import pathlib


def fixed(degrees):
    """Degrees as text, or a number, to 1/10,000 degrees; '' for None."""
    if degrees is None or degrees == "":
        return ""
    return str(round(float(degrees) * 10000))


def clean(text):
    return " ".join(text.split())


def read_latin1_csv(path):
    return list(csv.reader(io.StringIO(path.read_text(encoding="latin-1"))))


def write(path, header, rows, ordered=True):
    """Writes a table and returns the number of its rows."""
    lines = ["\t".join(row) for row in rows]
    for line in lines:
        if "\n" in line or line.startswith("#"):
            raise ValueError("not a row: " + line)
    if ordered:
        keys = [row[0].encode() for row in rows]
        if keys != sorted(keys):
            raise ValueError(f"{path}: rows are not in order")
    text = "".join("# " + h + "\n" for h in header) + "".join(line + "\n" for line in lines)
    pathlib.Path(path).write_text(text, encoding="utf-8")
    print(f"{path}: {len(rows)} rows, {len(text.encode())} bytes")
    return len(rows)
