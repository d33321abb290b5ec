"""Areas, intervals and regressions of the example `health_check`, worked out once more from the scores that it wrote."""

import csv
import math
import re
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

Z = 1.959963984540054


def separation(better, left):
    """Area and interval by their definition: every pair of one who stayed and one who left (DeLong and others, 1988)."""
    stayed, gone = better[left == 0], better[left == 1]
    pairs = (stayed[:, None] > gone[None, :]) + 0.5 * (stayed[:, None] == gone[None, :])
    area = pairs.mean()
    variance = pairs.mean(axis=1).var(ddof=1) / len(stayed) + pairs.mean(axis=0).var(ddof=1) / len(gone)
    assert math.isclose(area, roc_auc_score(1 - left, better), abs_tol=1e-12)
    half = Z * math.sqrt(variance)
    return area, max(area - half, 0.0), min(area + half, 1.0)


def printed(text, name, what):
    section = text.split(name.upper() + "\n")[1]
    line = next(line for line in section.splitlines() if line.strip().startswith(what))
    return tuple(float(number) for number in re.findall(r"area ([\d.]+), 95 % from ([\d.]+) to ([\d.]+)", line)[0])


def agree(ours, theirs, what, tolerance=6e-5):
    assert np.allclose(ours, theirs, atol=tolerance), f"{what}: printed {ours}, and by others {theirs}"
    print(f"{what}: {', '.join(f'{value:.4f}' for value in theirs)}")


folder = Path(sys.argv[1])
text = (folder / "printed.txt").read_text()
for name in ("telco", "ravenstack"):
    rows = list(csv.DictReader((folder / f"{name}.csv").open()))
    left = np.array([int(row["left"]) for row in rows])
    scored = np.array([row["score"] != "" for row in rows])
    score = np.array([float(row["score"] or "nan") for row in rows])
    tested = np.array([row["half"] == "tested" for row in rows])
    agree(printed(text, name, "the score without the threshold, all"), separation(score[scored], left[scored]), f"{name}, score")
    both = scored & tested
    agree(printed(text, name, "the same, the half that is tested"), separation(score[both], left[both]), f"{name}, score, tested half")
    features = np.array([[float(value) for value in row["features"].split()] for row in rows])
    # As good as without any penalty.
    model = LogisticRegression(C=1e6, tol=1e-10, max_iter=100_000).fit(features[~tested], left[~tested])
    theirs = model.predict_proba(features[tested])[:, 1]
    ours = np.array([float(row["risk"]) for row in rows])[tested]
    apart = np.abs(ours - theirs).max()
    assert apart < 1e-3, f"{name}: risks differ by {apart}"
    agree(printed(text, name, "logistic in the measures, tested"), separation(-ours, left[tested]), f"{name}, regression, tested half")
