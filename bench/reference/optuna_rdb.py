"""Trials a second of Optuna's relational storage: one process, RandomSampler, six decisions of five choices.

Reads {"url", "trials"} from standard input and prints {"trialsPerSecond", "version"}. An objective that costs nothing stands
for a look-up in a table.
"""

import json
import sys
import time

import optuna

request = json.load(sys.stdin)
optuna.logging.set_verbosity(optuna.logging.WARNING)
url = request["url"].replace("postgres://", "postgresql+psycopg2://").replace("postgresql://", "postgresql+psycopg2://")
study = optuna.create_study(
    storage=optuna.storages.RDBStorage(url),
    sampler=optuna.samplers.RandomSampler(seed=1),
    direction="maximize",
)


def objective(trial):
    return sum(trial.suggest_categorical(f"edge{edge}", [0, 1, 2, 3, 4]) for edge in range(6)) / 24


study.optimize(objective, n_trials=20)
began = time.perf_counter()
study.optimize(objective, n_trials=request["trials"])
seconds = time.perf_counter() - began
print(json.dumps({"trialsPerSecond": request["trials"] / seconds, "version": optuna.__version__}))
