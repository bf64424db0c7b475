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
    ├── ModelMissingError   the server does not have the model, or it cannot do what is asked of it
    ├── ModelServerError    the model's server is down, hangs, or answers an error or rubbish; a retry can help
    ├── ModelBusyError      too many questions wait for the language model; a retry can help
    └── PromptTooLongError  the prompt does not fit into the model's window

Each message says what happened, to which input, and what to do. Front doors catch `DatelineError` once.
"""

from __future__ import annotations

import re


def redact(text: str, *secrets: str) -> str:
    """Return `text` without those secrets, and without the user and password of addresses in it."""
    for secret in filter(None, secrets):
        text = text.replace(secret, "…")
    return re.sub(r"//[^/@\s]*@", "//…@", text)


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
    """A model is missing, does not match its card, or failed.

    Args:
        message: what happened and what to do; fit for whoever asks.
        upstream: what the model's server said, for who runs this: it may quote what it was sent.
    """

    def __init__(self, message: str, upstream: str = "") -> None:
        super().__init__(message)
        self.message, self.upstream = message, upstream

    def __str__(self) -> str:
        """The message, with what the server said."""
        return f"{self.message} It said: “{self.upstream}”" if self.upstream else self.message


class ModelMissingError(ModelError):
    """The server does not have the model, or it has one that cannot do what is asked of it."""


class ModelServerError(ModelError):
    """The server of a model is down, does not answer in time, or answers an error or rubbish."""


class ModelBusyError(ModelError):
    """As many questions as are allowed wait for the language model; the same one can be answered later.

    Args:
        message: as for any error.
        retry_after: seconds after which it is worth another try.
    """

    def __init__(self, message: str, retry_after: int = 5) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PromptTooLongError(ModelError):
    """The prompt has more tokens than the model takes; nothing was cut off."""
