#!/usr/bin/env python3
"""Bundle the page of web/ and write it as a C file: tools/page.py OUT WORK auto|enabled|disabled NPM SOURCE...

Copies the sources to WORK, installs the locked packages there with npm, bundles, and writes every file, gzipped, as an
array with its path and type (src/serve/page.h). With "auto" a page that cannot be bundled (no npm, no packages at hand)
becomes a plain one that says so; with "enabled" that is an error. Nothing is written into the source tree.
"""
import gzip
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8",
         ".css": "text/css; charset=utf-8", ".json": "application/json", ".svg": "image/svg+xml"}
LARGEST = 1_000_000  # bytes, gzipped, all files together
PLAIN = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Seine</title></head><body>
<h1>Seine</h1>
<p>This program was built without its page: %s.</p>
<p>The API is there all the same: <code>/api/v1/cases</code>, <code>/search/default?q=NAME</code>.
Build with npm at hand (<code>meson configure build -Dweb=enabled</code>) to have the page.</p>
</body></html>
"""


def bundle(work: pathlib.Path, npm: str, sources: list[pathlib.Path]) -> pathlib.Path:
    """The folder of the bundled files. Raises OSError or subprocess.SubprocessError."""
    root = next(s.parent for s in sources if s.name == "package.json")
    here = work / "web"
    shutil.rmtree(here / "src", ignore_errors=True)
    shutil.rmtree(here / "dist", ignore_errors=True)
    for source in sources:
        target = here / source.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    lock = hashlib.sha256((here / "package-lock.json").read_bytes()).hexdigest()
    mark = here / "node_modules" / ".lock-hash"
    if not mark.exists() or mark.read_text(encoding="ascii") != lock:
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline",
                        "--fetch-retries=1", "--fetch-timeout=20000", "--loglevel=error"],
                       cwd=here, check=True, timeout=240, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.PIPE)
        mark.write_text(lock, encoding="ascii")
    node = shutil.which("node", path=os.path.dirname(npm) + os.pathsep + os.environ.get("PATH", ""))
    subprocess.run([node or "node", "build.mjs", "dist"], cwd=here, check=True, timeout=240,
                   stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return here / "dist"


def write_c(out: pathlib.Path, files: list[tuple[str, bytes]], is_bundled: bool) -> None:
    lines = ["/* Made by tools/page.py. */", '#include "serve/page.h"', ""]
    rows = []
    total = 0
    for i, (name, content) in enumerate(files):
        packed = gzip.compress(content, 9, mtime=0)
        total += len(packed)
        tag = hashlib.sha256(content).hexdigest()[:16]
        lines.append(f"static const unsigned char file_{i}[] = {{")
        lines += [",".join(map(str, packed[j:j + 32])) + "," for j in range(0, len(packed), 32)]
        lines.append("};")
        rows.append(f'    {{"{name}", "{TYPES[pathlib.PurePath(name).suffix]}", "{tag}", file_{i}, '
                    f"sizeof file_{i}, {len(content)}}},")
    if total > LARGEST:
        raise SystemExit(f"page.py: the page has {total} bytes gzipped, more than {LARGEST}")
    lines += ["const struct page_file page_files[] = {", *rows, "};",
              f"const size_t page_n_files = {len(files)};", f"const bool page_is_bundled = {str(is_bundled).lower()};"]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"page: {len(files)} files, {total} bytes gzipped")


def main() -> None:
    out, work, mode, npm = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve(), sys.argv[3], sys.argv[4]
    sources = [pathlib.Path(s).resolve() for s in sys.argv[5:]]
    why = "npm was not there" if mode != "disabled" else "it was left out"
    if mode != "disabled" and npm:
        try:
            dist = bundle(work, npm, sources)
            write_c(out, [(p.name, p.read_bytes()) for p in sorted(dist.iterdir())], True)
            return
        except (OSError, subprocess.SubprocessError) as error:
            said = getattr(error, "stderr", None) or b""
            print(f"page.py: {error}\n{said.decode(errors='replace')[-2000:]}", file=sys.stderr)
            why = "its packages could not be installed"
    if mode == "enabled":
        raise SystemExit(f"page.py: the page cannot be bundled: {why}")
    write_c(out, [("index.html", (PLAIN % why).encode())], False)


if __name__ == "__main__":
    main()
