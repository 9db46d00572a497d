"""Times PyTorch's training step of a child.

Reads {"child": ..., "threads": n, "steps": n, "channelsLast": bool} from standard input (bench/compute/children.ts has
the child) and prints {"stepMs": median, "version": ...}.
"""

import json
import statistics
import sys
import time

import torch
from torch import nn

WARM_UP = 3

request = json.load(sys.stdin)
child = request["child"]
torch.set_num_threads(request["threads"])
layout = torch.channels_last if request["channelsLast"] else torch.contiguous_format

layers = []
depth = child["channels"]
for block in child["blocks"]:
    filters, kernel = block["filters"], block["kernel"]
    layers += [nn.Conv2d(depth, filters, kernel, padding="same", bias=False), nn.BatchNorm2d(filters), nn.ReLU()]
    if block["pool"]:
        layers.append(nn.MaxPool2d(2))
    depth = filters
layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(depth, child["classes"])]
model = nn.Sequential(*layers).to(memory_format=layout)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, nesterov=True)
loss_of = nn.CrossEntropyLoss()

extent = child["extent"]
image = torch.randn(child["batch"], child["channels"], extent, extent).to(memory_format=layout)
labels = torch.arange(child["batch"]) % child["classes"]

times = []
for _ in range(WARM_UP + request["steps"]):
    before = time.perf_counter()
    optimizer.zero_grad()
    loss_of(model(image), labels).backward()
    optimizer.step()
    times.append(1000 * (time.perf_counter() - before))

print(json.dumps({"stepMs": statistics.median(times[WARM_UP:]), "version": torch.__version__}))
