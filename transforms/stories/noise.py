"""Noise: what of a text says nothing of its news, and differs from look to look.

Two looks that differ in nothing else are one text. It has to be a function of one text alone, so that it does not
matter which look came first: what is noise is left out, and a list has its items in the order of the alphabet.
Noise is: a line, or the sentence that opens or ends a line, that is made only of numbers and of the words of dates,
clocks and counters; headings of links and credits at the very end, which have no full stop; typography.
"""

from __future__ import annotations

import re

from transforms.stories.noise_words import STAMP_WORDS

# Longest line, and longest part of a line, that can be a stamp or a counter.
_LONGEST = 90
_MOST_WORDS = 12
# Stamps one behind the other before a sentence.
_MOST_STAMPS = 4
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_OPENING = re.compile(r"(.{3,90}?(?:(?<=\D)\.|[|–—]|(?<=\d)\.)(?=\s))\s*")
_ENDS = (".", "!", "?", "…", "。", "！", "？", "”", "»", '"', ":", "।", "؟", "۔")
_BULLET = re.compile(r"(?:[-•*–·▪‣◦]|\d{1,3}[.)])\s+")

#: A line under the last sentence of a text with so many characters at most is a link or a credit.
_FOOT = 110
#: Lines that are looked at from the end.
_MOST_FEET = 40
#: A list has so many items at least.
_LIST = 3

_DOUBLE = "“”„‟«»‹›\u2033\uff02"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
# What one typesetter writes and another does not: by the character, and what stands for it.
_TYPOGRAPHY = {
    char: by.encode()
    for chars, by in ((f"{_DOUBLE}‘’‚‛´\u00ad\u200b\u200c\u200d\u2060\ufeff", ""), (_DASHES, "-"), ("…", "..."))
    for char in chars
}
_ASCII = bytes(range(128))
_ASCII_QUOTES = b"\"'`"
_STOPS = tuple(f"{stop} ".encode() for stop in ",;:!?)")


def essence(body: str) -> str:
    """The text without noise, its lists in the order of the alphabet; the very text where it has none.

    Args:
        body: Any text, paragraphs divided by newlines. The time is linear in it.
    """
    before = body.split("\n")
    lines = [left for line in before if (left := _without_stamps(line)) or not line]
    if not any(line for line in lines):
        return body
    # In scripts that have no full stops nothing tells an item or a link from a sentence.
    if any(line.endswith(_ENDS) for line in lines):
        lines = _in_order(_without_feet(lines))
    return body if lines == before else "\n".join(lines)


def typeset(folded: str) -> str:
    """A folded text without what is typography: quotation marks, kinds of dashes, stops behind a word."""
    data = folded.encode("utf-8", "surrogatepass")
    for char in set(data.translate(None, _ASCII).decode("utf-8", "surrogatepass")):
        if (by := _TYPOGRAPHY.get(char)) is not None:
            data = data.replace(char.encode(), by)
    data = data.translate(None, _ASCII_QUOTES)
    for stop in _STOPS:
        data = data.replace(stop, b" ")
    return data.decode("utf-8", "surrogatepass")


def is_stamp(text: str) -> bool:
    """Whether a line or sentence is made only of numbers and of words of dates, clocks and counters."""
    if len(text) > _LONGEST or not _DIGIT.search(text):
        return False
    words = _LETTERS.findall(text.casefold())
    return 0 < len(words) <= _MOST_WORDS and STAMP_WORDS.issuperset(words)


def _without_stamps(line: str) -> str:
    first = _LETTERS.search(line)
    if first is None or first[0].casefold() not in STAMP_WORDS or not _DIGIT.search(line, 0, _LONGEST):
        return line
    if is_stamp(line):
        return ""
    for _ in range(_MOST_STAMPS):
        found = _OPENING.match(line)
        if not found or not is_stamp(found[1]):
            break
        line = line[found.end() :]
    return line


def _without_feet(lines: list[str]) -> list[str]:
    """Without the lines at the end that are no sentences, where the text before them is one."""
    end = len(lines)
    for place in range(len(lines) - 1, max(0, len(lines) - 1 - _MOST_FEET), -1):
        line = lines[place].rstrip()
        if len(line) > _FOOT or line.endswith(_ENDS) or _BULLET.match(line):
            break
        end = place
    return lines[:end] if end and lines[end - 1].rstrip().endswith(_ENDS) else lines


def _in_order(lines: list[str]) -> list[str]:
    """With the items of each list sorted."""
    found, start = list(lines), 0
    while start < len(lines):
        end = start
        while end < len(lines) and _is_item(lines[end]):
            end += 1
        if end - start >= _LIST:
            found[start:end] = sorted(lines[start:end])
        start = max(end, start + 1)
    return found


def _is_item(line: str) -> bool:
    return bool(line) and (bool(_BULLET.match(line)) or (len(line) <= _FOOT and not line.rstrip().endswith(_ENDS)))
