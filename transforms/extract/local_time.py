"""The zone of a time that says none: that of the publisher's country, where the country has one zone.

Of 561 pages 47 state one time both with and without a zone. Of the 22 under the domain of such a country 20 mean its
time; the other two are wrong otherwise (another moment, a clock of twelve hours). A zone database would tie records to
the machine it is installed on; the countries below have had one rule for as long as their news is on the web (Turkey
since 2016), which takes a line each.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from transforms import instants

#: Minutes east of Greenwich in winter, for countries that keep the European summer time (Directive 2000/84/EC; last
#: Sundays of March and October, one o'clock UTC).
_EUROPE = {
    0: "uk ie pt",
    60: "de at ch li fr it es be nl lu dk se no pl cz sk hu si hr rs ba mk me al mt va mc ad sm",
    120: "fi ee lv lt gr ro bg cy ua md",
}
#: Minutes east of Greenwich all year.
_FIXED = {
    540: "jp kr",
    480: "cn tw hk sg my ph",
    420: "vn th kh la",
    360: "bd",
    345: "np",
    330: "in lk",
    300: "pk uz",
    240: "ae om ge am az",
    180: "tr sa kw qa iq bh ke tz ug et by",
    120: "za zw zm bw mz rw",
    60: "ng dz tn cm",
    0: "is gh sn ci",
    -180: "ar uy",
    -240: "ve bo",
    -300: "co pe ec pa",
}
_SUMMER = {country: minutes for minutes, names in _EUROPE.items() for country in names.split()}
_ALWAYS = {country: minutes for minutes, names in _FIXED.items() for country in names.split()}


def in_local_time(instant: str, site: str) -> str | None:
    """The instant that a time of day means in the country of a site (a registrable domain).

    Args:
        instant: the time as if it were UTC.
        site: its top-level domain names the country.

    Returns:
        None where the domain is no country's, or the country has several zones or changing rules.
    """
    country = site.rpartition(".")[2]
    minutes = _ALWAYS.get(country, _SUMMER.get(country))
    if minutes is None or not "1996" <= instant[:4] < "2100":
        return None
    moment = instants.to_datetime(instant) - timedelta(minutes=minutes)
    if country in _SUMMER and _is_summer(moment):
        moment -= timedelta(hours=1)
    return instants.from_datetime(moment)


def _is_summer(moment: datetime) -> bool:
    """Whether summer time was kept. Of the hour that comes twice in October the first is meant."""
    return _change(moment.year, 3) <= moment < _change(moment.year, 10) + timedelta(hours=1)


def _change(year: int, month: int) -> datetime:
    """One o'clock UTC on the last Sunday of a month with 31 days."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)
