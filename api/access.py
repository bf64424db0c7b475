"""Who may reach the server and from where, and where its log goes: what `qa serve` is started with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Tell = Callable[[Mapping[str, Any]], object]
"""Takes a line of the log: its `event`, and what is told of it."""


@dataclass(frozen=True)
class Access:
    """Who may reach the server, and what its log tells.

    Attributes:
        hosts: names under which it may be asked, besides those of this machine itself.
        origins: other sites whose pages may ask it (CORS), as https://desk.example.
        log_questions: whether the log holds the questions.
        log: takes the lines of the log.
    """

    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    log_questions: bool = False
    log: Tell = lambda _: None
