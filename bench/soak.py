"""A day of work for a running server, by count: soak.py URL PID SHARE [BODIES LOAD]. SOAK_HOURS=2 ends sooner.

What a day is: a hub that screens 250,000 consignments of four parties (1,000,000 matches); twenty analysts who look
at 200 cases each, with graph and evidence, and decide on 50; a file of consignments every quarter of an hour; a plan
and a reload of the lists every hour; health every 5 s and metrics every 15 s; searches, streams of events, requests
that are wrong and clients that hang up. SHARE is the part of it that is done (1 = all), hour by hour.
BODIES and LOAD: bodies of matches and bench/serve_load, which sends them faster than Python can.

After each of 24 hours the server's memory, open files and threads are read from /proc. From the ninth hour on the work
repeats itself (files hold records that are known by then), so memory must be steady: exit code 1 if the median of the
last eight hours is more than 3 % and 2 MB above that of the eight before, or if an answer was not as it should be."""

import http.client
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import time
import urllib.parse

URL, PID, SHARE = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
BODIES, LOAD = (sys.argv[4], sys.argv[5]) if len(sys.argv) > 5 else (None, None)
HOST = urllib.parse.urlsplit(URL).netloc
DAY = {
    "match": 1_000_000, "inbox": 4_000, "case": 4_000, "graph": 4_000, "evidence": 4_000, "decision": 1_000,
    "search": 2_000, "file": 96, "plan": 24, "reload": 24, "health": 17_280, "metrics": 5_760, "stream": 480,
    "wrong": 2_400, "hang up": 240,
}  # fmt: skip
NAMES = ["Namchongang Tradng Corp", "Harbour Street Bakery", "Korea Mining Development", "调味品有限公司", "Ivanov Ltd"]
WRONG = [
    ("GET", "/nowhere", None, 404), ("POST", "/match/default", b"{", 422), ("GET", "/entities/none", None, 404),
    ("POST", "/api/v1/plans", b'{"from":7}', 400), ("GET", "/api/v1/cases/SC-NONE", None, 404),
]  # fmt: skip
HOURS = int(os.environ.get("SOAK_HOURS", "24"))
rng = random.Random(1)
done = dict.fromkeys(DAY, 0)
bad = []
line = http.client.HTTPConnection(HOST, timeout=300)
cases = []


def ask(kind, method, path, body=None, wanted=200):
    for attempt in (0, 1):  # a connection that stood idle for long may have been closed
        try:
            line.request(method, path, body=body, headers={"Content-Type": "application/json"} if body else {})
            answer = line.getresponse()
            text = answer.read()
            break
        except (http.client.HTTPException, OSError):
            line.close()
            if attempt:
                raise
    done[kind] += 1
    if answer.status != wanted and not (kind == "decision" and answer.status == 503):
        bad.append(f"{method} {path}: {answer.status} instead of {wanted}: {text[:200]!r}")
    return text


def match(n):
    if LOAD and n >= 1000:
        while n > 0:
            out = subprocess.run([LOAD, str(urllib.parse.urlsplit(URL).port), "/match/default", BODIES, "8", "1"],
                                 capture_output=True, check=True, text=True).stdout.split("|")  # fmt: skip
            done["match"] += int(out[2])
            n -= int(out[2])
            if int(out[3]):
                bad.append(f"{out[3]} matches were not answered with 200")
        return
    for _ in range(n):
        query = {"queries": {"q": {"schema": "LegalEntity", "properties": {"name": [rng.choice(NAMES)]}}}}
        ask("match", "POST", "/match/default", json.dumps(query).encode())


def take_in(i):
    rows = ["id,issued,shipper_name,shipper_country,consignee_name,consignee_country,description"]
    rows += [f"F{i % 8}-{n},2026-03-{1 + n % 28:02},Works {n},CN,Import House {n % 7},AE,pump parts" for n in range(100)]
    job = json.loads(ask("file", "POST", f"/api/v1/consignments?name=f{i}.csv", "\n".join(rows).encode(), 202))["job"]
    while True:
        line.request("GET", "/api/v1/jobs/" + job)
        state = json.loads(line.getresponse().read())
        if state["state"] in ("done", "failed"):
            break
        time.sleep(0.02)
    if state["state"] == "failed":
        bad.append(f"a file was not taken in: {state}")


def raw(kind, text, until=None):
    with socket.create_connection((urllib.parse.urlsplit(URL).hostname, urllib.parse.urlsplit(URL).port), 60) as s:
        s.sendall(text.encode())
        got = b""
        while until and until not in got:
            part = s.recv(65536)
            if not part:
                bad.append(f"{kind}: the server hung up: {got[:200]!r}")
                break
            got += part
    done[kind] += 1


def one(kind, i):
    case = rng.choice(cases)
    if kind == "inbox":
        ask(kind, "GET", f"/api/v1/cases?limit=50&offset={i % 3 * 10}")
    elif kind == "case":
        ask(kind, "GET", f"/api/v1/cases/{case}")
    elif kind in ("graph", "evidence"):
        ask(kind, "GET", f"/api/v1/cases/{case}/{kind}")
    elif kind == "decision":
        verdict = rng.choice(["open", "hold", "release"])
        ask(kind, "POST", f"/api/v1/cases/{case}/decision", json.dumps({"verdict": verdict, "reason": "soak"}).encode())
    elif kind == "search":
        ask(kind, "GET", "/search/default?q=" + urllib.parse.quote(rng.choice(NAMES)))
    elif kind == "file":
        take_in(i)
    elif kind == "plan":
        ask(kind, "POST", "/api/v1/plans", b'{"from":"2026-03-01","days":7,"capacity":3}')
    elif kind == "reload":
        ask(kind, "POST", "/api/v1/lists/reload", b"")
    elif kind == "health":
        ask(kind, "GET", "/healthz")
    elif kind == "metrics":
        ask(kind, "GET", "/metrics")
    elif kind == "stream":
        raw(kind, f"GET /api/v1/events/stream HTTP/1.1\r\nHost: {HOST}\r\n\r\n", b"retry")
    elif kind == "wrong":
        ask(kind, *WRONG[i % len(WRONG)])
    else:
        raw(kind, f"POST /match/default HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 400\r\n\r\n" + "{" * (i % 300))


def memory():
    with open(f"/proc/{PID}/status", encoding="ascii") as f:
        status = f.read()
    kb = int(re.search(r"^VmRSS:\s+(\d+)", status, re.M)[1])
    return kb / 1024, len(os.listdir(f"/proc/{PID}/fd")), int(re.search(r"^Threads:\s+(\d+)", status, re.M)[1])


def main():
    global cases
    cases = [c["case"] for c in json.loads(ask("inbox", "GET", "/api/v1/cases?limit=50"))["cases"]]
    rows = []
    print("| hour | requests | memory MB | open files | threads |\n|---|---|---|---|---|", flush=True)
    for hour in range(HOURS):
        match(round(DAY["match"] * SHARE / 24))
        for kind in DAY:
            if kind == "match":
                continue
            before, after = (int(DAY[kind] * SHARE * h / 24) for h in (hour, hour + 1))
            if kind in ("file", "plan", "reload", "stream", "wrong", "hang up"):  # at least one an hour
                after = max(after, before + 1)
            for i in range(before, after):
                one(kind, hour if kind == "file" and SHARE < 1 else i)
        rows.append(memory())
        print(f"| {hour + 1} | {sum(done.values())} | {rows[-1][0]:.1f} | {rows[-1][1]} | {rows[-1][2]} |", flush=True)
    if HOURS < 24:
        print("\n".join(bad[:10]))
        return 1 if bad else 0
    before, after = (statistics.median(r[0] for r in rows[a:b]) for a, b in ((8, 16), (16, 24)))
    print("\n" + ", ".join(f"{n} {kind}" for kind, n in done.items()))
    print(f"memory {before:.1f} MB in hours 9 to 16, {after:.1f} MB in hours 17 to 24 (medians); {len(bad)} wrong answers")
    for text in bad[:10]:
        print("  " + text)
    return 1 if bad or after > before * 1.03 + 2 or rows[-1][1] > rows[8][1] + 8 else 0


sys.exit(main())
