"""Front matter: what stands before a text between two lines of `---` (YAML) or `+++` (TOML), or as lines `Title: …`.

A value that cannot be read costs that value, with a notice, never the article.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from index.formats.fields import NAMES

YAML = re.compile(r"\s{0,200}?^---[ \t]*\r?\n(.{0,20000}?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
TOML = re.compile(r"\s{0,200}?^\+\+\+[ \t]*\r?\n(.{0,20000}?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
HEADED = re.compile(r"\s{0,200}((?:[A-Za-z][\w ]{1,30}:[ \t]+\S.{0,500}\r?\n){2,12})[ \t]*\r?\n")
"""Lines of names and values with a blank line after them."""
LINE = re.compile(r"([A-Za-z][\w -]{0,40}?)[ \t]*[:=][ \t]*(.*?)[ \t]*\r?$", re.MULTILINE)
KNOWN = {name for names in NAMES.values() for name in names.split()} - {"text", "story", "article", "content", "body"}
OTHERS = {
    "author",
    "authors",
    "by",
    "byline",
    "tags",
    "category",
    "section",
    "language",
    "lang",
    "description",
    "keywords",
}


@dataclass(frozen=True)
class Front:
    """What front matter says: its fields, where the text after it starts, and what could not be read of it."""

    fields: dict[str, Any] = field(default_factory=dict)
    start: int = 0
    notices: tuple[str, ...] = ()


def front_matter(content: str, marked: bool = True) -> Front:
    """Return the front matter of a text, empty where it has none.

    Args:
        content: the text.
        marked: whether it may stand between lines of `---` or `+++`, which in plain text only draw a line.
    """
    if marked and (found := TOML.match(content)):
        try:
            return Front(tomllib.loads(found[1].replace("\r\n", "\n")), found.end())
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            return _by_line(found, f"is no valid TOML ({_short(error)})")
    if marked and (found := YAML.match(content)):
        import yaml

        try:
            fields = yaml.load(found[1], yaml.BaseLoader)  # values as they are written: a title may be 1984, or "no"
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            return _by_line(found, f"is no valid YAML ({_short(error)}): quote values that hold ': '")
        return Front(fields, found.end()) if isinstance(fields, dict) else Front()
    if found := HEADED.match(content):
        fields = dict(LINE.findall(found[1]))
        names = [re.sub(r"[\W_]", "", name.casefold()) for name in fields]
        if KNOWN.intersection(names) and all(name in KNOWN | OTHERS for name in names):
            return Front(fields, found.end())
    return Front()


def _by_line(found: re.Match[str], problem: str) -> Front:
    """Return the fields that stand each on a line of their own, as far as they can be told."""
    fields = {name: value.strip("\"'") for name, value in LINE.findall(found[1])}
    if not fields:
        return Front()
    return Front(fields, found.end(), (f"Its front matter {problem}; it was read line by line.",))


def _short(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
