"""Meaning: a question made to stand alone, by rules or by a language model."""

from __future__ import annotations

from dataclasses import replace

from qa.concurrency import Threads
from qa.llm.protocol import LanguageModel
from qa.question import Question
from qa.understand.followup import Understood, understand
from qa.understand.keywords import questions_of
from qa.understand.kind import asks, asks_whose
from qa.understand.referents import Kinds
from qa.write.rewrite import standalone


async def meaning(question: Question, model: LanguageModel | None, kinds: Kinds, threads: Threads) -> Understood:
    """Return what a question means, standing alone: by rules, or by the language model where there is one and history.

    Args:
        question: as asked.
        model: what rewrites, or None.
        kinds: tells of what kind a name is.
        threads: what blocks runs in them.

    Raises:
        ModelError: the model failed.
    """
    if question.history and asks_whose(question.question):  # it is answered by what the one before is answered with
        *before, last = question.history
        return await threads.run(understand, last.question, before, kinds)
    by_rules = await threads.run(understand, question.question, question.history, kinds)
    if not (model or question.history):
        # What keywords ask is not told by where it stands: one search serves all that they may ask.
        return replace(by_rules, others=questions_of(by_rules.question), words=by_rules.question)
    if not (model and question.history) or asks(by_rules.question).refusal == "not_a_question":
        return by_rules
    rewritten = await standalone(model, question.question, question.history)
    last = question.history[-1]
    return Understood(rewritten, f"{last.question} {last.answer}".strip()) if rewritten else by_rules
