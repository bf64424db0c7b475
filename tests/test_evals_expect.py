"""What a case expects besides the right value: errors, corrections, disputes, origins, speakers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from evals_examples import answer
from evals_examples import quote as quoted

from evals.expect import Expect, held
from index.errors import UsageError
from qa.answer import Alternative, Attribution, Citation, Corrected


def quote(text: str, mark: str) -> Citation:
    start = text.index(mark)
    return quoted(0, len(text), text=text, marks=((start, start + len(mark)),))


def test_an_error_is_cited_where_a_quote_marks_it_or_holds_it_without_what_is_right() -> None:
    expect = Expect(never=("62",))
    for text, mark, cited in (
        ("Stenmo, 62, runs again.", "62", True),
        ("Stenmo, 62, runs again.", "Stenmo", True),
        ("She is 52, not 62.", "52", False),
        ("She is 52.", "52", False),
    ):
        assert held(expect, ["52"], answer("52", quote(text, mark)))["error_cited"] is cited
    assert held(expect, ["52"], answer("62"))["error_told"]
    assert not any(held(expect, ["52"], answer(None)).values())


def test_a_correction_counts_where_the_answer_tells_it() -> None:
    given = answer("52", quote("She is 52.", "52"))
    expect = Expect(corrected=True)
    assert held(expect, ["52"], given) == {"correction_told": False}
    assert held(expect, ["52"], replace(given, corrected=Corrected("62", given.citations[0]))) == {
        "correction_told": True
    }


def test_a_dispute_counts_where_all_its_values_are_shown() -> None:
    expect = Expect(disputed=True, values=(("19", "19 people"), ("34",)))
    told = tuple(Alternative(value, None, ()) for value in ("19", "at least 34"))
    assert held(expect, [], replace(answer("19 or 34"), disputed=told)) == {"dispute_shown": True}
    assert held(expect, [], replace(answer("19"), disputed=told[:1])) == {"dispute_shown": False}
    assert held(Expect(disputed=False), [], replace(answer("19"), disputed=told)) == {"false_disputes": True}


def test_speakers_and_origins_count_of_what_is_answered() -> None:
    stated = replace(answer("23", quote("It sank 23 boats.", "23")), origins=1)
    said = replace(stated.citations[0], attribution=Attribution("the White Fleet", "said"))
    expect = Expect(speaker=("White Fleet",), articles=1, origins=1)
    assert held(expect, [], replace(stated, citations=(said,))) == {"speaker_told": True, "origins_told": True}
    assert held(expect, [], stated)["speaker_told"] is False
    assert held(Expect(speaker=()), [], stated) == {"speaker_told": True}
    assert held(expect, [], answer(None)) == {}


@pytest.mark.parametrize("given", [["62"], {"newer": True}, {"never": "62"}])
def test_what_nobody_can_expect_is_refused(given: object) -> None:
    with pytest.raises(UsageError, match="expect"):
        Expect.parse(given)
