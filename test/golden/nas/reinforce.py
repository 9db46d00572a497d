"""The controller's mathematics by PyTorch: scores, loss gradients and two Adam updates. Writes reinforce.json.

The controller of Zoph & Le (ICLR 2017, section 3): two nn.LSTMCell layers, one softmax head and one embedding for
each type of decision, a learned start input. Autograd and torch.optim.Adam do the rest, in float32.

Matrices are written the way Archway keeps them, [inputs, outputs], an LSTM's rows for the input above those for the state.
"""

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

UNITS = 5
TYPES = {"height": 4, "width": 3, "filters": 2}
DECISIONS = ["height", "width", "filters"] * 2
BATCH = 4

CASES = [
    {"temperature": 1.0, "entropyWeight": 0.0, "gradientClipping": None},
    {"temperature": 2.0, "entropyWeight": 0.1, "gradientClipping": 0.05},
]
LEARNING_RATE = 0.01
ADVANTAGES = [[0.5, -0.25, 0.125, 0.0], [-0.3, 0.7, 0.2, -0.1]]


class Controller(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.start = nn.Parameter(torch.empty(UNITS))
        self.embeddings = nn.ModuleDict({name: nn.Embedding(n, UNITS) for name, n in TYPES.items()})
        self.cells = nn.ModuleList([nn.LSTMCell(UNITS, UNITS) for _ in range(2)])
        self.heads = nn.ModuleDict({name: nn.Linear(UNITS, n) for name, n in TYPES.items()})
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -0.08, 0.08)
        for cell in self.cells:  # PyTorch has two biases, which only ever act by their sum: one is held at zero
            nn.init.zeros_(cell.bias_hh)
            cell.bias_hh.requires_grad_(False)

    def forward(self, tokens: torch.Tensor, temperature: float) -> tuple[torch.Tensor, torch.Tensor]:
        """Log-probability and entropy, in nats, of each decision: [batch, decisions] each."""
        states = [(torch.zeros(len(tokens), UNITS), torch.zeros(len(tokens), UNITS)) for _ in self.cells]
        value = self.start.expand(len(tokens), UNITS)
        scores, entropies = [], []
        for position, name in enumerate(DECISIONS):
            for index, cell in enumerate(self.cells):
                states[index] = cell(value, states[index])
                value = states[index][0]
            policy = functional.log_softmax(self.heads[name](value) / temperature, dim=1)
            scores.append(policy.gather(1, tokens[:, position : position + 1]).squeeze(1))
            entropies.append(-(policy.exp() * policy).sum(1))
            value = self.embeddings[name](tokens[:, position])
        return torch.stack(scores, 1), torch.stack(entropies, 1)

    def named(self, of=lambda parameter: parameter) -> dict:
        """The parameters (or what `of` makes of them) under Archway's names and in its layout."""
        table = {"start": of(self.start).reshape(1, UNITS)}
        for name in TYPES:
            table[f"embedding.{name}"] = of(self.embeddings[name].weight)
            table[f"head.{name}.weights"] = of(self.heads[name].weight).T
            table[f"head.{name}.bias"] = of(self.heads[name].bias)
        for index, cell in enumerate(self.cells):
            table[f"lstm.{index}.kernel"] = torch.cat([of(cell.weight_ih).T, of(cell.weight_hh).T])
            table[f"lstm.{index}.bias"] = of(cell.bias_ih)
        return {name: flat(value) for name, value in table.items()}


def flat(tensor: torch.Tensor) -> list[float]:
    return tensor.detach().reshape(-1).tolist()


def update(controller: Controller, optimizer: torch.optim.Adam, options: dict, advantages: list[float]) -> dict:
    tokens = torch.stack([torch.randint(0, TYPES[name], (BATCH,)) for name in DECISIONS], 1)
    scores, entropies = controller(tokens, options["temperature"])
    objective = torch.tensor(advantages) * scores.sum(1) + options["entropyWeight"] * entropies.sum(1)
    optimizer.zero_grad()
    (-objective.mean()).backward()
    gradients = controller.named(lambda parameter: parameter.grad)
    trained = [parameter for parameter in controller.parameters() if parameter.requires_grad]
    norm = nn.utils.get_total_norm([parameter.grad for parameter in trained])
    if options["gradientClipping"] is not None:
        nn.utils.clip_grads_with_norm_(trained, options["gradientClipping"], norm)
    optimizer.step()
    return {
        "tokens": tokens.tolist(),
        "advantages": advantages,
        "logProbabilities": flat(scores),
        "entropies": flat(entropies),
        "gradients": gradients,
        "gradientNorm": norm.item(),
        "parametersAfter": controller.named(),
    }


def run(options: dict) -> dict:
    torch.manual_seed(20)
    controller = Controller()
    trained = [parameter for parameter in controller.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(trained, lr=LEARNING_RATE)
    parameters = controller.named()
    updates = [update(controller, optimizer, options, advantages) for advantages in ADVANTAGES]
    return {"options": {"learningRate": LEARNING_RATE, **options}, "parameters": parameters, "updates": updates}


if __name__ == "__main__":
    document = {
        "units": UNITS,
        "decisions": [{"type": name, "choices": TYPES[name]} for name in DECISIONS],
        "cases": [run(options) for options in CASES],
    }
    Path(__file__).with_suffix(".json").write_text(json.dumps(document) + "\n")
