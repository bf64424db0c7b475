"""What a language model writes, from question to answer, with a scripted one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest
from scripted import Judging, Scripted
from written import assert_held, by_auto, events, indexed, passage_of, writing

from index.catalogue import all_records, texts_in
from index.errors import ModelBusyError, ModelError, ModelServerError, PromptTooLongError, UsageError
from index.indexer import remove_articles
from index.view import view
from qa.answer import Answer
from qa.engine import Engine
from qa.events import Answered, Checked, Drafted, GaveUp, Proposed, Read, Retrieved, Rewritten
from qa.llm.protocol import Chunk, Message, Usage
from qa.question import Question, Turn
from qa.settings import Settings
from qa.write import writer as writers
from qa.write.second_look import DOUBTED
from qa.write.writing import LONGEST

START = "When did the offensive start?"
BEGAN = "The rebels began their offensive against the Syrian government on November 27"
TRUE = "The rebels began their offensive against the Syrian government on November 27."
OPEN = "Tell me about the offensive and Aleppo."
OTHER = "On Wednesday, a major rebel offensive rocked the western countryside of the Syrian province of Aleppo."
FLED = (
    "Residents fled neighborhoods on the city’s edge because of missiles and gunfire, according to witnesses in Aleppo."
)


def ask(engine: Engine, *replies: str, question: Question | str = START, **settings: object) -> Answer:
    """Ask with a model that gives these replies, and hold the answer to what always holds."""
    written = writing(engine, Scripted(replies), **settings)
    answer = written.ask(question)
    assert_held(answer, engine.folder)
    return answer


def test_a_true_sentence_is_answered_with_the_quote_that_it_cites(engine: Engine) -> None:
    def writes(messages: Sequence[Message]) -> str:
        return f"{TRUE} [{passage_of(messages[-1].content, BEGAN)}]"

    model = Scripted(writes)
    answer = writing(engine, model).ask(START)
    assert_held(answer, engine.folder)
    assert (answer.status, answer.answer, answer.confidence) == ("answered", TRUE, None)
    (citation,) = answer.citations
    assert citation.cited_text.startswith(BEGAN)
    assert "November 27" in [citation_text(answer, mark) for mark in citation.marks]
    assert answer.provenance.model == model.name
    assert answer.written
    assert 1 <= answer.written.passages <= len(engine.search(START, k=8))
    assert answer.unsupported == ()


def citation_text(answer: Answer, mark: tuple[int, int]) -> str:
    citation = answer.citations[0]
    return citation.cited_text[mark[0] - citation.start_char_index : mark[1] - citation.start_char_index]


@pytest.mark.parametrize("cited", ["", " [9]", " [0]", " [8]", " [8][9]"])
def test_a_sentence_with_a_wrong_or_no_citation_is_cited_rightly(cited: str, engine: Engine) -> None:
    answer = ask(engine, TRUE + cited)
    assert answer.answer == TRUE
    assert any(citation.cited_text.startswith(BEGAN) for citation in answer.citations)


@pytest.mark.parametrize(
    "wrong",
    [
        "The rebels began their offensive against the Syrian government on March 27.",
        "The rebels began their offensive against the Syrian government on Saturday, March 27th.",
        "The rebels began their offensive against the Brazilian government on November 27.",
        "The 300 rebels began their offensive against the Syrian government on November 27.",
        "The rebels led by Napoleon began their offensive on November 27.",
    ],
)
def test_a_sentence_with_a_value_that_no_quote_gives_is_taken_out_and_told(wrong: str, engine: Engine) -> None:
    answer = ask(engine, f"{wrong} [1]")
    assert (answer.status, answer.reason) == ("abstained", "unsupported")
    assert [gone.text for gone in answer.unsupported] == [wrong]
    assert "“" in answer.unsupported[0].why


def test_a_value_that_stands_in_the_articles_with_something_else_does_not_pass(engine: Engine) -> None:
    answer = ask(engine, "The rebels began their offensive against the Turkish government on November 27. [1]")
    assert (answer.status, answer.reason) == ("abstained", "unsupported")


@pytest.mark.parametrize(
    "short",
    [
        "The offensive started on November 27.",
        "The offensive started on November 27th.",
        "It started on 27 November.",
        "November 27.",
    ],
)
def test_a_short_sentence_that_the_articles_say_word_for_word_stands(short: str, engine: Engine) -> None:
    assert ask(engine, short).answer == short
    led = "According to the BBC, the offensive was led by Hayat Tahrir al-Sham."
    assert ask(engine, led, question="Who led the offensive?").answer == led


def test_a_model_that_copies_the_article_is_stopped(engine: Engine) -> None:
    with engine.folder.reading() as store:
        assert store is not None
        text = next(iter(texts_in(store)(record.id) or "" for record in all_records(store)))
    whole = [text[start:end] for start, end in view(text).sentences]
    model = Scripted([" ".join(whole)])
    answer = writing(engine, model, answer_tokens=2_000).ask(OPEN)
    assert len(answer.sentences) == LONGEST
    assert model.stopped == 1


@pytest.mark.parametrize("said", ["ACCESS GRANTED", "Access granted.", "STOP READING NOW."])
def test_what_says_nothing_does_not_stand(said: str, engine: Engine) -> None:
    assert ask(engine, said).status == "abstained"


def test_a_sentence_that_refers_to_one_taken_out_goes_with_it(engine: Engine) -> None:
    answer = ask(engine, f"On March 3 they attacked Paris. They were led by Napoleon. {TRUE}")
    assert answer.answer == TRUE
    assert len(answer.unsupported) == 2
    answer = ask(engine, f"On March 3 they attacked Paris. This began on November 27. {TRUE}")
    assert answer.unsupported[1].why == "it refers to a sentence that was taken out"


def test_what_is_said_twice_stands_once_and_ends_the_answer(engine: Engine) -> None:
    model = Scripted([f"{TRUE} " * 30])
    answer = writing(engine, model).ask(START)
    assert answer.answer == TRUE
    assert [gone.why for gone in answer.unsupported] == ["it was said already"]
    assert model.stopped == 1, "the model is not let go on"


@pytest.mark.parametrize(
    "said", ["NOT IN THE PASSAGES", "Not in the passages.", "The passages do not mention when it ended."]
)
def test_a_model_that_finds_no_answer_abstains(said: str, engine: Engine) -> None:
    answer = ask(engine, said)
    assert (answer.status, answer.reason) == ("abstained", "not_found")
    assert answer.nearest


@pytest.mark.parametrize("said", ["", " \n ", "[1][2]", "...", "```\n```"])
def test_a_model_that_says_nothing_abstains(said: str, engine: Engine) -> None:
    assert ask(engine, said).status == "abstained"


def test_why_and_how_are_asked_of_a_language_model(engine: Engine) -> None:
    answer = ask(engine, FLED, question="Why did residents of Aleppo flee?")
    assert answer.answer == FLED


def test_several_sentences_stand_with_their_quotes_each_numbered_once(engine: Engine) -> None:
    answer = ask(engine, f"{TRUE} {FLED} In Paris it rained on May 1.", question=OPEN)
    assert answer.answer == f"{TRUE} {FLED}"
    assert [sentence.citations for sentence in answer.sentences] == [(1,), (2,)]
    assert len(answer.unsupported) == 1


def test_a_sentence_that_was_broken_off_is_left_out_and_said(engine: Engine) -> None:
    written = writing(engine, Scripted([[TRUE, " ", FLED[:40], Usage(10, 512, "length")]]))
    answer = written.ask(START)
    assert answer.answer == TRUE
    assert answer.unsupported[0].why == "it was broken off"
    assert "stopped" in (answer.message or "")


def test_another_value_that_the_reader_is_sure_of_is_told_with_its_quote(engine: Engine) -> None:
    read = engine.ask(START)
    assert read.answer == "November 27"
    answer = ask(engine, OTHER, min_confidence=0.1)
    assert answer.answer == OTHER
    assert "November 27" in [other.answer for other in answer.alternatives]


# Events


def test_events_come_in_order_and_sentences_as_soon_as_they_are_complete(engine: Engine) -> None:
    written = writing(engine, Scripted([f"{TRUE} {FLED}"]))
    seen = events(written, START)
    kinds = [type(event) for event in seen]
    assert kinds[:3] == [Retrieved, Read, Proposed], "what the reader finds is told before anything is written"
    assert kinds[-1] is Answered
    assert kinds.count(Checked) == 2
    assert Drafted in kinds[kinds.index(Checked) :], "the second sentence was still being written"
    assert "".join(event.text for event in seen if isinstance(event, Drafted)) == f"{TRUE} {FLED}"


def test_the_final_answer_says_whether_it_agrees_with_what_the_reader_found(engine: Engine) -> None:
    for said, agrees in ((TRUE, True), (OTHER, False)):
        seen = events(writing(engine, Scripted([said])), START)
        proposed = next(event for event in seen if isinstance(event, Proposed))
        assert (proposed.answer, proposed.citations[0].cited_text[:50]) == ("November 27", BEGAN[:50])
        last = seen[-1]
        assert isinstance(last, Answered)
        assert last.answer.written
        assert last.answer.written.agrees is agrees


def test_closing_the_events_ends_the_generation_and_gives_back_the_place(engine: Engine) -> None:
    model = Scripted([[TRUE, " ", *("more " * 500).split()], TRUE], delay=0.001)
    written = writing(engine, model, llm_concurrency=1)

    async def give_up() -> None:
        async with aclosing(written.events(START)) as seen:
            async for event in seen:
                if isinstance(event, Drafted):
                    return

    asyncio.run(give_up())
    assert (model.stopped, model.whole) == (1, 0)
    assert written.ask(START).answer == TRUE


def test_more_questions_than_may_wait_are_told_to_come_again(engine: Engine) -> None:
    model = Scripted(lambda _: TRUE, delay=0.02)
    written = writing(engine, model, llm_concurrency=1, llm_queue=1)

    async def three() -> list[Answer | BaseException]:
        return await asyncio.gather(*(written.aask(START) for _ in range(3)), return_exceptions=True)

    results = asyncio.run(three())
    assert sum(isinstance(result, ModelBusyError) for result in results) == 1
    assert [result.answer for result in results if isinstance(result, Answer)] == [TRUE, TRUE]
    read = asyncio.run(written.aask(Question(START, model="reader")))
    assert read.answer == "November 27"


# A second look


@pytest.mark.parametrize(
    ("looks", "says", "left"),
    [(0, 0.0, [FLED, OTHER]), (1, 0.9, [FLED, OTHER]), (1, 0.2, [OTHER]), (1, None, [FLED, OTHER])],
)
def test_what_the_model_itself_does_not_find_in_its_quotes_is_taken_out(
    engine: Engine, looks: int, says: float | None, left: list[str]
) -> None:
    """Where a second look is wanted, and its server tells how likely a word is."""
    model = Judging(lambda quote: says if "Residents" in quote else 0.9, [f"{FLED} {OTHER}"])
    answer = writing(engine, model, second_look=looks).ask(OPEN)
    assert_held(answer, engine.folder)
    assert answer.answer == " ".join(left)
    assert [gone.why for gone in answer.unsupported] == [DOUBTED] * (2 - len(left))
    assert len(model.judged) == 2 * looks


@pytest.mark.parametrize(("says", "left"), [(0.9, f"Yes, {FLED[0].lower()}{FLED[1:]}"), (0.2, None)])
def test_a_yes_is_looked_at_again_whatever_is_wanted(engine: Engine, says: float, left: str | None) -> None:
    """The other checks hold what is said of the words to the quotes, and not the yes."""
    model = Judging(lambda _: says, [f"Yes, {FLED[0].lower()}{FLED[1:]}"])
    assert writing(engine, model).ask("Did residents flee?").answer == left
    assert len(model.judged) == 1


def test_what_goes_on_from_a_yes_goes_with_it(engine: Engine) -> None:
    model = Judging(lambda _: 0.2, [f"Yes, {FLED[0].lower()}{FLED[1:]} {OTHER}"])
    assert writing(engine, model).ask("Did residents flee?").status == "abstained"


def test_a_second_look_that_fails_is_told(engine: Engine) -> None:
    """As any failure of the model is."""
    model = Judging(lambda _: ModelError("The server went away."), [FLED])
    with pytest.raises(ModelError, match="went away"):
        writing(engine, model, second_look=1).ask(OPEN)


def test_a_second_look_is_wanted_or_not() -> None:
    with pytest.raises(UsageError, match="second_look is 2: give 1 for a second look, else 0"):
        Settings(second_look=2)


# Its window


def test_what_does_not_fit_is_left_out_and_said(engine: Engine) -> None:
    model = Scripted([TRUE], window=1_000)
    answer = writing(engine, model, answer_tokens=200, evidence_tokens=5_000).ask(START)
    assert answer.written
    shown, left = answer.written.passages, answer.written.passages_left_out
    assert shown >= 1
    assert left >= 1
    assert f"was shown {shown} of {shown + left} passages" in (answer.message or "")
    assert sum(model.tokens(message.content) for message in model.asked[0]) + 200 <= 1_000


def test_what_is_left_out_though_it_would_fit_is_no_news(engine: Engine) -> None:
    answer = ask(engine, TRUE, evidence_tokens=100)
    assert answer.written
    assert answer.written.passages_left_out == 0
    assert answer.message is None


def test_what_was_not_shown_supports_a_sentence_all_the_same(engine: Engine) -> None:
    model = Scripted([FLED])
    answer = writing(engine, model, evidence_tokens=60).ask(START)
    assert FLED[:40] not in model.asked[0][-1].content
    answer = ask(engine, FLED, question=OPEN, evidence_tokens=60)
    assert answer.answer == FLED


@pytest.mark.parametrize(
    ("question", "filler"),
    [
        (START, FLED),
        ("Which agency said that the government has lost control of Aleppo?", FLED),
        ("Who leads the White Helmets?", "The White Helmets said early on Monday that airstrikes killed 25 people."),
        ("How many people were displaced?", "Jordan and Iraq on Sunday reaffirmed support for the unity of Syria."),
    ],
)
def test_what_is_true_and_beside_the_point_is_no_answer(question: str, filler: str, engine: Engine) -> None:
    answer = ask(engine, filler, question=question)
    assert (answer.status, answer.reason) == ("abstained", "not_found")
    assert [gone.why for gone in answer.unsupported] == ["it does not answer what was asked"]


def test_a_filler_does_not_stand_beside_an_answer_nor_alone_where_that_is_taken_out(engine: Engine) -> None:
    assert ask(engine, f"{TRUE} {FLED}").answer == TRUE
    answer = ask(engine, f"The rebels began their offensive on March 3. {FLED}")
    assert answer.status == "abstained"


def test_an_open_question_is_answered_by_what_speaks_of_what_it_speaks_of(engine: Engine) -> None:
    assert ask(engine, f"{FLED} {TRUE}", question="Why did residents flee?").answer == f"{FLED} {TRUE}"
    answer = ask(engine, FLED, question="Why did the ministers of Jordan and Iraq speak?")
    assert answer.status == "abstained"


def test_what_a_sentence_speaks_of_may_stand_beside_its_quote(engine: Engine) -> None:
    """ "Syria's largest city" is Aleppo, by the sentence behind it."""
    largest = "Media reports say Islamist militants breached Syria's largest city on November 29."
    assert ask(engine, largest, question="Summarize what happened in Aleppo.").answer == largest


class Strict(Scripted):
    """Counts more tokens than it says: refuses a prompt as a server does, before it writes anything."""

    async def chat(self, messages: Sequence[Message], most: int) -> AsyncGenerator[Chunk | Usage]:
        """Refuse more than 1,400 characters of evidence."""
        if len(messages[-1].content) > 1_400:
            raise PromptTooLongError("the prompt has more tokens than fit")
        async for piece in super().chat(messages, most):
            yield piece


def test_the_servers_own_count_is_the_last_word(engine: Engine) -> None:
    model = Strict(lambda _: "NOT IN THE PASSAGES")
    answer = writing(engine, model).ask(START)
    assert answer.written
    assert answer.written.passages >= 1
    assert answer.written.passages_left_out >= 1
    assert len(model.asked[-1][-1].content) <= 1_400


def test_a_window_that_holds_not_even_one_passage_is_an_error_that_says_what_to_do(engine: Engine) -> None:
    with pytest.raises(PromptTooLongError, match="QA_NUM_CTX"):
        writing(engine, Scripted([TRUE], window=300)).ask(START)


# When it fails


@pytest.mark.parametrize("reply", [ModelServerError("it is down"), [TRUE, " And", ModelServerError("it is down")]])
def test_a_model_that_was_named_never_falls_back(reply: object, engine: Engine) -> None:
    with pytest.raises(ModelServerError, match="it is down"):
        writing(engine, Scripted([reply])).ask(START)  # type: ignore[list-item]


@pytest.mark.parametrize("reply", [ModelServerError("it is down"), [TRUE, " And", ModelServerError("it is down")]])
def test_under_auto_the_reader_answers_instead_and_says_why(reply: object, engine: Engine) -> None:
    seen = events(by_auto(engine, Scripted([reply])), START)  # type: ignore[list-item]
    gave_up = next(event for event in seen if isinstance(event, GaveUp))
    assert "it is down" in gave_up.why
    last = seen[-1]
    assert isinstance(last, Answered)
    alone = engine.ask(START)
    assert replace(last.answer, provenance=alone.provenance, timings_ms=alone.timings_ms) == replace(
        alone, id=last.answer.id, unsupported=last.answer.unsupported, written=last.answer.written
    )
    assert last.answer.provenance.model == engine.reader.name
    assert "it is down" in (last.answer.provenance.why or "")


def test_under_auto_a_question_that_no_span_answers_still_abstains_where_the_model_fails(engine: Engine) -> None:
    answer = by_auto(engine, Scripted([ModelServerError("it is down")])).ask("Why did residents flee?")
    assert (answer.status, answer.reason) == ("abstained", "needs_language_model")


def test_under_auto_a_model_that_fails_on_a_follow_up_is_not_waited_for_again(engine: Engine) -> None:
    model = Scripted([ModelServerError("it hangs")])
    follow_up = Question("When did it start?", (Turn("What did the rebels begin?", "their offensive"),))
    seen = events(by_auto(engine, model), follow_up)
    assert [type(event) for event in seen if not isinstance(event, Rewritten)] == [GaveUp, Retrieved, Read, Answered]
    assert len(model.asked) == 1
    last = seen[-1]
    assert isinstance(last, Answered)
    assert (last.answer.provenance.model, last.answer.written) == (engine.reader.name, None)
    assert "it hangs" in (last.answer.provenance.why or "")
    with pytest.raises(ModelServerError, match="it hangs"):
        writing(engine, Scripted([ModelServerError("it hangs")])).ask(follow_up)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("NOT IN THE PASSAGES", "ollama/scripted found no answer in the passages."),
        ("On March 3 they attacked Paris.", "ollama/scripted wrote stands: no quote gives “March 3”, “Paris”."),
    ],
)
def test_under_auto_the_reader_answers_where_nothing_stands_and_it_is_sure(
    said: str, why: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "SURE", 0.0)
    answer = by_auto(engine, Scripted([said])).ask(START)
    assert (answer.status, answer.provenance.model) == ("answered", engine.reader.name)
    assert (answer.provenance.why or "").endswith(why)


@pytest.mark.slow
def test_an_article_that_is_removed_while_a_model_writes_is_not_quoted(
    engine: Engine, seeds_folder: Path, tmp_path: Path
) -> None:
    """The removal does not wait for the model to end."""
    stored = indexed(engine, tmp_path, *sorted(seeds_folder.glob("*.txt")))
    gone = threading.Event()
    leaning = "They began their offensive against the Syrian government on November 27."
    written = writing(stored, Scripted([[f"{FLED} ", f"{leaning} The ", gone, f"end. {TRUE} "]]))

    told: list[str] = []

    async def remove_meanwhile() -> Answer:
        answer = None
        async with aclosing(written.events(OPEN)) as seen:
            async for event in seen:
                if isinstance(event, Checked) and event.text == FLED:
                    report = await asyncio.to_thread(
                        remove_articles, tmp_path, [event.citations[0].article_id], engine.embedder, engine.splitter
                    )
                    assert report.removed == 1
                    gone.set()
                if isinstance(event, GaveUp):
                    told.append(event.why)
                if isinstance(event, Answered):
                    answer = event.answer
        assert answer
        return answer

    answer = asyncio.run(remove_meanwhile())
    assert answer.answer == TRUE
    assert told == ["An article that ollama/scripted quotes was changed or removed meanwhile."]
    assert [gone.why for gone in answer.unsupported if gone.text in (FLED, leaning)] == [
        "its article was changed or removed meanwhile",
        "it refers to a sentence that was taken out",
    ]
    assert_held(answer, written.folder)


# A model that is weaker than the reader


def test_what_a_weak_model_writes_does_not_stand_against_the_reader(engine: Engine) -> None:
    weak = writing(engine, Scripted([OTHER], name="ollama/smollm2:135m"))
    seen = events(weak, START)
    last = seen[-1]
    assert isinstance(last, Answered)
    assert (last.answer.status, last.answer.reason) == ("abstained", "unsupported")
    assert "November 27" in last.answer.unsupported[0].why
    assert any(isinstance(event, GaveUp) for event in seen), "a sentence was told as passed before"
    assert_held(last.answer, weak.folder)


def test_what_a_weak_model_writes_stands_where_the_reader_finds_the_same(engine: Engine) -> None:
    assert writing(engine, Scripted([TRUE], name="ollama/smollm2:135m")).ask(START).answer == TRUE


@pytest.mark.parametrize(
    "said", ["The passage mentions the city of Idlib.", "The answer to this question is unknown.", "Passage 3 says so."]
)
def test_a_sentence_on_the_passages_is_none_on_the_news(said: str, engine: Engine) -> None:
    answer = ask(engine, said)
    assert answer.status == "abstained"
    assert answer.unsupported[0].why == "it speaks of the passages or the question, not of the news"


def test_what_a_model_says_before_its_answer_is_no_part_of_it(engine: Engine) -> None:
    assert ask(engine, f"According to the passages, {TRUE}").answer == TRUE
    assert ask(engine, f"The answer is: {TRUE}").answer == TRUE
