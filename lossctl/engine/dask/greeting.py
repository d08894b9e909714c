"""Whether a Dask scheduler answers at an address, and what is wrong there if none does.

Whatever listens at a port may send anything, or nothing. distributed takes the first eight bytes as the length of what
follows, asks for as much memory, and waits for it without end. So it is asked here first, with a limit of time.
"""

import asyncio
import socket
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from lossctl.errors import InputError, located
from lossctl.inputs.files.file import fault_text

ANSWER = 3  # seconds for a scheduler to answer
LOOK = 1.5  # seconds to find out who is there, if none did

NOT_SCHEDULERS = ("Worker", "Nanny")
STARTS_ONE = "`dask scheduler` starts one, and shows its address"
SHOWS_IT = (
    "`dask scheduler` shows its address: the dashboard's port is another, and with encryption it begins with tls://"
)
FROZEN_ONE = "`dask scheduler` shows its address: the dashboard's port is another; a frozen scheduler must be restarted"
ENCRYPTED = ("tls", "wss")
TLS = "DASK_DISTRIBUTED__COMM__TLS__"
SETTINGS = f"{TLS}CA_FILE, {TLS}CLIENT__CERT and {TLS}CLIENT__KEY"


def check_scheduler(address: str) -> None:
    """InputError where no scheduler answers. Needs distributed."""
    with located(address):
        options = _connection_options(address)
        _check_host(address)
        try:
            kind = asyncio.run(asyncio.wait_for(_kind_of_server(address, options), ANSWER))
        except Exception as fault:  # what distributed makes of a stranger's bytes may be any error, MemoryError too
            raise _reason(address, fault) from None
    if kind in NOT_SCHEDULERS:
        raise InputError(f"a {kind.lower()} answers there, no scheduler", address, remedy=SHOWS_IT)


def within(seconds: float, function: Callable[[], Any]) -> Any:
    """What the function returns or raises; TimeoutError after so many seconds, in which its thread is given up."""
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append(function())
        except BaseException as fault:  # raised again by the thread that waits
            outcome.append(fault)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if not outcome:
        raise TimeoutError
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


async def _kind_of_server(address: str, options: dict[str, Any]) -> str:
    """The name of the class that answers; it says so itself."""
    from distributed import core

    rpc: Any = core.rpc  # has no types
    async with rpc(address, timeout=ANSWER, connection_args=options) as server:
        return str((await server.identity())["type"])


def _connection_options(address: str) -> dict[str, Any]:
    from distributed import security
    from distributed.comm.registry import get_backend

    scheme, _, rest = address.partition("://")
    try:
        backend: Any = get_backend(scheme)
        backend.get_connector()
    except ValueError:
        remedy = f"is it tcp://{rest}? `dask scheduler` shows its address"
        raise InputError(f"Dask has no {scheme}://", remedy=remedy) from None
    except Exception as fault:  # of a package that is not installed, or no longer fits this Dask
        raise InputError(f"Dask cannot use {scheme}:// here: {_text(fault)}", remedy=SHOWS_IT) from None
    configured: Any = security
    try:
        options: dict[str, Any] = configured.Security().get_connection_args("client")
    except (OSError, ValueError) as fault:  # SSLError is an OSError
        remedy = f"they are the files named in {SETTINGS}"
        raise InputError(f"Dask's certificates cannot be used: {_text(fault)}", remedy=remedy) from None
    if scheme in ENCRYPTED and options["ssl_context"] is None:
        remedy = f"name their files in {SETTINGS}"
        raise InputError(f"{scheme}:// needs certificates, and not all are set", remedy=remedy)
    if scheme not in ENCRYPTED and options["require_encryption"]:
        raise InputError(f"Dask's configuration requires encryption, which {scheme}:// has not")
    return options


def _check_host(address: str) -> None:
    host, port = _host_and_port(address)
    try:
        within(ANSWER, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except TimeoutError:
        raise InputError(f"nobody says where the host {host} is", remedy="is the network up?") from None
    except (OSError, ValueError):  # ValueError: no name can look so
        raise InputError(f"there is no host {host}", remedy=STARTS_ONE) from None


def _reason(address: str, fault: Exception) -> InputError:
    """The error for an address at which no scheduler answered."""
    try:
        socket.create_connection(_host_and_port(address), LOOK).close()
    except ConnectionRefusedError:
        return InputError("nothing listens there", remedy=STARTS_ONE)
    except TimeoutError:
        return InputError("no scheduler answers there", remedy=STARTS_ONE)
    except OSError as error:
        return InputError(f"cannot be reached: {fault_text(error)}", remedy=STARTS_ONE)
    if address.startswith(ENCRYPTED):
        said = "" if isinstance(fault, TimeoutError) else f": {_text(_first_cause(fault))}"
        remedy = f"is it tcp://? Else it needs other certificates in {SETTINGS}"
        return InputError(f"no scheduler answers there under these certificates{said}", remedy=remedy)
    remedy = FROZEN_ONE if isinstance(fault, TimeoutError) else SHOWS_IT
    return InputError("what listens there does not answer as a Dask scheduler does", remedy=remedy)


def _host_and_port(address: str) -> tuple[str, int]:
    parts = urlsplit(address)
    return parts.hostname or "", parts.port or 0


def _first_cause(fault: BaseException) -> BaseException:
    while cause := fault.__cause__ or fault.__context__:
        fault = cause
    return fault


def _text(fault: BaseException) -> str:
    return " ".join(str(fault).split()) or type(fault).__name__
