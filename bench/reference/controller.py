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
from lstm_controller import Controller

WARM_UP = 3

request = json.load(sys.stdin)
torch.manual_seed(1)
torch.set_num_threads(1)
decisions, units, batch = request["decisions"], request["units"], request["batch"]

controller = Controller(decisions, units, request["layers"], batch)
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
