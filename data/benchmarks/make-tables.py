"""Makes the table.json and table.bin.gz of this folder from the published CSV files.

    python3 make-tables.py FOLDER

FOLDER holds nasbench201_cifar10.csv, hwnasbench_cifar10.csv and nasbench_macro_cifar10.csv, as README.md describes them.
Rows are in the order of the space's tokens, the last decision varying fastest; columns are float32, little-endian.
"""

import csv
import gzip
import json
import sys
from pathlib import Path

import numpy

HERE = Path(__file__).parent
OPERATIONS = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"]


def read(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def rank_of_cell(text):
    rank = 0
    for node in text.split("+"):
        for term in node.strip("|").split("|"):
            rank = rank * len(OPERATIONS) + OPERATIONS.index(term.split("~")[0])
    return rank


def write(name, space, rows, ranks, columns, roles, quantities):
    table = numpy.full((len(columns), len(rows)), numpy.nan, dtype="<f4")
    for row, rank in zip(rows, ranks, strict=True):
        table[:, rank] = [float(row[source]) for source in columns.values()]
    assert not numpy.isnan(table).any(), "an architecture is missing"
    header = {
        "name": name,
        "space": {"kind": space},
        "rows": len(rows),
        "columns": list(columns),
        "roles": roles,
        "rewardScale": 100,
        "quantities": quantities,
    }
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    (folder / "table.json").write_text(json.dumps(header, indent=2) + "\n")
    (folder / "table.bin.gz").write_bytes(gzip.compress(table.tobytes(), 9, mtime=0))


def nasbench201(source):
    accuracies = read(source / "nasbench201_cifar10.csv")
    latencies = read(source / "hwnasbench_cifar10.csv")
    rows = [a | b for a, b in zip(accuracies, latencies, strict=True)]
    assert all(a["index"] == b["index"] for a, b in zip(accuracies, latencies))
    columns = {
        "index": "index",
        "val12": "cifar10_val_12",
        "val200": "cifar10_val_200",
        "test200": "cifar10_test_200",
        "megaParameters": "params_m",
        "megaFlops": "flops_m",
    }
    devices = ["edgegpu", "raspi4", "edgetpu", "pixel3", "eyeriss", "fpga"]
    for device in devices:
        columns[f"{device}LatencyMs"] = f"{device}_latency"
    ranks = [rank_of_cell(row["arch"]) for row in rows]
    roles = {"reward": "val12", "validation": "val200", "test": "test200"}
    quantities = {
        "parameters": {"column": "megaParameters", "scale": 1e6},
        # The authors count a multiply-add as one.
        "flops": {"column": "megaFlops", "scale": 2e6},
        "latencies": {device: f"{device}LatencyMs" for device in devices},
    }
    write("nasbench201", "nasbench201", rows, ranks, columns, roles, quantities)


def macro(source):
    rows = read(source / "nasbench_macro_cifar10.csv")
    columns = {"accuracy": "mean_acc", "deviation": "std", "parameters": "params", "flops": "flops"}
    ranks = [int(row["arch"], 3) for row in rows]
    roles = {"reward": "accuracy", "validation": "accuracy", "test": "accuracy"}
    quantities = {"parameters": {"column": "parameters", "scale": 1}, "flops": {"column": "flops", "scale": 2}}
    write("nas-bench-macro", "macro", rows, ranks, columns, roles, quantities)


nasbench201(Path(sys.argv[1]))
macro(Path(sys.argv[1]))
