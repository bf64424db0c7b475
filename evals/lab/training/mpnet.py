"""The larger network: MPNet's twelve layers, with the same inputs and outputs as the small one."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from safetensors.torch import load_file
from torch import nn
from transformers import MPNetConfig, MPNetModel

from evals.lab.training.network import weights_of
from index.errors import UsageError

_MPNET_BEFORE = 4
"""MPNet's vocabulary is BERT's after four tokens of its own."""
_START, _PAD, _END = 0, 1, 2
_BERT_CLS, _BERT_SEP, _BERT_PAD = 101, 102, 0
_BERT_TOKENS = 30522
_LINEAR = ("attention.attn.q", "attention.attn.k", "attention.attn.v", "attention.attn.o",
           "intermediate.dense", "output.dense")  # fmt: skip
"""The matrices of a layer in the order in which they stand in an exported graph."""


class LargerReaderNetwork(nn.Module):
    """Logits of a batch of token ids of BERT's vocabulary: start, end, and doubt, each [batch, length].

    The table of embeddings is in the order of BERT's vocabulary, so that small and large take the same tokens.
    """

    def __init__(self) -> None:
        super().__init__()
        config = MPNetConfig(
            vocab_size=_BERT_TOKENS + _MPNET_BEFORE + 1,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            max_position_embeddings=514,
            layer_norm_eps=1e-5,
        )
        self.mpnet = MPNetModel(config, add_pooling_layer=False)
        self.mpnet.embeddings.word_embeddings = nn.Embedding(_BERT_TOKENS, 768)
        self.head = nn.Linear(768, 2)
        self.doubt = nn.Linear(768, 1)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return start, end and doubt logits."""
        # MPNet has no token types; an input without effect keeps its place in the exported graph.
        words = self.mpnet.embeddings.word_embeddings(input_ids)
        embedded = words + 0.0 * token_type_ids[..., None].to(words.dtype)
        hidden = self.mpnet(inputs_embeds=embedded, attention_mask=attention_mask).last_hidden_state
        spans = self.head(hidden)
        return spans[..., 0], spans[..., 1], self.doubt(hidden)[..., 0]

    def lowest(self, layers: int) -> list[nn.Module]:
        """Return the embeddings, the bias by distance, which all layers share, and the lowest layers; none for 0."""
        shared = [self.mpnet.embeddings, self.mpnet.encoder.relative_attention_bias]
        return [*shared, *self.mpnet.encoder.layer[:layers]] if layers else []


def from_safetensors(path: Path) -> LargerReaderNetwork:
    """Return the network with the weights of all-mpnet-base-v2, and new heads."""
    found = load_file(path)
    network = LargerReaderNetwork()
    words = found.pop("embeddings.word_embeddings.weight", torch.empty(0))
    if words.shape != (_BERT_TOKENS + _MPNET_BEFORE + 1, 768):
        raise UsageError(f"{path} is not all-mpnet-base-v2: its words are {tuple(words.shape)}. Give that as --start.")
    order = torch.arange(_BERT_TOKENS) + _MPNET_BEFORE
    order[_BERT_CLS], order[_BERT_SEP], order[_BERT_PAD] = _START, _END, _PAD
    state = {f"mpnet.{name}": value for name, value in found.items() if not name.startswith("pooler.")}
    state["mpnet.embeddings.word_embeddings.weight"] = words[order]
    state = {name: value for name, value in state.items() if not name.endswith("position_ids")}
    missing, unknown = network.load_state_dict(state, strict=False)
    if unknown or any(not name.startswith(("head.", "doubt.")) for name in missing):
        raise UsageError(f"{path} is not all-mpnet-base-v2: it lacks {missing[:3]}. Give that as --start.")
    return network


def from_coarse(path: Path) -> LargerReaderNetwork:
    """Return the network with the weights of an `int8-coarse` reader that was exported here."""
    graph = onnx.load(path).graph
    network = LargerReaderNetwork()
    names = [f"mpnet.encoder.layer.{n}.{part}.weight" for n in range(12) for part in _LINEAR]
    network.load_state_dict(weights_of(graph, network.state_dict(), [*names, "head.weight", "doubt.weight"], path))
    return network
