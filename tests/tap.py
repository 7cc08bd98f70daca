#!/usr/bin/env python3
"""Counts test results in TAP, shows what failed, and appends "STAGE PASSED FAILED SKIPPED" to a results file.

  tap.py RESULTS STAGE meson LOG.json      what `meson test` wrote (one JSON object a line)
  tap.py RESULTS STAGE run NAME COMMAND..  run a script that prints TAP, with a time limit (TAP_TIMEOUT, seconds)

A program that dies, runs out of time, or prints fewer results than its plan promised counts as one more failure,
so that nothing can pass by ending early. Only Python's standard library is used.
"""
import json
import os
import re
import signal
import subprocess
import sys

RESULT = re.compile(r"^\s*(not )?ok\b\s*\d*\s*(.*)$")
PLAN = re.compile(r"^\s*1\.\.(\d+)")
SKIP = re.compile(r"#\s*skip", re.I)


def count(text):
    """(passed, failed names, skipped, planned) of a TAP stream; several plans in one stream add up."""
    passed, skipped, planned, failed = 0, 0, 0, []
    for line in text.splitlines():
        plan = PLAN.match(line)
        if plan:
            planned += int(plan.group(1))
            continue
        result = RESULT.match(line)
        if not result:
            continue
        if SKIP.search(line):
            skipped += 1
        elif result.group(1):
            failed.append(result.group(2).strip(" -") or "(unnamed)")
        else:
            passed += 1
    return passed, failed, skipped, planned


def tail(text, lines=40):
    kept = [l for l in text.splitlines() if not re.match(r"^\s*ok\b", l)]
    return "\n".join("    | " + l[:400] for l in kept[-lines:])


def judge(stage, name, out, err, ended_well, how):
    """Counts of one program; prints the reasons if anything failed."""
    passed, failed, skipped, planned = count(out)
    seen = passed + len(failed) + skipped
    if planned > seen:
        failed.append(f"{planned - seen} of {planned} results are missing ({how})")
    elif not ended_well and not failed:
        failed.append(f"ended badly: {how}")
    elif seen == 0 and planned == 0:
        failed.append("printed no result")
    for f in failed:
        print(f"not ok - {stage}: {name}: {f}")
    if failed:
        print(tail(out + "\n" + err))
    return passed, len(failed), skipped


def from_meson(stage, log):
    total = [0, 0, 0]
    try:
        with open(log, encoding="utf-8", errors="replace") as f:
            rows = [json.loads(line) for line in f if line.strip()]
    except OSError:
        rows = []
    for row in rows:
        how = f"{row.get('result')}, exit code {row.get('returncode')}"
        ended_well = row.get("returncode") == 0 and row.get("result") not in ("TIMEOUT", "INTERRUPT")
        if row.get("result") == "SKIP" and count(row.get("stdout") or "")[3] == 0:
            total[2] += 1
            continue
        if row.get("result") == "OK" and not re.search(r"^\s*((not )?ok\b|1\.\.)", row.get("stdout") or "", re.M):
            total[0] += 1  # a test that speaks by its exit code alone
            continue
        got = judge(stage, row["name"], row.get("stdout") or "", row.get("stderr") or "", ended_well, how)
        total = [a + b for a, b in zip(total, got)]
    return total


def run(stage, name, command):
    limit = int(os.environ.get("TAP_TIMEOUT", "300"))
    how = "ok"
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          start_new_session=True) as p:
        try:
            out, err = p.communicate(timeout=limit)
            how = f"exit code {p.returncode}"
        except subprocess.TimeoutExpired:
            os.killpg(p.pid, signal.SIGKILL)
            out, err = p.communicate()
            how = f"no end after {limit} seconds"
    out, err = (b.decode("utf-8", "replace") for b in (out, err))
    # A script may end with 1 because one of its cases failed; that case is counted already.
    return judge(stage, name, out, err, p.returncode == 0, how)


def main(argv):
    results, stage, mode, rest = argv[1], argv[2], argv[3], argv[4:]
    total = from_meson(stage, rest[0]) if mode == "meson" else run(stage, rest[0], rest[1:])
    with open(results, "a", encoding="utf-8") as f:
        f.write(f"{stage} {total[0]} {total[1]} {total[2]}\n")
    return 1 if total[1] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
