"""Undoing what HTTP did to a body for its way: chunks and compression, each with a bound on what comes out.

Archives differ in what they kept: some store a body as it travelled, some undid it and left the header (CC-NEWS renames
it). So a header alone proves nothing: a body that does not look encoded is taken as it is.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable

import zstandard
from fastwarc.stream_io import BrotliReader

from transforms.failures import StageError
from transforms.seeds.files import GZIP_MAGIC, too_large

_CHUNK = 65_536
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
# RFC 9659: a window beyond 8 MB need not be understood.
_ZSTD_WINDOW = 8 * 1024 * 1024
_CHUNK_HEAD = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,4096})?\r?\n")
# A zstd reader does not say that its input ended too early, and a decompressor has no bound on what it gives: fed in
# slices it can give 128 kB for each 4 bytes (RFC 8878, 3.1.1.2), 16 MB a slice at most.
_ZSTD_SLICE = 512
#: A body travels with one encoding, seldom two.
_MAX_ENCODINGS = 4


def undo_transfer(body: bytes, header: str) -> bytes:
    """A body whose ``Transfer-Encoding`` header is given, without its chunks (RFC 9112, 7.1)."""
    if "chunked" not in header.lower() or not _CHUNK_HEAD.match(body):
        return body
    parts: list[bytes] = []
    position = 0
    while found := _CHUNK_HEAD.match(body, position):
        length = int(found[1], 16)
        if not length:
            return b"".join(parts)
        part = body[found.end() : found.end() + length]
        if len(part) < length:
            break
        parts.append(part)
        position = found.end() + length
        position += 2 if body.startswith(b"\r\n", position) else 1
    raise StageError("truncated", "a chunked body ends before its last chunk")


def undo_content(body: bytes, header: str, allowed: int, *, cut: bool = False) -> bytes:
    """A body whose ``Content-Encoding`` header is given, decompressed (RFC 9110, 8.4).

    ``cut``: the first ``allowed`` bytes are given where there are more. Of several encodings the last one only.

    Raises StageError: ``too-large`` beyond ``allowed`` bytes, ``bad-encoding`` for what is damaged or not known.
    """
    names = [name.strip().lower() for name in header.split(",")]
    names = [name for name in names if name not in ("", "identity", "none", "utf-8")]
    if len(names) > _MAX_ENCODINGS:
        raise StageError("bad-encoding", f"the body has {len(names)} encodings: up to {_MAX_ENCODINGS} are undone")
    for name in reversed(names):
        if name not in _DECODERS:
            known = ", ".join(sorted(_DECODERS))
            raise StageError("bad-encoding", f"the body's encoding {name[:40]!a} is not known: {known} are")
        body = _DECODERS[name](body, allowed)
        if len(body) > allowed and not cut:
            raise too_large("a page", allowed)
        body = body[:allowed]
    return body


def _gzip(body: bytes, allowed: int) -> bytes:
    return _inflate(body, allowed, 31) if body.startswith(GZIP_MAGIC) else body


def _deflate(body: bytes, allowed: int) -> bytes:
    """With the zlib header that the standard asks for, or without, as some servers send it."""
    if not body or body.lstrip()[:1] == b"<":
        return body
    headed = body[0] & 0x0F == 8 and len(body) > 1 and (body[0] << 8 | body[1]) % 31 == 0
    return _inflate(body, allowed, 15 if headed else -15)


def _inflate(body: bytes, allowed: int, window: int) -> bytes:
    unzip = zlib.decompressobj(window)
    try:
        out = unzip.decompress(body, allowed + 1)
    except zlib.error as error:
        raise StageError("bad-encoding", "the compressed body is damaged") from error
    if len(out) <= allowed and not unzip.eof:
        raise StageError("truncated", "the compressed body ends too early")
    return out


def _brotli(body: bytes, allowed: int) -> bytes:
    if not body or body.lstrip()[:1] == b"<":
        return body
    reader, length = BrotliReader(io.BytesIO(body)), 0
    parts: list[bytes] = []
    try:
        while length <= allowed and (part := reader.read(min(_CHUNK, allowed + 1 - length))):
            parts.append(part)
            length += len(part)
    except OSError as error:
        raise StageError("bad-encoding", "the compressed body is damaged") from error
    return b"".join(parts)


def _zstd(body: bytes, allowed: int) -> bytes:
    if not body.startswith(_ZSTD_MAGIC):
        return body
    decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    frame, length = decompressor.decompressobj(), 0
    parts: list[bytes] = []
    try:
        for start in range(0, len(body), _ZSTD_SLICE):
            rest = body[start : start + _ZSTD_SLICE]
            while rest and length <= allowed:
                frame = decompressor.decompressobj() if frame.eof else frame
                parts.append(frame.decompress(rest))
                length += len(parts[-1])
                rest = frame.unused_data
    except zstandard.ZstdError as error:
        raise StageError("bad-encoding", "the compressed body is damaged") from error
    if length <= allowed and not frame.eof:
        raise StageError("truncated", "the compressed body ends too early")
    return b"".join(parts)


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
