"""A span that the reader found is made what was asked for, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentence_spans
from qa.read.fit import fit
from qa.understand.kind import asks

SCHOOLS = "The team of four doctors, two nurses and a pilot left at noon."


def fitted(question: str, text: str, span: str) -> str | None:
    """Return what becomes of a span of a text."""
    start = text.index(span)
    place = fit(asks(question), question, text, sentence_spans(text), (start, start + len(span)))
    return text[slice(*place)] if place else None


@pytest.mark.parametrize(
    ("question", "text", "span", "expected"),
    [
        ("How many civilians were killed?", "The bomb killed 3 soldiers and 5 civilians.", "3 soldiers and 5", "5"),
        ("How many nurses left?", SCHOOLS, "four doctors, two nurses", "two"),
        (
            "How much cash was seized?",
            "Police took 2 kilos of tea and 40,000 euros in cash.",
            "2 kilos of tea and 40,000",
            "40,000 euros",
        ),
        ("How much is the fee now?", "The fee rose from €1,200 to €1,900 on Monday.", "€1,200 to €1,900", "€1,900"),
        ("What was the old fee?", "The fee rose from €1,200 to €1,900 on Monday.", "€1,900", "€1,200"),
        (
            "What was the earlier forecast?",
            "It cut the forecast to $3.1 million from $4.2 million.",
            "$3.1 million",
            "$4.2 million",
        ),
        (
            "Which unions joined the march?",
            "It was joined by Freight United (FU), the Port Guild, and Crane Workers of al-Sarr.",
            "Port Guild",
            "Freight United (FU), the Port Guild, and Crane Workers of al-Sarr",
        ),
        ("Which towns met?", "Meanwhile, Orle, Selm and Karsia met.", "Selm", "Orle, Selm and Karsia"),
        ("Which union joined the march?", "Freight United and the Port Guild joined.", "Port Guild", "Port Guild"),
        ("Which union backs the Guild?", "Orle Freight and Kesten Crane do.", "Kesten Crane", "Kesten Crane"),
        ("Which towns were hit?", "Storms hit Orle, Karsia, on Monday.", "Orle", "Orle"),
        ("When is the match?", "Wed 8 Oct: Selm v Kesten Town.", "Wed 8", "Wed 8 Oct"),
        ("At what time did it lift off?", "08:20 - Rocket lifts off.", "20", "08:20"),
        ("How much did it cost?", "It was sold for 5.4 million crowns.", "5.4 million", "5.4 million crowns"),
        (
            "How much do children pay?",
            "Adults pay 9 crowns, children travel free.",
            "children travel free",
            "free",
        ),
        ("How much did it cost?", "It was sold for 5.4 million euros.", "5.4 million", "5.4 million euros"),
        ("How much did it cost?", "It was sold for $5.4 million.", "5.4 million", "$5.4 million"),
        ("When did it shut?", "The mine shut ten years ago.", "ten years", "ten years"),
        (
            "Who is the mayor of Orle?",
            "It was opened by Selm's mayor Liisa Tamm and Orle's mayor Ivo Dahl.",
            "Liisa Tamm and Orle's mayor Ivo Dahl",
            "Ivo Dahl",
        ),
        (
            "Who is the mayor of Selm?",
            "It was opened by Selm's mayor Liisa Tamm and Orle's mayor Ivo Dahl.",
            "Liisa Tamm and Orle's mayor Ivo Dahl",
            "Liisa Tamm",
        ),
        (
            "Who is the minister of trade and industry?",
            "The Minister of Trade and Industry Ada Holm spoke.",
            "Minister of Trade and Industry Ada Holm",
            "Minister of Trade and Industry Ada Holm",
        ),
        (
            "Who were the founders of Orle?",
            "It was made by Liisa Tamm of Orle and Ivo Dahl.",
            "Liisa Tamm of Orle and Ivo Dahl",
            "Liisa Tamm of Orle and Ivo Dahl",
        ),
        (
            "Who are the guides?",
            "Liisa Tamm and Ivo Dahl led it.",
            "Liisa Tamm and Ivo Dahl",
            "Liisa Tamm and Ivo Dahl",
        ),
        (
            "Who coaches the Orle Owls?",
            "Owls manager Ada Holm and head coach Jens Ott agreed.",
            "Ada Holm and head coach Jens Ott",
            "Jens Ott",
        ),
        ("Who beat the rector?", "The vice rector Liisa Tamm beat him.", "Liisa Tamm", "Liisa Tamm"),
        ("Who is the vice rector?", "The vice rector Liisa Tamm beat him.", "Liisa Tamm", "Liisa Tamm"),
        ("Who is the head of the Orle museum?", "Ada Holm, head of the Museum of Orle, spoke.", "Ada Holm", "Ada Holm"),
        ("Who is the coach of the Owls?", "Orle's coach Ada Holm spoke.", "Ada Holm", "Ada Holm"),
        ("Who is the party's spokesperson?", "Ada Holm, a spokeswoman for the party, spoke.", "Ada Holm", "Ada Holm"),
        ("How much tax do firms pay?", "Firms pay 20 percent on what they earn.", "20 percent", "20 percent"),
        ("Who was the rector?", "The former rector, Liisa Tamm, beat him.", "Liisa Tamm", "Liisa Tamm"),
        ("What is the fee?", "It is $9, compared to a mean of $7, according to notes from Selm.", "$7", "$7"),
        ("How many people fled?", "Between 1,200 and 1,500 people fled.", "1,500", "Between 1,200 and 1,500"),
        ("How old was he?", "Lang, 38, lost two toes.", "38", "38"),
        ("Where was it sold?", "It was sold in Orle. He wept.", "Orle. He wept", "Orle."),
        (
            "What is the toll now?",
            "The due fell from 30 to 20 crowns, and the toll from 4 crowns to 3.",
            "4 crowns to 3",
            "3",
        ),
        ("Where is the archive of the guild?", "The guild moved its archive from Holm to Aske.", "Holm", "Aske"),
        ("How long is the pier?", "The pier is 6 metres wide and 2 km long.", "6 metres wide and 2 km", "2 km"),
        ("How high is the wall?", "The wall, 7 metres tall, fell.", "7 metres tall", "7 metres tall"),
        ("How long is the play?", "The play lasts 90 minutes.", "90 minutes", "90 minutes"),
        (
            "When did she ask for it?",
            "She asked on March 2, five days before the team had put it on the list.",
            "March 2, five days before the team had put it on the list",
            "March 2",
        ),
        ("How old is Ried's daughter?", "Ried's 14-year-old daughter, Ada, met him.", "14-year-old", "14-year-old"),
        ("How old is Ried?", "The mill's 60-year-old owner Ried spoke.", "60-year-old", "60-year-old"),
        ("Who wrote the article?", "Liisa Tamm.\n\nOrle fell on Friday.", "Liisa Tamm", "Liisa Tamm"),
        ("How long has it run?", "The mill has run since 1983.", "1983", "since 1983"),
        ("Where is she from?", "She is from Orle, D.C., by the sea.", "Orle, D.C", "Orle, D.C."),
        ("How much is it?", "It costs $30 (€26) a year.", "$30 (€26", "$30 (€26)"),
        ("Who sang?", "Ada Holm (the singer who was in Orle until May) sang.", "Ada Holm (the singer", "Ada Holm"),
        ("What did she say?", "She said it was “a start. Others did not.", "it was “a start", "it was"),
    ],
)
def test_a_span_is_cut_or_widened_to_what_is_asked_for(question: str, text: str, span: str, expected: str) -> None:
    assert fitted(question, text, span) == expected


@pytest.mark.parametrize(
    ("question", "text", "span"),
    [
        ("When does it shut?", "The mine shuts for ten weeks from 1 May.", "ten weeks"),
        ("Who is the rector?", "The vice rector Liisa Tamm opened it.", "Liisa Tamm"),
        ("Who is the chief of staff?", "Liisa Tamm, a former chief of staff, spoke.", "Liisa Tamm"),
        ("Who is Selm's harbour master?", "It was the then harbour master of Selm, Liisa Tamm.", "Liisa Tamm"),
        ("Who is the mayor of Orle?", "Mayor Ada Holm of Selm and Kesten Mayor Jens Ott met.", "Jens Ott"),
        ("Who is the prime minister of Jordan?", "Jordan's foreign minister, Liisa Tamm, spoke.", "Liisa Tamm"),
        ("Who is the prime minister of Jordan?", "Israeli Prime Minister Liisa Tamm spoke.", "Liisa Tamm"),
        ("Who is the mayor of Orle?", "The governor, Liisa Tamm, spoke.", "Liisa Tamm"),
        ("Who is the chief economist of Orle Bank?", "Liisa Tamm, Selm Trust's chief economist, spoke.", "Liisa Tamm"),
        ("Who is the governor of Orle?", "President Liisa Tamm spoke.", "Liisa Tamm"),
        ("Which shop will close?", "Another shop will close.", "Another"),
        ("Which city did they take?", "Rebels take major city as thousands flee.", "major city"),
        ("From where did it leave?", "It left around 6 a.m. local.", "around 6 a.m. local"),
        ("Who directed it?", "Liisa Tamm.\n\nOrle Press.\n\nThe film about Orle opened on Friday.", "Liisa Tamm"),
        ("Who directed it?", "Liisa Tamm\n\nOrle Press\n\nThe film about Orle opened on Friday.", "Liisa Tamm"),
        ("Which officers were cleared?", "Two officers were cleared.", "Two"),
        ("Who is the owner?", "Shares fell on Friday. Liisa Tamm/Getty Images", "Liisa Tamm"),
        ("How old was Lang?", "The trial of Lang opened on 7 May 2024.", "7 May 2024"),
        ("How old is Jost Ried?", "The well is 60 years old. Jost Ried was born in 1979.", "60 years old"),
        ("How old is Jost Ried?", "Ried's 14-year-old daughter, Ada, met him.", "14"),
        ("How long did she live?", "She was born on 4 April 1950.", "4 April 1950"),
        ("How long is the pier?", "The work lasted nine weeks and cost a lot.", "nine weeks"),
        ("How long is the pier?", "The pier opens after nine weeks of work.", "nine weeks"),
        ("How deep is the lake?", "The lake is 7 km long and cold.", "7 km long"),
        ("How long did it run?", "In May the town voted for a new bridge.", "for a new bridge"),
        ("How far is it to Selm?", "It set out with 11 sledges.", "11"),
        (
            "Where was it found?",
            "It is the first since 2013, according to the Orle Office of Health.",
            "Orle Office of Health",
        ),
        ("How many days did it take?", "It took 11 witnesses.", "11"),
        ("How much does the strike cost?", "The strike ended after eight days.", "eight days"),
        ("How much did visitors spend?", "Their number grew by 10 percent.", "10 percent"),
        ("What was the score?", "Tamm scored in the 90th minute.", "90th"),
        ("How many weapons did it carry?", "It carried 900 tonnes of grain.", "900 tonnes"),
        ("When did work stop?", "Work stopped over a falcon.", "over a falcon"),
        ("Who won?", "She won by a mile.", "She"),
        ("What was towed?", "It was towed to port.", "It"),
        ("How much was it worth?", "He quit over a contract worth a lot.", "He quit"),
    ],
)
def test_a_span_that_is_no_such_thing_is_refused(question: str, text: str, span: str) -> None:
    assert fitted(question, text, span) is None


@given(st.text(max_size=80), st.text(max_size=120), st.data())
def test_what_fits_lies_in_the_text_and_is_never_empty(question: str, text: str, data: st.DataObject) -> None:
    sentences = sentence_spans(text)
    if not sentences:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    place = fit(asks(question), question, text, sentences, (start, end))
    assert place is None or 0 <= place[0] <= place[1] <= len(text)
