"""Writes the arrays in samples/ that the recipes of samples/README.md read: `python tests/make_samples.py [FOLDER]`.

Small numbers, typed by hand or counted out, in the forms that PyTorch, Hugging Face and Keras users hold.
"""

import sys
from pathlib import Path

import numpy as np

SAMPLES = Path(__file__).parent.parent / "samples"
POST4 = [[0.2150, -0.1513, -0.1051], [-0.7047, -0.9339, 0.2430], [-0.9102, -0.4769, -0.1792], [0.2268, 1.9147, 1.8868]]


def write_samples(folder: Path) -> None:
    """Write each array into this folder."""
    np.save(folder / "logits.npy", np.array(POST4, np.float32))
    np.save(folder / "labels.npy", np.array([0, 0, 0, 1]))
    np.save(folder / "one_hot.npy", np.eye(3, dtype=np.float32)[[0, 0, 0, 1]])
    _write_segmentation(folder / "segmentation.npz")
    _write_keras(folder / "keras.npz")
    _write_models(folder)
    for shard, rows in enumerate((slice(0, 3), slice(3, 4))):
        np.save(folder / f"logits-{shard}.npy", np.array(POST4, np.float32)[rows])
        np.save(folder / f"labels-{shard}.npy", np.array([0, 0, 0, 1])[rows])


def _write_segmentation(path: Path) -> None:
    """Logits (N, C, H, W) = (1, 3, 2, 3) and a mask (N, H, W) in which 255 is the border that nobody labelled."""
    logits = (np.arange(18).reshape(1, 3, 2, 3) * 7 % 11 - 5).astype(np.float32) / 4
    np.savez(path, logits=logits, mask=np.array([[[0, 1, 255], [2, 1, 0]]], np.uint8))


def _write_keras(path: Path) -> None:
    """What `model.predict` gives behind a softmax layer, and integer labels."""
    probabilities = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.25, 0.25, 0.5]], np.float32)
    np.savez(path, y_pred=probabilities, y_true=np.array([0, 1, 1]))


def _write_models(folder: Path) -> None:
    """Logits of a model and of its quantised copy: 5 tokens, a vocabulary of 8."""
    base = (np.arange(40).reshape(5, 8) * 13 % 17 - 8).astype(np.float32) / 3
    np.save(folder / "base.npy", base)
    np.save(folder / "quantised.npy", np.round(base * 2) / np.float32(2))


if __name__ == "__main__":
    write_samples(Path(sys.argv[1]) if sys.argv[1:] else SAMPLES)
