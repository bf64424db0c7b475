"""The language of an article, told by its words; the models know English.

English is told by its small words alone, since a name for every language takes seconds to load.
"""

from __future__ import annotations

import re

from index.words import STOP_WORDS

SAMPLE = 1000
"""Characters by which a language is told."""
FEWEST = 20
"""Words of a text of which nothing is said if it has fewer."""
ENGLISH = 0.15
"""Share of small words among its words from which a text is English: news has .3 to .5, other languages under .1."""
WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, or None where it is too short to tell."""
    words = [word.casefold() for word in WORD.findall(text[:SAMPLE])]
    if sum(word in STOP_WORDS for word in words) >= ENGLISH * max(len(words), 1):
        return "en" if len(words) >= FEWEST else None
    letters = sum(map(len, words))
    if len(words) < FEWEST and letters < 3 * FEWEST:
        return None
    import py3langid

    found = str(py3langid.classify(text[:SAMPLE])[0])
    return found if len(found) == 2 else None  # three letters: small languages that names and figures pass for
