"""Parameters, FLOPs and shapes of chain networks, counted by PyTorch. Writes networks.json beside itself.

FLOPs are those of torch.utils.flop_counter: convolutions and matrix products, two for each multiply-add.
"""

import json
from pathlib import Path

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

CASES = [
    {"input": [1, 8, 8], "classes": 10, "layers": [[3, 3, 24]]},
    {"input": [3, 32, 32], "classes": 10, "layers": [[1, 7, 24], [5, 3, 36], [3, 1, 64]]},
    {"input": [1, 28, 20], "classes": 7, "layers": [[7, 7, 48], [1, 1, 48], [5, 5, 36], [3, 3, 24], [1, 3, 64]]},
]


def chain(channels: int, layers: list[list[int]], classes: int) -> nn.Sequential:
    modules: list[nn.Module] = []
    for height, width, filters in layers:
        modules += [
            nn.Conv2d(channels, filters, (height, width), padding="same", bias=False),
            nn.BatchNorm2d(filters),
            nn.ReLU(),
        ]
        channels = filters
    return nn.Sequential(*modules, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes))


def measure(case: dict) -> dict:
    channels, height, width = case["input"]
    network = chain(channels, case["layers"], case["classes"]).eval()
    counter = FlopCounterMode(display=False)
    with torch.no_grad(), counter:
        output = torch.zeros(1, channels, height, width)
        shapes = []
        for module in network:
            output = module(output)
            if not isinstance(module, nn.AdaptiveAvgPool2d):
                shapes.append(list(output.shape[1:]))
    return {
        **case,
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "multiplyAddFlops": counter.get_total_flops(),
        "shapes": shapes,
    }


if __name__ == "__main__":
    text = json.dumps([measure(case) for case in CASES], indent=1)
    Path(__file__).with_suffix(".json").write_text(text + "\n")
