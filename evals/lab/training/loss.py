"""Loss: how far a network is from the annotated answers, and from what another network says of them."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch.nn import functional

from evals.lab.training.batches import Batch
from evals.lab.training.mpnet import LargerReaderNetwork
from evals.lab.training.network import ReaderNetwork

LOSS = 3
"""Number of this way of taking the loss: a fitting that was begun with another is not gone on with."""
DOUBT_WEIGHT = 0.5
WHOLE_WEIGHT = 0.5
"""Of the doubt of a question or claim as a whole, which stands at place 0."""
PAIR_WEIGHT = 0.5
NOWHERE = -1e4
"""Logit of a start or end where none can be."""
TEMPERATURE = 2.0
"""At which start and end are compared with the teacher's, so that what else it thought possible is learnt, too (Hinton,
Vinyals and Dean, Distilling the knowledge in a neural network, 2015)."""

AnyNetwork = ReaderNetwork | LargerReaderNetwork


class Said(NamedTuple):
    """What a network says of a batch: logits, each [batch, length]."""

    starts: torch.Tensor
    ends: torch.Tensor
    doubts: torch.Tensor


def loss_of(network: AnyNetwork, batch: Batch, teacher: AnyNetwork | None = None) -> torch.Tensor:
    """Return the loss of a batch: against what is annotated; with a teacher, the mean of that and of what it says."""
    said = _said(network, batch.ids, batch.mask, batch.types)
    loss = _against_annotated(said, batch)
    return loss if teacher is None else (loss + _against_told(said, teacher, batch)) / 2


def _said(network: AnyNetwork, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> Said:
    """Return the logits; start and end are nowhere but at the question's place 0 and in the passage."""
    starts, ends, doubts = network(ids, mask, types)
    outside = types == 0
    outside[:, 0] = False
    starts, ends = (logits.float().masked_fill(outside, NOWHERE) for logits in (starts, ends))
    return Said(starts, ends, doubts.float())


def _against_annotated(said: Said, batch: Batch) -> torch.Tensor:
    """Return the loss against the annotated answers.

    Cross entropy of start and end over question's place 0 and the passage; of doubt, as a whole and over the question's
    known tokens; and of each pair, that the original is nearer an answer than its edit.
    """
    starts, ends, doubts = said
    loss = WHOLE_WEIGHT * functional.binary_cross_entropy_with_logits(doubts[:, 0], batch.doubted[:, 0].float())
    asked = batch.start >= 0
    if asked.any():
        for logits, target in ((starts, batch.start), (ends, batch.end)):
            loss = loss + asked.float().mean() * functional.cross_entropy(logits[asked], target[asked]) / 2
    known = batch.doubted[:, 1:] >= 0
    if known.any():
        wanted = batch.doubted[:, 1:][known].float()
        loss = loss + DOUBT_WEIGHT * functional.binary_cross_entropy_with_logits(
            doubts[:, 1:][known], wanted, pos_weight=torch.tensor(3.0, device=wanted.device)
        )
    if len(batch.pairs):
        answered = _answered(starts) + _answered(ends)
        gap = answered[batch.pairs[:, 0]] - answered[batch.pairs[:, 1]]
        loss = loss + PAIR_WEIGHT * functional.softplus(-gap / 2).mean()
    return loss


def _against_told(said: Said, teacher: AnyNetwork, batch: Batch) -> torch.Tensor:
    """Return the divergence of start and end from the teacher's.

    A larger teacher tells of all questions, and of the edited ones which are hard to tell apart. A small one, such as
    the network that fitting starts from, is as easily fooled as the one that learns: it tells only of those that were
    not edited, so that what was known of them is kept (Li and Hoiem, Learning without forgetting, 2016).
    """
    told_of = torch.ones_like(batch.start, dtype=torch.bool)
    if isinstance(teacher, ReaderNetwork):
        told_of = ~(batch.doubted == 1).any(1)
    told_of &= batch.start >= 0
    if not told_of.any():
        return said.starts.new_zeros(())
    with torch.no_grad():
        told = _said(teacher, batch.ids[told_of], batch.mask[told_of], batch.types[told_of])
    return (_divergence(said.starts[told_of], told.starts) + _divergence(said.ends[told_of], told.ends)) / 2


def _divergence(said: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
    """Return the Kullback-Leibler divergence of two tables of logits, [batch, length], at the temperature."""
    said, told = (functional.log_softmax(logits / TEMPERATURE, 1) for logits in (said, told))
    return TEMPERATURE**2 * functional.kl_div(said, told, reduction="batchmean", log_target=True)


def _answered(logits: torch.Tensor) -> torch.Tensor:
    """Return the logit of "the passage holds an answer", [batch]."""
    return torch.logsumexp(logits[:, 1:], 1) - logits[:, 0]
