"""Hold the time in one's hand: a clock that only waiting moves."""

from __future__ import annotations

import threading

__all__ = ["Held"]


class Held:
    """Be a `Clock` that nobody waits for; `waits` are the waits that were asked for."""

    def __init__(self, at: float = 1_750_000_000.0) -> None:
        self.waits: list[float] = []
        self._at = at
        self._stopped = threading.Event()
        self._lock = threading.Lock()

    def now(self) -> float:
        """Give the time."""
        with self._lock:
            return self._at

    def set(self, at: float) -> None:
        """Put the clock to a time, as a person does."""
        with self._lock:
            self._at = at

    def wait(self, seconds: float) -> bool:
        """Let the time pass at once; True if all shall stop."""
        with self._lock:
            self._at += max(0.0, seconds)
            if seconds > 0:
                self.waits.append(seconds)
        return self._stopped.is_set()

    def stop(self) -> None:
        """Cut every wait short."""
        self._stopped.set()
