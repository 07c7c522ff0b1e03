"""Answer the page: read, resolve, decide, download, save. The one with Starlette."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
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
from radrefs.registries.hints import Hints
from radrefs.report.model import Entry
from radrefs.report.page import details_html, entries_html
from radrefs.resolving.pipeline import Step
from radrefs.web.guard import MOST_TEXT, TOO_LARGE, Guard, Rules, TooLarge, TooSlow, body_of
from radrefs.web.page import web_page
from radrefs.web.session import Changed, Session
from radrefs.web.topics import Topics

__all__ = ["Served", "app_of"]

_MOST_SESSIONS = 40
_IDLE = 300.0
"""Seconds after which a tab that sent nothing is forgotten; a tab sends every 30."""
_CHUNK = 200
"""Entries in one answer."""
_BATCH_SECONDS = 0.1


class Served(NamedTuple):
    """What is served: the topics, how registries are connected, and how fast they answer.

    `connect` is None if nothing may be looked up; `rate` are searches a second.
    """

    topics: Topics
    connect: Callable[[], Registries] | None
    rate: float = 1.0


class _UnknownSession(Exception):
    """A request names a session that there is not, or no longer."""


class _Api:
    """The sessions, and the answers to what their tabs ask."""

    def __init__(self, served: Served, rules: Rules) -> None:
        self._served, self._rules = served, rules
        self._sessions: dict[str, Session] = {}
        self._page = web_page()

    def routes(self) -> list[Route]:
        calls = {
            "open": self.open, "read": self.read, "entries": self.entries,
            "details": self.details, "decide": self.decide, "undo": self.undo,
            "file": self.file, "save": self.save, "beat": self.beat, "close": self.close,
            "stop": self.stop,
        }  # fmt: skip
        made = [Route("/", self.index), Route("/api/resolve", self.resolve, methods=["POST"])]
        made += [Route(f"/api/{name}", self._answering(call), methods=["POST"])
                 for name, call in calls.items()]  # fmt: skip
        return made

    async def index(self, request: Request) -> Response:
        return HTMLResponse(self._page)

    def _answering(self, call: Callable[[Request, bytes], Any]) -> Callable[[Request], Any]:
        """Let a call answer in JSON, and what goes wrong be said in words."""

        async def answer(request: Request) -> Response:
            try:
                body = await body_of(request.receive, self._rules)
                found = await run_in_threadpool(call, request, body)
            except TooLarge:
                return _refused(413, TOO_LARGE)
            except TooSlow:
                return _refused(408, "The text did not arrive in time. Try again.")
            except _UnknownSession:
                return _refused(410, "radrefs no longer has the text of this tab. Reload the page.")
            except RadrefsError as error:
                return _refused(409, str(error))
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                return _refused(409, "This request is malformed. Reload the page and try again.")
            return found if isinstance(found, Response) else JSONResponse(found)

        return answer

    def _session(self, request: Request) -> Session:
        session = self._sessions.get(_session_key(request))
        if session is None:
            raise _UnknownSession
        session.last_used = time.monotonic()
        return session

    def _forget_idle(self) -> None:
        """Forget the sessions whose tabs sent nothing for long; the oldest if there are many."""
        now = time.monotonic()
        by_age = sorted(self._sessions.items(), key=lambda one: one[1].last_used)
        for at, (name, session) in enumerate(by_age):
            if now - session.last_used > _IDLE or len(by_age) - at >= _MOST_SESSIONS:
                session.stop()
                self._sessions.pop(name, None)

    def open(self, request: Request, body: bytes) -> dict[str, Any]:
        asked, topics = json.loads(body or b"{}"), self._served.topics
        name = asked.get("topic")
        if name is None and topics.names:
            name = topics.names[0]
        session = Session(topics.open(str(name)) if name else None)
        if session.opened is None and isinstance(asked.get("text"), str):
            session.read(asked["text"])
        restored = session.restore(asked.get("decisions") or [])
        self._forget_idle()
        key = secrets.token_urlsafe(16)
        self._sessions[key] = session
        return {
            "session": key, "topics": topics.names, "topic": name, "restored": restored,
            "offline": self._served.connect is None, "rate": self._served.rate,
            **_state(session),
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
        return {"version": version, "html": entries_html(found, actions=True)}

    def details(self, request: Request, body: bytes) -> dict[str, Any]:
        found = self._session(request).entries([int(json.loads(body)["at"])])
        return {"html": "".join(details_html(one, actions=True) for one in found)}

    def decide(self, request: Request, body: bytes) -> dict[str, Any]:
        session, asked = self._session(request), json.loads(body)
        at, act = int(asked["at"]), asked["act"]
        if act == "accept":
            with self._connected() as registries:
                changed = session.accept(at, str(asked["doi"]), registries.catalogue)
        elif act == "reject":
            changed = session.reject(at)
        elif act == "withdraw":
            changed = session.withdraw(at)
        elif act == "correct":
            fields = {str(name): str(text) for name, text in asked["fields"].items()}
            changed = session.correct(at, fields)
        else:
            raise ValueError
        return _changed(session, changed)

    def undo(self, request: Request, body: bytes) -> dict[str, Any]:
        session = self._session(request)
        return _changed(session, session.undo())

    def file(self, request: Request, body: bytes) -> Response:
        text = self._session(request).file(str(json.loads(body)["name"]))
        return Response(text.encode("utf-8"), media_type="application/octet-stream")

    def save(self, request: Request, body: bytes) -> dict[str, Any]:
        overwrite = bool(json.loads(body or b"{}").get("overwrite"))
        return {"message": self._served.topics.save(self._session(request), overwrite)}

    def beat(self, request: Request, body: bytes) -> dict[str, Any]:
        self._session(request)
        return {}

    def stop(self, request: Request, body: bytes) -> dict[str, Any]:
        self._session(request).stop()
        return {}

    def close(self, request: Request, body: bytes) -> dict[str, Any]:
        self._session(request).stop()
        self._sessions.pop(_session_key(request), None)
        return {}

    async def resolve(self, request: Request) -> Response:
        """Resolve, and send each step as it comes (server-sent events)."""
        try:
            session = self._session(request)
        except _UnknownSession:
            return _refused(410, "radrefs no longer has the text of this tab. Reload the page.")
        return StreamingResponse(
            self._steps(session),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    async def _steps(self, session: Session) -> AsyncIterator[str]:
        loop, steps = asyncio.get_running_loop(), asyncio.Queue[Step | None]()

        def send(step: Step | None) -> None:
            loop.call_soon_threadsafe(steps.put_nowait, step)

        def run() -> None:
            try:
                with self._connected() as registries:
                    session.resolve(registries.catalogue, send, registries.hints)
            finally:
                with suppress(RuntimeError):
                    send(None)

        task = asyncio.ensure_future(run_in_threadpool(run))
        begun = time.monotonic()
        try:
            async for batch in _batches(steps):
                last = batch[-1]
                each = (time.monotonic() - begun) / last.done
                session.last_used = time.monotonic()
                yield _event(
                    "step", done=last.done, total=last.total,
                    left=(last.total - last.done) * each, counts=session.counts(),
                    entries=_shown(session.entries(one.at for one in batch)),
                )  # fmt: skip
            await task
            yield _event("end", **_state(session))
        except RadrefsError as error:
            yield _event("wrong", message=str(error))
        finally:
            # The tab was closed, or the look-up was stopped: its result is not needed.
            session.stop()

    @contextmanager
    def _connected(self) -> Iterator[_Connected]:
        """Connect to the registries while something is asked; to none if that is not allowed."""
        if self._served.connect is None:
            yield _Connected(Nobody(), None)
            return
        registries = self._served.connect()
        try:
            yield _Connected(registries.catalogue, registries.hints)
        finally:
            registries.close()


class _Connected(NamedTuple):
    """What is asked: a catalogue, and PubMed's hints if there are any."""

    catalogue: Catalogue
    hints: Hints | None


async def _batches(steps: asyncio.Queue[Step | None]) -> AsyncIterator[list[Step]]:
    """Return steps that come within a tenth of a second together; None ends them."""
    while (step := await steps.get()) is not None:
        batch = [step]
        await asyncio.sleep(_BATCH_SECONDS)
        while not steps.empty() and len(batch) < _CHUNK:
            step = steps.get_nowait()
            if step is None:
                yield batch
                return
            batch.append(step)
        yield batch


def _session_key(request: Request) -> str:
    return request.headers.get("x-radrefs-session", "")


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


def _changed(session: Session, changed: Changed) -> dict[str, Any]:
    """Say what a decision or an undo changed."""
    return {
        "message": changed.message, "entries": _shown(session.entries(changed.positions)),
        "decisions": session.decisions(), **_state(session),
    }  # fmt: skip


def _shown(entries: list[Entry]) -> list[dict[str, Any]]:
    """Return entries by position, as the page puts them into its list."""
    return [{"at": one.at, "html": entries_html([one], actions=True)} for one in entries]


def app_of(served: Served, rules: Rules) -> Guard:
    """Return the whole app, with the guard before it."""
    return Guard(Starlette(routes=_Api(served, rules).routes()), rules)
