"""Invented news for the tests of stories: texts whose relations are known because they are made."""

from __future__ import annotations

from transforms import ids
from transforms.addresses import operator
from transforms.records import Article

BRIDGE = (
    "The city council voted on Tuesday to close the old harbour bridge to lorries from the first of May. "
    "Engineers had found cracks in two of the main girders during an inspection in the autumn.\n"
    "The mayor said the closure would last until repairs worth 4.2 million crowns were finished. "
    "Buses and cars may still cross, but at no more than thirty kilometres an hour. "
    "Hauliers on the east bank warned that detours would add forty minutes to each delivery.\n"
    "The harbour authority offered to run a night ferry for lorries if the council shares the cost. "
    "A decision on that offer is expected at the next meeting of the finance committee."
)
ORCHARD = (
    "Fruit growers in the southern valleys expect the smallest apple harvest for a generation. "
    "Three nights of frost in late April killed most of the blossom on the lower slopes. "
    "The growers' association puts the loss at 61 per cent of an average year.\n"
    "Its chairwoman said that many family farms would not live through a second such spring. "
    "The ministry of agriculture promised loans without interest, but no grants. "
    "Prices in the wholesale markets have risen by a third since the beginning of June. "
    "Cider makers said they would buy from abroad rather than stop their presses."
)
STUB = BRIDGE.split("\n")[0]
ADDED = BRIDGE + (
    "\nOn Thursday the finance committee refused to pay for the ferry. "
    "The opposition leader called the refusal a gift to the rail company, which will now carry the freight at twice "
    "the price, and asked the auditor to look into the contract that was signed during the winter recess."
)
FIGURE = BRIDGE.replace("4.2 million", "6.8 million")
EDITED = BRIDGE.replace("The city council voted", "HARBOUR CITY (Agency) - The city council voted").replace(
    "lorries warned", "lorries, warned"
)


def article(
    url: str,
    body: str,
    fetched_at: str | None = "2026-05-01T08:00:00.000Z",
    title: str = "Old bridge to close",
    canonical_url: str | None = None,
) -> Article:
    """An article whose entry id follows from its address, time and text, as in a replay."""
    return Article(
        entry_id=ids.entry_id(url, fetched_at, ids.content_digest(f"{title}\n{body}".encode())),
        url=url,
        canonical_url=canonical_url,
        site=operator(url),
        feed_url=None,
        fetched_at=fetched_at,
        title=title,
        standfirst="",
        body=body,
    )


def day(number: int, hour: int = 8) -> str:
    """An instant on that day of May 2026."""
    return f"2026-05-{number:02d}T{hour:02d}:00:00.000Z"
