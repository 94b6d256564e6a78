"""Which internet addresses may be asked: public unicast ones, and nothing that leads into a private network. Pure.

The check is made on the address that is connected to, after the name was resolved and again when the socket is opened:
what a name looked like, or resolved to a moment ago, proves nothing. Lists: IANA's special-purpose address registries
(RFC 6890 and its followers), read strictly: of IPv6 only global unicast (2000::/3) is asked at all.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_IPV4 = tuple(
    (IPv4Network(network), why)
    for network, why in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "reserved"),
        ("192.52.193.0/24", "reserved"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "reserved"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_IPV6 = tuple(
    (IPv6Network(network), why)
    for network, why in (
        ("2001::/32", "Teredo"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "documentation"),
    )
)
#: Where a network without IPv4 reaches IPv4: the address stands in the last four bytes (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")
_LOOPBACK = IPv6Address("::1")


@lru_cache(maxsize=4_096)
def refusal(address: str, *, allow_loopback: bool = False) -> str:
    """Why an IP address is not asked (``private``, ``loopback``, …); '' for one that may be.

    ``allow_loopback`` opens 127.0.0.0/8 and ::1, in these plain forms only. What is no address is refused.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "no address"
    if isinstance(found, IPv4Address):
        why = _ipv4(found)
        return "" if why == "loopback" and allow_loopback else why
    if found == _LOOPBACK:
        return "" if allow_loopback else "loopback"
    return _ipv6(found)


@lru_cache(maxsize=4_096)
def literal(host: str) -> str | None:
    """The IP address that a host name spells, in any way that ``inet_aton`` takes (``0x7f.1``, ``017700000001``,
    ``2130706433``); None where it is a name. Such a spelling is resolved without any name server."""
    try:
        return str(ip_address(host.strip("[]").partition("%")[0]))
    except ValueError:
        pass
    parts = host.rstrip(".").lower().split(".")
    if not 1 <= len(parts) <= 4:
        return None
    try:
        numbers = [_number(part) for part in parts]
    except ValueError:
        return None
    *heads, last = numbers
    if any(head > 255 for head in heads) or last >= 256 ** (5 - len(numbers)):
        return None
    value = last
    for place, head in enumerate(heads):
        value += head << (24 - 8 * place)
    return str(IPv4Address(value))


def _ipv4(address: IPv4Address) -> str:
    return next((why for network, why in _IPV4 if address in network), "")


def _ipv6(address: IPv6Address) -> str:
    embedded = address.ipv4_mapped
    if embedded is None and address in _NAT64:
        embedded = IPv4Address(int(address) & 0xFFFF_FFFF)
    if embedded is not None:
        return _ipv4(embedded)
    if address not in _GLOBAL_UNICAST:
        return "link-local" if address.is_link_local else "multicast" if address.is_multicast else "not global unicast"
    return next((why for network, why in _IPV6 if address in network), "")


def _number(text: str) -> int:
    """A number as C writes it. Raises ValueError for anything else."""
    if not text or not text.isascii() or not text[0].isdigit() or "_" in text:
        raise ValueError(text)
    if text.startswith("0x"):
        return int(text, 16)
    return int(text, 8) if text.startswith("0") and len(text) > 1 else int(text, 10)
