"""Serve a page on this machine to read a list, look its references up, and decide.

    the tab ─ guard ─▶ app ─▶ Session: citations, resolutions, a person's decisions
                                  └─ report.page ─▶ the tab

Only this machine can reach it, only a tab with the token is answered, and after a session
nothing is kept but what was saved. Needs the extra `radrefs[web]`.
"""

from __future__ import annotations
