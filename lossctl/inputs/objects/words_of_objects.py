"""What a caller in Python gives for an array: a word of the command line, or an object that holds numbers."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from lossctl.errors import InputError, located
from lossctl.inputs.document import Content, Document, Members
from lossctl.inputs.objects import numpy_arrays, refusals, sequences, tensors
from lossctl.inputs.objects.kinds import has_fields, is_frame, is_mapping
from lossctl.inputs.words import Word


def is_word(value: Any) -> bool:
    """Whether an array is named as on the command line, by a str or a path."""
    return isinstance(value, str | os.PathLike)


def word_of(value: Any, role: str) -> Word:
    """The word that `read` takes for this object; `role` is how errors name it: `input`, `weight`.

    A str or a path is the same word as on the command line. A frame or a mapping of names is a document, as the file
    would be that holds it; anything else is one array. InputError where it cannot be read, with what to do.
    """
    if is_word(value):
        return os.fsdecode(value)
    with located(role), _not_too_deep():
        document = _document_of(value)
    if document is not None:
        return document
    with located(role):
        content = content_of(value)
    return content if isinstance(content, np.ndarray) else Members({"": lambda: content})


def content_of(value: Any) -> Content:
    """The one array that an object is, in the memory of that object where this is possible."""
    with _not_too_deep():
        return _content_of(value)


def _content_of(value: Any) -> Content:
    refusals.refuse(value)
    if isinstance(value, np.ndarray):
        return numpy_arrays.content_of(value)
    if isinstance(value, list | tuple):
        return numpy_arrays.content_of(sequences.array_of(value, _content_of))
    return tensors.content_of(value)


def _document_of(value: Any) -> Document | None:
    """The document of an object that holds arrays by name; None for one array. Most calls import none of these."""
    if has_fields(value):
        from lossctl.inputs.objects import record_arrays

        return record_arrays.document_of(value)
    if is_frame(value):
        from lossctl.inputs.objects import frames

        return frames.document_of(value)
    if is_mapping(value):
        from lossctl.inputs.objects import mappings

        return mappings.document_of(value, content_of)
    return None


@contextmanager
def _not_too_deep() -> Iterator[None]:
    """InputError for what contains itself, or is nested so deep that Python gives up."""
    try:
        yield
    except RecursionError:
        raise InputError(
            "is nested too deep, or contains itself", remedy="give nested lists of numbers, or an array"
        ) from None
