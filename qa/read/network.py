"""Reading: a question and passages in, spans with margins out, by ONNX on the CPU.

It proposes; which span answers, and how sure that is, is decided in `qa/read/confidence.py`. A span's margin is its
score (start logit plus end logit) less the score of "no answer here" (the same at position 0): the number that compares
across passages. Beside it stand the doubt, whether the passage fails to bear out some word of the question, and how far
it leaves the question open as a whole, which is also asked of a claim in the question's place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.embedder import MODEL as EMBEDDER
from index.embedder import file_digest
from index.errors import ModelError, UsageError
from index.session import cores, session
from qa.shipped import JUDGE, READERS, Shipped

MAX_TOKENS = 384
MAX_QUESTION_TOKENS = 254
MAX_SPAN_TOKENS = 30
SPANS = 5
"""Spans that are kept of a passage."""

PARAGRAPH = "\n\n"
"""What stands between two paragraphs, which no span crosses."""
OUTPUTS = ("start_logits", "end_logits", "doubt_logits")
DOUBTS = OUTPUTS.index("doubt_logits")
CERTAIN = -10.0
"""Least doubt, in logits."""
UNKNOWN = 0.0
"""Logit of an even chance."""
CLOSELY = 4
"""Passages that the other networks of an ensemble read, too: those in which the first one finds the best spans."""
AT_ONCE, AHEAD = 2, 4.0
"""How many of them are read before the rest is looked at, and by how many logits the best of these must be ahead of
the next one for that to be left. Of 124 questions of xquad-en and 492 of the sample articles and own sets 85 % end with
two, and no answer above .07 is another than that of four; ahead by nothing, two right ones are lost."""
Logits = NDArray[np.float32]


@dataclass(frozen=True)
class RawSpan:
    """A span of a passage: code points [start, end) of its text.

    Attributes:
        start: its first code point.
        end: one past its last.
        margin: its score less that of "no answer here", in logits.
        doubt: the highest logit, over the words of the question, of "the passage does not bear this out"; at least -10.
        open: the logit of "the passage does not answer the question", or does not support the claim, as a whole.
    """

    start: int
    end: int
    margin: float
    doubt: float
    open: float = UNKNOWN


NOTHING = RawSpan(0, 0, -20.0, 20.0)
"""Stands for "no span at all"."""


class Window(NamedTuple):
    """A part of a passage beside a question, as tokens, and what was found of it.

    Attributes:
        tokens: question and passage.
        first: place of the passage's first token.
        offsets: code points of the passage's tokens.
        said: logits of start, end and doubt of each token, [3, tokens]; the doubt at place 0 is of it all.
    """

    tokens: list[int]
    first: int
    offsets: list[tuple[int, int]]
    said: Logits


class Reader:
    """One or several int8 ONNX networks. Safe to use from several threads.

    Args:
        threads: passages that are read at once, each by one thread; 0 takes all cores.
        size: which of those that come with Dateline: `small`, or `large`, which knows more and takes longer.
        model: another file instead, of the same inputs and outputs; an engine also wants a `confidence.json` beside it.

    Attributes:
        name: what it is called in the provenance of an answer.
        path: of its own network's weights.
        first: of the network that reads all passages, and alone where it does not read closely.
        files: of all its networks.
    """

    def __init__(self, threads: int = 0, size: str = "small", model: Path | None = None) -> None:
        from tokenizers import Tokenizer

        made = Shipped(model.name, "", {model: 1.0}) if model else READERS[size]
        self.path, self.name, self.files = made.file, made.name, made.files
        if not model and not self.path.exists():
            raise ModelError(
                f"The {size} reader is not there. Install {made.package}, or set QA_READER to another one."
            )
        try:
            with ThreadPoolExecutor(len(made.networks)) as beside:
                sessions = beside.map(lambda path: session(path, 1), made.networks)
            networks = {path: (one, made.networks[path]) for path, one in zip(made.networks, sessions, strict=True)}
            self._tokenizer: Any = Tokenizer.from_file(str(EMBEDDER / "tokenizer.json"))
        except Exception as error:
            raise ModelError(
                f"The reader of {', '.join(map(str, self.files))} cannot be loaded: {error}. Install dateline again."
            ) from error
        self.first = JUDGE if JUDGE in networks else self.path
        self._first = networks.pop(self.first)[0]
        self._others = list(networks.values())
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        vocabulary = self._tokenizer.get_vocab()
        # One thread a passage keeps all cores busy whether one question is read or many, and none waits for another.
        self._pool = ThreadPoolExecutor(threads or cores(), "read")
        self._cls: int = vocabulary["[CLS]"]
        self._sep: int = vocabulary["[SEP]"]

    @cached_property
    def digest(self) -> str:
        """Return "sha256:…" of the weights, those of its networks one behind the other."""
        return file_digest(*self.files)

    def read(self, question: str, passages: Sequence[str], *, closely: bool = True) -> list[list[RawSpan]]:
        """Return the best spans of each passage, best first, none overlapping another.

        An ensemble reads closely only where its first network finds the best spans, two passages at once, until what
        it read is far ahead of what is left: in about a third of the time that all of eight passages would take.

        Args:
            question: standalone.
            passages: to be read.
            closely: whether all networks of an ensemble read, or its first one alone, in a quarter of that time.

        Raises:
            UsageError: the question has more than 254 tokens.
        """
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids
        if len(asked) > MAX_QUESTION_TOKENS:
            raise UsageError(
                f"The question has {len(asked)} tokens; the reader takes {MAX_QUESTION_TOKENS}. Ask it in fewer words."
            )
        windows = list(self._pool.map(partial(self._glance, asked), passages))
        found = [_spans(passage, seen) for passage, seen in zip(passages, windows, strict=True)]
        if closely and self._others:
            best = sorted(range(len(found)), key=lambda n: -_best(found[n]))
            for first in range(0, CLOSELY, AT_ONCE):
                chosen, left = best[first : first + AT_ONCE], best[first + AT_ONCE :]
                read = self._pool.map(self._read_on, [windows[n] for n in chosen])
                for n, seen in zip(chosen, read, strict=True):
                    found[n] = _spans(passages[n], seen)
                if not left or max(_best(found[n]) for n in chosen) > _best(found[left[0]]) + AHEAD:
                    break
        return found

    def _glance(self, asked: list[int], passage: str) -> list[Window]:
        """Return each window of a passage with what the first network says of it.

        Each goes through a network by itself. Together they would be padded, and 8-bit activations, scaled over
        all of them, would make what is read of one passage depend on the others; on two cores it is faster, too.
        """
        first = len(asked) + 2
        return [
            Window(tokens, first, offsets, self._run(self._first, tokens, first))
            for ids, offsets in self._windows(passage, len(asked))
            for tokens in [[self._cls, *asked, self._sep, *ids, self._sep]]
        ]

    def _windows(self, passage: str, asked: int) -> Iterator[tuple[list[int], list[tuple[int, int]]]]:
        """Yield ids and offsets of the tokens of each part that fits beside a question of `asked` tokens."""
        encoding = self._tokenizer.encode(passage, add_special_tokens=False)
        room = MAX_TOKENS - asked - 3
        stride = room - MAX_SPAN_TOKENS
        for start in range(0, max(len(encoding.ids) - MAX_SPAN_TOKENS, 1), stride):
            ids = encoding.ids[start : start + room]
            if ids:
                yield ids, encoding.offsets[start : start + room]

    def _read_on(self, windows: Sequence[Window]) -> list[Window]:
        """Return windows with the weighted mean of what all networks say of them; as a whole, the first one tells."""
        read = []
        for seen in windows:
            said = [seen.said, *(self._run(network, seen.tokens, seen.first) for network, _ in self._others)]
            shares = [share for _, share in self._others]
            mean = np.average(said, axis=0, weights=[1 - sum(shares), *shares]).astype(np.float32)
            mean[DOUBTS, 0] = seen.said[DOUBTS, 0]
            read.append(seen._replace(said=mean))
        return read

    def _run(self, network: Any, tokens: list[int], first: int) -> Logits:
        """Return start, end and doubt logits of each token, [3, tokens]; those of the passage begin at `first`."""
        ids = np.array([tokens], dtype=np.int64)
        types = np.zeros_like(ids)
        types[0, first:] = 1
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": types}
        return np.concatenate(network.run(OUTPUTS, feed))


def _best(spans: Sequence[RawSpan]) -> float:
    """Return the best margin of some spans."""
    return max((one.margin for one in spans), default=-np.inf)


def _spans(passage: str, windows: Sequence[Window]) -> list[RawSpan]:
    """Return the best spans of a passage."""
    found = []
    for _, first, offsets, (starts, ends, doubts) in windows:
        null = float(starts[0] + ends[0])
        doubt = float(doubts[1 : first - 1].max(initial=CERTAIN))
        paragraphs = np.array([passage.count(PARAGRAPH, 0, start) for start, _ in offsets])
        found += [
            RawSpan(offsets[i][0], offsets[j][1], score - null, doubt, float(doubts[0]))
            for i, j, score in _best_spans(starts[first:-1], ends[first:-1], paragraphs)
        ]
    return _distinct(found)


def _best_spans(starts: Logits, ends: Logits, paragraphs: NDArray[np.int64]) -> list[tuple[int, int, float]]:
    """Return (first token, last token, score) of the best spans of one window, best first; none crosses a paragraph."""
    beyond = np.full(MAX_SPAN_TOKENS - 1, -np.inf, dtype=ends.dtype)
    near = np.lib.stride_tricks.sliding_window_view(np.concatenate([ends, beyond]), MAX_SPAN_TOKENS)
    ahead = np.concatenate([paragraphs, np.full(MAX_SPAN_TOKENS - 1, -1)])
    within = np.lib.stride_tricks.sliding_window_view(ahead, MAX_SPAN_TOKENS) == paragraphs[:, None]
    scores = np.where(
        within, starts[:, None] + near, -np.inf
    ).ravel()  # of the spans from each token to each of those after it
    count = min(SPANS * 8, scores.size)
    best = np.argpartition(scores, -count)[-count:]
    best = best[np.argsort(-scores[best], kind="stable")]
    places = ((int(place), *divmod(int(place), MAX_SPAN_TOKENS)) for place in best if np.isfinite(scores[place]))
    return [(first, first + more, float(scores[place])) for place, first, more in places]


def _distinct(spans: list[RawSpan]) -> list[RawSpan]:
    """Return the best spans that do not overlap a better one."""
    kept: list[RawSpan] = []
    for span in sorted(spans, key=lambda span: (-span.margin, span.start, span.end)):
        if len(kept) < SPANS and all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return kept
