"""Waiting for a cluster as long as it shows that it lives: a frozen process keeps its connections, and says nothing."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

from lossctl.errors import InputError

CHECK = 5  # seconds between two looks at the cluster while an answer is waited for
GONE = 20  # seconds without any worker, as one that is started again is missing for some
FROZEN = 60  # seconds without a sign of life, after which nothing more is waited for

Needed = Literal["the scheduler", "any worker", "all workers"]

_THEIR_LOGS = "their logs tell why; what is frozen must be restarted"


class Watch:
    """Waits for answers of a cluster, of whose life the workers' heartbeats at the scheduler are the signs."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def answer(self, question: Callable[[], Awaitable[Any]], needed: Needed = "any worker") -> Any:
        """What the question gives, which is asked in the client's own thread.

        InputError if what is needed for its answer is gone or frozen while it is waited for.
        """
        return self._client.sync(self._awaited, question, needed)

    async def _awaited(self, question: Callable[[], Awaitable[Any]], needed: Needed) -> Any:
        signs, asked = _Signs(needed), asyncio.ensure_future(question())
        try:
            while True:
                done, _ = await asyncio.wait({asked}, timeout=CHECK)
                if done:
                    return asked.result()
                signs.see(await self._heartbeats())
        except asyncio.CancelledError:  # a BaseException, for which distributed's own `sync` has no ear
            raise ConnectionError from None
        finally:
            asked.cancel()

    async def _heartbeats(self) -> Mapping[str, float] | None:
        """When each worker was last heard of, by the scheduler's clock; None if the scheduler does not answer."""
        try:
            told = await asyncio.wait_for(self._client.scheduler.identity(), CHECK)
        except (OSError, AttributeError):  # AttributeError: there is no scheduler any more
            return None
        return {address: worker["last_seen"] for address, worker in told["workers"].items()}


class _Signs:
    """What was last seen of scheduler and workers, and how long ago it was another."""

    def __init__(self, needed: Needed) -> None:
        self._needed = needed
        self._scheduler = time.monotonic()  # when it last answered
        self._seen: dict[str, tuple[float, float]] = {}  # a worker's last heartbeat, and when that was new here
        self._workers = self._scheduler  # when there last was one

    def see(self, heartbeats: Mapping[str, float] | None) -> None:
        """InputError where nothing new has been seen for too long."""
        now = time.monotonic()
        if heartbeats is None:
            if now - self._scheduler >= FROZEN:
                raise InputError(f"the scheduler has not answered for {FROZEN} s", remedy="is it frozen? Restart it")
            return
        self._scheduler = now
        if self._needed == "the scheduler":
            return
        self._workers = now if heartbeats else self._workers
        if now - self._workers >= GONE:
            raise InputError("the last worker is gone")
        self._seen = {worker: self._newer(worker, beat, now) for worker, beat in heartbeats.items()}
        frozen = [worker for worker, (_, since) in self._seen.items() if now - since >= FROZEN]
        if frozen and len(frozen) == len(self._seen):
            raise InputError(f"no worker has given a sign of life for {FROZEN} s", remedy=_THEIR_LOGS)
        if frozen and self._needed == "all workers":
            raise InputError(f"no sign of life for {FROZEN} s", f"the worker {frozen[0]}", remedy=_THEIR_LOGS)

    def _newer(self, worker: str, beat: float, now: float) -> tuple[float, float]:
        before = self._seen.get(worker)
        return before if before and before[0] == beat else (beat, now)
