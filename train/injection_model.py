"""Would a statistical model beside the rules find more attacks? Leave-one-source-out, several seeds.

    cargo run --release --example accuracy_injection -- --hits > /tmp/hits.jsonl
    python train/injection_model.py ../shared/data/dev/injection.jsonl src/detect/injection/words.txt /tmp/hits.jsonl \\
        [contestant ...]

Needs numpy and scipy. Each family of attack sources is judged by a model that saw none of it (nor texts composed of
it), and each seed keeps a third of the harmless sources from training. The threshold of every contestant, the rules
alone included, is set on the harmless rows it did not train on, so that at most 0.5% of the benign and 2% of the
hard-benign ones reach it: recalls are compared at equal false alarms. What is learned is a linear head, in windows
of a text, over one of the sets of features below. A text has its best window's logit; either the rules' own logit is
added to it, or (`adding`) what the rules find stays found, and the model may only find more.
"""

import collections
import json
import re
import sys
import unicodedata
import zlib

import numpy as np
from scipy import optimize, sparse

SEEDS = range(5)
WINDOW, STEP, MOST_WINDOWS = 60, 30, 80
BITS = 14
BENIGN, HARD = 0.005, 0.02
# Families of sources that share texts or authors; composed-dev holds texts of the other two.
FAMILIES = {
    "cyberseceval": ("cyberseceval",),
    "deepset": ("deepset",),
    "composed-dev": ("composed-dev",),
    "garak": ("garak",),
    "hackaprompt": ("hackaprompt",),
    "pyrit": ("pyrit",),
    "bastioncorpus": ("bastioncorpus",),
    "bipia": ("bipia",),
}
RELATED = {"cyberseceval": ("composed-dev",), "deepset": ("composed-dev",), "composed-dev": ("cyberseceval", "deepset")}
# Which features a contestant has.
CONTESTANTS = {
    "classes": "rc",
    "classes + form": "rcf",
    "+ pairs": "rcpf",
    "+ words": "rcfw",
    "+ characters": "rcfwx",
}


def fold(text):
    text = unicodedata.normalize("NFKD", text.lower())
    return "".join(ch for ch in text if not unicodedata.combining(ch)).replace("'", "").replace("’", "")


def lexicon(path):
    """Classes of whole words (Latin) and of beginnings (other scripts), as src/detect/injection/lexicon.rs has them."""
    whole, stems = collections.defaultdict(set), collections.defaultdict(set)
    for line in open(path, encoding="utf-8"):
        if ":" in line and not line.startswith("#"):
            name, members = line.split(":", 1)
            for word in fold(members).split():
                (whole if word.isascii() else stems)[word].add(name.strip())
    return whole, stems


def classes_of(word, whole, stems, seen={}):
    if word not in seen:
        if word.isascii():
            seen[word] = whole.get(word, ())
        else:
            seen[word] = next((stems[word[:n]] for n in range(min(len(word), 12), 0, -1) if word[:n] in stems), ())
    return seen[word]


def tokens(text):
    words = re.findall(r"[^\W_]+|[^\w\s]", fold(text))
    out = []
    for word in words:
        # Scripts without spaces: pieces of two characters, one at a time.
        if re.match(r"[\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7a3]", word):
            out += [word[i : i + 4] for i in range(len(word))]
        else:
            out.append(word)
    return out


def bucket(kind, name):
    return (zlib.crc32(f"{kind}:{name}".encode()) & ((1 << BITS) - 1)) + (1 << BITS) * KINDS.index(kind)


KINDS = "rcpfwx"


def features(words, rules, whole, stems):
    """Names of features by kind, for one window; each counts once."""
    found = {kind: set() for kind in KINDS}
    found["r"] = {name for name, weight in rules.items() if weight >= 0.1}
    classes = [classes_of(word, whole, stems) for word in words]
    for index, names in enumerate(classes):
        found["c"].update(names)
        after = {other for names in classes[index + 1 : index + 5] for other in names}
        found["p"].update(f"{a}>{b}" for a in names for b in after)
    found["w"].update(words)
    found["w"].update(f"{a} {b}" for a, b in zip(words, words[1:]))
    joined = " ".join(words)
    found["x"].update(joined[i : i + 4] for i in range(len(joined) - 3))
    signs = collections.Counter(word for word in words if len(word) == 1 and not word.isalnum())
    form = {f"{sign}{min(3, count)}" for sign, count in signs.items() if sign in "\"'`:;?!()[]{}<>/\\=#*|-"}
    share = 10 * sum(word.isalpha() for word in words) // max(1, len(words))
    you = sum("you" in names or "your" in names for names in classes)
    me = sum(word in ("i", "me", "my") for word in words)
    first = classes[0] if classes else ()
    form |= {f"letters{share}", f"you{min(4, you)}", f"me{min(3, me)}", f"length{len(words) // 15}"}
    form |= {f"first-{name}" for name in first}
    found["f"] = form
    return found


def windows(words):
    starts = range(0, max(1, len(words) - WINDOW + STEP), STEP)
    if len(starts) > MOST_WINDOWS:
        starts = [starts[int(i)] for i in np.linspace(0, len(starts) - 1, MOST_WINDOWS)]
    return [words[start : start + WINDOW] for start in starts]


def fit(x, y, weight, strength):
    """Logistic regression with an L2 penalty."""

    def loss(theta):
        z = x @ theta[:-1] + theta[-1]
        p = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
        value = -(weight * (y * np.log(p + 1e-9) + (1 - y) * np.log(1 - p + 1e-9))).sum()
        slope = weight * (p - y)
        gradient = np.append(x.T @ slope + strength * theta[:-1], slope.sum())
        return value + strength / 2 * (theta[:-1] ** 2).sum(), gradient

    start = np.zeros(x.shape[1] + 1)
    return optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 40}).x


def threshold(scores, kinds):
    """The least score that keeps both shares of false alarms."""
    least = 0.0
    for kind, share in (("benign", BENIGN), ("hard-benign", HARD)):
        of_kind = np.sort(scores[kinds == kind])[::-1]
        least = max(least, of_kind[min(len(of_kind) - 1, int(share * len(of_kind)))] + 1e-6)
    return least


def main(data, words_path, hits_path, *names):
    whole, stems = lexicon(words_path)
    rows = [json.loads(line) for line in open(data, encoding="utf-8")]
    hits = [json.loads(line) for line in open(hits_path, encoding="utf-8")]
    label = np.array([row["label"] for row in rows])
    kinds = np.array([row["kind"] for row in rows])
    source = np.array([row["source"] + ("/indirect" if row["kind"] == "indirect" else "") for row in rows])
    rule_score = np.array([hit["score"] for hit in hits])
    rule_logit = np.log((rule_score + 0.02) / (1.02 - rule_score))

    indices, starts, owner = [], [0], []
    for number, (row, hit) in enumerate(zip(rows, hits)):
        for window in windows(tokens(row["text"])):
            # The rules speak for the whole text: which window they fit in is not told.
            found = features(window, hit["rules"], whole, stems)
            indices += [bucket(kind, name) for kind in KINDS for name in found[kind]]
            starts.append(len(indices))
            owner.append(number)
    owner = np.array(owner)
    everything = sparse.csr_matrix((np.ones(len(indices), np.float32), indices, starts), shape=(len(owner), len(KINDS) << BITS))
    everything.sum_duplicates()
    everything.data[:] = 1
    used = np.asarray(everything.sum(axis=0)).ravel()
    print(f"{len(rows)} rows, {len(owner)} windows", file=sys.stderr)

    sources = sorted(set(source[label == 1]))
    harmless = sorted(set(source[label == 0]))
    contestants = {name: wanted for name, wanted in CONTESTANTS.items() if not names or name in names}
    recalls = {name: {s: [] for s in sources} for name in ("rules", *(way for name in contestants for way in (name, f"{name}, adding")))}
    splits = []
    for seed in SEEDS:
        kept = np.random.default_rng(seed).choice(harmless, len(harmless) // 3, replace=False)
        unseen = (label == 0) & np.isin(source, kept)
        splits.append(unseen)
        line = threshold(rule_score[unseen], kinds[unseen])
        for s in sources:
            recalls["rules"][s].append((rule_score[(source == s) & (label == 1)] >= line).mean())
    first = np.unique(owner, return_index=True)[1]
    for name, wanted in contestants.items():
        columns = np.concatenate([np.arange(1 << BITS) + (KINDS.index(kind) << BITS) for kind in wanted])
        columns = columns[used[columns] >= 3]
        x = everything[:, columns]
        for unseen in splits:
            for family, prefixes in FAMILIES.items():
                out = np.array([s.startswith(prefixes) for s in source])
                related = np.array([s.startswith(RELATED.get(family, ("\0",))) for s in source])
                train = ~((label == 1) & (out | related)) & ~unseen
                count = collections.Counter(source[train])
                # Sources weigh by the root of their size: none may drown the others.
                weight = np.array([1 / np.sqrt(count[s]) if t else 0 for s, t in zip(source, train)])
                for side in (0, 1):
                    weight[train & (label == side)] *= 2000 / weight[train & (label == side)].sum()
                # Which window of an attack is the attack is learned in a second round.
                chosen = first
                for _ in range(2):
                    mine = chosen[train[owner[chosen]]]
                    theta = fit(x[mine], label[owner[mine]], weight[owner[mine]], 10.0)
                    logit = x @ theta[:-1] + theta[-1]
                    order = np.lexsort((-logit, owner))
                    chosen = order[np.unique(owner[order], return_index=True)[1]]
                best = logit[chosen] + 100
                ways = {name: best + rule_logit, f"{name}, adding": np.where(rule_score >= 0.5, 1000, best)}
                for way, together in ways.items():
                    # What the rules find stays found, even if they have used up all the false alarms there may be.
                    line = min(threshold(together[unseen], kinds[unseen]), 999)
                    for s in sources:
                        if s.startswith(prefixes):
                            recalls[way][s].append((together[(source == s) & (label == 1)] >= line).mean())
            print(name, flush=True, file=sys.stderr)
    report(sources, recalls)


def report(sources, recalls):
    width = max(map(len, sources))
    print(f"{'source left out':{width}} " + " ".join(f"{name:>22}" for name in recalls))
    for s in sources:
        print(f"{s:{width}} " + " ".join(f"{100 * np.mean(r[s]):15.1f} ± {100 * np.std(r[s]):4.1f}" for r in recalls.values()))
    macros = [[np.mean(each) for each in zip(*r.values())] for r in recalls.values()]
    print(f"{'macro recall':{width}} " + " ".join(f"{100 * np.mean(m):15.1f} ± {100 * np.std(m):4.1f}" for m in macros))


main(*sys.argv[1:])
