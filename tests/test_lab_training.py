"""What the reader is trained on: rows, edited questions, examples. Without the group `train` fitting is not tested."""

from __future__ import annotations

import gzip
import json
import lzma
import os
import re
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.lab import train
from evals.lab.held_out import measure
from evals.lab.training.claims import claims, load_pairs, load_roles
from evals.lab.training.edits import KINDS, Edited, Stock, edits
from evals.lab.training.examples import Example, load, prepared, save
from evals.lab.training.forms import in_forms
from evals.lab.training.news import Quiz, passages, weak_rows
from evals.lab.training.opposites import opposites
from evals.lab.training.rows import Row, chosen_span, cut, load_rows
from index.embedder import file_digest
from index.errors import UsageError
from qa.read.network import Reader, Shipped
from qa.shipped import READERS

pytestmark = pytest.mark.training

PASSAGE = (
    "The bridge over the Rhône was opened on 4 May by the mayor, Anna Petit. It cost 12 million francs. "
    "Paul Durand had designed the bridge, and Lyon paid for it."
)
OTHER = "Erika Muster closed the mill near Bern after the flood in 1951, when the river Aare rose by 3 metres."


def row(question: str, answer: str, context: str = PASSAGE, title: str = "Bridge") -> Row:
    start = context.index(answer)
    return Row("wiki", title, question, context, ((start, start + len(answer)),))


ROWS = [
    row("When was the bridge over the Rhône opened?", "4 May"),
    row("Who opened the bridge over the Rhône?", "the mayor, Anna Petit"),
    row("How much did the bridge of Paul Durand cost in 12 parts?", "12 million francs"),
    row("Who closed the mill near Bern?", "Erika Muster", OTHER, "Mill"),
    row("What closed after the flood in 1951?", "the mill", OTHER, "Mill"),
    row("Who damaged the mill near Bern?", "Erika Muster", OTHER, "Mill"),
]
STOCK = Stock(ROWS)


def edited(kind: str, of: Row) -> Edited:
    """Return an edit of that kind, whatever the dice."""
    found = (edits(of, of.context, STOCK, Random(seed)).get(kind) for seed in range(40))
    return next(one for one in found if one)


def needs_the_group_train() -> None:
    for needed in ("torch", "transformers", "onnx", "safetensors"):
        pytest.importorskip(needed, reason="needs the group train")


def test_an_opposite_takes_the_place_of_a_word_in_its_form() -> None:
    assert edited("opposite", ROWS[1]).question == "Who closed the bridge over the Rhône?"


def test_another_name_of_the_passage_or_of_elsewhere_takes_the_place_of_a_name() -> None:
    assert re.fullmatch(r"How much did the bridge of (.+) cost in 12 parts\?", edited("another name", ROWS[2]).question)
    assert "Paul" not in edited("name of the passage", ROWS[2]).question


def test_another_number_takes_the_place_of_a_number() -> None:
    changed = edited("number", ROWS[4])
    assert re.fullmatch(r"What closed after the flood in \d{4}\?", changed.question)
    assert "1951" not in changed.question


def test_a_condition_of_another_question_is_added_at_the_end() -> None:
    changed = edited("condition", ROWS[1])
    assert changed.question == "Who opened the bridge over the Rhône after the flood in 1951?"


def test_a_detail_that_the_passage_lacks_is_asked_for() -> None:
    details = {edits(ROWS[0], PASSAGE, STOCK, Random(seed))["detail"].question.split(" was ")[0] for seed in range(40)}
    assert "In what year" in details
    assert "In what month" not in details, "the passage says May"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ROWS), st.integers(0, 10_000))
def test_every_edit_changes_the_question_where_it_says(of: Row, seed: int) -> None:
    for kind, one in edits(of, of.context, STOCK, Random(seed)).items():
        start, end = one.changed
        assert kind in KINDS
        assert one.question != of.question
        assert 0 <= start < end <= len(one.question)
        assert one.question[:start].rstrip().lower() == of.question[:start].rstrip(" ?").lower()


def test_opposites_go_both_ways_and_none_is_its_own() -> None:
    table = opposites()
    assert "ended" in table["started"]
    assert all(word in table[other] and word != other for word, others in table.items() for other in others)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ROWS), st.integers(1, 60), st.integers(0, 10_000))
def test_a_passage_is_cut_to_whole_sentences_that_hold_the_answer(of: Row, words: int, seed: int) -> None:
    span = chosen_span(of, Random(seed))
    passage, start = cut(of.context, span, words, Random(seed))
    assert of.context[start : start + len(passage)] == passage
    assert passage[span[0] - start : span[1] - start] == of.context[slice(*span)]
    assert passage.endswith(".")


def test_what_most_annotators_marked_is_the_target() -> None:
    agreed = Row("wiki", "", "Q?", "one two", ((0, 3), (4, 7), (4, 7)))
    assert {chosen_span(agreed, Random(seed)) for seed in range(20)} == {(4, 7)}


def test_examples_keep_the_answer_of_an_original_and_have_none_for_its_edits(tmp_path: Path) -> None:
    shares = {"wiki": 2.0}
    made = list(prepared(ROWS, 1, shares, 1.0))
    save(made, tmp_path / "examples.jsonl.gz")
    assert load(tmp_path / "examples.jsonl.gz") == made == list(prepared(ROWS, 1, shares, 1.0))
    originals = [one for one in made if one.kind == "original"]
    assert len(originals) == 2 * len(ROWS)
    assert {one.passage[slice(*one.span)] for one in originals if one.span} == {of.answers[0] for of in ROWS}
    rest = [one for one in made if one.kind != "original"]
    assert rest
    assert all(one.span is None for one in rest)
    assert all((one.changed is None) == (one.kind == "near passage") for one in rest)


def test_a_question_that_people_wrote_to_be_unanswerable_keeps_its_whole_passage_and_is_not_edited(
    tmp_path: Path,
) -> None:
    path = tmp_path / "squad2.jsonl.xz"
    asked = {"set": "squad2", "title": "Bridge", "context": PASSAGE}
    lines = [
        asked | {"question": "Who closed the bridge?", "spans": [], "answerable": False},
        asked | {"question": "What did it cost?", "spans": [[PASSAGE.index("12"), PASSAGE.index(". Paul")]]},
    ]
    with lzma.open(path, "wt") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    made = list(prepared(load_rows(path), 1, {"squad2": 1.0}, 1.0))
    assert [(one.kind, one.passage) for one in made if one.kind != "near passage"] == [
        ("unanswerable", PASSAGE),
        ("original", PASSAGE),
    ]


def test_actor_and_target_exchanged_are_answered_no_more(tmp_path: Path) -> None:
    sentence = "Ann Lee sued the city of Lyon in May."
    question = {"passive": False, "subject": "_", "object": "someone", "wh": "who"}
    verb = {
        "sentence": sentence,
        "forms": {"stem": "sue", "past": "sued"},
        "questions": [
            question | {"question": "Who sued someone?", "span": [0, 7]},
            question | {"question": "Who did someone sue?", "span": [13, 29], "subject": "someone", "object": "_"},
        ],
    }
    with lzma.open(tmp_path / "roles.jsonl.xz", "wt") as file:
        pronoun = json.dumps(verb).replace("[0, 7]", "[0, 3]").replace("Ann Lee", "She")
        file.writelines([json.dumps(verb) + "\n", pronoun + "\n"])
    (roles,) = load_roles(tmp_path / "roles.jsonl.xz")
    made = {one.question: one for one in roles.examples(1)}
    assert made["Who sued the city of Lyon?"].span == (0, 7)
    assert made["Who did the city of Lyon sue?"].span is None
    assert (made["Ann Lee sued the city of Lyon."].supported, made["the city of Lyon sued Ann Lee."].supported) == (
        True,
        False,
    )


def test_claims_of_one_text_are_wholly_trained_on_or_wholly_held_out_and_long_texts_are_left_out(
    tmp_path: Path,
) -> None:
    lines = [
        {"set": "fever", "text": f"T{n % 60}.", "claim": f"C{n}.", "supported": n % 2 == 0, "label": ""}
        for n in range(120)
    ]
    long = {"set": "wice", "text": "word " * 201, "claim": "C.", "supported": True, "label": ""}
    measured = lines[0] | {"set": "summedits-ectsum"}
    with lzma.open(tmp_path / "pairs.jsonl.xz", "wt") as file:
        file.writelines(json.dumps(line) + "\n" for line in [*lines, long, measured])
    pairs = load_pairs(tmp_path / "pairs.jsonl.xz")
    assert {pair.set for pair in pairs} == {"fever", "summedits-ectsum"}
    assert pairs[-1].held_out
    kept = {pair.text for pair in pairs[:-1] if pair.held_out}
    assert 0 < len(kept) < 60
    assert not kept & {pair.text for pair in pairs[:-1] if not pair.held_out}
    made = list(claims(pairs, [], 1, 7, {"fever": 1.0}))
    assert [(one.group, one.question, one.supported, one.span) for one in made[:2]] == [
        (8, "C0.", True, None),
        (9, "C1.", False, None),
    ]


def test_a_reader_is_measured_on_what_people_wrote_to_be_unanswerable_and_on_claims() -> None:
    asked = [Example(n, "original", one.question, one.context, one.spans[0]) for n, one in enumerate(ROWS)]
    asked.append(Example(6, "unanswerable", "Who closed the bridge over the Rhône?", PASSAGE, None))
    asked += [
        Example(7, "claim", "Anna Petit opened the bridge.", PASSAGE, None, supported=True),
        Example(8, "claim", "Paul Durand opened the bridge.", PASSAGE, None, supported=False),
    ]
    lines = list(measure(Reader(), asked))
    assert "n=6" in lines[2], "claims and unanswerable questions have no F1"
    assert [line.split(": ")[0].strip() for line in lines[-2:]] == [
        "AUROC against unanswerable",
        "AUROC of claims, supported or not, as a whole",
    ]
    assert lines[-1].endswith("n=2")


def test_a_question_is_asked_in_other_forms_and_a_part_that_is_wrong_stays_where_it_is() -> None:
    made = [one for one in prepared(ROWS, 1, {"wiki": 20.0}, 1.0) if one.kind != "near passage"]
    asked = list(in_forms(made, 1))
    forms = {one.question for one in asked if one.kind == "original"}
    assert {"When was the bridge over the Rhône opened?", "when was the bridge over the rhône opened"} <= forms
    assert any(len(form.split()) < 5 for form in forms), "keywords"
    for before, after in zip(made, asked, strict=True):
        assert replace(after, question=before.question) == before
        if before.changed:
            assert after.question.lower() == before.question.lower()


def test_rows_are_read_and_an_article_is_wholly_trained_on_or_wholly_held_out(tmp_path: Path) -> None:
    path = tmp_path / "spans.jsonl.xz"
    lines = [
        {
            "set": "wiki",
            "title": f"T{n % 40}",
            "question": " Who?\n",
            "context": "It was  Anna .",
            "spans": [[6, 13], [6, 8]],
        }
        for n in range(80)
    ]
    with lzma.open(path, "wt") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    found = load_rows(path)
    assert (found[0].question, found[0].answers) == ("Who?", ("Anna",))
    assert 0 < len({one.title for one in found if one.held_out}) < 40
    assert not {one.title for one in found if one.held_out} & {one.title for one in found if not one.held_out}


@pytest.mark.parametrize(
    ("given", "told"), [(["--share", "70"], "between 0"), (["--start", str(READERS["small"].file)], "Copy it")]
)
def test_what_would_spoil_the_export_is_refused_before_anything_is_done(
    given: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["train", "fit", "export", "--folder", str(tmp_path / "new"), *given])
    with pytest.raises(SystemExit):
        train.main()
    assert told in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_quiz_gives_passages_with_its_answer_near_its_words_and_near_ones_without() -> None:
    quiz = Quiz("Who opened the bridge over the Rhône?", ("Anna Petit",), ("Erika Muster",), (PASSAGE, OTHER))
    answering, other = weak_rows(quiz)
    assert answering.answers == ("Anna Petit",)
    assert (other.context, other.spans) == (OTHER, ())
    assert not answering.held_out
    far = Quiz("Which singer won the contest?", ("Anna Petit",), (), (PASSAGE,))
    assert list(weak_rows(far)) == []


def test_passages_of_news_are_whole_sentences_that_lose_nothing() -> None:
    text = " ".join([PASSAGE, OTHER] * 10)
    found = list(passages(text))
    assert " ".join(found) == text
    assert len(found) > 3


@pytest.mark.parametrize(("size", "most"), [("small", 25_000_000), ("large", 115_000_000)])
def test_the_readers_in_use_are_those_of_their_cards_and_small(size: str, most: int) -> None:
    reader = READERS[size]
    card = reader.file.with_name("MODEL_CARD.md").read_text(encoding="utf-8")
    for path in reader.files:
        name, digest = os.path.relpath(path, reader.file.parent), file_digest(path).removeprefix("sha256:")
        assert f"| `{name}` | sha256 `{digest}` |" in card
    sizes = [path.stat().st_size for path in reader.files if path.parent == reader.file.parent]
    assert sum(sizes) <= most
    assert max(sizes) <= 100 << 20


def test_the_digest_of_a_network_is_written_into_the_card_of_each_reader_that_reads_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = tmp_path / "reader" / "model.onnx", tmp_path / "reader-large" / "model.onnx"
    for file, names in ((small, ["model.onnx"]), (large, ["model.onnx", "../reader/model.onnx"])):
        file.parent.mkdir()
        file.write_bytes(file.parent.name.encode())
        rows = "".join(f"| `{name}` | sha256 `{'0' * 64}` |\n" for name in names)
        file.with_name("MODEL_CARD.md").write_text(rows, encoding="utf-8")
    made = {"small": Shipped("s", "", {small: 1.0}), "large": Shipped("l", "", {large: 0.5, small: 0.5})}
    monkeypatch.setattr(train, "READERS", made)
    for start, of in (("model.onnx", small), ("model.safetensors", large)):
        monkeypatch.setattr("sys.argv", ["train", "card", "--start", start, "--folder", str(tmp_path / "new")])
        train.main()
        digest = file_digest(of).removeprefix("sha256:")
        cards = [reader.file.with_name("MODEL_CARD.md").read_text(encoding="utf-8") for reader in made.values()]
        assert [digest in card for card in cards] == [of == small, True]
    assert "0" * 64 not in "".join(cards)


@pytest.mark.filterwarnings("default")  # those of the exporter
def test_a_network_is_fitted_exported_and_taken_up_again(tmp_path: Path) -> None:
    needs_the_group_train()
    from evals.lab.train import TOKENIZER
    from evals.lab.training.batches import Encoder
    from evals.lab.training.export import export
    from evals.lab.training.fitting import Recipe, fit
    from evals.lab.training.network import from_onnx

    examples: list[Example] = list(prepared(ROWS, 1, {"wiki": 4.0}))
    encoded = Encoder(TOKENIZER).encoded(examples)
    start = READERS["small"].file
    network = fit(from_onnx(start), [encoded], Recipe(tokens=300, most=2), tmp_path)
    done = (tmp_path / "state.pt").stat().st_mtime_ns
    fit(from_onnx(start), [encoded], Recipe(tokens=300, most=2), tmp_path)
    assert (tmp_path / "state.pt").stat().st_mtime_ns == done, "what is done is not done again"
    with pytest.raises(UsageError, match="of a training on other examples or from other weights"):
        fit(from_onnx(start), [encoded[:8]], Recipe(tokens=300, most=2), tmp_path)
    export(network, tmp_path / "model.onnx", "int8", ())
    found = Reader(model=tmp_path / "model.onnx").read(ROWS[0].question, [PASSAGE])[0]
    assert PASSAGE[found[0].start : found[0].end] == "4 May"


def test_steps_too_small_for_16_bits_add_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs_the_group_train()
    from evals.lab.train import TOKENIZER
    from evals.lab.training import fitting
    from evals.lab.training.batches import Encoder
    from evals.lab.training.network import from_onnx

    monkeypatch.setattr(fitting, "has_bf16_matrices", lambda _: True)
    encoded = Encoder(TOKENIZER).encoded(prepared(ROWS, 1, {"wiki": 1.0}, 1.0))
    start = from_onnx(READERS["small"].file)
    before = start.head.weight.detach().clone()
    recipe = fitting.Recipe(rate=1e-8, tokens=5000)
    after = fitting.fit(start, [encoded] * 3, recipe, tmp_path).head.weight.detach().cpu()
    assert 0 < (after - before).abs().max() < 1e-7


def test_a_larger_teacher_tells_of_edited_questions_and_a_small_one_does_not() -> None:
    needs_the_group_train()
    import torch

    from evals.lab.train import TOKENIZER
    from evals.lab.training.batches import Encoder, collated
    from evals.lab.training.loss import loss_of
    from evals.lab.training.mpnet import LargerReaderNetwork
    from evals.lab.training.network import ReaderNetwork, from_onnx

    torch.manual_seed(0)
    encoded = Encoder(TOKENIZER).encoded(prepared(ROWS, 1, {"wiki": 1.0}, 1.0))
    edits_alone = collated([one for one in encoded if one.edited])
    network = from_onnx(READERS["small"].file).eval()

    def told(teacher: ReaderNetwork | LargerReaderNetwork) -> float:
        with torch.no_grad():
            return float(2 * loss_of(network, edits_alone, teacher) - loss_of(network, edits_alone))

    assert told(ReaderNetwork().eval()) == pytest.approx(0, abs=1e-5)
    assert told(LargerReaderNetwork().eval()) > 0.1


def test_a_claim_is_learnt_by_the_doubt_as_a_whole_alone() -> None:
    needs_the_group_train()
    import torch

    from evals.lab.train import TOKENIZER
    from evals.lab.training.batches import Encoder, collated
    from evals.lab.training.loss import loss_of
    from evals.lab.training.network import from_onnx

    network = from_onnx(READERS["small"].file)
    supported = Example(1, "claim", "Anna Petit opened the bridge.", PASSAGE, None, supported=True)
    batch = collated(Encoder(TOKENIZER).encoded([supported, replace(supported, supported=False)]))
    assert batch.doubted[:, 0].tolist() == [0, 1]
    loss = loss_of(network, batch)
    loss.backward()
    assert torch.isfinite(loss)
    assert network.head.weight.grad is None or not network.head.weight.grad.any()
    assert network.doubt.weight.grad is not None
    assert network.doubt.weight.grad.any()


def test_what_a_teacher_says_is_learnt_beside_what_is_annotated(tmp_path: Path) -> None:
    needs_the_group_train()
    import torch

    from evals.lab.train import TOKENIZER
    from evals.lab.training.batches import Encoder, collated
    from evals.lab.training.fitting import Recipe, fit
    from evals.lab.training.loss import loss_of
    from evals.lab.training.mpnet import LargerReaderNetwork
    from evals.lab.training.network import ReaderNetwork, from_onnx

    torch.manual_seed(0)
    teacher = LargerReaderNetwork().eval()
    for folder in ("taught", "alone"):
        (tmp_path / folder).mkdir()
    encoded = Encoder(TOKENIZER).encoded(prepared(ROWS, 1, {"wiki": 1.0}, 1.0))
    batch = collated(encoded)

    def apart(network: ReaderNetwork) -> float:
        """Return how far the network is from the teacher: the loss less the part against what is annotated."""
        with torch.no_grad():
            network, other = network.cpu(), teacher.cpu()
            return float(2 * loss_of(network, batch, other) - loss_of(network, batch))

    recipe, rounds = Recipe(tokens=5000), [encoded] * 3
    taught = fit(from_onnx(READERS["small"].file), rounds, recipe, tmp_path / "taught", teacher)
    alone = fit(from_onnx(READERS["small"].file), rounds, recipe, tmp_path / "alone")
    assert apart(taught) < apart(alone)
    with pytest.raises(UsageError, match="from other weights"):
        fit(from_onnx(READERS["small"].file), rounds, recipe, tmp_path / "taught", LargerReaderNetwork())


@pytest.mark.filterwarnings("default")  # those of the exporter
def test_a_scale_for_each_token_costs_less_than_one_for_all(tmp_path: Path) -> None:
    needs_the_group_train()
    from evals.lab.training.export import Format, export
    from evals.lab.training.network import from_onnx

    formats: tuple[Format, ...] = ("fp32", "int8", "int8-tensor")
    margins = {}
    for kind in formats:
        export(from_onnx(READERS["small"].file), tmp_path / f"{kind}.onnx", kind, ())
        reader = Reader(model=tmp_path / f"{kind}.onnx")
        margins[kind] = [reader.read(of.question, [of.context])[0][0].margin for of in ROWS]
    by_token, by_tensor = (
        sum(abs(one - exact) for one, exact in zip(margins[kind], margins["fp32"], strict=True))
        for kind in ("int8", "int8-tensor")
    )
    assert by_token < by_tensor / 2


@pytest.mark.filterwarnings("default")  # those of the exporter
def test_what_is_coarse_takes_less_when_packed_and_reads_the_same(tmp_path: Path) -> None:
    needs_the_group_train()
    from evals.lab.training.export import export
    from evals.lab.training.network import from_onnx

    export(from_onnx(READERS["small"].file), tmp_path / "coarse.onnx", "int8-coarse", ())
    coarse, small = Reader(model=tmp_path / "coarse.onnx"), Reader()
    for row in ROWS:
        (one, *_), (other, *_) = (reader.read(row.question, [row.context])[0] for reader in (coarse, small))
        assert (one.start, one.end) == (other.start, other.end)
        assert one.margin == pytest.approx(other.margin, abs=2.5)
    packed = [sum(len(gzip.compress(file.read_bytes())) for file in reader.files) for reader in (coarse, small)]
    assert packed[0] < 0.7 * packed[1]


@pytest.mark.filterwarnings("default")  # those of the exporter
def test_the_larger_network_takes_the_tokens_of_the_small_one(tmp_path: Path) -> None:
    needs_the_group_train()
    import torch
    from safetensors.torch import save_file
    from transformers import MPNetConfig, MPNetModel

    from evals.lab.training.export import export
    from evals.lab.training.mpnet import from_safetensors

    torch.manual_seed(0)
    config = MPNetConfig(vocab_size=30527, max_position_embeddings=514, layer_norm_eps=1e-5)
    ready_made = MPNetModel(config, add_pooling_layer=False).eval()
    save_file(ready_made.state_dict(), tmp_path / "model.safetensors")
    network = from_safetensors(tmp_path / "model.safetensors").eval()
    bert = torch.tensor([[101, 2043, 2103, 102, 2410, 102]])  # [CLS] when city [SEP] 13 [SEP]
    mpnet = torch.tensor([[0, 2047, 2107, 2, 2414, 2]])  # the same in MPNet's numbers: <s> … </s> … </s>
    with torch.no_grad():
        starts, _, doubts = network(bert, torch.ones_like(bert), torch.zeros_like(bert))
        hidden = ready_made(mpnet, attention_mask=torch.ones_like(mpnet)).last_hidden_state
        assert torch.allclose(starts, network.head(hidden)[..., 0], atol=1e-5)
        assert torch.allclose(doubts, network.doubt(hidden)[..., 0], atol=1e-5)
    export(network, tmp_path / "model.onnx", "int8", ())
    Reader(model=tmp_path / "model.onnx").read(ROWS[0].question, [PASSAGE])
    save_file({"head.weight": torch.zeros(2, 768)}, tmp_path / "other.safetensors")
    with pytest.raises(UsageError, match="is not all-mpnet-base-v2"):
        from_safetensors(tmp_path / "other.safetensors")
