"""The readings of the data, a line each: what people really confuse.

`common` is a share of the numbers that differ, as far as threads, issues and posts let it be judged, where the data
allow the reading at all. The order is the order of the calculation: of a pair the first is applied first.
"""

from lossctl.remarks.diagnosis import axes, clips, forms, ignored, kinds, numbers, smoothing, targets, weights
from lossctl.remarks.diagnosis.reading import Reading

READINGS = (
    Reading("precision", "precision", 0.3, numbers.precision),
    Reading("class order", "labels", 0.03, targets.class_order),
    Reading("labels from 1", "labels", 0.12, targets.labels_from_one),
    Reading("labels shifted", "labels", 0.06, targets.shifted),
    Reading("targets flipped", "labels", 0.05, targets.flipped),
    Reading("swapped", "labels", 0.2, targets.swapped),
    Reading("class left out", "classes", 0.01, ignored.class_left_out),
    Reading("not ignored", "ignored", 0.2, ignored.ignored_counted),
    Reading("ignored", "ignored", 0.06, ignored.class_ignored),
    Reading("smoothing", "smoothing", 0.2, smoothing.smoothing),
    Reading("one-hot", "hot", 0.15, targets.one_hot_for_indices),
    Reading("target rows rescaled", "hot", 0.1, targets.target_rows_rescaled),
    Reading("weights left out", "weights", 0.2, weights.weights_left_out),
    Reading("weights normalised", "weights", 0.06, weights.weights_normalised),
    Reading("pos_weight in another place", "weights", 0.15, weights.pos_weight_for_weight),
    Reading("weights along the other axis", "weights", 0.1, weights.weight_per_sample),
    Reading("pos_weight along the other axis", "weights", 0.1, weights.pos_weight_per_sample),
    Reading("weights changed", "weights", 0.015, weights.weights_changed),
    Reading("weights on the logits", "weights", 0.015, weights.weights_on_logits),
    Reading("one term", "term", 0.1, weights.one_term),
    Reading("temperature", "temperature", 0.2, numbers.temperature),
    Reading("class axis", "axis", 0.2, axes.other_class_axis),
    Reading("broadcast", "axis", 0.08, axes.broadcast),
    Reading("flattened", "axis", 0.06, axes.flattened_unpermuted),
    Reading("both directions", "axis", 0.05, axes.transposed),
    Reading("softmax twice", "form", 0.2, forms.softmax_twice),
    Reading("probabilities", "form", 0.3, forms.rows_as_probabilities),
    Reading("sigmoid twice", "form", 0.25, forms.sigmoid_twice),
    Reading("sigmoid missing", "form", 0.25, forms.sigmoid_missing),
    Reading("log left out", "form", 0.12, forms.log_left_out),
    Reading("log of softmax left out", "form", 0.1, forms.log_of_softmax_left_out),
    Reading("rows rescaled", "form", 0.15, forms.rows_rescaled),
    Reading("from_logits=False", "form", 0.06, forms.keras_from_logits_false),
    Reading("logits after all", "form", 0.15, forms.logits_after_all),
    Reading("softmax over another axis", "form", 0.06, axes.softmax_over_other_axis),
    Reading("sigmoid before softmax", "form", 0.03, forms.sigmoid_before_softmax),
    Reading("sigmoid for softmax", "form", 0.03, forms.sigmoid_for_softmax),
    Reading("softmax for sigmoid", "form", 0.04, forms.softmax_for_sigmoid),
    Reading("target's form", "target's form", 0.06, forms.target_form),
    Reading("binary cross entropy", "loss", 0.08, kinds.binary_of_every_class),
    Reading("one logit", "loss", 0.03, kinds.binary_of_second_class),
    Reading("softmax cross entropy", "loss", 0.08, kinds.classes_for_binary),
    Reading("kl for ce", "loss", 0.1, kinds.divergence_for_entropy),
    Reading("ce for kl", "loss", 0.15, kinds.entropy_for_divergence),
    Reading("linear terms", "loss", 0.1, kinds.linear_terms),
    Reading("focal", "loss", 0.06, kinds.focal),
    Reading("clipped", "clip", 0.06, clips.clipped),
    Reading("epsilon in the log", "clip", 0.05, clips.epsilon_in_log),
)
