"""The parts that made news is put together from: written for this project, no text of anybody's.

Places are put together from syllables, so there are thousands; people stand as offices and roles. What varies within a
sentence is enough that two articles rarely have three words in a row in common by chance, but for the turns of phrase
that all news shares.
"""

from __future__ import annotations

_HEADS = (
    "Alder", "Ash", "Bar", "Birch", "Bram", "Cald", "Corn", "Dun", "East", "Elm", "Fal", "Fern", "Glen", "Gor", "Hal",
    "Hol", "Ister", "Kel", "Kirk", "Lang", "Lin", "Mar", "Mel", "Mor", "Nor", "Oster", "Pen", "Quarn", "Ros", "Sal",
    "Sel", "Stan", "Tarn", "Thorn", "Ul", "Val", "Wend", "West", "Wil", "Yar",
)  # fmt: skip
_TAILS = (
    "by", "combe", "dale", "den", "field", "fjord", "ford", "gate", "ham", "haven", "holm", "hurst", "ick", "ington",
    "kirk", "ley", "low", "mere", "mouth", "ness", "port", "rick", "sea", "stead", "stow", "ton", "vik", "wick",
    "wold", "worth",
)  # fmt: skip
PLACES = tuple(head + tail for head in _HEADS for tail in _TAILS)

ACTORS = (
    "the harbour board of {p}", "the county council in {p}", "the {p} water company", "a panel of engineers from {p}",
    "the regional court at {p}", "growers around {p}", "the teaching hospital in {p}", "the {p} maritime museum",
    "the port authority of {p}", "the bus operator in {p}", "the fire brigade of {p}", "auditors sent to {p}",
    "the lower school in {p}", "hauliers based near {p}", "the tenants' union of {p}", "the {p} observatory",
    "the forestry office at {p}", "the savings bank of {p}", "the mayor of {p}", "the coast guard station at {p}",
    "the {p} chamber of trade", "a jury in {p}", "the rail depot at {p}", "the {p} football club",
    "researchers at the {p} institute", "the library service in {p}", "dairy farms outside {p}", "the {p} ferry line",
    "the grid operator for {p}", "the police in {p}", "the {p} theatre", "the airport at {p}",
)  # fmt: skip
VERBS = (
    "approved", "rejected", "postponed", "published", "questioned", "defended", "withdrew", "reviewed", "doubled",
    "halved", "suspended", "announced", "welcomed", "criticised", "reopened", "abandoned", "signed", "tested",
    "inspected", "financed", "delayed", "extended", "shortened", "cancelled", "rewrote", "presented", "closed",
    "ordered", "demanded", "promised", "measured", "replaced",
)  # fmt: skip
OBJECTS = (
    "a plan to rebuild the {a} pier", "new limits on {a} irrigation", "the budget for {a} buses",
    "a survey of {a} flood walls", "the lease of the {a} grain store", "a trial of {a} night trains",
    "the sale of {a} woodland", "repairs to the {a} swing bridge", "a ban on {a} lorries", "the list of {a} wells",
    "a tender for {a} lighting", "the timetable of {a} ferries", "a study of {a} soils", "the roof of the {a} market",
    "grants for {a} workshops", "the merger of two {a} clinics", "rules for {a} fishing", "an appeal over {a} rents",
    "the search for {a} water", "a contract for {a} turbines", "the {a} archive's move", "a fee on {a} parking",
    "the rota of {a} midwives", "plans for a {a} tramway", "a stock of {a} seed", "the count of {a} seabirds",
    "a levy on {a} freight", "the audit of {a} pensions", "a course for {a} welders", "the {a} winter festival",
)  # fmt: skip
KINDS = (
    "northern", "southern", "coastal", "upland", "municipal", "disused", "temporary", "shared", "private", "historic",
    "seasonal", "remote", "crowded", "costly", "automatic", "wooden", "flooded", "northwestern", "rural", "harbourside",
    "suburban", "volunteer", "regional", "cross-border", "second", "oldest", "smallest", "unfinished", "listed", "local",
    "spare", "covered", "narrow", "deep", "mobile", "joint",
)  # fmt: skip
REASONS = (
    "after complaints from residents of {p}", "because costs had risen by {n} per cent", "following {n} dry winters",
    "despite warnings from auditors in {p}", "in a vote of {n} to {m}", "while talks with {p} went on",
    "after an accident near {p} last spring", "because the contract with {p} ends in {m} months",
    "to make room for {n} families from {p}", "although only {n} of {m} members were present",
    "on the advice of a surveyor from {p}", "with money left over from the {p} project",
    "before the first frost reached {p}", "against the wishes of {n} traders in {p}",
    "once the drains of {p} had been cleared", "as prices in {p} reached {n} crowns a tonne",
    "days after {p} had done the same", "under a law that {p} has used {n} times", "at a hearing that took {n} hours",
    "so that {n} jobs could stay in {p}",
)  # fmt: skip
QUOTES = (
    "“We counted {n} objections and read every one of them, also those from {p},” the clerk said.",
    "“Nobody in {p} was asked, and that is what hurts,” said the head of the residents' group.",
    "“It will cost {n} crowns a household, no more,” the treasurer told the meeting in {p}.",
    "“My grandmother ran this workshop, and in {p} people remember,” said the owner of a forge.",
    "“Give us {n} weeks and the road to {p} will be open,” the works manager said.",
    "“I have seen {m} such plans come and go since I moved to {p},” said a retired pilot.",
    "“The figures from {p} do not add up, not by {n} tonnes,” the auditor said.",
    "“There were {n} of us in the hall and not one from {p},” a delegate recalled.",
)  # fmt: skip
BOILERPLATE = (
    "{s} is produced by a small newsroom that is owned by its readers. Letters are welcome at any time, and the editor "
    "on duty answers each of them within a week of its arrival.",
    "Reporting in {s} on the public services of the region is made possible by a fund of local foundations, which have "
    "no part in the choice of its subjects and see no article before it is printed.",
    "This article first appeared in the morning edition of {s}. Corrections are listed on the second page of the paper "
    "and at the foot of the article to which they belong.",
    "More news of the coast and the valleys can be found every day in {s}, which has been printed at the same address "
    "since the railway came and is read in every parish of the county.",
)  # fmt: skip
