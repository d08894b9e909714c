"""JSON: one array, an object of arrays (nested ones by dotted keys), a list of records, or a table of another form."""

from lossctl.errors import InputError
from lossctl.inputs.document import Document
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers.json.json_parser import parse_json


def recognises(source: SourceBytes) -> bool:
    """Begins with a brace, or has quotes within brackets: an array printed by Python has neither."""
    text = source.text.lstrip()
    quoted = text[0] == "[" and '"' in text
    return text[0] == "{" or quoted or (source.suffix == ".json" and text[0] in '["-0123456789tfnNI')


def read(source: SourceBytes) -> Document:
    from lossctl.inputs.readers.json.json_values import document_of, places

    text = source.text
    try:
        value = parse_json(text)
    except InputError as error:
        from lossctl.inputs.readers.json.nearly_json import read_nearly

        return read_nearly(text, error)
    return document_of(value, places(text))
