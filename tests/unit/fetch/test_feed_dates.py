"""Dates of feeds, as written and as miswritten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms import instants
from transforms.written_dates import parse_date, prefers_day_first, read_date

NOW = "2026-11-22T12:00:00.000Z"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("Tue, 19 Oct 2004 13:38:55 -0400", "2004-10-19T17:38:55.000Z"),
        ("19 Oct 04 13:38 UT", "2004-10-19T13:38:00.000Z"),
        ("Tue, 19 Oct 104 13:38:55 GMT", "2004-10-19T13:38:55.000Z"),
        ("Tue, 19 Oct 1999 13:38:55 EDT", "1999-10-19T17:38:55.000Z"),
        ("Tue, 19 Oct 99 13:38:55 EST", "1999-10-19T18:38:55.000Z"),
        ("Tue,19 Oct 2004 13:38:55GMT", "2004-10-19T13:38:55.000Z"),
        ("Tue, 19 Oct 2004 13:38:55 +0200 (CEST)", "2004-10-19T11:38:55.000Z"),
        ("Tue, 19 Oct 2004 13:38:55 GMT-0700 (PDT)", "2004-10-19T20:38:55.000Z"),
        ("Tue, 19-Oct-2004 13:38:55 UTC", "2004-10-19T13:38:55.000Z"),
        ("Tue Oct 19 13:38:55 EDT 2004", "2004-10-19T17:38:55.000Z"),
        ("October 19th, 2004 01:38 pm EST", "2004-10-19T18:38:00.000Z"),
        ("Sept. 3, 2004, 12:05 a.m.", "2004-09-03T00:05:00.000Z"),
        ("Tue, 19 Oct 2004", "2004-10-19T00:00:00.000Z"),
    ],
)
def test_mail_dates_and_their_misspellings_are_read(text, instant):
    assert parse_date(text) == instant


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2004-10-19T13:38:55Z", "2004-10-19T13:38:55.000Z"),
        ("2004-10-19T13:38:55.1234567+01:00", "2004-10-19T12:38:55.123Z"),
        ("2004-10-19T13:38:55-04", "2004-10-19T17:38:55.000Z"),
        ("2004-10-19t13:38z", "2004-10-19T13:38:00.000Z"),
        ("2004-10-19 13:38:55", "2004-10-19T13:38:55.000Z"),
        ("2004/10/19 13:38:55 +0530", "2004-10-19T08:08:55.000Z"),
        ("20041019T133855Z", "2004-10-19T13:38:55.000Z"),
        ("20041019", "2004-10-19T00:00:00.000Z"),
        ("2004-293", "2004-10-19T00:00:00.000Z"),
        ("2004-10", "2004-10-01T00:00:00.000Z"),
        ("2004", "2004-01-01T00:00:00.000Z"),
        ("2004-10-19T24:00:00Z", "2004-10-20T00:00:00.000Z"),
        ("2004-10-19+02:00", "2004-10-18T22:00:00.000Z"),
        ("1098193135", "2004-10-19T13:38:55.000Z"),
        ("1098193135000", "2004-10-19T13:38:55.000Z"),
    ],
)
def test_iso_dates_and_epochs_are_read(text, instant):
    assert parse_date(text) == instant


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("terça-feira, 19 de outubro de 2004 às 14h30", "2004-10-19T14:30:00.000Z"),
        ("Sáb, 18 Dez 2004 14:30:00 -0300", "2004-12-18T17:30:00.000Z"),
        ("martedì 19 ottobre 2004 - ore 14:30", "2004-10-19T14:30:00.000Z"),
        ("mar, 19 gen 2004 14:30:00 +0200", "2004-01-19T12:30:00.000Z"),
        ("Dienstag, 2. März 2004, 13.05 Uhr", "2004-03-02T13:05:00.000Z"),
        ("Mi, 01 Dez 2004 14:30:00 MEZ", "2004-12-01T13:30:00.000Z"),
        ("am 2. Mai 2004 um 12:30", "2004-05-02T12:30:00.000Z"),
        ("martes, 03 de agosto de 2004", "2004-08-03T00:00:00.000Z"),
        ("mié, 05 ene 2005 10:00:00 +0100", "2005-01-05T09:00:00.000Z"),
        ("jeu. 1er août 2004 à 14h30", "2004-08-01T14:30:00.000Z"),
        ("mar., 09 févr. 2004 14:30:00 +0100", "2004-02-09T13:30:00.000Z"),
        ("2004년 10월 19일 (화) 오후 1:38:55", "2004-10-19T13:38:55.000Z"),
        ("2004-05-25 오전 12:23:17", "2004-05-25T00:23:17.000Z"),
        ("2004년 10월 19일 13시 38분", "2004-10-19T13:38:00.000Z"),
        ("di, 19 okt 2004 13:38 CEST", "2004-10-19T11:38:00.000Z"),
        ("wto., 19 paź 2004 13:38:00 +0200", "2004-10-19T11:38:00.000Z"),
        ("Вт, 19 окт 2004 13:38:55 +0400", "2004-10-19T09:38:55.000Z"),
        ("19 мая 2004", "2004-05-19T00:00:00.000Z"),
        ("2004年10月19日 13時38分", "2004-10-19T13:38:00.000Z"),
    ],
)
def test_names_of_months_and_days_in_other_languages_are_read(text, instant):
    assert parse_date(text) == instant


def test_a_day_called_like_a_month_is_the_day():
    assert parse_date("mar, 03 ago 2004 10:00:00 +0000") == "2004-08-03T10:00:00.000Z"
    assert parse_date("mar, 03 mar 2004 10:00:00 +0000") == "2004-03-03T10:00:00.000Z"


def test_slashes_are_read_by_what_can_be_meant():
    assert parse_date("25/12/2004 10:00") == "2004-12-25T10:00:00.000Z"
    assert parse_date("12/25/2004 10:00") == "2004-12-25T10:00:00.000Z"
    assert parse_date("03/04/2004 10:00") == "2004-04-03T10:00:00.000Z"
    assert parse_date("03/04/2004 10:00 PM") == "2004-03-04T22:00:00.000Z"
    assert parse_date("03.04.2004 10:00", day_first=False) == "2004-04-03T10:00:00.000Z"
    assert parse_date("03/04/2004", day_first=False) == "2004-03-04T00:00:00.000Z"


def test_the_clear_dates_of_a_feed_tell_how_the_others_are_meant():
    assert prefers_day_first(["03/04/2004", "12/25/2004"]) is False
    assert prefers_day_first(["03/04/2004", "25/12/2004"]) is True
    assert prefers_day_first(["03/04/2004", "2004-12-25"]) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "31 Feb 2004",
        "2004-13-10",
        "Tue, 19 Oct 2004 25:00:00 GMT",
        "Tue, 19 Oct 2004 10:75:00 GMT",
        "19 jui 2004",
        "breaking 19 Oct 2004 news",
        "12",
        "1.2.3.4",
        "x" * 5000,
        "Oct 19",
        "0000-00-00 00:00:00",
        "14-12-29",
        "03-04-05",
    ],
)
def test_what_is_no_date_is_none(text):
    assert parse_date(text) is None


def test_future_and_absurd_dates_are_read_and_not_believed():
    assert read_date("Mon, 23 Nov 2026 11:00:00 GMT", NOW) == ("2026-11-23T11:00:00.000Z", None)
    assert read_date("Mon, 23 Nov 2026 13:00:00 GMT", NOW) == ("2026-11-23T13:00:00.000Z", "future")
    assert read_date("Thu, 01 Jan 1970 00:00:00 GMT", NOW) == ("1970-01-01T00:00:00.000Z", "absurd")
    assert read_date("0001-01-01T00:00:00Z", NOW) == ("0001-01-01T00:00:00.000Z", "absurd")
    assert read_date("soon", NOW) == (None, "not-understood")


@given(st.datetimes(min_value=instants.to_datetime("1990-01-01T00:00:00.000Z").replace(tzinfo=None)))
def test_what_iso_8601_writes_is_read_as_the_same_instant(moment):
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert parse_date(moment.isoformat() + "Z") == instants.parse(moment.isoformat() + "Z")


@given(st.text(alphabet=st.characters() | st.sampled_from("0123456789 -:/.,TZ+년월일시"), max_size=60))
def test_any_text_is_an_instant_or_none(text):
    found = parse_date(text)
    assert found is None or instants.to_datetime(found)
