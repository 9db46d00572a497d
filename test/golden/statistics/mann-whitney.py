"""Writes mann-whitney.json: two-sided, asymptotic, continuity-corrected p-values by SciPy."""
import json
import pathlib

import numpy as np
import scipy
from scipy.stats import mannwhitneyu

generator = np.random.default_rng(7)
samples = [
    (generator.normal(0, 1, 12), generator.normal(0.8, 1, 15)),
    (generator.integers(0, 5, 30).astype(float), generator.integers(1, 7, 20).astype(float)),
    (generator.normal(0, 1, 48), generator.normal(0.05, 1, 48)),
    (generator.normal(0, 1, 40), generator.normal(4, 1, 40)),
    (np.array([0.9, 0.9, 0.8]), np.array([0.9, 0.7, 0.7, 0.6])),
]
cases = []
for first, second in samples:
    result = mannwhitneyu(first, second, alternative="two-sided", method="asymptotic", use_continuity=True)
    cases.append({"first": first.tolist(), "second": second.tolist(), "u": result.statistic, "pValue": result.pvalue})
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"scipy": scipy.__version__, "cases": cases}, indent=1) + "\n")
