"""Parameters, FLOPs and logit inputs of chains with skips, strides and pools, by PyTorch. Writes chain-networks.json.

Zoph & Le (ICLR 2017), sections 3.1 to 3.3, written as a module that runs: inputs padded with zeros to the largest and
concatenated, no input means the image, what nobody takes is concatenated before the classifier. FLOPs are those of
torch.utils.flop_counter: convolutions and matrix products, two for each multiply-add.
"""

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

CONV = {"filterHeight": 3, "filterWidth": 3, "filters": 8}
CASES = [
    {
        "input": [3, 16, 16],
        "classes": 10,
        "layers": [
            {**CONV, "inputs": []},
            {**CONV, "filterWidth": 5, "strideHeight": 2, "strideWidth": 3, "inputs": [0]},
            {**CONV, "filters": 16, "inputs": [0, 1]},
            {**CONV, "filterHeight": 1, "filters": 16, "inputs": []},
            {**CONV, "strideWidth": 2, "inputs": [1, 2]},
        ],
    },
    {
        "input": [1, 9, 8],
        "classes": 5,
        "layers": [
            {"type": "separableConvolution", **CONV, "strideHeight": 2, "strideWidth": 2, "inputs": []},
            {"type": "maxPool", "poolSize": 3, "poolStride": 2, "inputs": []},
            {"type": "averagePool", "poolSize": 2, "poolStride": 1, "inputs": [0, 1]},
            {**CONV, "filters": 16, "inputs": [0, 2]},
        ],
    },
]


def same(x: torch.Tensor, kernel: tuple[int, int], strides: tuple[int, int], value: float = 0.0) -> torch.Tensor:
    """Zeros around the map, so that a window gives ceil(extent / stride) positions."""
    around = []
    for extent, size, stride in zip(reversed(x.shape[2:]), reversed(kernel), reversed(strides)):
        total = max((-(-extent // stride) - 1) * stride + size - extent, 0)
        around += [total // 2, total - total // 2]
    return functional.pad(x, around, value=value)


class Layer(nn.Module):
    def __init__(self, channels: int, layer: dict) -> None:
        super().__init__()
        self.type = layer.get("type", "convolution")
        if "poolSize" in layer:
            self.kernel = (layer["poolSize"],) * 2
            self.strides = (layer["poolStride"],) * 2
            self.channels = channels
            return
        self.kernel = (layer["filterHeight"], layer["filterWidth"])
        self.strides = (layer.get("strideHeight", 1), layer.get("strideWidth", 1))
        self.channels = layer["filters"]
        if self.type == "separableConvolution":
            self.depthwise = nn.Conv2d(channels, channels, self.kernel, self.strides, groups=channels, bias=False)
            self.convolution = nn.Conv2d(channels, self.channels, 1, bias=False)
        else:
            self.convolution = nn.Conv2d(channels, self.channels, self.kernel, self.strides, bias=False)
        self.norm = nn.BatchNorm2d(self.channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.type == "maxPool":
            return functional.max_pool2d(same(x, self.kernel, self.strides, -torch.inf), self.kernel, self.strides)
        if self.type == "averagePool":
            return functional.avg_pool2d(same(x, self.kernel, self.strides), self.kernel, self.strides)
        x = same(x, self.kernel, self.strides)
        x = self.convolution(self.depthwise(x) if self.type == "separableConvolution" else x)
        return functional.relu(self.norm(x))


def join(maps: list[torch.Tensor]) -> torch.Tensor:
    height, width = (max(each.shape[axis] for each in maps) for axis in (2, 3))
    padded = []
    for each in maps:
        rows, columns = height - each.shape[2], width - each.shape[3]
        padded.append(functional.pad(each, [columns // 2, columns - columns // 2, rows // 2, rows - rows // 2]))
    return torch.cat(padded, 1)


def measure(case: dict) -> dict:
    image = torch.zeros(1, *case["input"])
    outputs: list[torch.Tensor] = []
    parameters = 0
    counter = FlopCounterMode(display=False)
    with torch.no_grad(), counter:
        for layer in case["layers"]:
            x = join([outputs[source] for source in layer["inputs"]]) if layer["inputs"] else image
            module = Layer(x.shape[1], layer).eval()
            parameters += sum(parameter.numel() for parameter in module.parameters())
            outputs.append(module(x))
        taken = {source for layer in case["layers"] for source in layer["inputs"]}
        joined = join([output for index, output in enumerate(outputs) if index not in taken])
        classifier = nn.Linear(joined.shape[1], case["classes"])
        classifier(joined.mean((2, 3)))
    return {
        **case,
        "parameters": parameters + sum(parameter.numel() for parameter in classifier.parameters()),
        "multiplyAddFlops": counter.get_total_flops(),
        "shapes": [list(output.shape[1:]) for output in outputs],
        "joined": list(joined.shape[1:]),
    }


if __name__ == "__main__":
    text = json.dumps([measure(case) for case in CASES], indent=1)
    Path(__file__).with_suffix(".json").write_text(text + "\n")
