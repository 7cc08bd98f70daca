#!/bin/bash
# Bad input: each ends with a clear message that names the place, the right exit code, and no good record lost.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
LISTS=$SEINE_SOURCE/data/lists/dprk.csv
KITS=$SEINE_SOURCE/data/kits.json
HEAD=id,doc_type,issued,mode,route,shipper_name,shipper_country,consignee_name,consignee_country,line,description,hs,net_kg,value,currency

scan() { # scan INPUT...: as JSON, with a quarantine
    rm -f q.nd
    run "$SEINE" scan -w "$LISTS" -k "$KITS" -f json --quarantine q.nd "$@"
}
records() { # of a scan that read nothing there is no report
    [ -s out ] || { echo 0; return; }
    python3 -c 'import json; print(json.load(open("out"))["run"]["records"])' 2>/dev/null || echo none
}
kept() { # kept WHAT N: the report counts N good records
    [ "$(records)" = "$2" ] && pass "$1" || fail "$1" "records: $(records) instead of $2"
}
# bad WHAT EXIT RECORDS PATTERN INPUT: one bad thing among good records
bad() {
    scan "$5"
    expect "$1: exit code $2" "$2"
    kept "$1: $3 good records kept" "$3"
    expect_text "$1: the message" err "$4"
}
row() { # row ID [MASS] [DATE] [HS] [TEXT] [TYPE]
    echo "$1,${6:-air-waybill},${3:-2026-03-01},air,PEK-DXB,Acme Ltd,CN,Beta LLC,AE,1,${5:-gloves},${4:-611610},${2:-10},100,USD"
}
good() { # good FIRST LAST
    local i
    for ((i = $1; i <= $2; i++)); do row "G$i"; done
}
{ echo $HEAD; good 1 50; } >good.csv
scan good.csv
expect "good records: exit code 0" 0
kept "good records: all 50" 50
[ -s q.nd ] && fail "good records: the quarantine is empty" || pass "good records: the quarantine is empty"

# Fields that cannot be
n=0
for what in "negative mass:$(row BAD -5):net_kg|mass|negative" "text for a mass:$(row BAD heavy):net_kg" \
    "unknown document type:$(row BAD 1 2026-01-01 611610 x sky-waybill):doc_type|document" \
    "month 13:$(row BAD 1 2026-13-01):issued|date" "30 February:$(row BAD 1 2026-02-30):issued|date" \
    "the year 0:$(row BAD 1 0000-00-00):issued|date"; do
    n=$((n + 1))
    { echo $HEAD; good 1 20; IFS=: read -r _ body _ <<<"$what"; echo "$body"; good 21 40; } >bad$n.csv
    bad "${what%%:*}" 1 40 "bad$n.csv:22" bad$n.csv
    expect_text "${what%%:*}: names the field" q.nd "${what##*:}"
    [ "$(wc -l <q.nd)" = 1 ] && grep -q '"line":22' q.nd && pass "${what%%:*}: one record quarantined with its line" || fail "${what%%:*}: one record quarantined with its line" "$(cat q.nd)"
done
{ echo $HEAD; good 1 10; row Y9999 1 9999-12-31; row HSX 1 2026-01-01 84A7.10; good 11 20; } >odd.csv
scan odd.csv
[ "$status" -le 1 ] && pass "the year 9999 and HS with letters do not stop the run" || fail "the year 9999 and HS with letters do not stop the run" "$(cat err)"
[ $(($(records) + $(wc -l <q.nd))) = 22 ] && pass "every record is kept or quarantined" || fail "every record is kept or quarantined" "$(records) $(cat q.nd)"

# Broken files
{ echo $HEAD; good 1 30; printf 'T1,air-waybill,2026-03-01,air,PEK'; } >cut.csv
bad "cut off in a row" 1 30 'cut.csv:32' cut.csv
{ echo $HEAD; good 1 30; printf 'T1,air-waybill,2026-03-01,air,PEK-DXB,"Acme'; } >quote.csv
bad "unclosed quote at the end" 1 30 'quote.csv:32.*quot' quote.csv
{ echo $HEAD; good 1 10; row 'Q1' 1 2026-03-01 611610 '"never closed'; good 11 40; } >quote2.csv
scan quote2.csv
expect "unclosed quote in the middle: exit code 1" 1
expect_text "unclosed quote in the middle: the message" err 'quote2.csv:12.*quot'
kept "unclosed quote in the middle: only its row is lost" 40
{ echo $HEAD; good 1 2000; } | gzip >whole.csv.gz
head -c $(($(stat -c %s whole.csv.gz) * 2 / 3)) whole.csv.gz >short.csv.gz
scan short.csv.gz
case $status in 1 | 3) pass "a truncated gzip file is told by the exit code" ;; *) fail "a truncated gzip file is told by the exit code" "$status" ;; esac
expect_text "a truncated gzip file: the message" err 'short.csv.gz.*breaks off'
[ "$(records)" -gt 500 ] && pass "a truncated gzip file: what could be read is kept" || fail "a truncated gzip file: what could be read is kept" "$(records)"
if command -v zstd >/dev/null; then
    { echo $HEAD; good 1 20000; } | zstd -q >whole.zst
    head -c $(($(stat -c %s whole.zst) * 2 / 3)) whole.zst >short.zst
    scan short.zst good.csv
    case $status in 1 | 3) pass "a truncated zstd file is told by the exit code" ;; *) fail "a truncated zstd file is told by the exit code" "$status" ;; esac
    expect_text "a truncated zstd file: the message" err 'short.zst'
fi
seq 1 3000 | gzip -n | tail -c 3000 >noise.bin
scan noise.bin good.csv
expect "noise: exit code 3" 3
kept "noise: the other file is scanned" 50
expect_text "noise: the message" err 'noise.bin'
: >empty.csv
scan empty.csv good.csv
[ "$status" = 0 ] || [ "$status" = 3 ] && pass "an empty file does not stop the run" || fail "an empty file does not stop the run" "$status"
kept "an empty file: the other file is scanned" 50
mkdir nothing
bad "a folder without files" 3 0 'nothing.*no file' nothing
scan nothing good.csv
kept "a folder without files: the other file is scanned" 50
bad "a file that is not there" 3 0 'absent.csv.*[Nn]o such file' absent.csv
scan absent.csv good.csv
expect "a file that is not there: exit code 3" 3
kept "a file that is not there: the other is scanned" 50
printf 'PK\x03\x04\x14\x00\x06\x00sheet' >book.xlsx
printf '\211PNG\r\n\032\n' >shot.png
bad "a picture" 3 0 'shot.png.*is a picture' shot.png
printf '%%PDF-1.7\n1 0 obj\n' >list.pdf
gzip <list.pdf | gzip | gzip >thrice.gz
bad "what is packed three times" 3 0 'thrice.gz.*is packed more than twice; unpack it' thrice.gz
bad "a PDF" 3 0 'list.pdf.*is a PDF' list.pdf
"$SEINE" map --suggest book.xlsx 2>map.err
[ $? = 3 ] && grep -q 'book.xlsx: .*save its sheet as CSV' map.err && pass "no mapping is proposed for a workbook" ||
    fail "no mapping is proposed for a workbook" "$(cat map.err)"
bad "a workbook" 3 0 'book.xlsx.*save its sheet as CSV' book.xlsx
ln -s loop1 loop2 && ln -s loop2 loop1
bad "a loop of links" 3 0 'loop1' loop1
mkdir mixed && cp good.csv mixed/ && ln -s nowhere mixed/dangling && ln -s .. mixed/loop
run "$SEINE" convert mixed
expect "a link that leads nowhere is an input that cannot be read" 3
expect_text "it is named" err '^seine: mixed/dangling: cannot open: No such file'
expect_text "and the files beside it are read" out '"id":'
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null && setpriv --reuid=65534 --clear-groups test -x "$SEINE" 2>/dev/null; then
    cp good.csv secret.csv && chmod 600 secret.csv && chmod 777 .
    run setpriv --reuid=65534 --clear-groups "$SEINE" scan -w "$LISTS" -k "$KITS" secret.csv
    expect "an unreadable file: exit code 3" 3
    expect_text "an unreadable file: the message" err 'secret.csv.*[Pp]ermission'
    mkdir partly partly/closed && cp good.csv partly/ && chmod 700 partly/closed
    run setpriv --reuid=65534 --clear-groups "$SEINE" convert partly
    expect "a folder below that is closed: exit code 3" 3
    expect_text "a folder below that is closed: the message" err 'partly/closed: cannot open: [Pp]ermission'
    expect_text "and the files beside it are read" out '"id":'
elif [ "$(id -u)" != 0 ]; then
    cp good.csv secret.csv && chmod 000 secret.csv
    bad "an unreadable file" 3 0 'secret.csv.*[Pp]ermission' secret.csv
else
    skip "an unreadable file" "root reads everything, and setpriv is missing or the program out of reach"
fi
{ echo ${HEAD/id,/number,}; good 1 5; } >noid.csv
bad "no id column" 3 0 'noid.csv.*id' noid.csv

# Encodings
iconv -f UTF-8 -t UTF-16LE good.csv | { printf '\xff\xfe'; cat; } >utf16.csv
scan utf16.csv
if [ "$status" = 3 ]; then
    expect_text "UTF-16: the message says so" err 'utf16.csv.*UTF-16'
else
    expect "UTF-16: exit code 0" 0
    kept "UTF-16: read as it is" 50
fi
iconv -f UTF-8 -t UTF-16LE good.csv >unmarked.csv
bad "UTF-16 that does not say so" 3 0 'unmarked.csv.*is UTF-16 without its byte-order mark' unmarked.csv
{ echo $HEAD; good 1 20; row L1 1 2026-03-01 611610 $'M\xfctze'; good 21 40; } >latin1.csv
scan latin1.csv
kept "Latin-1: no record is lost" 41
{ echo $HEAD; good 1 20; row L1 1 2026-03-01 611610 $'bad \xe4\xb8\xff end'; good 21 40; } >broken.csv
scan broken.csv
[ $(($(records) + $(wc -l <q.nd))) = 41 ] && [ "$(records)" -ge 40 ] && pass "broken UTF-8: no good record is lost" || fail "broken UTF-8: no good record is lost" "$(records)"
{ echo $HEAD; good 1 20; row N1 1 2026-03-01 611610 XX | sed 's/XX/a\x00b/'; good 21 40; } >nul.csv
scan nul.csv
[ $(($(records) + $(wc -l <q.nd))) = 41 ] && [ "$(records)" -ge 40 ] && pass "NUL bytes: no good record is lost" || fail "NUL bytes: no good record is lost" "$(records) $(cat err)"

# Sizes
{ echo $HEAD; good 1 20; printf 'BIG,air-waybill,2026-03-01,air,PEK-DXB,"'; head -c 104857600 /dev/zero | tr '\0' x; printf '",CN,B,AE,1,gloves,611610,1,1,USD\n'; good 21 40; } >big.csv
run bash -c '/usr/bin/time -f "peak %M" "$@"' - "$SEINE" scan -w "$LISTS" -k "$KITS" -f json --quarantine q.nd big.csv
if [ "$status" = 127 ]; then scan big.csv; fi
expect "a field of 100 MB: exit code 1" 1
kept "a field of 100 MB: 40 good records kept" 40
expect_text "a field of 100 MB: the message" err 'big.csv:22.*(too long|quote)'
peak=$(sed -n 's/^peak //p' err)
if [ -n "$peak" ] && ! ldd "$SEINE" | grep -q asan; then
    [ "$peak" -lt 600000 ] && pass "a field of 100 MB: memory stays bounded" || fail "a field of 100 MB: memory stays bounded" "$peak KiB"
fi
rm -f big.csv
{ printf '{"id":"BIG","remarks":"'; head -c 104857600 /dev/zero | tr '\0' x; printf '"}\n{"id":"A","mode":"air"}\n{"id":"B","mode":"air"}\n'; } >big.nd
bad "an NDJSON line of 100 MB" 1 2 'big.nd:1.*(long|limit)' big.nd
rm -f big.nd
{ printf '%s' $HEAD; for ((i = 0; i < 10000; i++)); do printf ',c%d' $i; done; echo; good 1 5; } >wide.csv
bad "a header of 10,000 columns" 3 0 'wide.csv.*column' wide.csv
{ echo $HEAD; good 1 20; row W1 | tr -d '\n'; printf ',%.0s' {1..10000}; echo; good 21 40; } >widerow.csv
bad "a row of 10,000 columns" 1 40 'widerow.csv:22.*column' widerow.csv

# Ids given twice
{ echo $HEAD; good 1 20; good 5 8; row G3 99; } >twice.csv
scan twice.csv
kept "ids given twice are one record" 20
# NDJSON
printf '{"id":"A","mode":"air"}\n{"id":"B","mode":"air"\nnot json\n{"id":"C","mode":"air"}\n[1]\n{"mode":"air"}\n{"id":"D","mode":"ship"}\n{"id":"E"}\n' >bad.nd
scan bad.nd
expect "bad NDJSON lines: exit code 1" 1
kept "bad NDJSON lines: the good ones are kept" 3
[ "$(wc -l <q.nd)" = 5 ] && pass "bad NDJSON lines: five quarantined" || fail "bad NDJSON lines: five quarantined" "$(cat q.nd)"
printf '{"id":"A","mode":"air"}\n{"id":"B","mo' >cut.nd
bad "NDJSON cut off" 1 1 'cut.nd:2' cut.nd
for ((i = 0; i < 3000; i++)); do printf '['; done >deep
{ printf '{"id":"A"}\n{"id":"B","x":'; cat deep; printf '\n{"id":"C"}\n'; } >deep.nd
bad "nested 3,000 deep" 1 2 'deep.nd:2' deep.nd

# Outputs
run "$SEINE" scan -w "$LISTS" -k "$KITS" -f json -o /dev/full good.csv
expect "full disk on output: exit code 3" 3
expect_text "full disk on output: the message" err '/dev/full.*[Nn]o space'
timeout 60 "$SEINE" scan -w "$LISTS" -k "$KITS" -f json good.csv >/dev/full 2>err
status=$?
expect "full disk on standard output: exit code 3" 3
expect_text "full disk on standard output: the message" err '[Nn]o space'
cp bad1.csv kept.csv
for option in --quarantine -o --html; do
    run "$SEINE" scan -w "$LISTS" -k "$KITS" $option ./kept.csv kept.csv
    expect "what is read is not written to: $option" 2
    expect_same "and stays as it is" kept.csv bad1.csv
done
run "$SEINE" convert -f csv -o kept.csv kept.csv
expect "nor by convert" 2
expect_text "which names it" err '^seine: kept.csv is read, and cannot be written to as well'
run "$SEINE" match -w "$LISTS" -i kept.csv -o kept.csv
expect "nor by match" 2
expect_same "and stays as it is, too" kept.csv bad1.csv
mkdir -p below/deeper && cp bad1.csv below/deeper/in.csv && cp bad1.csv kept.csv.part && cp "$KITS" kits.json
run "$SEINE" convert -q --quarantine below/deeper/in.csv below
expect "nor is a file below a folder that is read" 2
expect_same "and stays as it is, below" below/deeper/in.csv bad1.csv
rm kept.csv
run "$SEINE" convert -q -o kept.csv kept.csv.part
expect "nor what stands where the output grows" 2
expect_text "which names that" err '^seine: kept.csv.part is read, and cannot'
expect_same "and stays as it is, there" kept.csv.part bad1.csv
run "$SEINE" scan -q -w "$LISTS" -k kits.json -o kits.json good.csv
expect "nor kits" 2
expect_same "which stay as they are" kits.json "$KITS"
"$SEINE" scan -q -w "$LISTS" -k "$KITS" --db s.db good.csv >out && cp s.db kept.db && cp "$LISTS" list.csv
printf 'name1,name2\nA,B\n' >pairs.csv && printf '{"id":1,"schemes":[]}\n' >truth.nd && cp truth.nd kept.nd
"$SEINE" audit key -k s.key >public && cp s.key kept.key
spares() { # spares FILE COPY COMMAND...: it says that it reads FILE and leaves it alone
    local file=$1 copy=$2
    shift 2
    run "$SEINE" "$@" -o "$file"
    expect "$1 does not write to what it reads: $file" 2
    expect_text "and says so" err "^seine: $file is read, and cannot be written to as well"
    expect_same "and leaves it alone" "$file" "$copy"
}
spares s.db kept.db audit list --db s.db
spares s.db kept.db audit head --db s.db
spares s.key kept.key audit head --db s.db --key s.key
cp good.csv kept.good; spares good.csv kept.good map --suggest good.csv
spares list.csv "$LISTS" lists compile list.csv
cp pairs.csv kept.pairs; spares pairs.csv kept.pairs pair --csv pairs.csv -f csv
spares truth.nd kept.nd evaluate --truth truth.nd cases.nd
spares truth.nd kept.nd evaluate --truth other.nd --baseline "b=truth.nd" cases.nd
run "$SEINE" scan -q -w "$LISTS" -k "$KITS" --db new.db -o new.db good.csv
expect "a store that is not there yet is not written over either" 2
run "$SEINE" audit key --key new.key -o new.key
expect "nor is a new key by its public one" 2
text=$( (trap '' XFSZ && ulimit -f 0 && "$SEINE" audit key --key new.key) 2>&1)
[[ $text == *"cannot write the key"* ]] && pass "a key that could not be written: the message" || fail "a key that could not be written: the message" "$text"
[ ! -e new.db ] && [ ! -e new.key ] && pass "and neither is made" || fail "and neither is made" "$(ls)"
for second in two.out ./two.out far/../two.out two.out.part; do
    mkdir -p far
    run "$SEINE" scan -q -w "$LISTS" -k "$KITS" -o two.out --quarantine "$second" good.csv
    expect "two outputs do not go to one file: $second" 2
    [ ! -e two.out ] && pass "and none is written" || fail "and none is written" "$(ls)"
done
run "$SEINE" scan -q -w "$LISTS" -k "$KITS" -o /dev/null --html /dev/null good.csv
expect "but may to one device" 0
rm -rf kept.csv.part && mkdir -p far && echo old >far/real.csv && chmod 600 far/real.csv && ln -sf far/real.csv link.csv
run "$SEINE" convert -q -f csv -o link.csv good.csv
expect "an output may be a link" 0
[ -L link.csv ] && [ "$(wc -l <far/real.csv)" -gt 1 ] && pass "which stays one" || fail "which stays one" "$(ls -l link.csv far)"
[ "$(stat -c %a far/real.csv)" = 600 ] && pass "and a private file private" || fail "and a private file private" "$(ls -l far)"
(cd far && "$SEINE" convert -q -f csv ../good.csv -o ../through.csv) && ln -s /proc/self/fd/1 out.link
"$SEINE" convert -q -f csv -o out.link good.csv >said.csv
expect_same "standard output may be named by its link" said.csv through.csv
echo before >said.csv
"$SEINE" convert -q -f csv -o /dev/stdout good.csv >>said.csv
expect_same "or be its device" <(sed 1d said.csv) through.csv
[ -L out.link ] && pass "which stays, too" || fail "which stays, too" "$(ls -l out.link)"
run "$SEINE" scan -q -w "$LISTS" -k "$KITS" --db kept.db good.csv
run "$SEINE" scan -q -w "$LISTS" -k "$KITS" --db kept.db --quarantine kept.db good.csv
expect "nor a store" 2
run "$SEINE" scan -w "$LISTS" -k "$KITS" --quarantine /dev/full bad1.csv
expect "full disk on the quarantine: exit code 3" 3
expect_text "full disk on the quarantine: the message" err '/dev/full.*[Nn]o space'
run "$SEINE" scan -w "$LISTS" -k "$KITS" --quarantine nowhere/q bad1.csv
expect "no folder for the quarantine: exit code 3" 3
run "$SEINE" scan -w "$LISTS" -k "$KITS" -o nowhere/x good.csv
expect "no folder for the output: exit code 3" 3
expect_text "no folder for the output: the message" err 'nowhere/x.*[Nn]o such'
echo before >report && run "$SEINE" scan -w absent -k "$KITS" -o report good.csv
expect "a watchlist that is not there: exit code 3" 3
[ "$(cat report)" = before ] && pass "a failed run leaves the old report" || fail "a failed run leaves the old report"
(timeout 60 "$SEINE" scan -w "$LISTS" -k "$KITS" -f json --verbose good.csv 2>err; echo $? >status) | true
status=$(cat status)
[ "$status" = 3 ] || [ "$status" = 141 ] && pass "a closed pipe ends the run" || fail "a closed pipe ends the run" "$status $(cat err)"
run "$SEINE" scan -w "$LISTS" -k "$LISTS" good.csv
expect "kits that are no kits: exit code 3" 3
expect_text "kits that are no kits: the message" err 'dprk.csv'
echo 'this is no database, it is a text file that is long enough to be looked at' >text.db
run "$SEINE" scan -w "$LISTS" -k "$KITS" --db text.db good.csv
expect "a database that is none: exit code 3" 3
expect_text "a database that is none: the message" err 'text.db'
run "$SEINE" scan -w "$LISTS" -k "$KITS" --db nowhere/x.db good.csv
expect "no folder for the database: exit code 3" 3
finish
