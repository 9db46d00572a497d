"""The search of the demo without a service: one process, its children trained one after the other, its controller updated in batches.

Reads {"threads": n, "controller": {"decisions", "units", "layers", "batch", "learningRate", "updates"}, "children": [{"network",
"recipe", "final"}]} from standard input: the children that the service has trained, those of the controller's batches first. Prints
{"seconds", "accuracy", "version"}: of the search, imports and reading of the data left out, and the mean of the children's last
validation accuracies. What the controller draws is not trained: so both train the same networks.
"""

import gzip
import json
import math
import sys
import time

import numpy
import torch
from layer_network import LayerNetwork
from lstm_controller import Controller
from torch.nn import functional

FOLDER = "data/digits"
TRAIN, VALIDATION, TEST = range(3)
EVALUATION_BATCH = 512


def read(name, header):
    with gzip.open(f"{FOLDER}/{name}.gz") as file:
        return numpy.frombuffer(file.read(), numpy.uint8, offset=header)


def digits():
    """Of each split the images, normalised by the training split, and the labels."""
    images = read("images-idx3-ubyte", 16).reshape(-1, 1, 8, 8).astype(numpy.float32)
    labels, splits = read("labels-idx1-ubyte", 8), read("splits-idx1-ubyte", 8)
    train = images[splits == TRAIN]
    images = (images - train.mean()) / train.std()
    return [
        (laid_out(torch.from_numpy(images[splits == split])), torch.from_numpy(labels[splits == split].astype(numpy.int64)))
        for split in (TRAIN, VALIDATION, TEST)
    ]


def laid_out(value):
    """Images or a model in the layout in which PyTorch trains children of this size faster, by a twentieth of processor time."""
    return value.to(memory_format=torch.channels_last)


def accuracy(model, images, labels):
    model.eval()
    with torch.no_grad():
        logits = torch.cat([model(batch) for batch in images.split(EVALUATION_BATCH)])
        functional.cross_entropy(logits, labels)
    model.train()
    return (logits.argmax(1) == labels).float().mean().item()


def train(child, splits):
    """The last validation accuracy of a child by its recipe: Nesterov momentum and a cosine; measured after each epoch."""
    recipe = child["recipe"]
    (images, labels), validation, test = splits
    model = laid_out(LayerNetwork(child["network"]))
    weights = [value for value in model.parameters() if value.dim() > 1]
    others = [value for value in model.parameters() if value.dim() == 1]
    groups = [{"params": weights, "weight_decay": recipe["weightDecay"]}, {"params": others}]
    optimizer = torch.optim.SGD(groups, recipe["learningRate"], recipe["momentum"], nesterov=True, fused=True)
    size = recipe["batchSize"]
    steps = len(images) // size
    reached = math.nan
    for epoch in range(recipe["epochs"]):
        order = torch.randperm(len(images))
        for step in range(steps):
            members = order[step * size : (step + 1) * size]
            share = (1 + math.cos(math.pi * (epoch * steps + step) / (recipe["epochs"] * steps))) / 2
            for group in optimizer.param_groups:
                group["lr"] = recipe["learningRate"] * share
            optimizer.zero_grad()
            logits = model(images[members])
            functional.cross_entropy(logits, labels[members], label_smoothing=recipe["labelSmoothing"]).backward()
            optimizer.step()
        reached = accuracy(model, *validation)
    if child["final"]:
        accuracy(model, *test)
    return reached


def search(request, splits):
    asked, children = request["controller"], list(request["children"])
    controller = Controller(asked["decisions"], asked["units"], asked["layers"], asked["batch"])
    parameters = [value for name, value in controller.named_parameters() if not name.startswith("lstm")]
    optimizer = torch.optim.Adam(parameters, asked["learningRate"], fused=True)
    reached, baseline = [], 0.0
    for _ in range(asked["updates"]):
        tokens = controller.sample()[0].detach()
        batch, children = children[: asked["batch"]], children[asked["batch"] :]
        rewards = [train(child, splits) ** 3 for child in batch]
        reached += [reward ** (1 / 3) for reward in rewards]
        advantages = torch.tensor(rewards + [baseline] * (asked["batch"] - len(rewards))) - baseline
        optimizer.zero_grad()
        (-(advantages * controller.log_probability(tokens)).mean()).backward()
        optimizer.step()
        baseline = 0.95 * baseline + 0.05 * sum(rewards) / max(len(rewards), 1)
    return reached + [train(child, splits) for child in children]


def main():
    request = json.load(sys.stdin)
    torch.manual_seed(1)
    torch.set_num_threads(request["threads"])
    splits = digits()
    began = time.perf_counter()
    reached = search(request, splits)
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "accuracy": sum(reached) / len(reached), "version": torch.__version__}))


if __name__ == "__main__":
    main()
