"""Opposites: words that turn a question into another one, in every form that a question has them in."""

from __future__ import annotations

from functools import cache

VERBS = (
    "start end|begin finish|open close|win lose|increase decrease|rise fall|gain lose|join leave|enter leave|buy sell|"
    "accept reject|allow ban|approve reject|support oppose|attack defend|build destroy|create destroy|"
    "establish abolish|found dissolve|succeed fail|pass fail|import export|include exclude|add remove|appear disappear|"
    "advance retreat|capture lose|release arrest|hire fire|appoint dismiss|raise lower|expand reduce|"
    "strengthen weaken|confirm deny|agree disagree|lead follow|send receive|give receive|teach learn|"
    "remember forget|love hate|praise criticize|encourage discourage|protect threaten|save kill|help hinder|"
    "arrive depart|marry divorce|grow shrink|borrow lend|push pull|connect separate|unite divide|improve worsen|"
    "enable prevent|cause prevent|permit forbid|ask answer|break repair|fill empty|hide reveal|invade liberate|"
    "like dislike|lend borrow|lock unlock|obey defy|offer refuse|own rent|promote demote|reward punish|"
    "demand offer|return leave|seize free|sink float|speed slow|spend save|stay leave|stop start|complete begin|"
    "continue stop|launch cancel|gather scatter|discover lose|trust distrust|vanish appear|withdraw deploy|"
    "write read|employ dismiss|invite expel|recommend discourage|control lose|attach detach|live die|"
    "introduce withdraw|inherit bequeath|lift impose|sign reject|cheer boo|meet avoid|change keep|use avoid"
)
OTHERS = (
    "first last|first second|largest smallest|large small|big small|high low|highest lowest|higher lower|long short|"
    "longest shortest|longer shorter|old new|old young|older younger|oldest youngest|early late|earlier later|"
    "earliest latest|more fewer|most least|best worst|better worse|good bad|rich poor|strong weak|male female|"
    "man woman|men women|boy girl|boys girls|father mother|son daughter|sons daughters|brother sister|"
    "brothers sisters|husband wife|king queen|birth death|war peace|victory defeat|public private|before after|"
    "above below|inside outside|positive negative|fast slow|faster slower|hot cold|heavy light|legal illegal|"
    "major minor|maximum minimum|majority minority|upper lower|left right|beginning end|start end|northern southern|"
    "eastern western|north south|east west|advantage disadvantage|advantages disadvantages|increase decrease|"
    "cause effect|enemy ally|friend enemy|success failure|gain loss|rise fall|import export|true false|easy difficult|"
    "easy hard|cheap expensive|common rare|ancient modern|wide narrow|deep shallow|thick thin|full empty|"
    "light dark|dry wet|clean dirty|dead alive|guilty innocent|urban rural|indoor outdoor|top bottom|"
    "front back|buyer seller|teacher student|employer employee|parent child|parents children|uncle aunt|"
    "nephew niece|actor actress|lord lady|hero villain|winner loser|opening closing|arrival departure|"
    "supporters opponents|supporter opponent|offense defense|offensive defensive|attackers defenders|"
    "previous next|former current|past future|ascending descending|internal external|domestic foreign|"
    "natural artificial|primary secondary|minimum maximum|liberal conservative|civilian military|"
    "with without|always never|everyone nobody|morning evening|"
    "summer winter|spring autumn|day night|sunrise sunset|employed unemployed|married divorced|possible impossible|"
    "successful failed|popular unpopular|happy unhappy|likely unlikely|able unable|known unknown|lawful unlawful|"
    "strongest weakest|fastest slowest|richest poorest|hottest coldest|widest narrowest|tallest shortest|"
    "lightest heaviest|closest farthest|nearest farthest|worst best|least most|smaller larger|bigger smaller"
)
_IRREGULAR = (
    "begin begins began begun beginning|win wins won won winning|lose loses lost lost losing|"
    "rise rises rose risen rising|fall falls fell fallen falling|leave leaves left left leaving|"
    "buy buys bought bought buying|sell sells sold sold selling|build builds built built building|"
    "lead leads led led leading|send sends sent sent sending|give gives gave given giving|"
    "teach teaches taught taught teaching|forget forgets forgot forgotten forgetting|"
    "grow grows grew grown growing|shrink shrinks shrank shrunk shrinking|lend lends lent lent lending|"
    "forbid forbids forbade forbidden forbidding|break breaks broke broken breaking|hide hides hid hidden hiding|"
    "sink sinks sank sunk sinking|spend spends spent spent spending|withdraw withdraws withdrew withdrawn withdrawing|"
    "write writes wrote written writing|read reads read read reading|meet meets met met meeting|"
    "keep keeps kept kept keeping|ban bans banned banned banning|stop stops stopped stopped stopping|"
    "permit permits permitted permitted permitting|control controls controlled controlled controlling|"
    "expel expels expelled expelled expelling|die dies died died dying|cancel cancels cancelled cancelled cancelling|"
    "speed speeds sped sped speeding|free frees freed freed freeing|agree agrees agreed agreed agreeing|"
    "disagree disagrees disagreed disagreed disagreeing"
)
_FORMS = {forms.split()[0]: forms.split() for forms in _IRREGULAR.split("|")}
"""The forms of a verb that the rules do not give: infinitive, third person, past,
participle, -ing."""


@cache
def opposites() -> dict[str, tuple[str, ...]]:
    """Return the opposites of each word, both in lower case and in the same form."""
    table: dict[str, list[str]] = {}
    pairs = [(one, other) for pair in VERBS.split("|") for one, other in [pair.split()]]
    inflected = [pair for one, other in pairs for pair in zip(_forms(one), _forms(other), strict=True)]
    for one, other in [*inflected, *((a, b) for pair in OTHERS.split("|") for a, b in [pair.split()])]:
        table.setdefault(one, []).append(other)
        table.setdefault(other, []).append(one)
    return {word: tuple(dict.fromkeys(found)) for word, found in table.items()}


def _forms(verb: str) -> list[str]:
    if verb in _FORMS:
        return _FORMS[verb]
    if verb.endswith("e"):
        return [verb, f"{verb}s", f"{verb}d", f"{verb}d", f"{verb[:-1]}ing"]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return [verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb[:-1]}ied", f"{verb}ing"]
    third = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x")) else f"{verb}s"
    return [verb, third, f"{verb}ed", f"{verb}ed", f"{verb}ing"]
