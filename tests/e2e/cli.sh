#!/bin/bash
# The command line: help of every command, wrong usage, manual pages, completions, match, pair and lists.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
LISTS=$SEINE_SOURCE/data/lists/dprk.csv
KITS=$SEINE_SOURCE/data/kits.json
COMMANDS=$("$SEINE" help | sed -n 's/^  \([a-z]*\)  .*/\1/p')
[ "$(echo "$COMMANDS" | wc -w)" -ge 8 ] && pass "help lists the commands" || fail "help lists the commands" "$COMMANDS"

for c in $COMMANDS; do
    run "$SEINE" "$c" --help
    expect "$c --help" 0
    expect_text "$c --help says how to use it" out "^usage: seine $c"
    awk 'length($0) > 80 { exit 1 }' out && pass "$c --help fits 80 columns" || fail "$c --help fits 80 columns" "$(awk 'length($0) > 80' out)"
    cp out first
    run "$SEINE" help "$c"
    expect_same "help $c is the same text" first out
    run "$SEINE" "$c" --no-such-option
    expect "$c --no-such-option is wrong usage" 2
    expect_text "$c --no-such-option: the message" err "no option '--no-such-option'"
    [ -s out ] && fail "$c --no-such-option prints nothing on standard output" || pass "$c --no-such-option prints nothing on standard output"
    if command -v mandoc >/dev/null; then
        run "$SEINE" help --man "$c"
        cp out page.1
        run mandoc -Tlint -Wwarning page.1
        expect "the manual page of $c is clean" 0
    fi
done
if command -v mandoc >/dev/null; then
    run "$SEINE" help --man
    cp out page.1
    run mandoc -Tlint -Wwarning page.1
    expect "the manual page seine(1) is clean" 0
else
    skip "manual pages are clean mdoc" "mandoc is not installed"
fi

usage() { # usage WHAT PATTERN ARGUMENTS...
    local what=$1 pattern=$2
    shift 2
    run "$SEINE" "$@"
    expect "$what: exit code 2" 2
    expect_text "$what: the message" err "$pattern"
}
usage "no command" "no command"
usage "unknown command" "no command 'frob'" frob
usage "help of an unknown command" "no command 'nope'" help nope
usage "a slip in a command" "no command 'scna'; is it 'scan'?" scna
usage "a slip in an option" "no option '--wathclist'; is it '--watchlist'?" scan --wathclist x
usage "a longer word for an option" "no option '--mapping'; is it '--map'?" scan --mapping x
usage "an option like no other" "no option '--xyzzy'$" scan --xyzzy
usage "another program's name of an option" "no option '--port'; is it '--listen ADDR:PORT'\?" serve --port 8080
usage "and of another" "no option '--lists'; is it '--watchlist PATH'\?" scan --lists x
usage "a choice for an option" "no option '--json'; is it '--format json'\?" match --json x
usage "an option for what stands without one" "no option '--input': without one goes INPUT" scan --input x.csv
usage "no watchlist" "watchlist is needed" scan -k "$KITS" x.csv
usage "no kits" "kits is needed" scan -w "$LISTS" x.csv
usage "no input" "no INPUT" scan -w "$LISTS" -k "$KITS"
usage "missing value" "watchlist needs a value" scan --watchlist
usage "missing value at the end" "output needs a value" scan x -o
usage "missing value before an option" "watchlist needs a value" scan --watchlist --kits x
usage "number out of range" "whole number from" scan --top 0 x
usage "no number" "whole number from" scan --threads many x
usage "not a number" "a number from" match --threshold nan x
usage "unknown format" "one of table" scan --format nope x
usage "a value for a flag" "takes no value" scan --quiet=1 x
usage "no name" "NAME" match -w "$LISTS"
usage "one name of two" "two names" pair A
usage "three names" "two names" pair A B C
usage "no list" "list files" lists

# Values of one option up to the next option
{ echo id,route,description; echo 1,PEK-DXB,gloves; } >in.csv
cp "$LISTS" a.csv
{ head -n 1 "$LISTS"; sed -n 5,9p "$LISTS"; } >b.csv
run "$SEINE" scan -f json --watchlist a.csv b.csv --kits "$KITS" in.csv
expect "--watchlist A B --kits K INPUT" 0
python3 -c 'import json; assert len(json.load(open("out"))["run"]["lists"]) == 2' 2>py && pass "both lists are read" || fail "both lists are read" "$(cat py out | head -c 600)"
cp out one
run "$SEINE" scan -fjson -w a.csv -w b.csv "-k$KITS" -- in.csv
expect_same "-w A -w B -kK -- INPUT is the same" one out
run "$SEINE" scan --format=json --kits="$KITS" in.csv --watchlist a.csv b.csv
expect_same "--kits=K INPUT --watchlist A B is the same" one out
cp in.csv ./-odd.csv
run "$SEINE" scan -f json -w a.csv -k "$KITS" -- -odd.csv
expect "a file that begins with a dash, after --" 0

# Colour and terminals
if command -v script >/dev/null; then
    unset NO_COLOR
    script -qec "$SEINE match -w $LISTS 'Kim Jong Sik'" typed >/dev/null 2>&1 </dev/null
    script -qec "NO_COLOR=1 $SEINE match -w $LISTS 'Kim Jong Sik'" plain >/dev/null 2>&1 </dev/null
    export NO_COLOR=1
    if grep -q $'\033\\[' plain; then fail "NO_COLOR keeps colour away"; else pass "NO_COLOR keeps colour away"; fi
else
    skip "NO_COLOR on a terminal" "script(1) is not installed"
fi
run "$SEINE" scan -w a.csv -k "$KITS" in.csv
[ -s err ] && fail "no progress where standard error is no terminal" "$(cat err)" || pass "no progress where standard error is no terminal"

# Completions
run "$SEINE" help --completion bash
cp out complete.bash
expect "a completion for bash" 0
run bash -n complete.bash
expect "it is bash" 0
cat >try.bash <<'TRY'
. ./complete.bash
COMP_WORDS=(seine sc) COMP_CWORD=1
f=$(complete -p seine | sed 's/.*-F \([^ ]*\).*/\1/')
$f seine sc seine
echo "${COMPREPLY[*]}"
COMP_WORDS=(seine scan --wat) COMP_CWORD=2 COMPREPLY=()
$f seine --wat scan
echo "${COMPREPLY[*]}"
TRY
run bash try.bash
expect "it can be called" 0
expect_text "it completes a command" out '^scan ?$'
expect_text "it completes an option" out '^--watchlist ?$'
run "$SEINE" help --completion zsh
expect "a completion for zsh" 0
if command -v zsh >/dev/null; then cp out c.zsh; run zsh -n c.zsh; expect "it is zsh" 0; fi
run "$SEINE" help --completion fish
expect "no completion for other shells" 2

# match
run "$SEINE" match -w "$LISTS" "Korea Mining Development Trading Corporation"
expect "match of a listed name" 0
expect_text "it names the entry" out 'OFAC-9345'
run "$SEINE" match -w "$LISTS" -f ndjson --limit 3 "Korea Mining Development Trading Corporation"
cat >sum.py <<'PY'
import json
rows = [json.loads(l) for l in open("rows")]
assert rows and len(rows) <= 3
for r in rows:
    assert abs(sum(e["bits"] for e in r["evidence"]) - r["bits"]) < 1e-9, r
    assert abs(1 / (1 + 2 ** -r["bits"]) - r["score"]) < 1e-3, r
assert [r["score"] for r in rows] == sorted((r["score"] for r in rows), reverse=True)
PY
cp out rows
run python3 sum.py
expect "match: evidence sums to the bits, bits give the score" 0
run "$SEINE" match -w "$LISTS" -f json "Zebra Crossing Flower Shop"
expect "match of an unlisted name ends with 0" 0
python3 -c 'import json; json.load(open("/dev/stdin"))' <out && pass "and is JSON" || fail "and is JSON" "$(cat out)"
printf 'Kim Jong Sik\n\nKorea Kumryong Trading\n' >names.txt
run "$SEINE" match -w "$LISTS" -f csv --input names.txt
expect "match of a file of names" 0
head -n 1 out | grep -q '^query,entity,list,name' && pass "it is CSV" || fail "it is CSV" "$(head -n 2 out)"
printf 'name,country,type\n"Korea Kumryong Trading",KP,company\n' >names.csv
run "$SEINE" match -w "$LISTS" -f csv --input names.csv
expect_text "match of a CSV of names" out 'OFAC-9345'
run "$SEINE" match -w a.csv b.csv -f csv --input names.csv
expect "match -w A B --input FILE" 0
expect_text "takes both as lists" err '^seine: 1 name'
run "$SEINE" match -w a.csv "Korea Kumryong Trading" --limit 1 -f csv
expect_text "match -w LIST NAME --limit 1 takes the name as a name" out 'OFAC-9345'
run "$SEINE" match -w "$LISTS" "$(head -c 20000 /dev/zero | tr '\0' a)"
expect "a name of 20,000 letters" 0
run "$SEINE" match -w "$LISTS" ""
[ "$status" -le 2 ] && pass "an empty name" || fail "an empty name" "$status $(cat err)"
run "$SEINE" match -w "$LISTS" $'\xff\xfe broken'
[ "$status" -le 2 ] && pass "a name that is not UTF-8" || fail "a name that is not UTF-8" "$status $(cat err)"
for kind in person company vessel aircraft; do
    run "$SEINE" match -w "$LISTS" --type $kind -f ndjson -n 20 "Kim"
    expect "match --type $kind" 0
done
run "$SEINE" match -w "$LISTS" -o /dev/full x
expect "match: full disk" 3
run "$SEINE" match -w absent x
expect "match: no such list" 3

# pair
run "$SEINE" pair -f json "Kim Jong Un" "Kim Jong-un"
expect "pair" 0
python3 -c 'import json; d = json.load(open("out")); assert d["score"] > 0.9, d' && pass "the same name scores above 0.9" || fail "the same name scores above 0.9"
cp out ab
run "$SEINE" pair -f json "Ivan Petrov" "Maria Gonzales"
python3 -c 'import json; d = json.load(open("out")); assert d["score"] < 0.3, d' && pass "other names score below 0.3" || fail "other names score below 0.3"
printf 'name1,name2,note\r\n"Smith, John",John Smith,"a ""b"""\r\nA B,C D,x\r\n' >pairs.csv
run "$SEINE" pair --csv pairs.csv --format csv
expect "pair --csv" 0
cat >columns.py <<'PY'
import csv
rows = list(csv.DictReader(open("rows", newline="")))
assert list(rows[0]) == ["name1", "name2", "note", "score"], rows
assert rows[0]["note"] == 'a "b"' and float(rows[0]["score"]) > 0.8 > float(rows[1]["score"]), rows
PY
cp out rows
run python3 columns.py
expect "the input's columns come back, and score" 0
printf 'left,right\na,b\n' >other.csv
run "$SEINE" pair --csv other.csv
expect "pair --csv without name1: exit code 3" 3
expect_text "pair --csv without name1: the message" err 'name1'
# lists
run "$SEINE" lists "$LISTS"
expect "lists" 0
expect_text "it counts entries" out '[0-9]+ entries'
run "$SEINE" lists in.csv
[ "$status" = 3 ] && pass "what is no list is told" || fail "what is no list is told" "$status $(cat err out)"
run "$SEINE" lists absent
expect "a list that is not there" 3
run "$SEINE" version
expect_text "version" out '^seine [0-9]'

# What was mistyped is told, and replaces nothing.
run "$SEINE" match -w "$LISTS" ''
expect "an empty name is no name" 2
run "$SEINE" match -w "$LISTS" ' -. '
expect "nor is one without letters" 2
run "$SEINE" match -w "$LISTS" -c Germany 'Namchongang'
expect "a country may be named" 0
run "$SEINE" match -w "$LISTS" -c Atlantis 'Namchongang'
expect "but must be one" 2
expect_text "and it says so" err "two letters .*'Atlantis'"
printf 'name,country\nNamchongang,Atlantis\nNamchongang,KP\nNamchongang,North Korea\n' >names.csv
run "$SEINE" match -w "$LISTS" -f ndjson -i names.csv
expect "a file with another country is screened" 0
expect_text "and told of" err '^seine: 1 country was not understood and not compared'
grep -c 'country KP is listed' out >n
expect_text "the others are compared" n '^2$'
printf 'name,country,dob\nNamchongang,n/a,unknown\n' >names.csv
run "$SEINE" match -w "$LISTS" -i names.csv
grep -q 'not understood' err && fail "who says nothing says nothing wrong" "$(cat err)" || pass "who says nothing says nothing wrong"
printf 'RI, Je Son\n"RI, Je Son"\n"RI, Je Son\n' >comma.txt
run "$SEINE" match -w "$LISTS" -f csv -i comma.txt
[ "$(grep -c 'UN-KPi.002' out)" = 3 ] && pass "a line is a name, with its commas and quotes" || fail "a line is a name, with its commas and quotes" "$(cat out)"
for between in ';' '\t' '|'; do
    printf "name${between}country\nNamchongang${between}KP\n" >other.csv
    run "$SEINE" match -w "$LISTS" -i other.csv
    expect_text "columns may stand between '$between'" err '^seine: 1 name, 1 with a hit$'
done
for header in 'Contract,Country,Birth date' 'id,shipper_name' 'party;country' 'Last name,Country' 'cust_no,cust_nm,ctry'; do
    printf '%s\nNamchongang,KP\n' "$header" >other.csv
    run "$SEINE" match -w "$LISTS" -i other.csv
    expect "rows are not taken for names: $header" 3
    expect_text "and it says which column is wanted: $header" err '^seine: other.csv:1: has columns, but none is called name'
done
run "$SEINE" match -w "$LISTS" Ri Je Son
expect_text "three words are three names, and it says so" err '^seine: 3 names were asked for; one of several words stands in quotes$'
run "$SEINE" pair '' 'Ri Je Son'
expect "nothing is like no name" 2
printf 'name,country\nNamchongang,KP\n"RI, Je Son,KP\nNamchongang,CN\n' >broken.csv
run "$SEINE" match -w "$LISTS" -i broken.csv
expect "a broken row of names is told by the exit status" 1
expect_text "and its line" err '^seine: broken.csv:3: '
expect_text "and the others are screened" err '^seine: 2 names, 2 with a hit'

# What a file says of a party beside its name speaks for and against it as it does in the service.
cat >own.csv <<'CSV'
id,name,type,country,aliases,address,identifiers,birth_date
X-1,Kim Chol Su,person,KP,,,passport:AB1234567,1969-03-04
X-2,Orient Star,vessel,KP,Star of the Orient,Nampo,IMO 9187629,
CSV
cat >asked.csv <<'CSV'
id;name;alias;birth_date;ids;country
c1;Kim Chol Su;;"1950;4 March 1969";ab-1234567;"Germany;North Korea"
c2;Kim Chol Su;;1999-01-01;;
c3;Nothing Like It;"Nobody At All;Star of the Orient";;imo9187629;
c4;Kim Chol Su;;someday;;
CSV
run "$SEINE" match -w own.csv -f ndjson -t 0.3 -i asked.csv
expect "a file that says more than names" 0
expect_text "a birth date that is none is told of" err '^seine: 1 birth date was not understood and not compared .the first in line 5.$'
cat >asked.py <<'PY'
import json
rows = [json.loads(line) for line in open("rows")]
hits = {(r["id"], r["entity"]): {e["kind"]: e["bits"] for e in r["evidence"]} for r in rows}
assert hits["c1", "X-1"]["birth"] > 0 and hits["c1", "X-1"]["identifier"] > 0, hits
assert hits["c1", "X-1"]["country"] > 0, hits
assert hits["c2", "X-1"]["birth"] < 0 if ("c2", "X-1") in hits else True, hits
assert "birth" not in hits["c4", "X-1"], hits
assert hits["c3", "X-2"]["identifier"] > 0, hits
assert [r["query"] for r in rows if r["id"] == "c3"] == ["Nothing Like It"], rows
score = {(r["id"], r["entity"]): r["score"] for r in rows}
assert score["c1", "X-1"] > score["c4", "X-1"] > score.get(("c2", "X-1"), 0), score
PY
cp out rows
run python3 asked.py
expect "birth dates, identifiers, countries and aliases are compared" 0
run "$SEINE" match -w own.csv -f ndjson --birth 1969-03-04 --identifier AB1234567 --address Pyongyang 'Kim Chol Su'
expect_text "the options say the same of a name" out '"kind":"identifier".*"kind":"birth"'
# Headings as people write them, and what is not read is said.
row='00123;Kim Chol Su;4.3.1969;North Korea'
n=0
while read -r header; do
    n=$((n + 1))
    printf '%b\r\n%s\r\n' "$header" "$row" >headed.csv
    run "$SEINE" match -w own.csv -f ndjson -i headed.csv
    expect_text "headings: $header" out '"id":"00123".*"kind":"birth","bits":4.5.*"kind":"country"|"id":"00123".*"kind":"country".*"kind":"birth","bits":4.5'
done <<'HEADERS'
Customer ID;Full Name;Date of Birth;Country
ID;NAME;BIRTH-DATE;Country
Kunden-Nr.;Firmenname;Geburtsdatum;Land
Id client;Raison sociale;Date de naissance;Pays
ID cliente;Nombre completo;Fecha de nacimiento;País
Номер клиента;ФИО;Дата рождения;Страна
客户编号;姓名;出生日期;国家
sep=;\nid;name;birthdate;country
HEADERS
printf 'id;name;birth_date;country\n00123\302\240;Kim Chol Su;\302\2404.3.1969;\343\200\200KP\n' >blanks.csv
run "$SEINE" match -w own.csv -f ndjson -i blanks.csv
expect_text "blanks of typesetting are no part of a cell" out '"id":"00123",.*"kind":"birth","bits":4.5'
# An address in columns of its own says as much as in one.
cat >street.csv <<'CSV'
id,name,type,country,aliases,address
X-1,Kim Chol Su,person,KP,,"Hamburger Allee 12, 10115 Nordstadt, Sachsen, Germany"
CSV
address() { run "$SEINE" match -w street.csv -f ndjson -i headed.csv && grep -o '"kind":"address","bits":[0-9.]*' out; }
printf 'name;address;country\nKim Chol Su;Hamburger Allee 12, 10115 Nordstadt, Sachsen, Germany;Germany\n' >headed.csv
address >whole
expect_text "an address in one column" whole 'bits":3.333'
while read -r header; do
    printf '%s\nHamburger Allee;12;10115;Nordstadt;Sachsen;Germany;Kim Chol Su\n' "$header" >headed.csv
    address >parts
    expect_same "is the same in several: $header" whole parts
    grep -h 'not read' err && fail "all of them are read: $header" "$(cat err)"
done <<'HEADERS'
Street;House number;Postcode;Town;State;Country;Name
Address;House No.;ZIP;City;Province;Country;Name
Address Line 1;Address Line 2;Postal Code;City;State/Province;Country of residence;Name
Straße;Hausnummer;PLZ;Ort;Bundesland;Land;Firma
Rue;Numéro de voie;Code postal;Ville;Région;Pays;Nom complet
Calle;Número de casa;Código postal;Ciudad;Provincia;País;Nombre completo
Улица;Дом;Почтовый индекс;Город;Область;Страна;ФИО
街道;门牌号;邮编;城市;省;国家;姓名
HEADERS
printf 'name;address;town;country\nKim Chol Su;"Nowhere 5;Hamburger Allee 12, 10115 Nordstadt, Sachsen";Elsewhere;\n' >headed.csv
address >parts
expect_text "several in one cell are whole ones" parts 'bits":3.333'
printf 'name;country\nKim Chol Su;Germany\n' >headed.csv
address >parts
[ -s parts ] && fail "a country alone is no address" "$(cat parts)" || pass "a country alone is no address"
# A country in words, and the town alone, are no street: one town says what one town says.
printf 'name,aliases,address\nKim Chol Su,,"Pyongyang, Korea, North"\nPak Chol Su,,Democratic People\047s Republic of Korea\n' >town.csv
run "$SEINE" match -w town.csv -f ndjson --address "1 Ryonmot-dong, Pyongyang, Democratic People's Republic of Korea" 'Kim Chol Su'
expect_text "a listed town counts as a town" out '"kind":"address","bits":1.5,'
run "$SEINE" match -w town.csv -f ndjson --address "5 Other Road, Nampo, Democratic People's Republic of Korea" 'Pak Chol Su' 'Kim Chol Su'
grep -q '"kind":"address"' out && fail "a listed country is no address" "$(cat out)" || pass "a listed country is no address"
printf 'Name;Vorname;Filiale;Typ\nKim;Chol Su;7;9\n;Nobody;;\n;;;\n' >parts.csv
run "$SEINE" match -w own.csv -f csv -i parts.csv
expect_text "a name in two columns is one name" out '^Chol Su Kim,X-1,'
expect_text "columns that are not read are named" err '^seine: columns not read: Filiale, Typ$'
printf 'name,type,country\n,person,KP\n,,\nKim Chol Su,Privatkunde,KP\n' >nameless.csv
run "$SEINE" match -w own.csv -f csv -i nameless.csv
expect "a row without a name was not screened" 1
expect_text "and that is said" err '^seine: 1 row has no name and was not screened .the first in line 2.$'
expect_text "so is a type that is none" err '^seine: 1 type was not understood and not compared .the first in line 4.$'
printf 'id,name,name\n1,Kim Chol Su,x\n' >twice.csv
run "$SEINE" match -w own.csv -i twice.csv
expect "two columns of one name are not chosen from" 3
expect_text "and are named" err "two columns called 'name' .2 and 3.:"
printf 'X-3,Soci\303\251t\303\251 M\303\274ller,company,FR,,,,\n' | cat own.csv - >french.csv
printf 'name\nSoci\351t\351 M\374ller\n' >windows.csv
run "$SEINE" match -w french.csv -f csv -i windows.csv
expect_text "Windows-1252 comes back as UTF-8" out '^Société Müller,X-3,'
# Lists of one's own: whatever says who is meant, and what else is told of them.
printf 'Name;Vorname;Geburtsdatum;Staat;Filiale\nKim;Chol Su;4.3.1969;KP;7\n' >bare.csv
run "$SEINE" match -w bare.csv --birth 1969-03-04 -f ndjson 'Kim Chol Su'
expect_text "a list of one's own needs names alone" out '"kind":"birth","bits":4.5'
run "$SEINE" lists bare.csv
expect_text "what is not read of it is said" out '^  columns not read: Staat, Filiale$'
run "$SEINE" lists --format json bare.csv
expect_text "in JSON too" out '"unread":"columns not read: Staat, Filiale"'
printf 'Kim Chol Su\nKIM, Jong Un\n' >plain.txt
run "$SEINE" match -w plain.txt -f csv 'Kim Jong Un'
expect_text "names, one a line, are a list" out '"KIM, Jong Un"'
mkdir mixed && cp bare.csv mixed/ && cp own.csv mixed/
run "$SEINE" lists mixed
expect "in a folder a table must look like a list" 1
expect_text "and is told what it lacks" err 'bare.csv: has names, but no column aliases, nor id and program: if it is a list, give it itself'
printf 'name\nKIM, Chol Su\n' >one.csv
run "$SEINE" match -w own.csv -f csv -i one.csv
expect_text "the one column of a table holds names, commas and all" out '^"KIM, Chol Su",X-1,'
printf 'id,name,country\n1,KIM, Chol Su,KP\n2,Kim Chol Su,KP,,\n' >shifted.csv
run "$SEINE" match -w own.csv -f csv -i shifted.csv
expect "a row with more cells than columns was not screened" 1
expect_text "and is told of" err '^seine: shifted.csv:2: the row has more fields than the header$'
expect_text "the others are" err '^seine: 1 name, 1 with a hit$'
printf 'name;Alias 1;Alias 2;Former name\nNobody;At all;Anybody;Kim Chol Su\n' >alias.csv
run "$SEINE" match -w own.csv -f csv -i alias.csv
expect_text "names that a party had are asked for" out '^Nobody,X-1,'
grep -h 'not read' err && fail "and all columns of aliases are read" "$(cat err)"
run "$SEINE" match -w own.csv asked.csv
expect_text "a file given as a name is told of" err "^seine: 'asked.csv' was screened as a name; the names in a file: --input asked.csv$"

run "$SEINE" match -w own.csv --birth someday 'Kim Chol Su'
expect "a birth date is one" 2
run "$SEINE" match -w own.csv -f csv -i asked.csv
expect_text "CSV says which row of theirs it is" out '^c1,Kim Chol Su,X-1,'
printf 'id,name\n=1+1,=Kim Chol Su\n' >formula.csv
run "$SEINE" match -w own.csv -f csv -i formula.csv
expect_text "and no spreadsheet takes it for a formula" out "^'=1\\+1,'=Kim Chol Su,X-1,"
# Who is nobody can be told from who was not read.
printf 'id,name\nn1,Nobody Known\nn2,Kim Chol Su\nn3,\nn4,"Other, Q"\n' >nobody.csv
for format in csv ndjson json; do
    run "$SEINE" match -w own.csv --all -f $format -i nobody.csv
    cp out all.$format
done
expect "a row that is not screened is told by the exit status" 1
printf 'n1,Nobody Known,,,,,,\nn4,"Other, Q",,,,,,\n' >wanted
grep -v 'Kim' all.csv | tail -n +2 >got
expect_same "--all: a row of CSV for each name without a hit, and none for what was not screened" wanted got
cat >all.py <<'PY'
import csv, json
rows = [json.loads(line) for line in open("all.ndjson")]
assert rows == json.load(open("all.json"))
assert [r["id"] for r in rows] == ["n1", "n2", "n4"], rows
assert [r["entity"] for r in rows] == [None, "X-1", None], rows
assert rows[0] == {"id": "n1", "query": "Nobody Known", "score": None, "entity": None}, rows[0]
table = list(csv.DictReader(open("all.csv")))
assert all(None not in row and None not in row.values() for row in table), table
assert [row["entity"] for row in table] == ["", "X-1", ""], table
PY
run python3 all.py
expect "--all: the same in NDJSON, JSON and CSV" 0
printf 'id,name\nl1,---\nl2,%s\nl3,Kim Chol Su\n' "$(head -c 5000 /dev/zero | tr '\0' a)" >odd.csv
run "$SEINE" match -w own.csv --all -f csv -i odd.csv
expect "what is no name, or too long for one, was not screened" 1
grep -c '^l' out >n
expect_text "and has no row" n '^1$'
expect_text "no letter and no digit are no name" err '^seine: 1 row has no name and was not screened .the first in line 2.$'
expect_text "a name is not cut" err '^seine: odd.csv:3: has a name of more than 4096 bytes$'
{ head -n 1 own.csv; for i in 1 2 3; do echo "K-$i,Kim Chol Su,person,KP,,,,"; done; } >three.csv
run "$SEINE" match -w three.csv -f csv -n 2 -i odd.csv
expect_text "hits that are not written are told of" err '^seine: 1 name has more hits than the 2 best that are written .--limit.$'
printf 'name,type\nKim Chol Su,Natural Person\nKim Chol Su,Legal entity\n' >types.csv
run "$SEINE" match -w own.csv -f ndjson -i types.csv
grep -h 'type' err && fail "types as registers have them are understood" "$(cat err)" || pass "types as registers have them are understood"
run "$SEINE" match -w own.csv --type Person -f CSV 'Kim Chol Su'
expect "a choice is one in capitals too" 0
run "$SEINE" match -w own.csv -f csv -i nobody.csv
tail -n +2 out >got
grep Kim all.csv >wanted
expect_same "without --all the hits alone" wanted got
{ printf 'name,aliases\nKim Chol Su,"'; printf 'A;%.0s' $(seq 300); printf '"\nKim Chol Su,\n'; } >many.csv
run "$SEINE" match -w own.csv -f csv -i many.csv
expect "too many aliases are a row that is not read" 1
expect_text "with its line" err '^seine: many.csv:2: has more than 256 aliases$'
expect_text "and the next one is" err '^seine: 1 name, 1 with a hit$'
tail -n +2 "$LISTS" | cut -d, -f2 | tr -d '"' | head -n 700 >listed.txt
for format in table ndjson json csv; do
    run "$SEINE" match -q -w "$LISTS" -f $format --threads 1 -i listed.txt
    cp out one
    run "$SEINE" match -q -w "$LISTS" -f $format --threads 3 -i listed.txt
    expect_same "$format: the same by three threads as by one" one out
done
run "$SEINE" match -q -w "$LISTS" -f json -n 100000 -i listed.txt
cp out rows
run python3 -c 'import json; assert len({r["query"] for r in json.load(open("rows"))}) > 400'
expect "JSON is one array, however many batches it took" 0
head -c 3000 /dev/zero | tr '\0' '\001' | sed 's/\x01\{40\}/ab\x00/g' >binary
run "$SEINE" match -w "$LISTS" -i binary
expect "names are text" 3
printf 'id,name\n1,Korea Ryonha\n2,Ko\0rea\n3,Korea Mining Development Trading Corporation\n' >nul.csv
run "$SEINE" match -w "$LISTS" -f csv -i nul.csv
expect "one row of a table with a NUL byte" 1
expect_text "is told of by its line" err '^seine: nul.csv:3: there is a NUL byte in the row$'
expect_text "and those after it are screened" out '^3,.*,OFAC-9345,'
printf 'Korea Ryonha\nKo\0rea\n' >nul.txt
run "$SEINE" match -w "$LISTS" -i nul.txt
expect_text "where names are no text is told by its line, too" err '^seine: nul.txt:2: is no text'
awk 'BEGIN { print "id,when,who"; for (i = 1; i < 150000; i++) print i ",2026-01-01,Firm of some length " i }' >long.csv
run "$SEINE" map --suggest long.csv
expect_text "a preview of a part says of which" out '^# Preview .csv, the first 4 MiB.: [0-9]* records'
run "$SEINE" map --suggest "$KITS"
expect "a list in JSON is no CSV that wants a mapping" 3
expect_text "and is named" err 'kits.json:1:1: is a JSON list'
[ -s out ] && fail "and nothing is proposed for it" "$(head -n 3 out)" || pass "and nothing is proposed for it"
run "$SEINE" map --suggest binary
expect "so is a CSV that wants a mapping" 3
run "$SEINE" scan -w "$LISTS" -k "$KITS" binary
expect "and what is scanned" 3
expect_text "in words, without the bytes" err '^seine: binary:1:1: is no text'
echo kept >cases.out
run "$SEINE" scan -q -w "$LISTS" -k "$KITS" -f ndjson -o cases.out --html cases.html absent.csv
expect "of a scan that read nothing" 3
expect_text "no cases are written" cases.out '^kept$'
[ ! -e cases.html ] && pass "and no page" || fail "and no page"
echo '[]' >kits.json
run "$SEINE" scan -w "$LISTS" -k kits.json in.csv
expect "kits without a kit are none" 3
expect_text "and said to be" err 'kits.json: a kit file must hold at least one kit'
echo id >header.csv
run "$SEINE" convert header.csv
seq 1 200000 | sed 's/^/R/; 1i id' >many.csv
"$SEINE" convert many.csv 2>err | head -n 1 >out
[ ! -s err ] && [ -s out ] && pass "who reads the first line only hears no complaint" || fail "who reads the first line only hears no complaint" "$(cat err)"
echo R1 >>header.csv
run "$SEINE" scan -q -w "$LISTS" -k "$KITS" header.csv
expect_text "one is not many" out '^1 consignment, 0 goods items, 0 parties \(0 read like a listed one\)$'
printf 'id,description,hs\n1,ball bearings,\n2,gear pump,8413\n3,frozen shrimp,\n' >words.csv
run "$SEINE" scan -q -w "$LISTS" -k "$KITS" words.csv
expect_text "goods without numbers are told to be read by their words" out ' 3 goods items \(2 headings read from words\), '
run "$SEINE" scan -q -w "$LISTS" -k "$KITS" -f json words.csv
expect_text "in JSON too" out '"headings_from_words":2'
printf 'id,description,hs\n1,Zwirbelhülsen,8413\n2,"ZWIRBELHÜLSEN, 40",\n3,Zwirbelhülse,\n' >words.csv
run "$SEINE" scan -q -w "$LISTS" -k "$KITS" -f json words.csv
expect_text "what the file itself calls them teaches it" out '"headings_from_words":1,'
run "$SEINE" scan -w "$LISTS" -k "$KITS" "$LISTS"
expect "a list taken for records is read" 0
expect_text "but nothing in it is a party or goods" err '^seine: no record has a party or goods'
run "$SEINE" scan -w "$LISTS" -k "$KITS" /dev/null
expect_text "that there is nothing to scan is said" err '^seine: the inputs hold no record$'
for wrong in "scan --db= -w $LISTS" "scan --watchlist= -k $KITS" "match -w $LISTS --output="; do
    # shellcheck disable=SC2086
    run "$SEINE" $wrong header.csv
    expect "an option without its value: $wrong" 2
    expect_text "names it: $wrong" err '^seine: --(db|watchlist|output) needs a value'
done
run "$SEINE" match -qv -w "$LISTS" Namchongang
expect "flags stand together" 0
run "$SEINE" match -qw "$LISTS" Namchongang
expect "but not with a value" 2
run "$SEINE" scan -w "$LISTS" -k "$LISTS" header.csv
expect_text "a CSV for kits is told to be no JSON" err '^seine: .*dprk.csv: is no JSON$'
run "$SEINE" version all
expect "version takes nothing" 2
: >nothing.db
run "$SEINE" store check --db nothing.db
expect "an empty file is no store" 3
expect_text "and is not made one by looking" err 'there is no store nothing.db'
[ ! -s nothing.db ] && pass "it stays empty" || fail "it stays empty"
run "$SEINE" token add 'a b' --db tokens.db
expect "a name with a blank is wrong usage" 2
run "$SEINE" audit verify --db tokens.db --head head.json --trusted 00
expect "so is a key of two digits" 2
run "$SEINE" audit verify --db tokens.db --trusted "$(printf '%064d' 0)"
expect "and a key for no head" 2
mkdir some
cp "$LISTS" some/dprk.csv
# shellcheck disable=SC2016
printf 'The list begins with `<CONSOLIDATED_LIST`, others with `<sanctionsData` (ENHANCED_XML).\n' >some/README.md
run "$SEINE" lists some
expect "what a README quotes is no list" 0
[ "$(grep -c '  key ' out)" = 1 ] && pass "and only the list is named" || fail "and only the list is named" "$(cat out)"
printf '<CONSOLIDATED_LIST>\n<INDIVIDUALS>\n</ENTITIES>\n' >some/un.xml
printf 'a,b\n1,2\n' >some/other.csv
run "$SEINE" lists some
expect_text "a broken file of a folder is named with its line" err '^seine: some/un.xml:3: '
expect_text "one that is no list without" err '^seine: some/other.csv: is no list'
run "$SEINE" lists diff some some
expect_text "diff names them too" err '^seine: some/un.xml:3: '
run "$SEINE" match -w some/ Namchongang
expect_text "and match says that there are some" err '^seine: 2 rows or files of the watchlists could not be used in full; seine lists names them$'
mkdir two two/a two/b
for f in a b; do cp "$SEINE_SOURCE/tests/lists/fixtures/un.xml" two/$f; done
run "$SEINE" lists two
[ "$(grep -c ', beside another version; from' out)" = 2 ] && pass "two versions of a list are told" || fail "two versions of a list are told" "$(cat out)"
mkdir folder
mkfifo pipe
sleep 60 >pipe &
writer=$!
for signal in INT TERM HUP; do
    env --default-signal=INT,TERM,HUP "$SEINE" convert -o ended.nd pipe 2>err &
    ended=$!
    for _ in $(seq 100); do [ -e ended.nd.part ] && break; sleep 0.1; done
    [ -e ended.nd.part ] && pass "$signal: it is written beside its place" || fail "$signal: it is written beside its place" "$(cat err)"
    sleep 0.1
    kill -s "$signal" "$ended"
    wait "$ended" 2>/dev/null
    [ $? -gt 128 ] && [ ! -e ended.nd.part ] && [ ! -e ended.nd ] && pass "$signal ends it and leaves nothing" || fail "$signal ends it and leaves nothing" "$(ls)"
done
kill "$writer"
run "$SEINE" watch --db folder
expect "a folder is no store" 3
expect_text "and it says why" err 'folder: cannot open the database: Is a directory'
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null && setpriv --reuid=65534 --clear-groups test -x "$SEINE" 2>/dev/null; then
    run setpriv --reuid=65534 --clear-groups "$SEINE" token add ann --db /usr/new.db
    expect_text "who may not make a store is told so" err '/usr/new.db: cannot open the database: Permission denied'
else
    skip "who may not make a store is told so" "only root can become another user here"
fi
run "$SEINE" store prune --db absent.db --before soon
expect "prune wants a day" 2
# A file that is none of what is wanted is told as what it is, wherever it is given.
run "$SEINE" token add somebody --db kept.db
for wrong in "watch kept.db" "plan kept.db" "explain kept.db" "explain SC-1 kept.db" "rescreen kept.db" "decide kept.db" "audit list kept.db" \
    "token list kept.db" "store check kept.db" "serve kept.db"; do
    # shellcheck disable=SC2086
    usage "a store without --db: $wrong" "'kept.db' is a store, and none is given with --db" $wrong
done
for wrong in "explain SC-1 --cases kept.db" "match -w kept.db x" "match -w $LISTS -i kept.db" "lists kept.db" "pair --csv kept.db" \
    "scan -w $LISTS -k kept.db in.csv" "scan -w $LISTS -k $KITS --measures kept.db in.csv" "evaluate --truth kept.db kept.db" \
    "map --suggest kept.db" "convert kept.db"; do
    # shellcheck disable=SC2086
    run "$SEINE" $wrong
    expect "a store for a file: $wrong" 3
    expect_text "is told as one: $wrong" err '^seine: kept.db(:1:1)?: is a store: what reads one takes it with --db$'
done
run "$SEINE" store restore kept.db --db restored.db
expect "a store is given to who wants one" 0
run "$SEINE" watch in.csv
expect_text "a CSV for cases is told what is wanted" err '^seine: in.csv:1: not a case: what scan --format ndjson or json wrote is expected$'
printf '["Kim Chol Su"]\n' >names.json
printf '<names>\n<n>Kim Chol Su</n>\n</names>\n' >names.xml
printf '\n{\n"name": "Kim Chol Su"\n}\n' >laid.json
for file in names.json names.xml laid.json; do
    run "$SEINE" match -w own.csv -i $file
    expect "its lines are not screened as names: $file" 3
    expect_text "and it is told: $file" err "^seine: $file:[12]: is JSON or XML: names, one a line, or CSV is expected\$"
done
printf '[unknown] Kim Chol Su\n{sic} Kim\n' >marked.txt
run "$SEINE" match -w own.csv -i marked.txt
expect_text "a name may begin with a bracket" err '^seine: 2 names, '
echo >empty.nd
run "$SEINE" watch empty.nd
expect_text "watch says that nothing is waited for" err 'no case waits for a piece'
echo '{"run":{},"cases":[]}' >cases.json
run "$SEINE" explain SC-0 --cases cases.json
expect_text "a case that is not there is said" err "^seine: cases.json: there is no case 'SC-0'"
echo '{"run":{},"cases":"none"}' >cases.json
run "$SEINE" explain SC-0 --cases cases.json
expect_text "cases are a list" err '^seine: cases.json:1: its cases are no list'
printf '{"case":"SC-0"}\n{"case":1}\n' >cases.json
run "$SEINE" explain SC-0 --cases cases.json
expect_text "of cases" err '^seine: cases.json:2: not a case: what scan'
run "$SEINE" explain SC-0 --cases binary
expect_text "and which file is none" err '^seine: binary'
run "$SEINE" scan -w "$LISTS" -k "$KITS" --db early.db --html nowhere/cases.html header.csv
expect "a page that cannot be written" 3
[ ! -s out ] && [ ! -e early.db ] && pass "is told before the scan" || fail "is told before the scan" "$(cat out; ls)"
expect_text "with its reason" err '^seine: nowhere/cases.html: cannot write: No such'
run "$SEINE" simulate -o world -n 1000
expect "schemes without kits are wrong usage" 2
expect_text "simulate names the options that there are" err 'give --kits FILE or --no-schemes'

# What stands behind many others is not passed over.
(echo 'id,name,program'; for i in $(seq 600); do echo "$i,Firm $i,P$i"; done; echo '601,Firm A,Z;P1'; echo '602,Firm B,Z') >programmes.csv
run "$SEINE" lists programmes.csv
expect_text "all programmes of a list are counted" out '^  programmes: P1 2, Z 2, P10 1, .* and 593 more$'
run "$SEINE" lists -f json programmes.csv
expect_text "and told to a program" out '"P600":1.*}'
many=(); for i in $(seq 17); do many+=(--scan-kits "$i.json"); done
run "$SEINE" evaluate --worlds usual --out w "${many[@]}"
expect "more kits than a scan is given are refused" 2

finish
