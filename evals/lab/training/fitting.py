"""Fitting: the network on prepared examples, on the CPU or one GPU; goes on where it was when it was killed."""

from __future__ import annotations

import copy
import hashlib
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeVar

import torch

from evals.lab.training.batches import Encoded, batched, collated
from evals.lab.training.loss import LOSS, AnyNetwork, loss_of
from evals.lab.training.mpnet import LargerReaderNetwork
from evals.lab.training.network import ReaderNetwork
from index.errors import UsageError

Network = TypeVar("Network", ReaderNetwork, LargerReaderNetwork)

DECAY = 0.998
"""Of the average of the weights; what is exported is the average."""
REPORTED_EVERY = 5
SAVED_EVERY = 50


@dataclass(frozen=True)
class Recipe:
    """How to fit; the model card says what the reader that comes with the project was made with.

    Attributes:
        rate: highest learning rate, reached after the warm-up and then linearly let down to 0.
        warm_up: share of the steps.
        tokens: of a batch, padding included.
        decay: of the weights.
        frozen: lowest layers that stay as they are, the embeddings with them.
        most: steps at most; 0 for all.
    """

    rate: float = 1e-4
    warm_up: float = 0.04
    tokens: int = 4096
    decay: float = 0.01
    frozen: int = 2
    most: int = 5000


LARGER = Recipe(rate=8e-5, warm_up=0.06, tokens=3072, frozen=5)
"""How to fit the larger network: smaller steps, and only its upper seven layers."""


def fit(
    network: Network,
    epochs: Sequence[Sequence[Encoded]],
    recipe: Recipe,
    folder: Path,
    teacher: AnyNetwork | None = None,
) -> Network:
    """Fit the network in place and return it with averaged weights.

    Args:
        network: that is fitted.
        epochs: the examples of each.
        recipe: how.
        folder: where the state is kept, every 50 steps and at the end; where one is, it goes on from there.
        teacher: a fitted network that it also learns from, by a copy on the network's device and of its precision.

    Raises:
        UsageError: the state there is of other examples, another recipe, or from other weights.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network.to(device).train()
    for module in network.lowest(recipe.frozen):
        module.requires_grad_(False)
    weights = _fitted(network)
    average = [value.detach().clone() for value in weights]
    optimizer = torch.optim.AdamW(weights, recipe.rate, (0.9, 0.98), weight_decay=recipe.decay, fused=True)
    batches = [rows for n, encoded in enumerate(epochs) for rows in batched(encoded, recipe.tokens, Random(n))]
    total = min(recipe.most or len(batches), len(batches))
    kept = folder / "state.pt"
    done, made_of = 0, _made_of(batches, recipe, [network, teacher] if teacher else [network])
    if kept.exists():
        state = torch.load(kept, map_location=device)
        if state["made_of"] != made_of:
            raise UsageError(
                f"{kept} is of a training on other examples or from other weights. Delete it, or give another folder."
            )
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        average, done = state["average"], state["step"]
    working = network
    if has_bf16_matrices(device):
        working = copy.deepcopy(network).to(torch.bfloat16)
    if teacher is not None:
        teacher = copy.deepcopy(teacher).to(device, next(working.parameters()).dtype).eval()
    tokens, began, lately = 0, time.monotonic(), deque[float](maxlen=REPORTED_EVERY)
    for step, rows in list(enumerate(batches[:total], 1))[done:]:
        for group in optimizer.param_groups:
            group["lr"] = recipe.rate * slope(step, total, recipe.warm_up)
        batch = collated(rows).to(device)
        loss = loss_of(working, batch, teacher)
        loss.backward()
        _hand_over(working, network)
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        _take_over(working, network)
        with torch.no_grad():
            torch._foreach_lerp_(average, weights, 1 - min(DECAY, step / (step + 10)))
        tokens += int(batch.mask.sum())
        lately.append(loss.item())
        if step % REPORTED_EVERY == 0:
            speed = tokens / (time.monotonic() - began)
            sys.stderr.write(
                f"step {step:,} of {total:,}, loss {sum(lately) / len(lately):.3f}, {speed:,.0f} tokens a second\n"
            )
        if step % SAVED_EVERY == 0 or step == total:
            state = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "average": average}
            torch.save({**state, "step": step, "made_of": made_of}, kept.with_suffix(".part"))
            kept.with_suffix(".part").replace(kept)
    with torch.no_grad():
        torch._foreach_copy_(weights, average)
    return network


def _fitted(network: AnyNetwork) -> list[torch.nn.Parameter]:
    return [value for value in network.parameters() if value.requires_grad]


def _hand_over(working: AnyNetwork, network: AnyNetwork) -> None:
    """Move the gradients of the 16-bit copy that was worked with to the weights of 32 bits, which small steps need."""
    if working is not network:
        for short, weights in zip(_fitted(working), _fitted(network), strict=True):
            weights.grad, short.grad = None if short.grad is None else short.grad.float(), None


def _take_over(working: AnyNetwork, network: AnyNetwork) -> None:
    """Round the weights of 32 bits to the copy that is worked with."""
    if working is not network:
        with torch.no_grad():
            torch._foreach_copy_(_fitted(working), _fitted(network))


def _made_of(batches: Sequence[Sequence[Encoded]], recipe: Recipe, networks: Sequence[AnyNetwork]) -> str:
    """Return a digest of what a run goes through: examples, recipe, loss, and the weights that it begins with."""
    digest = hashlib.sha256(repr((recipe, LOSS)).encode())
    for network in networks:
        for weights in network.parameters():
            digest.update(weights.detach().float().cpu().numpy().tobytes())
    for rows in batches:
        digest.update(repr([(row.ids, row.start) for row in rows]).encode())
    return digest.hexdigest()


def slope(step: int, total: int, warm_up: float) -> float:
    """Return the share of the highest learning rate: up from 0 in the warm-up, then down to 0 at the last step."""
    warm = max(int(total * warm_up), 1)
    return min(step / warm, (total - step) / max(total - warm, 1))


def has_bf16_matrices(device: torch.device) -> bool:
    """Whether products of 16-bit matrices are faster there than of 32-bit ones: on a GPU, on a CPU made for them."""
    cpus = Path("/proc/cpuinfo")
    flags = cpus.read_text(encoding="utf-8") if cpus.exists() else ""
    return device.type == "cuda" or "amx_bf16" in flags or "avx512_bf16" in flags
