#!/usr/bin/env python3
"""Write an assembler file that puts tables into the library: tools/tables/embed.py OUT TABLE...

For data/tables/NAME.tsv there are the symbols seine_table_NAME and seine_table_NAME_end. The hash of
each table stands in the output, so that a changed table changes the source that is compiled.
"""
import hashlib
import pathlib
import sys

lines = ["/* Made by tools/tables/embed.py. */", '.section .note.GNU-stack,"",%progbits',
         ".section .rodata"]
for argument in sys.argv[2:]:
    path = pathlib.Path(argument).resolve()
    symbol = "seine_table_" + path.stem
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    quoted = str(path).replace("\\", "\\\\").replace('"', '\\"')
    for name in (symbol, symbol + "_end"):
        lines += [f".global {name}", f".hidden {name}"]
    lines += [f"/* {digest} */", f"{symbol}:", f'.incbin "{quoted}"', f"{symbol}_end:", ".byte 0"]
pathlib.Path(sys.argv[1]).write_text("\n".join(lines) + "\n", encoding="utf-8")
