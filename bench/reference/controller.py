"""Times PyTorch's controller: an LSTM that draws an architecture token by token, and one REINFORCE update with Adam.

Reads {"decisions": [{"type": ..., "choices": n}], "units": n, "layers": n, "batch": n, "learningRate": r, "repeats": n} from standard
input and prints {"sampleMs", "updateMs", "teacherForcedUpdateMs", "version"}, medians on one thread. Sampling and the update loop over
LSTMCell; the teacher-forced update gives the known tokens to nn.LSTM at once, and the heads of one type all their steps. Each way
is compiled by nothing, as PyTorch is ordinarily used, with the faster of Adam's forms.
"""

import json
import statistics
import sys
import time

import torch
from torch import nn

WARM_UP = 3

request = json.load(sys.stdin)
torch.manual_seed(1)
torch.set_num_threads(1)
decisions, units, batch = request["decisions"], request["units"], request["batch"]
choices = {decision["type"]: decision["choices"] for decision in decisions}
positions = {name: [t for t, d in enumerate(decisions) if d["type"] == name] for name in choices}


class Controller(nn.Module):
    def __init__(self):
        super().__init__()
        self.start = nn.Parameter(torch.zeros(1, units))
        self.cells = nn.ModuleList(nn.LSTMCell(units, units) for _ in range(request["layers"]))
        self.lstm = nn.LSTM(units, units, request["layers"])
        self.heads = nn.ModuleDict({name: nn.Linear(units, count) for name, count in choices.items()})
        self.embeddings = nn.ModuleDict({name: nn.Embedding(count, units) for name, count in choices.items()})

    def steps(self):
        """The policy of each decision; sent the tokens that were chosen there."""
        states = [(torch.zeros(batch, units), torch.zeros(batch, units)) for _ in self.cells]
        x = self.start.expand(batch, units)
        for decision in decisions:
            for layer, cell in enumerate(self.cells):
                states[layer] = cell(x, states[layer])
                x = states[layer][0]
            tokens = yield self.heads[decision["type"]](x).log_softmax(-1)
            x = self.embeddings[decision["type"]](tokens)

    def sample(self):
        """Tokens, their log-probabilities, entropies and all probabilities, [batch, decisions] each."""
        tokens, scores, entropies, policies = [], [], [], []
        steps = self.steps()
        policy = next(steps)
        while True:
            probabilities = policy.exp()
            chosen = torch.multinomial(probabilities, 1)
            tokens.append(chosen)
            scores.append(policy.gather(1, chosen))
            entropies.append(-(probabilities * policy).sum(1, keepdim=True))
            policies.append(probabilities)
            try:
                policy = steps.send(chosen[:, 0])
            except StopIteration:
                return [torch.cat(table, 1) for table in (tokens, scores, entropies, policies)]

    def log_probability(self, tokens):
        """Of given architectures, [batch]."""
        total = torch.zeros(batch, 1)
        steps = self.steps()
        policy = next(steps)
        for t in range(len(decisions)):
            total = total + policy.gather(1, tokens[:, t : t + 1])
            if t + 1 < len(decisions):
                policy = steps.send(tokens[:, t])
        return total[:, 0]

    def teacher_forced(self, tokens):
        """The same, all steps at once."""
        inputs = torch.empty(len(decisions) + 1, batch, units)
        inputs[0] = self.start
        for name, steps in positions.items():
            inputs[[t + 1 for t in steps]] = self.embeddings[name](tokens[:, steps].T)
        hidden, _ = self.lstm(inputs[:-1])
        total = 0
        for name, steps in positions.items():
            policy = self.heads[name](hidden[steps]).log_softmax(-1)
            total = total + policy.gather(2, tokens[:, steps].T[:, :, None]).sum((0, 2))
        return total


controller = Controller()
tokens = controller.sample()[0].detach()
advantages = torch.linspace(-1, 1, batch)


def sample():
    with torch.no_grad():
        controller.sample()


def updater(log_probability, parameters, fused):
    optimizer = torch.optim.Adam(parameters, request["learningRate"], fused=fused)

    def update():
        optimizer.zero_grad()
        (-(advantages * log_probability(tokens)).mean()).backward()
        optimizer.step()

    return update


def median_ms(work):
    times = []
    for _ in range(WARM_UP + request["repeats"]):
        before = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - before))
    return statistics.median(times[WARM_UP:])


def median_update_ms(log_probability, unused):
    parameters = [value for name, value in controller.named_parameters() if not name.startswith(unused)]
    return min(median_ms(updater(log_probability, parameters, fused)) for fused in (False, True))


print(
    json.dumps(
        {
            "sampleMs": median_ms(sample),
            "updateMs": median_update_ms(controller.log_probability, "lstm"),
            "teacherForcedUpdateMs": median_update_ms(controller.teacher_forced, "cells"),
            "version": torch.__version__,
        }
    )
)
