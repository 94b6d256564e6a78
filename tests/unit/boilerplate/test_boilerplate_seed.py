"""The real seed: its body comes out as expected, to the word. Its text stays beside the checkout."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from transforms.boilerplate import engine, packs, spans


def test_the_real_seed_comes_out_as_expected(shared: Path) -> None:
    rules = packs.default_rules()
    expectations = sorted((shared / "expected").glob("*.json"))
    assert expectations
    for path in expectations:
        expected = json.loads(path.read_text(encoding="utf-8"))
        title, standfirst, body = (shared / "seeds" / expected["file"]).read_text(encoding="utf-8").split("\n", 2)
        assert (title, standfirst) == (expected["title"], expected["standfirst"])
        cuts = engine.find_cuts(title, standfirst, body, "en", rules)
        left = spans.apply(body, cuts)
        folded = " ".join(left.split())
        assert hashlib.sha256(folded.encode()).hexdigest() == expected["body_sha256_of_text_with_white_space_folded"]
        assert len([line for line in left.split("\n") if line.strip()]) == expected["paragraphs"]
        assert {cut.kind for cut in cuts} >= set(expected["removed_kinds_at_least"])
        assert not any(text in left for text in expected["must_not_contain"])
