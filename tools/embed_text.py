#!/usr/bin/env python3
"""Writes text tables as C byte arrays: embed_text.py OUT.c PREFIX FILE..."""
import os
import sys

out, prefix, files = sys.argv[1], sys.argv[2], sys.argv[3:]
with open(out, "w", encoding="ascii") as f:
    f.write("/* Made by tools/embed_text.py; do not edit. */\n#include <stddef.h>\n\n")
    for path in files:
        name = prefix + os.path.splitext(os.path.basename(path))[0].replace("-", "_")
        data = open(path, "rb").read()
        f.write(f"extern const unsigned char {name}[];\nextern const size_t {name}_size;\n")
        f.write(f"const unsigned char {name}[] = {{\n")
        for at in range(0, len(data), 24):
            f.write(",".join(str(b) for b in data[at:at + 24]) + ",\n")
        f.write(f"0}};\nconst size_t {name}_size = {len(data)};\n\n")
