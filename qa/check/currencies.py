"""Currencies: by their words, codes and signs, before a sum or after it."""

from __future__ import annotations

import re

CURRENCIES = {
    word: unit
    for unit, words in {
        "dollar:": "dollar dollars bucks", "dollar:us": "usd", "dollar:australia": "aud", "dollar:canada": "cad",
        "euro:": "euro euros eur", "pound:": "pound pounds quid", "pound:uk": "gbp sterling", "yen:": "yen jpy",
        "yuan:": "yuan renminbi rmb cny", "rupee:": "rupee rupees", "rupee:india": "inr",
        "ruble:": "ruble rubles rouble roubles", "franc:": "franc francs", "franc:switzerland": "chf",
        "lira:": "lira liras", "rial:": "rial rials",
        "riyal:": "riyal riyals", "dinar:": "dinar dinars", "shekel:": "shekel shekels", "peso:": "peso pesos",
        "real:": "reais", "rand:": "rand", "krona:": "krona kronor krone kroner", "krona:sweden": "sek",
        "krona:norway": "nok", "krona:denmark": "dkk", "dirham:": "dirham dirhams", "zloty:": "zloty zlotys",
        "hryvnia:": "hryvnia hryvnias", "cent:": "cent cents", "penny:": "pence penny",
    }.items()
    for word in words.split()
}  # fmt: skip
CURRENCIES["rs"] = "rupee:"
SIGNS = {
    "$": "dollar",
    "€": "euro",
    "£": "pound",
    "¥": "yen",
    "₹": "rupee",
    "₽": "ruble",
    "₺": "lira",
    "₩": "won",
    "₪": "shekel",
}
_SIGN_BEFORE = re.compile(r"(?<!\w)(?P<who>US|A|AU|C|CA|CAN|HK|NZ|S|R|NT)?(?P<sign>[$€£¥₹₽₺₩₪])\s?$")
_SIGN_AFTER = re.compile(r"\s?(?P<sign>[$€£¥₹₽₺₩₪])(?!\s?[\d½¼¾⅓⅔])")
_CODE_BEFORE = re.compile(r"(?<!\w)(?P<code>USD|EUR|GBP|INR|CHF|JPY|CNY|RMB|AUD|CAD|SEK|NOK|DKK|Rs\.?)\s?$")


def currency_before(text: str, start: int) -> tuple[str, int] | None:
    """Return the currency before figures at `start`, as "$dollar:us", and where it begins; None where there is none."""
    before = text[max(start - 6, 0) : start]
    if found := _SIGN_BEFORE.search(before):
        who = (found["who"] or "").lower()
        return f"${SIGNS[found['sign']]}:{_WHOSE.get(who, who)}", start - len(before) + found.start()
    if found := _CODE_BEFORE.search(before):
        return f"${CURRENCIES[found['code'].lower().strip('.')]}", start - len(before) + found.start()
    return None


_WHOSE = {"a": "australia", "au": "australia", "c": "canada", "ca": "canada", "can": "canada", "s": "singapore"}
_WHOSE |= {"hk": "hong_kong", "nz": "new_zealand", "nt": "taiwan", "r": "brazil"}


def currency_after(text: str, end: int) -> tuple[str, int] | None:
    """Return the currency of a sign right after `end`, and where the sign ends; None where there is none."""
    found = _SIGN_AFTER.match(text, end)
    return (f"${SIGNS[found['sign']]}:", found.end()) if found else None
