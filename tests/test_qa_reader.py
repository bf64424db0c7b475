"""The extractive reader: spans of passages with margins."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qa.read.network
from index.errors import ModelError, UsageError
from qa.read.network import CLOSELY, MAX_TOKENS, SPANS, RawSpan, Reader
from qa.shipped import READERS

FACT = "The bridge over the Rhône was opened on 4 May 1931 by the mayor, Anna Petit."
FILLER = "The weather was fine and many people walked along the river, as they did every Sunday. "
WHEN = "When was the bridge over the Rhône opened?"


@pytest.fixture(scope="module", params=READERS)
def reader(request: pytest.FixtureRequest) -> Reader:
    return Reader(size=request.param)


def best(reader: Reader, question: str, passage: str) -> str:
    found = reader.read(question, [passage])[0]
    return passage[found[0].start : found[0].end]


@pytest.mark.slow
def test_the_best_span_answers_the_question(reader: Reader) -> None:
    assert best(reader, WHEN, FACT) == "4 May 1931"
    assert best(reader, "Who opened the bridge over the Rhône?", FACT) in ("Anna Petit", "the mayor, Anna Petit")


def test_a_span_of_a_passage_that_answers_has_a_greater_margin_than_one_that_does_not(reader: Reader) -> None:
    answering, other = reader.read(WHEN, [FACT, FILLER])
    assert answering[0].margin > 0 > other[0].margin


@pytest.mark.parametrize("before", [0, 22, 45, 80])
@pytest.mark.slow
def test_a_passage_longer_than_the_model_takes_is_read_to_its_end(before: int, reader: Reader) -> None:
    """Windows overlap by the longest span, so that none is lost at an edge."""
    passage = FILLER * before + FACT + " " + FILLER * 30
    assert len(passage.split()) > MAX_TOKENS
    assert best(reader, WHEN, passage) == "4 May 1931"


@pytest.mark.parametrize("times", [2, 8, 20])
@pytest.mark.slow
def test_a_long_question_leaves_the_passage_its_windows(times: int, reader: Reader) -> None:
    assert best(reader, " ".join([WHEN] * times), FILLER * 20 + FACT + " " + FILLER * 20) == "4 May 1931"


def test_a_question_of_more_tokens_than_it_takes_is_refused_with_both_numbers(reader: Reader) -> None:
    with pytest.raises(UsageError, match=r"The question has 300 tokens; the reader takes 254\. Ask it in fewer words"):
        reader.read("why " * 300, [FACT])


@pytest.mark.slow
def test_what_is_read_of_a_passage_does_not_depend_on_the_others(reader: Reader) -> None:
    passages = [FACT, FILLER * 40 + FACT]
    assert reader.read(WHEN, passages) == [reader.read(WHEN, [passage])[0] for passage in passages]


@pytest.mark.parametrize(
    "edited",
    [
        "When was the bridge over the Rhône closed?",
        "When was the bridge over the Loire opened?",
        "In what century was the mill over the Rhône opened?",
    ],
)
def test_a_question_changed_in_one_word_has_a_much_lower_margin(edited: str, reader: Reader) -> None:
    asked, changed = reader.read(WHEN, [FACT])[0][0], reader.read(edited, [FACT])[0][0]
    assert changed.margin < asked.margin - 3


def test_the_same_input_gives_the_same_output(reader: Reader) -> None:
    assert reader.read(WHEN, [FACT, FILLER]) == reader.read(WHEN, [FACT, FILLER])


@pytest.mark.parametrize("passages", [[], [""], [" \n "], ["", FACT]])
def test_what_holds_no_words_has_no_spans(passages: list[str], reader: Reader) -> None:
    found = reader.read(WHEN, passages)
    assert len(found) == len(passages)
    assert [bool(spans) for spans in found] == [passage == FACT for passage in passages]


def assert_spans(passage: str, spans: list[RawSpan]) -> None:
    """They are slices of the passage, best first, none overlapping another."""
    assert len(spans) <= SPANS
    assert all(0 <= span.start < span.end <= len(passage) for span in spans)
    assert [span.margin for span in spans] == sorted((span.margin for span in spans), reverse=True)
    ordered = sorted(spans, key=lambda span: span.start)
    assert all(one.end <= other.start for one, other in pairwise(ordered))


@settings(max_examples=40)
@given(
    st.text(max_size=60),
    st.lists(
        st.one_of(st.text(max_size=80), st.just("Das 😀 Ende kam 1931. "), st.just("한국어 "), st.just("e\u0301"))
    ).map("".join),
)
def test_spans_of_any_text_are_slices_of_it(reader: Reader, question: str, passage: str) -> None:
    assert_spans(passage, reader.read(question, [passage])[0])


def test_offsets_count_code_points(reader: Reader) -> None:
    assert best(reader, WHEN, "😀 Ünïcödé: 橋. " + FACT) == "4 May 1931"


def test_the_large_reader_takes_the_mean_of_two_networks_the_small_one_counting_a_third() -> None:
    both, own, small = (
        {(span.start, span.end): span.margin for span in reader.read(WHEN, [FACT])[0]}
        for reader in (Reader(size="large"), Reader(model=READERS["large"].file), Reader())
    )
    found = both.keys() & own.keys() & small.keys()
    assert found
    for span in found:
        assert both[span] == pytest.approx((2 * own[span] + small[span]) / 3, abs=1e-3)
        assert abs(own[span] - small[span]) > 0.1


def test_the_digest_of_the_large_reader_is_of_the_files_of_both_networks() -> None:
    large, small = READERS["large"].file, READERS["small"].file
    files = (large, large.with_name("words.bin"), small)
    told = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    assert Reader(size="large").digest == f"sha256:{told}"


@pytest.mark.parametrize("size", READERS)
def test_a_model_that_is_not_there_is_a_clear_error(size: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    gone = READERS[size]._replace(networks={tmp_path / READERS[size].file.name: 1.0})
    monkeypatch.setitem(qa.read.network.READERS, size, gone)
    with pytest.raises(ModelError, match=rf"The {size} reader is not there\. Install {gone.package}, or"):
        Reader(size=size)
    gone.file.write_bytes(b"no network")
    with pytest.raises(ModelError, match=r"cannot be loaded.*Install dateline again"):
        Reader(size=size)


def test_the_large_reader_reads_closely_where_the_small_one_finds_the_best_spans() -> None:
    passages = [f"The bridge of town {n} was opened on {n} May 19{n}0. It rained." for n in range(1, CLOSELY + 3)]
    small, large = Reader(), Reader(size="large")
    glanced, read = small.read(WHEN, passages), large.read(WHEN, passages)
    best = sorted(range(len(passages)), key=lambda n: -glanced[n][0].margin)[:CLOSELY]
    for n, passage in enumerate(passages):
        assert read[n] == (large.read(WHEN, [passage])[0] if n in best else glanced[n])


def test_the_large_reader_leaves_what_is_far_behind() -> None:
    far = [f"It rained in town {n}, and the market was empty." for n in range(1, 5)]
    passages = [*far, FACT, f"Nobody saw it. {FACT}"]
    small, large = Reader(), Reader(size="large")
    glanced, read = small.read(WHEN, passages), large.read(WHEN, passages)
    assert [read[n] == glanced[n] for n in range(len(passages))] == [True] * len(far) + [False] * 2
