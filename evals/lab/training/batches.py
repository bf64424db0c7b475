"""Batches: examples as tensors, those of one group together, batches of about the same number of tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

import torch

from evals.lab.training.examples import Example

MAX_QUESTION_TOKENS = 48
MAX_TOKENS = 320


@dataclass(frozen=True)
class Encoded:
    """An example as tokens.

    Attributes:
        group: that it belongs to.
        original: whether it is the question that the others of the group were made from.
        ids: `[CLS] question [SEP] passage [SEP]`.
        question: how many tokens the question has.
        start: token where the span begins; 0 where the passage does not answer, -1 where a claim asks for none.
        end: its last token.
        doubted: 1 for each question token that the passage does not bear out, -1 where it is not known.
        borne_out: whether the passage answers the question, or supports the claim, as a whole.
        edited: whether it is an edited question.
    """

    group: int
    original: bool
    ids: list[int]
    question: int
    start: int
    end: int
    doubted: list[int]
    borne_out: bool
    edited: bool


class Encoder:
    """Turns examples into tokens, with the tokenizer of the embedder."""

    def __init__(self, tokenizer: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        vocabulary = self._tokenizer.get_vocab()
        self._cls: int = vocabulary["[CLS]"]
        self._sep: int = vocabulary["[SEP]"]

    def encoded(self, examples: Iterable[Example]) -> list[Encoded]:
        """Return the tokens of examples; what is cut off too early is left out."""
        return [encoded for example in examples if (encoded := self.encode(example))]

    def encode(self, example: Example) -> Encoded | None:
        """Return the tokens of an example; None if its span, or what is new in the question, is cut off."""
        asked = self._tokenizer.encode(example.question, add_special_tokens=False)
        passage = self._tokenizer.encode(example.passage, add_special_tokens=False)
        question = asked.ids[:MAX_QUESTION_TOKENS]
        first = len(question) + 2
        ids = [self._cls, *question, self._sep, *passage.ids[: MAX_TOKENS - len(question) - 3], self._sep]
        start = end = 0 if example.supported is None else -1
        if example.span:
            tokens = [n for n, (a, b) in enumerate(passage.offsets) if a < example.span[1] and example.span[0] < b]
            if not tokens or first + tokens[-1] >= len(ids) - 1:
                return None
            start, end = first + tokens[0], first + tokens[-1]
        original = example.kind == "original"
        doubted = [-1] * len(question)
        if original or example.changed:
            a, b = example.changed or (0, 0)
            doubted = [int(x < b and a < y) for x, y in asked.offsets[: len(question)]]
            if example.changed and 1 not in doubted:
                return None
        borne_out = example.span is not None if example.supported is None else example.supported
        changed = example.changed is not None
        return Encoded(example.group, original, ids, len(question), start, end, doubted, borne_out, changed)


@dataclass(frozen=True)
class Batch:
    """Examples as padded tensors, [batch, length], and what they should come to.

    Attributes:
        ids, mask, types: what the network takes.
        start, end: token of the target, 0 for no answer, -1 for none asked for, [batch].
        doubted: 1 or 0 where known, -1 elsewhere; at place 0, of the question or claim as a whole.
        pairs: rows of an original and of an edit of it, [pairs, 2].
    """

    ids: torch.Tensor
    mask: torch.Tensor
    types: torch.Tensor
    start: torch.Tensor
    end: torch.Tensor
    doubted: torch.Tensor
    pairs: torch.Tensor

    def to(self, device: torch.device) -> Batch:
        """Return it on a device."""
        return Batch(**{name: value.to(device) for name, value in vars(self).items()})


def batched(encoded: Sequence[Encoded], tokens: int, rng: Random) -> list[list[Encoded]]:
    """Return batches of at most about `tokens` tokens, padding included, of groups of like length, in random order."""
    groups = [list(group) for _, group in groupby(encoded, key=lambda one: one.group)]
    longest = {id(group): max(len(one.ids) for one in group) * rng.uniform(0.95, 1.05) for group in groups}
    groups.sort(key=lambda group: longest[id(group)])
    batches: list[list[Encoded]] = [[]]
    most = 0
    for group in groups:
        most = max(most, *(len(one.ids) for one in group))
        if batches[-1] and (len(batches[-1]) + len(group)) * most > tokens:
            batches.append([])
            most = max(len(one.ids) for one in group)
        batches[-1] += group
    rng.shuffle(batches)
    return [batch for batch in batches if batch]


def collated(rows: Sequence[Encoded]) -> Batch:
    """Return the tensors of a batch."""
    length = max(len(row.ids) for row in rows)
    ids = torch.zeros(len(rows), length, dtype=torch.long)
    mask, types = torch.zeros_like(ids), torch.zeros_like(ids)
    doubted = torch.full_like(ids, -1)
    for n, row in enumerate(rows):
        size, first = len(row.ids), row.question + 2
        ids[n, :size] = torch.tensor(row.ids)
        mask[n, :size] = 1
        types[n, first:size] = 1
        doubted[n, 0] = 1 - row.borne_out
        doubted[n, 1 : 1 + row.question] = torch.tensor(row.doubted, dtype=torch.long)
    start, end = torch.tensor([row.start for row in rows]), torch.tensor([row.end for row in rows])
    return Batch(ids, mask, types, start, end, doubted, torch.tensor(list(_pairs(rows)), dtype=torch.long).view(-1, 2))


def _pairs(rows: Sequence[Encoded]) -> Iterator[tuple[int, int]]:
    originals = {row.group: n for n, row in enumerate(rows) if row.original}
    for n, row in enumerate(rows):
        if row.edited and row.group in originals:
            yield originals[row.group], n
