"""Makes children.json: the losses of ten training steps of each reference child of bench/compute, by PyTorch in double precision.

    npm run bench:compute -- --help
    node -e "import('./dist/bench/compute/children.js').then((m) => console.log(JSON.stringify(m.children)))" \\
      | python3 test/golden/training/children.py > test/golden/training/children.json

The first command compiles. Weights, images and labels are those of bench/reference. The batch is no multiple of what
processors compute at once. The rate is low, because rounding grows with it: at 0.05 and a batch of 16 the losses of PyTorch in
single precision are up to 2 % from those in double.
"""

import json
import os
import sys

import torch

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "..", "bench", "reference"))
from train_step import Step

BATCH, STEPS, LEARNING_RATE = 20, 10, 0.005

torch.set_num_threads(1)
rows = []
for child in json.load(sys.stdin):
    step = Step({**child, "batch": BATCH}, False, LEARNING_RATE, exact=True)
    rows.append({"name": child["name"], "losses": [step() for _ in range(STEPS)]})
print(json.dumps({"batch": BATCH, "learningRate": LEARNING_RATE, "children": rows}, indent=2))
