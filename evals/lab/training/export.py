"""Export: the fitted network as ONNX, in the format that the reader runs and in those that it was compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
import torch
from torch import nn

from evals.lab.training.batches import Encoded, collated
from evals.lab.training.mpnet import LargerReaderNetwork
from evals.lab.training.network import ReaderNetwork
from qa.read.network import OUTPUTS
from qa.shipped import WORDS

Format = Literal["int8", "int8-coarse", "int8-tensor", "int8-static", "fp16", "fp32"]
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OPSET = 17
STEP, STEP_OF_WORDS = 0.15, 0.5
"""Of `int8-coarse`: the step of a matrix and of the tables of words and positions, as shares of their root mean square.
On passages that were held out, start logits of the large one then differ from the unquantised ones by .23 (root mean
square); with int8 by .15, and with four bits in blocks of 32, a larger file, by .26."""
TABLE = "word_embeddings.weight_quantized"
"""The table of words in the graph of either network."""
COARSE_FROM = 100_000
"""Weights that a matrix must have for its bytes to count."""


def export(network: ReaderNetwork | LargerReaderNetwork, path: Path, kind: Format, passages: Sequence[Encoded]) -> None:
    """Write the network to `path`.

    Args:
        network: the fitted one.
        path: of the file that is made.
        kind: int8, weights scaled by channel and activations, while it runs, by token; the same on a coarser grid, with
            its table of words in a file beside it; with one scale for the activations of all tokens; with scales fixed
            beforehand; weights of 16 bits; or as it is.
        passages: what fixed scales are found on.
    """
    from onnxruntime import quantization
    from onnxruntime.quantization.shape_inference import quant_pre_process

    whole = path.with_suffix(".fp32.onnx")
    network = network.cpu().float().eval()
    _export(_by_token(network) if kind in ("int8", "int8-coarse") else network, whole)
    if kind in ("int8", "int8-coarse", "int8-tensor"):
        quantization.quantize_dynamic(whole, path, per_channel=True, weight_type=quantization.QuantType.QInt8)
        if kind == "int8-coarse":
            onnx.save(_set_apart(_coarser(onnx.load(path), onnx.load(whole))), path)
    elif kind == "int8-static":

        class Feeds(quantization.CalibrationDataReader):  # type: ignore[misc, unused-ignore]
            def __init__(self) -> None:
                self._feeds = _feeds(passages)

            def get_next(self) -> dict[str, Any] | None:
                return next(self._feeds, None)

        prepared = path.with_suffix(".prepared.onnx")
        quant_pre_process(whole, prepared, skip_symbolic_shape=True)
        quantization.quantize_static(
            prepared,
            path,
            Feeds(),
            quant_format=quantization.QuantFormat.QDQ,
            per_channel=True,
            weight_type=quantization.QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gather"],
        )
        prepared.unlink()
    elif kind == "fp16":
        onnx.save(_halved(onnx.load(whole)), path)
    else:
        whole.replace(path)
    whole.unlink(missing_ok=True)


class _ByToken(nn.Module):
    """A linear layer whose inputs are brought to within -1 and 1 for each token, and its outputs back.

    The quantiser then finds one scale for all tokens without a large value of one costing the others their precision.
    """

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.weight, self.bias = linear.weight, linear.bias

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return what the layer returns."""
        most = inputs.abs().amax(-1, keepdim=True).clamp(min=1e-6)
        return torch.matmul(inputs / most, self.weight.T) * most + self.bias


def _by_token(network: nn.Module) -> nn.Module:
    """Return a copy of the network with every linear layer by token."""
    network = deepcopy(network)
    for parent in list(network.modules()):
        for name, child in parent.named_children():
            if isinstance(child, nn.Linear):
                setattr(parent, name, _ByToken(child))
    return network


def _coarser(quantized: onnx.ModelProto, whole: onnx.ModelProto) -> onnx.ModelProto:
    """Return the int8 model with its large matrices on a coarser grid, whose bytes packing makes shorter.

    All channels of a matrix have one step, a share of the root mean square of its weights, so that most bytes are small
    numbers; a channel whose largest weight would not fit into a byte keeps the step that it has.
    """
    weights = {one.name: onnx.numpy_helper.to_array(one) for one in whole.graph.initializer}
    tensors = {one.name: one for one in quantized.graph.initializer}
    for name, values in weights.items():
        if f"{name}_quantized" not in tensors or values.size < COARSE_FROM:
            continue
        packed, scale, zero = (tensors[f"{name}_{part}"] for part in ("quantized", "scale", "zero_point"))
        old, kind = onnx.numpy_helper.to_array(scale), onnx.numpy_helper.to_array(packed).dtype
        step = STEP_OF_WORDS if len(old.shape) == 0 else STEP  # a table of embeddings has one scale, a matrix many
        new = np.maximum(old, step * np.sqrt(np.mean(values**2))).astype(np.float32)
        numbers = np.rint(values / new) + onnx.numpy_helper.to_array(zero)
        numbers = np.clip(numbers, np.iinfo(kind).min, np.iinfo(kind).max).astype(kind)
        packed.CopyFrom(onnx.numpy_helper.from_array(numbers, packed.name))
        scale.CopyFrom(onnx.numpy_helper.from_array(new, scale.name))
    return quantized


def _set_apart(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the model with its table of words to be written into a file of its own."""
    for one in model.graph.initializer:
        if one.name.endswith(TABLE):
            onnx.external_data_helper.set_external_data(one, WORDS)
    return model


def _export(network: nn.Module, path: Path) -> None:
    example = tuple(torch.ones(2, 16, dtype=torch.long) for _ in INPUTS)
    dynamic = {name: {0: "batch", 1: "length"} for name in (*INPUTS, *OUTPUTS)}
    torch.onnx.export(
        network, example, path, opset_version=OPSET, input_names=list(INPUTS), output_names=list(OUTPUTS),
        dynamic_axes=dynamic, dynamo=False,
    )  # fmt: skip


def _feeds(passages: Sequence[Encoded]) -> Iterator[dict[str, Any]]:
    for one in passages:
        batch = collated([one])
        yield dict(zip(INPUTS, (batch.ids.numpy(), batch.mask.numpy(), batch.types.numpy()), strict=True))


def _halved(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the model with its large weights stored in 16 bits and widened when it is loaded."""
    casts = []
    for tensor in list(model.graph.initializer):
        values = onnx.numpy_helper.to_array(tensor)
        if values.dtype == np.float32 and values.size > 4096:
            half = onnx.numpy_helper.from_array(values.astype(np.float16), f"{tensor.name}_half")
            model.graph.initializer.remove(tensor)
            model.graph.initializer.append(half)
            casts.append(onnx.helper.make_node("Cast", [half.name], [tensor.name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model
