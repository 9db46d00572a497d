"""One update of proximal policy optimization by PyTorch: four clipped steps on one batch. Writes ppo.json.

The controller is that of reinforce.py. The surrogate is equation 7 of Schulman et al. (arXiv 1707.06347); the ratio is
that of an architecture's whole probability, measured from the parameters that began the update.
"""

import json
from pathlib import Path

import torch

from reinforce import BATCH, DECISIONS, TYPES, UNITS, Controller, flat

OPTIONS = {"learningRate": 0.03, "temperature": 1.0, "entropyWeight": 0.01, "gradientClipping": None, "clipRange": 0.2}
ADVANTAGES = [0.5, -0.25, 0.75, -0.4]
EPOCHS = 4


def step(controller: Controller, optimizer: torch.optim.Adam, tokens: torch.Tensor, reference: torch.Tensor) -> dict:
    scores, entropies = controller(tokens, OPTIONS["temperature"])
    ratio = torch.exp(scores.sum(1) - reference)
    advantages = torch.tensor(ADVANTAGES)
    clipped = torch.clamp(ratio, 1 - OPTIONS["clipRange"], 1 + OPTIONS["clipRange"])
    surrogate = torch.minimum(ratio * advantages, clipped * advantages)
    optimizer.zero_grad()
    (-(surrogate + OPTIONS["entropyWeight"] * entropies.sum(1)).mean()).backward()
    optimizer.step()
    return {"ratios": flat(ratio), "parametersAfter": controller.named()}


def run() -> dict:
    torch.manual_seed(21)
    controller = Controller()
    trained = [parameter for parameter in controller.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(trained, lr=OPTIONS["learningRate"])
    parameters = controller.named()
    tokens = torch.stack([torch.randint(0, TYPES[name], (BATCH,)) for name in DECISIONS], 1)
    reference = controller(tokens, OPTIONS["temperature"])[0].sum(1).detach()
    return {
        "options": OPTIONS,
        "parameters": parameters,
        "tokens": tokens.tolist(),
        "advantages": ADVANTAGES,
        "reference": flat(reference),
        "steps": [step(controller, optimizer, tokens, reference) for _ in range(EPOCHS)],
    }


if __name__ == "__main__":
    document = {"units": UNITS, "decisions": [{"type": name, "choices": TYPES[name]} for name in DECISIONS], **run()}
    Path(__file__).with_suffix(".json").write_text(json.dumps(document) + "\n")
