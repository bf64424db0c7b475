"""The words that numbers are made of: number words, scales, units, currencies."""

from __future__ import annotations

from fractions import Fraction

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBERS = {word: n for n, word in enumerate(_UNITS)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
NUMBERS |= {"fourty": 40, "ninty": 90, "fourtheen": 14, "fiveteen": 15}
ORDINALS = {
    word: n
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
} | {
    "thirtieth": 30,
    "fortieth": 40,
    "fiftieth": 50,
    "sixtieth": 60,
    "seventieth": 70,
    "eightieth": 80,
    "ninetieth": 90,
}
ORDINALS |= {"hundredth": 100, "thousandth": 1000, "millionth": 10**6}
SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
SHORT_SCALES = {"k": 10**3, "K": 10**3, "m": 10**6, "M": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9, "B": 10**9}
SHORT_SCALES |= {"Bn": 10**9, "BN": 10**9, "tn": 10**12, "trn": 10**12, "mln": 10**6, "bln": 10**9}
VAGUE = {"tens": 10, "dozens": 12, "scores": 20, "hundreds": 100, "thousands": 10**3, "millions": 10**6}
VAGUE |= {"billions": 10**9, "trillions": 10**12}
MULTIPLES = {"twice": 2, "thrice": 3, "double": 2, "doubled": 2, "doubles": 2, "doubling": 2, "twofold": 2, "triple": 3}
MULTIPLES |= {
    "tripled": 3,
    "tripling": 3,
    "threefold": 3,
    "quadruple": 4,
    "quadrupled": 4,
    "fourfold": 4,
    "tenfold": 10,
}
SETS = {"both": 2, "dual": 2, "twin": 2, "twins": 2, "pair": 2, "duo": 2, "couple": 2, "trio": 3, "triplets": 3}
SETS |= {"quartet": 4, "single": 1, "sole": 1, "lone": 1}
GROUPS = frozenset("duo trio triplets quartet".split())
"""Those that count on their own."""
FRACTIONS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
FRACTIONS |= {"ninth": 9, "tenth": 10}
ARTICLES = frozenset(("a", "an"))
FUNCTION_WORDS = frozenset(
    "a an the and or but nor of to in on at by for from with as is are was were be been being has have had do does did "
    "than that which who whom whose when where while after before since until till during per each if because so not "
    "it its he she they we you his her their will would can could may might shall should must into over under about "
    "due because according against between through without within among amid including more less other others still "
    "also only then there".split()
)
NO_COUNT = frozenset(
    "the this that these those no any every each some which another only just day thing things way side hand point "
    "reason example time else many such major main key common possible potential important possibility concern theory "
    "method approach option factor benefit issue problem".split()
)
"""Words beside "one" that leave it no number: "the one", "one day", "no one"."""


def _measures(table: str) -> dict[str, tuple[str, Fraction]]:
    """Return each unit's words with the unit of its kind and how much of that it is."""
    units = {}
    for line in table.strip().splitlines():
        unit, amount, *words = line.split()
        units.update(dict.fromkeys(words, (unit, Fraction(amount))))
    return units


UNITS = _measures("""
second 1 second seconds sec secs
second 60 minute minutes min mins
second 3600 hour hours hr hrs h
second 86400 day days
second 604800 week weeks
second 1209600 fortnight fortnights
month 1 month months
month 12 year years yr yrs
month 120 decade decades
month 1200 century centuries
kilometre 1 km kms kilometre kilometres kilometer kilometers
metre 1 m metre metres meter meters
centimetre 1 cm centimetre centimetres centimeter centimeters
millimetre 1 mm millimetre millimetres millimeter millimeters
mile 1 mile miles mi
foot 1 ft foot feet
inch 1 inch inches
yard 1 yard yards
kilogram 1 kg kgs kilogram kilograms kilo kilos
gram 1 g gram grams
ton 1 ton tons tonne tonnes
pound 1 lb lbs
ounce 1 oz ounce ounces
stone 1 st stone
litre 1 l litre litres liter liters
gallon 1 gallon gallons
barrel 1 barrel barrels
hectare 1 ha hectare hectares
acre 1 acre acres
mph 1 mph
kph 1 kph kmh
megawatt 1 mw megawatt megawatts
gigawatt 1 gw gigawatt gigawatts
degree: 1 degree degrees
times 1 times
""")
