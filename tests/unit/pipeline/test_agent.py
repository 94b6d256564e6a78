from __future__ import annotations

import pytest

from pipeline.agent import user_agent
from pipeline.errors import WrongUse
from transforms.fetch.feed_spec import FeedList


def test_the_user_agent_has_name_version_and_contact() -> None:
    agent = user_agent("desk@example.org", None, allow_loopback=False)
    assert agent.startswith("newsbeam/")
    assert agent.endswith(" (+desk@example.org)")


def test_without_a_contact_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSBEAM_CONTACT", raising=False)
    with pytest.raises(WrongUse, match="--contact"):
        user_agent(None, None, allow_loopback=False)
    assert user_agent(None, None, allow_loopback=True).startswith("newsbeam/")
    monkeypatch.setenv("NEWSBEAM_CONTACT", "https://example.org/bot")
    assert "https://example.org/bot" in user_agent(None, None, allow_loopback=False)


def test_a_list_says_who_asks_where_nobody_else_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSBEAM_CONTACT", raising=False)
    listed = FeedList(contact="mailto:desk@example.org")
    assert user_agent(None, None, allow_loopback=False, listed=listed).endswith(" (+mailto:desk@example.org)")
    assert user_agent("me@example.org", None, allow_loopback=False, listed=listed).endswith(" (+me@example.org)")
    named = FeedList(contact="mailto:desk@example.org", user_agent="desk/1")
    assert user_agent(None, None, allow_loopback=False, listed=named) == "desk/1"


@pytest.mark.parametrize("contact", ["two words", "a\r\nX-Injected: 1", "<x>", "", "é@example.org"])
def test_a_contact_cannot_break_the_header(contact: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSBEAM_CONTACT", raising=False)
    with pytest.raises(WrongUse):
        user_agent(contact, None, allow_loopback=False)


def test_a_user_agent_of_ones_own_is_taken_as_it_is_or_refused() -> None:
    assert user_agent(None, "monitor/1 (+x)", allow_loopback=False) == "monitor/1 (+x)"
    with pytest.raises(WrongUse, match="printable"):
        user_agent(None, "a\nb", allow_loopback=False)
