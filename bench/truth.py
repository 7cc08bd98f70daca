"""The truth of a made-up world (truth.ndjson), for the programs of this folder that learn from it."""
import json
import os


def read_schemes(folder):
    """Of each consignment of a scheme, the scheme; of each scheme, how many it has."""
    own, size = {}, {}
    for line in open(os.path.join(folder, "truth.ndjson"), encoding="utf-8"):
        truth = json.loads(line)
        if "scheme" in truth:
            size[truth["scheme"]] = len(truth["consignments"])
            for consignment in truth["consignments"]:
                own[consignment] = truth["scheme"]
    return own, size
