"""What the name of a column says."""

import pytest

from lossctl.inputs.array_names import form_of
from lossctl.inputs.tables.column_names import begins_family, begins_targets, is_index, is_result, target_rank

INDICES = ["", "Unnamed: 0", "Unnamed: 0.1", "Unnamed: 0_level_0", "index", "ID", "image_id", "imageId", "PassengerId"]
RESULTS = ["pred", "y_pred", "Prediction", "pred_label", "predicted class", "is_correct", "nll", "fold", "prob_max"]
CLASSES = ["cat", "idea", "grid", "losses_cat", "scored", "predicate", "unfold", "0", "prob_cat"]


@pytest.mark.parametrize("name", [*INDICES, "#", "idx", "row", "no", "file name", "doc-id", "sample.key", "uuid_4"])
def test_names_of_an_index(name: str) -> None:
    assert is_index(name)


@pytest.mark.parametrize("name", RESULTS)
def test_names_of_a_result(name: str) -> None:
    assert is_result(name)


@pytest.mark.parametrize("name", CLASSES)
def test_names_of_classes_are_neither(name: str) -> None:
    assert not is_index(name)
    assert not is_result(name)
    assert target_rank(name) is None


def test_earlier_names_of_a_target_come_first() -> None:
    ranks = [target_rank(name) for name in ("target", "Label", "y_true", "gold", "class", "category_id", "gt label")]
    assert ranks == sorted(rank for rank in ranks if rank is not None)
    assert [target_rank(name) for name in ("y_pred", "labelled", "y_test_2", "true_positive")] == [None] * 4


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("prob_cat", "probs"),
        (".pred_cat", None),
        ("Proba", "probs"),
        ("log_prob", "log-probs"),
        ("logProb", "log-probs"),
        ("logsoftmax", "log-probs"),
        ("log softmax", "log-probs"),
        ("catLogit", "logits"),
        ("problem", None),
        ("log_cat", None),
    ],
)
def test_the_form_that_a_name_says(name: str, form: str | None) -> None:
    assert form_of(name) == form


def test_beginnings_of_targets_and_of_inputs() -> None:
    assert [begins_targets(each) for each in ("target_", "y_", "y_true_", "onehot_", "true.")] == [True] * 5
    assert [begins_targets(each) for each in ("y_pred_", "label_prob_", "score_LABEL_", "cat_", "yes_")] == [False] * 5
    assert [begins_family(each) for each in ("Class_", "score ", "y_hat_")] == [True] * 3
    assert [begins_family(each) for each in ("new_", "feat_", "classy_")] == [False] * 3
