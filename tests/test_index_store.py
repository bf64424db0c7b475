"""A published store: what it gives back, what it finds, and what a filter lets through."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from index_store_fakes import EMBEDDER, SPLITTER, article, folder_of, put, stored, words

from index.article import Article
from index.draft import check_visible
from index.embedder import MiniLM
from index.errors import ArticleError, NotFoundError, UsageError
from index.filters import Filters
from index.folder import DataFolder
from index.indexer import put_articles, remove_articles
from index.passage import embedded_text
from index.salvage import Salvage
from index.splitter import Splitter
from index.store import Store
from index.words import STOP_WORDS, words_of

TOPICS = "aleppo rebels harvest wheat storm coast election ballot violin concert".split()


def text_on(topic: str, n: int) -> str:
    return f"On {topic} and {topic}: the report number {n} of the {topic}. " + words(f"{topic}{n}x", 25)


@contextmanager
def reading(path: Path) -> Iterator[Store]:
    folder = folder_of(path)
    with folder.reading() as store:
        assert store is not None
        yield store
    folder.close()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1,200 articles on ten topics, of one or two passages each; every third is without a date."""
    path = tmp_path_factory.mktemp("corpus")
    articles = []
    for n in range(1200):
        topic = TOPICS[n % len(TOPICS)]
        text = text_on(topic, n) + ("\n\n" + words(f"more{n}x", 30) if n % 2 else "")
        published = None if n % 3 == 1 else f"2024-{1 + n % 12:02}-10"
        articles.append(article(f"{topic}-{n}", text, source=f"/news/{topic}/{n}.txt", published=published))
    put(path / ".qa", *articles)
    return path / ".qa"


def exact(store: Store, vector: np.ndarray, k: int, allowed: set[str] | None = None) -> list[str]:
    ids = [hit.passage_id for hit in store.dense(vector, 10_000)]
    if allowed is not None:
        ids = [passage.id for passage in store.passages(ids) if passage.article_id in allowed]
    scores = dict(zip(ids, store.vectors(ids) @ vector, strict=True))
    return sorted(ids, key=lambda i: (-round(float(scores[i]), 5), i))[:k]


@pytest.mark.slow
def test_dense_finds_the_nearest_by_cosine_best_first(corpus: Path) -> None:
    vector = EMBEDDER.embed([embedded_text("Title of storm-4", text_on("storm", 4))])[0]
    with reading(corpus) as store:
        found = store.dense(vector, 50)
        scores = [hit.score for hit in found]
        assert len(found) == 50
        assert scores == sorted(scores, reverse=True)
        assert found[0].passage_id.startswith("storm-4:")
        assert found[0].score == pytest.approx(1, abs=1e-5)
        assert store.vectors([hit.passage_id for hit in found]) @ vector == pytest.approx(scores, abs=1e-5)
        assert len(set(exact(store, vector, 20)) & {hit.passage_id for hit in found[:20]}) >= 18


@pytest.mark.parametrize("articles", [1, 30, 130, 200, 700])
def test_dense_holds_to_the_allowed_articles(articles: int, corpus: Path) -> None:
    vector = EMBEDDER.embed([text_on("storm", 4)])[0]
    with reading(corpus) as store:
        allowed = frozenset(record.id for record in store.articles(limit=2000)[:articles])
        found = store.dense(vector, 20, allowed)
        assert {passage.article_id for passage in store.passages([hit.passage_id for hit in found])} <= allowed
        assert len(found) == min(20, sum(store.article(i).passages for i in allowed))
        scores = [hit.score for hit in found]
        assert scores == sorted(scores, reverse=True)
        best = store.vectors(exact(store, vector, 20, set(allowed))) @ vector
        assert np.mean(best) == pytest.approx(np.mean(scores), abs=0.02)


def test_nothing_allowed_finds_nothing(corpus: Path) -> None:
    with reading(corpus) as store:
        assert store.dense(EMBEDDER.embed(["storm"])[0], 5, frozenset()) == []
        assert store.lexical("storm", 5, frozenset()) == []
        assert store.vectors([]).shape == (0, EMBEDDER.dimension)
        assert store.passages([]) == []


def test_lexical_finds_stems_and_titles_without_stop_words_best_first(corpus: Path) -> None:
    with reading(corpus) as store:
        found = store.lexical("What did it report on the HARVESTS?", 200)
        passages = store.passages([hit.passage_id for hit in found])
        assert {passage.article_id.split("-")[0] for passage in passages} == {"harvest"}
        scores = [hit.score for hit in found]
        assert scores == sorted(scores, reverse=True)
        assert scores[-1] > 0
        assert store.lexical("storm4x7", 5)[0].passage_id.startswith("storm-4:")


def test_lexical_holds_to_the_allowed_articles(corpus: Path) -> None:
    with reading(corpus) as store:
        allowed = frozenset({"storm-4", "storm-14", "election-6"})
        found = store.lexical("storm or election", 10, allowed)
        assert {passage.article_id for passage in store.passages([hit.passage_id for hit in found])} == allowed


def test_frequent_words_are_left_out_of_a_large_store_unless_there_are_no_others(corpus: Path) -> None:
    with reading(corpus) as store:
        rare = {hit.passage_id for hit in store.lexical("storm4x7 report", 100)}
        assert len(rare) == 1
        assert len(store.lexical("report", 100)) == 100


def test_every_word_counts_in_a_small_store(tmp_path: Path) -> None:
    put(tmp_path, *(article(f"a{n}", f"A report of {n}.") for n in range(5)))
    with reading(tmp_path) as store:
        assert len(store.lexical("the report", 10)) == 5
        assert len(store.lexical("of", 10)) == 5


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Повстанцы начали наступление на Алеппо в среду.", "когда началось наступление?"),
        ("Die Rebellen nahmen Überlingen ein.", "uberlingen"),
        ("攻势开始了。", "攻势开始了"),
        ("O'Brien won 3.5 million at AT&T.", "O'Brien AND AT&T"),
    ],
)
def test_other_scripts_and_signs_are_found(text: str, question: str, tmp_path: Path) -> None:
    put(tmp_path, article("a", text), article("b", "Something else entirely."))
    with reading(tmp_path) as store:
        assert [hit.passage_id[:2] for hit in store.lexical(question, 5)] == ["a:"]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(max_size=200) | st.text(alphabet='"*():^-+{}[]ANDORNEAR,. \0abc', max_size=60))
def test_no_question_breaks_the_lexical_search(question: str, corpus: Path) -> None:
    with reading(corpus) as store:
        assert len(store.lexical(question, 5)) <= 5


def test_stop_words_stay_where_there_are_no_others() -> None:
    assert words_of("When did the offensive start?") == ['"offensive"', '"start"']
    assert words_of("Who was it?") == ['"who"', '"was"', '"it"']
    assert words_of("?!") == []
    assert all(word == word.casefold() for word in STOP_WORDS)


def test_filters_by_article_source_and_date(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(corpus) as store:

        def passing(**fields: object) -> set[str]:
            allowed = store.allowed(Filters(**fields))  # type: ignore[arg-type]
            assert allowed is not None
            return set(allowed)

        every = {record.id for record in store.articles(limit=2000)}
        storms = {name for name in every if name.startswith("storm-")}
        assert store.allowed(Filters()) is None
        assert passing(article_ids=("storm-4", "nothing")) == {"storm-4"}
        assert passing(sources=("/news/storm",)) == passing(sources=("/news/storm/",)) == storms
        assert passing(sources=("/news/wheat/../storm",)) == storms
        assert passing(sources=("/news/storm/4.txt", "/news/storm/14.txt")) == {"storm-4", "storm-14"}
        assert passing(sources=("/news/sto",)) == set()
        assert passing(sources=("/",)) == every
        monkeypatch.chdir("/")
        assert passing(sources=("news/storm/4.txt",)) == {"storm-4"}
        march = {record.id for record in store.articles(limit=2000) if (record.published or "").startswith("2024-03")}
        assert march
        assert passing(since="2024-03-01", until="2024-03-31") == march
        assert passing(since="2024-03-10", until="2024-03-10") == march
        assert passing(since="2024-03-11", until="2024-04-09") == set()
        assert passing(since="2024-03-01", until="2024-03-31", sources=("/news/storm",)) == march & storms
        assert store.undated(Filters(since="2024-01-01")) == 400
        assert store.undated(Filters(until="2024-01-01", article_ids=("violin-28", "storm-14"))) == 1
        assert store.undated(Filters(article_ids=("violin-28",))) == 0
        with pytest.raises(UsageError, match="YYYY-MM-DD"):
            passing(since="soon")


def test_a_source_named_through_the_api_is_matched_as_it_is(tmp_path: Path) -> None:
    put(tmp_path, article("a", "One.", source="api:wire"), article("b", "Two.", source="api:other"))
    with reading(tmp_path) as store:
        assert store.allowed(Filters(sources=("api:wire",))) == {"a"}


@pytest.mark.parametrize("count", [1_000, 100_000])
@pytest.mark.slow
def test_any_number_of_sources_filters(count: int, corpus: Path) -> None:
    others = tuple(f"/nowhere/{n}.txt" if n % 2 else f"api:{n}" for n in range(count))
    with reading(corpus) as store:
        assert store.allowed(Filters(sources=others)) == frozenset()
        assert store.allowed(Filters(sources=(*others, "/news/storm/4.txt"))) == {"storm-4"}


@pytest.mark.parametrize("odd", ["\ud800", "a\0b", "", "'", "%", "x" * 5000])
def test_odd_names_find_nothing(odd: str, corpus: Path) -> None:
    with reading(corpus) as store:
        assert store.allowed(Filters(article_ids=(odd,))) == frozenset()
        assert store.allowed(Filters(sources=(odd,))) == frozenset()
        assert store.dense(EMBEDDER.embed(["a"])[0], 5, frozenset({odd})) == []
        assert store.lexical("storm", 5, frozenset({odd})) == []
        with pytest.raises(NotFoundError):
            store.text(odd)
        assert len(store.articles(after=odd, limit=5)) <= 5


def test_a_moment_is_of_its_day_in_utc(tmp_path: Path) -> None:
    put(
        tmp_path,
        article("late", "One.", published="2024-11-27T23:30:00-02:00"),
        article("day", "Two.", published="2024-11-27"),
    )
    with reading(tmp_path) as store:
        assert store.allowed(Filters(until="2024-11-27")) == {"day"}
        assert store.allowed(Filters(since="2024-11-28")) == {"late"}


def test_articles_are_listed_in_pages_and_found_by_id(corpus: Path) -> None:
    with reading(corpus) as store:
        assert store.count() == (1200, 1800)
        first = store.articles(limit=700)
        rest = store.articles(after=first[-1].id, limit=700)
        ids = [record.id for record in first + rest]
        assert (len(first), len(rest)) == (700, 500)
        assert ids == sorted(ids)
        record = store.article("rebels-1")
        assert (record.passages, record.characters) == (2, len(store.text("rebels-1")))
        for missing in (store.article, store.text):
            with pytest.raises(NotFoundError, match="'none'"):
                missing("none")


@pytest.mark.parametrize("alone", ["lexical.sqlite3", "chroma.sqlite3"])
def test_either_database_alone_gives_back_every_article(alone: str, tmp_path: Path) -> None:
    """Its passages tile the text, and each article's record is there, whole."""
    texts = {"a": words("a", 300), "b": "Zwei\n\nAbsätze.\n"}
    given = [article(name, text, published="2024-11-27", first_line=3) for name, text in texts.items()]
    put(tmp_path, *given)
    salvage = Salvage()
    (folder,) = (tmp_path / "stores").iterdir()
    salvage.read(folder, [alone])
    assert list(salvage.articles.values()) == given
    assert salvage.sources == {folder / alone: 2}
    assert not salvage.lost


def visible(text: str) -> bool:
    with suppress(ArticleError):
        check_visible(text)
        return True
    return False


STORABLE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=400).filter(visible)


@settings(max_examples=3)
@given(texts=st.lists(st.lists(STORABLE, min_size=1, max_size=5).map("\n\n".join), min_size=1, max_size=25))
@pytest.mark.slow
def test_any_text_comes_back_as_it_was(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("any")
    articles = {f"a{n}": text for n, text in enumerate(texts)}
    report = put(path, *(Article(id=name, source="s", title=text, text=text) for name, text in articles.items()))
    assert report.failed == []
    assert stored(path) == articles
    with reading(path) as store:
        for name, text in articles.items():
            ids = [hit.passage_id for hit in store.dense(EMBEDDER.embed([text])[0], 50, frozenset({name}))]
            passages = sorted(store.passages(ids), key=lambda passage: passage.start)
            assert "".join(passage.text for passage in passages) == text
    remove_articles(path, list(articles)[1:], EMBEDDER, SPLITTER) if len(articles) > 1 else None
    assert stored(path) == {"a0": articles["a0"]}


def test_chroma_settings_of_other_programs_are_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMA_API_IMPL", "chromadb.api.fastapi.FastAPI")
    monkeypatch.setenv("CHROMA_SERVER_HOST", "nowhere.invalid")
    (tmp_path / ".env").write_text("IS_PERSISTENT=false\nCHROMA_SERVER_HTTP_PORT=1\n")
    monkeypatch.chdir(tmp_path)

    put(tmp_path / ".qa", article("a", "One."))

    with reading(tmp_path / ".qa") as store:
        assert len(store.dense(EMBEDDER.embed(["One."])[0], 5)) == 1


def test_what_is_published_has_no_log_that_each_reader_must_replay(corpus: Path) -> None:
    (database,) = corpus.glob("stores/*/chroma.sqlite3")
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as db:
        assert db.execute("SELECT count(*) FROM embeddings_queue").fetchone()[0] <= 1


def test_outlets_filter_whatever_their_case(tmp_path: Path) -> None:
    put(tmp_path, replace(article("a", "It rained."), outlet="Storvik Post"), article("b", "It snowed."))
    with reading(tmp_path) as store:
        assert store.allowed(Filters(outlets=("STORVIK post",))) == {"a"}
        assert store.allowed(Filters(outlets=("Herald",))) == frozenset()


def test_a_word_that_the_index_does_not_know_is_looked_up_by_its_spelling(tmp_path: Path) -> None:
    put(tmp_path, article("a", "The fisheries treaty was signed."), article("b", "The harvest was poor."))
    with reading(tmp_path) as store:
        for question in ("fishreies", "the fisheris", "tretay"):
            assert [hit.passage_id[:2] for hit in store.lexical(question, 5)] == ["a:"]
        assert store.lexical("volcanoes", 5) == []


def test_what_is_searched_is_the_view_and_what_is_given_is_what_is_stored(tmp_path: Path) -> None:
    text = "The \ufb01re o\ufb03cer came on 8 Octo-\nber.\n"
    put(tmp_path, article("a", text))
    with reading(tmp_path) as store:
        for word in ("officer", "October"):
            assert [hit.passage_id[:2] for hit in store.lexical(word, 5)] == ["a:"]
        assert store.text("a") == text


def test_articles_of_an_outlet_are_found_by_several_threads_at_once(tmp_path: Path) -> None:
    """In any spelling of its case, and none waits for another for ever."""
    put(tmp_path / ".qa", *(article(f"a{n}", words(f"a{n}x", 30), outlet=f"Post {n % 7}") for n in range(70)))
    done = []
    with reading(tmp_path / ".qa") as store:

        def find() -> None:
            for _ in range(200):
                done.append(len(store.allowed(Filters(outlets=("POST 3",))) or ()))

        threads = [threading.Thread(target=find, daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert done == [10] * 800


def test_threads_that_read_a_store_at_once_each_get_the_article_they_ask_for(tmp_path: Path) -> None:
    put(tmp_path / ".qa", *(article(f"a{n}", words(f"a{n}x", 5)) for n in range(50)))
    wrong = []
    with reading(tmp_path / ".qa") as store:

        def read(first: int) -> None:
            for n in range(500):
                wanted = f"a{(first + n) % 50}"
                if (found := store.article(wanted).id) != wanted:
                    wrong.append((wanted, found))

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(read, range(4)))
    assert wrong == []


@pytest.mark.slow
def test_a_thousand_copies_of_one_text_hide_no_other(embedder: MiniLM, tmp_path: Path) -> None:
    """As pages are that all say that access was denied; each has an id of its own."""
    denied = [article(f"denied{n}", "Access to this page was denied.", title="Denied") for n in range(1_000)]
    others = [article(f"a{n}", f"The {topic} of May {n}.") for n, topic in enumerate(TOPICS * 5)]
    put_articles(tmp_path / ".qa", [*denied, *others], embedder, Splitter(embedder))
    with closing(DataFolder(tmp_path / ".qa", None)) as folder, folder.reading() as store:
        assert store is not None
        wanted = [passage.id for one in others for passage in store.passages_of(one.id)]
        assert [store.dense(vector, 1)[0].passage_id for vector in store.vectors(wanted)] == wanted
        first, *copies = store.vectors([store.passages_of(one.id)[0].id for one in denied])
        assert min(copies @ first) > 0.9999
