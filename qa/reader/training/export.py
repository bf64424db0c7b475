"""Export: the fitted network as ONNX, in the format that the reader runs and in those that it was compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
import torch

from qa.reader.training.batches import Encoded, collated
from qa.reader.training.mpnet import LargerReaderNetwork
from qa.reader.training.network import ReaderNetwork

Format = Literal["int8", "int8-static", "fp16", "fp32"]
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("start_logits", "end_logits", "doubt_logits")
OPSET = 17


def export(network: ReaderNetwork | LargerReaderNetwork, path: Path, kind: Format, passages: Sequence[Encoded]) -> None:
    """Write the network to `path`.

    Args:
        network: the fitted one.
        path: of the file that is made.
        kind: int8 with scales found while it runs (per channel of the weights), int8 with scales fixed beforehand,
            weights of 16 bits, or as it is.
        passages: what fixed scales are found on.
    """
    from onnxruntime import quantization
    from onnxruntime.quantization.shape_inference import quant_pre_process

    whole = path.with_suffix(".fp32.onnx")
    _export(network.cpu().float().eval(), whole)
    if kind == "int8":
        quantization.quantize_dynamic(whole, path, per_channel=True, weight_type=quantization.QuantType.QInt8)
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


def _export(network: ReaderNetwork | LargerReaderNetwork, path: Path) -> None:
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
