"""newsbeam's stages, for its own graph and for anybody's Beam pipeline."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transforms.boilerplate import DropBoilerplate
    from transforms.extract import ExtractArticles
    from transforms.fetch import FetchFeeds
    from transforms.seeds import ReadSeeds
    from transforms.sinks import WriteRecords
    from transforms.stories import DeduplicateStories

__all__ = ["DeduplicateStories", "DropBoilerplate", "ExtractArticles", "FetchFeeds", "ReadSeeds", "WriteRecords"]

_FOLDERS = {
    "DeduplicateStories": "stories",
    "DropBoilerplate": "boilerplate",
    "ExtractArticles": "extract",
    "FetchFeeds": "fetch",
    "ReadSeeds": "seeds",
    "WriteRecords": "sinks",
}


def __getattr__(name: str) -> Any:
    # Looked up late: a worker process that only extracts must not import Beam (1.5 s and 60 MB each).
    if name in _FOLDERS:
        return getattr(import_module(f"transforms.{_FOLDERS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
