"""MATLAB and Octave: the prompt of Octave, and the heading of a print that goes on below itself."""

import re

RULES = ((re.compile(r"\.(?=[-+*/^])"), ""),)  # operators of each element, which Julia has, too
_PROMPT = re.compile(r"^octave(?:\.exe|-cli)?:\d+> ?", re.MULTILINE)
# `Columns 1 through 4`, and Octave's `Columns 1 through 8:`, `Columns 9 and 10:`.
COLUMNS = re.compile(r"\s*Columns? \d+(?: (?:through|and|to) \d+)?:?[ \t]*\n", re.IGNORECASE)


def with_plain_prompts(text: str) -> str:
    """Octave's prompt as MATLAB's, each as long as it was."""
    return _PROMPT.sub(lambda match: ">> ".rjust(len(match.group())), text) if "octave" in text else text
