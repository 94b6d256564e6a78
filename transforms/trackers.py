"""Trackers: what is taken off an address before it is fetched, because it says where a reader came from.

An address that is fetched must stay the same page's address, so less is taken off here than where addresses are only
compared (``stories/identity.py``): a parameter that names the article on some sites stays. What is left stands as it
was, byte for byte and in its order.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from courlan import clean_url

from transforms.addresses import normalise

# Beyond what courlan knows.
_OURS = re.compile(
    r"utm\w*|at_\w+|pk_\w+|mtm_\w+|piwik_\w+|hsa_\w+|_hs\w+|oly_\w+|"
    r"wt\.\w+|wtmc|wt_\w+|mc_[ce]id|fb_\w+|\w{0,4}clid|gclsrc|igshid?|ref_?src|cmpi?d?|icid|ocid|ncid|mbid|smid|"
    r"smtyp|sr_share|xtor|s_cid|ito|taid|guccounter|guce_\w+|ns_\w+|rss|fromrss|from_rss|feedname|feedtype|"
    r"partner|_ga|_gl|spm|share_\w+|__twitter_impression",
    re.IGNORECASE,
)
# courlan counts them as trackers; with many publishers they name the article.
_NAMES_ARTICLE = frozenset(("cid", "clid", "eid", "uid", "keyword", "session", "ga", "gl", "medium", "partnerid"))
# Trackers only where they have a value of this kind: "?ref=12345" and "?source=archive" choose a page.
_BY_VALUE = frozenset(("ref", "source", "src", "referrer", "referer", "from", "via", "campaign"))
_FEED_VALUE = re.compile(
    r".*(?:rss|feed|atom|newsletter|twitter|facebook|linkedin|google|social|share|email|home).*", re.I
)
_WRAPPER_PATH = re.compile(r"/(?:url|redirect|redir|rd?|out|go|click|link|l\.php)/?", re.IGNORECASE)
_WRAPPED = ("url", "u", "q", "to", "target", "dest")
_EMBEDDED = re.compile(r"/\*+(https?:/{1,2}.+)$")


def without_trackers(url: str) -> str:
    """The address without parameters that only say where a reader came from, and out of a wrapper that only forwards
    (``https://a.example/url?q=https://b.example/x``). Anything that is no http(s) address comes back as it is."""
    normal = normalise(url)
    if normal is None:
        return url
    if "?" not in normal and "*http" not in normal:  # no parameter, and nothing that could be a wrapper
        return normal
    parts = urlsplit(_unwrapped(normal))
    if not parts.query:
        return urlunsplit(parts)
    kept = [piece for piece in parts.query.split("&") if not _tracks(*piece.partition("=")[::2])]
    return urlunsplit(parts._replace(query="&".join(kept)))


def _tracks(name: str, value: str) -> bool:
    name = unquote(name).lower()
    if name in _NAMES_ARTICLE or not value:
        return not value and _OURS.fullmatch(name) is not None
    if name in _BY_VALUE:
        return _FEED_VALUE.fullmatch(unquote(value)) is not None
    return _OURS.fullmatch(name) is not None or _known_tracker(name)


@lru_cache(maxsize=4_096)
def _known_tracker(name: str) -> bool:
    """Whether courlan takes a parameter of this name off."""
    if not re.fullmatch(r"[\w.-]{1,40}", name, re.ASCII):
        return False
    return bool(clean_url(f"https://example.org/a?{name}=1") == "https://example.org/a")


def _unwrapped(url: str) -> str:
    """The address inside an address that only forwards to it; at most two wrappers."""
    for _ in range(2):
        parts = urlsplit(url)
        inner: str | None = None
        if _WRAPPER_PATH.fullmatch(parts.path) and len(parts.query) < 4_096:
            given = dict(reversed(parse_qsl(parts.query, max_num_fields=50) if parts.query.count("&") < 50 else []))
            inner = next(
                (given[name] for name in _WRAPPED if given.get(name, "").startswith(("http://", "https://"))), None
            )
        elif embedded := _EMBEDDED.search(parts.path):
            inner = re.sub(r"^(https?:)/+", r"\1//", unquote(embedded[1])) + (f"?{parts.query}" if parts.query else "")
        normal = normalise(inner) if inner else None
        if normal is None:
            return url
        url = normal
    return url
