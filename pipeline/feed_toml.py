"""A feed list as TOML, in the shape that ``fetch/feed_list.py`` documents. Pure.

Texts come from other people's files: whatever stands in a title is written so that it is that title again when the
list is read, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable

from transforms.characters import line
from transforms.fetch.feed_spec import FeedSpec, HostSpec

#: As long as the list's reader keeps them.
_NAME, _TAG, _TAGS = 200, 50, 20


def list_text(feeds: Iterable[FeedSpec], hosts: Iterable[HostSpec] = (), heading: str = "") -> str:
    """The list: a table a feed in the order given, then one a host. ``heading``: comment lines before them."""
    parts = ["".join(f"# {line(each)}\n" for each in heading.splitlines())] if heading else []
    parts += [feed_text(feed) for feed in feeds]
    parts += [_host_text(host) for host in hosts]
    return "\n".join(parts)


def feed_text(feed: FeedSpec) -> str:
    """One feed's table."""
    lines = ["[[feeds]]", f"url = {_quoted(feed.url)}"]
    if name := _short(feed.name, _NAME):
        lines.append(f"name = {_quoted(name)}")
    tags = list(dict.fromkeys(tag for each in feed.tags[:_TAGS] if (tag := _short(each, _TAG))))
    if tags:
        lines.append(f"tags = [{', '.join(map(_quoted, tags))}]")
    return "\n".join(lines + _settings(feed)) + "\n"


def _host_text(host: HostSpec) -> str:
    return "\n".join([f"[hosts.{_quoted(host.host)}]", *_settings(host)]) + "\n"


def _settings(spec: FeedSpec | HostSpec) -> list[str]:
    lines = [f"contact = {_quoted(spec.contact)}"] if spec.contact else []
    lines += [f"user_agent = {_quoted(spec.user_agent)}"] if spec.user_agent else []
    for name in ("min_interval", "spacing"):
        seconds = getattr(spec, name)
        if seconds is not None:
            lines.append(f"{name} = {int(seconds) if seconds == int(seconds) else seconds!r}")
    if spec.recheck is not None:
        lines.append(f"recheck = {str(spec.recheck).lower()}")
    return lines


def _short(text: str, most: int) -> str:
    return line(line(text)[:most])


def _quoted(text: str) -> str:
    """A basic string of TOML 1.0: quotes, backslashes and controls escaped."""
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return f"\\u{ord(character):04x}" if character < " " or "\x7f" <= character < "\xa0" else character
