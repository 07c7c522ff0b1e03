"""Answer the page: read, resolve, decide, take files, save. The one module that knows Starlette."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any, NamedTuple

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from radrefs.errors import RadrefsError
from radrefs.registries.base import Catalogue, Nobody
from radrefs.registries.connect import Registries
from radrefs.report.page import details_html, entries_html
from radrefs.resolving.pipeline import Step
from radrefs.web.guard import Guard, Rules, TooLarge, TooSlow, body_of, too_large
from radrefs.web.page import web_page
from radrefs.web.session import Session
from radrefs.web.topics import Shelf

__all__ = ["Served", "app_of"]

MOST_TEXT = 5 * 1024 * 1024
_MOST_SESSIONS = 40
_IDLE = 300.0
_CHUNK = 200


class Served(NamedTuple):
    """Hold what is served: the topics, how the registries are asked, and how fast that goes.

    `door` is None where nobody is asked; `rate` are searches a second.
    """

    shelf: Shelf
    door: Callable[[], Registries] | None
    rate: float = 1.0


class _Forgotten(Exception):
    """Say that a session is not known here, or no longer."""


class _Api:
    """Hold the sessions, and answer for them."""

    def __init__(self, served: Served, rules: Rules) -> None:
        self._served, self._rules = served, rules
        self._sessions: dict[str, Session] = {}
        self._page = web_page()

    def routes(self) -> list[Route]:
        calls = {
            "open": self.open, "read": self.read, "entries": self.entries,
            "details": self.details, "word": self.word, "undo": self.undo, "file": self.file,
            "save": self.save, "beat": self.beat, "close": self.close, "stop": self.stop,
        }  # fmt: skip
        made = [Route("/", self.index), Route("/api/resolve", self.resolve, methods=["POST"])]
        made += [Route(f"/api/{name}", self._told(call), methods=["POST"])
                 for name, call in calls.items()]  # fmt: skip
        return made

    async def index(self, request: Request) -> Response:
        return HTMLResponse(self._page)

    def _told(self, call: Callable[[Request, bytes], Any]) -> Callable[[Request], Any]:
        """Let a call answer in JSON, and what goes wrong in words."""

        async def answer(request: Request) -> Response:
            try:
                body = await body_of(request.receive, self._rules)
                found = await run_in_threadpool(call, request, body)
            except TooLarge:
                return _refused(413, too_large(self._rules))
            except TooSlow:
                return _refused(408, "The text did not come in time: try again.")
            except _Forgotten:
                return _refused(410, "This tab was forgotten here.")
            except RadrefsError as error:
                return _refused(409, str(error))
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                return _refused(409, "This request is malformed.")
            return found if isinstance(found, Response) else JSONResponse(found)

        return answer

    def _session(self, request: Request) -> Session:
        session = self._sessions.get(request.headers.get("x-radrefs-session", ""))
        if session is None:
            raise _Forgotten
        session.used = time.monotonic()
        return session

    def _forget_idle(self) -> None:
        """Forget the sessions whose tabs went without a word; the oldest if there are many."""
        now = time.monotonic()
        by_age = sorted(self._sessions.items(), key=lambda one: one[1].used)
        for at, (name, session) in enumerate(by_age):
            if now - session.used > _IDLE or len(by_age) - at >= _MOST_SESSIONS:
                session.stop()
                self._sessions.pop(name, None)

    def open(self, request: Request, body: bytes) -> dict[str, Any]:
        told = json.loads(body or b"{}")
        names = self._served.shelf.names
        name = told.get("topic")
        if name is None and names:
            name = names[0]
        session = Session(self._served.shelf.open(str(name)) if name else None)
        if session.opened is None and isinstance(told.get("text"), str):
            session.read(told["text"])
        restored = session.restore(told.get("words") or [])
        self._forget_idle()
        key = secrets.token_urlsafe(16)
        self._sessions[key] = session
        offline = self._served.door is None
        return {
            "session": key, "topics": names, "topic": name, "restored": restored,
            "offline": offline, "rate": self._served.rate, **_state(session),
        }  # fmt: skip

    def read(self, request: Request, body: bytes) -> dict[str, Any]:
        if len(body) > MOST_TEXT:
            raise TooLarge
        session = self._session(request)
        name = request.query_params.get("name", "pasted")[:200]
        session.read(body.decode("utf-8", "replace"), name)
        return _state(session)

    def entries(self, request: Request, body: bytes) -> dict[str, Any]:
        session, start = self._session(request), int(json.loads(body)["from"])
        version = session.version
        found = session.entries(range(start, start + _CHUNK))
        return {"version": version, "html": entries_html(found, True)}

    def details(self, request: Request, body: bytes) -> dict[str, Any]:
        found = self._session(request).entries([int(json.loads(body)["at"])])
        return {"html": "".join(details_html(one, True) for one in found)}

    def word(self, request: Request, body: bytes) -> dict[str, Any]:
        session, told = self._session(request), json.loads(body)
        at, act, note = int(told["at"]), told["act"], ""
        if act == "accept":
            with self._catalogue() as catalogue:
                places, note = session.accept(at, str(told["doi"]), catalogue)
        elif act == "reject":
            places = session.reject(at)
        elif act == "forget":
            places = session.forget(at)
        elif act == "correct":
            fields = {str(name): str(text) for name, text in told["fields"].items()}
            places = session.correct(at, fields)
        else:
            raise ValueError
        return {"told": note, **_changed(session, places)}

    def undo(self, request: Request, body: bytes) -> dict[str, Any]:
        session = self._session(request)
        return {"told": "Undone", **_changed(session, session.undo())}

    def file(self, request: Request, body: bytes) -> Response:
        text = self._session(request).file(str(json.loads(body)["name"]))
        return Response(text.encode("utf-8"), media_type="application/octet-stream")

    def save(self, request: Request, body: bytes) -> dict[str, Any]:
        anyway = bool(json.loads(body or b"{}").get("anyway"))
        return {"told": self._served.shelf.save(self._session(request), anyway)}

    def beat(self, request: Request, body: bytes) -> dict[str, Any]:
        self._session(request)
        return {}

    def stop(self, request: Request, body: bytes) -> dict[str, Any]:
        self._session(request).stop()
        return {}

    def close(self, request: Request, body: bytes) -> dict[str, Any]:
        self._session(request).stop()
        self._sessions.pop(request.headers.get("x-radrefs-session", ""), None)
        return {}

    def _catalogue(self) -> _Asked:
        return _Asked(self._served.door)

    async def resolve(self, request: Request) -> Response:
        """Resolve, and send each step as it comes (server-sent events)."""
        try:
            session = self._session(request)
        except _Forgotten:
            return _refused(410, "This tab was forgotten here.")
        return StreamingResponse(
            self._steps(session),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    async def _steps(self, session: Session) -> AsyncIterator[str]:
        loop, steps = asyncio.get_running_loop(), asyncio.Queue[Step | None]()

        def heard(step: Step | None) -> None:
            loop.call_soon_threadsafe(steps.put_nowait, step)

        def run() -> None:
            try:
                with self._catalogue() as catalogue:
                    session.resolve(catalogue, heard)
            finally:
                with suppress(RuntimeError):
                    heard(None)

        task = asyncio.ensure_future(run_in_threadpool(run))
        begun = time.monotonic()
        try:
            async for batch in _batches(steps):
                left = batch[-1].total - batch[-1].done
                each = (time.monotonic() - begun) / batch[-1].done
                html = [
                    {"at": one.at, "html": entries_html(session.entries([one.at]), True)}
                    for one in batch
                ]
                session.used = time.monotonic()
                yield _event(
                    "step", done=batch[-1].done, total=batch[-1].total, left=left * each,
                    entries=html, counts=session.counts(),
                )  # fmt: skip
            await task
            yield _event("end", **_state(session))
        except RadrefsError as error:
            yield _event("wrong", told=str(error))
        finally:
            # The tab went, or stopped: what is under way is awaited by nobody.
            session.stop()


class _Asked:
    """Open the door for as long as something is asked; nobody is behind it when offline."""

    def __init__(self, door: Callable[[], Registries] | None) -> None:
        self._door = door
        self._opened: Registries | None = None

    def __enter__(self) -> Catalogue:
        if self._door is None:
            return Nobody()
        self._opened = self._door()
        return self._opened.catalogue

    def __exit__(self, *_: object) -> None:
        if self._opened:
            self._opened.close()


async def _batches(steps: asyncio.Queue[Step | None]) -> AsyncIterator[list[Step]]:
    """Give what came within a tenth of a second together."""
    while (step := await steps.get()) is not None:
        batch = [step]
        await asyncio.sleep(0.1)
        while not steps.empty() and len(batch) < _CHUNK:
            step = steps.get_nowait()
            if step is None:
                yield batch
                return
            batch.append(step)
        yield batch


def _event(kind: str, **data: object) -> str:
    return f"event: {kind}\ndata: {json.dumps(data)}\n\n"


def _refused(status: int, text: str) -> Response:
    return PlainTextResponse(text, status)


def _state(session: Session) -> dict[str, Any]:
    """Say how a session stands, without its entries."""
    return {
        "version": session.version, "counts": session.counts(), "notes": session.notes[:20],
        "undoable": session.undoable,
    }  # fmt: skip


def _changed(session: Session, places: list[int]) -> dict[str, Any]:
    """Say what a word or an undo changed."""
    entries = session.entries(places[:_CHUNK])
    return {
        "entries": [{"at": one.at, "html": entries_html([one], True)} for one in entries],
        "words": session.words(), **_state(session),
    }  # fmt: skip


def app_of(served: Served, rules: Rules) -> Guard:
    """Give the whole app, the guard before it."""
    return Guard(Starlette(routes=_Api(served, rules).routes()), rules)
