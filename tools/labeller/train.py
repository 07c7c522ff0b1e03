"""Train the labeller of `radrefs.parsing.labeller`, the same to the byte each time.

    python tools/labeller/train.py [-o FILE]

It needs python-crfsuite. Records are rendered by `render.py` with a fixed seed, the CRF
is trained with L-BFGS, and the weights are written as whole numbers (sixteenths), those
that round to nothing left out.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import random
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import pycrfsuite

sys.path.insert(0, str(Path(__file__).parent))
from render import Record, article, book, noisy

from radrefs.journals import full_titles
from radrefs.parsing.labeller import LABELS, features, tokens
from radrefs.text import fold

HERE = Path(__file__).parent
MODEL = HERE.parents[1] / "src/radrefs/data/labeller.tsv.gz"
SEED, ENTRIES, SCALE = 20261127, 11000, 16
PARAMETERS = {"c1": 0.6, "c2": 0.05, "max_iterations": 100, "feature.minfreq": 3}


def records() -> list[Record]:
    """Read the records."""
    with gzip.open(HERE / "records.jsonl.gz", "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def examples(number: int, seed: int = SEED) -> list[tuple[str, list[str]]]:
    """Render entries; return each text with the label of each token."""
    pick = random.Random(seed)
    some = records()
    names = [(short, full) for short, full in sorted(full_titles().items()) if len(short) < 60]
    found = []
    for at in range(number):
        record, other = some[at % len(some)], pick.choice(some)
        pieces = book(record, other, pick) if pick.random() < 0.1 else article(record, pick, names)
        chars = noisy(pieces, pick)
        text = "".join(c for c, _ in chars)
        folded = fold(text)
        labels = []
        for one in tokens(folded.text):
            start = folded.given(one.start, one.end)[0]
            labels.append(chars[start][1])
        found.append((folded.text, labels))
    return found


def train(path: Path) -> None:
    """Train and write crfsuite's own model."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(PARAMETERS)
    for text, labels in examples(ENTRIES):
        trainer.append(features(text, tokens(text)), labels)
    trainer.train(str(path))


def dump(path: Path) -> bytes:
    """Turn crfsuite's model into ours: see `radrefs.parsing.labeller._model`."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    info = tagger.info()
    rows: dict[str, dict[int, int]] = defaultdict(dict)
    for (name, label), weight in info.state_features.items():
        if whole := round(weight * SCALE):
            rows[name][LABELS.index(label)] = whole
    for (one, other), weight in info.transitions.items():
        if whole := round(weight * SCALE):
            rows[f"step={LABELS.index(one)}"][LABELS.index(other)] = whole
    lines = [
        "\t".join([name, *(f"{at}:{weight}" for at, weight in sorted(row.items()))])
        for name, row in sorted(rows.items())
    ]
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, packed, mtime=0) as stream:
        stream.write("\n".join(lines).encode("utf-8"))
    return packed.getvalue()


def main() -> None:
    """Train, and write the model."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-o", type=Path, default=MODEL)
    target = parser.parse_args().o
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.crfsuite"
        train(path)
        data = dump(path)
    target.write_bytes(data)
    print(f"{target}: {len(data):,} bytes")


if __name__ == "__main__":
    main()
