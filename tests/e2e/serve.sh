#!/bin/bash
# The server, from start to end: health, tokens, hostile requests, who dawdles, reload, drain. Loopback only.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
LISTS=$SEINE_SOURCE/data/lists/dprk.csv
server=""
stop() { # waits for the server to end; its exit code
    [ -n "$server" ] || return 0
    kill "$server" 2>/dev/null
    wait "$server"
    stopped=$?
    server=""
}
trap 'stop; rm -rf "$SCRATCH"' EXIT
start() { # start OPTIONS...: server and url
    : >serve.out # or the address of the last server would be read
    "$SEINE" serve --listen 127.0.0.1:0 "$@" >serve.out 2>serve.err &
    server=$!
    await_server
}
get() { # get PATH CURL_OPTIONS...: code, out
    local path=$1
    shift
    code=$(curl -sS -m 30 -o out -w '%{http_code}' "$@" "$url$path" 2>err)
}
answers() { # answers WHAT CODE
    if [ "$code" = "$2" ]; then pass "$1"; else fail "$1" "status $code instead of $2: $(cat out err)"; fi
}
command -v curl >/dev/null || { skip "the server" "curl is not installed"; finish; }

run "$SEINE" serve
expect "serve without lists is wrong usage" 2
for listen in nowhere 256.1.1.1:0 127.0.0.1:99999 127.0.0.1:-1 127.0.0.1; do
    run "$SEINE" serve -w "$LISTS" --listen "$listen"
    expect "serve on $listen, which is no address, is wrong usage" 2
    expect_text "and it says what one is: $listen" err "'$listen' is no address .*127.0.0.1:8737"
done
run "$SEINE" serve -w "$LISTS" --no-token --listen 0.0.0.0:0
expect "without a token it listens on loopback only" 2
run "$SEINE" serve -w "$LISTS" --listen 0.0.0.0:0
expect "and without TLS" 2
run "$SEINE" serve -w "$LISTS" --no-token --token-file "$LISTS"
expect "no token and one do not go together" 2
run "$SEINE" serve -w "$LISTS" extra
expect_text "nothing stands beside the options" err 'nothing is taken beside the options'
run "$SEINE" serve -w "$LISTS" --tokens mistyped.db --listen 127.0.0.1:0
expect "a store of tokens that is not there" 3
expect_text "is not made" err 'mistyped.db: there is no such store'
run "$SEINE" serve -w "$LISTS" -d kits.db -k absent.json --listen 127.0.0.1:0
expect "kits that are not there" 3
expect_text "are missed at the start" err 'absent.json: .*No such file'
run "$SEINE" serve -w "$LISTS" -d kits.db -k "$SEINE_SOURCE/data/kits.json" --measures "$LISTS" --listen 127.0.0.1:0
expect "measures that are none" 3
expect_text "too" err 'dprk.csv:1:1: there is no column'

# The one token.
start -w "$LISTS" -d token.db -k "$SEINE_SOURCE/data/kits.json" --by ann && pass "the server starts with a token" || fail "the server starts with a token" "$(cat serve.err)"
token=$(sed -n 's/.*#token=//p' serve.out)
get /api/v1/cases
answers "no case without the token" 401
get /api/v1/cases -H "Authorization: Bearer x$token"
answers "no case with another token" 401
get /api/v1/nothing
answers "who has no token does not learn what is not there" 401
get /metrics
answers "no figures without the token" 401
get /api/v1/cases -H "Authorization: Bearer $token"
answers "the token opens the cases" 200
get /api/v1/nothing -H "Authorization: Bearer $token"
answers "with the token it learns it" 404
get /api/v1/lists/reload -X POST -H "Authorization: Bearer $token"
answers "who started it reloads the lists" 200
get /updatez -X POST
answers "nobody updates without a token" 403
get "/updatez?token=x$token" -X POST
answers "nor with a wrong one" 403
get "/updatez?token=$token" -X POST
answers "who started it updates too" 200
get /reconcile/default -d 'queries={}'
answers "nobody reconciles without a token" 401
get /
answers "the page needs no token" 200
head -c 3000000 /dev/zero >big
get /api/v1/consignments --data-binary @big -H 'Expect: 100-continue'
answers "a long body without the token" 401
get /api/v1/consignments --data-binary @big -H "Authorization: Bearer $token"
answers "a long body with the token" 202
get /api/v1/assess -F file=@"$LISTS" -H "Authorization: Bearer $token"
answers "a form where a file belongs" 415
get /api/v1/cases/x/decision --data-binary @big -H "Authorization: Bearer $token"
answers "a long body where a short one belongs" 413
get /api/v1/cases -H "Authorization: Bearer $token" -H 'Host: evil.example'
answers "a foreign host" 403
get /api/v1/cases -H "Authorization: Bearer $token" -H 'Origin: http://evil.example'
answers "a foreign origin" 403
get /api/v1/cases -H "Authorization: Bearer $token" -H "Origin: $url"
answers "the own origin" 200
stop
start -w "$LISTS" --host Seine.Example && pass "it starts without a store" || fail "it starts without a store" "$(cat serve.err)"
token=$(sed -n 's/.*#token=//p' serve.out)
get /api/v1/lists -H "Authorization: Bearer $token" -H 'Host: seine.example:443'
answers "a name given by --host" 200
get /api/v1/cases -H "Authorization: Bearer $token"
answers "no cases without a store" 404
get "/api/v1/explain?name=Korea+Kumryong+Trading+Company" -H "Authorization: Bearer $token"
answers "names without a store" 200
expect_text "a name is explained" out '"evidence":\['
stop

start --no-token --watchlist "$LISTS" && pass "the server starts" || fail "the server starts" "$(cat serve.err)"
get /healthz
answers "healthz" 200
expect_text "healthz says ok" out '"status":"ok"'
get /readyz
answers "readyz" 200
get /-/version
answers "version" 200
get /nothing
answers "an unknown path" 404
get /healthz -X GET -d x
answers "a body where none is taken" 413
get '/api/v1/explain?name=x&minimum=0.1'
answers "a parameter that is none" 400
expect_text "and what there is" out "no parameter 'minimum' here; there are name, country, type, limit"
get /healthz -X POST -d x
answers "the wrong method, with a body" 405
get /api/v1/match -X POST -d '{"queries": {}}'
answers "a path that is none, with a body" 404
get /healthz -X DELETE
answers "the wrong method" 405
get / --compressed
expect_text "the page comes packed" out '<title>'
etag=$(curl -sS -o out -D - "$url/" | tr -d '\r' | sed -n 's/^ETag: //p')
cp out plain
curl -sS --compressed -o out "$url/"
cmp -s out plain && pass "packed or not, it is one page" || fail "packed or not, it is one page"
get / -H "If-None-Match: $etag"
answers "the page is not sent twice" 304
etag=$(curl -sS -o out -D - "$url/catalog" | tr -d '\r' | sed -n 's/^ETag: //p')
for had in "$etag" "W/$etag" "\"other\", $etag" '*'; do
    get /catalog -H "If-None-Match: $had"
    answers "nor is the catalogue to who has $had" 304
done
get /catalog -H 'If-None-Match: "other"'
answers "it is to who has another" 200
get '/%2e%2e/etc/passwd' --path-as-is
answers "dots in a path" 400
curl -sS -D head -o out "$url/healthz"
expect_text "every answer has a content policy" head "^Content-Security-Policy: default-src 'none'"
expect_text "no answer is sniffed" head '^X-Content-Type-Options: nosniff'
if grep -qi '^Access-Control' head; then fail "no other origin is let in"; else pass "no other origin is let in"; fi
get /api/v1/lists
expect_text "the state of the lists" out '"entities":620'

# Who dawdles is cut off in the end, and nobody waits for them meanwhile; looked at when the rest has been tried.
cat >slow.py <<'P'
import socket, sys, threading, time
host, port = sys.argv[1].split(":")
said = {}
def connect(data):
    s = socket.create_connection((host, int(port)), 120)
    s.sendall(data)
    return s
def rest(s):
    got = b""
    try:
        while True:
            more = s.recv(65536)
            if not more: return got
            got += more
    except ConnectionError:
        return got
def head(name): # a byte now and then, without end
    s = connect(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nA: ")
    try:
        for _ in range(600):
            time.sleep(0.25)
            s.sendall(b"a")
    except ConnectionError:
        pass
    said[name] = rest(s)
def body(name): # it was promised
    said[name] = rest(connect(b"POST /match/default HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"))
def deaf(name): # asks for much, and reads nothing of it
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    s.connect((host, int(port)))
    s.setblocking(False)
    ask = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for _ in range(1200):
        try:
            s.send(ask * 10)
        except BlockingIOError:
            pass
        except ConnectionError:
            said[name] = b"cut"
            return
        time.sleep(0.1)
threads = [threading.Thread(target=f, args=("%s %d" % (f.__name__, i),)) for f in (head, body, deaf) for i in range(20)]
for t in threads: t.start()
for t in threads: t.join()
for kind, good in (("head", lambda g: g == b"" or b" 408 " in g[:20]), ("body", lambda g: b" 408 " in g[:20]), ("deaf", lambda g: g == b"cut")):
    bad = [g for name, g in said.items() if name.startswith(kind) and not good(g)]
    print("good" if not bad and sum(n.startswith(kind) for n in said) == 20 else "bad %r" % bad[:1], kind)
P
python3 slow.py "${url#http://}" >slow.out 2>slow.err &
slow=$!

cat >raw.py <<'P'
import socket, sys, threading
host, port = sys.argv[1].split(":")
def raw(data, wait=5):
    s = socket.create_connection((host, int(port)), wait)
    s.sendall(data)
    got = b""
    try:
        while True:
            d = s.recv(65536)
            if not d: break
            got += d
    except OSError: pass
    s.close()
    return got
H = b"Host: localhost\r\n"
cases = {
    "two lengths": (b"POST /x HTTP/1.1\r\n" + H + b"Content-Length: 0\r\nContent-Length: 33\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", b"400"),
    "length and coding": (b"POST /x HTTP/1.1\r\n" + H + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", b"400"),
    "a coding": (b"POST /x HTTP/1.1\r\n" + H + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),
    "space before the colon": (b"POST /x HTTP/1.1\r\n" + H + b"Content-Length : 4\r\n\r\nabcd", b"400"),
    "signed length": (b"POST /x HTTP/1.1\r\n" + H + b"Content-Length: +4\r\n\r\nabcd", b"400"),
    "bare line feeds": (b"GET /healthz HTTP/1.1\nHost: localhost\n\n", b"400"),
    "folded header": (b"GET /healthz HTTP/1.1\r\n" + H + b"A: b\r\n c\r\n\r\n", b"400"),
    "NUL": (b"GET /healthz HTTP/1.1\r\n" + H + b"A: b\0c\r\n\r\n", b"400"),
    "two hosts": (b"GET /healthz HTTP/1.1\r\n" + H + H + b"\r\n", b"400"),
    "no host": (b"GET /healthz HTTP/1.1\r\n\r\n", b"400"),
    "a bad method": (b"G(T /healthz HTTP/1.1\r\n" + H + b"\r\n", b"400"),
    "another version": (b"GET /healthz HTTP/3.0\r\n" + H + b"\r\n", b"505"),
    "a whole address": (b"GET http://x/healthz HTTP/1.1\r\n" + H + b"\r\n", b"400"),
    "a very long line": (b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\n" + H + b"\r\n", b"414"),
    "very many headers": (b"GET /healthz HTTP/1.1\r\n" + H + b"".join(b"A%d: b\r\n" % i for i in range(200)) + b"\r\n", b"431"),
    "a hundred megabytes": (b"POST /api/v1/lists/reload HTTP/1.1\r\n" + H + b"Content-Length: 100000000\r\n\r\n", b"413"),
    "a foreign host": (b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", b"403"),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"400"),
}
n = 0
for name, (data, want) in cases.items():
    got = raw(data)
    good = got.startswith(b"HTTP/1.1 " + want) and got.count(b"HTTP/1.1 ") == 1
    print("%s %s%s" % ("good" if good else "bad", name, "" if good else ": %r" % got[:80]))
got = raw(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50 + b"GET /-/version HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
print("good pipelining" if got.count(b"HTTP/1.1 200 OK") == 51 and got.rstrip().endswith(b"}") else "bad pipelining: %d" % got.count(b"HTTP/1.1 "))
s = socket.create_connection((host, int(port)), 5)
s.sendall(b"POST /api/v1/lists/reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
got = s.recv(100)
s.sendall(b"{}")
print("good continue" if got.startswith(b"HTTP/1.1 100") and s.recv(9999).startswith(b"HTTP/1.1 200") else "bad continue: %r" % got)
for piece in (b"GE", b"T /healthz HT", b"TP/1.1\r\nHos", b"t: 127.0.0.1\r", b"\n\r", b"\n"):
    s.sendall(piece)
print("good piecemeal" if s.recv(9999).startswith(b"HTTP/1.1 200") else "bad piecemeal")
h = socket.create_connection((host, int(port)), 10)
h.sendall(b"HEAD /api/v1/events/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
got = b""
try:
    while piece := h.recv(9999): got += piece
    print("good the head of a stream" if got.endswith(b"close\r\n\r\n") else "bad the head of a stream: %r" % got)
except OSError as why:
    print("bad the head of a stream: %s" % why)
e = socket.create_connection((host, int(port)), 10)
e.sendall(b"GET /api/v1/events/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
got = e.recv(9999)
while b"retry" not in got: got += e.recv(9999)
raw(b"POST /api/v1/lists/reload HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
got = e.recv(9999)
print("good events" if b"event: lists\ndata: {}\n\n" in got else "bad events: %r" % got)
P
run python3 raw.py "${url#http://}"
while read -r word rest; do
    if [ "$word" = good ]; then pass "raw request: $rest"; else fail "raw request: $rest"; fi
done <out
[ "$(wc -l <out)" = 23 ] && pass "all raw requests were tried" || fail "all raw requests were tried" "$(cat err)"

# A reload under way fails no request.
(for _ in $(seq 300); do curl -s -o /dev/null -w '%{http_code}\n' "$url/api/v1/lists"; done >codes) &
asker=$!
for _ in 1 2 3 4 5; do
    kill -HUP "$server"
    sleep 0.2
done
wait "$asker"
[ "$(sort -u codes)" = 200 ] && pass "no request fails while lists are read again" || fail "no request fails while lists are read again" "$(sort codes | uniq -c)"
get /metrics
expect_text "the lists were read again" out '^seine_lists_version ([4-9]|[1-9][0-9])$'

wait "$slow"
expect_text "who sends a head without end is cut off" slow.out '^good head'
expect_text "who does not send the body is told, and cut off" slow.out '^good body'
expect_text "who does not read the answer is cut off" slow.out '^good deaf'

# A request under way is answered before the end.
stop
[ "$stopped" = 0 ] && pass "SIGTERM ends it with 0" || fail "SIGTERM ends it with 0" "$stopped"
if grep -qE 'ERROR: (Address|Leak|Thread|Undefined)|runtime error:' serve.err; then fail "no sanitizer complains" "$(cat serve.err)"; else pass "no sanitizer complains"; fi
finish
