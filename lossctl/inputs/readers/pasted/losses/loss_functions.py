"""The losses of the libraries: which command calculates each, in which order it takes its arrays, and how.

`order` is "it" where the input comes first and "ti" where the target does. `form` is what it takes its input for, in
the words of --from. `reduction` is its default. `classes_first`: the classes are along the first axis of both arrays.
`one_based`: class indices count from 1. `epsilon` is added inside of the logarithm. `by_rows`: the mean over the last
axis is taken before any other reduction. `own`: the paste's own function, of which a name tells less than its code;
`is_defined`: the paste shows that code; `shares` are numbers in it, of which one may be how much it smooths the labels.
"""

import re
from typing import NamedTuple


class LossFunction(NamedTuple):
    """A loss that a library has; `criteria` are the commands that can calculate it, none where it is not known."""

    criteria: tuple[str, ...] = ()
    order: str = ""
    form: str | None = None
    reduction: str | None = None
    classes_first: bool = False
    one_based: bool = False
    epsilon: float = 0.0
    by_rows: bool = False
    shares: tuple[float, ...] = ()
    own: bool = False
    is_defined: bool = False


_CE, _BCE, _BCE_LOGITS, _KL = ("ce",), ("bce",), ("bce-logits",), ("kl",)
_TORCH_CE = LossFunction(_CE, "it", "logits", "mean")
_NLL = LossFunction(_CE, "it", "log-probs", "mean")
_TORCH_BCE = LossFunction(_BCE, "it", None, "mean")
_TORCH_LOGITS = LossFunction(_BCE_LOGITS, "it", None, "mean")
_TORCH_KL = LossFunction(_KL, "it", "log-probs", "mean")
_EACH_CE = LossFunction(_CE, "it", "logits", "none")
_TF_CE = LossFunction(_CE, "ti", "logits", "none")
_SIGMOID_CE = LossFunction(_BCE_LOGITS, "it", None, "none")
_TF_SIGMOID_CE = LossFunction(_BCE_LOGITS, "ti", None, "none")
_KERAS_CE = LossFunction(_CE, "ti", "probs")
_KERAS_BCE = LossFunction(_BCE, "ti", by_rows=True)
_KERAS_KL = LossFunction(_KL, "ti", "probs")
_SKLEARN = LossFunction(("bce", "ce"), "ti", "probs", "mean")

# By the last word of the name, in lower case without underscores.
FUNCTIONS = {
    "crossentropy": _TORCH_CE,
    "crossentropyloss": _TORCH_CE,
    "softmaxwithcrossentropy": _EACH_CE,
    "softmaxcrossentropy": _EACH_CE,
    "softmaxcrossentropyloss": _EACH_CE,
    "softmaxcrossentropywithintegerlabels": _EACH_CE,
    "softmaxcrossentropywithlogits": _TF_CE,
    "softmaxcrossentropywithlogitsv2": _TF_CE,
    "sparsesoftmaxcrossentropywithlogits": _TF_CE,
    "sparsesoftmaxcrossentropy": LossFunction(_CE, "ti", "logits", "mean"),
    "nllloss": _NLL,
    "binarycrossentropy": _TORCH_BCE,
    "bceloss": _TORCH_BCE,
    "binarycrossentropywithlogits": _TORCH_LOGITS,
    "bcewithlogitsloss": _TORCH_LOGITS,
    "bcewithlogits": _TORCH_LOGITS,
    "sigmoidbinarycrossentropy": _SIGMOID_CE,
    "sigmoidbinarycrossentropyloss": _SIGMOID_CE,
    "sigmoidcrossentropywithlogits": _TF_SIGMOID_CE,
    "kldiv": _TORCH_KL,
    "kldivloss": _TORCH_KL,
    "categoricalcrossentropy": _KERAS_CE,
    "sparsecategoricalcrossentropy": _KERAS_CE,
    "kldivergence": _KERAS_KL,
    "relentr": LossFunction(_KL, "ti", "probs", "none"),
    "kullbackleiblerdivergence": _KERAS_KL,
    "logloss": _SKLEARN,
    "mtrmeanlogloss": _SKLEARN,
    "logitcrossentropy": LossFunction(_CE, "it", "logits", "mean", classes_first=True),
    "logitbinarycrossentropy": _TORCH_LOGITS,
}
# R's torch calls PyTorch's losses `nnf_cross_entropy` and `nn_cross_entropy_loss`, and counts classes from 1.
_OF_R = re.compile(r"nnf_|nn_(?=\w+_loss$)")
# What only its spelling tells from PyTorch's: Flux's and MATLAB's crossentropy, of probabilities with the classes along
# the first axis; Keras' binary losses; TensorFlow.js; R's MLmetrics.
_BY_SPELLING = {
    "crossentropy": LossFunction(_CE, "it", "probs", "mean", classes_first=True, epsilon=2.0**-23),
    "binarycrossentropy": _TORCH_BCE,
    "binary_crossentropy": _KERAS_BCE._replace(reduction="none"),
    "BinaryCrossentropy": _KERAS_BCE._replace(reduction="mean"),
    "crossEntropy": LossFunction(),  # a function of many libraries and posts: some take logits, some probabilities
    "CrossEntropy": LossFunction(),
    "crossEntropyLoss": LossFunction(),
    "categoricalCrossEntropy": LossFunction(),
    "softmaxCrossEntropy": LossFunction(_CE, "ti", "logits", "mean"),
    "sigmoidCrossEntropy": _TF_SIGMOID_CE._replace(reduction="mean"),
    "LogLoss": _SKLEARN._replace(order="it"),
    "MultiLogLoss": LossFunction(_CE, "it", "probs", "mean", one_based=True),
}
# Posts give these names to functions of their own, too. Without a library before it, such a name tells neither what the
# function takes for its input nor how it makes one number of the losses.
_NAMES_OF_OWN = re.compile(
    r"(?:binary_|categorical_)?cross_entropy(?:_loss)?|crossentropy_loss|(?:binary|categorical)_crossentropy|kl_div(?:ergence)?"
)
LOSS_WORD = re.compile(r"loss|criterion|entropy|kl_?div|nll|(?:^|_)(?:ce|bce|kl|kld)(?:$|_)|cost", re.IGNORECASE)
_NO_LOSS = re.compile(
    r"weights?$|backward|item$|append|scale|history|losses$|compile|optimi[sz]er|_fn_name", re.IGNORECASE
)
_OTHERS = re.compile(
    r"mse|mean_squared|l1_?loss|smooth_l1|huber|hinge|focal|dice|triplet|cosine|contrastive|margin|poisson|gaussian|ctc"
    r"|mae\b|absolute|iou|ranking|pairwise|reward|accuracy|f1_score",
    re.IGNORECASE,
)


def is_other_loss(name: str) -> bool:
    """Whether this is the name of a loss that lossctl does not have."""
    return _OTHERS.search(name.rpartition(".")[2]) is not None


def own_function(name: str) -> LossFunction | None:
    """What the name of a function that is not a library's says: Keras' names are of losses of probabilities."""
    found = loss_function(name) if _NAMES_OF_OWN.fullmatch(name) else None
    if found is None:
        return None
    criteria = ("ce", "bce") if found.criteria == _CE else found.criteria  # by hand it may be of two classes
    return LossFunction(criteria, found.order, "probs" if found.form == "probs" else None, own=True)


def loss_function(name: str) -> LossFunction | None:
    """What is known of the loss of this dotted name: nothing of one that only sounds like a loss."""
    last = name.rpartition(".")[2]
    if last in _BY_SPELLING:
        return _BY_SPELLING[last]
    of_r = _OF_R.match(last)
    found = FUNCTIONS.get(last[of_r.end() if of_r else 0 :].replace("_", "").lower())
    if found and of_r:
        return found._replace(one_based=True)
    if found:
        is_class = last[0].isupper()
        keras = found in (_KERAS_CE, _KERAS_KL)
        return found._replace(reduction="mean" if is_class else "none") if keras else found
    if name in ("entropy", "stats.entropy", "scipy.stats.entropy"):
        return LossFunction(_KL, "ti", "probs", "sum")
    if is_other_loss(name):
        return None
    return LossFunction() if LOSS_WORD.search(last) and not _NO_LOSS.search(last) else None


def with_logits(function: LossFunction) -> LossFunction:
    """The same with Keras' `from_logits=True`."""
    if function.criteria == _BCE:
        return function._replace(criteria=_BCE_LOGITS)
    return function._replace(form="logits") if function.criteria == _CE else function
