"""Writes gaussian-process.json: what scikit-learn predicts by Gaussian processes over features of 0 and 1."""
import json
import pathlib
import warnings

import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel

warnings.filterwarnings("ignore")
generator = np.random.default_rng(5)


def case(examples, features, length_scale, noise):
    rows = generator.integers(0, 2, (examples, features)).astype(float)
    asked = np.concatenate([generator.integers(0, 2, (5, features)), rows[:1]]).astype(float)
    targets = np.round(rows @ generator.normal(0, 1, features) + generator.normal(0, 0.3, examples) + 2, 3)
    # exp(-squared distance / (2 l^2)): on bits the squared distance is the number of differences.
    shape = RBF((length_scale / 2) ** 0.5)
    # A constant of which nothing is known beforehand: a process of all but infinite variance beside the other.
    flat = GaussianProcessRegressor(shape + ConstantKernel(1e7), alpha=noise, optimizer=None).fit(rows, targets)
    inverse = np.linalg.inv(shape(rows) + noise * np.eye(examples))
    mean = inverse.sum(axis=0) @ targets / inverse.sum()
    variance = (targets - mean) @ inverse @ (targets - mean) / examples
    known = GaussianProcessRegressor(ConstantKernel(variance) * shape, alpha=noise * variance, optimizer=None)
    known.fit(rows, targets - mean)
    likelihoods = [
        GaussianProcessRegressor(ConstantKernel(v) * shape, alpha=noise * v, optimizer=None)
        .fit(rows, targets - m)
        .log_marginal_likelihood_value_
        for v, m in [(0.9 * variance, mean), (1.1 * variance, mean), (variance, mean + 0.1), (variance, mean - 0.1)]
    ]
    assert max(likelihoods) < known.log_marginal_likelihood_value_, "mean and variance are the likeliest"
    return {
        "lengthScale": length_scale,
        "noise": noise,
        "rows": rows.astype(int).tolist(),
        "targets": targets.tolist(),
        "asked": asked.astype(int).tolist(),
        "means": flat.predict(asked).tolist(),
        "deviations": known.predict(asked, return_std=True)[1].tolist(),
        "priorDeviation": variance**0.5,
        "logLikelihood": known.log_marginal_likelihood_value_,
    }


cases = [case(8, 40, 10, 0.01), case(30, 12, 2.5, 0.5), case(60, 70, 60, 0.05)]
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"cases": cases}) + "\n")
