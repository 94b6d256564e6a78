"""See ``transform.py``. Beam is imported only when the transform is asked for, so the plain files stay light."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transforms.fetch.transform import FetchFeeds

__all__ = ["FetchFeeds"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from transforms.fetch import transform

        return getattr(transform, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
