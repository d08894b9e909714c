"""The slips, a line each: what people do differently from PyTorch, by mistake or by another convention.

The order is that of the calculation: of a pair of slips the first is applied first.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lossctl.problem import Problem
from lossctl.remarks.diagnosis import (
    accuracy,
    as_it_stands,
    axes,
    class_balance,
    columns,
    divergences,
    epsilons,
    hard_predictions,
    ignored_classes,
    input_form,
    last_layer,
    margins,
    one_hot_column,
    other_codes,
    other_losses,
    other_measures,
    precision_and_temperature,
    rounded_steps,
    sigmoid,
    smoothing,
    target_slips,
    weights,
)
from lossctl.remarks.diagnosis.variant import Variant


@dataclass(frozen=True)
class Slip:
    """Something that may have been done differently. Of two slips of one `theme` only one can have been made.

    `frequency` is its share of the numbers that differ, among problems where it is possible, estimated from threads,
    issues and posts. `variants` gives the problems that it makes of the one asked, none where it is not possible.
    `is_small`: it moves the loss by little, as much else does.
    """

    cause: str
    theme: str
    frequency: float
    variants: Callable[[Problem], Iterator[Variant]]
    is_small: bool = False


SLIPS = (
    Slip("precision", "precision", 0.3, precision_and_temperature.precision, is_small=True),
    Slip("class order", "labels", 0.03, target_slips.class_order),
    Slip("labels from 1", "labels", 0.12, target_slips.labels_from_one),
    Slip("labels shifted", "labels", 0.06, target_slips.shifted),
    Slip("targets flipped", "labels", 0.05, target_slips.flipped),
    Slip("targets written otherwise", "labels", 0.5, other_codes.two_codes),
    Slip("swapped", "labels", 0.2, target_slips.swapped),
    Slip("class left out", "classes", 0.01, ignored_classes.class_left_out),
    Slip("not ignored", "ignored", 0.2, ignored_classes.ignored_counted),
    Slip("ignored", "ignored", 0.06, ignored_classes.class_ignored),
    Slip("mark ignored", "ignored", 0.5, other_codes.mark_ignored),
    Slip("smoothing", "smoothing", 0.2, smoothing.smoothing),
    Slip("one-hot", "hot", 0.15, target_slips.one_hot_for_indices),
    Slip("one-hot column", "hot", 0.006, one_hot_column.one_hot_column),
    Slip("target rows rescaled", "hot", 0.1, target_slips.target_rows_rescaled),
    Slip("weights left out", "weights", 0.2, weights.weights_left_out),
    Slip("weights normalised", "weights", 0.06, weights.weights_normalised),
    Slip("pos_weight in another place", "weights", 0.15, weights.pos_weight_for_weight),
    Slip("pos_weight of the counts", "weights", 0.04, class_balance.pos_weight_of_counts),
    Slip("weights along the other axis", "weights", 0.1, weights.weight_per_sample),
    Slip("pos_weight along the other axis", "weights", 0.1, weights.pos_weight_per_sample),
    Slip("weights changed", "weights", 0.015, weights.weights_changed),
    Slip("weights on the logits", "weights", 0.015, weights.weights_on_logits),
    Slip("one term", "term", 0.1, weights.one_term),
    Slip("temperature", "temperature", 0.2, precision_and_temperature.temperature),
    Slip("class axis", "axis", 0.2, axes.other_class_axis),
    Slip("broadcast", "axis", 0.08, axes.broadcast),
    Slip("flattened", "axis", 0.06, axes.flattened_unpermuted),
    Slip("both directions", "axis", 0.05, axes.both_directions),
    Slip("softmax twice", "form", 0.2, input_form.softmax_twice),
    Slip("probabilities", "form", 0.3, input_form.rows_as_probabilities),
    Slip("percentages", "form", 0.5, other_codes.percentages),
    Slip("sigmoid twice", "form", 0.25, sigmoid.sigmoid_twice),
    Slip("sigmoid missing", "form", 0.25, sigmoid.sigmoid_missing),
    Slip("log left out", "form", 0.12, input_form.log_left_out),
    Slip("log of softmax left out", "form", 0.1, input_form.log_of_softmax_left_out),
    Slip("rows rescaled", "form", 0.15, input_form.rows_rescaled),
    Slip("from_logits=False", "form", 0.06, input_form.keras_from_logits_false),
    Slip("logits after all", "form", 0.15, input_form.logits_after_all),
    Slip("softmax over another axis", "form", 0.06, axes.softmax_over_other_axis),
    Slip("sigmoid before softmax", "form", 0.03, sigmoid.sigmoid_before_softmax),
    Slip("sigmoid for softmax", "form", 0.03, sigmoid.sigmoid_for_softmax),
    Slip("softmax for sigmoid", "form", 0.04, sigmoid.softmax_for_sigmoid),
    Slip("hard predictions", "form", 0.03, hard_predictions.hard_predictions),
    Slip("activation", "form", 0.015, last_layer.activation),
    Slip("target's form", "target's form", 0.06, input_form.target_form),
    Slip("binary cross entropy", "loss", 0.08, other_losses.binary_of_every_class),
    Slip("one logit", "loss", 0.03, other_losses.binary_of_second_class),
    Slip("softmax cross entropy", "loss", 0.08, other_losses.classes_for_binary),
    Slip("columns as classes", "loss", 0.04, columns.columns_as_classes),
    Slip("kl for ce", "loss", 0.1, other_losses.divergence_for_entropy),
    Slip("ce for kl", "loss", 0.15, other_losses.entropy_for_divergence),
    Slip("another divergence", "loss", 0.15, divergences.both_directions),
    Slip("linear terms", "loss", 0.1, other_losses.linear_terms),
    Slip("focal", "loss", 0.06, other_losses.focal),
    Slip("poly", "loss", 0.006, other_measures.poly),
    Slip("margins", "loss", 0.008, margins.margins),
    Slip("formula as it stands", "clip", 0.15, as_it_stands.as_it_stands),
    Slip("clipped", "clip", 0.06, epsilons.clipped),
    Slip("epsilon in the log", "clip", 0.05, epsilons.epsilon_in_log, is_small=True),
    Slip("rounded steps", "precision", 0.012, rounded_steps.rounded_steps, is_small=True),
    Slip("accuracy", "loss", 0.06, accuracy.accuracy),
    Slip("predicted class", "loss", 0.015, other_measures.predicted_class),
    Slip("squared error", "loss", 0.02, other_measures.squared_error),
    Slip("absolute error", "loss", 0.012, other_measures.absolute_error),
    Slip("mean probability", "loss", 0.012, other_measures.mean_probability),
    Slip("entropy of the prediction", "loss", 0.012, other_measures.entropy_of_prediction),
)
