"""Marks in rules.txt, with `*`, the element of each pattern that a text is searched for first: the one whose words are
rarest in ordinary texts.

    python train/anchors.py ../shared/data/dev/injection.jsonl src/detect/injection/words.txt src/detect/injection/rules.txt
"""

import collections
import json
import re
import sys

# How often, in the harmless rows, the rarest element of a pattern may occur for a text to be searched for it, by the
# pattern's weight: (from this weight on, times).
WORTH = ((0.6, 1700), (0.5, 600), (0.4, 400), (0, -1))


def main(data, words, rules):
    counts = collections.Counter()
    for line in open(data, encoding="utf-8"):
        row = json.loads(line)
        if row["label"] == 0:
            counts.update(re.findall(r"[a-z0-9_]+", row["text"].lower().replace("'", "").replace("’", "")))
    classes = collections.defaultdict(set)
    for line in open(words, encoding="utf-8"):
        if ":" in line and not line.startswith("#"):
            name, members = line.split(":", 1)
            classes[name.strip()].update(word.replace("'", "") for word in members.split())
    for special in ("@", "://"):
        classes[special] = {"https", "http"}

    def words_of(element):
        names = element.lstrip("^").split("|")
        return {word for name in names for word in ({name[1:]} if name.startswith("'") else classes[name])}

    def cost(element, chosen=frozenset()):
        return sum(counts[word] for word in words_of(element) - chosen)

    lines = [line.rstrip("\n") for line in open(rules, encoding="utf-8")]
    patterns = {}
    for index, line in enumerate(lines):
        if line.startswith("#") or " : " not in line:
            continue
        head, pattern = line.split(" : ")
        parts = pattern.replace("*", "").split()
        lines[index] = head + " : " + " ".join(parts)
        elements = [part for part in parts if not part.isdigit() and part[0] not in "!~"]
        weight, price = float(head.split()[2]), min(map(cost, elements))
        # What can't decide alone needs the company of other rules; what is common must be worth it.
        if price <= next(most for least, most in WORTH if weight >= least):
            patterns[index] = (price, head, parts, elements)
    # The cheapest first; a word that is searched for anyway costs nothing more.
    chosen = set()
    for index, (_, head, parts, elements) in sorted(patterns.items(), key=lambda item: item[1][0]):
        rarest = min(elements, key=lambda element: cost(element, chosen))
        if (more := cost(rarest, chosen)) > 300:
            print(more, rarest, "|", head, ":", " ".join(parts), file=sys.stderr)
        chosen |= words_of(rarest)
        parts[parts.index(rarest)] = "*" + rarest
        lines[index] = head + " : " + " ".join(parts)
    open(rules, "w", encoding="utf-8").write("\n".join(lines) + "\n")
    print(sum(counts[word] for word in chosen), "cues in", sum(counts.values()), "words", file=sys.stderr)


main(*sys.argv[1:])
