"""The folder that `datasets.save_to_disk` of Hugging Face leaves: `state.json` lists the files, one below the other."""

import json
from pathlib import Path
from typing import Any

from lossctl.errors import InputError, located
from lossctl.inputs.array_names import listed
from lossctl.inputs.files import base_dir


def files_of(name: str) -> tuple[str, ...]:
    """The names of the files of the folder with this name; InputError where it is no such folder."""
    folder = base_dir.path(name)
    state = _json(folder / "state.json")
    if state is None:
        raise InputError("is a folder, not a file", remedy=_remedy(name, folder))
    if state.get("_indices_data_files"):
        problem = "the rows of this dataset are chosen by a file of indices beside it"
        raise InputError(problem, remedy="save it again with a newer `datasets`, or dataset.flatten_indices() before")
    entries = state.get("_data_files")
    found = [each.get("filename") for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []
    named = [each for each in found if isinstance(each, str) and each == Path(each).name]
    if not named or len(named) < len(found):
        with located("state.json"):
            raise InputError("lists no files of data")
    missing = [each for each in named if not (folder / each).is_file()]
    if missing:
        raise InputError(f"{listed(missing, 4)} missing: state.json lists {len(named)} files")
    return tuple(str(Path(name, each)) for each in named)


def _remedy(name: str, folder: Path) -> str:
    """What to type instead: one of the datasets in the folder, or a pattern for its files."""
    splits = (_json(folder / "dataset_dict.json") or {}).get("splits")
    if isinstance(splits, list) and splits:
        return f"it holds the datasets {listed(list(map(str, splits)))}: name one, as {Path(name, str(splits[0]))}"
    for below in ("*", "*/*", "*/*/*"):  # files in folders are parts by the value of a column: fold=0/x.parquet
        for suffix in (".parquet", ".arrow", ".feather"):
            if next(folder.glob(below + suffix), None):
                return f"all of its files: '{Path(name, below + suffix)}'"
    return ""


def _json(path: Path) -> dict[str, Any] | None:
    """What a file of the folder holds; None where it is missing or no object of JSON."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
