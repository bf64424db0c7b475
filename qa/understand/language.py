"""Whether a question is in the language that the models know, English.

By script, then by function words: short, and sure of itself only where the words are. It does not say which other
language it is, and a question of names alone passes as English.
"""

from __future__ import annotations

import re

_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

_ENGLISH = frozenset(
    "an and are as at be been but by can could did do does for from had has have he her his how i if in into is it "
    "its many much of on or our she should since than that the their them there these they this those to until was "
    "we were what when where which who whom whose why will with would you your not about after before between "
    "during under over against".split()
)
_OTHERS = frozenset(
    # German, Dutch, and the languages of the north
    "was der die das den dem des ein eine einen einem wer wie wo wann warum wieso welche welcher welches wurde wurden "
    "hat haben hatte ist sind war waren und oder nicht auf aus bei mit nach von vom zu zum zur über unter für gegen "
    "in im ins an het een wie wat waar wanneer waarom welke werd zijn niet van voor naar bij ook hoeveel viele "
    "och är det att som på av för med den när var vem hvem hvad hvor hvornår hvorfor og ikke til fra "
    # French, Spanish, Portuguese, Italian, Catalan, Romanian
    "le la les un une des du de et ou où qui que quoi quand comment pourquoi quel quelle quels quelles est sont était "
    "a-t-il dans sur avec pour par au aux ce cette ces ne pas il elle combien "
    "el los las uno una unos unas del y quién quien qué cuándo cuando dónde donde cómo como cuál cuántos cuántas es "
    "son fue fueron en con por para según se su sus "
    "o os um uma dos das no na nos nas e quem quando onde foi foram são está com não pelo pela "
    "il lo gli i una della dello dei degli delle nel nella chi cosa dove perché quale quali è sono stato stata ha "
    "hanno che con per di da ce cine când unde și este sunt care "
    # Polish, Czech, Turkish, Indonesian, Finnish, Hungarian, Vietnamese
    "kto co kiedy gdzie dlaczego jak który która jest są był była nie się na w z do kdo kdy kde proč který je byl "
    "kim ne zaman nerede nasıl neden hangi bir ve ile için oldu başladı siapa apa kapan mana dimana mengapa bagaimana "
    "yang dan di dari untuk kuka mikä milloin missä miksi ki mi mikor hol miért hogyan egy az és "
    "là ai gì khi nào ở đâu".split()
)
_BOTH = frozenset(
    "no ve war com e los son care o per co de kim comment au la die et las van dan di y im le un el del hat den dem "
    "en du par ins il da se met sur mit pour des dos".split()
)
"""Words of other languages that English, or a name in small letters, has too: "war", "los angeles", "kim jong un"."""


def is_english(text: str) -> bool:
    """Return whether `text` can be read as English.

    False where most letters are not Latin, or where function words of other languages outnumber the English ones.
    Words that are both, and words within names, tell nothing.
    """
    words = _LETTERS.findall(text)
    letters = "".join(words).lower()
    if not letters:
        return True
    latin = sum(letter < "\u0250" or "\u1e00" <= letter <= "\u1eff" for letter in letters)
    if latin < 0.6 * len(letters):
        return False
    plain = [word.lower() for n, word in enumerate(words) if not _in_name(words, n)]
    english = sum(word in _ENGLISH and word not in _OTHERS for word in plain)
    foreign = [word for word in plain if word in _OTHERS and word not in _ENGLISH]
    if text.isascii() and _BOTH.issuperset(foreign):
        return True
    other = len(foreign)
    return other < english or other == 0 or (other == english and words[0].lower() in _ENGLISH)


def _in_name(words: list[str], n: int) -> bool:
    """Whether a word is capitalised within a text, or begins it before another one that is: "Der Spiegel"."""
    return words[n].istitle() and (n > 0 or any(word.istitle() for word in words[1:2]))
