"""Writes ops.json: what PyTorch computes for one case an op at least (src/tensor/conformance/golden-ops.ts has the same by name).

    python3 test/golden/tensor/ops.py

Made with PyTorch 2.13 on the CPU. Tensors are {"shape": [...], "data": [...]}, row-major. A case has operands, class ids or
indices where it needs some, its result, random weights on the result, and the gradients of the weighted sum.
"""

import json
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(20261124)
torch.set_num_threads(1)

cases = []


def tensor(value):
    value = value.detach().contiguous()
    return {"shape": list(value.shape), "data": [float(f"{v:.8g}") for v in value.flatten().tolist()]}


def positive(*shape):
    return torch.rand(*shape) + 0.5


def case(name, compute, ids=(), differentiable=True, **operands):
    """Operands are shapes, filled with normal noise, or tensors."""
    values = {
        key: (torch.randn(value) if isinstance(value, tuple) else value).requires_grad_(differentiable)
        for key, value in operands.items()
    }
    indices = [torch.tensor(value) for value in ids]
    y = compute(*values.values(), *indices)
    dy = torch.randn(y.shape)
    gradients = torch.autograd.grad((y * dy).sum(), list(values.values())) if differentiable else []
    cases.append(
        {
            "name": name,
            "operands": {key: tensor(value) for key, value in values.items()},
            "ids": [{"shape": list(value.shape), "data": value.flatten().tolist()} for value in indices],
            "y": tensor(y),
            "dy": tensor(dy),
            "gradients": {key: tensor(value) for key, value in zip(values, gradients)},
        }
    )


# Element by element
case("relu", F.relu, x=(3, 4))
case("sigmoid", torch.sigmoid, x=(3, 4))
case("tanh", torch.tanh, x=(3, 4))
case("exp", torch.exp, x=(3, 4))
case("log", torch.log, x=positive(3, 4))
case("neg", torch.neg, x=(3, 4))
case("sqrt", torch.sqrt, x=positive(3, 4))
case("square", torch.square, x=(3, 4))
case("clip", lambda x: torch.clamp(x, -0.7, 0.9), x=(3, 5))
case("add, broadcast", torch.add, a=(2, 3, 4), b=(3, 1))
case("sub, broadcast", torch.sub, a=(1, 4), b=(2, 3, 4))
case("mul, broadcast", torch.mul, a=(2, 3, 1), b=(3, 4))
case("div, broadcast", torch.div, a=(3, 4), b=positive(2, 1, 4))
case("addN", lambda a, b, c: a + b + c, a=(2, 3), b=(2, 3), c=(2, 3))
case("greater", lambda a, b: (a > b).float(), differentiable=False, a=(3, 4), b=(4,))
case("equal", lambda a, b: (a.round() == b.round()).float(), differentiable=False, a=torch.tensor([[1.0, 2.0], [0.0, -1.0]]), b=torch.tensor([1.0, -1.0]))
case("stopGradient", lambda x: x * x.detach(), x=(3, 4))

# Shape
case("reshape", lambda x: x.reshape(2, 6), x=(3, 4))
case("transpose", lambda x: x.permute(2, 0, 1), x=(2, 3, 4))
case("broadcastTo", lambda x: x.expand(2, 3, 4), x=(3, 1))
case("concat", lambda a, b: torch.cat([a, b], 1), a=(2, 3, 2), b=(2, 1, 2))
case("split", lambda x: torch.mul(*torch.split(x, [2, 2], 1)), x=(3, 4))
case("slice", lambda x: x[1:3, 2:4], x=(4, 5))
case("pad", lambda x: F.pad(x, (2, 1, 1, 0)), x=(2, 3))
case("gather", lambda table, ids: F.embedding(ids, table), ids=[[[2, 0, 2], [1, 1, 3]]], table=(5, 3))
case("oneHot", lambda x, ids: F.one_hot(ids, 4) * x, ids=[[2, 0, 3]], x=(3, 4))

# Reduction and linear algebra
case("reduceSum", lambda x: x.sum((0, 2)), x=(2, 3, 4))
case("reduceMean", lambda x: x.mean(1, keepdim=True), x=(2, 3, 4))
case("argMax", lambda x: x.argmax(1).float(), differentiable=False, x=(4, 5))
case("softmax", lambda x: F.softmax(x, 1), x=(2, 3, 4))
case("logSoftmax", lambda x: F.log_softmax(x, -1), x=(3, 4))
case("matmul", torch.matmul, a=(3, 4), b=(4, 2))
case("matmul, transposed", lambda a, b: a.T @ b.T, a=(4, 3), b=(2, 4))
case("matmul, batched", torch.matmul, a=(2, 3, 4), b=(2, 4, 5))
case("matmul, batched, first transposed", lambda a, b: a.mT @ b, a=(2, 2, 4, 3), b=(2, 2, 4, 5))
case("matmul, batched, second transposed", lambda a, b: a @ b.mT, a=(2, 3, 4), b=(2, 5, 4))
case("matmul, batched, both transposed", lambda a, b: a.mT @ b.mT, a=(2, 4, 3), b=(2, 5, 4))

# Networks
case(
    "batchNormInference",
    lambda x, scale, offset: F.batch_norm(x, torch.tensor([0.5, -1.0]), torch.tensor([1.5, 0.25]), scale, offset, eps=1e-3),
    x=(2, 2, 3, 2),
    scale=(2,),
    offset=(2,),
)
case("globalAveragePool", lambda x: x.mean((2, 3)), x=(2, 3, 4, 2))

# Attention
case("layerNorm", lambda x, scale, offset: F.layer_norm(x, (4,), scale, offset, 1e-3), x=(2, 3, 4), scale=(4,), offset=(4,))
case("attention", F.scaled_dot_product_attention, queries=(2, 3, 4), keys=(2, 5, 4), values=(2, 5, 6))
case(
    "attention, causal",
    lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True),
    queries=(2, 2, 4, 3),
    keys=(2, 2, 4, 3),
    values=(2, 2, 4, 3),
)


def self_attention(x, query, key, value, biases, output, output_bias):
    """torch.nn.MultiheadAttention with three heads and a causal mask; kernels are its weights transposed."""
    tokens, width = x.shape[1:]
    y, _ = F.multi_head_attention_forward(
        *[x.transpose(0, 1)] * 3,
        width,
        3,
        torch.cat([query.T, key.T, value.T]),
        biases,
        None,
        None,
        False,
        0.0,
        output.T,
        output_bias,
        need_weights=False,
        attn_mask=torch.full((tokens, tokens), float("-inf")).triu(1),
    )
    return y.transpose(0, 1)


case(
    "multiHeadAttention",
    self_attention,
    x=(2, 4, 6),
    query=(6, 6),
    key=(6, 6),
    value=(6, 6),
    biases=(18,),
    output=(6, 6),
    outputBias=(6,),
)

# Compositions
case("relu6", lambda x: F.relu6(4 * x), x=(4, 5))
case("swish", F.silu, x=(4, 5))
case("hardSwish", lambda x: F.hardswish(3 * x), x=(4, 5))
case(
    "separableConv2d",
    lambda x, depthwise, pointwise: F.conv2d(F.conv2d(x, depthwise, padding=1, stride=2, groups=3), pointwise),
    x=(2, 3, 5, 5),
    depthwise=(6, 1, 3, 3),
    pointwise=(4, 6, 1, 1),
)


def lstm(inputs, hidden, cell, kernel, recurrent, bias):
    """torch.nn.LSTM over the first axis; kernels are its weights transposed."""
    module = torch.nn.LSTM(3, 2)
    weights = {"weight_ih_l0": kernel.T, "weight_hh_l0": recurrent.T, "bias_ih_l0": bias, "bias_hh_l0": torch.zeros(8)}
    return torch.func.functional_call(module, weights, (inputs, (hidden[None], cell[None])))[0]


case("scan of an LSTM", lstm, inputs=(5, 4, 3), hidden=(4, 2), cell=(4, 2), kernel=(3, 8), recurrent=(2, 8), bias=(8,))

pathlib.Path(__file__).with_name("ops.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")
