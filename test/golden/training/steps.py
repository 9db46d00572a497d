"""Makes steps.json: four training steps of a small network by PyTorch, in double precision.

    python3 test/golden/training/steps.py > test/golden/training/steps.json

Convolution, batch norm and ReLU twice, global average pool, dense; Nesterov momentum, weight decay on weights only,
label smoothing. Holds the recipe, the variables before and after, each batch and its loss, and the logits that the
trained network gives the last batch in evaluation mode. Dense weights are stored [inputs, units].
"""

import json

import torch
from torch import nn

torch.manual_seed(3)
torch.set_default_dtype(torch.float64)

BATCH, CLASSES = 8, 3
CHANNELS, HEIGHT, WIDTH = 2, 5, 4
RATES = [0.1, 0.05, 0.2, 0.1]
RECIPE = dict(
    momentum=0.9, weightDecay=0.02, labelSmoothing=0.1, batchNormMomentum=0.8, batchNormEpsilon=1e-3
)

LAYERS = [(4, (3, 1)), (5, (3, 5))]


def build():
    modules, inputs = [], CHANNELS
    for filters, (height, width) in LAYERS:
        padding = (height // 2, width // 2)
        modules.append(nn.Conv2d(inputs, filters, (height, width), padding=padding, bias=False))
        # PyTorch's momentum is the share of the new value.
        modules.append(nn.BatchNorm2d(filters, RECIPE["batchNormEpsilon"], 1 - RECIPE["batchNormMomentum"]))
        modules.append(nn.ReLU())
        inputs = filters
    return nn.Sequential(*modules, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, CLASSES))


def variables(network):
    """By the names of the product."""
    named, layer = {}, 0
    for module in network:
        if isinstance(module, nn.Conv2d):
            named[f"layers.{layer}.convolution.weight"] = module.weight
        elif isinstance(module, nn.BatchNorm2d):
            named[f"layers.{layer}.batchNorm.scale"] = module.weight
            named[f"layers.{layer}.batchNorm.offset"] = module.bias
            named[f"layers.{layer}.batchNorm.runningMean"] = module.running_mean
            named[f"layers.{layer}.batchNorm.runningVariance"] = module.running_var
            layer += 1
        elif isinstance(module, nn.Linear):
            named["logits.weight"] = module.weight.T
            named["logits.bias"] = module.bias
    return {name: flat(value) for name, value in named.items()}


def flat(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]


network = build()
for name, value in network.named_parameters():
    if name.endswith("bias") or value.dim() == 1:
        nn.init.uniform_(value, 0.5, 1.5)
# What is stored is what is trained: single precision.
network.load_state_dict({k: v.float().to(v.dtype) for k, v in network.state_dict().items()})
before = variables(network)

weights = [p for p in network.parameters() if p.dim() > 1]
others = [p for p in network.parameters() if p.dim() == 1]
optimizer = torch.optim.SGD(
    [dict(params=weights, weight_decay=RECIPE["weightDecay"]), dict(params=others, weight_decay=0)],
    lr=0,
    momentum=RECIPE["momentum"],
    nesterov=True,
)
steps = []
for rate in RATES:
    for group in optimizer.param_groups:
        group["lr"] = rate
    image = torch.randn(BATCH, CHANNELS, HEIGHT, WIDTH).float().double()
    labels = torch.randint(CLASSES, (BATCH,))
    loss = nn.functional.cross_entropy(network(image), labels, label_smoothing=RECIPE["labelSmoothing"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    steps.append(dict(learningRate=rate, image=flat(image), labels=labels.tolist(), loss=loss.item()))

after = variables(network)
network.eval()
print(
    json.dumps(
        dict(
            image=dict(channels=CHANNELS, height=HEIGHT, width=WIDTH, classes=CLASSES),
            layers=[dict(filters=filters, kernel=kernel) for filters, kernel in LAYERS],
            recipe=dict(batchSize=BATCH, **RECIPE),
            before=before,
            steps=steps,
            after=after,
            logits=flat(network(image)),
        )
    )
)
