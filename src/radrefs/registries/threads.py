"""Search a catalogue in several threads; the answers come back in the thread that asks."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import NamedTuple, TypeVar

from radrefs.errors import NotChecked
from radrefs.matching import Work
from radrefs.model import Citation
from radrefs.registries.base import Catalogue

__all__ = ["Answer", "searched"]

T = TypeVar("T")
_WORKERS = 10


class Answer(NamedTuple):
    """What a search brought: works, or the reason in words why it could not be asked."""

    works: Sequence[Work] = ()
    failure: str | None = None


def searched(
    questions: Iterator[tuple[Citation, T]],
    number: int,
    catalogue: Catalogue,
    stop: threading.Event,
) -> Generator[tuple[T, Answer]]:
    """Search citations; yield what was given with each, and its answer, as they come.

    `questions` is read in the calling thread, a few ahead, and may depend on the answers
    so far. `number` says about how many there are; none are asked if it is 0. Once `stop`
    is set no search is begun. Whoever closes this generator, or interrupts it, does not
    wait: what is under way ends with its catalogue.
    """
    if not number:
        return
    over = threading.Event()

    def ask(citation: Citation) -> Answer:
        if stop.is_set() or over.is_set():
            return Answer(failure="stopped before it was asked")
        try:
            return Answer(catalogue.search(citation))
        except NotChecked as failure:
            return Answer(failure=str(failure))

    pool = ThreadPoolExecutor(min(_WORKERS, number), thread_name_prefix="radrefs")
    try:
        under_way: dict[Future[Answer], T] = {}
        while True:
            # A few are under way, not all: so that stopping leaves little behind.
            while len(under_way) < 2 * _WORKERS and (one := next(questions, None)) is not None:
                under_way[pool.submit(ask, one[0])] = one[1]
            if not under_way:
                break
            done, _ = wait(under_way, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in done:
                yield under_way.pop(future), future.result()
    except BaseException:
        over.set()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
