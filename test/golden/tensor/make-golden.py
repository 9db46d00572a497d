"""Writes golden.json: what PyTorch computes for the conformance suite of src/tensor (golden.ts reads it).

    python3 test/golden/tensor/make-golden.py

Made with PyTorch 2.13 on the CPU. Tensors are {"shape": [...], "data": [...]}, row-major.
"""

import json
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(20240117)
torch.set_num_threads(1)


def tensor(value):
    value = value.detach().contiguous()
    return {"shape": list(value.shape), "data": [float(f"{v:.8g}") for v in value.flatten().tolist()]}


def leaf(*shape):
    return torch.randn(*shape).requires_grad_()


def with_gradients(y, operands):
    """The result, random weights on it, and the gradients of the weighted sum."""
    dy = torch.randn_like(y)
    gradients = torch.autograd.grad((y * dy).sum(), list(operands.values()))
    return {
        "operands": {name: tensor(value) for name, value in operands.items()},
        "y": tensor(y),
        "dy": tensor(dy),
        "gradients": {name: tensor(value) for name, value in zip(operands, gradients)},
    }


def same_padding(x, kernel, stride, dilation):
    pads = []
    for size, k in zip(reversed(x.shape[2:]), reversed(kernel)):
        total = max((-(-size // stride) - 1) * stride + (k - 1) * dilation + 1 - size, 0)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads)


def convolution(name, x_shape, filter_shape, padding="same", stride=1, dilation=1, groups=1):
    x, w = leaf(*x_shape), leaf(*filter_shape)
    padded = same_padding(x, filter_shape[2:], stride, dilation) if padding == "same" else x
    y = F.conv2d(padded, w, stride=stride, dilation=dilation, groups=groups)
    options = {"padding": padding, "strides": stride, "dilations": dilation, "groups": groups}
    return {"name": name, "options": options, **with_gradients(y, {"x": x, "filter": w})}


def pool(kind, name, x_shape, window, stride, padding):
    x = leaf(*x_shape)
    if kind == "max":
        y = F.max_pool2d(x, window, stride, padding)
    else:
        y = F.avg_pool2d(x, window, stride, padding, count_include_pad=False)
    options = {"window": window, "strides": stride, "padding": [padding] * 4}
    return {"name": name, "kind": kind, "options": options, **with_gradients(y, {"x": x})}


def batch_norm():
    x, scale, offset = leaf(4, 3, 5, 4), leaf(3), leaf(3)
    with torch.no_grad():
        x += 3.0
    y = F.batch_norm(x, None, None, scale, offset, training=True, eps=1e-3)
    return {
        "epsilon": 1e-3,
        "mean": tensor(x.mean((0, 2, 3))),
        "variance": tensor(x.var((0, 2, 3), unbiased=False)),
        **with_gradients(y, {"x": x, "scale": scale, "offset": offset}),
    }


def cross_entropy(smoothing):
    logits, labels = leaf(6, 4), torch.tensor([0, 3, 1, 1, 2, 0])
    loss = F.cross_entropy(logits, labels, label_smoothing=smoothing)
    (gradient,) = torch.autograd.grad(loss, [logits])
    return {
        "labelSmoothing": smoothing,
        "logits": tensor(logits),
        "labels": labels.tolist(),
        "loss": loss.item(),
        "gradient": tensor(gradient),
    }


def lstm_cell():
    cell = torch.nn.LSTMCell(3, 5)
    x, h, c = leaf(2, 3), leaf(2, 5), leaf(2, 5)
    h1, c1 = cell(x, (h, c))
    weights = torch.randn_like(h1), torch.randn_like(c1)
    loss = (h1 * weights[0]).sum() + (c1 * weights[1]).sum()
    parameters = [cell.weight_ih, cell.weight_hh, cell.bias_ih]
    dx, dh, dc, d_ih, d_hh, d_bias = torch.autograd.grad(loss, [x, h, c, *parameters])
    return {
        "x": tensor(x),
        "hidden": tensor(h),
        "cell": tensor(c),
        "kernel": tensor(torch.cat([cell.weight_ih.T, cell.weight_hh.T])),
        "bias": tensor(cell.bias_ih + cell.bias_hh),
        "weights": {"hidden": tensor(weights[0]), "cell": tensor(weights[1])},
        "next": {"hidden": tensor(h1), "cell": tensor(c1)},
        "gradients": {
            "x": tensor(dx),
            "hidden": tensor(dh),
            "cell": tensor(dc),
            "kernel": tensor(torch.cat([d_ih.T, d_hh.T])),
            "bias": tensor(d_bias),
        },
    }


def optimizer(name, make, options, clip_norm=None):
    """Eight steps on loss = sum(w^4 / 4 * curvature): the value of w after each."""
    w = torch.nn.Parameter(torch.randn(5))
    curvature = torch.rand(5) + 0.5
    start = tensor(w)
    stepper = make([w])
    path = []
    for _ in range(8):
        stepper.zero_grad()
        (w.pow(4) / 4 * curvature).sum().backward()
        if clip_norm is not None:
            torch.nn.utils.clip_grad_norm_([w], clip_norm)
        stepper.step()
        path.append(tensor(w)["data"])
    return {
        "name": name,
        "options": options,
        "clipNorm": clip_norm,
        "start": start,
        "curvature": tensor(curvature),
        "path": path,
    }


def optimizers():
    sgd, adam, adamw = torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW
    return [
        optimizer("plain SGD", lambda p: sgd(p, lr=0.1), {"kind": "sgd", "rate": 0.1}),
        optimizer(
            "momentum",
            lambda p: sgd(p, lr=0.05, momentum=0.9),
            {"kind": "sgd", "rate": 0.05, "momentum": 0.9},
        ),
        optimizer(
            "Nesterov with weight decay",
            lambda p: sgd(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=1e-2),
            {"kind": "sgd", "rate": 0.05, "momentum": 0.9, "nesterov": True, "weightDecay": 1e-2},
        ),
        optimizer("Adam", lambda p: adam(p, lr=0.02), {"kind": "adam", "rate": 0.02}),
        optimizer(
            "Adam with other decays",
            lambda p: adam(p, lr=0.02, betas=(0.5, 0.9), eps=1e-6, weight_decay=0.1),
            {"kind": "adam", "rate": 0.02, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-6, "weightDecay": 0.1},
        ),
        optimizer(
            "AdamW",
            lambda p: adamw(p, lr=0.02, weight_decay=0.3),
            {"kind": "adamW", "rate": 0.02, "weightDecay": 0.3},
        ),
        optimizer(
            "AdamW with clipping by norm",
            lambda p: adamw(p, lr=0.02, betas=(0.8, 0.95), weight_decay=0.3),
            {"kind": "adamW", "rate": 0.02, "beta1": 0.8, "beta2": 0.95, "weightDecay": 0.3},
            clip_norm=0.5,
        ),
        optimizer(
            "SGD with clipping by norm",
            lambda p: sgd(p, lr=0.1),
            {"kind": "sgd", "rate": 0.1},
            clip_norm=0.5,
        ),
    ]


def training():
    """Ten Nesterov steps of conv 3x3 - BN - ReLU - max pool - conv 5x3 - BN - ReLU - global pool - dense."""
    shapes = {
        "filter1": (6, 1, 3, 3),
        "scale1": (6,),
        "offset1": (6,),
        "filter2": (8, 6, 5, 3),
        "scale2": (8,),
        "offset2": (8,),
        "kernel": (8, 3),
        "bias": (3,),
    }
    parameters = {name: torch.nn.Parameter(torch.randn(shape) * 0.3) for name, shape in shapes.items()}
    with torch.no_grad():
        parameters["scale1"].fill_(1)
        parameters["scale2"].fill_(1)
    p = parameters
    start = {name: tensor(value) for name, value in p.items()}
    x, labels = torch.randn(16, 1, 8, 8), torch.randint(0, 3, (16,))
    sgd = torch.optim.SGD(p.values(), lr=0.05, momentum=0.9, nesterov=True, weight_decay=1e-4)
    losses = []
    for _ in range(10):
        sgd.zero_grad()
        h = F.conv2d(x, p["filter1"], padding=1)
        h = F.relu(F.batch_norm(h, None, None, p["scale1"], p["offset1"], training=True))
        h = F.conv2d(F.max_pool2d(h, 2), p["filter2"], padding=(2, 1))
        h = F.relu(F.batch_norm(h, None, None, p["scale2"], p["offset2"], training=True))
        loss = F.cross_entropy(h.mean((2, 3)) @ p["kernel"] + p["bias"], labels, label_smoothing=0.1)
        loss.backward()
        sgd.step()
        losses.append(loss.item())
    return {
        "x": tensor(x),
        "labels": labels.tolist(),
        "start": start,
        "losses": losses,
        "end": {name: tensor(value) for name, value in p.items()},
    }


golden = {
    "convolutions": [
        convolution("3x3, same", (2, 3, 6, 5), (4, 3, 3, 3)),
        convolution("even 4x2, same", (2, 3, 6, 5), (4, 3, 4, 2)),
        convolution("7x5 larger than the map", (2, 8, 5, 4), (3, 8, 7, 5)),
        convolution("1x1", (2, 9, 4, 4), (3, 9, 1, 1)),
        convolution("3x3, stride 2, same, even map", (2, 8, 6, 6), (4, 8, 3, 3), stride=2),
        convolution("3x3, stride 3, valid, with a rest", (2, 8, 9, 8), (4, 8, 3, 3), "valid", stride=3),
        convolution("3x3, dilation 2", (2, 3, 7, 7), (4, 3, 3, 3), dilation=2),
        convolution("grouped", (2, 6, 5, 5), (4, 3, 3, 3), groups=2),
        convolution("depthwise, stride 2", (2, 4, 6, 6), (8, 1, 3, 3), stride=2, groups=4),
        convolution("few channels, stride 2, with a rest", (2, 2, 8, 7), (3, 2, 3, 3), "valid", stride=2),
        convolution("7x7 with stride and dilation", (1, 9, 16, 15), (2, 9, 7, 7), stride=2, dilation=2),
    ],
    "pools": [
        pool("max", "2x2", (2, 3, 6, 4), 2, 2, 0),
        pool("max", "2x2 with a rest", (2, 3, 5, 7), 2, 2, 0),
        pool("max", "3x3, stride 2, overlapping", (2, 3, 7, 7), 3, 2, 1),
        pool("max", "3x3, stride 1, overlapping", (2, 3, 5, 4), 3, 1, 1),
        pool("average", "2x2", (2, 3, 6, 4), 2, 2, 0),
        pool("average", "3x3, stride 2, padded, with a rest", (2, 3, 6, 6), 3, 2, 1),
        pool("average", "3x3, stride 1, padded", (2, 3, 5, 4), 3, 1, 1),
    ],
    "batchNorm": batch_norm(),
    "crossEntropy": [cross_entropy(0.0), cross_entropy(0.1)],
    "lstmCell": lstm_cell(),
    "optimizers": optimizers(),
    "training": training(),
}
pathlib.Path(__file__).with_name("golden.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
