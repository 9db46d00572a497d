"""PyTorch's controller: an LSTM that draws an architecture token by token, a loop over LSTMCell as PyTorch is ordinarily used.

`decisions` are [{"type": ..., "choices": n}]; equal types share their head and their embedding.
"""

import torch
from torch import nn


class Controller(nn.Module):
    def __init__(self, decisions, units, layers, batch):
        super().__init__()
        self.decisions, self.units, self.batch = decisions, units, batch
        choices = {decision["type"]: decision["choices"] for decision in decisions}
        self.positions = {name: [t for t, d in enumerate(decisions) if d["type"] == name] for name in choices}
        self.start = nn.Parameter(torch.zeros(1, units))
        self.cells = nn.ModuleList(nn.LSTMCell(units, units) for _ in range(layers))
        self.lstm = nn.LSTM(units, units, layers)
        self.heads = nn.ModuleDict({name: nn.Linear(units, count) for name, count in choices.items()})
        self.embeddings = nn.ModuleDict({name: nn.Embedding(count, units) for name, count in choices.items()})

    def steps(self):
        """The policy of each decision; sent the tokens that were chosen there."""
        states = [(torch.zeros(self.batch, self.units), torch.zeros(self.batch, self.units)) for _ in self.cells]
        x = self.start.expand(self.batch, self.units)
        for decision in self.decisions:
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
        total = torch.zeros(self.batch, 1)
        steps = self.steps()
        policy = next(steps)
        for t in range(len(self.decisions)):
            total = total + policy.gather(1, tokens[:, t : t + 1])
            if t + 1 < len(self.decisions):
                policy = steps.send(tokens[:, t])
        return total[:, 0]

    def teacher_forced(self, tokens):
        """The same, all steps at once."""
        inputs = torch.empty(len(self.decisions) + 1, self.batch, self.units)
        inputs[0] = self.start
        for name, steps in self.positions.items():
            inputs[[t + 1 for t in steps]] = self.embeddings[name](tokens[:, steps].T)
        hidden, _ = self.lstm(inputs[:-1])
        total = 0
        for name, steps in self.positions.items():
            policy = self.heads[name](hidden[steps]).log_softmax(-1)
            total = total + policy.gather(2, tokens[:, steps].T[:, :, None]).sum((0, 2))
        return total
