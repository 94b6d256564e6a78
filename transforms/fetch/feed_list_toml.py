"""Feed lists in TOML; the format is described in ``feed_list.py``."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from transforms.addresses import normalise
from transforms.characters import line, printable
from transforms.fetch.feed_spec import FeedList, FeedSpec, HostSpec, ListProblem, ListRules
from transforms.fetch.places import host_of

_SETTINGS = ("contact", "user_agent", "min_interval", "spacing", "recheck")
_FEED_KEYS = ("url", "name", "tags", *_SETTINGS)
_TOP_KEYS = ("feeds", "hosts", *_SETTINGS)
# ASCII without brackets: it stands in the User-Agent, as a comment (RFC 9110, 5.6.5).
_CONTACT = re.compile(r"(?:mailto:)?[^\s@<>()\"]{1,100}@[^\s@<>()\"]{1,200}|https?://[^\s<>()\"]{1,300}", re.ASCII)
_AGENT = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,299}")
_HOST = re.compile(r"[a-z0-9_.-]{1,253}(?::\d{1,5})?|\[[0-9a-f:.]{2,45}\](?::\d{1,5})?")
_FEED_HEADER = re.compile(r"^[ \t]*\[\[\s*feeds\s*\]\]", re.MULTILINE)
_LONGEST = {"min_interval": 604_800.0, "spacing": 3_600.0}
_NAME, _TAG, _TAGS = 200, 50, 20
_MOST_PROBLEMS = 200


def parse_toml(text: str, source: str, rules: ListRules) -> FeedList:
    """The feeds of a TOML list, every setting that a host or the list gives filled in.

    Raises:
        ValueError: text that is no TOML (the message has line and column).
    """
    return _Reader(text, source, rules).read()


class _Reader:
    """Reads one list and gathers what is wrong with it."""

    def __init__(self, text: str, source: str, rules: ListRules) -> None:
        self._text, self._source, self._rules = text, source, rules
        self._problems: list[ListProblem] = []

    def read(self) -> FeedList:
        try:
            given = tomllib.loads(self._text)
        except RecursionError as error:  # arrays within arrays, thousands deep
            raise ValueError("it is nested too deep") from error
        self._unknown(given, _TOP_KEYS, 0)
        shared = self._settings(given, 0)
        hosts = self._hosts(given.get("hosts", {}))
        feeds: list[FeedSpec] = []
        listed = given.get("feeds", [])
        if not isinstance(listed, list):
            self._problem(0, "feeds is no list of tables: begin each feed with [[feeds]]")
            listed = []
        lines = [self._text.count("\n", 0, found.start()) + 1 for found in _FEED_HEADER.finditer(self._text)]
        for number, item in enumerate(listed):
            at = lines[number] if len(lines) == len(listed) else 0
            feed = self._feed(item, at, shared, hosts)
            if feed is not None:
                feeds.append(feed)
        contact, agent = shared.get("contact"), shared.get("user_agent")
        return FeedList(tuple(feeds), tuple(hosts.values()), tuple(self._problems), 0, contact, agent)

    def _feed(self, item: object, at: int, shared: dict[str, Any], hosts: dict[str, HostSpec]) -> FeedSpec | None:
        if isinstance(item, str):  # feeds = ["https://…"]
            item = {"url": item}
        if not isinstance(item, dict):
            self._problem(at, "a feed is a table with url")
            return None
        self._unknown(item, _FEED_KEYS, at)
        given = item.get("url")
        url = normalise(given.strip()) if isinstance(given, str) else None
        if url is None:
            self._problem(at, f"url is {_shown(given)}: an http(s) address is needed")
            return None
        host = hosts.get(url.split("/")[2]) or hosts.get(host_of(url))  # what names no port holds for all
        settings = {**shared, **(_set(host) if host else {}), **self._settings(item, at)}
        return FeedSpec(url, name=self._name(item, at), tags=self._tags(item, at), **settings)

    def _hosts(self, given: object) -> dict[str, HostSpec]:
        if not isinstance(given, dict):
            self._problem(0, 'hosts is no table: write [hosts."news.example.org"]')
            return {}
        hosts: dict[str, HostSpec] = {}
        for name, item in given.items():
            host = name.strip().lower().rstrip(".")
            at = self._line_of(name)
            if not _HOST.fullmatch(host) or not isinstance(item, dict):
                self._problem(at, f'{_shown(name)} is no host with settings: write [hosts."news.example.org"]')
                continue
            self._unknown(item, _SETTINGS, at)
            hosts[host] = HostSpec(host, **self._settings(item, at))
        return hosts

    def _settings(self, item: dict[str, Any], at: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, floor in (("min_interval", self._rules.min_interval), ("spacing", self._rules.spacing)):
            if name in item and (seconds := self._seconds(name, item[name], floor, at)) is not None:
                found[name] = seconds
        if "recheck" in item:
            if isinstance(item["recheck"], bool):
                found["recheck"] = item["recheck"]
            else:
                self._problem(at, f"recheck is {_shown(item['recheck'])}: true or false is allowed")
        if "contact" in item:
            contact = item["contact"]
            if isinstance(contact, str) and _CONTACT.fullmatch(contact.strip()) and contact.isascii():
                found["contact"] = contact.strip()
            else:
                self._problem(at, f"contact is {_shown(contact)}: an address of mail or web is needed")
        if "user_agent" in item:
            agent = item["user_agent"]
            if isinstance(agent, str) and _AGENT.fullmatch(agent.strip()):
                found["user_agent"] = agent.strip()
            else:
                self._problem(at, f"user_agent is {_shown(agent)}: up to 300 printable ASCII characters are allowed")
        return found

    def _seconds(self, name: str, value: object, floor: float, at: int) -> float | None:
        most = _LONGEST[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            self._problem(at, f"{name} is {_shown(value)}: seconds from {floor:g} to {most:g} are allowed")
            return None
        if value < floor:
            self._problem(at, f"{name} is {value:g}: at least {floor:g} seconds are allowed, {floor:g} are used")
        return max(float(value), floor)

    def _name(self, item: dict[str, Any], at: int) -> str:
        name = item.get("name", "")
        if not isinstance(name, str):
            self._problem(at, f"name is {_shown(name)}: a text is needed")
            return ""
        return line(name)[:_NAME]

    def _tags(self, item: dict[str, Any], at: int) -> tuple[str, ...]:
        tags = item.get("tags", [])
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            self._problem(at, f"tags is {_shown(tags)}: a list of texts is needed")
            return ()
        cleaned = (line(tag)[:_TAG] for tag in tags[:_TAGS])
        return tuple(dict.fromkeys(tag for tag in cleaned if tag))

    def _unknown(self, item: dict[str, Any], allowed: tuple[str, ...], at: int) -> None:
        for name in item:
            if name not in allowed:
                self._problem(at or self._line_of(name), f"{_shown(name)} is unknown: allowed are {', '.join(allowed)}")

    def _line_of(self, name: str) -> int:
        place = self._text.find(name)
        return self._text.count("\n", 0, place) + 1 if place >= 0 else 0

    def _problem(self, at: int, message: str) -> None:
        if len(self._problems) < _MOST_PROBLEMS:
            self._problems.append(ListProblem(self._source, at, message))


def _set(host: HostSpec) -> dict[str, Any]:
    return {name: value for name in _SETTINGS if (value := getattr(host, name)) is not None}


def _shown(value: object) -> str:
    return printable(repr(value)[:100])
