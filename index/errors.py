"""Every error that Dateline raises on purpose.

DatelineError
├── UsageError          what was asked cannot be done as asked: a bad flag, field, date, limit
├── ArticleError        one article or file cannot be read; the others go on
├── NotFoundError       no such article
├── StoreError          the data folder cannot be used
│   ├── StoreBusyError      another process writes; a retry can help
│   ├── StoreMismatchError  the store was made by other models or settings
│   └── StoreDamagedError   the store cannot be opened
└── ModelError          a model cannot be loaded or failed

Each message says what happened, to which input, and what to do. Front doors catch `DatelineError` once.
"""

from __future__ import annotations


class DatelineError(Exception):
    """The base of all errors raised on purpose; `str(error)` is fit to show to a user."""


class UsageError(DatelineError):
    """The input is not acceptable: a flag, a field, a date, a size."""


class ArticleError(DatelineError):
    """One article or file cannot be read or stored."""


class NotFoundError(DatelineError):
    """The thing named does not exist."""


class StoreError(DatelineError):
    """The data folder cannot be used."""


class StoreBusyError(StoreError):
    """Another process is writing the same data folder; the same call can succeed later."""


class StoreMismatchError(StoreError):
    """The store was made with another embedder or splitter than the ones in use."""


class StoreDamagedError(StoreError):
    """The published store cannot be opened."""


class ModelError(DatelineError):
    """A model is missing, does not match its card, or failed."""
