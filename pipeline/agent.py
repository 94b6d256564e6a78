"""Who newsbeam says it is: the User-Agent of every request, with name, version and a contact (RFC 9110, 10.1.5)."""

from __future__ import annotations

import os
import re
from importlib.metadata import PackageNotFoundError, version

from pipeline.errors import WrongUse
from transforms.fetch.feed_spec import FeedList

_CONTACT = re.compile(r"[^\s()<>]{3,200}")
_AGENT = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,299}")


def own_version() -> str:
    """The version of the installed package."""
    try:
        return version("newsbeam")
    except PackageNotFoundError:  # run from a folder of files
        return "0"


def user_agent(contact: str | None, given: str | None, *, allow_loopback: bool, listed: FeedList | None = None) -> str:
    """The User-Agent: what was given, or name, version and contact.

    The contact is taken from NEWSBEAM_CONTACT where none is given, then from what ``listed`` sets for all its feeds.
    Raises WrongUse where there is none at all: who fetches other people's pages says how to be reached. Loopback only
    needs none.
    """
    contact = contact or os.environ.get("NEWSBEAM_CONTACT")
    if contact is None and given is None and listed is not None:
        contact, given = listed.contact, listed.user_agent
    if given is not None:
        if not _AGENT.fullmatch(given):
            raise WrongUse(
                "--user-agent takes up to 300 printable ASCII characters, as in 'desk-monitor/1.0 (+https://…)'"
            )
        return given
    if contact is None:
        if allow_loopback:
            return f"newsbeam/{own_version()}"
        raise WrongUse(
            "say how publishers can reach you, which goes into the User-Agent: --contact ADDRESS (a mail address or a "
            "page), NEWSBEAM_CONTACT in the environment, or contact in a TOML list of feeds"
        )
    if not _CONTACT.fullmatch(contact) or not contact.isascii():
        raise WrongUse(f"--contact {contact!r}: give a mail address or the address of a page, in ASCII without spaces")
    return f"newsbeam/{own_version()} (+{contact})"
