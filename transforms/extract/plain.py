"""A plain text of the seed's shape: title line, standfirst line, body.

The first line that is not empty is the title. The second is the standfirst where it reads like one: at most 200
characters, and no full stop at its end. All other lines are the paragraphs of the body. A text with a second line that
is a sentence has no standfirst.
"""

from __future__ import annotations

from typing import NamedTuple

from transforms import characters

_MAX_TITLE = 500
_MAX_STANDFIRST = 200
_SENTENCE_ENDS = (".", ".”", '."', ".’", ".»", "。")


class PlainText(NamedTuple):
    """The parts of a text; '' for a part it does not have."""

    title: str
    standfirst: str
    body: str


def read_plain(text: str) -> PlainText:
    """The parts of a text, cleaned of control characters. All empty for a text without a visible character."""
    lines = [line for raw in characters.clean(text).split("\n") if (line := raw.strip())]
    if not lines:
        return PlainText("", "", "")
    if len(lines) == 1 or len(lines[0]) > _MAX_TITLE:
        return PlainText("", "", "\n".join(lines))
    title, rest = lines[0], lines[1:]
    if len(rest) > 1 and len(rest[0]) <= _MAX_STANDFIRST and not rest[0].endswith(_SENTENCE_ENDS):
        return PlainText(title, rest[0], "\n".join(rest[1:]))
    return PlainText(title, "", "\n".join(rest))
