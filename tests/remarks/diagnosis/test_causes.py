"""Each way to differ that the diagnosis must know, with the number as PyTorch makes it by that way.

The names of the cases are those of the causes; the numbers come from PyTorch in float64, never from lossctl.
"""

from typing import Any, NamedTuple

import numpy as np
import pytest

import lossctl

torch = pytest.importorskip("torch")
F = torch.nn.functional

LOGITS = [[0.2150, -0.1513, -0.1051], [-0.7047, -0.9339, 0.2430], [-0.9102, -0.4769, -0.1792], [0.2268, 1.9147, 1.8868]]
LABELS = [0, 2, 0, 1]
CLASS_WEIGHTS = [9.0, 15.0, 80.0]
SAMPLE_WEIGHTS = [1.0, 2.0, 0.5, 3.0]
ROWS = [[0.7, 0.2, 0.1], [0.25, 0.6, 0.15], [0.1, 0.15, 0.75], [0.3, 0.45, 0.25]]
UNEVEN = [[0.6, 0.3, 0.2], [0.3, 0.5, 0.1], [0.2, 0.1, 0.9], [0.4, 0.4, 0.4]]  # rows that do not sum to 1
TEACHER = [[1.2, 0.3, -0.5], [0.1, 0.9, 1.4], [-0.2, 0.8, 0.3], [0.5, 2.1, -1.0]]
MANY = [[1, 0, 1], [0, 1, 0], [0, 0, 1], [1, 1, 0]]  # labels of each sample
POSITIVE = [2.0, 3.5, 0.5]
CERTAIN = [[1.0, 0.0, 0.0], [0.25, 0.6, 0.15], [0.1, 0.15, 0.75], [0.3, 0.45, 0.25]]
SEQUENCES = np.random.default_rng(2).normal(size=(2, 3, 4)).round(3).tolist()  # (N, C, T)
TOKENS = [[1, 2, 0, 0], [2, 1, 1, 0]]
SQUARE = np.random.default_rng(3).normal(size=(3, 3)).round(3).tolist()
T = 3.0


def tensor(values: Any) -> Any:
    values = np.asarray(values)
    return torch.tensor(values, dtype=torch.long if values.dtype.kind == "i" else torch.float64)


x, t, w, s = (tensor(each) for each in (LOGITS, LABELS, CLASS_WEIGHTS, SAMPLE_WEIGHTS))
p, u, z, y, c, sure = (tensor(each) for each in (ROWS, UNEVEN, TEACHER, MANY, POSITIVE, CERTAIN))
seq, tok, sq = (tensor(each) for each in (SEQUENCES, TOKENS, SQUARE))
hot = F.one_hot(t, 3).double()
y = y.double()
each = F.cross_entropy(x, t, reduction="none")
weighted = F.cross_entropy(x, t, weight=w, reduction="none")
by_token = F.cross_entropy(seq, tok, reduction="none")
real = (tok != 0).double()  # 0 is padding
rescaled = u / u.sum(1, keepdim=True)
positives = F.binary_cross_entropy_with_logits(x, y, pos_weight=c, reduction="none")
by_label = F.binary_cross_entropy_with_logits(x, y, reduction="none")
soft_z = (z / T).softmax(1)
at_t = F.kl_div((x / T).log_softmax(1), soft_z, reduction="batchmean")


def clip(values: Any, low: float, high: float | None = None) -> Any:
    return values.clamp(low, 1 - low if high is None else high)


def nll(values: Any) -> Any:
    return F.nll_loss(values.log(), t)


def smoothed(on: float, off: float) -> Any:
    return F.cross_entropy(x, hot * (on - off) + off)


class Case(NamedTuple):
    """What is asked, the number from elsewhere, and the cause that must come first."""

    loss: str
    arrays: list[Any]
    options: dict[str, Any]
    value: Any
    cause: str
    printed: str = "{:.6f}"


IN_FULL = "{!r}"
NEAR_THE_LOSS = "{:.10f}"  # where fewer digits are met by chance
CE, KL, BCE, BCEL = "ce", "kl", "bce", "bce_logits"
PADDED: dict[str, Any] = {"ignore_index": 0}
PROBS: dict[str, Any] = {"from_": "probs"}
BATCH: dict[str, Any] = {"reduction": "batchmean"}
BOTH: dict[str, Any] = {"target_from": "logits", "temperature": T, **BATCH}
WEIGHTED: dict[str, Any] = {"weight": CLASS_WEIGHTS}
ASKED = [LOGITS, LABELS]
SMOOTH: dict[str, Any] = {"label_smoothing": 0.1}
OF_ALL = [
    Case(CE, ASKED, {}, each.sum(), "sum"),
    Case(CE, ASKED, {"reduction": "sum"}, each.mean(), "mean"),
    Case(KL, [LOGITS, ROWS], BATCH, F.kl_div(x.log_softmax(1), p, reduction="none").mean(), "mean"),
    Case(CE, ASKED, {}, each.sum() / x.numel(), "mean-over-the-classes"),
    Case(CE, [SEQUENCES, TOKENS], {}, by_token.sum(1).mean(), "batchmean"),
    Case(CE, [SEQUENCES, TOKENS], PADDED, ((by_token * real).sum(1) / real.sum(1)).mean(), "mean-of-the-items'-means"),
    Case(CE, ASKED, {}, (each[:3].mean() + each[3]) / 2, "mean-of-the-batches'-means"),
    Case(CE, ASKED, WEIGHTED, each.mean(), "weight-left-out"),
    Case(CE, ASKED, {"sample_weight": SAMPLE_WEIGHTS}, each.mean(), "sample_weight-left-out"),
    Case(BCEL, [LOGITS, MANY], {"weight": POSITIVE}, by_label.mean(), "weight-left-out"),
    Case(BCEL, [LOGITS, MANY], {"pos_weight": POSITIVE}, by_label.mean(), "pos_weight-left-out"),
    Case(BCEL, [LOGITS, MANY], {"weight": POSITIVE}, (by_label * c / c.sum()).mean(), "weight-normalised"),
    Case(CE, ASKED, WEIGHTED, weighted.sum() / w.sum(), "weights-normalised"),
    Case(CE, ASKED, WEIGHTED, (weighted / w.sum()).mean(), "weights-normalised"),
    Case(CE, ASKED, WEIGHTED, weighted.mean(), "divided-by-the-count"),
    Case(CE, ASKED, {"sample_weight": SAMPLE_WEIGHTS}, (each * s).mean(), "divided-by-the-count"),
    Case(BCEL, [LOGITS, MANY], {"weight": POSITIVE}, (by_label * c).sum() / (c.sum() * 4), "divided-by-the-weights"),
    Case(
        CE,
        [SQUARE, [0, 2, 1]],
        WEIGHTED,
        (F.cross_entropy(sq, tensor([0, 2, 1]), reduction="none") * w).sum() / w.sum(),
        "weight-per-sample",
    ),
    Case(
        BCEL,
        [SQUARE, MANY[:3]],
        {"weight": POSITIVE},
        F.binary_cross_entropy_with_logits(sq, y[:3], weight=c[:, None]),
        "weight-per-sample",
    ),
    Case(CE, ASKED, {}, each.mean() / np.log(2), "bits"),
    Case(CE, ASKED, {}, each.mean() / np.log(10), "base-10"),
    Case(CE, ASKED, {}, -each.mean(), "sign"),
    Case(CE, ASKED, {}, F.cross_entropy(x.float(), t, reduction="none").double().mean(), "float32-losses", IN_FULL),
    Case(CE, ASKED, {}, F.cross_entropy(x.float().double(), t), "float32-input", IN_FULL),
    Case(CE, ASKED, {}, each.mean().exp(), "perplexity"),
    Case(CE, ASKED, {}, each.exp().mean(), "mean-of-the-perplexities"),
]
OF_CE = [
    Case(CE, ASKED, {}, F.cross_entropy(x.softmax(1), t), "softmax-twice"),
    Case(CE, [ROWS, LABELS], PROBS, F.cross_entropy(p, t), "softmax-twice"),
    Case(CE, [ROWS, LABELS], {}, nll(p), "probabilities"),
    Case(CE, ASKED, {"from_": "log-probs"}, each.mean(), "logits-after-all"),
    Case(CE, ASKED, {}, F.nll_loss(x, t), "log-left-out"),
    Case(CE, [ROWS, LABELS], PROBS, F.nll_loss(p, t), "log-left-out"),
    Case(CE, ASKED, {}, F.nll_loss(x.softmax(1), t), "log-of-softmax-left-out"),
    Case(CE, [SQUARE, [0, 2, 1]], {}, F.cross_entropy(sq.T, tensor([0, 2, 1])), "class-axis"),
    Case(
        CE,
        [SEQUENCES, [[0, 2, 1], [1, 0, 2]]],
        {"class_axis": 2},
        F.cross_entropy(seq.reshape(2, 4, 3), tensor([[0, 2, 1], [1, 0, 2]])),
        "flattened",
    ),
    Case(CE, ASKED, {}, F.nll_loss(x.log_softmax(0), t), "softmax-over-another-axis"),
    Case(CE, [LOGITS, [1, 2, 1, 2]], {}, F.cross_entropy(x, tensor([0, 1, 0, 1])), "labels-from-1"),
    Case(CE, ASKED, {}, F.cross_entropy(x[:-1], t[1:]), "labels-shifted"),
    Case(CE, [SEQUENCES, TOKENS], {}, F.cross_entropy(seq[:, :, :-1], tok[:, 1:]), "labels-shifted"),
    Case(CE, ASKED, {}, F.cross_entropy(x.flip(1), t), "classes-reversed"),
    Case(CE, [SEQUENCES, TOKENS], PADDED, (by_token * real).mean(), "ignored-in-the-denominator"),
    Case(CE, [SEQUENCES, TOKENS], PADDED, by_token.mean(), "not-ignored"),
    Case(CE, [SEQUENCES, TOKENS], {}, (by_token * real).sum() / real.sum(), "0-ignored"),
    Case(CE, [LOGITS, [0, -1, 0, 1]], {"ignore_index": -1}, F.cross_entropy(x, tensor([0, 2, 0, 1])), "not-ignored"),
    Case(CE, [LOGITS, [0, 255, 0, 1]], {"ignore_index": 255}, each[[0, 2, 3]].sum() / 4, "ignored-in-the-denominator"),
    Case(CE, ASKED, SMOOTH, each.mean(), "smoothing-left-out"),
    Case(CE, ASKED, {}, F.cross_entropy(x, t, label_smoothing=0.1), "label-smoothing"),
    Case(CE, ASKED, SMOOTH, smoothed(0.9, 0.05), "smoothing-over-K-1"),
    Case(CE, ASKED, SMOOTH, smoothed(0.9, 0.1 / 3), "smoothing-not-added-to-the-target"),
    Case(
        CE,
        ASKED,
        SMOOTH | WEIGHTED,
        (F.cross_entropy(x, t, label_smoothing=0.1, reduction="none") * w[t]).sum() / w[t].sum(),
        "smoothing-under-the-target's-weight",
    ),
    Case(CE, ASKED, SMOOTH | WEIGHTED, F.cross_entropy(x, hot * 0.9 + 0.1 / 3, weight=w), "divided-by-the-count"),
    Case(CE, [LOGITS, hot.tolist()], WEIGHTED, F.cross_entropy(x, t, weight=w), "indices-for-probabilities"),
    Case(CE, ASKED, {}, F.binary_cross_entropy_with_logits(x, hot), "binary-cross-entropy"),
    Case(CE, ASKED, {}, F.binary_cross_entropy(x.softmax(1), hot), "binary-cross-entropy"),
    Case(CE, [UNEVEN, LABELS], PROBS, nll(rescaled), "rows-rescaled"),
    Case(CE, [LOGITS, ROWS], {}, F.kl_div(x.log_softmax(1), p, reduction="batchmean"), "kl-for-ce"),
]
WRONG = [1, 2, 0, 1]  # the first label has the probability 0 in CERTAIN
tw = tensor(WRONG)
CLIPS = [
    (1e-7, "1e-07"),
    (1e-8, "1e-08"),
    (1e-12, "1e-12"),
    (1e-15, "1e-15"),
    (2.0**-52, "2.22e-16"),
    (2.0**-23, "1.19e-07"),
]
OF_CLIPS = [
    *(Case(CE, [CERTAIN, WRONG], PROBS, F.nll_loss(clip(sure, e).log(), tw), f"clipped-{name}") for e, name in CLIPS),
    *(
        Case(CE, [CERTAIN, LABELS], PROBS, nll(sure + e), f"epsilon-{name}-in-the-log", IN_FULL)
        for e, name in CLIPS[:3]
    ),
    *(Case(BCE, [CERTAIN, MANY], {}, F.binary_cross_entropy(clip(sure, e), y), f"clipped-{name}") for e, name in CLIPS),
    Case(
        BCE,
        [CERTAIN, MANY],
        {},
        -(y * (clip(sure, 1e-7) + 1e-7).log() + (1 - y) * (1 - clip(sure, 1e-7) + 1e-7).log()).mean(),
        "clipped-1e-07-twice",
    ),
    Case(
        BCE,
        [ROWS, MANY],
        {},
        -(y * (p + 1e-6).log() + (1 - y) * (1 - p + 1e-6).log()).mean(),
        "epsilon-1e-06-in-the-log",
        NEAR_THE_LOSS,
    ),
]
OF_BCE = [
    Case(BCEL, [ROWS, MANY], {}, F.binary_cross_entropy(p, y), "sigmoid-missing"),
    Case(BCEL, [LOGITS, MANY], {}, F.binary_cross_entropy_with_logits(x.sigmoid(), y), "sigmoid-twice"),
    Case(BCE, [ROWS, MANY], {}, F.binary_cross_entropy_with_logits(p, y), "sigmoid-twice"),
    Case(
        BCEL,
        [LOGITS, MANY],
        {"pos_weight": POSITIVE},
        F.binary_cross_entropy_with_logits(x, y, weight=c),
        "pos_weight-as-weight",
    ),
    Case(
        BCEL,
        [LOGITS, MANY],
        {"pos_weight": POSITIVE},
        positives.sum() / torch.where(y == 1, c, 1.0).sum(),
        "divided-by-pos_weight",
    ),
    Case(BCEL, [LOGITS, MANY], {"weight": POSITIVE}, positives.mean(), "weight-as-pos_weight"),
    Case(BCE, [ROWS, MANY], {}, -(y * p.log()).mean(), "positive-term-only"),
    Case(BCE, [ROWS, MANY], {}, -((1 - y) * (1 - p).log()).mean(), "negative-term-only"),
    Case(BCEL, [LOGITS, MANY], {}, by_label.sum(1).mean(), "batchmean"),
    Case(BCEL, [LOGITS, MANY], {}, by_label.mean(1).sum(), "mean-over-each-sample"),
    Case(BCEL, [LOGITS, MANY], {}, F.cross_entropy(x, y), "softmax-cross-entropy"),
    Case(BCE, [ROWS, MANY], {}, F.binary_cross_entropy(p, 1 - y), "targets-flipped"),
    Case(
        BCEL,
        [LOGITS[0], MANY[0]],
        {},
        F.binary_cross_entropy_with_logits(x[0, :, None].repeat(1, 3), y[:1].repeat(3, 1)),
        "broadcast",
    ),
]
OF_KL = [
    Case(KL, [LOGITS, ROWS], {}, F.kl_div(x.log_softmax(1), p, reduction="batchmean"), "batchmean"),
    Case(KL, [LOGITS, ROWS], BATCH, F.kl_div(x.log_softmax(1), p, reduction="sum"), "sum"),
    Case(KL, [ROWS[0], ROWS[1]], PROBS, F.kl_div(p[0].log(), p[1], reduction="sum"), "sum"),
    Case(
        KL,
        [ROWS[0], ROWS[1]],
        PROBS | {"reduction": "sum"},
        F.kl_div(p[0].log(), p[1], reduction="batchmean"),
        "batchmean",
    ),
    Case(
        KL,
        [ROWS, z.softmax(1).tolist()],
        PROBS | BATCH,
        F.kl_div(z.log_softmax(1), p, reduction="batchmean"),
        "swapped",
    ),
    Case(KL, [ROWS, p.flip(1).tolist()], PROBS | BATCH, F.kl_div(p, p.flip(1), reduction="batchmean"), "log-left-out"),
    Case(KL, [LOGITS, ROWS], BATCH, F.kl_div(x.softmax(1), p, reduction="batchmean"), "log-of-softmax-left-out"),
    Case(KL, [LOGITS, TEACHER], BOTH, at_t * T * T, "temperature-squared"),
    Case(
        KL,
        [LOGITS, TEACHER],
        BOTH,
        F.kl_div(x.log_softmax(1), z.softmax(1), reduction="batchmean"),
        "temperature-left-out",
    ),
    Case(
        KL,
        [LOGITS, TEACHER],
        BOTH,
        F.kl_div((x / T).log_softmax(1), z.softmax(1), reduction="batchmean"),
        "temperature-on-the-input-only",
    ),
    Case(
        KL,
        [LOGITS, TEACHER],
        BOTH,
        F.kl_div(x.log_softmax(1), soft_z, reduction="batchmean"),
        "temperature-on-the-target-only",
    ),
    Case(KL, [LOGITS, ROWS], BATCH, F.cross_entropy(x, p), "cross-entropy"),
    Case(KL, [UNEVEN, ROWS], PROBS | BATCH, F.kl_div(rescaled.log(), p, reduction="batchmean"), "rows-rescaled"),
    Case(
        KL, [CERTAIN, ROWS], PROBS | BATCH, F.kl_div(clip(sure, 1e-7).log(), p, reduction="batchmean"), "clipped-1e-07"
    ),
]
TEN = np.random.default_rng(5).normal(size=(10, 3)).round(3).tolist()
TEN_LABELS = [0, 1, 2, 0, 0, 1, 0, 2, 0, 0]
LONG = np.random.default_rng(6).normal(size=(3, 4, 5)).round(3).tolist()  # (N, C, T)
PADDED_TOKENS = [[1, 2, 3, 1, 2], [2, 1, 1, 0, 0], [3, 2, 0, 0, 0]]
FEW_POSITIVES = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]
SOFT_WEIGHTED: list[Any] = [LOGITS, ROWS]
ten, ten_t, long, padded, rare = (tensor(v) for v in (TEN, TEN_LABELS, LONG, PADDED_TOKENS, FEW_POSITIVES))
rare = rare.double()
of_ten = F.cross_entropy(ten, ten_t, reduction="none")
fours = [of_ten[:4].mean(), of_ten[4:8].mean(), of_ten[8:].mean()]
counts = torch.bincount(ten_t).double()
binary = F.binary_cross_entropy_with_logits(x, rare, reduction="none")
both_means = binary[rare == 1].mean(), binary[rare == 0].mean()
inverse = F.cross_entropy(ten, ten_t, weight=10 / counts, reduction="none")
at_steps = [F.cross_entropy(long[:, :, i], padded[:, i], ignore_index=0) for i in range(5)]
at_items = [F.cross_entropy(long[i : i + 1], padded[i : i + 1], ignore_index=0) for i in range(3)]
elements = [LOGITS, FEW_POSITIVES]
TO_SUM: dict[str, Any] = {"reduction": "sum"}
BATCHES_ADDED, OF_STEPS, OF_CLASSES = "batches'-means-added", "mean-of-the-steps'-means", "mean-of-the-classes'-means"
OF_ITEMS, OF_COLUMNS, OF_COUNTS = "mean-of-the-items'-means", "columns-as-classes", "pos_weight-of-the-counts"
OF_AVERAGES = [
    Case(CE, [TEN, TEN_LABELS], {}, fours[-1], "last-batch"),
    Case(CE, [TEN, TEN_LABELS], {}, of_ten[9:].mean(), "last-batch"),  # of batches of 3
    Case(CE, [TEN[:8], TEN_LABELS[:8]], {}, fours[1], "last-batch"),  # a full one
    Case(CE, [TEN, TEN_LABELS], {}, of_ten[:8].mean(), "last-batch-dropped"),
    Case(CE, [TEN, TEN_LABELS], {}, sum(fours) / 3, "mean-of-the-batches'-means"),
    Case(CE, [TEN, TEN_LABELS], {}, sum(fours), BATCHES_ADDED),
    Case(CE, [TEN, TEN_LABELS], TO_SUM, sum(fours), BATCHES_ADDED),
    Case(CE, [TEN, TEN_LABELS], {}, sum(fours) / 10, BATCHES_ADDED),
    Case(
        CE,
        SOFT_WEIGHTED,
        WEIGHTED,
        F.cross_entropy(x, p, weight=w, reduction="sum") / (p @ w).sum(),
        "divided-by-the-targets'-weights",
    ),
    Case(BCEL, elements, {}, F.binary_cross_entropy_with_logits(x, rare, pos_weight=tensor(8 / 4)), OF_COUNTS),
    Case(
        BCEL, elements, {}, F.binary_cross_entropy_with_logits(x, rare, pos_weight=tensor([1.0, 3.0, 3.0])), OF_COUNTS
    ),
    Case(BCE, [ROWS, FEW_POSITIVES], {}, F.binary_cross_entropy(p, rare, weight=1 + rare), OF_COUNTS),
    Case(BCEL, elements, {}, sum(both_means) / 2, OF_CLASSES),
    Case(BCEL, elements, {}, sum(both_means), OF_CLASSES),
    Case(BCEL, elements, {}, (binary * torch.where(rare == 1, 8 / 12, 4 / 12)).mean(), OF_CLASSES),
    Case(CE, [TEN, TEN_LABELS], {}, F.cross_entropy(ten, ten_t, weight=10 / (3 * counts)), OF_CLASSES),
    Case(CE, [TEN, TEN_LABELS], {}, inverse.mean() / 3, OF_CLASSES),  # Keras' class_weight="balanced"
    Case(CE, [TEN, TEN_LABELS], {}, inverse.mean(), OF_CLASSES),
    Case(CE, [TEN, TEN_LABELS], {}, F.cross_entropy(ten, ten_t, weight=1 - counts / 10), OF_CLASSES),
    Case(CE, [LONG, PADDED_TOKENS], PADDED, sum(at_steps) / 5, OF_STEPS),
    Case(CE, [LONG, PADDED_TOKENS], PADDED, sum(at_steps), OF_STEPS),
    Case(CE, [LONG, PADDED_TOKENS], PADDED, sum(at_items) / 3, OF_ITEMS),
    Case(CE, [LONG, PADDED_TOKENS], PADDED, sum(at_items), OF_ITEMS),
    Case(CE, [LONG, PADDED_TOKENS], PADDED | TO_SUM, sum(at_items), OF_ITEMS),
    Case(
        CE,
        [LONG, PADDED_TOKENS],
        PADDED,
        F.cross_entropy(long, padded, ignore_index=0, reduction="none").sum(1).mean(),
        "batchmean",
    ),
    Case(BCE, [ROWS[0], MANY[0]], {}, -(y[0] * p[0].log()).sum(), OF_COLUMNS),
    Case(BCE, [UNEVEN, MANY], {}, -(y * rescaled.log()).sum(1).mean(), OF_COLUMNS),
    Case(BCE, [UNEVEN, MANY], {}, -(y * (u / u.sum(0)).log()).sum(0).mean(), OF_COLUMNS),
    Case(CE, [UNEVEN, LABELS], PROBS, nll(rescaled), "rows-rescaled", "{:.3f}"),
    Case(CE, ASKED, TO_SUM, F.cross_entropy(x.softmax(1), t), "softmax-twice+mean"),
]
SIGNS, MARKED = (2 * y - 1).tolist(), torch.where(y == 1, -100.0, 0.5)
OF_CODES = [
    Case(
        "bce_logits",
        [LOGITS, SIGNS],
        {},
        F.binary_cross_entropy_with_logits(x, y),
        "targets-written-otherwise",
    ),
    Case(
        "bce_logits",
        [LOGITS, MARKED.tolist()],
        {},
        F.binary_cross_entropy_with_logits(x[y == 0], MARKED[y == 0]),
        "mark-ignored",
    ),
    Case("ce", [(100 * p).tolist(), LABELS], {}, F.nll_loss(p.log(), t), "percentages"),
    Case(KL, [LOGITS, (100 * p).tolist()], BATCH, F.kl_div(x.log_softmax(1), p, reduction="batchmean"), "percentages"),
]
truth, guess = x.softmax(1)[range(4), LABELS], x.argmax(1)
hit, right = (guess == t).double(), ((x > 0) == (y == 1)).double()  # of classes, and of single elements
sigmoid, likely = x.sigmoid(), torch.where(y == 1, p, 1 - p)
PRINTED = [[0.21503127, -0.15129583, 1.04870913], [-0.70473811, 0.93391275, 0.24301562]]
UNPRINTED = tensor(PRINTED) + tensor([[3e-9, -4e-9, 2e-9], [4e-9, 1e-9, -4e-9]])
OF_MEASURES = [
    Case(CE, ASKED, {}, hit.mean(), "accuracy", "{:.2f}"),
    Case(CE, ASKED, {}, hit.mean(), "accuracy", "{:.4f}"),
    Case(CE, ASKED, {}, 100 * hit.mean(), "accuracy+times-100", "{:.1f}"),
    Case(CE, [LOGITS, [0, 1, 0, 2]], {}, 1 - (guess == tensor([0, 1, 0, 2])).double().mean(), "error-rate", "{:.2f}"),
    Case(CE, [LOGITS, hot.tolist()], {}, hit.mean(), "accuracy", "{:.4f}"),
    Case(BCEL, [LOGITS, MANY], {}, right.mean(), "accuracy"),
    Case(BCEL, [LOGITS, MANY], {}, 1 - right.mean(), "error-rate"),
    Case(BCE, [ROWS, MANY], {}, ((p > 0.5) == (y == 1)).double().mean(), "accuracy"),
    Case(CE, ASKED, {}, F.cross_entropy(x, guess), "predicted-class"),
    Case(CE, [LOGITS, hot.tolist()], {}, F.cross_entropy(x, guess), "predicted-class"),
    Case(BCE, [ROWS, MANY], {}, F.binary_cross_entropy(p, p.round()), "predicted-class"),
    Case(BCEL, [LOGITS, MANY], {}, F.binary_cross_entropy(sigmoid, sigmoid.round()), "predicted-class"),
    Case(CE, ASKED, {}, F.mse_loss(x.softmax(1), hot), "squared-error"),
    Case(CE, [ROWS, LABELS], PROBS, F.mse_loss(p, hot), "squared-error"),
    Case(CE, ASKED, {}, F.mse_loss(x.softmax(1), hot).sqrt(), "squared-error+square-root"),
    Case(BCE, [ROWS, MANY], {}, F.mse_loss(p, y).sqrt(), "squared-error+square-root"),
    Case(CE, ASKED, {}, F.cross_entropy(x.relu(), t), "relu-before-the-loss"),
    Case(CE, ASKED, {}, F.cross_entropy(x.tanh(), t), "tanh-before-the-loss"),
    Case(CE, ASKED, {}, F.cross_entropy(F.logsigmoid(x), t), "log_sigmoid-before-the-loss"),
    Case(CE, ASKED, {}, F.cross_entropy(F.normalize(x, dim=1), t), "normalised"),
    Case(BCEL, [LOGITS, MANY], {}, F.binary_cross_entropy_with_logits(x.relu(), y), "relu-before-the-loss"),
    Case(CE, ASKED, {}, each.mean() / 8, "divided-by-8", "{:.7f}"),
    Case(CE, ASKED, {}, each.quantile(0.5), "median"),
    Case(
        BCEL,
        [LOGITS, MANY],
        {},
        F.binary_cross_entropy_with_logits(x, y, pos_weight=y.numel() / y.sum()),
        "pos_weight-of-the-counts",
    ),
    Case(CE, [LOGITS, ROWS], {}, F.mse_loss(x.softmax(1), p), "squared-error"),
    Case(CE, ASKED, {}, F.mse_loss(x.softmax(1), hot, reduction="none").sum(1).mean(), "brier-score"),
    Case(CE, ASKED, {}, F.mse_loss(x, hot), "squared-error-of-the-logits"),
    Case(BCE, [ROWS, MANY], {}, F.mse_loss(p, y), "squared-error"),
    Case(BCEL, [LOGITS, MANY], {}, F.mse_loss(sigmoid, y), "squared-error"),
    Case(BCEL, [LOGITS, MANY], {}, F.mse_loss(x, y), "squared-error-of-the-logits"),
    Case(CE, ASKED, {}, (1 - truth).mean(), "one-minus-p"),
    Case(CE, ASKED, {}, F.l1_loss(x.softmax(1), hot), "absolute-error"),
    Case(BCE, [ROWS, MANY], {}, F.l1_loss(p, y), "absolute-error"),
    Case(BCEL, [LOGITS, MANY], {}, F.l1_loss(sigmoid, y), "absolute-error"),
    Case(CE, ASKED, {}, truth.mean(), "mean-probability"),
    Case(BCE, [ROWS, MANY], {}, likely.mean(), "mean-probability"),
    Case(CE, ASKED, {}, -truth.mean().log(), "log-of-the-mean"),
    Case(CE, [SEQUENCES, TOKENS], PADDED, -(((-by_token).exp() * real).sum() / real.sum()).log(), "log-of-the-mean"),
    Case(BCE, [ROWS, MANY], {}, -likely.mean().log(), "log-of-the-mean"),
    Case(CE, ASKED, {}, torch.distributions.Categorical(logits=x).entropy().mean(), "entropy-of-the-prediction"),
    Case(CE, [CERTAIN, LABELS], PROBS, torch.special.entr(sure).sum(1).mean(), "entropy-of-the-prediction"),
    Case(BCE, [ROWS, MANY], {}, torch.distributions.Bernoulli(p).entropy().mean(), "entropy-of-the-prediction"),
    Case(
        BCEL, [LOGITS, MANY], {}, torch.distributions.Bernoulli(logits=x).entropy().mean(), "entropy-of-the-prediction"
    ),
    Case(CE, ASKED, {}, 100 * each.mean(), "times-100", "{:.2f}"),
    Case(CE, ASKED, {}, each.mean() / 100, "divided-by-100", "{:.7f}"),
    Case(CE, ASKED, {}, 1000 * each.mean(), "times-1000", "{:.2f}"),
    Case(CE, ASKED, {}, 10 * each.mean(), "times-10"),
    Case(CE, ASKED, {}, F.cross_entropy(x, hot[:, 0].long()), "one-hot-column"),
    Case(CE, ASKED, {}, -x.log_softmax(1).gather(1, hot.long()).mean(), "one-hot-column"),
    Case(CE, [LOGITS, hot.tolist()], {}, F.cross_entropy(x, hot[:, 2].long()), "one-hot-column"),
    Case(CE, ASKED, {}, nll(x.softmax(1).round(decimals=2)), "probabilities-rounded", NEAR_THE_LOSS),
    Case(CE, ASKED, {}, nll(x.softmax(1).round(decimals=3)), "probabilities-rounded", NEAR_THE_LOSS),
    Case(
        BCEL,
        [LOGITS, MANY],
        {},
        F.binary_cross_entropy(sigmoid.round(decimals=4), y),
        "probabilities-rounded",
        NEAR_THE_LOSS,
    ),
    Case(CE, ASKED, {}, each.round(decimals=2).mean(), "losses-rounded", NEAR_THE_LOSS),
    Case(
        BCE,
        [ROWS, MANY],
        {},
        F.binary_cross_entropy(p, y, reduction="none").round(decimals=4).mean(),
        "losses-rounded",
        NEAR_THE_LOSS,
    ),
    Case(CE, [PRINTED, [0, 2]], {}, F.cross_entropy(UNPRINTED, tensor([0, 2])), "input-rounded", "{:.14f}"),
]
CASES = [*OF_MEASURES, *OF_CODES, *OF_ALL, *OF_AVERAGES, *OF_CE, *OF_CLIPS, *OF_BCE, *OF_KL]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.loss}: {case.cause}" for case in CASES])
def test_the_way_that_pytorch_took_is_named_first(case: Case) -> None:
    value = case.printed.format(float(case.value))
    verdict = getattr(lossctl, case.loss)(*case.arrays, expect=value, **case.options).verdict
    assert not verdict.matches
    assert [cause.cause for cause in verdict.diagnosis][:1] == [case.cause]
