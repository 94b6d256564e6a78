"""See ``transform.py``. Beam is imported only when the transform is asked for, so the plain files stay light.

What lies where:

- on Beam: ``transform.py``, ``restriction.py``, ``loops.py`` (a crawl outlives bundles), ``crawl_plan.py``;
- the crawl: ``crawler.py`` starts what may start, ``lanes.py`` queues by host, ``wire.py`` asks, ``feed_desk.py``,
  ``page_desk.py``, ``robots_desk.py`` and ``tdm_desk.py`` say what is asked and what follows; ``ledger.py`` and
  ``cursor.py`` are what it remembers, ``outbox.py`` what it has ready;
- decisions, all pure: ``schedule.py``, ``rhythm.py``, ``polls.py``, ``articles.py``, ``limits.py``, ``robots.py``,
  ``tdmrep.py``, ``redirects.py``, ``cache_headers.py``, ``retry_after.py``, ``queue_room.py``, ``manners.py``;
- the network: ``transport.py`` is the seam, ``sockets.py`` and ``address_check.py`` stand behind it;
- feeds: ``feed.py`` and a file a format, read in the process of ``guarded.py`` and ``feed_worker.py``; ``entry_*.py``
  and ``seen_memory.py`` say which entry is which; ``discover.py`` finds the feeds of a page;
- lists of feeds: ``feed_list.py``, ``feed_list_toml.py``, ``opml.py``, ``feed_spec.py``;
- recordings: ``recording*.py``, ``warc_records.py``.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transforms.fetch.transform import FetchFeeds

__all__ = ["FetchFeeds"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from transforms.fetch import transform

        return getattr(transform, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
