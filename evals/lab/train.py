"""Make the reader: `python -m evals.lab.train STEP…`, with the dependency group `train`.

The steps, each of which can be run alone and says what it made: `rows` gathers the annotated questions and the weakly
annotated ones of the news; `examples` makes the negatives, near passages and edited questions, claims with their texts,
actors and targets exchanged; `fit` trains, on the CPU or one GPU, and goes on where it was killed; `export` writes the
int8 model to where Dateline looks for it; `calibrate` fits the confidence (`evals.lab.calibrate`) and `card` writes the
digest of the model into the card of each reader that reads with it: the large one reads with both. `support` fits the
support score (`evals.lab.fit_support`), `figures` measures (`evals.lab.bench`) and writes the figures of the docs;
`all` takes every step.

`fit --teacher` also learns from another reader: from the one that it starts with, so that what that one knew is kept,
or from a larger one.

With `--start …/all-mpnet-base-v2/model.safetensors`, or a copy of what is in `reader-large`, the large reader's own
network is made instead, in a `--folder` of its own; every step for it needs that `--start`, since without it a step is
for the small one.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING, Any

from evals.lab import fit_support
from evals.lab.bench.__main__ import measure_all
from evals.lab.calibrate import calibrate as calibrate_reader
from evals.lab.figures import write_page
from evals.lab.training.claims import CLAIM_SHARES, MEASURED, claims, load_pairs, load_roles
from evals.lab.training.examples import LARGER_SHARES, SHARES, load, prepared, save
from evals.lab.training.forms import in_forms
from evals.lab.training.news import load_quizzes, weak_rows
from evals.lab.training.rows import Row, load_rows
from index.embedder import MODEL as EMBEDDER
from index.embedder import file_digest
from index.errors import DatelineError, UsageError
from qa.read.confidence import WEIGHTS
from qa.settings import Settings
from qa.shipped import READERS, WORDS

if TYPE_CHECKING:
    from evals.lab.training.loss import AnyNetwork

START = Path("../shared/models/reader/model.onnx")
ROWS = ("spans", "squad2", "tydi-mlqa")
"""Files of the training data that hold questions."""
FORMATS = ("int8", "int8-coarse", "int8-tensor", "int8-static", "fp16", "fp32")
FITTED = 0.7
"""Share of the way from the old weights to the fitted ones: in the first fitting the largest of .4, .55, .7, .85 and 1
at which neither F1 nor the AUROC against near passages is below that of the old reader on what is held out."""
TOKENIZER = EMBEDDER / "tokenizer.json"


def main() -> None:
    """Run the steps named, in their order."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = ["all", *STEPS]
    parser.add_argument("steps", nargs="+", choices=steps, metavar="STEP", help=", ".join(steps))
    parser.add_argument("--data", type=Path, default=Path("../shared/reader/data"), help="the training data")
    parser.add_argument("--claims", type=Path, default=Path("../shared/checker/data"), help="claims and roles")
    parser.add_argument("--evalsets", type=Path, default=Path("../shared/evalsets"), help="to fit and measure on")
    parser.add_argument("--start", type=Path, default=START, help="the reader that training begins with")
    parser.add_argument(
        "--teacher", type=Path, metavar="FILE", help="reader to learn from, too: model.onnx, network.pt"
    )
    parser.add_argument("--folder", type=Path, default=Path(".qa/training"), help="where what is made is kept")
    parser.add_argument("--batches", type=int, default=5000, metavar="N", help="to train on at most; 0 for all")
    parser.add_argument("--epochs", type=int, default=1, metavar="N", help="each with its own choice of examples")
    parser.add_argument("--rate", type=float, help="highest learning rate; without it that of the recipe")
    parser.add_argument(
        "--share",
        type=float,
        default=FITTED,
        metavar="0..1",
        help="of the way to what was fitted, from a reader",
    )
    parser.add_argument("--format", choices=FORMATS, help="of export, beside the training; without it what is shipped")
    options = parser.parse_args()
    if not 0 <= options.share <= 1:
        parser.error(f"--share is {options.share}; it is between 0, the weights of --start, and 1, the fitted ones")
    if options.start.resolve() in [reader.file.resolve() for reader in READERS.values()]:
        parser.error(f"--start {options.start} is what export writes over. Copy it, and start from the copy")
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in (step for step in STEPS if {step, "all"} & set(options.steps)):
        try:
            sys.stdout.write(f"{name}: {STEPS[name](options)}\n")
        except ImportError as error:
            sys.exit(f"error: {name}: {error}. Install the dependency group: uv pip install --group train")
        except (DatelineError, OSError) as error:
            sys.exit(f"error: {name}: {error}")
        sys.stdout.flush()


def rows(options: argparse.Namespace) -> str:
    """Gather the annotated and the weakly annotated questions."""
    files = [path for name in ROWS if (path := options.data / f"{name}.jsonl.xz").exists()]
    found = [row for path in files for row in load_rows(path)]
    found += [row for quiz in load_quizzes(options.data) for row in weak_rows(quiz)]
    path = options.folder / "rows.jsonl"
    path.write_text("".join(json.dumps(asdict(row)) + "\n" for row in found), encoding="utf-8")
    return f"{_counted(row.set for row in found)} in {path}"


def examples(options: argparse.Namespace) -> str:
    """Make what is trained on, an own choice for each epoch, and what is measured on."""
    lines = (options.folder / "rows.jsonl").read_text(encoding="utf-8").splitlines()
    found = [_row(json.loads(line)) for line in lines]
    pairs = load_pairs(options.claims / "pairs.jsonl.xz")
    roles = load_roles(options.claims / "roles.jsonl.xz")
    every = dict.fromkeys({row.set for row in found}, 1.0)
    kept = list(prepared([row for row in found if row.held_out], 0, every, 1.0))
    held_out = [one for one in pairs if one.held_out], [one for one in roles if one.held_out]
    kept += claims(*held_out, 0, len(found) * 3, dict.fromkeys([*CLAIM_SHARES, *MEASURED], 1.0))
    save(kept, options.folder / "held-out.jsonl.gz")
    made = [f"held out: {_counted(one.kind for one in kept)}"]
    for epoch in range(1, options.epochs + 1):
        shares = LARGER_SHARES if options.start.suffix == ".safetensors" else SHARES
        of_epoch = list(prepared([row for row in found if not row.held_out], epoch, shares))
        trained = [one for one in pairs if not one.held_out], [one for one in roles if not one.held_out]
        of_epoch += claims(*trained, epoch, len(found) * 3, CLAIM_SHARES if _size(options) == "small" else {})
        of_epoch = list(in_forms(of_epoch, epoch))
        save(of_epoch, _examples(options, epoch))
        made.append(f"epoch {epoch}: {_counted(one.kind for one in of_epoch)}")
    return "; ".join(made)


def fit(options: argparse.Namespace) -> str:
    """Train, or go on training."""
    import torch

    from evals.lab.training.batches import Encoder
    from evals.lab.training.fitting import LARGER, Recipe, fit

    teacher = _teacher(options.teacher)
    encoder = Encoder(TOKENIZER)
    epochs = [encoder.encoded(load(_examples(options, epoch))) for epoch in range(1, options.epochs + 1)]
    recipe = LARGER if _size(options) == "large" else Recipe()
    recipe = replace(recipe, most=options.batches, rate=options.rate or recipe.rate)
    network = fit(_begun(options.start), epochs, recipe, options.folder, teacher)
    torch.save(network.state_dict(), options.folder / "network.pt")
    return f"{options.folder / 'network.pt'}"


def export(options: argparse.Namespace) -> str:
    """Write the model to where Dateline looks for it; where a format is named, beside the training."""
    import torch

    from evals.lab.training.batches import Encoder
    from evals.lab.training.export import Format, export
    from evals.lab.training.mpnet import LargerReaderNetwork
    from evals.lab.training.network import ReaderNetwork, between

    network = LargerReaderNetwork() if _size(options) == "large" else ReaderNetwork()
    network.load_state_dict(torch.load(options.folder / "network.pt", map_location="cpu"))
    if options.start.suffix != ".safetensors":
        between(_begun(options.start), network, options.share)
    kind: Format = options.format or ("int8-coarse" if _size(options) == "large" else "int8")
    made = options.folder / f"{kind}.onnx"
    kept = load(options.folder / "held-out.jsonl.gz") if kind == "int8-static" else []
    export(network, made, kind, Encoder(TOKENIZER).encoded(kept[::20]))
    if options.format:
        return _described(made)
    path = READERS[_size(options)].file
    beside = [made.with_name(WORDS)] if kind == "int8-coarse" else []
    for new, old in [*((one, path.with_name(WORDS)) for one in beside), (made, path)]:
        shutil.copyfile(new, old.with_name("model.part"))
        old.with_name("model.part").replace(old)
    return _described(path)


def calibrate(options: argparse.Namespace) -> str:
    """Fit the confidence anew for each reader of which the network that is there now is a part."""
    sizes = _concerned(options)
    for size in sizes:
        told = calibrate_reader(Settings.load({"reader": size}), options.evalsets)
        sys.stdout.write("\n".join(told) + "\n")
    return ", ".join(str(READERS[size].file.with_name(WEIGHTS)) for size in sizes)


def card(options: argparse.Namespace) -> str:
    """Write the digest of the network into the card of each reader of which it is a part."""
    model = READERS[_size(options)].file
    cards: dict[Path, str] = {}
    for size in _concerned(options):
        path = READERS[size].file.with_name("MODEL_CARD.md")
        text = path.read_text(encoding="utf-8")
        for file in (model, model.with_name(WORDS)):
            name = os.path.relpath(file, path.parent)
            row = rf"(\| `{re.escape(name)}` \| sha256 `)[0-9a-f]{{64}}"
            if file.exists():
                text, count = re.subn(row, rf"\g<1>{_hex_digest(file)}", text)
                if count != 1:
                    raise UsageError(f"{path} has no row for the digest. Put one back: | `{name}` | sha256 `…` |")
        cards[path] = text
    for path, text in cards.items():
        path.write_text(text, encoding="utf-8")
    return f"{', '.join(map(str, cards))}; {_described(model)}"


def support(options: argparse.Namespace) -> str:
    """Fit the support score, which goes by the small reader."""
    return fit_support.fit_on(options.evalsets)


def figures(options: argparse.Namespace) -> str:
    """Measure each reader of which the network is a part, and write the figures of the docs."""
    for size in _concerned(options):
        measure_all(Settings.load({"reader": size}), options.evalsets)
    return str(write_page())


STEPS: dict[str, Callable[[argparse.Namespace], str]] = {
    "rows": rows,
    "examples": examples,
    "fit": fit,
    "export": export,
    "calibrate": calibrate,
    "card": card,
    "support": support,
    "figures": figures,
}


def _teacher(path: Path | None) -> AnyNetwork | None:
    """Return the reader to learn from: a small one that was exported, or a larger one that was fitted."""
    if path is None:
        return None
    import torch

    from evals.lab.training.mpnet import LargerReaderNetwork
    from evals.lab.training.network import from_onnx

    if path.suffix == ".onnx":
        return from_onnx(path)
    teacher = LargerReaderNetwork()
    try:
        teacher.load_state_dict(torch.load(path, map_location="cpu"))
    except (RuntimeError, UnpicklingError) as error:
        raise UsageError(
            f"{path} is no larger reader fitted here. Give the network.pt of the --folder that one was fitted in."
        ) from error
    return teacher


def _begun(start: Path) -> AnyNetwork:
    """Return the network that training begins with."""
    from evals.lab.training.mpnet import from_coarse, from_safetensors
    from evals.lab.training.network import from_onnx

    if start.suffix != ".onnx":
        return from_safetensors(start)
    return from_coarse(start) if start.with_name(WORDS).exists() else from_onnx(start)


def _size(options: argparse.Namespace) -> str:
    """Return which reader is made: the large one where training begins with MPNet's weights, or with the large one."""
    start: Path = options.start
    return "small" if start.suffix == ".onnx" and not start.with_name(WORDS).exists() else "large"


def _concerned(options: argparse.Namespace) -> list[str]:
    """Return which readers read with the network that is made."""
    made = READERS[_size(options)].file
    return [size for size, reader in READERS.items() if made in reader.networks]


def _examples(options: argparse.Namespace, epoch: int) -> Path:
    folder: Path = options.folder
    return folder / f"examples-{epoch}.jsonl.gz"


def _row(line: dict[str, Any]) -> Row:
    return Row(**{**line, "spans": tuple((start, end) for start, end in line["spans"])})


def _counted(names: Any) -> str:
    counts = Counter(names)
    return f"{counts.total():,} ({', '.join(f'{n:,} {name}' for name, n in counts.most_common())})"


def _hex_digest(path: Path) -> str:
    return file_digest(path).removeprefix("sha256:")


def _described(path: Path) -> str:
    return f"{path}, {path.stat().st_size / 1e6:.1f} MB, sha256 {_hex_digest(path)}"


if __name__ == "__main__":
    main()
