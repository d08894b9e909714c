"""Record what other libraries make of the same data: run by hand where Keras, scikit-learn, SciPy and optax are there.

`KERAS_BACKEND=jax python tests/remarks/diagnosis/record.py` writes recorded.json, which test_recorded.py reads. Each
case has the question as a user of PyTorch's conventions would ask it, the library's number as it prints it, and the
cause that must come first.
"""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jax
import keras
import numpy as np
import optax
import scipy.spatial
import scipy.special
import scipy.stats
from sklearn.metrics import log_loss

LOGITS = [[1.2, -0.3, 0.4], [0.1, 0.8, -1.1], [-0.6, 0.2, 1.7], [0.9, 1.3, -0.2]]
LABELS = [0, 2, 2, 1]
ROWS = [[0.7, 0.2, 0.1], [0.25, 0.6, 0.15], [0.1, 0.15, 0.75], [0.3, 0.45, 0.25]]
OTHER = [[0.2, 0.5, 0.3], [0.4, 0.4, 0.2], [0.6, 0.3, 0.1], [0.15, 0.35, 0.5]]
UNEVEN = [[0.6, 0.3, 0.2], [0.3, 0.5, 0.1], [0.2, 0.1, 0.9], [0.4, 0.4, 0.4]]
CERTAIN = [[0.0, 0.9, 0.1], [0.25, 0.6, 0.15], [0.1, 0.15, 0.75], [0.3, 0.45, 0.25]]
ELEMENTS = [0.0, 0.9, 0.35, 0.6]
ONES = [1, 1, 0, 1]
P_COLUMNS = [[0.62, 0.13, 0.88], [0.07, 0.71, 0.46], [0.95, 0.34, 0.21], [0.5, 0.6, 0.7]]
MANY = [[1, 0, 1], [0, 1, 0], [0, 0, 1], [1, 1, 0]]
WEIGHTS = [0.5, 1.5, 0.7, 1.1]
PROBS = {"from_": "probs"}
KL_OF = {"from_": "probs", "reduction": "batchmean"}
ONE_HOT = np.eye(3)[LABELS]


def of_keras(loss: Any, target: Any, input: Any, **more: Any) -> str:
    """As few digits as tell the float32, as its tensors print it."""
    floats = [np.array(each, "float32") for each in (target, input)]
    return str(np.float32(loss(*floats, **more)))


def of_optax(values: Any) -> str:
    """A float64 in full."""
    return repr(float(values))


def keras_cases() -> dict[str, list[Any]]:
    """Its losses clip at 1e-7, rescale rows, and divide by the samples."""
    k, w = keras.losses, {"sample_weight": np.array(WEIGHTS, "float32")}
    categorical, sparse, binary = k.CategoricalCrossentropy, k.SparseCategoricalCrossentropy, k.BinaryCrossentropy
    logits = {"from_logits": True}
    return {
        "rows": ["ce", UNEVEN, LABELS, PROBS, of_keras(categorical(), ONE_HOT, UNEVEN), "rows-rescaled"],
        "clip": ["ce", CERTAIN, LABELS, PROBS, of_keras(sparse(), LABELS, CERTAIN), "clipped-1e-07"],
        "probabilities as logits": [
            "ce",
            ROWS,
            LABELS,
            PROBS,
            of_keras(sparse(**logits), LABELS, ROWS),
            "softmax-twice",
        ],
        "logits as probabilities": ["ce", LOGITS, LABELS, {}, of_keras(sparse(), LABELS, LOGITS), "from_logits=False"],
        "sample weights": [
            "ce",
            LOGITS,
            LABELS,
            {"sample_weight": WEIGHTS},
            of_keras(sparse(**logits), LABELS, LOGITS, **w),
            "divided-by-the-count",
        ],
        "sum": ["ce", LOGITS, LABELS, {}, of_keras(sparse(**logits, reduction="sum"), LABELS, LOGITS), "sum"],
        "smoothing": [
            "ce",
            LOGITS,
            LABELS,
            {},
            of_keras(categorical(**logits, label_smoothing=0.1), ONE_HOT, LOGITS),
            "label-smoothing",
        ],
        "binary of classes": ["ce", ROWS, LABELS, PROBS, of_keras(binary(), ONE_HOT, ROWS), "binary-cross-entropy"],
        "binary clip": ["bce", ELEMENTS, ONES, {}, of_keras(binary(), ONES, ELEMENTS), "clipped-1e-07"],
        "binary smoothing": [
            "bce-logits",
            LOGITS,
            MANY,
            {},
            of_keras(binary(**logits, label_smoothing=0.1), MANY, LOGITS),
            "label-smoothing",
        ],
        "binary logits as probabilities": [
            "bce-logits",
            LOGITS,
            MANY,
            {},
            of_keras(binary(), MANY, LOGITS),
            "from_logits=False",
        ],
        "binary sum": [
            "bce-logits",
            LOGITS,
            MANY,
            {},
            of_keras(binary(**logits, reduction="sum"), MANY, LOGITS),
            "mean-over-each-sample",
        ],
        "focal": ["bce-logits", LOGITS, MANY, {}, of_keras(k.BinaryFocalCrossentropy(**logits), MANY, LOGITS), "focal"],
        "kl": ["kl", ROWS, OTHER, PROBS, of_keras(k.KLDivergence(), OTHER, ROWS), "batchmean"],
        "kl clip": ["kl", CERTAIN, OTHER, KL_OF, of_keras(k.KLDivergence(), OTHER, CERTAIN), "clipped-1e-07"],
    }


def sklearn_cases() -> dict[str, list[Any]]:
    """`log_loss` clips at the dtype's eps, and sorts the labels."""
    names, in_columns = np.array(["zebra", "ant"]), "columns-as-classes"
    rows, which = np.array(ROWS)[:, :2], [0, 1, 1, 0]
    two = rows / rows.sum(1, keepdims=True)
    return {
        "eps": ["ce", CERTAIN, LABELS, PROBS, repr(float(log_loss(LABELS, CERTAIN))), "clipped-2.22e-16"],
        "normalize=False": ["ce", ROWS, LABELS, PROBS, repr(float(log_loss(LABELS, ROWS, normalize=False))), "sum"],
        "sorted labels": [
            "ce",
            two.tolist(),
            which,
            PROBS,
            repr(float(log_loss(names[which], two))),
            "classes-reversed",
        ],
        "columns": ["bce", P_COLUMNS, MANY, {}, repr(float(log_loss(MANY, P_COLUMNS))), "softmax-cross-entropy"],
        "one row": ["bce", ELEMENTS[1:], ONES[1:], {}, repr(float(log_loss([ONES[1:]], [ELEMENTS[1:]]))), in_columns],
        "transposed": [
            "bce",
            P_COLUMNS,
            MANY,
            {},
            repr(float(log_loss(np.transpose(MANY), np.transpose(P_COLUMNS)))),
            in_columns,
        ],
        "binary eps": ["bce", ELEMENTS, ONES, {}, repr(float(log_loss(ONES, ELEMENTS))), "clipped-2.22e-16"],
    }


def scipy_cases() -> dict[str, list[Any]]:
    """`entropy` rescales, `kl_div` has linear terms, `jensenshannon` is a square root."""
    p, q, u = np.array(OTHER[0]), np.array(ROWS[0]), np.array(UNEVEN[0])
    one = [[ROWS[0]], [OTHER[0]], KL_OF]
    divergence = scipy.special.kl_div(p, u).sum()
    shannon = scipy.spatial.distance.jensenshannon(p, q) ** 2
    return {
        "base 2": ["kl", *one, repr(float(scipy.stats.entropy(p, q, base=2))), "bits"],
        "base 10": ["kl", *one, repr(float(scipy.stats.entropy(p, q, base=10))), "base-10"],
        "order": ["kl", *one, repr(float(scipy.stats.entropy(q, p))), "swapped"],
        "rescaled": ["kl", [UNEVEN[0]], [OTHER[0]], KL_OF, repr(float(scipy.stats.entropy(p, u))), "rows-rescaled"],
        "kl_div": ["kl", [UNEVEN[0]], [OTHER[0]], KL_OF, repr(float(divergence)), "linear-terms"],
        "jensenshannon": ["kl", ROWS[:1], OTHER[:1], KL_OF, repr(float(shannon)), "jensen-shannon"],
        "softmax over all": [
            "ce",
            LOGITS,
            LABELS,
            {},
            repr(float(-scipy.special.log_softmax(LOGITS)[range(4), LABELS].mean())),
            "softmax-over-another-axis",
        ],
    }


def optax_cases() -> dict[str, list[Any]]:
    """Its losses reduce nothing: the caller does."""
    x, t, y = np.array(LOGITS), np.array(LABELS), np.array(MANY)
    classes = optax.softmax_cross_entropy_with_integer_labels(x, t)
    smooth = optax.softmax_cross_entropy(x, optax.smooth_labels(ONE_HOT, 0.2))
    binary = optax.sigmoid_binary_cross_entropy(x, y)
    log_q, p = np.log(ROWS), np.array(OTHER)
    return {
        "sum": ["ce", LOGITS, LABELS, {}, of_optax(classes.sum()), "sum"],
        "smooth_labels": ["ce", LOGITS, LABELS, {}, of_optax(smooth.mean()), "label-smoothing"],
        "labels' sum": ["bce-logits", LOGITS, MANY, {}, of_optax(binary.sum(axis=-1).mean()), "batchmean"],
        "focal": ["bce-logits", LOGITS, MANY, {}, of_optax(optax.sigmoid_focal_loss(x, y).mean()), "focal"],
        "kl": ["kl", ROWS, OTHER, PROBS, of_optax(optax.kl_divergence(log_q, p).mean()), "batchmean"],
        "generalized kl": [
            "kl",
            UNEVEN,
            OTHER,
            KL_OF,
            of_optax(optax.generalized_kl_divergence(np.log(UNEVEN), p).mean()),
            "linear-terms",
        ],
        "kl of logits as log": [
            "kl",
            ROWS,
            OTHER,
            KL_OF,
            of_optax(optax.kl_divergence(np.array(ROWS), p).mean()),
            "log-left-out",
        ],
    }


def main() -> None:
    """All cases, with the versions of the libraries."""
    jax.config.update("jax_enable_x64", True)
    libraries = ("keras", "scikit-learn", "scipy", "optax", "jax")
    cases = {"keras": keras_cases(), "scikit-learn": sklearn_cases(), "scipy": scipy_cases(), "optax": optax_cases()}
    names = ("loss", "input", "target", "options", "value", "cause")
    recorded = {
        "versions": {each: version(each) for each in libraries},
        "cases": {
            f"{library}: {name}": dict(zip(names, case, strict=True))
            for library, found in cases.items()
            for name, case in found.items()
        },
    }
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(case)}" for name, case in recorded["cases"].items())
    versions = json.dumps(recorded["versions"])
    text = f'{{\n "versions": {versions},\n "cases": {{\n{lines}\n }}\n}}\n'
    Path(__file__).with_name("recorded.json").write_text(text)


if __name__ == "__main__":
    main()
