"""What a run knows of single publishers, and where from: a file, its own recording, or what its store teaches it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from pipeline.clock import now
from pipeline.errors import WrongUse
from pipeline.settings import LearnSettings
from transforms.learn.schedule import InForce, LearnedError, read_schedule, schedule_of
from transforms.learn.snapshot import Snapshot
from transforms.seeds.recorded_rules import learned_in
from transforms.seeds.walk import SeedFile
from transforms.store.learning import adopt, learn_from_store


def from_file(path: str | None, learn: bool) -> LearnSettings | None:
    """What a file says; None where none is given. Raises WrongUse where it cannot be used."""
    if path is None:
        return None
    if not learn:
        raise WrongUse(f"--learned {path} with --no-learn: leave out one of them")
    try:
        return LearnSettings(schedule=read_schedule(path))
    except LearnedError as error:
        raise WrongUse(str(error)) from error


def for_replay(files: Sequence[SeedFile], path: str | None, learn: bool) -> LearnSettings:
    """A file's rules, else those that recordings among the input say they were cleaned by. Raises WrongUse."""
    given = from_file(path, learn)
    if given is not None or not learn:
        return given or LearnSettings()
    try:
        return LearnSettings(schedule=schedule_of(learned_in(files)))
    except LearnedError as error:
        raise WrongUse(f"the recording: {error}; --no-learn replays it without") from error


def for_epoch(connection: sqlite3.Connection, given: LearnSettings, *, learns: bool) -> LearnSettings:
    """What is in force for pages that are fetched from now on: what the records of the store have taught until now, or
    (a run that does not learn) what was given. The store keeps what was in force before, for pages of that time."""
    if learns:
        return LearnSettings(schedule=learn_from_store(connection, now()))
    newest = given.schedule.entries[-1] if given.schedule.entries else InForce("", Snapshot())
    return LearnSettings(schedule=adopt(connection, now(), newest))
