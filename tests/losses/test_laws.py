"""Laws of every loss in the registry: the same data give the same bits, and an explanation tells what was done."""

import itertools
import json
import math
import pickle
from functools import partial, reduce
from operator import add

import numpy as np
import pytest

import lossctl
from lossctl import numerics
from lossctl.engine import scan as engine
from lossctl.engine.details import details
from lossctl.engine.scan import result_of, scan
from lossctl.engine.threads import threads
from lossctl.errors import InputError
from lossctl.losses import LOSSES
from lossctl.report.result_json import as_json
from lossctl.solve import solve
from lossctl.sums.tally import Tally

total = partial(engine.total, spread=True)  # all that a tally can know

R = np.random.default_rng(2024)
N, C = 23, 5  # samples along the first axis, and classes
WEIGHT = R.uniform(0.2, 4, C)
SAMPLE_WEIGHT = np.where(R.random(N) < 0.2, 0, R.uniform(0.1, 3, N))


def logits(*shape):
    return (R.standard_normal(shape) * 10.0 ** R.integers(-3, 2, shape)).round(6)


def probs(*shape):
    return R.dirichlet(np.ones(shape[-1]), shape[:-1])


def ignoring(target):
    return np.where(R.random(target.shape) < 0.2, -100, target)


def example(input, target, settings=None, **arrays):
    return {"input": input, "target": target, **arrays}, settings or {}


T = R.integers(0, C, N)
MASKED = np.where(R.random((N, C)) < 0.2, -np.inf, logits(N, C))
CLAMPED = R.choice([0, 1, 0.5], (N, 3))
DEEP = np.moveaxis(probs(N, 2, 3, C), -1, 1)  # (N, C, 2, 3)

EXAMPLES = {
    "ce": {
        "plain": example(logits(N, C), T),
        "narrow rows": example(logits(N, 21), R.integers(0, 21, N), {"label_smoothing": 0.1}),
        "narrow rows, probabilities": example(logits(N, 32), probs(N, 32)),
        "rows no longer narrow": example(logits(N, 33), probs(N, 33)),
        "many classes": example(logits(N, 301), R.integers(0, 301, N)),
        "deep": example(logits(N, C, 2, 3), ignoring(R.integers(0, C, (N, 2, 3)))),
        "weighted": example(logits(N, C), ignoring(T), weight=WEIGHT),
        "smoothed": example(logits(N, C), ignoring(T), {"label_smoothing": 0.1}, weight=WEIGHT),
        "probabilities": example(logits(N, C), probs(N, C)),
        "probabilities, all options": example(
            logits(N, C), probs(N, C), {"label_smoothing": 0.2, "temperature": 3.0}, weight=WEIGHT
        ),
        "sample weights": example(logits(N, C, 4), R.integers(0, C, (N, 4)), sample_weight=SAMPLE_WEIGHT),
        "masked": example(MASKED, T),
        "from probs": example(probs(N, C), T, {"from_": "probs"}),
        "from probs to probs": example(probs(N, C), probs(N, C), {"from_": "probs"}),
        "outside": example(logits(N, C), logits(N, C), weight=WEIGHT, sample_weight=SAMPLE_WEIGHT),
        "from log-probs": example(-np.abs(logits(N, C)), T, {"from_": "log-probs"}),
        "float32": example(logits(N, C), T, {"dtype": "float32"}, weight=WEIGHT),
    },
    "bce": {
        "plain": example(R.random((N, 3)), R.integers(0, 2, (N, 3))),
        "clamped": example(CLAMPED, R.integers(0, 2, (N, 3))),
        "weighted": example(R.random((N, 3)), R.random((N, 3)), weight=R.random(3)),
        "ignoring": example(R.random((N, 3)), ignoring(R.integers(0, 2, (N, 3))), {"ignore_index": -100}),
        "sample weights": example(R.random((N, 3)), R.random((N, 3)), sample_weight=SAMPLE_WEIGHT),
        "float32": example(R.random((N, 3)), R.random((N, 3)), {"dtype": "float32"}),
    },
    "bce-logits": {
        "plain": example(logits(N, 3), R.integers(0, 2, (N, 3))),
        "all options": example(
            logits(N, 3),
            ignoring(R.integers(0, 2, (N, 3))),
            {"ignore_index": -100},
            weight=R.random(3),
            pos_weight=R.random((N, 1)),
        ),
        "soft": example(logits(N, 3), R.random((N, 3)), pos_weight=np.array(2.5)),
        "outside": example(logits(N, 3), logits(N, 3), sample_weight=SAMPLE_WEIGHT),
        "sample weights": example(logits(N, 3), R.random((N, 3)), sample_weight=SAMPLE_WEIGHT),
        "infinite": example(np.where(R.random((N, 3)) < 0.2, np.inf, logits(N, 3)), R.integers(0, 2, (N, 3))),
        "float32": example(logits(N, 3), R.random((N, 3)), {"dtype": "float32"}),
    },
    "kl": {
        "plain": example(logits(N, C), probs(N, C)),
        "batchmean": example(logits(N, C), probs(N, C), {"reduction": "batchmean"}),
        "deep": example(logits(N, C, 2, 3), DEEP),
        "distillation": example(logits(N, C), logits(N, C), {"target_from": "logits", "temperature": 2.0}),
        "log-probs": example(
            np.log(probs(N, C)), np.log(probs(N, C)), {"from_": "log-probs", "target_from": "log-probs"}
        ),
        "probs": example(probs(N, C), probs(N, C).round(1), {"from_": "probs"}),
        "sample weights": example(logits(N, C, 4), np.moveaxis(probs(N, 4, C), -1, 1), sample_weight=SAMPLE_WEIGHT),
        "masked": example(MASKED, probs(N, C)),
        "float32": example(logits(N, C), probs(N, C), {"dtype": "float32"}),
        "one row for all": example(logits(N, C), probs(C), sample_weight=SAMPLE_WEIGHT),
        "one row for all, in float32": example(logits(N, 2, C), probs(1, C), {"class_axis": -1, "dtype": "float32"}),
        "outside": example(logits(N, C), np.abs(logits(N, C)), sample_weight=SAMPLE_WEIGHT),
    },
}
EVERY = [
    pytest.param(loss, *given, id=f"{loss}: {name}")
    for loss, named in EXAMPLES.items()
    for name, given in named.items()
]
every_example = pytest.mark.parametrize(("loss", "arrays", "settings"), EVERY)


def state(prepared, sums):
    """All that a tally knows, and the number it reduces to."""
    return sums.state, repr(result_of(prepared, sums).reduced)


def wherever(sums):
    """The same without where marks stand: how samples are numbered is no part of the data."""
    return {**sums.state, "marks": {name: count for name, (count, _) in sums.state["marks"].items()}}


def of_samples(arrays, chosen):
    """The same arrays of these samples; a weight per class or a broadcast one belongs to all."""
    return {name: array[chosen] if np.ndim(array) and len(array) == N else array for name, array in arrays.items()}


def losses(loss, arrays, settings):
    call = getattr(lossctl, loss.replace("-", "_"))
    return call(**arrays, **{**settings, "reduction": "none"}).loss


def sharded(arrays, cuts):
    """Patterns for the arrays of the samples, each with a file between two cuts; the others as they are."""
    words = {}
    for name, array in arrays.items():
        words[name] = array
        if np.ndim(array) and len(array) == N:
            words[name] = f"{name}-*.npy"
            for number, part in enumerate(np.split(array, cuts)):
                np.save(f"{name}-{number}.npy", part)
    return words


def test_every_loss_has_examples():
    assert list(EXAMPLES) == list(LOSSES)


@every_example
@pytest.mark.parametrize("numbers", [1, 7, 64, 1000])
def test_any_size_of_the_blocks_gives_the_same_bits(problem, same_bits, loss, arrays, settings, numbers):
    prepared = problem(loss, arrays, **settings).prepared()
    assert state(prepared, total(prepared, numbers=numbers)) == state(prepared, total(prepared))
    pieces = np.concatenate([part.loss for part in scan(prepared, numbers=numbers)])
    whole = np.concatenate([part.loss for part in scan(prepared)])
    assert same_bits(pieces, whole)


@every_example
@pytest.mark.parametrize("reduction", ["sum", "none"])
@pytest.mark.parametrize("large", [1, 1 << 20])  # bytes from which a shard stays in its file
def test_shards_give_the_same_bits(tmp_path, monkeypatch, same_bits, loss, arrays, settings, reduction, large):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("lossctl.inputs.files.file.LARGE", large)
    call = getattr(lossctl, loss.replace("-", "_"))
    settings = {**settings, "reduction": reduction}
    whole, parts = call(**arrays, **settings), call(**sharded(arrays, [2, 2, 9, 10]), **settings)
    assert (parts.state, parts.notes) == (whole.state, whole.notes)
    assert same_bits(parts.loss, whole.loss)


@every_example
@pytest.mark.parametrize("tile", [1, 8 * 5 * 3, 1024])
def test_any_size_of_the_tiles_gives_the_same_bits(problem, monkeypatch, loss, arrays, settings, tile):
    prepared = problem(loss, arrays, **settings).prepared()
    whole = state(prepared, total(prepared))
    monkeypatch.setattr(numerics, "TILE", tile)  # bytes
    assert state(prepared, total(prepared)) == whole


@every_example
@pytest.mark.parametrize("number", [1, 2, 5])
def test_any_number_of_threads_gives_the_same_bits(problem, same_bits, loss, arrays, settings, number):
    prepared = problem(loss, arrays, **settings).prepared()
    assert state(prepared, total(prepared, threads(number), numbers=16)) == state(prepared, total(prepared))
    parts = list(scan(prepared, threads(number), numbers=16))
    assert [part.start for part in parts] == sorted(part.start for part in parts)
    whole = np.concatenate([part.loss for part in scan(prepared)])
    assert same_bits(np.concatenate([part.loss for part in parts]), whole)


@every_example
def test_any_order_of_the_samples_gives_the_same_bits(problem, same_bits, loss, arrays, settings):
    order = np.random.default_rng(1).permutation(N)
    one, other = (
        problem(loss, arrays, **settings).prepared(),
        problem(loss, of_samples(arrays, order), **settings).prepared(),
    )
    assert wherever(total(one)) == wherever(total(other))
    assert repr(result_of(one, total(one)).reduced) == repr(result_of(other, total(other)).reduced)
    assert same_bits(losses(loss, arrays, settings)[order], losses(loss, of_samples(arrays, order), settings))


@every_example
@pytest.mark.parametrize("cuts", [(0, 1, N), (0, 9, 9, 20, N), tuple(range(N + 1))])
def test_any_split_into_shards_adds_up_to_the_same_bits(problem, loss, arrays, settings, cuts):
    whole = problem(loss, arrays, **settings).prepared()
    shards = [problem(loss, of_samples(arrays, slice(*ends)), **settings) for ends in itertools.pairwise(cuts)]
    tallies = [total(shard.prepared()) for shard in shards]
    random_order = [tallies[k] for k in np.random.default_rng(2).permutation(len(tallies))]
    for added in (reduce(add, tallies, Tally()), reduce(add, random_order)):
        assert wherever(added) == wherever(total(whole))
        assert repr(result_of(whole, added).reduced) == repr(result_of(whole, total(whole)).reduced)


@every_example
def test_the_losses_sum_to_the_sum(problem, loss, arrays, settings):
    result = solve(problem(loss, arrays, **{**settings, "reduction": "none"}))
    terms = np.asarray(result.losses, np.float64).ravel()
    if np.isfinite(terms).all():
        assert result.sum == math.fsum(terms)
    else:
        assert repr(result.sum) == repr(float(terms.sum()))
    assert terms.size == result.count + result.ignored


@every_example
def test_sum_divided_by_denominator_is_the_loss(problem, loss, arrays, settings):
    result = solve(problem(loss, arrays, **settings))
    unit = 2.0**-23 if result.dtype == "float32" else 2.0**-52
    assert result.sum / result.denominator == pytest.approx(float(result), rel=unit, nan_ok=True)


@every_example
def test_a_state_survives_the_trip_through_json(problem, loss, arrays, settings):
    sums = total(problem(loss, arrays, **settings).prepared())
    back = Tally.from_state(json.loads(as_json(sums.state)))
    assert back.state == sums.state
    assert (back + Tally()).state == (Tally() + sums).state == sums.state


def strided(array):
    wide = np.zeros((*array.shape, 2), array.dtype)
    wide[..., 0] = array
    return wide[..., 0]


def big_endian(array):
    return array.astype(array.dtype.newbyteorder(">"))


def read_only(array):
    array = array.copy()
    array.flags.writeable = False
    return array


@every_example
@pytest.mark.parametrize("layout", [np.asfortranarray, strided, big_endian, read_only])
def test_any_layout_in_memory_gives_the_same_bits(same_bits, loss, arrays, settings, layout):
    other = {name: layout(np.asarray(array)) for name, array in arrays.items()}
    assert same_bits(losses(loss, other, settings), losses(loss, arrays, settings))


@every_example
def test_a_memory_mapped_input_gives_the_same_bits(same_bits, tmp_path, loss, arrays, settings):
    mapped = {}
    for name, array in arrays.items():
        np.save(tmp_path / f"{name}.npy", array)
        mapped[name] = np.load(tmp_path / f"{name}.npy", mmap_mode="r")
    assert same_bits(losses(loss, mapped, settings), losses(loss, arrays, settings))


@every_example
@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_a_narrow_dtype_gives_the_bits_of_the_same_numbers_in_float64(same_bits, loss, arrays, settings, dtype):
    narrow = {name: np.asarray(array).astype(dtype) for name, array in arrays.items()}
    wide = {name: array.astype(np.float64) for name, array in narrow.items()}
    assert same_bits(losses(loss, narrow, settings), losses(loss, wide, settings))


@pytest.mark.parametrize("loss", ["ce", "kl"])
@pytest.mark.parametrize("axis", [0, 2, 3, -1, -2])
def test_a_moved_class_axis_gives_the_same_bits(problem, same_bits, loss, axis):
    arrays, settings = EXAMPLES[loss]["deep"]
    by_class = [name for name, array in arrays.items() if array.ndim == 4]
    moved = {name: np.moveaxis(array, 1, axis) if name in by_class else array for name, array in arrays.items()}
    one, other = (
        problem(loss, arrays, **settings).prepared(),
        problem(loss, moved, **settings, class_axis=axis).prepared(),
    )
    assert state(one, total(one)) == state(other, total(other))
    there = losses(loss, moved, {**settings, "class_axis": axis})
    assert same_bits(there if loss == "ce" else np.moveaxis(there, axis, 1), losses(loss, arrays, settings))


@every_example
def test_every_symbol_of_the_lesson_is_noted_for_every_sample(problem, loss, arrays, settings):
    prepared = problem(loss, arrays, **settings).prepared()
    lesson = prepared.problem.loss.lesson(prepared)
    noted = details(prepared, range(3)).values
    told = {symbol for step in lesson.steps for symbol in step.symbols} | {column.symbol for column in lesson.columns}
    assert told <= noted.keys()
    assert {symbol: len(noted[symbol]) for symbol in told} == dict.fromkeys(told, 3)


@every_example
def test_listening_changes_no_bit(problem, same_bits, loss, arrays, settings):
    prepared = problem(loss, arrays, **settings).prepared()
    noted = details(prepared, range(prepared.samples.count)).values["loss"]
    quiet = np.concatenate([part.loss for part in scan(prepared)])
    assert same_bits(noted, quiet)


@every_example
def test_the_worst_samples_are_those_of_greatest_loss(problem, loss, arrays, settings):
    asked = problem(loss, arrays, **settings)
    flat = np.concatenate([part.loss for part in scan(asked.prepared())]).astype(np.float64)
    by_sample = flat if flat.ndim == 1 else flat.sum(axis=1)
    ranked = sorted(range(len(by_sample)), key=lambda k: (-math.inf if math.isnan(by_sample[k]) else -by_sample[k], k))
    nan_first = sorted(ranked, key=lambda k: not math.isnan(by_sample[k]))
    assert list(solve(asked, worst=4).worst) == nan_first[:4]


def counted(prepared):
    """The losses of the samples that count, as `none` shows them, and where these samples are."""
    noted = details(prepared, range(prepared.samples.count)).values
    losses = noted["loss"].astype(np.float64)
    losses = losses if losses.ndim == 1 else np.array([math.fsum(row) for row in losses])
    return losses[noted["counts"]], np.flatnonzero(noted["counts"])


@every_example
def test_the_distribution_is_that_of_the_counted_losses(problem, loss, arrays, settings):
    asked = problem(loss, arrays, **settings)
    found, prepared = solve(asked).distribution, asked.prepared()
    losses, numbers = counted(prepared)
    known = losses[~np.isnan(losses)]
    assert (found.count, found.nan) == (len(losses), len(losses) - len(known))
    close = partial(pytest.approx, rel=1e-9, abs=1e-15)  # rows may be added in another order
    assert (found.min, found.max) == close((known.min(), known.max()))
    quantiles = np.quantile(known[np.isfinite(known)], list(found.quantiles)) if np.isfinite(known).all() else []
    if known.min() > 2.0**-1022:
        assert list(found.quantiles.values())[: len(quantiles)] == pytest.approx(list(quantiles), rel=0.008)
    places = [numbers.tolist().index(np.ravel_multi_index(each.index, prepared.samples.shape)) for each in found.worst]
    assert [each.loss for each in found.worst] == pytest.approx(losses[places].tolist(), rel=1e-9, nan_ok=True)
    ranks = np.where(np.isnan(losses), np.inf, losses)
    assert ranks[places].tolist() == close(sorted(ranks, reverse=True)[:3])


@every_example
def test_a_hit_is_where_argmax_says_so(problem, loss, arrays, settings):
    result, axis = solve(problem(loss, arrays, **settings)), settings.get("class_axis", 1)
    x, y = (np.asarray(arrays[name], settings.get("dtype", "float64")) for name in ("input", "target"))
    if loss in ("bce", "bce-logits") or (loss == "ce" and y.shape == x.shape):
        assert result.accuracy is result.same_top is None
        return
    counts = np.ones(result.samples, bool) if loss == "kl" else y != -100
    if "sample_weight" in arrays:
        counts &= (SAMPLE_WEIGHT != 0).reshape(N, *[1] * (counts.ndim - 1))
    top = x.argmax(axis)
    right = top == (y if loss == "ce" else np.broadcast_to(y, x.shape).argmax(axis))
    assert (result.accuracy if loss == "ce" else result.same_top) == right[counts].mean()
    assert (result.same_top if loss == "ce" else result.accuracy) is None


@every_example
def test_a_mean_of_equal_samples_has_a_standard_error(problem, loss, arrays, settings):
    for reduction in LOSSES[loss].reductions:
        asked = problem(loss, arrays, **{**settings, "reduction": reduction})
        made, (losses, _) = solve(asked).stderr, counted(asked.prepared())
        weighted = {"weight", "pos_weight", "sample_weight"} & arrays.keys()
        one_axis = len(asked.prepared().samples.shape) == 1
        if weighted or reduction != ("batchmean" if loss == "kl" else "mean") or (loss == "kl" and not one_axis):
            assert made is None
        elif not np.isfinite(losses).all():
            assert math.isnan(made)
        else:
            assert made == pytest.approx(losses.std(ddof=1) / math.sqrt(len(losses)), rel=1e-11)


@pytest.mark.parametrize("classes", [2, 5, 40])
@pytest.mark.parametrize("form", ["logits", "tempered", "smoothed", "log-probs"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_of_equal_largest_inputs_the_first_counts_and_nan_is_the_largest(problem, classes, form, dtype):
    x, t = R.integers(0, 3, (4000, classes)).astype(float), R.integers(0, classes, 4000)
    x[::3] += R.integers(0, 2, x[::3].shape) * 1e-9  # below float32's last place of 2
    x[5::7, 1] = np.nan
    x[6::7, 0] = np.inf
    x[8::70] = -np.inf
    options = {
        "tempered": {"temperature": 3.0},
        "smoothed": {"label_smoothing": 0.1},
        "log-probs": {"from_": "log-probs"},
    }
    result = solve(problem("ce", {"input": x, "target": t}, dtype=dtype, **options.get(form, {})))
    with np.errstate(over="ignore"):
        assert result.accuracy == (x.astype(dtype).argmax(1) == t).mean()


@every_example
def test_every_note_is_one_line(problem, loss, arrays, settings):
    for note in solve(problem(loss, arrays, **settings)).notes:
        assert note.strip() == note
        assert note.isprintable()


@every_example
def test_problems_and_tallies_travel_to_other_processes(problem, loss, arrays, settings):
    asked = problem(loss, arrays, **settings)
    here = asked.prepared()
    for there in (pickle.loads(pickle.dumps(asked)).prepared(), pickle.loads(pickle.dumps(here))):
        assert state(there, total(there)) == state(here, total(here))
    assert pickle.loads(pickle.dumps(total(here))).state == total(here).state


@pytest.mark.parametrize("classes", [4, 40])
@pytest.mark.parametrize("sure", [1, 2, 11, 22, 23])
def test_how_many_sure_samples_a_block_has_does_not_show(problem, same_bits, classes, sure):
    """Few of them are picked out of the block, many are not: numerics.COPIED."""
    x, t = logits(N, classes), R.integers(0, classes, N)
    x[np.arange(sure), t[:sure]] += 30
    for dtype in ("float64", "float32"):
        prepared = problem("ce", {"input": x, "target": t}, dtype=dtype).prepared()
        alone = np.concatenate([part.loss for part in scan(prepared, numbers=1)])
        assert same_bits(np.concatenate([part.loss for part in scan(prepared)]), alone)


def test_errors_travel_to_other_processes():
    error = InputError("a problem", "a file", "line 3", remedy="a way out")
    back = pickle.loads(pickle.dumps(error))
    assert (back.problem, back.where, back.remedy, str(back)) == (error.problem, error.where, error.remedy, str(error))
