"""Writes mean-interval.json: quantiles of Student's t and 95 % intervals of the mean by SciPy."""
import json
import pathlib

import numpy as np
import scipy
from scipy.stats import t

quantiles = [
    {"degrees": degrees, "tail": tail, "quantile": t.isf(tail, degrees)}
    for degrees in (1, 2, 3, 4, 9, 19, 29, 99, 999, 100000)
    for tail in (0.25, 0.05, 0.025, 0.005)
]
generator = np.random.default_rng(11)
intervals = []
for count in (2, 3, 5, 12, 100):
    values = generator.normal(0.93, 0.01, count)
    lower, upper = t.interval(0.95, count - 1, loc=values.mean(), scale=values.std(ddof=1) / np.sqrt(count))
    intervals.append({"values": values.tolist(), "mean": values.mean(), "lower": lower, "upper": upper})
path = pathlib.Path(__file__).with_suffix(".json")
document = {"scipy": scipy.__version__, "quantiles": quantiles, "intervals": intervals}
path.write_text(json.dumps(document, indent=1) + "\n")
