"""A layer graph of the product (src/nas/network/layer-graph.ts) as a PyTorch module, with the product's starting values.

Weights are those of `noise`, scaled to the variance of He et al., the seed being the place among the weights. With `exact`, what
'same' leaves uneven is padded as the product does, last row and column first, at the price of a copy; else on both sides
alike, as PyTorch's users do: the same work on other places.
"""

import math

import numpy
import torch
from noise import noise
from torch import nn
from torch.nn import functional

ACTIVATIONS = {
    "relu": functional.relu,
    "relu6": functional.relu6,
    "swish": functional.silu,
    "hardSwish": functional.hardswish,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
}


class LayerNetwork(nn.Module):
    def __init__(self, network, exact=False):
        super().__init__()
        self.exact = exact
        self.layers = live_layers(network["layers"])
        self.parts = nn.ModuleDict()
        channels = {"image": network["input"]["channels"]}
        seed = 0
        for layer in self.layers:
            inputs = channels[layer["inputs"][0]]
            part = part_of(layer, inputs, exact)
            if part is not None:
                self.parts[key_of(layer)] = part
                if hasattr(part, "weight") and part.weight.dim() > 1:
                    start(part, seed)
                    seed += 1
            channels[layer["id"]] = layer["outputShape"][0]

    def forward(self, image):
        values = {"image": image}
        for layer in self.layers:
            inputs = [values[name] for name in layer["inputs"]]
            part = self.parts[key_of(layer)] if key_of(layer) in self.parts else None
            values[layer["id"]] = last = apply(layer, part, inputs, self.exact)
        return last


def key_of(layer):
    return layer["id"].replace(".", "/")


def live_layers(layers):
    """Those that the last one depends on."""
    live = {layers[-1]["id"]}
    for layer in reversed(layers):
        if layer["id"] in live:
            live.update(layer["inputs"])
    return [layer for layer in layers if layer["id"] in live]


def part_of(layer, inputs, exact):
    """What has variables."""
    operation = layer["operation"]
    if operation == "batchNorm":
        return nn.BatchNorm2d(inputs)
    if operation == "dense":
        return nn.Linear(inputs, layer["units"])
    if operation not in ("convolution", "depthwiseConvolution"):
        return None
    depthwise = operation == "depthwiseConvolution"
    filters = inputs * layer["multiplier"] if depthwise else layer["filters"]
    pads = same_padding(layer["kernel"], layer["strides"])
    padding = 0 if exact and uneven(pads) else [after for _, after in pads]
    groups = inputs if depthwise else 1
    return nn.Conv2d(inputs, filters, layer["kernel"], layer["strides"], padding, groups=groups, bias=False)


def same_padding(window, strides):
    """Rows before and after, columns before and after, for extents that the strides divide."""
    totals = [max(size - stride, 0) for size, stride in zip(window, strides)]
    return [(total // 2, total - total // 2) for total in totals]


def uneven(pads):
    return any(before != after for before, after in pads)


def start(part, seed):
    weight = part.weight
    dense = weight.dim() == 2
    shape = weight.shape[::-1] if dense else weight.shape
    fan_in = weight[0].numel()
    deviation = math.sqrt(3 * (1 if dense else 2) / fan_in)
    values = torch.from_numpy((noise(weight.numel(), seed) * numpy.float64(deviation)).astype(numpy.float32)).reshape(shape)
    with torch.no_grad():
        weight.copy_(values.T if dense else values)
        if dense:
            part.bias.zero_()


def apply(layer, part, inputs, exact):
    operation, value = layer["operation"], inputs[0]
    if operation in ("convolution", "depthwiseConvolution"):
        pads = same_padding(layer["kernel"], layer["strides"])
        (top, bottom), (left, right) = pads
        return part(functional.pad(value, (left, right, top, bottom)) if exact and uneven(pads) else value)
    if operation in ("batchNorm", "dense"):
        return part(value)
    if operation in ACTIVATIONS:
        return ACTIVATIONS[operation](value)
    if operation == "add":
        return sum(inputs[1:], value)
    if operation == "concat":
        return torch.cat(inputs, 1)
    if operation in ("maxPool", "averagePool"):
        return pool(layer, value)
    if operation == "globalAveragePool":
        return value.mean((2, 3))
    raise ValueError(f"no rule for {operation}")


def pool(layer, value):
    padding = 0
    if layer["padding"] == "same":
        padding = [after for _, after in same_padding(layer["window"], layer["strides"])]
    if layer["operation"] == "maxPool":
        return functional.max_pool2d(value, layer["window"], layer["strides"], padding)
    return functional.avg_pool2d(value, layer["window"], layer["strides"], padding, count_include_pad=False)
