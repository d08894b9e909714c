"""What other languages write in another way than Python: a module for each, with the rules that are its own."""

from lossctl.inputs.readers.pasted.languages import braces, julia, latex, matlab


def in_python_signs(text: str) -> str:
    """The text with Python's signs for those of other languages; every position in it stays what it was."""
    text = braces.in_python_signs(latex.in_plain_signs(text))
    return julia.in_plain_signs(matlab.with_plain_prompts(text))
