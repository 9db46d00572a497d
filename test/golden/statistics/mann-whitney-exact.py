"""Writes mann-whitney-exact.json: two-sided p-values by SciPy over every way to divide the values."""
import json
import math
import pathlib

import numpy as np
import scipy
from scipy.stats import mannwhitneyu, permutation_test

generator = np.random.default_rng(11)
samples = [
    ([0.91, 0.92, 0.93], [0.90, 0.89, 0.88]),
    ([0.91, 0.92, 0.93, 0.94], [0.90, 0.89, 0.88, 0.87]),
    ([0.95, 0.94], [0.90, 0.89]),
    (generator.normal(0, 1, 5).tolist(), generator.normal(1, 1, 7).tolist()),
    (generator.normal(0, 1, 9).tolist(), generator.normal(0.2, 1, 8).tolist()),
    ([0.9, 0.9, 0.8, 0.7], [0.9, 0.7, 0.7, 0.6, 0.5]),
    ([1.0, 1.0, 1.0, 1.0, 0.9], [1.0, 0.9, 0.9, 0.8]),
]


def statistic(first, second):
    return mannwhitneyu(first, second).statistic


cases = []
for first, second in samples:
    ways = math.comb(len(first) + len(second), len(first))
    result = permutation_test((first, second), statistic, n_resamples=ways + 1, alternative="two-sided", vectorized=False)
    if len(set(first + second)) == len(first + second):
        assert math.isclose(result.pvalue, mannwhitneyu(first, second, method="exact").pvalue)
    cases.append({"first": first, "second": second, "u": result.statistic, "pValue": result.pvalue})
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"scipy": scipy.__version__, "cases": cases}, indent=1) + "\n")
