"""Writes schedulers.json: what Optuna's pruners decide on random learning curves that are reported interleaved."""
import json
import math
import pathlib

import numpy as np
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
generator = np.random.default_rng(7)


def history(pruner, trials, steps, stride=1, parallel=4, invalid=0.0):
    """Reports in order: [trial number from 1, step, value or null for NaN, whether the pruner stops the trial]."""
    study = optuna.create_study(direction="maximize", pruner=pruner)
    curves = {}
    running, reports = [], []
    while running or len(curves) < trials:
        while len(running) < parallel and len(curves) < trials:
            trial = study.ask()
            height, speed = generator.uniform(0.3, 0.9), generator.uniform(0.05, 1)
            values = height * (1 - np.exp(-speed * np.arange(1, steps + 1))) + generator.normal(0, 0.02, steps)
            curves[trial.number] = np.round(values, 3)
            running.append((trial, 0))
        place = int(generator.integers(len(running)))
        trial, step = running.pop(place)
        step += stride
        value = math.nan if generator.uniform() < invalid else float(curves[trial.number][step - 1])
        trial.report(value, step)
        stops = trial.should_prune()
        reports.append([trial.number + 1, step, None if math.isnan(value) else value, bool(stops)])
        if stops:
            study.tell(trial, state=optuna.trial.TrialState.PRUNED)
        elif step + stride > steps:
            study.tell(trial, 0.0)
        else:
            running.append((trial, step))
    return reports


def halving(first_step, factor, **how):
    pruner = optuna.pruners.SuccessiveHalvingPruner(min_resource=first_step, reduction_factor=factor)
    definition = {"kind": "asha", "firstStep": first_step, "reductionFactor": factor}
    return {"scheduler": definition, "lastStep": how["steps"], "reports": history(pruner, **how)}


def median(first_step, interval, startup, **how):
    pruner = optuna.pruners.MedianPruner(n_startup_trials=startup, n_warmup_steps=first_step, interval_steps=interval)
    definition = {"kind": "median", "firstStep": first_step, "interval": interval, "startupTrials": startup}
    return {"scheduler": definition, "lastStep": how["steps"], "reports": history(pruner, **how)}


cases = [
    halving(1, 4, trials=60, steps=64),
    halving(1, 2, trials=60, steps=20, invalid=0.03),
    halving(3, 3, trials=60, steps=30, parallel=12),
    halving(1, 3, trials=60, steps=28, stride=2),
    median(1, 1, 5, trials=40, steps=20),
    median(4, 3, 2, trials=40, steps=24, parallel=8),
]
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"optuna": optuna.__version__, "cases": cases}, separators=(",", ":")) + "\n")
