"""How answers and passages look."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.article import ArticleRecord
from index.catalogue import Summary
from index.indexer import IndexReport
from index.reading import Failure, Notice, Skipped
from index.report import Same, Taken
from index.store import Maker
from qa.answer import (
    Alternative,
    Answer,
    CalendarDate,
    Citation,
    DatedValue,
    Provenance,
    Sentence,
    Timings,
    Unsupported,
    Written,
)
from qa.events import Answered, Retrieved
from qa.found import Found
from qa.screen import listing, quotes, show
from qa.screen.details import details
from qa.screen.terminal import Screen, clean
from qa.shipped import READERS

TEXT = (
    "The dam was old. It broke on 3 May, at night. Twelve people drowned.\n\n"
    "The mayor resigned on Monday. Nobody was surprised."
)
PIPE = Screen()
TERMINAL = Screen(width=80, styled=True)


def cite(quote: str, mark: str = "", n: int = 1, article: str = "a1") -> Citation:
    """Return a citation of TEXT, with one mark."""
    start = TEXT.index(quote)
    at = TEXT.index(mark, start)
    return Citation(
        n=n,
        cited_text=quote,
        start_char_index=start,
        end_char_index=start + len(quote),
        marks=((at, at + len(mark)),) if mark else (),
        article_id=article,
        document_title="The dam",
        source="news/dam.txt",
        line=TEXT.count("\n", 0, start) + 1,
        url=None,
        published=None,
    )


ANSWERED = Answer(
    question="When did the dam break?",
    understood_as=None,
    status="answered",
    answer="3 May",
    sentences=(Sentence(0, 5, (1,)),),
    confidence=0.974,
    citations=(cite("It broke on 3 May, at night.", "3 May"),),
    alternatives=(),
    nearest=(),
    unsupported=(),
    reason=None,
    message=None,
    undated_left_out=0,
    written=None,
    provenance=Provenance("reader", "sha256:0", "1@0"),
    timings_ms=Timings(retrieve=1.0, read=2.0, total=3.5),
)
ABSTAINED = replace(
    ANSWERED,
    status="abstained",
    answer=None,
    sentences=(),
    citations=(),
    confidence=None,
    reason="not_found",
    message="I found no passage that answers this.",
    nearest=(cite("It broke on 3 May, at night."), cite("The mayor resigned on Monday.", n=2)),
)


def text_of(_: str) -> str | None:
    """Give TEXT for every article."""
    return TEXT


def test_an_answer_stands_alone_on_the_first_line() -> None:
    """So `qa ask … | head -1` is the answer; below it is how firmly it stands."""
    first, second, *_ = show.answer(PIPE, ANSWERED, text_of).split("\n")
    assert first == "3 May"
    assert second == "confidence 97 % · quoted exactly · in 1 article"


def test_a_quote_shows_its_mark_its_neighbours_and_its_place() -> None:
    """The whole quote, the answer marked in it, one sentence on each side, the title, and file:line."""
    assert show.answer(PIPE, ANSWERED, text_of).split("\n")[3:] == [
        "[1]   The dam was old.",
        "    > It broke on **3 May**, at night.",
        "      Twelve people drowned.",
        "    The dam",
        "    news/dam.txt:1",
    ]


def test_in_a_terminal_the_mark_is_bold_and_the_neighbours_grey() -> None:
    """The quote stands between two grey sentences."""
    shown = show.answer(TERMINAL, ANSWERED, text_of)
    assert "    │ It broke on \x1b[1;4m3 May\x1b[0m, at night." in shown
    assert "\x1b[2mThe dam was old.\x1b[0m" in shown
    assert "\x1b[2mTwelve people drowned.\x1b[0m" in shown


def test_an_answer_from_two_articles_says_so() -> None:
    """Two quotes from one article are one article."""
    two = replace(
        ANSWERED, citations=(cite("It broke on 3 May, at night."), cite("The dam was old.", n=2, article="a2"))
    )
    assert "in 2 articles" in show.answer(PIPE, two, text_of)
    one = replace(ANSWERED, citations=(cite("It broke on 3 May, at night."), cite("The dam was old.", n=2)))
    assert "in 1 article\n" in show.answer(PIPE, one, text_of)


def test_other_values_are_shown_under_also_found_with_their_quotes() -> None:
    """Each with its confidence and its own numbered quote."""
    other = Alternative("Monday", 0.41, (cite("The mayor resigned on Monday.", "Monday", n=2),))
    shown = show.answer(PIPE, replace(ANSWERED, alternatives=(other,)), text_of)
    *_, found, value, quote = shown.split("\n\n")
    assert (found, value) == ("also found", "Monday, 41 %")
    assert quote.startswith("[2]   Twelve people drowned.\n    > The mayor resigned on **Monday**.\n")


def test_an_abstention_says_what_it_means_and_shows_the_nearest_passages() -> None:
    """It never says that the articles do not say it."""
    shown = show.answer(PIPE, ABSTAINED, text_of)
    assert shown.startswith("I found no passage that answers this.\n\nnearest passages\n\n[1] > It broke on 3 May")
    assert "[2] > The mayor resigned on Monday.\n    The dam\n    news/dam.txt:3" in shown


def test_a_day_that_the_words_do_not_say_stands_behind_them() -> None:
    date = CalendarDate("2024-11-27", "day", "Wednesday", "published 2024-12-02")
    shown = show.answer(PIPE, replace(ANSWERED, answer="Wednesday", answer_date=date), text_of)
    assert shown.startswith("Wednesday (27 November 2024)\n")
    whole = replace(date, said="27 November 2024", resolved_against=None)
    shown = show.answer(PIPE, replace(ANSWERED, answer="27 November 2024", answer_date=whole), text_of)
    assert shown.startswith("27 November 2024\n")


def test_values_by_time_stand_in_a_row_with_what_tells_them_apart() -> None:
    """The year where it differs, the hour alone where the day does not; who told it, and whether in the same words."""
    quote = replace(cite("It broke on 3 May, at night.", "3 May"), outlet="Gazette")
    two = (replace(quote, n=2), replace(quote, n=3, outlet="Courier"))

    def told(*dates: CalendarDate | None) -> str:
        values = [DatedValue(f"{n}", date, (quote,) if n == 1 else two) for n, date in enumerate(dates, 1)]
        return show.row(replace(ANSWERED, values=tuple(values)))

    days = [
        CalendarDate(value, "day", None, f"published {value}") for value in ("2024-05-04", "2024-05-02", "2023-01-01")
    ]
    undated = [CalendarDate(value, "time", "x", None) for value in ("T18:40", "T09:30")]
    hours = [CalendarDate(value, "time", "x", None) for value in ("2024-05-04T18:40", "2024-05-04T09:30")]
    assert told(*days[:2]) == "1 (4 May, Gazette) · 2 (2 May, 2 outlets, same text) [2] [3]"
    assert told(*days[1:]) == "1 (2 May 2024, Gazette) · 2 (1 January 2023, 2 outlets, same text) [2] [3]"
    for of_one_day in (hours, undated):
        assert told(*of_one_day) == "1 (18:40, Gazette) · 2 (09:30, 2 outlets, same text) [2] [3]"
    assert told(days[0], None) == "1 (4 May, Gazette) · 2 (undated, 2 outlets, same text) [2] [3]"


def test_a_guess_is_marked_as_one_and_no_quote_is_shown_twice() -> None:
    """With its figure; at most three quotes of about two lines stand beside it."""
    guess = Alternative("3 May", 0.18, (cite("It broke on 3 May, at night.", "3 May"),))
    shown = show.answer(PIPE, replace(ABSTAINED, guess=guess), text_of)
    assert "\n\na guess, 18 %: 3 May\n\n[1] > It broke on **3 May**, at night.\n" in shown
    assert shown.count("It broke on") == 1
    long = replace(cite("It broke on 3 May, at night."), cited_text="The dam broke. " * 40)
    shown = show.answer(PIPE, replace(ABSTAINED, nearest=(long,) * 5), text_of)
    assert shown.count("> ") == 3
    assert all(len(line) < 170 for line in shown.split("\n"))
    lines = show.answer(TERMINAL, replace(ABSTAINED, nearest=(long,) * 5), text_of).split("\n")
    assert sum("│" in line for line in lines) == 6


def test_a_quote_without_spaces_is_cut_to_two_lines_too() -> None:
    """A long one of a script that has none would fill the screen."""
    long = replace(cite("It broke on 3 May, at night."), cited_text="市长周一辞职" * 100)
    shown = show.answer(PIPE, replace(ABSTAINED, nearest=(long,)), text_of)
    assert f"[1] > {'市长周一辞职' * 25}…\n" in shown


def test_a_weak_answer_of_the_small_reader_names_what_may_know_better() -> None:
    """Where it abstains, too; no other model's answer does."""
    small = Provenance(READERS["small"].name, "sha256:0", "1@0")
    assert "QA_READER=large" in show.weak(replace(ANSWERED, provenance=small, confidence=0.4))
    assert "QA_READER=large" in show.weak(replace(ABSTAINED, provenance=small))
    assert show.weak(replace(ANSWERED, provenance=small, confidence=0.9)) == ""
    assert show.weak(replace(ANSWERED, confidence=0.4)) == ""


def test_without_calibration_no_confidence_is_shown() -> None:
    """`confidence` is null where nothing has been calibrated."""
    shown = show.answer(PIPE, replace(ANSWERED, confidence=None), text_of)
    assert shown.split("\n")[1] == "quoted exactly · in 1 article"


def test_the_way_a_follow_up_was_understood_comes_first() -> None:
    """The reader sees what was asked in its place."""
    shown = show.answer(PIPE, replace(ANSWERED, understood_as="When did the dam break?"), text_of)
    assert shown.startswith("understood as: When did the dam break?\n\n3 May\n")


def test_what_was_left_out_is_told() -> None:
    """Undated articles under a date filter, and sentences without a quote."""
    shown = show.answer(
        PIPE,
        replace(
            ANSWERED,
            message="2 articles without a date were left out.",
            unsupported=(Unsupported("Rain.", "no quote"),),
        ),
        text_of,
    )
    assert "2 articles without a date were left out." in shown
    assert "Rain. (no quote)" in shown


@pytest.mark.parametrize("text", [None, TEXT.replace("3 May", "4 May"), ""])
def test_a_quote_stands_alone_when_its_article_has_changed_since(text: str | None) -> None:
    """The neighbours come from the stored article; one that no longer holds the quote has none to give."""
    shown = show.answer(PIPE, ANSWERED, lambda _: text)
    assert shown.split("\n")[3:] == ["[1] > It broke on **3 May**, at night.", "    The dam", "    news/dam.txt:1"]


def test_no_screen_claims_to_have_verified_anything() -> None:
    """What is checked is that the quote is there, not that the article is right."""
    assert "verif" not in show.answer(PIPE, ANSWERED, text_of).lower()


def test_the_place_gives_date_and_address_where_they_are_known() -> None:
    """A source without lines is shown without one."""
    known = replace(
        cite("The dam was old."), published="2024-05-04T08:00:00+00:00", url="https://news.example/1", line=None
    )
    (shown,) = quotes.blocks(PIPE, [known], text_of)
    assert shown.endswith("    news/dam.txt · 2024-05-04 · https://news.example/1")


def test_escape_sequences_of_an_article_do_not_reach_the_terminal() -> None:
    """Neither from its text nor from its title, source, address or date."""
    evil = "\x1b]0;owned\x07\u202e"
    citation = replace(
        cite("It broke on 3 May, at night.", "3 May"),
        cited_text=f"It {evil} on 3 May, at night.",
        document_title=evil,
        source=evil,
        url=evil,
        published=evil,
        marks=(),
    )
    given = replace(ANSWERED, answer=evil, citations=(citation,), message=evil, understood_as=evil)
    shown = show.answer(PIPE, given, text_of)
    assert clean(shown) == shown
    for name in ("\x1b", "\x07", "\u202e"):
        assert name not in shown


def test_wide_text_keeps_to_the_screen() -> None:
    """Chinese takes two columns a character."""
    text = "新闻" * 200
    citation = replace(cite("The dam was old."), cited_text=text, document_title=text)
    (shown,) = quotes.blocks(TERMINAL, [citation], lambda _: None)
    assert max(len(line) for line in shown.split("\n")[:-1]) <= 4 + 2 + 38


class TestSurroundings:
    """What stands around a quote."""

    def test_as_many_sentences_as_asked_for(self) -> None:
        """Those nearest to the quote, in order."""
        start = TEXT.index("Twelve")
        around = quotes.surroundings(TEXT, start, start + len("Twelve people drowned."), sentences=2)
        assert around == (
            "The dam was old. It broke on 3 May, at night.",
            "The mayor resigned on Monday. Nobody was surprised.",
        )

    def test_none_at_the_ends_of_the_article(self) -> None:
        """A quote of the whole text has nothing around it."""
        assert quotes.surroundings(TEXT, 0, len(TEXT)) == ("", "")

    def test_the_mark_before_a_row_or_an_item_is_no_sentence(self) -> None:
        for text in ("| Cat | 3 |\n|---|---|\n| Dog | 5 |\n| Eel | 7 |", "- Cat 3\n- Dog 5\n- Eel 7"):
            start = text.index("Dog")
            assert "Cat" in quotes.surroundings(text, start, start + 3).before

    def test_a_very_long_sentence_is_shortened_on_its_far_side(self) -> None:
        """The words next to the quote stay."""
        text = "word " * 1000 + "here. QUOTE. And " + "more " * 1000
        start = text.index("QUOTE.")
        before, after = quotes.surroundings(text, start, start + 6)
        assert before.startswith("…word")
        assert before.endswith("word here.")
        assert len(before) <= 301
        assert after.startswith("And more")
        assert after.endswith("more…")


def test_the_whole_article_shows_the_quote_marked_across_lines() -> None:
    """Every line of the article is there, as a line of its own."""
    start, end = TEXT.index("Twelve"), TEXT.index(" resigned")
    assert quotes.article(PIPE, TEXT, start, end) == (
        "The dam was old. It broke on 3 May, at night. **Twelve people drowned.**\n\n"
        "**The mayor** resigned on Monday. Nobody was surprised."
    )


def test_a_passage_shows_its_three_scores_where_they_are_wanted() -> None:
    """Its paragraphs stay apart, and its place is shown as that of a quote."""
    place = ("a1", "The dam", "news/dam.txt", 1, None, "2024-05-04")
    one = Found(1, "The dam\nwas old.", 0, 16, *place, 0.713, 12.3, 1.25, outlet="The Dam Post")
    plain = "[1] The dam\n    was old.\n    The dam\n    news/dam.txt:1 · The Dam Post · 2024-05-04"
    assert quotes.passages(PIPE, [one]) == plain
    assert quotes.passages(PIPE, [one], scores=True) == (
        "[1] fused 1.25 · dense 0.71 · lexical 12.30\n"
        "    The dam\n"
        "    was old.\n"
        "    The dam\n"
        "    news/dam.txt:1 · The Dam Post · 2024-05-04"
    )


def test_verbose_tells_the_time_of_each_stage() -> None:
    """In milliseconds, with the total."""
    shown = details(PIPE, [Retrieved(()), Answered(ANSWERED)])
    assert shown.endswith("retrieve 1.0 ms · read 2.0 ms · total 3.5 ms")


WRITTEN = replace(
    ANSWERED,
    answer="It broke on 3 May.",
    confidence=None,
    unsupported=(Unsupported("It rained.", "no quote supports it"), Unsupported("Many fled.", "no quote supports it")),
    written=Written(prompt_tokens=1_204, tokens=41, finished="stop", passages=6, passages_left_out=2),
    provenance=Provenance("ollama/llama3.2", "sha256:0", "1@0"),
    timings_ms=Timings(retrieve=1.0, first_token=800.0, write=4_000.0, check=9.5, total=4_900.0),
)


def test_what_a_language_model_wrote_had_its_values_checked() -> None:
    """Which the embedded reader's answer is not said to have, nor one that it gave in place of a language model's."""
    assert show.standing(WRITTEN) == "quoted exactly · values checked · in 1 article"
    instead = replace(
        ANSWERED, written=WRITTEN.written, provenance=Provenance(READERS["small"].name, "sha256:0", "1@0")
    )
    assert show.standing(instead) == "confidence 97 % · quoted exactly · in 1 article"


@pytest.mark.parametrize("given", [WRITTEN, replace(ABSTAINED, unsupported=WRITTEN.unsupported)])
def test_what_was_taken_out_is_shown_with_why(given: Answer) -> None:
    """Under one heading, of an answer as of an abstention."""
    assert ("\n\ntaken out\n  It rained. (no quote supports it)\n  Many fled. (no quote supports it)") in show.answer(
        PIPE, given, text_of
    )


def test_verbose_tells_the_tokens_and_the_passages_of_a_language_model() -> None:
    """The rate is of the tokens after the first one; a stage that did not run is not told."""
    assert details(PIPE, [Answered(WRITTEN)]).strip().split("\n") == [
        "retrieve 1.0 ms · first token 800.0 ms · write 4000.0 ms · check 9.5 ms · total 4900.0 ms",
        "prompt 1,204 tokens · wrote 41 tokens, 10.0 a second · 6 passages shown to it, 2 more than fit",
    ]


def test_verbose_is_silent_on_what_a_server_does_not_count() -> None:
    """A server need not tell tokens."""
    untold = replace(WRITTEN, written=Written(None, None, "stop", 8, 0))
    assert details(PIPE, [Answered(untold)]).endswith("\n8 passages shown to it")


def test_sentences_make_one_paragraph_with_the_numbers_of_their_quotes() -> None:
    """A sentence without quotes has none."""
    assert show.sentences(PIPE, [("It broke.", (1, 3)), ("It rained.", ()), ("He left.", (2,))]) == (
        "It broke. [1][3] It rained. He left. [2]"
    )


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (ANSWERED, "qa chat"),
        (replace(ABSTAINED, reason="needs_language_model"), "qa models"),
        (ABSTAINED, "qa search"),
        (replace(ABSTAINED, reason="empty_index", nearest=()), "qa index"),
    ],
)
def test_the_next_step_fits_the_answer(given: Answer, says: str) -> None:
    """What one could type next depends on what came out."""
    assert says in show.next_step(given)


class TestListing:
    """How the index looks."""

    def test_a_run_that_found_no_article_says_so_and_what_would_be_one(self) -> None:
        shown = listing.report(PIPE, IndexReport())
        assert shown.startswith("No article was found there. One is a file of text")
        assert "0 new" in shown

    def test_a_report_counts_and_gives_the_reason_of_each_failure(self) -> None:
        """A line of a JSONL file is named as file:line."""
        report = IndexReport(
            new=1,
            changed=2,
            unchanged=1234,
            passages=9,
            failed=[Failure("a.doc", "Not a format."), Failure("b.jsonl", "No text.", 7)],
            skipped=[Skipped("README.md", "about the folder, by its name"), Skipped("link.txt", "a link")],
            copies=[Same("e.txt", "f.txt")],
            notices=[Notice("a.txt", "Garbled."), Notice("b.jsonl", "Garbled.", 3)],
            taken=[
                Taken("c.txt", "1", "C", "2024-11-27", "text", "Post", "en", "new"),
                Taken("d.txt", "2", "D", None, None, None, "de", "changed"),
            ],
            unpruned=["news"],
        )
        assert listing.report(PIPE, report).split("\n") == [
            "failed  a.doc: Not a format.",
            "failed  b.jsonl:7: No text.",
            "skipped  README.md: about the folder, by its name",
            "skipped  link.txt: a link",
            "notice  a.txt, b.jsonl:3: Garbled.",
            "copy  e.txt: counts once, as it is the same as f.txt",
            "not pruned  news: something in it failed",
            "1 new · 2 changed · 1,234 unchanged · 2 failed · 2 skipped · 9 passages · 0.0 s",
            "dated     1 by a line of the text",
            "undated   1: d.txt; --since and --until leave them out, --published DAY dates them",
            "outlets   Post (1); 1 without",
        ]

    def test_an_empty_folder_says_what_to_do(self) -> None:
        """The first thing a new user needs."""
        assert "qa index PATH" in listing.summary(PIPE, Summary("/data/.qa", 0))

    def test_a_summary_says_what_is_indexed_and_with_what(self) -> None:
        """Counts, dates, folder, models, and the articles that it lists."""
        record = ArticleRecord("id1", "/n/dam.txt", "The\ndam", None, None, None, 1, False, "h", 2, 100)
        maker = Maker("minilm", "sha256:0123456789abcdef", 384, "paragraphs-sentences/1", (("words", 150),))
        summary = Summary("/data/.qa", 1_500_000, 3, 2, 5, 1, "2024-01-01", "2024-02-01", maker, (record,))
        shown = listing.summary(PIPE, summary)
        assert shown.startswith("2 articles, 5 passages, published 2024-01-01 to 2024-02-01 (1 undated)\n")
        for part in ("/data/.qa", "1.5 MB", "minilm, 384 dimensions, sha256:0123456789ab…", "words 150", "and 1 more"):
            assert part in shown
        assert "id1  undated     The dam · /n/dam.txt" in shown
