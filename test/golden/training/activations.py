"""Makes activations.json: the losses of ten training steps of a network with every activation, by PyTorch in double precision.

    python3 test/golden/training/activations.py > test/golden/training/activations.json

Convolution, batch norm and activation, six times. Weights, images and labels are those of bench/reference.
"""

import json
import os
import sys

import torch

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "..", "bench", "reference"))
from train_step import Step

BATCH, STEPS, LEARNING_RATE = 12, 10, 0.02
IMAGE = {"channels": 2, "height": 8, "width": 6, "classes": 5}
BLOCKS = [
    {"filters": 16, "kernel": 3, "activation": "swish"},
    {"filters": 20, "kernel": 3, "activation": "relu6"},
    {"filters": 32, "kernel": 1, "activation": "hardSwish"},
    {"filters": 12, "kernel": 5, "activation": "sigmoid"},
    {"filters": 16, "kernel": 3, "activation": "tanh"},
    {"filters": 24, "kernel": 3, "activation": "relu"},
]


def layers():
    """As the product writes a network, without what it counts."""
    channels, above = IMAGE["channels"], "image"

    def layer(operation, **fields):
        nonlocal above
        name = str(len(placed))
        placed.append({"id": name, "operation": operation, "inputs": [above], "outputShape": [channels], **fields})
        above = name

    placed = []
    for block in BLOCKS:
        channels = block["filters"]
        layer("convolution", filters=channels, kernel=[block["kernel"]] * 2, strides=[1, 1])
        layer("batchNorm")
        layer(block["activation"])
    layer("globalAveragePool")
    channels = IMAGE["classes"]
    layer("dense", units=channels)
    return placed


torch.set_num_threads(1)
network = {"input": IMAGE, "classes": IMAGE["classes"], "layers": layers()}
step = Step({"batch": BATCH, "network": network}, False, LEARNING_RATE, exact=True)
print(
    json.dumps(
        {
            "batch": BATCH,
            "learningRate": LEARNING_RATE,
            "image": IMAGE,
            "blocks": BLOCKS,
            "losses": [step() for _ in range(STEPS)],
        },
        indent=2,
    )
)
