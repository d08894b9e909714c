"""The role of an array by the words before it in a post, beyond the names that every format knows."""

import re

from lossctl.inputs.array_names import normalised, role_of

_NAMES = {
    "input": (
        *("prediction", "predicted", "yhat", "ŷ", "pred_y", "y_predict", "y_preds", "predict", "hypothesis", "pre"),
        *("student_logits", "student", "z_s", "logits_student", "student_output", "test_input", "pred_prob", "proba"),
        *("y_pred_proba", "y_score", "log_prob", "prob", "p_hat", "logit_s", "s_logits", "out", "outs", "scores"),
        *("入力", "予測", "予測値", "予測確率", "ロジット", "입력", "예측", "예측값", "로짓"),
        *("вход", "логиты", "предсказания"),
        *("vorhersage", "vorhersagen", "prédiction", "prédictions", "previsão", "previsões", "predicție", "dự_đoán"),
        *("прогноз", "вероятности", "entrada", "predicciones", "prediccion", "predicción", "salida", "logits_模型"),
    ),
    "target": (
        *("groundtruth", "true_labels", "true_y", "labs", "lab", "outcomes", "outcome", "act", "y_test", "y_train"),
        *("teacher_logits", "teacher", "z_t", "logits_teacher", "teacher_output", "gts", "one_hot", "t_logits"),
        *("正解", "正解ラベル", "教師データ", "ラベル", "目標値", "정답", "라벨", "레이블", "타겟", "실제값"),
        *("метки", "цель", "истинные_метки"),
        *("실제", "정답값", "实际", "实际值", "真实值", "真实", "étiquette", "étiquettes", "rótulo", "rótulos", "nhãn"),
        *("zielwert", "zielwerte", "respuesta_correcta", "etiqueta_real", "etichetă", "etichetă_reală", "вектор_меток"),
        *("etiquetas", "etiqueta", "objetivo", "verdadero", "valores_reales"),
    ),
}
_ROLE_OF = {name: role for role, names in _NAMES.items() for name in names}
_NUMBERS_OF_LOSS = frozenset(("输出", "输出结果", "出力", "출력", "вывод", "salida", "output", "expected"))

_FILLER = re.compile(r"^(?:(?:with|using|and|the|my|our|i|get|got|have)_)+|_(?:is|are|was)$|[为是]$")
_LOSS = re.compile(
    r"loss(?:es)?(?:_?\d+)?$|^loss(?:es)?_|_loss(?:es)?_|[^\x00-\x7f]loss|loss[^\x00-\x7f]|损失|損失|交叉熵|散度"
    r"|(?:^|_)(?:log_?loss|cross_?entropy|b?ce|nll|kl|kld|kl_div|kl_divergence|cost)(?:_?[\w]?\(.*)?$"
    r"|クロスエントロピー|交差エントロピー|誤差|손실|크로스_?엔트로피|교차_?엔트로피|오차|потер|энтропи|ошибк|pérdida|perdida"
    r"|entrop[ií]a|entropie|^perda|^custo|perdita|kay[iı]p|kerugian|mất_mát|^перте$|perte|verlust|^d_kl|kl_divergence|kl-"
)
_JOINING = re.compile(r"\s+(?:for|of|at|with|on|bei|für|von|de|para|pour|для)\s*$", re.IGNORECASE)
_NOT_THE_LOSS = re.compile(r"(?:weights?|scale|mask|factor|coef\w*|ratio|type|fn|func|function|权重|系数|函数)$")

# For labels of several words, or in Chinese: the first of these that is found in one tells the role. Predicted labels
# are neither inputs nor targets.
_ROLE_OF_WORDS = (
    (None, re.compile(r"shape|size|dim|num|count|grad|smooth|形状|维度|数量|个数|大小|梯度|平滑|权重|weight")),
    (None, re.compile(r"pred\w*_(?:label|class)|预测\w*(?:标签|类别)")),
    ("target", re.compile(r"(?:real|true|expected|desired|correct)_(?:output|value|class)|ground_truth|真实|期望")),
    ("target", re.compile(r"label|target|标签|目标")),
    ("input", re.compile(r"input|logits|(?:^|_)outputs?(?:_|$)|(?:^|_)pred|输入|输出|预测")),
)


def role(label: str, axes: int) -> str | None:
    """The role of an array with this label and so many axes, or None. One number called `output` is a loss."""
    name = normalised(label)
    name = re.sub(r"_*\([^()]*\)_*$", "", name) or name
    bare = _FILLER.sub("", name)
    if name in _NUMBERS_OF_LOSS and not axes:
        return "loss"
    known = role_of(name) or _ROLE_OF.get(bare) or role_of(bare)
    if known and not (bare in _NUMBERS_OF_LOSS and not axes):
        return known
    if _LOSS.search(bare) and not _NOT_THE_LOSS.search(bare):
        return "loss"
    in_words = axes and (" " in label.strip() or not label.isascii())
    return next((role for role, words in _ROLE_OF_WORDS if words.search(name)), None) if in_words else None


def sounds_like_loss(words: str) -> bool:
    """Whether these are the words of a loss: `Loss`, `Loss for`."""
    return role(_JOINING.sub("", words.strip(" :=")).strip(), 0) == "loss"
