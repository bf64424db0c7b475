"""`qa` with a clock in its models: each run of an ONNX session writes its seconds to a file descriptor.

python -m evals.lab.bench.timed_models DESCRIPTOR serve --port 0
"""

from __future__ import annotations

import os
import struct
import sys
import time
from typing import Any

import onnxruntime

from qa.cli import main

SECONDS = struct.Struct("d")


def clock_models(descriptor: int) -> None:
    """From now on, write the seconds of each session's run to `descriptor`."""
    run = onnxruntime.InferenceSession.run

    def timed(*arguments: Any, **named: Any) -> Any:
        started = time.perf_counter()
        try:
            return run(*arguments, **named)
        finally:
            os.write(descriptor, SECONDS.pack(time.perf_counter() - started))

    onnxruntime.InferenceSession.run = timed


if __name__ == "__main__":
    clock_models(int(sys.argv[1]))
    raise SystemExit(main(sys.argv[2:]))
