"""What a comment shows of the output of the code that it stands beside or below."""

import re

from lossctl.inputs.readers.pasted import pasted_labels
from lossctl.inputs.readers.pasted.lines.framed_lines import Line
from lossctl.inputs.readers.pasted.prints.outputs import Output, output_at
from lossctl.inputs.readers.pasted.prints.values import Value, value_at

_RESULT_OF_FORMULA = re.compile(r".*[\w)\]][ \t]*(?:=|≈|≃|≅|~=)[ \t]*(?=[-+]?\d+\.\d+[ \t]*$)")
_BEFORE_TEXT = re.compile(r"(?P<number>[-+]?\d+\.\d{3,}(?:e[-+]?\d+)?)[ \t]+(?=[^\W\d_])")
_SIGN = re.compile(r"[:=>→⇒≈]\s*$")
_REASON = re.compile(
    r"\b(?:because|since|if|when|where|so|thus|becomes?|became|into|should|not|instead|like|such|as|must|use|e\.g)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 3  # before an array without a sign between: `predicted probabilities [0.2, 0.8]`; more are a sentence


def output_in_comment(line: Line, beside: bool) -> Output | None:
    """The values that the comment gives, if it is no sentence; `beside` code, also those of `-log(0.7) ≈ 0.357`."""
    text, begin = line.text, line.begin
    found = output_at(text, begin)
    if found and found.values and text.count("\n", line.end, found.values[0].begin) > 1:
        return None  # it is in another comment, below more code
    if found and found.values and not _is_sentence(line, found.values[0]):
        return found
    if beside and (formula := _RESULT_OF_FORMULA.match(text, begin, line.end)):
        value = value_at(text, formula.end())
        return Output((value,), value.end) if value else None
    if beside and (number := _BEFORE_TEXT.match(text, begin, line.end)):
        value = value_at(text[: number.end("number")], begin)  # without the words, which say nothing of it
        return Output((value,), line.end) if value else None
    is_broken = found is not None and found.fault is not None and not _REASON.search(line.content)
    return found if is_broken else None


def _is_sentence(line: Line, value: Value) -> bool:
    """Whether words stand before an array as in a sentence: `because y_true becomes [0, 0, 1]`."""
    before = line.text[line.begin : value.begin].strip()
    if not value.array.ndim or not before or _SIGN.search(before):
        return False
    is_loss = pasted_labels.sounds_like_loss(before)
    return _REASON.search(before) is not None or (not is_loss and len(before.split()) > _MOST_WORDS)
