"""The sinks of a run: refused before it begins where they cannot work, brought up to date at its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from pipeline.errors import RunFailed, WrongUse
from transforms.sinks.addresses import BadSink, make_sink, parse_sink
from transforms.sinks.local import Follower
from transforms.sinks.sink import SinkError
from transforms.store.addresses import store_path
from transforms.store.errors import BadAddress


def check_addresses(store: str, sinks: Sequence[str]) -> None:
    """Raises WrongUse for an address that is none. Opens nothing."""
    try:
        path = store_path(store).absolute()
        for sink in sinks:
            kind, place = parse_sink(sink)
            if kind == "sqlite" and store_path(f"sqlite:{place}").absolute() == path:
                raise WrongUse(f"--to {sink} is the store itself: leave it out, or name another file")
    except (BadAddress, BadSink) as error:
        raise WrongUse(str(error)) from error


@contextmanager
def followers(store: str, sinks: Sequence[str]) -> Iterator[list[Follower]]:
    """Followers of a store that exists, each tried once. Raises WrongUse where a sink cannot be written: better before
    the run than after it."""
    with ExitStack() as stack:
        opened = []
        for sink in sinks:
            follower = Follower(store, sink)
            stack.callback(follower.close)
            try:
                follower.open()
            except SinkError as error:
                raise WrongUse(str(error)) from error
            opened.append(follower)
        yield opened


def finish(following: Sequence[Follower]) -> None:
    """Brings every sink up to date and makes it final. Raises RunFailed, after all were tried, where one could not."""
    errors = [progress.error for follower in following if (progress := follower.finish()).error]
    if errors:
        raise RunFailed(
            "; ".join(errors) + ". The records are safe in the store: the same command, or newsbeam export, writes them"
        )


def finish_on_cluster(sinks: Sequence[str]) -> None:
    """Makes final what the workers of a cluster have written. Raises RunFailed where a sink cannot be."""
    for address in sinks:
        sink = make_sink(address)
        try:
            sink.open()
            sink.finish()
        except SinkError as error:
            raise RunFailed(f"{error}. The parts stay; the same command makes them final") from error
        finally:
            sink.close()
