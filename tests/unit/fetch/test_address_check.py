"""Which addresses are never asked."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.fetch.address_check import literal, refusal


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.0.9",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.7",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.5",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0:127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:0:7f00:1::1",
        "2001:2::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:808:808::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "localhost",
        "127.1",
        "0x7f000001",
    ],
)
def test_what_is_not_a_public_unicast_address_is_refused(address: str) -> None:
    assert refusal(address)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "1.1.1.1",
        "100.63.255.255",
        "100.128.0.1",
        "172.32.0.1",
        "223.255.255.255",
        "2606:4700::1",
        "2a00:1450::1",
        "2001:4860::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ],
)
def test_public_addresses_are_asked(address: str) -> None:
    assert refusal(address) == ""


def test_allowing_loopback_opens_loopback_in_its_plain_forms_and_nothing_else() -> None:
    assert [refusal(a, allow_loopback=True) for a in ("127.0.0.1", "127.9.9.9", "::1")] == ["", "", ""]
    for other in ("10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "0.0.0.0", "::", "fe80::1", "64:ff9b::7f00:1"):
        assert refusal(other, allow_loopback=True)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "0x7f.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "0177.0.0.01",
        "0X7F.0.0.0x1",
        "127.0.0.1.",
    ],
)
def test_every_spelling_of_an_address_is_read(host: str) -> None:
    assert literal(host) == "127.0.0.1"


@pytest.mark.parametrize(
    "host", ["example.org", "1.2.3.4.5", "256.1.1.1", "0x.1", "08.1", "1.2.3.example", "", "4294967296", "1e3", "0x-1"]
)
def test_a_name_is_no_address(host: str) -> None:
    assert literal(host) is None


def test_an_address_in_brackets_is_read() -> None:
    assert literal("[::1]") == "::1"


@given(st.from_regex(r"(0x[0-9a-f]{1,9}|[0-9]{1,11})(\.(0x[0-9a-f]{1,3}|[0-9]{1,4})){0,3}", fullmatch=True))
def test_spellings_are_read_as_the_resolver_reads_them(host: str) -> None:
    try:
        expected: str | None = socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        expected = None
    assert literal(host) == expected


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_all_ipv6_clothes(address: object) -> None:
    plain = refusal(str(address))
    assert refusal(f"::ffff:{address}") == plain
    assert refusal(f"64:ff9b::{address}") == plain
    assert refusal(f"::{address}") != ""
