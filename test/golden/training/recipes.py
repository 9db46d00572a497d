"""Makes recipes.json: the losses of ten training steps by each optimizer, schedule and clipping, by PyTorch in double precision.

    npm run bench:compute -- --help
    node -e "import('./dist/bench/compute/children.js').then((m) => console.log(JSON.stringify(m.children)))" \\
      | python3 test/golden/training/recipes.py > test/golden/training/recipes.json

The first command compiles. Networks, weights, images and labels are those of bench/reference. A step counts as an epoch, so
that each schedule goes through all it has.
"""

import json
import os
import sys

import torch
from torch import nn
from torch.optim import lr_scheduler

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "..", "bench", "reference"))
from train_step import Step

BATCH, STEPS = 12, 10
CHILDREN = ["five blocks", "chain with skips", "depthwise separable"]
RECIPES = [
    dict(optimizer="sgd", learningRate=0.005, momentum=0.9, weightDecay=1e-3, clipNorm=0.5, schedule="step"),
    dict(optimizer="nesterov", learningRate=0.005, momentum=0.8, weightDecay=1e-3, schedule="cosine"),
    dict(optimizer="adam", learningRate=3e-4, momentum=0.9, beta2=0.99, weightDecay=1e-3, schedule="cosine", warmupEpochs=2, labelSmoothing=0.1),
    dict(optimizer="adamW", learningRate=3e-4, momentum=0.9, beta2=0.999, weightDecay=0.05, clipNorm=1.0, schedule="constant"),
]


def optimizer_of(recipe, model):
    rate, momentum, decay = recipe["learningRate"], recipe["momentum"], recipe["weightDecay"]
    weights = [value for value in model.parameters() if value.dim() > 1]
    others = [value for value in model.parameters() if value.dim() == 1]
    groups = [{"params": weights, "weight_decay": decay}, {"params": others, "weight_decay": 0}]
    if recipe["optimizer"] in ("sgd", "nesterov"):
        return torch.optim.SGD(groups, rate, momentum, nesterov=recipe["optimizer"] == "nesterov")
    kind = {"adam": torch.optim.Adam, "adamW": torch.optim.AdamW}[recipe["optimizer"]]
    return kind(groups, rate, (momentum, recipe["beta2"]))


def scheduler_of(recipe, optimizer):
    if recipe["schedule"] == "step":
        return lr_scheduler.MultiStepLR(optimizer, [5, 8], 0.1)
    if recipe["schedule"] == "constant":
        return lr_scheduler.ConstantLR(optimizer, 1)
    warmup = recipe.get("warmupEpochs", 0)
    cosine = lr_scheduler.CosineAnnealingLR(optimizer, STEPS - warmup)
    if warmup == 0:
        return cosine
    rise = lr_scheduler.LinearLR(optimizer, 1 / warmup, 1, warmup - 1)
    return lr_scheduler.SequentialLR(optimizer, [rise, cosine], [warmup])


def losses_of(child, recipe):
    step = Step({**child, "batch": BATCH}, False, exact=True)
    optimizer = optimizer_of(recipe, step.model)
    scheduler = scheduler_of(recipe, optimizer)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        smoothing = recipe.get("labelSmoothing", 0)
        loss = nn.functional.cross_entropy(step.model(step.image), step.labels, label_smoothing=smoothing)
        loss.backward()
        if "clipNorm" in recipe:
            nn.utils.clip_grad_norm_(step.model.parameters(), recipe["clipNorm"])
        optimizer.step()
        scheduler.step()
        losses.append(loss.item())
    return losses


torch.set_num_threads(1)
children = [child for child in json.load(sys.stdin) if child["name"] in CHILDREN]
rows = [
    {"name": child["name"], "recipe": {**recipe, "epochs": STEPS}, "losses": losses_of(child, recipe)}
    for child in children
    for recipe in RECIPES
]
print(json.dumps({"batch": BATCH, "rows": rows}, indent=2))
