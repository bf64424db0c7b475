"""From bytes to text: UTF-8 and UTF-16 by their marks, then what the file declares, then what it most looks like.

What is guessed is always said: the text comes with a notice. Text that was decoded wrongly before it was saved
("â‚¬42" for "€42") is mended where that can be done without a guess, else said too.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from index.errors import ArticleError

WIDER = {"iso-8859-1": "windows-1252", "latin1": "windows-1252", "us-ascii": "windows-1252", "gb2312": "gb18030"}
"""Encodings that pages declare, and the wider ones that browsers read for them."""
GUESSED = "cp1252 cp1250 cp1251 koi8_r cp1253 cp1254 cp1255 cp1256 mac_roman gb18030 big5 cp932 euc_jp euc_kr".split()
"""Encodings that a file without a mark may have, the more likely first."""
SAMPLE = 1 << 16
"""Bytes before and after the first that is no UTF-8 by which an encoding is told."""

SUSPECT = re.compile("[\u00c2-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|‚Ä|√[©®]")
"""What bytes of UTF-8 become where they are read as windows-1252, Latin-1 or Mac Roman; seldom, good text has it."""
GARBLED = "Its text looks garbled by a wrong encoding (as “â‚¬” for “€”): export it again as UTF-8."
MENDED = "Its text was garbled by a wrong encoding (as “â‚¬” for “€”) and was mended."


@dataclass(frozen=True)
class Decoded:
    """A text and what is to be said of how it was decoded, or None."""

    text: str
    notice: str | None = None


def decode(content: bytes, charset: str | None = None) -> Decoded:
    """Return the text of a file; a byte order mark is no part of it.

    Args:
        content: the file.
        charset: the encoding that the file itself declares, for where it is neither UTF-8 nor UTF-16 with its mark.

    Raises:
        ArticleError: it is no text in any encoding that is known.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        charset = "utf-16"
    try:
        return Decoded(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        problem = error
    if charset is not None:
        try:
            return Decoded(content.decode(WIDER.get(charset.lower(), charset)))
        except (LookupError, UnicodeError):
            pass
    if charset != "utf-16" and b"\0" not in content[: problem.start + SAMPLE]:
        for guess in _guesses(content[max(0, problem.start - SAMPLE) : problem.start + SAMPLE]):
            try:
                text = content.decode(guess)
            except UnicodeError:
                continue
            name = "windows-1252" if _same(content, text) else codecs.lookup(guess).name.replace("cp125", "windows-125")
            return Decoded(text, f"It is not UTF-8 and was read as {name}: see that its letters are right.")
    line = content.count(b"\n", 0, problem.start) + 1
    raise ArticleError(
        f"It is not UTF-8: byte 0x{content[problem.start]:02x} at byte {problem.start:,}, line {line:,}. "
        "Convert it, for example: iconv -f windows-1252 -t utf-8 OLD > NEW"
    )


def mend(text: str) -> Decoded:
    """Return a text with what was decoded wrongly before put right, where it was."""
    if text.isascii() or not SUSPECT.search(text):
        return Decoded(text)
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    lines, garbled, mended = text.split("\n"), 0, 0
    for n, line in enumerate(lines):
        if SUSPECT.search(line) and is_bad(line):
            lines[n] = fix_encoding(line)  # may split none: what is quoted must stay on its line
            mended += lines[n] != line
            garbled += is_bad(lines[n])
    if garbled:
        return Decoded("\n".join(lines), GARBLED)
    return Decoded("\n".join(lines), MENDED if mended else None)


def _guesses(sample: bytes) -> list[str]:
    """Return the encodings that a sample may have, likeliest first."""
    from charset_normalizer import from_bytes

    matches = from_bytes(sample, cp_isolation=GUESSED)
    found = {match.encoding: (round(match.chaos, 1), -round(match.coherence, 1)) for match in matches}
    return sorted(found, key=lambda name: (found[name], GUESSED.index(name)))


def _same(content: bytes, text: str) -> bool:
    try:
        return content.decode("windows-1252") == text
    except UnicodeError:
        return False
