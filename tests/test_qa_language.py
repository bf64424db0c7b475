"""English is told from other languages by script and function words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.understand.language import is_english


@pytest.mark.parametrize(
    "text",
    [
        "When did the offensive start?",
        "rebel leader name?",
        "so where?",
        "so, how many die?",
        "Who is José Ortega y Gasset?",
        "Who leads La Liga?",
        "When was Le Monde founded?",
        "Who is Ursula von der Leyen?",
        "Kim Jong Un age?",
        "Who wrote the report of Die Zeit?",
        "What did De Gaulle say in La Paz?",
        "Where is São Paulo?",
        "WHO LED THE OFFENSIVE?",
        "syrian civil war begin",
        "un security council resolution 2254",
        "kim jong un missile test",
        "los angeles fire victims",
        "health care bill vote",
        "no deal",
        "42",
        "",
    ],
)
def test_english_is_told_even_with_foreign_names_in_it(text: str) -> None:
    assert is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Wann begann die Offensive?",
        "WANN BEGANN DIE OFFENSIVE?",
        "Was ist in Aleppo passiert?",
        "Quand l'offensive a-t-elle commencé ?",
        "¿Cuándo comenzó la ofensiva?",
        "Quando è iniziata l'offensiva?",
        "Quem liderou a ofensiva?",
        "Wanneer begon het offensief?",
        "När började offensiven?",
        "Kiedy rozpoczęła się ofensywa?",
        "Saldırı ne zaman başladı?",
        "Siapa yang memimpin serangan itu?",
        "Когда началось наступление?",
        "Коли почався наступ?",
        "Πότε ξεκίνησε η επίθεση;",
        "攻势是什么时候开始的？",
        "攻撃はいつ始まりましたか",
        "공세는 언제 시작되었나요?",
        "متى بدأ الهجوم؟",
        "מתי החלה המתקפה",
        "आक्रमण कब शुरू हुआ?",
    ],
)
def test_other_languages_are_told(text: str) -> None:
    assert not is_english(text)


@given(st.text(max_size=100))
def test_any_text_is_one_or_the_other(text: str) -> None:
    assert is_english(text) in (True, False)
