"""What a question asks for, by rules that need no model: whether a span can answer it, and what the span must hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.words import AUXILIARIES, MAGNITUDES, MONTHS, NUMBERS, PREPOSITIONS, SAYS, WEEKDAY
from qa.answer import Reason
from qa.understand.language import is_english

Want = Literal["year", "date", "number", "measure", "person", "place", "anything"]
Grain = Literal["day", "time", "age", "duration", "distance", "amount", ""]
"""What a date or a measure must be, more closely."""
Side = Literal["old", "new", ""]
"""Which of two values is meant where one became the other."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d[\d.,]*")
_SMALL_TALK = frozenset(
    "hello hi hey hallo thanks thank you bye goodbye ok okay yes no cool great nice good morning evening afternoon "
    "please help test there everyone all how are doing going what's up is it s today in english".split()
)
_WH = r"\b(?:who|whom|whose|what|when|where|which|how)\b"
_THANKS = re.compile(rf"^(?:thanks|thank you|cheers|hello|hi|hey|bye|goodbye)\b(?!.*\?)(?!.*{_WH})", re.I)
POLITE = re.compile(
    r"^(?:(?:please|ok|okay)\b[\s,]*)*(?:do you know|(?:(?:can|could|would) you )?(?:please )?tell me|i wonder|"
    rf"i(?: want|'d like| would like) to know)[\s,]+(?=(?:\w+ )?{_WH})",
    re.I,
)
_AUXILIARY = rf"(?:am|{'|'.join(sorted(AUXILIARIES))}|(?:ca|wo|(?:{'|'.join(sorted(AUXILIARIES))}))n't)"
_LEAD = r"^(?:(?:and|but|so|then|also|please|ok|okay|well|now)\b[\s,]*)*"
_CLOSING = re.compile(rf"^[^?]*[.!]\s+(?P<question>(?:(?:in|on|at|by|for|from|to|with|of) )?{_WH}.*)$", re.I | re.S)
"""A question behind sentences that say what it is about."""
_YES_NO = re.compile(_LEAD + rf"{_AUXILIARY}\b(?!.*\bor\b(?! not\b))", re.I)
_WHY = re.compile(
    _LEAD + r"(?:why|how come|for what (?:reason|purpose)s?|what (?:is|was|are|were) the reasons?)\b", re.I
)
_HOW = re.compile(_LEAD + rf"(?:in what way|how)\s+(?:{_AUXILIARY}|to|and|exactly|else)\b", re.I)
_TELL = re.compile(
    _LEAD + r"(?:(?:can|could|would|will) you |i (?:want|would like|need) (?:you )?(?:to )?)?(?:to )?"
    r"(?:summari[sz]e|sum up|explain|describe|compare|contrast|analy[sz]e|discuss|outline|elaborate|enumerate|"
    r"(?:tell|inform|brief) (?:me|us) (?:more )?(?:about|on|of)|give (?:me |us )?(?:an? |the )?(?:\w+ )?"
    r"(?:summary|overview|gist|timeline|list|account|description|analysis)|"
    r"(?:list|name) (?:all|every|each)\b|what(?:'s| is| are) the (?:gist|main points?|summary|difference)|"
    r"(?:what|how) about\b|"
    r"what (?:happened|is happening|is going on|'s going on|do we know)\s*(?:\?|$|so far|now|today|about\b|here))",
    re.I,
)
_SAID = re.compile(
    _LEAD
    + rf"what (?:else )?{_AUXILIARY} (?:\S+ ){{1,8}}?(?:say|said|saying|think|thought|tell|told|telling|write|wrote)"
    r"(?= (?:about|of|on|to|in|regarding)\b|\W*$)",
    re.I,
)
_LIST = re.compile(_LEAD + r"(?:(?:can|could|would|will) you (?:please )?)?list\b", re.I)
_YEAR = re.compile(_LEAD + r"(?:\w+ )?(?:which|what)(?: calendar)? year\b|\b(?:which|what) year\b", re.I)
_DATE = re.compile(
    _LEAD + r"(?:\w+ )?when\b|\b(?:which|what) (?:exact )?(?:date|day|month|week|weekday|time|decade|century)\b", re.I
)
_ABOUT_ITSELF = re.compile(
    r"\b(?:when|(?:what|which) (?:day|date|time)|how long ago) (?:was|were|is) (?:the|this|that|these|your) (?:\w+ )?"
    r"(?:article|story|report|piece|text)s?\b.{0,60}\b(?:published|posted|printed|updated|written)\b",
    re.I,
)
_OUTLET = re.compile(
    r"\b(?:who|(?:which|what) (?:news)?(?:paper|outlet|site|website|magazine|agency|publication|publisher))\b.{0,20}"
    r"\b(?:published|printed|posted|ran|carried) (?:the|this|that|these|your) (?:\w+ )?"
    r"(?:article|story|report|piece|text)s?\b",
    re.I,
)
_OUTLETS = re.compile(
    r"\b(?:which|what) (?:other )?(?:(?:news)?(?:paper|outlet|site|website|agency|publication)s?|agencies|media)\b"
    r"(?: (?:also|have|has|had|did|do|does|else))* (?:reports?|reported|says?|said|writes?|wrote|carry|carried|ran)\b"
    r"(?: (?:that|on|about))?\s+(?P<claim>\S.*)",
    re.I,
)
_SPEAKER = re.compile(
    r"^(?:and )?who (?:says?|said|claims?|claimed|reports?|reported|alleges?|alleged|estimates?|estimated) "
    r"(?P<claim>(?:that|there)\b.*|so|it|this)\W*$",
    re.I,
)
_ACCORDING = re.compile(
    r"\baccording to (?!the (?:latest|newest|last)\b)(?P<source>[^,;?!]+)|"
    rf"\b(?:do|does|did) (?P<asked>[^,;?!]{{2,40}}?) (?:{SAYS})\b(?=\W*\w)",
    re.I,
)
_TOPIC = re.compile(
    r"\b(?:article|story|report|piece|text)s? (?:\w+ ){0,2}?(?:on|about|of|titled|headed|that|which|saying)\b", re.I
)
_NUMBER = re.compile(r"\bhow many\b", re.I)
_MEASURE = re.compile(
    r"\bhow (?:much|old|long|far|tall|high|deep|wide|heavy|large|big)\b|"
    r"\b(?:what|which) (?:is the |was the )?(?:percentage|percent|number|share|proportion|age|amount|price|score)\b",
    re.I,
)
_PERSON = re.compile(_LEAD + r"(?:\w+ ){0,2}?(?:who|whom|whose)\b", re.I)
_PLACE = re.compile(
    _LEAD
    + r"(?:\w+ )?where\b|\b(?:which|what) (?:city|country|town|village|place|province|state|region|island|area|part)\b",
    re.I,
)

_DAY_ASKED = re.compile(r"\b(?:which|what) (?:exact )?(?:date|day|weekday)\b", re.I)
_TIME_ASKED = re.compile(r"\b(?:which|what) (?:exact )?(?:time|hour)\b", re.I)
_AGE = re.compile(r"\bhow old\b|\b(?:what|which) (?:is|was) (?:the )?(?:\w+['’]?s? )?age\b", re.I)
_DURATION = re.compile(r"\bhow long\b", re.I)
_DISTANCE = re.compile(
    r"\bhow far\b(?!.*\b(?:fall|fell|drop|rise|rose|risen|slip|sink|sank|plunge|climb|decline)\w*\b)", re.I
)
"""Prices and shares fall and rise by an amount or a part, too."""
_AMOUNT = re.compile(r"\bhow much\b", re.I)
_COUNTED = re.compile(
    r"\bhow (?:many|much) (?:(?:more|other|new|of the|of) )?"
    rf"(?P<noun>(?!(?:{'|'.join(AUXILIARIES)})\b)[^\W\d_]+(?:[- ]"
    rf"(?!(?:{'|'.join(AUXILIARIES | PREPOSITIONS)})\b)[^\W\d_]+){{0,2}})",
    re.I,
)
_OLD = re.compile(
    r"\b(?:old|before|earlier|previous(?:ly)?|former(?:ly)?|original(?:ly)?|used to|prior|initial(?:ly)?)\b", re.I
)
_NEW = re.compile(r"\b(?:new|now|current(?:ly)?|today|after(?:wards)?|latest|at present|will)\b", re.I)

_PRESENT = re.compile(r"\b(?:is|are|has|have|will|does|do)\b", re.I)
"""A question of what is done with ("who won", "where was it signed") is not answered anew later on."""

_NUMBER_WORDS = [
    *NUMBERS,
    *(f"{word}s?" for word in MAGNITUDES),
    *"half third quarter once twice both several few couple none neither nobody no single double triple".split(),
]
_HAS_NUMBER = re.compile(rf"\d|\b(?:{'|'.join(_NUMBER_WORDS)})\b", re.I)
_HAS_YEAR = re.compile(r"(?<!\d)(?:1\d{3}|20\d{2}|21\d{2})(?!\d)|\b\d{1,4} ?(?:BCE?|AD|CE)\b")
_DATE_WORDS = [
    *MONTHS,
    *(name[:3] for name in MONTHS),
    WEEKDAY,
    *"sept today yesterday tomorrow tonight day week weekend month year "
    "decade century morning afternoon evening night noon midnight spring summer autumn fall winter late early mid last "
    "next this".split(),
]
_HAS_DATE = re.compile(rf"\d|\b(?:{'|'.join(_DATE_WORDS)})\b", re.I)
_BARE_COUNT = re.compile(
    rf"\W*(?:the |all |about |some )*(?:{'|'.join((*NUMBERS, 'both', 'several', 'many', 'few'))})\W*", re.I
)
_KIND_ASKED = re.compile(_LEAD + r"(?:\w+ )?which (?:\w+ )?[a-z]{3,}s\b", re.I)
_SEVERAL_ASKED = re.compile(
    _LEAD
    + rf"(?:\w+ )?which (?:(?:other|{'|'.join(NUMBERS)}) )?(?!(?:news|{_AUXILIARY})\b)(?-i:[a-z]){{2,}}(?<![sui])s\b",
    re.I,
)
_BARE_DATE = re.compile(
    rf"\W*(?:(?:{'|'.join(_DATE_WORDS)}|on|in|at|the|of|since|until|by|around|about|local|time|"
    r"\d{1,4}(?:st|nd|rd|th|s)?|a\.?m|p\.?m)\b\W*)+",
    re.I,
)


@dataclass(frozen=True)
class Asked:
    """What was understood of a question.

    Attributes:
        refusal: why no span can answer it, or None.
        want: what the span must hold.
        grain: of a date or a measure.
        noun: what is counted, where a number is wanted, in small letters.
        side: which of two values, "from X to Y", is meant.
        about: what is known of an article, where that is asked and not what it says.
        topic: whether it says which article.
        changes: whether what it wants may change with time: a figure, or what is or will be.
        named: whether some of a kind are asked for ("which officers"), which a bare count does not tell.
        plural: whether it asks for more than one of them ("which groups", not "which group").
        several: whether a list is asked for, or what somebody says of something, which a span may give, or sentences.
        claim: what is said, where it is asked who says it or which outlets; "" where the question leans on one before.
        source: by whose account it is asked, "" where that is open.
    """

    refusal: Reason | None
    want: Want
    grain: Grain = ""
    noun: str = ""
    side: Side = ""
    about: Literal["published", "outlet", "outlets", "speaker", ""] = ""
    topic: bool = False
    changes: bool = False
    several: bool = False
    named: bool = False
    plural: bool = False
    claim: str = ""
    source: str = ""

    def admits(self, span: str) -> bool:
        """Whether `span` can be an answer: a year for "which year", a number for "how many", no date for "who"."""
        if self.want == "year":
            return _HAS_YEAR.search(span) is not None
        if self.want == "number":
            return _HAS_NUMBER.search(span) is not None
        if self.want in ("person", "place"):
            return _BARE_DATE.fullmatch(span) is None and any(letter.isalpha() for letter in span)
        if self.named and _BARE_COUNT.fullmatch(span):
            return False
        return any(letter.isalnum() for letter in span)

    def suits(self, span: str) -> bool:
        """Whether `span` looks like what is wanted; weaker than `admits`, for confidence alone."""
        if self.want == "date":
            return _HAS_DATE.search(span) is not None
        if self.want == "measure":
            return _HAS_NUMBER.search(span) is not None
        if self.want in ("person", "place"):
            return any(word[:1].isupper() for word in span.split())
        return self.admits(span)


def asks(question: str) -> Asked:
    """Return what a standalone question asks for."""
    words = _WORD.findall(question)
    if len(words) < 2 or all(word.lower() in _SMALL_TALK for word in words) or _THANKS.match(question.strip()):
        # One word in a script that the models do not know may be a whole question.
        foreign = len(question.strip()) > 3 and not is_english(question) and not question.isascii()
        return Asked("language" if foreign else "not_a_question", "anything")
    if not is_english(question):
        return Asked("language", "anything")
    text = _plain(question)
    rules: list[tuple[Literal["published", "outlet"], re.Pattern[str]]] = [
        ("published", _ABOUT_ITSELF),
        ("outlet", _OUTLET),
    ]
    for about, rule in rules:
        if rule.search(text):
            return Asked("not_found", "anything", about=about, topic=_TOPIC.search(text) is not None)
    if outlets := _OUTLETS.search(text):
        return Asked(None, "anything", about="outlets", claim=outlets["claim"])
    if speaker := _SPEAKER.search(text):
        claim = speaker["claim"].rstrip(" ?.!")
        leans = claim.lower() in ("so", "it", "this", "that")
        return Asked(None, "person", about="speaker", claim="" if leans else claim)
    if any(rule.search(text) for rule in (_YES_NO, _WHY, _HOW, _TELL)):
        return Asked("needs_language_model", "anything")
    closing = _CLOSING.search(text)
    text = closing["question"] if closing else text
    noun = _COUNTED.search(text)
    want = _want(text)
    changes = want in ("number", "measure") or _PRESENT.search(text) is not None
    counted = noun["noun"].lower() if noun else ""
    several = any(rule.match(text) for rule in (_LIST, _SAID))
    said = _ACCORDING.search(text)
    source = (said["source"] or said["asked"]).strip() if said else ""
    side = _side(text)
    return Asked(
        None,
        want,
        _grain(text),
        counted,
        side,
        changes=changes,
        several=several,
        named=_KIND_ASKED.search(text) is not None,
        plural=_SEVERAL_ASKED.search(text) is not None,
        source=source,
    )


def asks_whose(question: str) -> bool:
    """Return whether a question is who says so, of what was answered before."""
    asked = asks(question)
    return asked.about == "speaker" and not asked.claim


def takes_nothing_for_granted(question: str) -> bool:
    """Return whether a question is answered by yes or no, so that what it tells may be so or not."""
    text = _plain(question)
    return _YES_NO.search(text) is not None and _TELL.search(text) is None


def _plain(question: str) -> str:
    return POLITE.sub("", question.strip().replace("’", "'"))


def _grain(text: str) -> Grain:
    rules: list[tuple[re.Pattern[str], Grain]] = [
        (_DAY_ASKED, "day"),
        (_TIME_ASKED, "time"),
        (_AGE, "age"),
        (_DURATION, "duration"),
        (_DISTANCE, "distance"),
        (_AMOUNT, "amount"),
    ]
    return next((grain for rule, grain in rules if rule.search(text)), "")


def _side(text: str) -> Side:
    old, new = _OLD.search(text), _NEW.search(text)
    return "old" if old and not new else "new" if new and not old else ""


def _want(text: str) -> Want:
    rules: list[tuple[re.Pattern[str], Want]] = [
        (_YEAR, "year"),
        (_NUMBER, "number"),
        (_MEASURE, "measure"),
        (_PERSON, "person"),
        (_PLACE, "place"),
        (_DATE, "date"),
    ]
    return next((want for rule, want in rules if rule.search(text)), "anything")
