#!/usr/bin/env python3
"""Make data/tables/world.tsv, the coastlines behind the report's map.

    tools/tables/world.py --atlas PACKAGE -o data/tables

PACKAGE is the unpacked npm package world-atlas (TopoJSON of Natural Earth, public domain; the
package: ISC). Its 1:50m land is thinned by Visvalingam's rule (points go in the order of the area
of their triangle) until the table fits, and small islands are left out.

One row is one closed ring, largest first: longitude and latitude of its first point in units of
1/20 degree, then two characters for each further point: the steps in both directions, chr(step +
79), steps of -44 to 44 units. Longitudes may pass 180 degrees: a
ring is never cut there. Inner rings (the Caspian) are rings like the others: even-odd fill.
"""
import argparse
import heapq
import json
import pathlib

import common

UNIT = 20          # per degree
STEP = 44          # largest step, units
ZERO = 79          # character of step 0
MIN_TRIANGLE = 0.006  # square degrees
MIN_RING = 0.05        # square degrees
MAX_BYTES = 60_000


def rings(topology):
    """All rings as lists of (longitude, latitude)."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(points)
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in polygons:
            for ring in polygon:
                points = []
                for i in ring:
                    part = arcs[i] if i >= 0 else arcs[~i][::-1]
                    points += part[1:] if points else part
                yield unwrap(points[:-1] if points[0] == points[-1] else points)


def unwrap(points):
    """Longitudes that go on beyond 180 degrees where a ring crosses that meridian; a ring around
    the pole is closed over the pole."""
    out = [points[0]]
    for x, y in points[1:]:
        while x - out[-1][0] > 180:
            x -= 360
        while out[-1][0] - x > 180:
            x += 360
        out.append((x, y))
    turn = points[0][0] - out[-1][0]
    if abs(turn) > 180:
        end = out[0][0] - 360 if turn > 180 else out[0][0] + 360
        out += [(end, out[0][1]), (end, -90), (out[0][0], -90)]
    return out


def area(points):
    """Twice the signed area."""
    return sum(points[i - 1][0] * p[1] - p[0] * points[i - 1][1] for i, p in enumerate(points))


def triangle(a, b, c):
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def thin(points, smallest):
    """Visvalingam on a closed ring; at least four points stay."""
    n = len(points)
    before, after = [(i - 1) % n for i in range(n)], [(i + 1) % n for i in range(n)]
    size = [triangle(points[before[i]], points[i], points[after[i]]) for i in range(n)]
    heap = [(size[i], i) for i in range(n)]
    heapq.heapify(heap)
    gone, left = [False] * n, n
    while heap and left > 4:
        s, i = heapq.heappop(heap)
        if gone[i] or s != size[i]:
            continue
        if s >= smallest:
            break
        gone[i], left = True, left - 1
        a, b = before[i], after[i]
        after[a], before[b] = b, a
        for k in (a, b):
            size[k] = max(s, triangle(points[before[k]], points[k], points[after[k]]))
            heapq.heappush(heap, (size[k], k))
    return [p for i, p in enumerate(points) if not gone[i]]


def steps(points):
    """Whole units, long steps cut into equal ones, repeated points dropped."""
    whole = [(round(x * UNIT), round(y * UNIT)) for x, y in points]
    out = [whole[0]]
    for x, y in whole[1:]:
        px, py = out[-1]
        parts = max(1, -(-max(abs(x - px), abs(y - py)) // STEP))
        for k in range(1, parts + 1):
            q = (px + round((x - px) * k / parts), py + round((y - py) * k / parts))
            if q != out[-1]:
                out.append(q)
    return out


def row(points):
    text, (x, y) = "", points[0]
    for qx, qy in points[1:]:
        text += chr(qx - x + ZERO) + chr(qy - y + ZERO)
        x, y = qx, qy
    return [str(points[0][0]), str(points[0][1]), text]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--atlas", type=pathlib.Path, required=True)
    parser.add_argument("-o", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    topology = json.loads((arguments.atlas / "land-50m.json").read_text(encoding="utf-8"))
    kept = [r for r in rings(topology) if abs(area(r)) / 2 >= MIN_RING]
    kept.sort(key=lambda r: (-abs(area(r)), r[0]))
    rows = [row(s) for s in (steps(thin(r, MIN_TRIANGLE)) for r in kept) if len(s) > 3]
    size = sum(len("\t".join(r)) + 1 for r in rows)
    print(f"{sum(len(r[2]) // 2 + 1 for r in rows)} points, {size} bytes")
    if size > MAX_BYTES:
        raise SystemExit("too large: raise MIN_TRIANGLE")
    common.write(arguments.o / "world.tsv",
                 ["Coastlines: longitude, latitude (1/20 degree), steps. See tools/tables/world.py.",
                  "Source: Natural Earth 1:50m land (public domain), by world-atlas 2.0.2 (ISC)."],
                 rows, ordered=False)


main()
