"""What each family of the module costs, in KB of code and of data.

Before Binaryen (shrink.py), which keeps no note of what refers to what, and takes a tenth of the code.

Reads a module linked with `--emit-relocs` and with its names (see `make size`): the sizes of functions come from the
code section, those of constants from the symbol table, and a constant belongs to the family whose code refers to it,
directly or through other constants (to the first in the order below, if there are several).

usage: size.py MODULE.wasm [--functions N] [--data N]
"""

import argparse
import re
from collections import Counter, defaultdict, deque
from pathlib import Path


class Reader:
    def __init__(self, data, at=0, end=None):
        self.data, self.at, self.end = data, at, len(data) if end is None else end

    def more(self):
        return self.at < self.end

    def byte(self):
        self.at += 1
        return self.data[self.at - 1]

    def number(self):
        """An unsigned LEB128 number (signed ones of relocations are only skipped)."""
        result = shift = 0
        while True:
            byte = self.byte()
            result |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return result

    def text(self):
        length = self.number()
        self.at += length
        return self.data[self.at - length : self.at].decode()

    def skip(self, length):
        self.at += length


class Module:
    """The parts of a module that say how large things are and what refers to what."""

    def __init__(self, data):
        self.sections, self.imports = [], 0
        self.functions = []  # (offset in the code section, size)
        self.names, self.symbols, self.segments = {}, [], []
        reader = Reader(data, 8)
        while reader.more():
            kind, length = reader.byte(), reader.number()
            body = Reader(data, reader.at, reader.at + length)
            self.sections.append((kind, length))
            reader.skip(length)
            if kind == 2:
                self.read_imports(body)
            elif kind == 10:
                self.read_code(body)
            elif kind == 11:
                self.read_data(body)
            elif kind == 0:
                name = body.text()
                if name == "name":
                    self.read_names(body)
                elif name == "linking":
                    self.read_symbols(body)
                elif name == "reloc.CODE":
                    self.code_relocations = self.read_relocations(body)
                elif name == "reloc.DATA":
                    self.data_relocations = self.read_relocations(body)

    def read_imports(self, body):
        for _ in range(body.number()):
            body.text(), body.text()
            kind = body.byte()
            if kind != 0:
                raise ValueError("only functions are expected to be imported")
            body.number()
            self.imports += 1

    def read_code(self, body):
        base = body.at
        for _ in range(body.number()):
            start = body.at
            size = body.number()
            self.functions.append((start - base, body.at - start + size))
            body.skip(size)

    def read_data(self, body):
        base = body.at
        for _ in range(body.number()):
            if body.number() != 0:
                raise ValueError("only active segments are expected")
            body.byte()  # i32.const
            body.number()
            body.byte()  # end
            size = body.number()
            self.segments.append((body.at - base, size))
            body.skip(size)

    def read_names(self, body):
        while body.more():
            kind, length = body.byte(), body.number()
            if kind == 1:
                part = Reader(body.data, body.at)
                self.names = {part.number(): part.text() for _ in range(part.number())}
            body.skip(length)

    def read_symbols(self, body):
        body.number()  # version
        while body.more():
            kind, length = body.byte(), body.number()
            if kind == 8:
                part = Reader(body.data, body.at)
                self.symbols = [self.read_symbol(part) for _ in range(part.number())]
            body.skip(length)

    @staticmethod
    def read_symbol(part):
        """(kind, name, function index) or (kind, name, (segment, offset, size))."""
        kind, flags = part.byte(), part.number()
        undefined, named = flags & 0x10, flags & 0x40
        if kind == 1:
            name = part.text()
            return kind, name, None if undefined else (part.number(), part.number(), part.number())
        if kind == 3:
            return kind, "", part.number()
        index = part.number()
        return kind, part.text() if not undefined or named else "", index

    @staticmethod
    def read_relocations(body):
        body.number()  # section
        found = []
        for _ in range(body.number()):
            kind, offset, symbol = body.byte(), body.number(), body.number()
            if kind in (3, 4, 5, 8, 9, 11, 14, 15, 16, 17, 21, 22, 23, 25):
                body.number()  # addend
            found.append((offset, symbol))
        return found


def demangle(name):
    """The identifiers in a mangled name of Rust, version 0: enough to tell whose code it is, and whose types."""
    if not name.startswith("_R"):
        return name
    words, at = [], 2
    while at < len(name):
        if match := re.compile(r"[sBLK][0-9a-zA-Z]*_").match(name, at):
            at = match.end()  # a disambiguator, a back reference, a lifetime, a constant
        elif match := re.compile(r"u?([1-9]\d*)_?").match(name, at):
            end = match.end() + int(match[1])
            words.append(name[match.end() : end])
            at = end
        else:
            at += 1
    return "::".join(words)


FAMILIES = [
    ("detect/contact", r"promptsieve::detect::contact"),
    ("detect/financial", r"promptsieve::detect::(financial|keccak)"),
    ("detect/national", r"promptsieve::detect::national"),
    ("detect/secret", r"promptsieve::detect::secret"),
    ("detect/injection", r"promptsieve::detect::injection"),
    ("detect/others", r"promptsieve::detect::(canary|prompt_leak|exfiltration|tool_pin|custom|required)"),
    ("detect/engine", r"promptsieve::detect"),
    ("normalize", r"promptsieve::normalize"),
    ("config, policy", r"promptsieve::(config|policy)"),
    ("api", r"promptsieve::api"),
    ("redact", r"promptsieve::(redact|splice)"),
    ("streams", r"promptsieve::(stream|sse|holdback|ndjson|frame|eventstream|json_array|unfinished)"),
    ("decompress", r"promptsieve::decompress"),
    ("the rest of promptsieve", r"promptsieve::"),
    ("brotli", r"brotli|alloc_no_stdlib|alloc_stdlib"),
    ("zstd", r"ruzstd|twox_hash"),
    ("gzip", r"miniz_oxide|adler"),
    ("crypto", r"aes|sha2|hmac|cipher|siv|dbl|cmac|digest|zeroize|polyval|ctr"),
    ("regex-lite", r"regex_lite"),
    ("serde_json", r"serde|itoa|ryu|zmij"),
    ("proxy-wasm", r"proxy_wasm|proxy_on|hashbrown|log::"),
    ("base64, memchr", r"base64|memchr"),
    ("sort", r"slice::sort|merge_sort|driftsort|quicksort"),
    ("core, alloc, std", r""),
]


def family(path):
    """The family of a path; of a generic function, that of the first of our modules in its name."""
    for name, pattern in FAMILIES:
        if re.search(pattern, path):
            return name
    return FAMILIES[-1][0]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("module", type=Path)
    arguments.add_argument("--functions", type=int, default=0, help="also list so many of the largest functions")
    arguments.add_argument("--data", type=int, default=0, help="also list so many of the largest constants")
    arguments = arguments.parse_args()
    raw = arguments.module.read_bytes()
    module = Module(raw)

    paths = {}
    code = Counter()
    for i, (_, size) in enumerate(module.functions):
        paths[i] = demangle(module.names.get(i + module.imports, "?"))
        code[family(paths[i])] += size

    # What each function and constant refers to.
    def owner_by_offset(starts):
        import bisect

        offsets = [start for start, _ in starts]
        return lambda offset: starts[bisect.bisect_right(offsets, offset) - 1][1]

    function_at = owner_by_offset([(offset, i) for i, (offset, _) in enumerate(module.functions)])
    constants = sorted(
        (module.segments[what[0]][0] + what[1], what[2], i)
        for i, (kind, _, what) in enumerate(module.symbols)
        if kind == 1 and what and what[0] < len(module.segments)
    )
    constant_at = owner_by_offset([(offset, i) for offset, _, i in constants])
    size_of = {i: size for _, size, i in constants}
    from_code, from_data = defaultdict(set), defaultdict(set)
    for offset, symbol in module.code_relocations:
        if symbol in size_of:
            from_code[function_at(offset)].add(symbol)
    for offset, symbol in module.data_relocations:
        from_data[constant_at(offset)].add(symbol)

    owner, why, data = {}, {}, Counter()
    order = {name: i for i, (name, _) in enumerate(FAMILIES)}
    for function in sorted(from_code, key=lambda f: order[family(paths[f])]):
        queue = deque(from_code[function])
        while queue:
            symbol = queue.popleft()
            if symbol in owner or symbol not in size_of:
                # A function in a table of a constant: the constants it uses belong to its own family.
                continue
            owner[symbol], why[symbol] = family(paths[function]), paths[function]
            data[owner[symbol]] += size_of[symbol]
            queue.extend(from_data[symbol])

    sections = Counter()
    for kind, size in module.sections:
        sections[kind] += size
    print(f"{'family':28} {'code KB':>8} {'data KB':>8}")
    for name in sorted(order, key=lambda name: -(code[name] + data[name])):
        print(f"{name:28} {code[name] / 1000:8.1f} {data[name] / 1000:8.1f}")
    other = sections[11] - sum(data.values())
    print(f"{'not attributed':28} {'':8} {other / 1000:8.1f}")
    total = sum(size for kind, size in module.sections if kind != 0)
    print(
        f"{'together':28} {sections[10] / 1000:8.1f} {sections[11] / 1000:8.1f}, with all sections {total / 1000:.1f}"
    )
    largest = sorted(enumerate(module.functions), key=lambda f: -f[1][1])[: arguments.functions]
    for i, (_, size) in largest:
        print(f"{size:8} {paths[i]}")
    for symbol in sorted(size_of, key=lambda s: -size_of[s])[: arguments.data]:
        print(f"{size_of[symbol]:8} {module.symbols[symbol][1]} {why.get(symbol, '?')}")


if __name__ == "__main__":
    main()
