"""Something else answers than a scheduler, or never: one message that says so, soon, with status 2."""

import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest

from lossctl.engine.dask import client, greeting

pytest.importorskip("distributed")

SECONDS = 300  # after which something hangs
NOT_ONE = "what listens there does not answer as a Dask scheduler does"


def http(peer: socket.socket) -> None:
    peer.recv(4096)
    peer.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nServer: TornadoServer\r\n\r\n")


def ssh(peer: socket.socket) -> None:
    peer.sendall(b"SSH-2.0-OpenSSH_9.2p1\r\n")
    silent(peer)


def echo(peer: socket.socket) -> None:
    while heard := peer.recv(65536):
        peer.sendall(heard)


def silent(peer: socket.socket) -> None:
    while peer.recv(65536):
        pass


def hangs_up(peer: socket.socket) -> None:
    peer.close()


def zeros(peer: socket.socket) -> None:
    peer.sendall(bytes(65536))
    silent(peer)


def promises_10_gb(peer: socket.socket) -> None:
    peer.sendall(struct.pack("<Q", 10**10))
    silent(peer)


def other_words(peer: socket.socket) -> None:
    """Frames as Dask's, with something else in them."""
    peer.sendall(struct.pack("<QQQ", 8 + 8 + 5, 1, 5) + b"hello")
    silent(peer)


def drips(peer: socket.socket) -> None:
    while True:
        peer.sendall(b"\0")
        time.sleep(0.1)


@contextmanager
def serving(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """The port of a server that does this with each connection."""
    with ExitStack() as peers, socket.create_server(("127.0.0.1", 0)) as server:

        def serve(peer: socket.socket) -> None:
            with suppress(OSError), peer:
                answer(peer)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    peer = peers.enter_context(server.accept()[0])
                    threading.Thread(target=serve, args=(peer,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)  # ends `accept`


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(greeting, "ANSWER", 0.5)


@pytest.mark.parametrize("answer", [http, ssh, echo, hangs_up, zeros, other_words])
def test_something_else_answers(error: Callable[..., str], answer: Callable[[socket.socket], None]) -> None:
    with serving(answer) as port:
        said = error(f"tcp://127.0.0.1:{port}")
    assert said.startswith(f"lossctl ce: tcp://127.0.0.1:{port}: {NOT_ONE}\n  `dask scheduler` shows its address: ")
    assert said.count("\n") == 2


@pytest.mark.parametrize("answer", [silent, drips, promises_10_gb])
def test_what_listens_never_comes_to_an_end(error: Callable[..., str], answer: Callable[[socket.socket], None]) -> None:
    with serving(answer) as port:
        said = error(f"tcp://127.0.0.1:{port}")
    assert said == f"lossctl ce: tcp://127.0.0.1:{port}: {NOT_ONE}\n  {greeting.FROZEN_ONE}\n"


def test_the_real_program_says_no_more() -> None:
    with serving(http) as port:
        command = [sys.executable, "-m", "lossctl", "ce", "x.npy", "--dask", f"tcp://127.0.0.1:{port}"]
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, text=True)
    said = f"lossctl ce: tcp://127.0.0.1:{port}: {NOT_ONE}\n  {greeting.SHOWS_IT}\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_a_scheduler_freezes_between_greeting_and_work(
    error: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "check_scheduler", lambda *_: None)
    monkeypatch.setattr(client, "TIMEOUT", 0.25)
    with serving(silent) as port:
        said = error(f"tcp://127.0.0.1:{port}")
    assert said == f"lossctl ce: tcp://127.0.0.1:{port}: the scheduler takes no client\n  its log tells why\n"


def test_certificates_beside_a_server_without_encryption(
    error: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"ssl_context": ssl.create_default_context(), "require_encryption": None, "extra_conn_args": {}}
    monkeypatch.setattr("distributed.security.Security.get_connection_args", lambda *_: options)
    with serving(http) as port:
        said = error(f"tls://127.0.0.1:{port}")
    begin = f"lossctl ce: tls://127.0.0.1:{port}: no scheduler answers there under these certificates: "
    assert said.startswith(begin)
    assert said.endswith(f"\n  is it tcp://? Else it needs other certificates in {greeting.SETTINGS}\n")
