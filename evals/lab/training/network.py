"""The network: MiniLM's six layers, and on top of them start and end of the answer and doubt of each question token."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn
from transformers import BertConfig, BertModel

from index.errors import UsageError

_LINEAR = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
           "intermediate.dense", "output.dense")  # fmt: skip
"""The matrices of a layer in the order in which they stand in an exported graph."""


class ReaderNetwork(nn.Module):
    """Logits of a batch of token ids: start, end, and doubt, each [batch, length].

    Doubt is of the question's tokens: the logit of "the passage does not bear this out".
    """

    def __init__(self) -> None:
        super().__init__()
        config = BertConfig(
            vocab_size=30522,
            hidden_size=384,
            num_hidden_layers=6,
            num_attention_heads=12,
            intermediate_size=1536,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        self.bert = BertModel(config, add_pooling_layer=False)
        self.head = nn.Linear(384, 2)
        self.doubt = nn.Linear(384, 1)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return start, end and doubt logits."""
        hidden = self.bert(input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state
        spans = self.head(hidden)
        return spans[..., 0], spans[..., 1], self.doubt(hidden)[..., 0]

    def lowest(self, layers: int) -> list[nn.Module]:
        """Return the embeddings and the lowest layers; none for 0."""
        return [self.bert.embeddings, *self.bert.encoder.layer[:layers]] if layers else []


def from_onnx(path: Path) -> ReaderNetwork:
    """Return the network with the weights of an int8 reader (one exported here, or the ready-made one)."""
    network = ReaderNetwork()
    names = [f"bert.encoder.layer.{n}.{part}.weight" for n in range(6) for part in _LINEAR]
    names += ["head.weight", "doubt.weight"]
    network.load_state_dict(weights_of(onnx.load(path).graph, network.state_dict(), names, path))
    return network


def weights_of(graph: onnx.GraphProto, state: dict[str, Any], matrices: list[str], path: Path) -> dict[str, Any]:
    """Return the weights of an int8 graph by the names of a network's state; a doubt that the graph lacks stays.

    Args:
        graph: as it was exported.
        state: of the network.
        matrices: names of its matrices in the order in which they stand in the graph.
        path: of the graph's file, for the error.

    Raises:
        UsageError: the graph lacks weights of the network.
    """
    tensors = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    for name in list(tensors):
        if name.endswith("_quantized"):
            stem = name.removesuffix("_quantized")
            zero, scale = tensors[f"{stem}_zero_point"], tensors[f"{stem}_scale"]
            tensors[stem] = (tensors[name].astype(np.float32) - zero.astype(np.float32)) * scale
    found = {name: value for name, value in tensors.items() if name in state}
    quantized = [one.name.removesuffix("_quantized") for one in graph.initializer if "MatMul" in one.name]
    standing = [name for name in dict.fromkeys(quantized) if name in tensors and tensors[name].ndim == 2]
    found |= {name: tensors[matrix].T for name, matrix in zip(matrices, standing, strict=False)}
    missing = {name for name in state if name not in found and not name.startswith("doubt.")}
    if missing:
        raise UsageError(f"{path} lacks the weights {sorted(missing)[:3]}: it is no reader of this network. Give one.")
    return state | {name: torch.tensor(np.array(value)) for name, value in found.items()}


def between(start: nn.Module, fitted: nn.Module, share: float) -> None:
    """Move the weights of the fitted network back on the line to where fitting started.

    Fitting to edited questions costs some of what the reader knew; part of the way keeps most of both (Wortsman et al.,
    Robust fine-tuning of zero-shot models, 2022). The doubt head, new in the fitted one, is taken whole.

    Args:
        start: what fitting started from.
        fitted: what it came to.
        share: of the way that is gone, 0 to 1.
    """
    old = start.state_dict()
    fitted.load_state_dict(
        {
            name: value if name.startswith("doubt.") else torch.lerp(old[name], value, share)
            for name, value in fitted.state_dict().items()
        }
    )
