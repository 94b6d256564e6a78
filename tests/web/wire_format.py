"""HTTP/1.1 as the fake web's server reads and writes it: no more than a GET, and heads it can also write wrongly."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from tests.web.answers import Answer, Asked

#: Most bytes of a request's head.
HEAD_LIMIT = 65_536


async def read_asked(host: str, reader: asyncio.StreamReader, idle: float) -> Asked | None:
    """The next request of a connection to a host; None where the client has gone or was idle for so many seconds.

    Raises IncompleteReadError for half a head, LimitOverrunError for one that is too long.
    """
    try:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), idle)
    except TimeoutError:
        return None
    except asyncio.IncompleteReadError as error:
        if error.partial.strip():
            raise
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, *_ = [*first.split(" "), "", ""]
    pairs = (line.partition(":") for line in lines if ":" in line)
    headers = tuple((name.strip().lower(), value.strip()) for name, _, value in pairs)
    return Asked(host, target if method == "GET" and target.startswith("/") else "/not-a-get", headers)


def head_of(answer: Answer, length: int) -> bytes:
    """The head of an answer with a body of this announced length."""
    reason = HTTPStatus(answer.status).phrase
    lines = [f"HTTP/1.1 {answer.status} {reason}", *(f"{name}: {value}" for name, value in answer.headers)]
    if answer.encoding:
        lines.append(f"Content-Encoding: {answer.encoding}")
    if answer.status != 304:
        lines.append(f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
