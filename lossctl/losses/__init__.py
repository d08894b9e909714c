"""The losses, an entry each. The table is read without NumPy: a loss's file is imported when it is asked for."""

from lossctl.criterion import IGNORE_INDEX, Criterion

_ENTRIES = (
    Criterion(
        "ce",
        title="cross entropy",
        equals="F.cross_entropy, F.nll_loss",
        family="classes",
        own_options=("weight", "ignore_index", "label_smoothing", "class_axis", "from_", "temperature"),
        record="lossctl.losses.ce:CE",
        examples=(
            "lossctl ce '[[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]]' 0,1 --explain",
            "lossctl ce logits.npy labels.npy --weight 9,15,80",
            "lossctl ce batch.npz --ignore-index 255  # both arrays in one file",
            "lossctl ce batch.json:model.logits 0,0,0,1 --json",
            "lossctl ce log_probs.csv labels.csv --from log-probs  # F.nll_loss",
            "lossctl ce logits.npy labels.npy -q      # the number alone",
        ),
        ignore_index=IGNORE_INDEX,
        own_help={
            "input": "Logits: (C,), (N, C) or (N, C, d1, …)",
            "target": "Class indices, (N,) or (N, d1, …), or probabilities in the shape of INPUT",
            "weight": "One weight per class",
            "ignore_index": f"Leave out the targets of this value [default: {IGNORE_INDEX}]",
            "reduction": "How the losses become one number; mean divides by the sum of the targets' weights",
        },
    ),
    Criterion(
        "bce",
        title="binary cross entropy",
        equals="F.binary_cross_entropy",
        family="elements",
        own_options=("weight", "ignore_index"),
        record="lossctl.losses.bce:BCE",
        examples=(
            "lossctl bce '[[.5, 1, .8], [.2, .4, .6]]' '[[0, 1, 0], [0, 0, 1]]' --explain",
            "lossctl bce probs.npy targets.npy --reduction none -o losses.npy",
            "lossctl bce table.csv:p table.csv:y      # columns of one table",
            "lossctl bce probs.npy targets.npy --sort loss --rows 20",
        ),
        form="probs",
        own_help={
            "input": "Probabilities in any shape",
            "target": "Numbers in [0, 1], in the shape of INPUT",
            "reduction": "How the losses become one number; mean divides by the number of elements",
        },
    ),
    Criterion(
        "bce-logits",
        title="binary cross entropy, from logits",
        equals="F.binary_cross_entropy_with_logits",
        family="elements",
        own_options=("weight", "pos_weight", "ignore_index"),
        record="lossctl.losses.bce_logits:BCE_LOGITS",
        examples=(
            "lossctl bce-logits '[[.5, 1, .8], [.2, .4, .6]]' '[[0, 1, 0], [0, 0, 1]]'",
            "lossctl bce-logits logits.npy targets.npy --pos-weight 1,2,3 --explain",
            "lossctl bce-logits logits.csv targets.csv --format csv > losses.csv",
            "lossctl bce-logits -0.5,1.2 0,1 -q       # the number alone",
        ),
        own_help={
            "input": "Logits in any shape",
            "target": "Numbers in [0, 1], in the shape of INPUT",
            "reduction": "How the losses become one number; mean divides by the number of elements",
        },
    ),
    Criterion(
        "kl",
        title="KL(target ‖ input)",
        equals="F.kl_div",
        family="classes",
        own_options=("class_axis", "from_", "target_from", "temperature"),
        record="lossctl.losses.kl:KL",
        examples=(
            "lossctl kl '[[.5, 1, .8]]' '[[.3, .4, .3]]' --reduction batchmean --explain",
            "lossctl kl student.npy teacher.npy --target-from logits --temperature 2",
            "lossctl kl log_q.npy log_p.npy --from log-probs --log-target  # F.kl_div",
            "lossctl kl logits.csv probs.csv --format jsonl",
        ),
        reductions=("mean", "sum", "none", "batchmean"),
        own_help={
            "input": "Logits: (C,), (N, C) or (N, C, d1, …)",
            "target": "Probabilities in the shape of INPUT, or (C,) for all rows",
            "reduction": "How the losses become one number; mean divides by all elements, batchmean by the first axis",
        },
    ),
)
LOSSES = {entry.name: entry for entry in _ENTRIES}
