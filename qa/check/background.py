"""What the cited articles say beyond the quotes: the other forms of a name, the year of a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from qa.check.abbreviations import abbreviations
from qa.check.names import Forms, mention, places, read

READ = 200_000
"""Code points of one article that are read for other forms of a name."""


class Background:
    """What the cited articles say beyond the quotes, by which another form of the same value is known."""

    def __init__(
        self, texts: Sequence[str], titles: Sequence[str] = (), articles: int = 0, published: Sequence[str] = ()
    ) -> None:
        """Read the articles.

        Args:
            texts: their whole texts.
            titles: their titles.
            articles: how many are cited, for "both articles"; 0 if that is not known.
            published: their dates of publication, ISO 8601, which give the year of a day without one.
        """
        self.texts = [read(text[:READ]) for text in (*texts, *titles)]
        self.articles = articles
        self.short = {forms: short for text in (*texts, *titles) for forms, short in abbreviations(text[:READ])}
        self._published = [day for day in map(_day, published) if day]

    def year(self, month: int, day: int) -> int | None:
        """Return the year of the day nearest to every article's publication; None where they differ or say none."""
        years = {_nearest(published, month, day) for published in self._published}
        return years.pop() if len(years) == 1 else None

    def lower(self, form: str) -> bool:
        """Whether the articles write a word in lower case."""
        return any(text.lower(form) for text in self.texts)

    def whole(self, forms: Sequence[str]) -> bool:
        """Whether the articles have these words side by side."""
        return any(True for text in self.texts for _ in places(forms, text))

    def mentions(self, form: str) -> Iterator[Forms]:
        """Yield the whole names in which a word stands in the articles."""
        for text in self.texts:
            for n in text.at.get(form, ()):
                if text.words[n].capital:
                    yield mention(text, n, n)


def _day(published: str) -> date | None:
    try:
        return date.fromisoformat(published[:10])
    except ValueError:
        return None


def _nearest(published: date, month: int, day: int) -> int | None:
    days = []
    for year in (published.year - 1, published.year, published.year + 1):
        try:
            days.append(abs((date(year, month, day) - published).days))
        except ValueError:  # 29 February
            days.append(1000)
    return published.year - 1 + days.index(min(days)) if min(days) < 1000 else None
