#!/bin/bash
# The program is killed at random moments while it takes records in: every second time a scan, every second time the
# server. Nothing acknowledged may be lost, nothing may be there by halves. CRASH_KILLS=200 for the long run.
# In the release build only: what is killed reports nothing.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
RUN_TIMEOUT=$((60 + 10 * ${CRASH_KILLS:-20}))
export TMPDIR=$SCRATCH
run python3 "$SEINE_SOURCE/tests/e2e/crash.py"
sed 's/^/# /' out
expect "nothing acknowledged is lost when killed" 0
finish
