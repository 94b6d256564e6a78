"""Access labels and opt-out signals: what they rest on, and unknown otherwise."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from transforms.extract.access import find_access
from transforms.extract.head import read_head
from transforms.extract.json_ld import read_json_ld
from transforms.extract.signals import find_opt_out

URL = "https://www.example.org/a"
TEXT = "The council met on Friday. The bridge stays open. " * 10


def access(head: str, body: str = TEXT) -> tuple[str, str | None]:
    tree = document_fromstring(f"<html><head>{head}</head><body></body></html>")
    return find_access(read_head(tree, URL), read_json_ld(tree, URL), body)


def ld(value: str, kind: str = "NewsArticle") -> str:
    return f'<script type="application/ld+json">{{"@type": "{kind}", "headline": "x", "isAccessibleForFree": {value}}}</script>'


def tier(value: str) -> str:
    return f'<meta property="article:content_tier" content="{value}">'


POLICY = "json-ld:isAccessibleForFree"
TIER = "meta:article:content_tier"


@pytest.mark.parametrize(
    ("head", "label"),
    [
        (ld("true"), ("free", POLICY)),
        (ld('"True"'), ("free", POLICY)),
        (ld('"http://schema.org/True"'), ("free", POLICY)),
        (ld("false"), ("paid", POLICY)),
        (ld('"False"'), ("paid", POLICY)),
        (ld("false", "WebPage"), ("paid", POLICY)),
        (ld("false") + tier("metered"), ("metered", TIER)),
        (ld("false") + tier("free"), ("unknown", None)),
        (ld("true") + tier("locked"), ("unknown", None)),
        (tier("free"), ("free", TIER)),
        (tier("metered"), ("metered", TIER)),
        (tier("locked"), ("paid", TIER)),
        (tier("of interest"), ("unknown", None)),
        (ld('"perhaps"'), ("unknown", None)),
        ("", ("unknown", None)),
    ],
)
def test_the_publishers_policy_is_the_label(head: str, label: tuple[str, str | None]) -> None:
    assert access(head) == label


@pytest.mark.parametrize(
    ("notice", "label"),
    [
        ("Subscribe now to continue reading.", ("paid", "text:en-continue")),
        ("This article is reserved for subscribers.", ("paid", "text:en-subscribers")),
        ("You have reached your limit of free articles.", ("metered", "text:en-metered")),
        ("Weiterlesen mit unserem Abo", ("paid", "text:de-abo")),
        ("Cet article est réservé aux abonnés.", ("paid", "text:fr-abonnes")),
        ("Contenido exclusivo para suscriptores", ("paid", "text:es-suscriptores")),
        ("Contenuto riservato agli abbonati", ("paid", "text:it-abbonati")),
        ("Conteúdo exclusivo para assinantes", ("paid", "text:pt-assinantes")),
    ],
)
def test_a_notice_where_a_short_text_breaks_off_is_evidence(notice: str, label: tuple[str, str]) -> None:
    assert access("", TEXT + notice) == label
    assert access(ld("true"), TEXT + notice) == ("free", POLICY)


def test_a_notice_in_the_middle_or_under_a_long_text_says_nothing() -> None:
    notice = "Subscribe now to continue reading."
    assert access("", notice + TEXT * 2) == ("unknown", None)
    assert access("", TEXT * 10 + notice) == ("unknown", None)


def test_opt_out_signals_of_page_and_response_are_listed() -> None:
    metas = (
        '<meta name="robots" content="index, NOAI, noimageai"><meta name="tdm-reservation" content="1">'
        '<meta name="examplebot" content="noai"><meta name="description" content="noai is discussed">'
    )
    head = read_head(document_fromstring(f"<html><head>{metas}</head></html>"), URL)
    assert find_opt_out(head, ("x-robots-tag: noai, noindex", "tdm-reservation: 1", "tdm-policy: x")) == (
        "header:tdm-reservation=1",
        "header:x-robots-tag=noai",
        "meta:examplebot=noai",
        "meta:robots=noai",
        "meta:robots=noimageai",
        "meta:tdm-reservation=1",
    )


def test_no_signal_is_no_opt_out() -> None:
    head = read_head(document_fromstring('<html><head><meta name="tdm-reservation" content="0"></head></html>'), URL)
    assert find_opt_out(head, ("tdm-reservation: 0", "x-robots-tag: noindex")) == ()
