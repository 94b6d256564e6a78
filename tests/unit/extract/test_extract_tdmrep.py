"""What a site's tdmrep.json says beside what the page says."""

from __future__ import annotations

from transforms.extract.head import Head
from transforms.extract.signals import find_opt_out


def test_the_tdmrep_json_of_a_site_holds_where_the_page_says_nothing_itself() -> None:
    site = ("tdmrep.json: tdm-reservation=1", "tdmrep.json: tdm-policy=https://example.org/p")
    assert find_opt_out(Head("https://example.org/"), site) == ("tdmrep.json:tdm-reservation=1",)
    assert find_opt_out(Head("https://example.org/"), ("tdmrep.json: tdm-reservation=0",)) == ()
    assert find_opt_out(Head("https://example.org/"), (*site, "tdm-reservation: 0")) == ()
    assert find_opt_out(Head("https://example.org/", metas={"tdm-reservation": ["0"]}), site) == ()
    assert find_opt_out(Head("https://example.org/", metas={"tdm-reservation": ["0"]}), ("tdm-reservation: 1",)) == ()
