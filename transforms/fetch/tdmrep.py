"""tdmrep.json, by which an origin reserves text and data mining: what an answer means, and for which addresses. Pure.

A list of ``{"location": pattern, "tdm-reservation": 0 or 1, "tdm-policy": address}`` (TDM Reservation Protocol, W3C
community group, https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/). Patterns are written as in
robots.txt, but of several that match the first in the file holds, not the longest. Here it is only found out what is
said; ``extract/signals.py`` weighs it with what the page itself says.
"""

from __future__ import annotations

import re
import string
import zlib
from urllib.parse import urlsplit

import orjson

from transforms.characters import line
from transforms.fetch.cursor import RobotsState
from transforms.fetch.transport import Response

PATH = "/.well-known/tdmrep.json"
#: What the signals of a page begin with that come from here.
SIGNAL = "tdmrep.json"

#: An answer is believed for a day, one that said nothing for an hour.
HOLDS = 24 * 3_600_000
FAILED = 3_600_000
#: Bytes of a file that are read, and rules in it.
MOST_BYTES = 128_000
_RULES = 500
_PATTERN, _POLICY = 500, 250

_ENCODED = re.compile("%([0-9a-fA-F]{2})")
_FREE = frozenset(string.ascii_letters + string.digits + "-._~")


def key_of(origin: str) -> str:
    """Under which it is remembered what an origin says: the file's address, beside the states of robots.txt files."""
    return origin + PATH


def read_answer(origin: str, response: Response, now: int) -> RobotsState:
    """What an answer means. Anything but a 200 with a list that can be read reserves nothing; a redirect is not
    followed, since most sites that have no such file lead to their front page."""
    if response.status != 200:
        return nothing(origin, f"status-{response.status}", now)
    rules = _rules(response.content)
    text = zlib.compress(orjson.dumps(rules), 6) if rules else b""
    return RobotsState(key_of(origin), "rules", now + HOLDS, text)


def nothing(origin: str, reason: str, now: int, until: int | None = None) -> RobotsState:
    """Nothing is known, so nothing is reserved: until the answer may be another one."""
    is_final = reason.startswith(("status-2", "status-3", "status-4")) and reason != "status-429"
    return RobotsState(key_of(origin), "allow", until or now + (HOLDS if is_final else FAILED), reason=reason)


def signals(state: RobotsState, url: str) -> tuple[str, ...]:
    """What the file says of an address, as signals of its page; none where it says nothing."""
    if not state.text:
        return ()
    parts = urlsplit(url)
    path = _plain((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    path = path.replace("$", "%24").replace("*", "%2A")  # in a pattern these two stand for themselves only so
    for pattern, said, policy in _known(state):
        if _matches(_plain(pattern), path):
            named = (f"{SIGNAL}: tdm-policy={policy}",) if policy and said else ()
            return (f"{SIGNAL}: tdm-reservation={said}", *named)
    return ()


def _rules(content: bytes) -> list[tuple[str, int, str]]:
    """The rules that can be read, in their order."""
    try:
        given = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        return []
    rules = []
    for each in given[:_RULES] if isinstance(given, list) else ():
        if not isinstance(each, dict) or not isinstance(each.get("location"), str):
            continue
        said, policy = each.get("tdm-reservation"), each.get("tdm-policy")
        if said in (0, 1, "0", "1") and not isinstance(said, bool):
            rules.append((each["location"][:_PATTERN], int(said), line(str(policy or ""))[:_POLICY]))
    return rules


def _known(state: RobotsState) -> list[tuple[str, int, str]]:
    return [(pattern, said, policy) for pattern, said, policy in orjson.loads(zlib.decompress(state.text))]


def _plain(text: str) -> str:
    """The text with those characters undone that need no percent sign (RFC 3986, 2.3), and the others in capitals."""
    return _ENCODED.sub(lambda found: char if (char := chr(int(found[1], 16))) in _FREE else found[0].upper(), text)


def _matches(pattern: str, path: str) -> bool:
    """Patterns of robots.txt (RFC 9309, 2.2.3): the beginning of a path, ``*`` for anything, ``$`` for the end. Linear
    in the path for each part, whatever the pattern."""
    is_whole = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    for part in rest[:-1] if is_whole else rest:
        place = path.find(part, place)
        if place < 0:
            return False
        place += len(part)
    if not is_whole:
        return True
    return path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= place if rest else len(path) == place
