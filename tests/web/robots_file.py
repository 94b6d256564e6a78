"""What the hosts of the fake web answer to a request for their robots.txt, in all its variants. Pure."""

from __future__ import annotations

from dataclasses import replace

from tests.web import answers
from tests.web.answers import Answer, Delivery
from tests.web.sites import Robots, Site

#: Where the robots.txt stands whose own address redirects.
MOVED_TO = "/rules/robots.txt"

_STATUS = {"missing": 404, "forbidden": 403, "limit": 429, "error": 500}
_BODY = {"html": "<!doctype html><html><body>Welcome</body></html>", "closed": "User-agent: *\nDisallow: /\n"}


def robots_answer(site: Site, moved_to: str, *, moved: bool) -> Answer:
    """The answer of a site. ``moved_to``: address of ``MOVED_TO`` there; ``moved``: that one is asked for."""
    kind = site.robots.kind
    if kind == "timeout":
        return Answer(200, (), b"User-agent: *\n", "robots", delivery=Delivery("stalled"), is_readable=False)
    if kind == "moved" and not moved:
        return answers.redirect(301, moved_to, "robots")
    if kind in _STATUS:
        return replace(answers.refuse(_STATUS[kind], "robots"), is_readable=site.robots.is_readable)
    text = _BODY.get(kind) or _rules(site.robots)
    if kind == "huge":
        text += "# Nothing more.\n" * site.robots.comments
    media_type = "text/html" if kind == "html" else "text/plain; charset=utf-8"
    return Answer(200, (("Content-Type", media_type),), text.encode(), "robots", site.encoding)


def _rules(robots: Robots) -> str:
    lines = ["# Rules for all who come by.", "User-agent: *"]
    lines += [f"Disallow: {prefix}" for prefix in robots.disallowed]
    lines += [f"Crawl-delay: {robots.crawl_delay}"] if robots.crawl_delay else []
    return "\n".join(lines) + "\n"
