"""Input and target of several lengths: how many samples each has, and the call of those that both have."""

from lossctl.inputs.array_names import ARGUMENTS
from lossctl.losses.typed_call import Part, typed_call
from lossctl.problem import Problem

# The ends of names whose first line can be no header.
_NO_TABLES = (".npy", ".npz", ".pt", ".pth", ".safetensors", ".parquet", ".feather", ".arrow", ".json", ".jsonl")
_PAIR = ("input", "target")
_FEWEST = 2  # samples of a call that leaves out the others


def other_length(problem: Problem) -> str:
    """What it probably means that one array has more samples than the other; '' where they differ in more than that."""
    shape, target = problem.arrays["input"].shape, problem.arrays["target"].shape
    axis = problem.settings.class_axis
    if not shape or not target or shape[0] == target[0] or (axis is not None and axis % len(shape) == 0):
        return ""
    is_of_classes = problem.loss.criterion.family == "classes"
    if is_of_classes and len(shape) < 2:
        return ""
    rows = [shape[1:], *([shape[2:], shape[1:-1]] if is_of_classes else [])]
    if target[1:] not in rows:
        return ""
    told = f"the input has {_samples(shape[0])}, the target {target[0]}"
    may_be_header = abs(shape[0] - target[0]) == 1 and any(map(_may_have_header, map(problem.origin, _PAIR)))
    if may_be_header:
        return f"{told}: was a header read as a row (--header), or a row as a header (--no-header)?"
    count = min(shape[0], target[0])
    if count < _FEWEST or not (call := _of_both(problem, count)):
        return told
    return f"{told}; if the first {count} belong together: {call}"


def _of_both(problem: Problem, count: int) -> str:
    """The call with the first samples of the longer one."""
    input_, target = (Part(role, (slice(None, count),) * (problem.arrays[role].shape[0] > count)) for role in _PAIR)
    return typed_call(problem, problem.loss.name, input=input_, target=target)


def _may_have_header(origin: str) -> bool:
    file = origin.partition(":")[0].partition("[")[0]
    return origin not in (*ARGUMENTS, *ARGUMENTS.values()) and not file.lower().endswith(_NO_TABLES)


def _samples(count: int) -> str:
    return "1 sample" if count == 1 else f"{count} samples"
