#!/bin/bash
# The server with a certificate: what curl and others are answered, what is refused, slow and broken
# handshakes, long bodies, streams, many connections, a certificate that changes. Loopback only.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
LISTS=$SEINE_SOURCE/data/lists/dprk.csv
server="" slow="" listener=""
trap 'kill $server $slow $listener 2>/dev/null; rm -rf "$SCRATCH"' EXIT
for tool in curl openssl python3; do command -v $tool >/dev/null || { skip "TLS" "$tool is not installed"; finish; exit; }; done
certificate() { # certificate NAME DAYS: NAME.pem, NAME.key
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" -out "$1.pem" -days "$2" \
        -subj "/CN=$1" -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" 2>openssl.err
}
certificate first 2
certificate second 2
run "$SEINE" serve -w "$LISTS" --tls-cert first.pem
expect "a certificate without a key is wrong usage" 2
run "$SEINE" serve -w "$LISTS" --tls-cert first.pem --tls-key second.key
expect "a key of another certificate" 3
expect_text "it is said so" err 'second.key is not that of the certificate in first.pem'
run "$SEINE" serve -w "$LISTS" --tls-cert first.key --tls-key first.key
expect "a file without a certificate" 3
run "$SEINE" serve -w "$LISTS" --tls-cert absent.pem --tls-key first.key
expect_text "a file that is not there is named" err 'cannot read absent.pem'
if openssl x509 -help 2>&1 | grep -q -- -not_after; then
    openssl x509 -in first.pem -signkey first.key -not_before 20200101000000Z -not_after 20210101000000Z -out old.pem 2>openssl.err
else
    openssl req -new -key first.key -subj /CN=old -out old.csr 2>openssl.err
    mkdir -p ca/new
    : >ca/index
    echo 01 >ca/serial
    printf '[ca]\ndefault_ca=x\n[x]\ndatabase=ca/index\nserial=ca/serial\nnew_certs_dir=ca/new\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n' >ca/conf
    openssl ca -batch -config ca/conf -selfsign -keyfile first.key -in old.csr -startdate 20200101000000Z -enddate 20210101000000Z -notext -out old.pem 2>openssl.err
fi
run "$SEINE" serve -w "$LISTS" --tls-cert old.pem --tls-key first.key
expect "a certificate that has ended" 3
expect_text "it is said when" err 'the certificate ended at 2021-01-01T00:00:00Z'
run "$SEINE" serve -w "$LISTS" --listen 0.0.0.0:0
expect "in clear it listens on loopback only" 2
expect_text "and says what to do" err '--tls-cert and --tls-key, or --insecure-http'

cp first.pem now.pem
cp first.key now.key
cat first.pem second.pem >both.pem
"$SEINE" serve --no-token --listen 127.0.0.1:0 -w "$LISTS" -d cases.db -k "$SEINE_SOURCE/data/kits.json" --host seine.example \
    --tls-cert now.pem --tls-key now.key >serve.out 2>serve.err &
server=$!
await_server
address=${url#https://}
case $url in https://*) pass "the address it prints is one of TLS" ;; *) fail "the address it prints is one of TLS" "$(cat serve.out serve.err)" ;; esac
get() { # get PATH CURL_OPTIONS...: code, out
    local path=$1
    shift
    code=$(curl -sS -m 60 --cacert both.pem -o out -D head -w '%{http_code}' "$@" "$url$path" 2>err)
}
answers() { # answers WHAT CODE
    if [ "$code" = "$2" ]; then pass "$1"; else fail "$1" "status $code instead of $2: $(cat out err)"; fi
}

# Who never ends the handshake is cut off; looked at again at the end.
cat >slow.py <<'P'
import socket, sys
host, port = sys.argv[1].split(":")
hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
lines = [socket.create_connection((host, int(port)), 60) for _ in range(3)]
lines[1].sendall(hello)
for i in range(len(hello)): lines[2].sendall(hello[i:i+1])
print(" ".join("cut" if s.recv(100) == b"" else "answered" for s in lines))
P
python3 slow.py "$address" >slow.out 2>&1 &
slow=$!

get /healthz
answers "health over TLS" 200
expect_text "browsers are told to stay with TLS" head '^Strict-Transport-Security: max-age=31536000'
get /healthz --resolve "localhost:${address##*:}:127.0.0.1" --connect-to "::$address" -H 'Host: localhost'
if grep -qi '^Strict-Transport' head; then fail "but not of the name localhost"; else pass "but not of the name localhost"; fi
for version in 1.2 1.3; do
    get /healthz --tlsv$version --tls-max $version
    answers "TLS $version" 200
done
run openssl s_client -connect "$address" -tls1_1 -cipher 'ALL:@SECLEVEL=0' -brief
[ "$status" != 0 ] && pass "TLS 1.1 is refused" || fail "TLS 1.1 is refused" "$(cat out err)"
run openssl s_client -connect "$address" -tls1_2 -cipher 'AES128-SHA:AES256-SHA256:ECDHE-ECDSA-AES256-SHA:@SECLEVEL=0' -brief
[ "$status" != 0 ] && pass "weak ciphers are refused" || fail "weak ciphers are refused" "$(cat out err)"
run openssl s_client -connect "$address" -alpn h2 -brief
[ "$status" != 0 ] && pass "HTTP/2 alone is refused" || fail "HTTP/2 alone is refused" "$(cat out err)"
curl -sS -v --cacert both.pem -o out "$url/healthz" 2>err
expect_text "of several protocols HTTP/1.1 is chosen" err 'ALPN.*accepted.*http/1.1'
code=$(curl -sS -m 30 -o out -w '%{http_code}' "http://$address/healthz" 2>err)
answers "a request in clear is answered in clear" 400
expect_text "and told what to write" out 'This port speaks TLS: write https://'
code=$(curl -sS -m 30 --data-binary @"$LISTS" -o out -w '%{http_code}' "http://$address/match/default" 2>err)
answers "one with a body too" 400
get /api/v1/cases -H "Origin: http://$address"
answers "a page that came in clear is foreign" 403
get /api/v1/cases -H "Origin: https://$address"
answers "the own page is not" 200

# Long ones both ways: a body of 30 MB in, an answer of some MB out.
python3 - >long.ndjson <<'P'
for i in range(60000):
    print('{"id":"L%d","goods":[{"description":"%s"}]}' % (i, "steel bolts " * 40))
P
get "/api/v1/consignments?name=long.ndjson" --data-binary @long.ndjson -H 'Expect: 100-continue'
answers "a long body" 202
get "/api/v1/assess" --data-binary @long.ndjson
answers "a body longer than the path takes" 413
cat >client.py <<'P'
"""Answers are the same however the bytes are cut; many at once; pipelining; who hangs up in between."""
import json, socket, ssl, sys, threading
host, port = sys.argv[1].split(":")
context = ssl.create_default_context(cafile="both.pem")
def line():
    return context.wrap_socket(socket.create_connection((host, int(port)), 60), server_hostname="127.0.0.1")
def answer(s):
    got = b""
    while b"\r\n\r\n" not in got: got += s.recv(65536)
    head, body = got.split(b"\r\n\r\n", 1)
    n = int([l for l in head.split(b"\r\n") if l.lower().startswith(b"content-length")][0].split(b":")[1])
    while len(body) < n: body += s.recv(65536)
    return int(head.split()[1]), body
def say(what, good, why=""): print(("good " if good else "bad ") + what + ("" if good else ": %r" % (why,)))
H = b" HTTP/1.1\r\nHost: 127.0.0.1\r\n"
with line() as s: # requests in records of one byte
    for b in b"GET /-/version" + H + b"\r\n": s.send(bytes([b]))
    say("a record for each byte", answer(s)[0] == 200)
    s.sendall((b"GET /healthz" + H + b"\r\n") * 60)
    got = b""
    while got.count(b"HTTP/1.1 200") < 60: got += s.recv(65536)
    say("sixty requests in one record", got.count(b"HTTP/1.1 200") == 60)
request = b"GET /search/default?limit=500" + H + b"\r\n"
with line() as s:
    s.sendall(request)
    status, whole = answer(s)
    say("a long answer", status == 200 and len(whole) > 100000, (status, len(whole)))
with line() as s: # the reader is slow: the answer waits in a full socket
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    s.sendall(request + b"GET /healthz" + H + b"\r\n")
    got = b""
    import time
    for _ in range(5):
        time.sleep(0.05)
        got += s.recv(1000)
    while not got.endswith(b'{"status":"ok"}'): got += s.recv(65536)
    say("a slow reader", whole in got)
def many(results, i):
    try:
        with line() as s:
            for _ in range(3):
                s.sendall(b"GET /api/v1/lists" + H + b"\r\n")
                results[i] += answer(s)[0] == 200
    except OSError as e: results[i] = repr(e)
results = [0] * 200
threads = [threading.Thread(target=many, args=(results, i)) for i in range(200)]
for t in threads: t.start()
for t in threads: t.join()
say("two hundred connections", results == [3] * 200, results)
raw = socket.create_connection((host, int(port)), 60) # garbage instead of a hello
raw.sendall(b"\x00\x01\x02 this is no TLS \xff" * 50)
try: first = raw.recv(100)
except OSError: first = b"\x15"
say("garbage gets an alert or the end", first[:1] in (b"", b"\x15"), first)
s = line() # garbage after the handshake, beside the record layer
raw = socket.socket(fileno=s.detach())
raw.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 3)
got = b""
try:
    while True:
        d = raw.recv(65536)
        if not d: break
        got += d
except OSError: pass
say("nothing in clear is answered after the handshake", b"HTTP" not in got, got[:80])
for cut in (1, 5, 100, 300): # who hangs up while hands are shaken
    ours, theirs = ssl.MemoryBIO(), ssl.MemoryBIO()
    o = context.wrap_bio(ours, theirs, server_hostname="127.0.0.1")
    try: o.do_handshake()
    except ssl.SSLWantReadError: pass
    raw = socket.create_connection((host, int(port)), 60)
    raw.sendall(theirs.read()[:cut])
    raw.close()
with line() as s:
    s.sendall(b"GET /healthz" + H + b"Connection: close\r\n\r\n")
    got = b""
    while d := s.recv(65536): got += d
    say("an answer ends in good order", got.endswith(b'{"status":"ok"}'), got[-80:])
ours, theirs = ssl.MemoryBIO(), ssl.MemoryBIO() # half open: no more will be written, the answer comes all the same
o = context.wrap_bio(ours, theirs, server_hostname="127.0.0.1")
raw = socket.create_connection((host, int(port)), 60)
def step(call):
    while True:
        try: return call()
        except ssl.SSLWantReadError:
            if theirs.pending: raw.sendall(theirs.read())
            d = raw.recv(65536)
            ours.write(d) if d else ours.write_eof()
step(o.do_handshake)
o.write(b"GET /healthz" + H + b"\r\n")
raw.sendall(theirs.read())
raw.shutdown(socket.SHUT_WR)
say("who has ended writing is answered", step(lambda: o.read(65536)).endswith(b'{"status":"ok"}'))
e = line()
e.sendall(b"GET /api/v1/events/stream" + H + b"\r\n")
got = b""
while b"retry" not in got: got += e.recv(9999)
with line() as s:
    s.sendall(b"POST /api/v1/lists/reload" + H + b"Content-Length: 0\r\n\r\n")
    say("a reload is asked for", answer(s)[0] == 200)
got = b""
while b"event: lists" not in got: got += e.recv(9999)
say("a stream of events", b"event: lists\ndata: {}\n\n" in got, got)
with line() as s:
    s.sendall(b"GET /metrics" + H + b"\r\n")
    text = answer(s)[1].decode()
    failed = int(text.split("\nseine_tls_handshakes_failed_total ")[1].split()[0])
    say("failed handshakes are counted", failed >= 3, failed)
    say("the end of the certificate is told", "\nseine_tls_certificate_end_timestamp_seconds 1" in text)
print("end")
P
run python3 client.py "$address"
while read -r word rest; do
    case $word in good) pass "$rest" ;; bad) fail "$rest" ;; esac
done <out
[ "$(tail -n 1 out)" = end ] && pass "all was tried" || fail "all was tried" "$(tail -n 8 err)"

# The certificate changes under way; one that cannot be used changes nothing.
serial() { openssl s_client -connect "$address" </dev/null 2>/dev/null | openssl x509 -noout -subject 2>/dev/null | sed 's/.*CN *= *//'; }
becomes() { # becomes NAME: the server shows that certificate
    for _ in $(seq 100); do
        [ "$(serial)" = "$1" ] && return 0
        sleep 0.1
    done
    return 1
}
becomes first && pass "the first certificate is shown" || fail "the first certificate is shown" "$(serial)"
cp second.key now.key
cp second.pem now.pem
kill -HUP "$server"
becomes second && pass "SIGHUP takes the second one" || fail "SIGHUP takes the second one" "$(serial)"
cp first.key now.key
kill -HUP "$server"
for _ in $(seq 100); do
    get /api/v1/lists
    grep -q 'now.key is not that' out && break
    sleep 0.1
done
expect_text "a key that does not fit is told" out '"last_error":"the key in now.key is not that of the certificate'
[ "$(serial)" = second ] && pass "and the second one goes on" || fail "and the second one goes on" "$(serial)"
wait "$slow"
slow=""
[ "$(cat slow.out)" = "cut cut cut" ] && pass "who never ends the handshake is cut off" || fail "who never ends the handshake is cut off" "$(cat slow.out)"
kill "$server"
wait "$server"
[ $? = 0 ] && pass "the server ends" || fail "the server ends" "$(cat serve.err)"
server=""
if grep -qE 'ERROR: (Address|Leak|Thread|Undefined)|runtime error:' serve.err; then fail "no sanitizer complains" "$(cat serve.err)"; else pass "no sanitizer complains"; fi
finish
