"""From what came of asking a feed to what a check says of it, with a sentence for each thing that goes wrong. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.feed_plan import Manners, plan_after_failure, plan_after_success
from pipeline.feed_report import Asked, FeedReport, Redirect, Robots, describe
from pipeline.feed_trial import Step, Tried, addresses_of
from transforms.fetch import limits, polls, redirects, robots
from transforms.fetch.clock import instant_of
from transforms.fetch.crawl_settings import CrawlSettings, FeedOptions
from transforms.fetch.cursor import RobotsState
from transforms.fetch.places import origin_of
from transforms.fetch.transport import REASONS

_PRIVATE = (
    "private, loopback and reserved addresses are never asked (--allow-loopback opens 127.0.0.0/8 and ::1, for tests)"
)
_MESSAGES = {
    "unresolvable": "its host has no address: check the spelling",
    "refused-address": _PRIVATE,
    "unreachable": "no connection, or it was cut",
    "certificate": "the certificate does not verify: such a host is not read",
    "timeout": "no answer in time",
    "too-large": "more bytes than are read of a feed",
    "broken": "the answer is no valid HTTP",
    "gone": "410: the publisher ended it; take it off the list",
    "bad-redirect": "it redirects to no address",
    "redirect-loop": "it redirects in a circle",
    "too-many-redirects": "it redirects too often",
    "redirect-off-site": "it redirects to another site, not followed for a feed: list that address if it is meant",
    "robots-disallowed": "its robots.txt forbids it, which is obeyed",
    "robots-unreadable": "its robots.txt could not be read, which forbids everything for now",
    "limited": "its host asked to be left alone for longer than a check waits",
    "offline": "not asked: --offline",
    "no-contact": "not asked: --contact says how publishers can reach you",
}


def not_asked(source: str, options: FeedOptions, reason: str) -> FeedReport:
    """A feed that a file names while nobody may be asked. ``reason``: offline or no-contact."""
    return FeedReport(source, options.url, options.title, "not-asked", reason, _MESSAGES[reason])


def report_of(source: str, tried: Tried, manners: Manners) -> FeedReport:
    """What a check says of a feed that was asked. ``source``: the address as given, or the list it stands in."""
    url, name, cursor = tried.options.url, tried.options.title, tried.cursor
    asked = _asked(tried, manners.settings)
    if cursor is None:
        return FeedReport(source, url, name, "failed", "limited", _limited(tried), asked=asked)
    last = tried.steps[-1].response if tried.steps else None
    if cursor.trouble or tried.document is None or last is None:
        reason, message = _why(cursor.trouble, tried)
        plan = plan_after_failure(cursor, last, tried.limits, manners)
        return FeedReport(source, url, name, "failed", reason, message, asked=asked, plan=plan)
    content = describe(tried.document, cursor.last_polled or 0)
    plan = plan_after_success(cursor, last, content, tried.entries, manners)
    return FeedReport(source, url, name or content.title, "read", content=content, asked=asked, plan=plan)


def _why(trouble: str, tried: Tried) -> tuple[str, str]:
    """Why a feed was not read, as a short name and as a sentence.

    A host that cannot be reached shows first at its robots.txt; what is wrong is the host, so that is named.
    """
    reason = trouble.partition(" ")[0]
    if reason == polls.LIMITED:
        return reason, _limited(tried)
    if reason != "robots-unreadable" or not tried.robots:
        return reason, _message(reason, tried)
    state = tried.robots[-1]
    if state.reason not in REASONS:
        return reason, f"{_MESSAGES[reason]} ({state.reason})"
    detail = tried.robots_details.get(state.origin, "")
    return state.reason, _MESSAGES[state.reason] + (f" ({detail})" if detail else "")


def _message(reason: str, tried: Tried) -> str:
    """Why a feed was not read: what happened, what to do."""
    if tried.refused is not None and tried.refused.reason == reason:
        return tried.refused.message
    last = tried.steps[-1] if tried.steps else None
    if reason.startswith("status-"):
        status = reason.removeprefix("status-")
        limiting = status.isdigit() and int(status) in limits.LIMITING
        return f"the server answers {status}" + (": it wants to be asked less, or not at all" if limiting else "")
    said = _MESSAGES.get(reason, reason)
    if reason == "feed-list":
        return "a list of feeds stands where a feed should: save it and `newsbeam feeds import` it"
    if reason.startswith("redirect") and last is not None and last.response is not None:
        return f"{said} ({last.response.status} to {last.response.header('location') or 'nowhere'})"
    return f"{said} ({last.detail})" if last is not None and last.detail else said


def _limited(tried: Tried) -> str:
    known = limits.Limits()
    known.restore(tried.limits)
    url = tried.steps[-1].url if tried.steps else tried.options.url
    until = known.until(url)
    return f"{_MESSAGES['limited']}: until {instant_of(until)} ({known.reason(url)})" if until else _MESSAGES["limited"]


def _asked(tried: Tried, settings: CrawlSettings) -> Asked:
    last = tried.steps[-1] if tried.steps else Step(tried.options.url, None)
    answer = last.response
    header = answer.header if answer is not None else (lambda name: None)
    return Asked(
        url=last.url,
        status=answer.status if answer is not None else None,
        peer=answer.peer if answer is not None else "",
        content_type=header("content-type"),
        length=last.length,
        error=last.error,
        detail=last.detail,
        robots=[_robots(state, tried, settings) for state in tried.robots],
        redirects=_redirects(tried.steps, settings),
        etag=header("etag"),
        last_modified=header("last-modified"),
        cache_control=header("cache-control"),
        expires=header("expires"),
        retry_after=header("retry-after"),
    )


def _robots(state: RobotsState, tried: Tried, settings: CrawlSettings) -> Robots:
    rules = robots.Rules(settings.agent)
    urls = [url for url in (tried.options.url, *addresses_of(tried.steps)) if origin_of(url) == state.origin]
    if state.verdict == "disallow":
        verdict = "unreadable"
    else:
        verdict = "allowed" if all(rules.allows(state, url) for url in urls) else "disallowed"
    detail = tried.robots_details.get(state.origin, "")
    delay = state.crawl_delay / 1000
    return Robots(state.origin, verdict, state.reason, detail, delay, instant_of(state.expires))


def _redirects(steps: Sequence[Step], settings: CrawlSettings) -> list[Redirect]:
    found, visited = [], []
    for step in steps:
        visited.append(step.url)
        if step.response is None or step.response.status not in redirects.REDIRECTS:
            continue
        hop = redirects.next_hop(step.response, visited, settings.redirects, same_operator=True)
        found.append(Redirect(step.response.status, step.url, hop.url, not hop.problem, hop.problem))
    return found
