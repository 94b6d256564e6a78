"""Addresses: what is one, how it is normalised, who operates it."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit, urlunsplit

import tldextract

# The bundled list only: no request, no cache file, the same answer on every machine.
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)

MAX_LENGTH = 2048

_CONTROLS = re.compile("[\x00- \x7f]")
# Most addresses are normal as they stand: lower case, a path, no user, default port, fragment or empty query. Told by
# one match in a tenth of the time that taking them apart takes.
_NORMAL = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*+"
    r"(?::(?!(?:80|443)/)[1-9]\d{0,3}|:[1-5]\d{4})?/[\w.~%!$&'()*+,=:@/-]*+(?:\?[\w.~%!$&'()*+,;=:@/?-]++)?",
    re.ASCII,
)


@lru_cache(maxsize=16_384)
def operator(url: str) -> str:
    """Registrable domain of the address's host, lower case (``bbc.co.uk``); the host itself where it has none (an IP
    address, ``localhost``, a bare suffix); ``seed`` for the address of a plain text seed; '' for no address."""
    if url.startswith("seed:"):
        return "seed"
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    return _operator_of(host)


@lru_cache(maxsize=16_384)
def _operator_of(host: str) -> str:
    try:
        ip_address(host)
        return host
    except ValueError:
        pass
    found = _SUFFIXES(host)
    if found.suffix:
        return f"{found.domain}.{found.suffix}".lower() if found.domain else host
    return ".".join(host.split(".")[-2:])  # the list's rule for a suffix it does not have: its last label


def absolute(reference: str, base: str) -> str | None:
    """The http(s) address that a reference means on a page at ``base``, normalised; None where it is none."""
    reference = reference.strip()
    if len(reference) <= MAX_LENGTH and _NORMAL.fullmatch(reference):
        return reference
    try:
        joined = urljoin(base, reference)
    except ValueError:
        return None
    return normalise(joined)


def normalise(url: str) -> str | None:
    """An http(s) address with lower case scheme and host, no default port, user, or fragment, and at least ``/`` as
    path; None for anything else (other schemes, no host, control characters, over 2,048 characters). RFC 3986, 6.2."""
    if len(url) > MAX_LENGTH:
        return None
    if _NORMAL.fullmatch(url):
        return url
    if _CONTROLS.search(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in ("http", "https") or not host:
        return None
    try:
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        return None
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != {"http": 80, "https": 443}[scheme]:
        host = f"{host}:{port}"
    return urlunsplit((scheme, host, parts.path or "/", parts.query, ""))
