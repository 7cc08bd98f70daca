"""The public client of OpenSanctions' yente against `seine serve`: prints good or bad for each thing tried."""
import json
import sys
import urllib.request

from yente_client import Client, Company, Person
from yente_client import exceptions

url, zala = sys.argv[1], sys.argv[2] == "zala"
client = Client(base_url=url, api_key=None)


def tried(what, good, detail=""):
    print("good" if good else "bad", what, "" if good else str(detail)[:300].replace("\n", " "))


def refused(what, kind, ask):
    try:
        tried(what, False, ask())
    except kind:
        tried(what, True)


tried("health", client.healthz().status == "ok")
tried("readiness", client.readyz().status == "ok")
tried("datasets", "dprk" in client.datasets().current)
tried("algorithms", client.algorithms().best in [a.name for a in client.algorithms().algorithms])
komid = Company(name=["Korea Mining Development Trading Corp"], country=["North Korea"])
found = client.match(komid, datasets=["dprk"], threshold=0.7, algorithm="best", limit=3)
tried("a match", found.top is not None and found.top.id == "OFAC-9345" and found.top.match, found)
tried("the question comes back clean", found.query["properties"]["country"] == ["kp"], found.query)
tried("explanations", "name_match" in found.top.contributing_explanations, found.top)
tried("the total", found.total.value >= 1 and found.total.relation == "eq", found.total)
tried("the limit", found.limit == 3 and len(found.results) <= 3)
tried("no match", client.match(Person(name=["Nobody Whosoever Xyzzy"])).top is None)
tried("excluded", all(r.id != "OFAC-9345" for r in client.match(komid, exclude_entities=["OFAC-9345"]).results))
refused("an unknown dataset", exceptions.NotFoundError, lambda: client.match(komid, datasets=["nowhere"]))
refused("an unknown algorithm", exceptions.APIError, lambda: client.match(komid, algorithm="neural-net"))
many = dict(client.match_iter({"a": komid, "b": Person(name=["Kim Jong Un"])}.items()))
tried("many matches", set(many) == {"a", "b"} and many["a"].top.id == "OFAC-9345", many)
one = client.fetch("OFAC-9345")
tried("an entity", one.schema_ == "Organization" and "KOMID" in one.properties["alias"], one)
refused("an unknown entity", exceptions.NotFoundError, lambda: client.fetch("OFAC-0"))
tried("neighbours", client.adjacent("OFAC-9345").entity.id == "OFAC-9345")
hits = client.search("komid", datasets=["dprk"], countries=["kp"], schema="Company", limit=5, fuzzy=True, facets=["countries"])
tried("a search", hits.results[0].id == "OFAC-9345" and hits.facets["countries"].values, hits)
tried("a search in pages", client.search("", limit=1, offset=2).total.value >= 620)
if zala:
    body = {"queries": {"q": {"schema": "Person", "properties": {"name": ["Aleksandr Zacharov"], "country": "Russia"}}}}
    ask = urllib.request.Request(url + "/match/zala", json.dumps(body).encode(), {"Content-Type": "application/json"})
    answer = json.load(urllib.request.urlopen(ask))["responses"]["q"]
    first = answer["results"][0]
    tried("zala: Zakharov is first", first["id"] == "NK-aU5ybkbRFJucf8YMwsJvDw" and first["score"] > 0.7, first)
    tried("zala: the country", answer["query"]["properties"]["country"] == ["ru"], answer["query"])
    ids = [e.id for e in client.search("захаров", datasets=["zala"]).results]
    tried("zala: a search in Cyrillic", "NK-aU5ybkbRFJucf8YMwsJvDw" in ids, ids)
    keys = {"id", "caption", "schema", "properties", "datasets", "referents", "target", "first_seen", "last_seen",
            "last_change", "score", "match", "explanations"}
    tried("zala: every key", keys <= set(first), keys - set(first))
print("end")
