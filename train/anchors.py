"""Marks in rules.txt, with `*`, the element of each pattern that a text is searched for first: the one whose words are
rarest in ordinary texts.

    python train/anchors.py ../shared/data/dev/injection.jsonl src/detect/injection/words.txt src/detect/injection/rules.txt
"""

import collections
import json
import re
import sys


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
            classes[name.strip()].update(word.replace("-", "").replace("'", "") for word in members.split())
    for special in ("@", "://"):
        classes[special] = {"https", "http"}

    def cost(element):
        names = element.lstrip("^").split("|")
        return sum(counts[word] for name in names for word in ({name[1:]} if name.startswith("'") else classes[name]))

    total, out = collections.Counter(), []
    for line in open(rules, encoding="utf-8"):
        if line.startswith("#") or " : " not in line:
            out.append(line.rstrip("\n"))
            continue
        head, pattern = line.rstrip("\n").split(" : ")
        parts = pattern.replace("*", "").split()
        elements = [i for i, part in enumerate(parts) if not part.isdigit() and part[0] not in "!~"]
        rarest = min(elements, key=lambda i: cost(parts[i]))
        weight, price = float(head.split()[2]), cost(parts[rarest])
        # What can't decide alone needs the company of other rules; what is common must be worth it.
        if weight < 0.4 or weight < 0.6 and price > (1100 if weight >= 0.5 else 600):
            out.append(head + " : " + " ".join(parts))
            continue
        if price > 700:
            print(cost(parts[rarest]), parts[rarest], "|", head, ":", pattern, file=sys.stderr)
        total[parts[rarest].lstrip("^")] = cost(parts[rarest])  # once per class
        parts[rarest] = "*" + parts[rarest]
        out.append(head + " : " + " ".join(parts))
    open(rules, "w", encoding="utf-8").write("\n".join(out) + "\n")
    print(sum(total.values()), "cues in", sum(counts.values()), "words", file=sys.stderr)


main(*sys.argv[1:])
