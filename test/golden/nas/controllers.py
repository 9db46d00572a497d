"""Controllers with anchor points by PyTorch: scores, loss gradients and an Adam step. Writes controllers.json.

Zoph & Le (ICLR 2017), section 3.3: at layer N, layer j is an input with probability sigmoid(v' tanh(W_prev h_j + W_curr h_N)),
h the controller's hidden state at each anchor point. Once on nn.LSTMCell with learned first states, once on nn.TransformerEncoder
(norm_first) with a causal mask and learned positions. Logits are c tanh(logit / temperature); the loss has the full entropy and
the divergence of links from a target (Pham et al., ICML 2018). float32.

Matrices are written the way Archway keeps them, [inputs, outputs], an LSTM's rows for the input above those for the state.
"""

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

UNITS, HEADS, LAYERS, BATCH = 6, 2, 3, 4
TYPES = {"size": 3, "filters": 2}
STEPS = [step for layer in range(LAYERS) for step in ("size", "filters", ("anchor", layer))]
OPTIONS = {
    "learningRate": 0.01,
    "temperature": 1.5,
    "tanhConstant": 2.0,
    "entropyWeight": 0.1,
    "skipWeight": 0.3,
    "skipTarget": 0.4,
    "gradientClipping": None,
}
ADVANTAGES = [0.5, -0.25, 0.125, -0.4]
# Of the last two architectures the last two decisions do not count.
COUNTED = [[1] * 9, [1] * 9, [1] * 7 + [0] * 2, [1] * 7 + [0] * 2]


class Lstm(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.cells = nn.ModuleList([nn.LSTMCell(UNITS, UNITS) for _ in range(2)])
        self.first = nn.ParameterList([nn.Parameter(torch.empty(UNITS)) for _ in range(4)])

    def forward(self, inputs: list[torch.Tensor]) -> torch.Tensor:
        """Hidden vector at the last of the inputs."""
        states = [tuple(self.first[2 * i + k].expand(BATCH, UNITS) for k in range(2)) for i in range(2)]
        for value in inputs:
            for index, cell in enumerate(self.cells):
                states[index] = cell(value, states[index])
                value = states[index][0]
        return value

    def table(self, of) -> dict:
        table = {}
        for index, cell in enumerate(self.cells):
            table[f"lstm.{index}.kernel"] = torch.cat([of(cell.weight_ih).T, of(cell.weight_hh).T])
            table[f"lstm.{index}.bias"] = of(cell.bias_ih)
            table[f"state.{index}.hidden"] = of(self.first[2 * index])
            table[f"state.{index}.cell"] = of(self.first[2 * index + 1])
        return table


class Transformer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        block = nn.TransformerEncoderLayer(UNITS, HEADS, 4 * UNITS, 0.0, batch_first=True, norm_first=True)
        self.encoder = nn.TransformerEncoder(block, 2, nn.LayerNorm(UNITS), enable_nested_tensor=False)
        self.positions = nn.Parameter(torch.empty(len(STEPS), UNITS))

    def forward(self, inputs: list[torch.Tensor]) -> torch.Tensor:
        mask = nn.Transformer.generate_square_subsequent_mask(len(inputs))
        x = torch.stack(inputs, 1) + self.positions[: len(inputs)]
        return self.encoder(x, mask, is_causal=True)[:, -1]

    def table(self, of) -> dict:
        table = {"positions": of(self.positions)}
        for index, block in enumerate(self.encoder.layers):
            name = f"block.{index}"
            for part, norm in (("attention", block.norm1), ("feedForward", block.norm2)):
                table[f"{name}.{part}.normScale"] = of(norm.weight)
                table[f"{name}.{part}.normOffset"] = of(norm.bias)
            weights = of(block.self_attn.in_proj_weight).chunk(3)
            biases = of(block.self_attn.in_proj_bias).chunk(3)
            for part, weight, bias in zip(("query", "key", "value"), weights, biases):
                table[f"{name}.attention.{part}.kernel"] = weight.T
                table[f"{name}.attention.{part}.bias"] = bias
            for part, linear in (
                ("attention.output", block.self_attn.out_proj),
                ("feedForward.inner", block.linear1),
                ("feedForward.outer", block.linear2),
            ):
                table[f"{name}.{part}.kernel"] = of(linear.weight).T
                table[f"{name}.{part}.bias"] = of(linear.bias)
        table["last.normScale"] = of(self.encoder.norm.weight)
        table["last.normOffset"] = of(self.encoder.norm.bias)
        return table


class Controller(nn.Module):
    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network
        self.start = nn.Parameter(torch.empty(UNITS))
        self.embeddings = nn.ModuleDict({name: nn.Embedding(n, UNITS) for name, n in TYPES.items()})
        self.heads = nn.ModuleDict({name: nn.Linear(UNITS, n) for name, n in TYPES.items()})
        self.previous = nn.Linear(UNITS, UNITS, bias=False)
        self.current = nn.Linear(UNITS, UNITS, bias=False)
        self.attention = nn.Parameter(torch.empty(UNITS))
        self.links = nn.Parameter(torch.empty(LAYERS - 1, UNITS))
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -0.5, 0.5)
        if isinstance(network, Lstm):
            for cell in network.cells:  # two biases that only ever act by their sum: one is held at zero
                nn.init.zeros_(cell.bias_hh)
                cell.bias_hh.requires_grad_(False)

    def forward(self, tokens: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Log-probability, entropy and divergence of each decision: [batch, decisions] each."""
        inputs = [self.start.expand(BATCH, UNITS)]
        anchors: list[torch.Tensor] = []
        scores, entropies, divergences, position = [], [], [], 0
        for step in STEPS:
            hidden = self.network(inputs)
            if isinstance(step, str):
                logits = [bounded(self.heads[step](hidden))]
                inputs.append(self.embeddings[step](tokens[:, position]))
            else:
                logits = []
                taken = torch.zeros(BATCH, UNITS)
                count = torch.ones(BATCH, 1)
                for source, anchor in enumerate(anchors):
                    yes = torch.tanh(self.previous(anchor) + self.current(hidden)) @ self.attention
                    yes = bounded(yes)
                    logits.append(torch.stack([torch.zeros_like(yes), yes], 1))
                    chosen = tokens[:, position + source : position + source + 1]
                    taken = taken + chosen * self.links[source]
                    count = count + chosen
                anchors.append(hidden)
                inputs.append(taken / count)
            for each in logits:
                policy = functional.log_softmax(each, 1)
                scores.append(policy.gather(1, tokens[:, position : position + 1]).squeeze(1))
                entropies.append(-(policy.exp() * policy).sum(1))
                goal = torch.tensor([1 - OPTIONS["skipTarget"], OPTIONS["skipTarget"]]).log()
                link = not isinstance(step, str)
                divergences.append((policy.exp() * (policy - goal)).sum(1) if link else torch.zeros(BATCH))
                position += 1
        return torch.stack(scores, 1), torch.stack(entropies, 1), torch.stack(divergences, 1)

    def named(self, of=lambda parameter: parameter) -> dict:
        table = {"start": of(self.start), **self.network.table(of)}
        for name in TYPES:
            table[f"embedding.{name}"] = of(self.embeddings[name].weight)
            table[f"head.{name}.weights"] = of(self.heads[name].weight).T
            table[f"head.{name}.bias"] = of(self.heads[name].bias)
        table["anchor.previous"] = of(self.previous.weight).T
        table["anchor.current"] = of(self.current.weight).T
        table["anchor.attention"] = of(self.attention)
        table["anchor.embedding"] = of(self.links)
        return {name: flat(value) for name, value in table.items()}


def bounded(logits: torch.Tensor) -> torch.Tensor:
    return OPTIONS["tanhConstant"] * torch.tanh(logits / OPTIONS["temperature"])


def flat(tensor: torch.Tensor) -> list[float]:
    return tensor.detach().reshape(-1).tolist()


def run(name: str, network: nn.Module) -> dict:
    controller = Controller(network)
    trained = [parameter for parameter in controller.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(trained, lr=OPTIONS["learningRate"])
    parameters = controller.named()
    choices = [n for layer in range(LAYERS) for n in [3, 2, *[2] * layer]]
    tokens = torch.stack([torch.randint(0, n, (BATCH,)) for n in choices], 1)
    scores, entropies, divergences = controller(tokens)
    counted = torch.tensor(COUNTED, dtype=torch.float32)
    summed = [(each * counted).sum(1) for each in (scores, entropies, divergences)]
    objective = torch.tensor(ADVANTAGES) * summed[0] + OPTIONS["entropyWeight"] * summed[1]
    (-(objective - OPTIONS["skipWeight"] * summed[2]).mean()).backward()
    gradients = controller.named(lambda parameter: parameter.grad)
    optimizer.step()
    return {
        "network": name,
        "parameters": parameters,
        "tokens": tokens.tolist(),
        "logProbabilities": flat(scores),
        "entropies": flat(entropies),
        "gradients": gradients,
        "parametersAfter": controller.named(),
    }


if __name__ == "__main__":
    torch.manual_seed(21)
    document = {
        "units": UNITS,
        "heads": HEADS,
        "options": OPTIONS,
        "advantages": ADVANTAGES,
        "counted": COUNTED,
        "cases": [run("lstm", Lstm()), run("transformer", Transformer())],
    }
    Path(__file__).with_suffix(".json").write_text(json.dumps(document) + "\n")
