"""An ONNX session as the models that come with Dateline are run: on the CPU."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import onnxruntime


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def session(model: Path, threads: int) -> onnxruntime.InferenceSession:
    """Return the session of a model, given its file; 0 threads take all cores."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Else the threads of one model go on spinning after its run and take the cores from the next one.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    # Else sums of int8 products overflow on processors with AVX2 or AVX-512 and without VNNI: margins of readers are
    # .6 off there (root mean square), vectors .007 in cosine. It costs a fifth more time there, and nothing on others.
    options.add_session_config_entry("session.x64quantprecision", "1")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
