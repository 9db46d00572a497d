"""Makes learning-curves/nats-bench.json from the published curves.

    python3 make-curves.py nats_learning_curves.csv

The CSV file has a row for each epoch of each training, as README.md describes it.
"""

import csv
import json
import sys
from pathlib import Path

EPOCHS = "200"


def accuracy(row):
    # On its split of CIFAR-10 the benchmark evaluates a validation part each epoch, elsewhere the original test set.
    return float(row["x_valid_acc"] if row["dataset"] == "cifar10-valid" else row["ori_test_acc"])


curves = {}
with open(sys.argv[1], newline="") as file:
    for row in csv.DictReader(file):
        if row["hp"] == EPOCHS:
            key = (row["dataset"], int(row["index"]), int(row["seed"]))
            curves.setdefault(key, {})[int(row["epoch"])] = accuracy(row)
lines = []
for (data_set, index, seed), values in sorted(curves.items()):
    assert sorted(values) == list(range(1, int(EPOCHS) + 1)), "an epoch is missing"
    curve = {"dataSet": data_set, "architecture": index, "seed": seed, "accuracies": [values[e] for e in sorted(values)]}
    lines.append(json.dumps(curve, separators=(",", ":")))
(Path(__file__).parent / "learning-curves" / "nats-bench.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
