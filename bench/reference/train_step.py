"""A contestant: PyTorch's training step of a child, with Nesterov momentum.

Answers one line of JSON to each line of standard input:
{"child": {"batch", "network"}, "threads": n, "channelsLast": bool} prepares, and gives {"version", "prepareMs"};
{"steps": n} trains, and gives {"times": [ms], "losses": [...], "peakMegabytes"}.
"""

import json
import resource
import sys
import time

import torch
from layer_network import LayerNetwork
from noise import noise
from torch.nn import functional

LEARNING_RATE, MOMENTUM, WEIGHT_DECAY = 0.05, 0.9, 1e-4
BYTES_PER_KIBIBYTE, BYTES_PER_MEGABYTE = 1024, 1e6


class Step:
    """As PyTorch is ordinarily used, with the form of its optimizer that is fastest on a CPU; `exact` in double precision."""

    def __init__(self, child, channelsLast, learningRate=LEARNING_RATE, exact=False):
        layout = torch.channels_last if channelsLast else torch.contiguous_format
        entry, batch = child["network"]["input"], child["batch"]
        dtype = torch.float64 if exact else torch.float32
        self.model = LayerNetwork(child["network"], exact).to(memory_format=layout, dtype=dtype)
        shape = (batch, entry["channels"], entry["height"], entry["width"])
        image = torch.from_numpy(noise(torch.Size(shape).numel(), 1000)).reshape(shape)
        self.image = image.to(memory_format=layout, dtype=dtype)
        self.labels = torch.arange(batch) % child["network"]["classes"]
        weights = [value for value in self.model.parameters() if value.dim() > 1]
        others = [value for value in self.model.parameters() if value.dim() == 1]
        groups = [{"params": weights, "weight_decay": WEIGHT_DECAY}, {"params": others}]
        self.optimizer = torch.optim.SGD(groups, learningRate, MOMENTUM, nesterov=True, fused=True)

    def __call__(self):
        self.optimizer.zero_grad()
        loss = functional.cross_entropy(self.model(self.image), self.labels)
        loss.backward()
        self.optimizer.step()
        return loss.item()


def train(step, count):
    times, losses = [], []
    for _ in range(count):
        before = time.perf_counter()
        losses.append(step())
        times.append(1000 * (time.perf_counter() - before))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES_PER_KIBIBYTE / BYTES_PER_MEGABYTE
    return {"times": times, "losses": losses, "peakMegabytes": peak}


def main():
    step = None
    for line in sys.stdin:
        request = json.loads(line)
        if "child" in request:
            torch.set_num_threads(request["threads"])
            before = time.perf_counter()
            step = Step(request["child"], request["channelsLast"])
            prepared = 1000 * (time.perf_counter() - before)
            answer = {"version": torch.__version__, "prepareMs": prepared}
        else:
            answer = train(step, request["steps"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
