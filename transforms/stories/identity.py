"""Identity: which addresses name the same article.

A page may say under which address it wants to be known, but not take another page's: its canonical address counts only
within the operator of the address it was fetched from, only if it is no front or section page, and only if it
plausibly names this page. What "plausibly" means rests on the two addresses alone, so the answer is the same in any
order of arrival, and a template that puts one canonical address on fifty pages merges nothing.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from transforms import ids
from transforms.addresses import normalise, operator
from transforms.records import Article

_TRACKERS = re.compile(
    r"(?:utm_|at_|pk_|mtm_|hsa_|oly_|ns_|wt_|_hs|icid|ocid|mc_[ce]id|fb_|ga_)\w*|"
    r"(?:fb|g|ms|tw|y|dc|li_fat_)clid|gclsrc|igshid?|ref|referr?er|ref_src|source|src|cmp|cmpid|campaign|partner|rss|"
    r"feed|from|share|shared|smid|smtyp|sr_share|ito|xtor|s_cid|cid|ncid|mbid|taid|via|guccounter|guce_\w+|"
    r"amp|amp_\w+|outputtype|output|platform|print|printable|mobile|fbclid|wtmc|wt\.\w+",
    re.I,
)
# Values under which the parameter is a view of the page, not a tracker: these names alone could mean anything else.
_VIEW_ONLY = {"output", "outputtype", "platform", "print", "printable", "mobile", "amp"}
_HOSTS = re.compile(r"(?:www\d?|m|mobile|amp|mobil|touch)\.")
_AMP_PATH = re.compile(r"^/amp(?=/)|/amp(?:/|\.html?)?$|\.amp(?=\.html?$|$)|/(?:print|printable)/?$", re.I)
_INDEX = re.compile(r"/(?:index|default)\.\w{3,5}$", re.I)
_EXTENSION = re.compile(r"\.(?:s?html?|php|aspx?|jsp|cfm|ece)$", re.I)
_NUMBER = re.compile(r"\d{5,}")
_DATE = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?")
_DATE_PATH = re.compile(r"/(?:19|20)\d{2}/(?:\w{1,3}/)?\d{0,2}")
_PAGED = re.compile(r"(?:page|p|pg|seite|pagina|start|offset)", re.I)

#: A slug with fewer words may be a section's name.
_SLUG_WORDS = 3


class Identity(NamedTuple):
    """What an article id is made of."""

    #: Registrable domain; ``seed`` for a plain text seed.
    site: str
    #: The address without what does not tell articles apart.
    key: str


def identify(url: str, canonical_url: str | None) -> Identity:
    """The identity of the page fetched from ``url`` that names ``canonical_url`` as its own address (None: names none).

    http and https, ``www``, mobile and AMP hosts and paths, trackers, the order of parameters, fragments and the last
    slash do not matter. A seed's address is its identity as it stands.
    """
    site = operator(url)
    if site == "seed":
        return Identity(site, url)
    ours = address_key(url)
    if canonical_url and canonical_url != url and operator(canonical_url) == site:
        theirs = address_key(canonical_url)
        if _names(theirs, ours):
            return Identity(site, theirs)
    return Identity(site, ours)


def article_id_of(article: Article) -> str:
    """Id of the article that this is a sighting of."""
    return ids.article_id(*identify(article.url, article.canonical_url))


def address_key(url: str) -> str:
    """The address without scheme and without what does not tell articles apart: ``example.org/news/a-b-c?id=1``."""
    host, own_path, asked = _split(url)
    bare = _HOSTS.sub("", host, count=1) if _HOSTS.match(host) else host
    if bare != host and operator(f"http://{bare}/") == operator(f"http://{host}/"):
        host = bare
    path = _INDEX.sub("/", _AMP_PATH.sub("", own_path))
    path = (re.sub(r"/{2,}", "/", path) if "//" in path else path).rstrip("/") or "/"
    if not asked:
        return f"{host}{path}"
    query = sorted(pair for pair in parse_qsl(asked, keep_blank_values=True) if not _noise(*pair))
    return f"{host}{path}" + (f"?{urlencode(query)}" if query else "")


def _split(url: str) -> tuple[str, str, str]:
    """Host (with port, lower case), path and query of an address; of one that is normal by looking for two marks."""
    normal = normalise(url)
    if normal is None:
        parts = urlsplit(url)
        return parts.netloc.lower(), parts.path, parts.query
    host, _, rest = normal.split("://", 1)[1].partition("/")
    path, _, query = rest.partition("?")
    return host, f"/{path}", query


def names_page(canonical_url: str, url: str) -> bool:
    """Whether an address of the same operator plausibly names the page at ``url`` and no front or section page."""
    return _names(address_key(canonical_url), address_key(url))


def _names(theirs: str, ours: str) -> bool:
    """The same of two keys: whether the first plausibly names the page of the second."""
    if ours == theirs:
        return True
    if not _like_article(theirs):
        return False
    our_path, _, our_query = ours.partition("?")
    their_path, _, their_query = theirs.partition("?")
    dropped = set(parse_qsl(our_query)) - set(parse_qsl(their_query))
    if any(_PAGED.fullmatch(name) and value not in ("0", "1") for name, value in dropped):
        return False
    our_name, their_name = _name(our_path), _name(their_path)
    if our_name == their_name:
        # The same name under another section; a name that is no slug and no number says nothing without its folder.
        return _like_name(their_name) or (our_path == their_path and not dropped)
    numbers = set(_numbers(their_name)) | {n for _, value in parse_qsl(their_query) for n in _numbers(value)}
    own = set(_numbers(our_name)) | {n for _, value in parse_qsl(our_query) for n in _numbers(value)}
    return bool(numbers & own)


def _noise(name: str, value: str) -> bool:
    if name.lower() in _VIEW_ONLY:
        return value.lower() in ("", "1", "true", "amp", "print", "mobile", "html")
    return _TRACKERS.fullmatch(name) is not None


def _name(path: str) -> str:
    return _EXTENSION.sub("", path.rsplit("/", 1)[-1])


def _numbers(text: str) -> list[str]:
    # A date stands in the addresses of all articles of its day: it names none of them.
    return [n for n in _NUMBER.findall(text) if not _DATE.fullmatch(n)]


def _like_name(name: str) -> bool:
    return bool(_numbers(name)) or len([w for w in re.split(r"[-_+]|%20", name) if w]) >= _SLUG_WORDS


def _like_article(key: str) -> bool:
    path, _, query = key.partition("?")
    path = path[path.find("/") :] if "/" in path else "/"
    if _like_name(_name(path)):
        return True
    if any(_numbers(value) or value.isdigit() for _, value in parse_qsl(query)):
        return True
    dated = _DATE_PATH.search(path)
    return dated is not None and dated.end() < len(path)
