"""Writes src/normalize/tables.rs: what a character folds to, packed.

Sources: the Unicode Character Database as shipped with Python's `unicodedata` (compatibility decompositions), and
Unicode's confusables.txt (UTS #39) as shipped with the PyPI package `confusable_homoglyphs`.

    pip install confusable_homoglyphs && python train/fold_tables.py > src/normalize/tables.rs && cargo fmt
"""

import json
import os
import sys
import unicodedata as ud

import confusable_homoglyphs

SPECIAL = [cp for cp in range(0x80, 0x20000) if not 0xD800 <= cp < 0xE000 and ud.category(chr(cp)) in ("Cf", "Zs", "Zl", "Zp")]
SPECIAL += [0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x3164, 0xFFA0]
SPECIAL += [*range(0x300, 0x370), *range(0x1AB0, 0x1B00), *range(0x1DC0, 0x1E00), *range(0x20D0, 0x2100)]
SPECIAL += [*range(0xFE00, 0xFE10), *range(0xFE20, 0xFE30)]

VISIBLE_ASCII = {chr(c) for c in range(0x21, 0x7F)}


def assigned():
    for cp in range(0x80, 0x20000):
        if 0xD800 <= cp < 0xE000:
            continue
        yield cp, chr(cp)


def compatibility():
    """Characters whose NFKC form is one visible ASCII character, and digits of every script."""
    table = {}
    for cp, ch in assigned():
        folded = ud.normalize("NFKC", ch)
        if folded in VISIBLE_ASCII:
            table[cp] = ord(folded)
        elif (digit := ud.decimal(ch, None)) is not None:
            table[cp] = 0x30 + digit
    # Circled, squared and negative letters that have no compatibility mapping.
    for first, letter in ((0x1F150, "A"), (0x1F170, "A")):
        for i in range(26):
            table[first + i] = ord(letter) + i
    for cp in (0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2043, 0x2212, 0xFE58, 0xFE63):
        table[cp] = ord("-")
    return table


def lookalikes(taken):
    """Letters that Unicode calls confusable with one ASCII letter."""
    path = os.path.join(os.path.dirname(confusable_homoglyphs.__file__), "confusables.json")
    table = {}
    with open(path, encoding="utf-8") as file:
        for source, targets in json.load(file).items():
            if len(source) != 1 or ord(source) < 0x80 or ord(source) in taken or ord(source) >= 0x20000:
                continue
            if not ud.category(source).startswith("L"):
                continue
            for target in targets:
                letter = target["c"]
                if len(letter) == 1 and letter.isascii() and letter.isalpha():
                    table[ord(source)] = ord(letter)
                    break
    # Confusables.txt calls several capitals alike with `l`; a capital should stay one.
    for cp in list(table):
        if ud.category(chr(cp)) == "Lu" and table[cp] == ord("l"):
            table[cp] = ord("I")
    # Small letters whose usual reading is another than the shape (Cyrillic be, ve …) are not in the table;
    # these are the ones people actually write leet with.
    for source, letter in zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz"):
        table[ord(source)] = ord(letter)
    return table


def ranges(table):
    """Runs of neighbours that fold to neighbours: (first, how many, first target)."""
    runs = []
    for cp in sorted(table):
        if runs and cp == runs[-1][0] + runs[-1][1] and table[cp] == runs[-1][2] + runs[-1][1] and runs[-1][1] < 255:
            runs[-1][1] += 1
        else:
            runs.append([cp, 1, table[cp]])
    return runs


def base_letter(cp):
    """The ASCII letter under a Latin letter's diacritics, or 0."""
    ch = unicodedata_lower(chr(cp))
    special = {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "ð": "d", "þ": "t", "ß": "s", "æ": "a", "œ": "o"}
    if ch in special:
        return ord(special[ch])
    first = ud.normalize("NFD", ch)[0]
    return ord(first) if first.isascii() and first.isalpha() else 0


def unicodedata_lower(ch):
    low = ch.lower()
    return low[0] if low else ch


def rows(values, per):
    for i in range(0, len(values), per):
        print("    " + " ".join(f"{v}," for v in values[i : i + per]))


def main():
    compat = compatibility()
    alike = lookalikes(compat)
    print("//! What a character folds to, packed. Written by train/fold_tables.py from the Unicode Character Database and")
    print("//! Unicode's confusables.txt (UTS #39): change that script, not this file.\n")
    for name, doc, table in (
        ("COMPATIBLE", "Compatibility forms of one visible ASCII character, and the digits of every script", compat),
        ("LOOKALIKES", "Letters easily taken for one ASCII letter", alike),
    ):
        runs = ranges(table)
        print(f"/// {doc}, as runs of neighbours that fold to neighbours:")
        print("/// (first character, how many, the ASCII character of the first).")
        print("#[rustfmt::skip]")
        print(f"pub(super) static {name}: [(u32, u8, u8); {len(runs)}] = [")
        rows([f"({a:#x}, {n}, {t})" for a, n, t in runs], 6)
        print("];\n")
    for name, first, last in (("LATIN", 0xC0, 0x24F), ("LATIN_ADDITIONAL", 0x1E00, 0x1EFF)):
        values = [base_letter(cp) for cp in range(first, last + 1)]
        print(f"/// The ASCII letter under the diacritics of U+{first:04X}–U+{last:04X}, lower case; 0 where there is none.")
        print("#[rustfmt::skip]")
        print(f"pub(super) static {name}: [u8; {len(values)}] = [")
        rows(values, 32)
        print("];\n")
    print("/// For every 64 characters below U+20000 what may happen to one of them: bit 0 it has a compatible form, bit 1 it")
    print("/// looks like an ASCII letter, bit 2 it is invisible, a space or a combining mark.")
    print("#[rustfmt::skip]")
    print("pub(super) static BLOCKS: [u8; 2048] = [")
    blocks = [0] * 2048
    for bit, members in ((1, compat), (2, alike), (4, SPECIAL)):
        for cp in members:
            blocks[cp >> 6] |= bit
    rows(blocks, 48)
    print("];")
    print(f"// {len(compat)} compatible, {len(alike)} lookalikes", file=sys.stderr)


main()
