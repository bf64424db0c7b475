"""The view of a text: what is read in place of it, and that each span of it is a slice of what is stored."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.passage import Passage
from index.view import view

WORDS = st.sampled_from(
    "the fire Orle o\ufb03ce caf\u0065\u0301 Tues\u00adday 1966: - * | , 4 9,870 said. Tram\t crowns \u200b Read more: "
    "Subscribe now Page title: date: it-\n well-\n \n\n \n \r\n \f © “no” a\u00a0b # 12.5 ; --- |---|---|".split(" ")
)
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(WORDS, max_size=60).map(" ".join), st.lists(WORDS, max_size=60).map("".join)
)


def has_no_table(text: str) -> bool:
    """Return whether nothing in a text stands between the cells of a row, whose headings are put in out of order."""
    return not any(mark in text for mark in ("|", "\t", "  ", ",", ";"))


@given(TEXTS.filter(has_no_table))
def test_the_view_of_a_view_is_itself(text: str) -> None:
    seen = view(text)
    assert view(seen.text).text == seen.text


@given(TEXTS, st.data())
def test_every_span_of_a_view_is_a_slice_of_what_is_stored(text: str, data: st.DataObject) -> None:
    seen = view(text)
    start = data.draw(st.integers(0, len(seen.text)))
    end = data.draw(st.integers(start, len(seen.text)))
    first, last = seen.stored(start, end)
    assert 0 <= first <= last <= len(text)


@given(TEXTS.filter(has_no_table))
@example("0\r\u0300")
def test_what_comes_later_in_a_view_comes_later_in_the_text(text: str) -> None:
    seen = view(text)
    places = [seen.stored(n, n + 1) for n in range(len(seen.text))]
    assert places == sorted(places)


@given(TEXTS)
def test_sentences_and_paragraphs_are_slices_in_order(text: str) -> None:
    seen = view(text)
    for spans in (seen.sentences, seen.paragraphs):
        assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(text[start:end].strip() for start, end in seen.paragraphs)


@given(st.text(st.sampled_from("abc .,?"), max_size=80))
def test_a_plain_line_is_its_own_view(text: str) -> None:
    assert view(text).text == text.strip()


def shown(text: str, part: str) -> str:
    """Return what of a text is stored where its view has this part."""
    seen = view(text)
    start = seen.text.index(part)
    first, last = seen.stored(start, start + len(part))
    return text[first:last]


@pytest.mark.parametrize(
    ("text", "part", "stored"),
    [
        ("The \ufb01re o\ufb03cer came.", "fire officer", "\ufb01re o\ufb03cer"),
        ("On Sep\u00adtem\u00adber 12.", "September 12", "Sep\u00adtem\u00adber 12"),
        ("Gov\u200bernor Vale\u200b signed.", "Governor Vale", "Gov\u200bernor Vale"),
        (
            unicodedata.normalize("NFD", "Inês Gonçalves won."),
            "Inês Gonçalves",
            unicodedata.normalize("NFD", "Inês Gonçalves"),
        ),
        ("about 5\u00a0May", "5 May", "5\u00a0May"),
        ("on 30 Octo-\nber, by 23 votes", "30 October", "30 Octo-\nber"),
        ("cut power to 110,-\n000 homes", "110,000", "110,-\n000"),
        ("the al-\nMasri brothers", "al-Masri", "al-\nMasri"),
        ("blamed a well-\nknown bank", "well-known", "well-\nknown"),
        ("sold for half a\nmillion crowns", "half a million", "half a\nmillion"),
    ],
)
def test_a_part_of_a_view_is_found_in_the_text(text: str, part: str, stored: str) -> None:
    assert shown(text, part) == stored


def test_a_line_of_a_list_ends_a_sentence() -> None:
    text = "Kesten bridge\n\n- 1961: Stone is laid\n- 1966: Bridge opens\n"
    assert view(text).text == "Kesten bridge.\n\n1961: Stone is laid.\n\n1966: Bridge opens."
    assert [text[a:b] for a, b in view(text).sentences] == [
        "Kesten bridge",
        "1961: Stone is laid",
        "1966: Bridge opens",
    ]


def test_hard_wrapped_lines_are_one_paragraph_without_a_blank_line_too() -> None:
    text = (
        "Gorm Falk resigned on Monday after a vote of no\nconfidence by the dockers. His deputy, Tess\n"
        "Ohm, takes over until an election is held in\nspring.\nRain\n"
    )
    assert view(text).text.split("\n\n")[0].startswith("Gorm Falk resigned on Monday after a vote of no confidence")
    assert "Tess Ohm" in view(text).text
    assert (
        text[slice(*view(text).sentences[0])]
        == "Gorm Falk resigned on Monday after a vote of no\nconfidence by the dockers."
    )


@pytest.mark.parametrize(
    "table",
    [
        "| Line | Morning | Evening |\n|---|---|---|\n| Bus | 4 crowns | 3 crowns |\n| Tram | 6 crowns | 5 crowns |\n",
        "Line   Morning   Evening\nBus    4 crowns  3 crowns\nTram   6 crowns  5 crowns\n",
        "Line\tMorning\tEvening\nBus\t4 crowns\t3 crowns\nTram\t6 crowns\t5 crowns\n",
        "Line,Morning,Evening\nBus,4 crowns,3 crowns\nTram,6 crowns,5 crowns\n",
    ],
)
def test_a_cell_is_read_with_its_headings(table: str) -> None:
    seen = view(f"Fares\n\n{table}")
    assert (
        "Bus, Morning: 4 crowns; Bus, Evening: 3 crowns.\n\nTram, Morning: 6 crowns; Tram, Evening: 5 crowns."
        in seen.text
    )
    start = seen.text.index("Tram, Evening")
    first, last = seen.stored(start, start + len("Tram"))
    assert f"Fares\n\n{table}"[first:last] == "Tram"


def test_furniture_is_left_out_and_reports_are_not() -> None:
    kept = "Netflix lost 200,000 subscribers, the company said.\n\nThe law on cookies passed on 4 May."
    furniture = "Sign up to our newsletter, read by 60,000 people.\n\nRead more: Quake kills 640\n\n© 2024 Post"
    assert view(f"title: X\ndate: 2024-11-08\n\n{kept}\n\n{furniture}").text == kept
    assert view("Subscribe now").text == "Subscribe now"


def test_heads_and_numbers_of_pages_do_not_break_a_sentence() -> None:
    text = "The site is sold for\nPOST 8 November Page 3\n\n\nPOST 8 November Page 4\n5.4 million crowns.\n"
    assert view(text).text == "The site is sold for 5.4 million crowns."


@pytest.mark.parametrize("run", ["a", "中", "1,", "’", " ", "\u00a0"])
@pytest.mark.parametrize("around", ["{}\nThe end.", "It began {} on a day.\nThe end."])
def test_a_long_run_of_one_sign_ends_no_reading(run: str, around: str) -> None:
    """In time that grows with it, not with its square, which would be hours."""
    assert view(around.format(run * 200_000)).text.endswith("The end.")


def test_what_a_passage_begins_with_is_read_where_it_was_cut_in_a_paragraph() -> None:
    """Its first line has commas enough for a row of a table."""
    lead = "Rescue boats went out in the night and came back with nothing, the harbour master of\nTolvik said, and\n"
    text = (
        "nets, ropes, and boats that were lost in the storm can be looked for from the quay\nof Tolvik.\n\nAll is well."
    )
    cut = Passage("a:x:1", "a", 1, len(lead), len(lead) + len(text), text, lead)
    assert cut.view.text.startswith("nets, ropes, and boats")


def test_a_row_that_a_passage_begins_with_is_read_with_the_headings_before_it() -> None:
    lead, text = "Line | Morning | Evening\nTram | 6 crowns | 5 crowns\n", "Bus | 4 crowns | 3 crowns\n\nAll is well."
    cut = Passage("a:x:1", "a", 1, len(lead), len(lead) + len(text), text, lead)
    assert cut.view.text.startswith("Bus, Morning: 4 crowns; Bus, Evening: 3 crowns")
