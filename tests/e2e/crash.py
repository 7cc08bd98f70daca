"""Kills `seine scan --db` and the server's ingest with SIGKILL at random moments and looks, record by record,
whether what was acknowledged is in the store. Used by crash.sh. Environment: SEINE, SEINE_SOURCE, CRASH_KILLS
(20), CRASH_SEED (1), CRASH_DB. Prints what was found; exit code 1 with the first thing that does not hold."""

import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request

SEINE = os.environ["SEINE"]
SOURCE = os.environ["SEINE_SOURCE"]
KILLS = int(os.environ.get("CRASH_KILLS", "20"))
SEED = int(os.environ.get("CRASH_SEED", "1"))
N = 40  # records of a batch
DB = os.environ.get("CRASH_DB", "crash.db")  # a file, or postgresql://...
OPTIONS = ["--db", DB, "-w", SOURCE + "/data/lists/dprk.csv", "-k", SOURCE + "/data/kits.json"]


class Batches:
    """Files of records with names of their own: acknowledged, or sent when the kill came."""

    def __init__(self):
        self.n = 0
        self.acknowledged = {}  # batch -> number of its records
        self.in_doubt = set()

    def next(self):
        self.n += 1
        rows = ["id,issued,shipper_name,shipper_country,consignee_name,consignee_country,description"]
        rows += [
            f"B{self.n}-{i},2026-03-{1 + i % 28:02},Works {self.n} {i},CN,Import House {i % 7},AE,pump parts"
            for i in range(N)
        ]
        return self.n, "\n".join(rows) + "\n"


def scan_round(batches, rng, longest):
    """Scans until killed; returns how many ended before."""
    ended = 0
    end = time.monotonic() + rng.random() * longest * 2
    while True:
        batch, text = batches.next()
        with open("batch.csv", "w", encoding="utf-8") as f:
            f.write(text)
        batches.in_doubt.add(batch)
        p = subprocess.Popen(
            [SEINE, "scan", "--quiet", *OPTIONS, "batch.csv"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        try:
            err = p.communicate(timeout=max(0.0, end - time.monotonic()))[1]
        except subprocess.TimeoutExpired:
            p.kill()
            p.communicate()
            return ended
        if p.returncode != 0:
            raise SystemExit(f"scan ended with {p.returncode}: {err.decode()}")
        batches.in_doubt.discard(batch)
        batches.acknowledged[batch] = N
        ended += 1


def ask(url, body=None):
    with urllib.request.urlopen(urllib.request.Request(url, data=body), timeout=20) as answer:
        return json.load(answer)


def take_in(url, batches, kill_at, server):
    """Sends batches and waits for their jobs; ends when the server was killed."""
    ended = 0
    while True:
        batch, text = batches.next()
        batches.in_doubt.add(batch)
        job = ask(url + f"api/v1/consignments?name=b{batch}.csv", text.encode())["job"]
        state = "waiting"
        while state not in ("done", "failed"):
            if time.monotonic() >= kill_at:
                server.kill()
                return ended
            time.sleep(0.002)
            state = ask(url + "api/v1/jobs/" + job)["state"]
        if state == "failed":
            raise SystemExit(f"batch {batch} failed: " + json.dumps(ask(url + "api/v1/jobs/" + job)))
        batches.in_doubt.discard(batch)
        batches.acknowledged[batch] = N
        ended += 1


def server_round(batches, rng, longest):
    with open("serve.err", "w", encoding="utf-8") as errors:
        server = subprocess.Popen(
            [SEINE, "serve", "--no-token", "--listen", "127.0.0.1:0", *OPTIONS], stdout=subprocess.PIPE, stderr=errors
        )
    try:
        line = server.stdout.readline().decode()
        url = re.match(r"http://[^ #\n]*/", line)
        if not url:
            with open("serve.err", encoding="utf-8") as errors:
                raise SystemExit("the server did not start: " + line + errors.read())
        return take_in(url[0], batches, time.monotonic() + rng.random() * longest * 4, server)
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def kept_ids():
    """The ids of all records, read behind Seine's back."""
    if DB.startswith("postgresql:"):
        out = subprocess.run(["psql", "-qAt", DB, "-c", "SELECT id FROM seine.record"], capture_output=True, check=True)
        return out.stdout.decode().split()
    db = sqlite3.connect(DB)
    names = [name for (name,) in db.execute("SELECT id FROM record")]
    db.close()
    return names


def look(batches):
    """All of every acknowledged batch, all or nothing of one that was under way, nothing else."""
    found = {}
    for name in kept_ids():
        batch, _, i = name[1:].partition("-")
        found.setdefault(int(batch), set()).add(int(i))
    for batch in batches.acknowledged:
        if found.get(batch) != set(range(N)):
            raise SystemExit(f"batch {batch} was acknowledged; there are {len(found.get(batch, ()))} of {N} records")
    for batch, there in found.items():
        if there != set(range(N)):
            raise SystemExit(f"there are {len(there)} of the {N} records of batch {batch}")
        if batch not in batches.acknowledged and batch not in batches.in_doubt:
            raise SystemExit(f"batch {batch} was never sent")
    return sum(batch in found for batch in batches.in_doubt)


def main():
    rng = random.Random(SEED)
    batches = Batches()
    with open("batch.csv", "w", encoding="utf-8") as f:
        f.write(batches.next()[1])
    begun = time.monotonic()
    subprocess.run([SEINE, "scan", "--quiet", *OPTIONS, "batch.csv"], check=True, stdout=subprocess.DEVNULL)
    batches.acknowledged[1] = N
    longest = time.monotonic() - begun
    longest = [longest, longest]  # of a scan and of a job, kept to where about one ends before the kill
    kept = 0
    for kill in range(KILLS):
        kind = kill % 2
        try:
            ended = (server_round if kind else scan_round)(batches, rng, longest[kind])
            longest[kind] *= 1.3 if ended == 0 else 0.8 if ended > 1 else 1.0
            kept = look(batches)
        except (SystemExit, urllib.error.URLError) as e:
            print(f"seed {SEED}, kill {kill + 1} of {KILLS}: {e}")
            return 1
        check = subprocess.run([SEINE, "store", "check", "--db", DB], capture_output=True, check=False)
        if check.returncode != 0:
            print(f"seed {SEED}, kill {kill + 1} of {KILLS}: the store does not hold: {check.stderr.decode()}")
            return 1
    print(
        f"seed {SEED}, {KILLS} kills: {len(batches.acknowledged)} batches of {N} records acknowledged, all there;"
        f" {len(batches.in_doubt)} under way when killed, {kept} of them whole, none in part"
    )
    return 0


sys.exit(main())
