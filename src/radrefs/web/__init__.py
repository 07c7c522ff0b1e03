"""Serve a local page on which a list is read, resolved, looked at and decided on.

    the tab ─ guard ─▶ app ─▶ Session: citations, resolutions, what a person said
                                  └─ report.entry_html ─▶ the tab

Only this machine is listened to, only the tab that holds the token is answered, and
nothing is kept after a session but what was saved. Needs the extra `radrefs[web]`.
"""

from __future__ import annotations
