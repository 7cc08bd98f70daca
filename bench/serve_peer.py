"""A server for bench/serve.sh to compare with: asyncio of the standard library around rapidfuzz.

usage: serve_peer.py NAMES SCORER; prints its port. Answers POST with the five best of NAMES (one a line) in the shape
of yente's answers. One process for each processor, behind one port; the names are made ready beforehand.
"""
import asyncio
import json
import os
import socket
import sys

from rapidfuzz import distance, fuzz, process, utils

SCORERS = {"jaro_winkler": (distance.JaroWinkler.similarity, 0.85), "token_sort_ratio": (fuzz.token_sort_ratio, 80), "WRatio": (fuzz.WRatio, 80)}


def answer(body, names, ready, scorer, cutoff):
    responses = {}
    for key, query in json.loads(body)["queries"].items():
        name = utils.default_process(query["properties"]["name"][0])
        hits = process.extract(name, ready, scorer=scorer, limit=5, score_cutoff=cutoff)
        responses[key] = {"status": 200, "results": [{"id": str(at), "caption": names[at], "score": score} for _, score, at in hits]}
    return json.dumps({"responses": responses, "limit": 5}).encode()


async def serve(listener, names, scorer, cutoff):
    ready = [utils.default_process(n) for n in names]

    async def talk(reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
                out = answer(await reader.readexactly(length), names, ready, scorer, cutoff)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(out) + out)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(talk, sock=listener)
    await server.serve_forever()


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        names = [line.rstrip("\n") for line in f if line.strip()]
    scorer, cutoff = SCORERS[sys.argv[2]]
    port = 0
    for child in range(os.cpu_count()):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(("127.0.0.1", port))
        port = listener.getsockname()[1]
        listener.listen(256)
        if child + 1 < os.cpu_count() and os.fork() != 0:
            listener.close()
            continue
        if child + 1 == os.cpu_count():
            print(port, flush=True)
        asyncio.run(serve(listener, names, scorer, cutoff))


main()
