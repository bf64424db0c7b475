"""Who is told to have said what a quote tells."""

from __future__ import annotations

import pytest

from qa.answer import Attribution
from qa.text.attribution import attribution

SAID = {
    ("The White Fleet said the storm sank 23 boats.", "23"): ("The White Fleet", "said"),
    ("The storm sank 23 boats, the White Fleet said on Monday.", "23"): ("the White Fleet", "said"),
    ("According to a study by Holm University, the tax saves 4,000 lives.", "4,000"): (
        "a study by Holm University",
        "according to",
    ),
    ("The boats sank at night, according to the priest Anton Vell.", "night"): (
        "the priest Anton Vell",
        "according to",
    ),
    ("Only 9% is recycled, according to the Holm Agency — even of what was sorted.", "9%"): (
        "the Holm Agency",
        "according to",
    ),
    ('"It was built in 1280," archaeologist Tiril Moe said.', "1280"): ("archaeologist Tiril Moe", "said"),
    ('"It was built in 1280," said Tiril Moe.', "1280"): ("Tiril Moe", "said"),
    ("Prices will rise by 5 percent, minister Tarik Saad told reporters on Friday.", "5 percent"): (
        "minister Tarik Saad",
        "told",
    ),
    ("Mara Quill, who leads the union, said workers want 9 percent more pay.", "9 percent"): ("Mara Quill", "said"),
    ("The inspector Bo Tamm, 51, who flew the drone, told reporters the cracks are new.", "new"): (
        "The inspector Bo Tamm",
        "told",
    ),
    ("The deal was signed at midnight, said two officials who saw it.", "midnight"): ("two officials", "said"),
    ("The cracks were found by Bo Tamm, who flew the drone, said Tiril Moe.", "Bo Tamm"): ("Tiril Moe", "said"),
    ("The boats sank at night, according to estimates by the port.", "night"): (
        "estimates by the port",
        "according to",
    ),
    ("The port had room for 40 boats, not 60 as the owners claim, according to the harbour board.", "60"): (
        "the owners",
        "claim",
    ),
    ("The port had room for 40 boats, not 60 as the owners claim, according to the harbour board.", "40"): (
        "the harbour board",
        "according to",
    ),
    ("Twelve riders fell, the jury said; the doctors speak of nine.", "nine"): ("the doctors", "speak of"),
    ("The brewers' union claims that it will cost 2,600 jobs.", "2,600"): ("The brewers' union", "claims"),
    ('"It was built in 1280," Tiril Moe, an archaeologist, told Holm Radio.', "1280"): ("Tiril Moe", "told"),
    ('"It was built in 1280," said Dr. Tiril Moe, head of the dig.', "1280"): ("Dr. Tiril Moe", "said"),
    ("The United States paid 5 million crowns, the White Fleet said.", "5 million"): ("the White Fleet", "said"),
    ("It reopens on 3 May, days after the board announced a strike, the port said.", "3 May"): ("the port", "said"),
}
STATED = {
    "Parliament passed the tax by 88 votes.": "88",
    "The new governor, Jens Ott, spoke of calmer prices.": "Jens Ott",
    "He said 23 boats sank.": "23",
    "He recently announced that 23 boats sank.": "23",
    "The United States bought 23 boats.": "23",
    "Five member states bought 23 boats.": "23",
    '"The storm sank 23 boats," she told Holm Radio.': "23",
    "The tax is said to cost 2,600 jobs.": "2,600",
    "Mara Quill, who leads the union, said workers want 9 percent more pay.": "Mara Quill",
    "Mara Quill, head of the union, said workers want 9 percent more pay.": "Mara Quill",
    "Bo Tamm, the inspector, said the cracks were found last Thursday by a drone.": "Bo Tamm",
    "Ilse Dorrant, the mayor, said in a statement that the deal was signed.": "Ilse Dorrant",
    "The town put 4 million into the bridge.": "town",
}


@pytest.mark.parametrize(("told", "speaker"), SAID.items())
def test_the_speaker_is_the_one_whose_words_hold_the_value(told: tuple[str, str], speaker: tuple[str, str]) -> None:
    sentence, value = told
    start = sentence.index(value)
    assert attribution(sentence, (start, start + len(value))) == Attribution(*speaker)


@pytest.mark.parametrize(("sentence", "value"), STATED.items())
def test_what_is_stated_or_said_by_none_that_has_a_name_has_no_speaker(sentence: str, value: str) -> None:
    start = sentence.index(value)
    assert attribution(sentence, (start, start + len(value))) is None
