"""Passages tile their article, and none is more than the embedder takes."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.article import Article
from index.embedder import MiniLM
from index.passage import Passage, embedded_text
from index.splitter import Splitter

WORDS = "The rebels seized Aleppo on Friday, killing 25 people, a monitor said".split()
SENTENCE = " ".join(WORDS) + ". "
LETTERS = "".join(random.Random(1).choices(string.ascii_lowercase, k=12_000))

SCRAPS = [SENTENCE * 3, LETTERS[:60], LETTERS[:2_500], "가각갂" * 30, "наступление ", "攻势开始了。", "a\u0301\u0302"]
SIGNS = " |\n|\n\n|\r|\r\n|\f|\u200b|\x1c|\u2028|😀|ﷺ|ഔ|\u0ddd".split("|")
PIECES = st.one_of(st.text(max_size=40), st.sampled_from(WORDS), st.sampled_from(SCRAPS), st.sampled_from(SIGNS))
TEXTS = st.lists(st.tuples(PIECES, st.integers(1, 40)), max_size=12).map(
    lambda repeated: "".join(piece * times for piece, times in repeated)
)


@pytest.fixture(scope="module")
def splitter(embedder: MiniLM) -> Splitter:
    return Splitter(embedder)


def article(text: str, title: str = "A title") -> Article:
    return Article(id="a", source="/a.txt", title=title, text=text)


def assert_passages(embedder: MiniLM, whole: Article, passages: list[Passage]) -> None:
    """They tile the article, each is its slice, and each fits the embedder with its title."""
    edge = 0
    for n, passage in enumerate(passages):
        assert (passage.n, passage.start) == (n, edge)
        assert passage.start < passage.end
        assert passage.text == whole.text[passage.start : passage.end]
        edge = passage.end
    assert edge == len(whole.text)
    counts = embedder.token_counts([embedded_text(whole.title, passage.text) for passage in passages])
    assert max(counts, default=0) + 2 <= embedder.max_tokens
    assert len({passage.id for passage in passages}) == len(passages)


@settings(max_examples=80)
@given(text=TEXTS, title=st.one_of(st.text(min_size=1, max_size=200), st.just("각" * 80)))
@example(text="", title="A title")
@example(text=" ", title="A title")
@example(text="\n" * 3_000, title="A title")
@example(text="a\rb\rc", title="\x00")
@example(text="각 " * 3_000, title="각 " * 40)
@pytest.mark.slow
def test_passages_tile_any_text_under_any_title(text: str, title: str, embedder: MiniLM, splitter: Splitter) -> None:
    whole = article(text, title)
    assert_passages(embedder, whole, splitter.split(whole))


@pytest.mark.parametrize(
    "text",
    [
        "наступление " * 2_000,
        "攻势是什么时候开始的" * 1_000,
        "공세는 언제 시작되었나요 " * 500,
        LETTERS[:10_000],
        "\u200b".join(LETTERS[n : n + 4] for n in range(0, 12_000, 4)),
        "\f".join(f"{LETTERS[n : n + 7]} {LETTERS[n : n + 3]}" for n in range(0, 4_000, 10)),
        LETTERS[:2_480] + " " + " ".join(LETTERS[n : n + 5] for n in range(0, 1_500, 5)),
    ],
    ids=[
        "cyrillic",
        "chinese",
        "hangul",
        "10,000 letters",
        "zero-width spaces",
        "form feeds",
        "one long word, then words",
    ],
)
def test_nothing_is_more_than_the_embedder_takes(text: str, embedder: MiniLM, splitter: Splitter) -> None:
    whole = article(text, "각" * 90)
    passages = splitter.split(whole)
    assert_passages(embedder, whole, passages)
    embedder.embed([embedded_text(whole.title, passage.text) for passage in passages[:4]])


def test_a_passage_holds_at_most_the_words_that_are_set(embedder: MiniLM) -> None:
    text = "\n".join(SENTENCE * 2 for _ in range(40))
    for words in (50, 150):
        assert all(len(passage.text.split()) <= words for passage in Splitter(embedder, words).split(article(text)))


def test_passages_begin_at_paragraphs_where_paragraphs_are_short(splitter: Splitter) -> None:
    text = "\n".join(f"Paragraph {n}: {SENTENCE * 3}" for n in range(20))
    assert all(passage.text.startswith("Paragraph") for passage in splitter.split(article(text)))


def test_a_long_paragraph_is_cut_at_its_sentences(splitter: Splitter) -> None:
    passages = splitter.split(article(SENTENCE * 40))
    assert len(passages) > 2
    assert all(passage.text.startswith("The rebels") for passage in passages)


def test_a_long_sentence_is_cut_at_spaces(splitter: Splitter) -> None:
    passages = splitter.split(article(" ".join(WORDS * 60)))
    assert len(passages) > 2
    assert all(word in WORDS for passage in passages for word in passage.text.split())


def test_a_short_article_is_one_passage(splitter: Splitter) -> None:
    assert [passage.text for passage in splitter.split(article("Short.\n\nVery short."))] == ["Short.\n\nVery short."]


def test_the_same_article_is_split_alike_and_another_version_has_other_ids(splitter: Splitter) -> None:
    text = SENTENCE * 40
    assert splitter.split(article(text)) == splitter.split(article(text))
    before = {passage.id for passage in splitter.split(article(text))}
    after = {passage.id for passage in splitter.split(article(text, "Another title"))}
    assert not before & after
