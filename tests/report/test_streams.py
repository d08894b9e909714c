import errno
import os
import stat
import threading
from pathlib import Path

import pytest

from lossctl.errors import InputError
from lossctl.report.streams import Paper, output_stream


def write(output: Path | str, text: str = "new") -> None:
    with output_stream(str(output)) as (stream, _):
        stream.write(text)


def test_a_file_is_written(tmp_path: Path) -> None:
    write(tmp_path / "x.txt", "Σ 1\n")
    assert (tmp_path / "x.txt").read_bytes() == "Σ 1\n".encode()
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE((tmp_path / "x.txt").stat().st_mode) == 0o666 & ~umask


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_after_an_error_a_file_is_what_it_was(tmp_path: Path, error: type[BaseException]) -> None:
    old = tmp_path / "x.txt"
    old.write_text("old")
    for file in (old, tmp_path / "y.txt"):
        with pytest.raises(error), output_stream(str(file)) as (stream, _):  # noqa: PT012 - it is about the block's end
            stream.write("half")
            raise error
    assert [path.name for path in tmp_path.iterdir()] == ["x.txt"]
    assert old.read_text() == "old"


def test_a_full_disk_is_an_input_error_that_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught, output_stream(str(tmp_path / "x.txt")):
        raise OSError(28, "No space left on device")
    assert str(caught.value) == f"{tmp_path}/x.txt: cannot be written: No space left on device"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no/x\.txt: cannot be written: No such file or directory"):
        write(tmp_path / "no" / "x.txt")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written: Is a directory"):
        write(tmp_path)


@pytest.mark.skipif(not hasattr(os, "fchmod"), reason="this system has no permissions of Unix")
def test_an_existing_file_keeps_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text("old")
    file.chmod(0o640)
    write(file)
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("new", 0o640)


@pytest.mark.skipif(not hasattr(os, "fchown") or os.getuid() != 0, reason="only root can give a file away")
def test_root_leaves_a_file_to_its_owner(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text("old")
    os.chown(file, 1234, 4321)
    file.chmod(0o4640)
    write(file)
    status = file.stat()
    assert (file.read_text(), status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == ("new", 1234, 4321, 0o4640)


def refuse(*_: object, **__: object) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")  # as linkat() on a file system without hard links


@pytest.fixture(params=["a link", "a copy", "a hidden name"], autouse=True)
def _each_way_to_the_name(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file gets its name by a link, or where links are refused by a copy; or it has a hidden one from the start."""
    if request.param == "a hidden name":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    elif not hasattr(os, "O_TMPFILE"):
        pytest.skip("this system makes no files without a name")
    elif request.param == "a copy":
        monkeypatch.setattr(os, "link", refuse)


def test_while_it_is_written_a_file_has_no_name_where_that_can_be(tmp_path: Path) -> None:
    with output_stream(str(tmp_path / "x.txt")) as (stream, _):
        stream.write("new")
        assert len(list(tmp_path.iterdir())) == (0 if hasattr(os, "O_TMPFILE") else 1)
    assert [path.name for path in tmp_path.iterdir()] == ["x.txt"]


def test_a_links_target_is_replaced_and_not_the_link(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    file, link = tmp_path / "folder" / "x.txt", tmp_path / "link.txt"
    file.write_text("old")
    link.symlink_to(file)
    write(link)
    assert link.is_symlink()
    assert file.read_text() == "new"


def test_a_link_to_nothing_makes_its_target(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to("x.txt")
    write(tmp_path / "link.txt")
    assert (tmp_path / "x.txt").read_text() == "new"


@pytest.mark.unix
def test_a_pipe_and_a_device_are_written_to(tmp_path: Path) -> None:
    pipe, got = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    write(pipe)
    reader.join()
    assert got == ["new"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    write(os.devnull)
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_dash_is_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    write("-")
    assert capsys.readouterr().out == "new"


def test_a_file_has_no_colour_and_every_sign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with output_stream(str(tmp_path / "x.txt")) as (_, paper):
        assert paper == Paper(width=None, colour=False, any_sign=True)
