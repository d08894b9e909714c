"""Every command of the README pages is run as it stands, and prints what the page shows.

After a change that is meant, `python tests/test_readme.py` writes the new outputs, and the picture, into the pages.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / name for name in ("README.md", "samples/README.md", "tests/README.md", "lossctl/README.md")]
TEXT = "".join(page.read_text() for page in PAGES)
PICTURE = ROOT / "samples" / "expect.svg"
PICTURED = "lossctl ce samples/post4.csv 0,0,0,1 --weight 9,15,80 --expect 11.6352 -o"
POSTS = re.findall(r"^\| \d [^|]*\| ([\d.]+) \| `(.*)` \|$", TEXT, re.MULTILINE)
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(block: str) -> list[tuple[str, str]]:
    """Each command of a block and the output under it."""
    found: list[tuple[str, str]] = []
    for line in block.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append((line[2:], ""))
        elif not found[-1][1] and goes_on(found[-1][0]):
            found[-1] = (found[-1][0] + line, "")
        else:
            found[-1] = (found[-1][0], found[-1][1] + line)
    return found


def goes_on(command: str) -> bool:
    """Whether a shell waits for more: after a backslash, within quotes, before the end of a here-document."""
    here = re.search(r"<<'(\w+)'", command)
    return (
        command.endswith("\\\n")
        or command.count('"') % 2 == 1
        or (here is not None and not command.endswith(f"\n{here[1]}\n"))
    )


def run(command: str) -> str:
    """What a shell prints, both streams, in the project's folder, with the lossctl of this Python first on its path."""
    scripts = str(Path(sys.executable).parent)
    env = {**os.environ, "PATH": f"{scripts}:{os.environ['PATH']}", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    env.pop("FORCE_COLOR", None)
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return done.stdout.decode()


def examples() -> list[tuple[str, str]]:
    return [each for block in BLOCK.findall(TEXT) for each in commands(block)]


@pytest.mark.parametrize(("command", "output"), examples(), ids=[command.strip() for command, _ in examples()])
def test_the_command_prints_what_the_readme_shows(command: str, output: str, rounded: Callable[[str], str]) -> None:
    assert rounded(run(command)) == rounded(output)


@pytest.mark.parametrize(("printed", "command"), POSTS, ids=[command for _, command in POSTS])
def test_the_command_gives_what_the_post_prints(printed: str, command: str) -> None:
    """A float32 print within two units in its last place, a rounded one within one unit of its last digit."""
    decimals = len(printed.partition(".")[2])
    shown = float(run(f"{command} -q --dtype float32 2>/dev/null"))
    unit = float(np.spacing(np.float32(printed))) if decimals > 9 else 0.5 * 10.0**-decimals
    if "sigmoid" in command:  # its input was printed with four digits
        unit = 1e-5
    assert abs(shown - float(printed)) <= 2 * unit


def test_the_picture_is_what_its_command_draws(tmp_path: Path) -> None:
    run(f"{PICTURED} {tmp_path}/expect.svg")
    assert (tmp_path / "expect.svg").read_text() == PICTURE.read_text()


def test_the_samples_are_what_their_script_writes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "tests/make_samples.py", str(tmp_path)], cwd=ROOT, check=True)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (ROOT / "samples" / path.name).read_bytes()


def test_the_pages_name_files_that_there_are() -> None:
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / link).exists(), f"{page}: {link}"


def test_the_readme_is_short() -> None:
    assert len(PAGES[0].read_text().splitlines()) <= 250


def test_the_readme_shows_every_command_and_post() -> None:
    text = "".join(command for command, _ in examples())
    for name in ("ce", "bce", "bce-logits", "kl", *(f"samples/post{number}" for number in (1, 2, 3, 4))):
        assert f"{name}" in text


def rewritten(match: re.Match[str]) -> str:
    parts = (f"$ {command}{run(command)}" for command, _ in commands(match.group(1)))
    return "```console\n" + "".join(parts) + "```"


if __name__ == "__main__":
    run(f"{PICTURED} {PICTURE}")
    for page in PAGES:
        page.write_text(BLOCK.sub(rewritten, page.read_text()))
