"""What kind of page it is: an article, a live blog, a gallery, a video, a sound, a front page, or a stub of an article.

A kind is named by what the page says of itself. A video or a gallery beside a full text does not make an article
something else: for those the text must be short as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from transforms.extract.head import Head
from transforms.extract.json_ld import LinkedData, types

#: A video or gallery has no longer text than this.
_SHORT = 1_500
#: An article that breaks off for readers who do not pay.
_STUB = 900

_PATHS = (
    (
        "live",
        re.compile(
            r"/live/|live-?(?:blog|ticker|updates?)|/(?:news)?ticker/|/en-direct|/en-vivo|/ao-vivo|/in-diretta", re.I
        ),
    ),
    (
        "gallery",
        re.compile(
            r"/(?:photo-?|picture-?|image-?|foto-?|bilder?-?)?(?:galler(?:y|ies)|galerien?|galerias?|galerie)/|/(?:slideshows?|"
            r"diaporamas?|fotostrecken?|bilderstrecken?|in-pictures|fotogaller(?:y|ia)|fotogalerias?|photos?)/",
            re.I,
        ),
    ),
    ("video", re.compile(r"/(?:videos?|watch|mediathek|tv)/|/video-", re.I)),
    ("audio", re.compile(r"/(?:podcasts?|audio|listen|sounds?)/", re.I)),
)
_TYPES = {
    "LiveBlogPosting": "live",
    "ImageGallery": "gallery",
    "MediaGallery": "gallery",
    "VideoObject": "video",
    "AudioObject": "audio",
    "PodcastEpisode": "audio",
    "RadioEpisode": "audio",
    "TVEpisode": "video",
}
_FRONT = re.compile(r"^https?://[^/?#]+/?(?:(?:index|default|home)(?:\.\w{2,5})?/?)?(?:#.*)?$", re.I)
_OG_TYPES = (("video", "video"), ("music", "audio"), ("audio", "audio"))


def find_form(
    head: Head, data: LinkedData, url: str, body: str, *, entries: int, access: str, body_from: str
) -> tuple[str, str | None]:
    """(form, what says so) of a page.

    Args:
        head, data, url: what the page says of itself.
        body: its text.
        entries: how many entries of a live blog were found in it.
        access: as on the record.
        body_from: as on the record.
    """
    stated = _stated(data)
    if stated and (stated[0] == "live" or len(body) <= _SHORT):
        return stated[0], f"json-ld:{stated[1]}"
    og_type = head.first("og:type").lower()
    if len(body) <= _SHORT and not data.article:
        for begun, form in _OG_TYPES:
            if og_type.startswith(begun):
                return form, "meta:og:type"
    if is_front(head, data, url):
        return "front", "url"
    path = url.partition("?")[0]
    for form, pattern in _PATHS:
        if pattern.search(path) and (entries >= 2 if form == "live" else len(body) <= _SHORT):
            return form, "url"
    if body_from in ("feed", "description"):
        return "stub", body_from
    if access in ("paid", "metered") and len(body) <= _STUB:
        return "stub", "access"
    return "article", None


def is_front(head: Head, data: LinkedData, url: str) -> bool:
    """Whether a page is a site's front page: by its address, where it does not call itself an article."""
    return bool(_FRONT.search(url)) and not data.article and not head.first("og:type").lower().startswith("article")


def may_be_live(data: LinkedData, url: str) -> bool:
    """Whether a page is a live blog by its JSON-LD or its address: only there entries are looked for."""
    return bool(_PATHS[0][1].search(url.partition("?")[0])) or any(is_live_blog(node) for node in data.nodes)


def _stated(data: LinkedData) -> tuple[str, str] | None:
    """(form, type) by the article's node; by another node only where the page has no article's."""
    for node in (data.article, *(() if data.article else data.nodes[:200])):
        for name in types(node):
            if name in _TYPES:
                return _TYPES[name], name
    live = next((node for node in data.nodes if is_live_blog(node)), None)
    return ("live", "LiveBlogPosting") if live is not None else None


def is_live_blog(node: Mapping[str, Any]) -> bool:
    """Whether a node is that of a live blog, with its entries."""
    return "LiveBlogPosting" in types(node) and isinstance(node.get("liveBlogUpdate"), list)
