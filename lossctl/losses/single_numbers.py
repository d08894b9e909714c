"""Which calls fit an input of one number per sample, where a number per class was expected."""

from lossctl.losses.other_shapes import without_axes_of_one
from lossctl.losses.typed_call import INPUT, TARGET, first_values, typed_call, within_0_and_1
from lossctl.problem import Problem


def one_number_per_sample(problem: Problem) -> str:
    """Which losses take an input of one number per sample: their calls, if the targets lie in [0, 1] as theirs do."""
    general = "a probability for each sample is for lossctl bce, a logit for lossctl bce-logits"
    one, target = problem.arrays["input"], problem.arrays["target"]
    lengths = [[length for length in array.shape if length != 1] for array in (one, target)]
    if lengths[0] != lengths[1] or not within_0_and_1(target) or problem.settings.from_ == "log-probs":
        return general
    losses = {"a probability": "bce", "a logit": "bce-logits"}
    if problem.settings.from_ == "probs":
        losses.pop("a logit")
    if not within_0_and_1(one):
        losses.pop("a probability")
    equal = one.shape == target.shape
    calls = {what: (typed_call if equal else without_axes_of_one)(problem, loss) for what, loss in losses.items()}
    return "; ".join(f"for {what} per sample: {call}" for what, call in calls.items() if call) or general


def one_number(problem: Problem) -> str:
    """What an input of a single number probably is: a class index, or what belongs to another loss."""
    target = problem.arrays["target"]
    value = float(first_values(problem.arrays["input"])[0])
    if target.size > 1:
        axis = " --class-axis 0" if problem.settings.class_axis not in (None, 0, -1) else ""
        call = typed_call(problem, "ce", axis, input=TARGET, target=INPUT)
        is_index = value.is_integer() and 0 <= value < target.size and target.ndim == 1
        return f"a class index? the input, a number per class, comes first: {call}" if is_index else ""
    if problem.loss.name == "ce":
        return one_number_per_sample(problem)
    both = within_0_and_1(problem.arrays["input"]) and within_0_and_1(target)
    return "two probabilities of one class? --from probs" if both and target.size else ""
