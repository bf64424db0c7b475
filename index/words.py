"""English words that several parts go by, each list once, and the words of a question that the search looks for."""

from __future__ import annotations

import re

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
"""In order; each is also written as its first three letters, and September as "sept"."""
MONTH = (
    "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS).replace("sep(?:", "sept?(?:").replace("tember", "ember")
)
"""Pattern of a month's name, whole or short."""
WEEKDAYS = tuple(f"{name}day" for name in "mon tues wednes thurs fri satur sun".split())
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
"""Pattern of a weekday's name, whole or short."""

FREE = r"(?<![\w.,:/$€£#-])"
"""Pattern of where a figure begins that is no part of another, of a sum or of a name."""
_ENDS = r"(?![\w%])(?![.,:][0-9])"
DAY = rf"(?P<day>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?{_ENDS}"
"""Pattern of the day of a month, in figures."""
YEAR = rf"(?P<year>(?:1[1-9]|20)[0-9]{{2}}){_ENDS}"
"""Pattern of a year."""


def month_of(name: str) -> int:
    """Return the number of a month, 1 to 12, by its name, whole or short. Raises ValueError where it is none."""
    return [month[:3] for month in MONTHS].index(name[:3].lower()) + 1


def weekday_of(name: str) -> int:
    """Return the number of a weekday, Monday 0, by its name, whole or short. Raises ValueError where it is none."""
    return [day[:3] for day in WEEKDAYS].index(name[:3].lower())


CALENDAR = frozenset((*MONTHS, *WEEKDAYS))
"""The names of the months and of the days of a week."""
NUMBERS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
NUMBERS |= {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
"""Number words from zero to nineteen, and the tens."""

ORDINALS = {word: n for n, word in enumerate("first second third fourth".split(), 1)}
"""Those of the quarters of a year."""
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
DAY_PARTS = {
    "morning": "TMO",
    "noon": "T12:00",
    "midday": "T12:00",
    "afternoon": "TAF",
    "evening": "TEV",
    "night": "TNI",
}
"""Seasons and parts of a day, each as TIMEX3 writes it."""

MAGNITUDES = "hundred thousand million billion trillion dozen".split()
"""Words for many units, that also stand in the plural."""

PREPOSITIONS = frozenset(
    "of to in on at for by with from into as than about after before during since until under over between among "
    "through up down out off".split()
)
ARTICLES = frozenset("a an the".split())
JOINTS = PREPOSITIONS | ARTICLES | frozenset("near outside inside called named".split())
"""Words that join a name to the word that says what it is: "a field near Holm"."""
CONJUNCTIONS = frozenset("and or but if while whether because so then".split())
QUESTION_WORDS = frozenset("who whom whose what which when where why how".split())
AUXILIARIES = frozenset(
    "is are was were do does did has have had can could will would shall should may might must".split()
)
FUNCTION_WORDS = (
    PREPOSITIONS
    | CONJUNCTIONS
    | QUESTION_WORDS
    | AUXILIARIES
    | frozenset(
        "a all also an any be been being done having he her here his i it its many me more most much my no not often "
        "one only other our she some such that the their them there these they this those us we you your".split()
    )
)
"""Words that join others and say nothing of their own."""
REQUESTS = frozenset("name give find list state identify show tell mention".split())
"""Verbs with which what is wanted is asked for in place of a question word: "name the captain"."""
KINDS = frozenset(
    "agency airline area bank broadcaster channel city club company country court department district firm group "
    "hospital island magazine ministry newspaper organisation organization outlet part party province region service "
    "state station team town union university village".split()
)
"""Words for a kind of thing that has a name of its own, with which a question for one begins: "which city"."""
STOP_WORDS = (FUNCTION_WORDS - {"among"}) | frozenset(
    """
    again although am another anyone anything aren away both came cannot come couldn d didn doesn doing don each either
    else ever every further gave get gets getting give given go goes going got hadn hasn haven hers herself him himself
    however instead isn itself just let like ll m made make makes mine myself neither nor now once onto others ours
    ourselves own please put quite rather re really s said same say says shan shouldn someone something still t take
    taken tell theirs themselves though thus together too took toward towards upon use used using ve very wasn went
    weren whatever whenever wherever whoever within without won wouldn yet yours yourself yourselves
    """.split()
)
"""Words that say nothing of what a text is about: the search leaves them out."""
MOST = 64
"""Words of a question that are looked for."""


def words_in(text: str) -> list[str]:
    """Return the words of a text, in order."""
    return re.findall(r"[^\W_]+", text)


def words_of(question: str) -> list[str]:
    """Return the question's words, each once, as queries of FTS5 that nothing in them can escape from.

    Stop words are left out, unless there is nothing else.
    """
    words = list(dict.fromkeys(word.casefold() for word in words_in(question)))
    telling = [word for word in words if word not in STOP_WORDS]
    return [f'"{word}"' for word in (telling or words)[:MOST]]


_STORY = r"(?:article|story|report|post|item|piece|column|obituary|headline|caption|page)"
_REPORTED = r"(?:reported|wrote|written|said|stated|gave|given|called|named|listed|put|included)"
_WRONGLY = r"(?:erroneously|incorrectly|wrongly|mistakenly|inaccurately|in error|by mistake)"
_MEDIA = r"(?:media|newspapers?|papers?|outlets?|websites?|reports?)"
MISSTATED = (
    r"mis(?:stated|spelled|spelt|identified|reported|quoted|named|attributed|calculated|described|characterized)|"
    r"(?:the|an?) (?:wrong|incorrect)"
)
"""Pattern of words that say of a report that it erred in something, which it gives only behind "as"."""
VERSION = (
    r"(?:earlier|previous|prior|original|initial)(?: (?:online|print))? (?:version|edition)\b"
    rf"(?: of (?:this|our|the) (?:\w+ )?{_STORY}|,|"
    rf"(?= (?:that|(?:\w+ly )?{_REPORTED}|{MISSTATED})\b(?! (?:forward|in))))|"
    rf"our (?:earlier|previous) {_STORY}"
)
"""Pattern of what a correction says was wrong."""
SAID = (
    rf"we (?:\w+ ){{0,2}}?{_REPORTED}|(?-i:(?:[A-Z]\w+ ){{1,4}})(?:\w+ )?(?:reported|wrote|gave)|"
    rf"{_MEDIA} (?:\w+ )?(?:reported|wrote|said|had|gave)|{_REPORTED} (?:\w+ )?{_WRONGLY}|{_WRONGLY} {_REPORTED}|"
    rf"(?:this|our) {_STORY} (?:\w+ )?{_REPORTED}"
)
"""Pattern of words behind which what a report said stands."""
ERRED = (
    rf"{VERSION}|(?:this|our) (?:\w+ )?{_STORY} (?:\w+ ){{0,2}}?(?:{MISSTATED}|{_WRONGLY})|"
    rf"we (?:\w+ ){{0,2}}?(?:{MISSTATED}|{_WRONGLY} {_REPORTED}|{_REPORTED} {_WRONGLY})|"
    rf"{_REPORTED} {_WRONGLY} in (?:this|our)|"
    rf"contrary to (?:\w+ ){{1,3}}?(?:reports?|story|article|version)\b|contrary to what (?:we|was|had|has)|"
    rf"not [^.;]{{1,60}}? as (?:we|was|had been|(?:some|other|several) {_MEDIA}) (?:\w+ )?{_REPORTED}|"
    rf"we (?:had )?(?:originally|initially|first|previously|earlier) {_REPORTED}|"
    rf"(?:this|the|our) (?:\w+ ){{0,5}}?{_STORY} should have (?:said|read|stated)|"
    rf"(?:this|the) {_STORY} (?:was|has been) (?:amended|corrected)|"
    rf"(?:this|the) {_STORY} (?:was|has been) (?:updated|edited|changed)(?: on [^.;]{{1,20}})? to correct|"
    rf"(?:this|our) {_STORY} (?:originally|initially|previously|earlier|first) {_REPORTED}|"
    rf"{_WRONGLY} (?:reported|wrote)|(?:reported|wrote) {_WRONGLY}|we regret the (?:error|mistake)"
)
"""Pattern of words by which a notice is known wherever it stands."""
FOUND_WRONG = (
    r"(?:that|this|which|it|given here) (?:is|was) "
    r"(?:wrong|incorrect|not (?:true|correct|right|so)|an error|a mistake)|"
    r"(?:correct|right) (?:\w+ )?(?:figure|number|name|date|day|year|sum|amount|place|spelling|age|price)s?|"
    r"we (?:\w+ )?apologi[sz]e|regret the (?:error|mistake)|our (?:error|mistake)|editing error"
)
"""Pattern of words that say of what was reported just before that it is not so."""
RETRACTED = (
    rf"(?:we|newspaper|outlet|magazine|(?-i:[A-Z]\w+)) (?:have |has )?(?:retract(?:s|ed)?|withdraw(?:s|n)?|withdrew) "
    rf"(?:our|its|the|this|that|an) (?:\w+ )?{_STORY}|{_STORY} (?:has been|was) (?:retracted|withdrawn|taken down)"
)
"""Pattern of what an outlet does to a story that does not stand."""
LABEL = r"correct(?:ions?|ed)(?: and clarifications?)?|clarifications?|erratum|errata"
"""Pattern of words with which a notice begins."""
NOTE = r"editor['’]s note|note to readers|for the record"
"""Pattern of those with which one may begin, which then says that something was wrong."""
BRACKET = "corrects|correcting|corrected|refiles|refiling|fixes"
"""Words with which a bracket begins that says what it corrects."""
OF_NOTICES = frozenset(
    "correction corrections corrected clarification version earlier previous article story report reported misstated "
    "incorrectly erroneously wrongly number figure name date given gave error editor note editing apologise regret "
    "retract retracted retraction withdraw withdrawn originally wrote right correct".split()
)
"""Words of notices that do not say what they are about."""
TITLES = frozenset("mr mrs ms dr prof sir".split())
"""Titles before a name."""
DENIES = (
    r"den(?:y|ies|ied|ying)|refut(?:es?|ed|ing)|retract(?:s|ed|ing)?|withdrew|withdraw(?:s|n|ing)?|"
    r"reject(?:s|ed|ing)? (?:\w+ ){0,2}?(?:claims?|reports?|rumou?rs?|allegations?|suggestions?|accusations?)|"
    r"dismiss(?:es|ed|ing)? (?:\w+ ){0,2}?(?:claims?|reports?|rumou?rs?|allegations?|suggestions?)|rul(?:es|ed|ing) out"
)
"""Pattern of verbs of which what follows is said not to be so."""
UNTRUE = (
    r"(?:was|were|is|are|has been|have been|had been) (?:\w+ )?(?:denied|retracted|withdrawn|refuted|false|untrue|"
    r"unfounded|a hoax|wrong|incorrect|fabricated)"
)
"""Pattern of what says of the words before it that they are not so."""
NOT = r"(?:not|never|n['’]t|cannot)"
"""Pattern of a word that turns the clause behind it into its contrary."""
NEGATES = (
    r"not|no|never|\w+n['’]t|cannot|neither|nor|none|nobody|nothing|nowhere|without|hardly|barely|scarcely|unable|"
    r"refus(?:e[sd]?|ing)|fail(?:s|ed|ing)?|declin(?:e[sd]?|ing) to|reject(?:s|ed|ing)?|"
    r"turn(?:s|ed|ing)? down"
)
"""Pattern of words behind which stands what is not so, not there, or not done."""
EXCEPT = (
    r"except(?: for)?|apart from|other than|with the exception of|but not|all but|save for|"
    r"(?:all|every|each|any|none|nobody|no one|everyone|everybody)(?: [^\W_]+){1,4}? but(?: for)?"
    r"(?= (?:the|its|his|her|their)\b)"
)
"""Pattern of words behind which stands of what something is not told."""
CLAIMED = r"false|untrue|rumou?r\w*|claim\w*|alleg\w+"
"""Pattern of words for what is not certain to be so."""
OFFICES = (
    r"minister|president|premier|chancellor|mayor|governor|chief|head|director|chair(?:man|woman|person)?|leader|"
    r"secretary|king|queen|pope|captain|coach|manager|editor|commander|speaker|ambassador|chief executive|ceo|boss"
)
"""Pattern of words for who holds an office, one at a time."""
HOLDS = "leads|runs|heads|chairs|governs|coaches|commands|rules|manages|edits"
"""Pattern of verbs for what who holds an office does."""
PORTFOLIOS = (
    r"prime|foreign|finance|treasury|budget|econom(?:y|ics)|trade|commerce|industry|defen[cs]e|security|health|interior|"
    r"home|education|science|energy|climate|environment|agriculture|farm(?:ing)?|transport(?:ation)?|housing|labou?r|justice|"
    r"culture|sports?|tourism|information|state|press|police|fire"
)
"""Pattern of what a minister, a secretary or a chief is one of."""
PARTIES = r"democrat(?:ic)?|republican|labour|conservative|liberal|tory|green|socialist|independent"
"""Pattern of a party's word before an office, where its place may stand too."""
SAYS = (
    r"said|says?|told|tells?|reported|reports?|announced|announces|claim(?:ed|s)?|alleg(?:ed|es?)|estimated?s?|"
    r"wrote|writes?|stat(?:ed|es(?= that\b))|maintain(?:s|ed)?|contend(?:s|ed)?|assert(?:s|ed)?|"
    r"warn(?:ed|s)|added|insist(?:ed|s)|argu(?:ed|es?)|believ(?:ed|es?)|acknowledged|admitted|"
    r"conceded|predict(?:ed|s)?|suggest(?:ed|s)?|put|sp(?:oke|eaks?) of"
)
"""Pattern of verbs by which somebody is told to have said something."""
HARMS = {
    "death": (
        r"kill(?:s|ed|ing|ings)?|die[sd]?|dying|dead|deaths?|murder\w*",
        r"kill\w*|die[sd]?|dying|dead\w*|deaths?|fatal\w*|slain|murder\w*|casualt\w+|li[fv]es?|perish\w*|toll|drown\w*|"
        r"assassinat\w+|shot|execut\w+|massacr\w+|slaughter\w*|homicide\w*|manslaughter|suicides?|bod(?:y|ies)|funerals?",
    ),
    "injury": (
        r"injur\w+|wounded",
        r"injur\w+|wound\w*|hurt\w*|hospital\w*|casualt\w+|burn\w*|fractur\w+|harm\w*|broken?|treated",
    ),
    "arrest": (
        r"arrest\w*|detained|jailed|imprisoned",
        r"arrest\w*|detain\w*|detention|custody|jail\w*|\w*prison\w*|held|charged|captur\w+|caught|behind bars",
    ),
}
"""What befalls people, each with the pattern of words that tell of it, and of those of which it may be told."""
