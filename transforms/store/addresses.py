"""Addresses of stores: ``sqlite:PATH``."""

from __future__ import annotations

from pathlib import Path

from transforms.store.errors import BadAddress

#: Where a local run keeps everything unless it is told otherwise: a file in the working folder.
DEFAULT = "sqlite:newsbeam.db"

_SCHEME = "sqlite:"


def store_path(address: str) -> Path:
    """The file of a store. Raises BadAddress for any other address than ``sqlite:PATH``."""
    path = address.removeprefix(_SCHEME)
    if not address.startswith(_SCHEME) or not path.strip() or "\0" in path:
        raise BadAddress(f"{address!r} is no store: give sqlite:PATH, as in {DEFAULT}")
    if path.startswith(":"):
        raise BadAddress(f"{address!r} is no store: it must outlive the run, so give the path of a file")
    return Path(path)
