"""What a sentence states must stand in its quotes: every form of the same value is allowed, no other value ever is."""

import pytest

from qa.check.values import Background, Fact, facts, given, missing

DATES = [
    ("The talks began on Nov. 27.", "Talks began on November 27."),
    ("The talks began on 27 November.", "Talks began on Nov. 27."),
    ("The talks began on November 27.", "Talks began on 27 November 2024."),
    ("The talks began on November 27th.", "Talks began on the 27th of November."),
    ("The talks began on Wednesday, November 27.", "Talks began on Wednesday, 27 November."),
    ("The talks began on Wednesday.", "Talks began late on Wednesday, November 27."),
    ("The talks began on November 27.", "Talks began (Wed, Nov 27)."),
    ("The talks began on 2024-11-27.", "Talks began on November 27, 2024."),
    ("The talks began on November 27, 2024.", "2024-11-27: talks begin."),
    ("The talks began on November 27, 2024.", "Talks began on 11/27/2024."),
    ("The talks began on 27 November 2024.", "Talks began on 27.11.2024."),
    ("The talks began in November.", "Talks began on November 27."),
    ("The talks began in November 2024.", "Talks began on November 27, 2024."),
    ("The talks began in 2024.", "Talks began on November 27, 2024."),
    ("The festival runs from 3 to 9 May.", "The festival runs May 3-9."),
    ("The festival runs until May 9.", "The festival runs 3–9 May."),
    ("The festival opens on May 3.", "The festival runs from 3 to 9 May."),
    ("It was open on 3 May 2010 and 7 June 2010.", "It was open on 3 May and 7 June 2010."),
    ("She served from 2016 to 2018.", "She served in office (2016-18)."),
    ("The dam burst in the 1990s.", "The dam burst in the '90s."),
    ("The dam burst in the nineties.", "The dam burst in the 1990s."),
    ("The dam burst in the 1990s.", "The dam burst in 1994."),
    ("Polls close at 5 p.m.", "Polls close at 17:00."),
    ("Polls close at 5:30 p.m.", "Polls close at 17:30."),
    ("Polls close at 5pm.", "Polls close at 5 p.m. on Sunday."),
    ("Polls close at noon.", "Polls close at 12:00 p.m."),
    ("The strike hit on Sunday night.", "It struck late on Sunday."),
    ("The strike hit on Sunday.", "Sunday's strike hit a depot."),
    ("Since 2011, war has raged.", "The war that began in 2011 rages on."),
    ("In mid-2016 it closed.", "It closed in the summer of 2016."),
    ("By early November it had closed.", "It closed in November."),
    ("It opened on the 27th.", "It opened on November 27."),
    ("It happened yesterday.", "It happened yesterday, police said."),
    ("The 2016 election was close.", "It was close in 2016."),
]
NUMBERS = [
    ("25 people died.", "Twenty-five people died."),
    ("Twenty-five people died.", "At least 25 people died."),
    ("About 14,000 people fled.", "Over 14000 people fled."),
    ("14 thousand people fled.", "14,000 people fled."),
    ("Fourteen thousand people fled.", "14,000 people fled."),
    ("Some 1.5 million people fled.", "1,500,000 people fled."),
    ("One and a half million people fled.", "1.5m people fled."),
    ("Half a million people fled.", "500,000 people fled."),
    ("A hundred people fled.", "100 people fled."),
    ("A dozen people fled.", "Twelve people fled."),
    ("Two hundred and five people fled.", "205 people fled."),
    ("Thousands of people fled.", "Thousands fled the city."),
    ("Thousands of people fled.", "Over 14,000 people fled."),
    ("Turnout was 5 %.", "Turnout was five percent."),
    ("Turnout was 5 percent.", "Turnout was 5%."),
    ("Turnout was five per cent.", "Turnout was 5 pct."),
    ("Turnout rose between 10 and 20 percent.", "Turnout rose 10-20%."),
    ("Half of voters stayed home.", "50% of voters stayed home."),
    ("Two-thirds of voters stayed home.", "Two thirds of voters stayed home."),
    ("A quarter of voters stayed home.", "25 percent of voters stayed home."),
    ("The fifth summit opened.", "The 5th summit opened."),
    ("The twenty-first summit opened.", "The 21st summit opened."),
    ("It fell for the first time.", "Never before had it fallen."),
    ("It first fell to them.", "It fell to them."),
    ("It lasted 13 years.", "It was a 13-year-long war."),
    ("It lasted thirteen years.", "It raged for 13 years."),
    ("The 13-year war ended.", "It ended after thirteen years."),
    ("It lasted two weeks.", "It lasted 14 days."),
    ("It lasted 48 hours.", "It lasted two days."),
    ("It lasted two decades.", "It lasted 20 years."),
    ("It lasted one year.", "It lasted a year."),
    ("It lasted 12 months.", "It lasted a year."),
    ("The girl is 13.", "The 13-year-old girl ran."),
    ("The 13-year-old ran.", "The girl, 13, ran."),
    ("The girl was 13 years old.", "The girl, aged 13, ran."),
    ("One soldier died.", "A soldier died in the blast."),
    ("One young soldier died.", "A single soldier died."),
    ("It is one of the oldest.", "It is among the oldest."),
    ("One could see smoke.", "Smoke was visible."),
    ("It doubled.", "It grew twofold."),
    ("He was arrested twice.", "He was arrested two times."),
    ("It is 10 km away.", "It is 10 kilometres away."),
    ("It is 10 to 20 km away.", "It is between 10 and 20 kilometers away."),
    ("It reached 40 degrees.", "It reached 40°C."),
    ("It fell 5 percent.", "It moved by -5%."),
    ("Germany won 3-1.", "Germany won 3–1."),
    ("1. Rebels took the town.", "Rebels took the town."),
    ("Rebels took the town [12].", "Rebels took the town."),
    ("About two million of them left.", "2m of them left."),
]
MONEY = [
    ("It cost $3.5 million.", "It cost 3.5 million dollars."),
    ("It cost 3.5 million dollars.", "It cost US$3.5m."),
    ("It cost US$3.5m.", "It cost $3,500,000."),
    ("It cost $3.5 million.", "It cost 3.5 million US dollars."),
    ("It cost 20 euros.", "It cost €20."),
    ("It cost £2bn.", "It cost 2 billion pounds."),
    ("It cost between $10 million and $20 million.", "It cost $10-20 million."),
    ("It cost 10 to 20 million euros.", "It cost €10m to €20m."),
    ("It cost 500 rupees.", "It cost Rs 500."),
    ("It cost 500 Syrian pounds.", "It cost 500 Syrian pounds a loaf."),
]
NAMES = [
    ("HTS took the city.", "Hayat Tahrir al-Sham (HTS) took the city."),
    ("The United States warned them.", "The US warned them."),
    ("The US warned them.", "The U.S. warned them."),
    ("America warned them.", "The United States warned them."),
    ("American officials warned them.", "US officials warned them."),
    ("The United Kingdom warned them.", "Britain warned them."),
    ("The UK warned them.", "British ministers warned them."),
    ("The UN warned them.", "The United Nations warned them."),
    ("The United Nations Security Council met.", "The U.N. Security Council met."),
    ("The European Union warned them.", "The EU warned them."),
    ("Turkey backs them.", "They are backed by Turkiye."),
    ("Türkiye backs them.", "They are backed by Turkey."),
    ("Turkish-backed groups advanced.", "Groups backed by Turkey advanced."),
    ("Syrian troops withdrew.", "Syria withdrew its troops."),
    ("Syria's president fled.", "The Syrian president fled."),
    ("Russia struck.", "Russian jets struck."),
    ("Iranian ships turned.", "Iran's ships turned."),
    ("Dutch police searched it.", "Police in the Netherlands searched it."),
    ("The French voted.", "France voted."),
    ("North Korean troops came.", "North Korea sent troops."),
    ("Saudi Arabia agreed.", "The Saudi king agreed."),
    ("The UAE agreed.", "The United Arab Emirates agreed."),
    ("Myanmar agreed.", "Burma agreed."),
    ("Assad fled.", "President Bashar al-Assad fled."),
    ("Bashar Assad fled.", "Bashar al-Assad fled."),
    ("Bashar Al Assad fled.", "Bashar al-Assad fled."),
    ("Mr Assad fled.", "Bashar al-Assad fled."),
    ("Mr. Assad fled.", "Assad fled."),
    ("President Bashar al-Assad fled.", "Syria's president, Bashar al-Assad, fled."),
    ("Syrian President Bashar al-Assad fled.", "Bashar al-Assad, the president of Syria, fled."),
    ("A. Safadi spoke.", "Ayman Safadi spoke."),
    ("Foreign Minister Safadi spoke.", "Ayman Safadi, the foreign minister, spoke."),
    ("Jordanian Foreign Minister Ayman Safadi spoke.", "Jordan's foreign minister, Ayman Safadi, spoke."),
    ("Barack Obama spoke.", "Barack Hussein Obama spoke."),
    ("US Secretary of State Antony Blinken spoke.", "Antony Blinken, the American secretary of state, spoke."),
    ("Former US President Jimmy Carter spoke.", "Jimmy Carter, former president of the United States, spoke."),
    ("B.J. Thomas sang.", "The singer, B. J. Thomas, sang."),
    ("J.R.R. Tolkien wrote it.", "It is by J. R. R. Tolkien."),
    ("Hay'at Tahrir al-Sham took it.", "Hayʼat Tahrir al-Sham took it."),
    ("Hayat Tahrir al-Sham took it.", "Hay’at Tahrir al-Sham took it."),
    ("Erdogan spoke.", "Recep Tayyip Erdoğan spoke."),
    ("Beyonce sang.", "Beyoncé sang."),
    ("O'Neill spoke.", "O’Neill spoke."),
    ("The company of Jean Luc grew.", "Jean-Luc's company grew."),
    ("The Ziehl-Neelsen stain helps.", "A Ziehl–Neelsen stain helps."),
    ("Rebels seized Aleppo.", "REBELS SEIZE ALEPPO"),
    ("Rebels seized Aleppo.", "Insurgents took Aleppo."),
    ("Aleppo fell.", "They took Aleppo."),
    ("Islamist rebels came.", "The Islamists came."),
    ("He praised the Islamists.", "He praised Islamist groups."),
    ("The President spoke.", "The president spoke."),
    ("The Observatory said so.", "The Syrian Observatory for Human Rights said so."),
    ("The Syrian Observatory for Human Rights (SOHR) spoke.", "The Syrian Observatory for Human Rights spoke."),
    ("The Office for Human Affairs said so.", "The UN's Office for the Human Affairs said so."),
    ("OCHA said so.", "The Office for the Coordination of Humanitarian Affairs said so."),
    ("The ICC ruled.", "The International Criminal Court ruled."),
    ("Iran-Russia talks began.", "Iran and Russia began talks."),
    ("Meanwhile, Putin spoke.", "Vladimir Putin spoke."),
    ("However, Fighting went on.", "Fighting went on."),
    ('He said: "We will fight."', "He vowed to fight on."),
    ("I think so.", "So it is."),
    ("According to the BBC, it fell.", "It fell, the BBC says."),
    ("Prime Minister Keir Starmer spoke.", "PM Keir Starmer spoke."),
    ("COVID-19 spread.", "Covid spread."),
    ("World War II ended.", "The Second World War ended."),
    ("Fighting in Gaza went on.", "The war in Gaza went on."),
    ("Officials say Idlib is calm.", "Idlib is calm."),
    ("Thousands fled to Idlib.", "Thousands went to Idlib."),
    ("**Rebels** took Idlib.", "Idlib fell."),
    ("- Civilians left Idlib.", "Idlib emptied."),
    ("Residents left, he told Reuters.", "He told Reuters that they left."),
    ("King Abdullah II spoke.", "Jordan's King Abdullah II spoke."),
    ("Jordan's Foreign Minister Ayman Safadi spoke.", "Jordan’s Foreign Minister Ayman Safadi spoke."),
    ("Erdog\u0306an spoke.", "Erdoğan spoke."),
    ("As\u00adsad fled.", "Assad fled."),
    ("Al-Qaeda struck.", "An al-Qaida group struck."),
    ("Mohamed Morsi fell.", "Mohammed Morsi fell."),
    ("Pope Francis prayed.", "The pope, Francis, prayed."),
]
COUNTS = [
    ("Four countries called for calm.", "The US, the UK, France and Germany called for calm."),
    ("Four groups merged.", "It merged Alpha (a Beta ally), Gamma (GGG), Delta and Omega."),
    ("Three cities fell.", "Aleppo, Hama and Homs fell."),
    ("Both ministers spoke.", "Ayman Safadi and Abbas Araghchi spoke."),
    ("The two ministers spoke.", "Ayman Safadi and Abbas Araghchi spoke."),
    ("The two presidents spoke.", "Both presidents spoke."),
    ("Two wars go on.", "The region has dual wars."),
    ("The two leaders spoke.", "Masoud Pezeshkian called Vladimir Putin."),
]
ALLOWED = DATES + NUMBERS + MONEY + NAMES + COUNTS

WRONG_DATES = [
    ("It began on Saturday, March 27th.", "It began on November 27.", ["Saturday", "March 27th"]),
    ("It began on November 28.", "It began on November 27.", ["November 28"]),
    ("It began on December 27.", "It began on November 27.", ["December 27"]),
    ("It began on November 27, 2023.", "It began on November 27, 2024.", ["November 27, 2023"]),
    ("It began on November 27, 2016.", "It began on November 27, the first since 2016.", ["November 27, 2016"]),
    ("It began in 2016.", "It began in 2011.", ["2016"]),
    ("It began on Monday.", "It began on Sunday.", ["Monday"]),
    ("It began on Wednesday, November 27.", "It began on November 27.", ["Wednesday"]),
    ("It began on Sunday, November 29.", "It began on November 29 and went on on Sunday.", None),
    ("It began on November 27.", "It began in November, with 27 men.", ["November 27"]),
    ("It began in October.", "It began in November.", ["October"]),
    ("It began in May.", "Theresa May began it.", ["May"]),
    ("It began in May.", "It may have begun.", ["May"]),
    ("It began in March.", "They began to march.", ["March"]),
    ("It closes at 5 p.m.", "It closes at 5 a.m.", ["5 p.m."]),
    ("It closes at 17:00.", "It closes at 16:00.", ["17:00"]),
    ("It closes at 5 p.m.", "It closes when 5 guests leave.", ["5 p.m."]),
    ("It began in the 1980s.", "It began in the 1990s.", ["1980s"]),
    ("It began in 1994.", "It began in the 1990s.", ["1994"]),
    ("It began yesterday.", "It began on Sunday.", ["yesterday"]),
    ("It began last year.", "It began this year.", ["last year"]),
    ("It ran from May 3 to May 10.", "It ran from May 3 to 9.", ["May 10"]),
    ("It began on 12 October 2024.", "It began on 10/12/2024.", ["12 October 2024"]),
    ("It happened in 2016.", "2016 people were there.", ["2016"]),
]
WRONG_NUMBERS = [
    ("14,000 people fled.", "1,400 people fled.", ["14,000"]),
    ("25 people died.", "2.5 people died.", ["25"]),
    ("2.5 people died.", "25 people died.", ["2.5"]),
    ("3 million fled.", "3 billion fled.", ["3 million"]),
    ("3 million fled.", "3 fled.", ["3 million"]),
    ("27 people died.", "It happened on November 27.", ["27"]),
    ("27 people died.", "It happened on 27 November 2024.", ["27"]),
    ("16 jets flew.", "The F-16 flew.", ["16"]),
    ("19 people died.", "COVID-19 spread.", ["19"]),
    ("25 % of them died.", "25 of them died.", ["25 %"]),
    ("25 of them died.", "25 % of them died.", ["25"]),
    ("5 percentage points are missing.", "5 percent are missing.", ["5 percentage points"]),
    ("The fifth summit opened.", "Five summits opened.", ["fifth"]),
    ("Five summits opened.", "The fifth summit opened.", ["Five"]),
    ("The sixth summit opened.", "The fifth summit opened.", ["sixth"]),
    ("He was the first emir.", "He was the second emir.", ["first"]),
    ("It lasted 13 years.", "It lasted 13 months.", ["13 years"]),
    ("It lasted 13 years.", "13 people lasted.", ["13 years"]),
    ("It lasted two weeks.", "It lasted two days.", ["two weeks"]),
    ("It is 10 miles away.", "It is 10 km away.", ["10 miles"]),
    ("One soldier died.", "Three soldiers died.", ["One"]),
    ("One soldier died.", "A general said that three soldiers died.", ["One"]),
    ("Two soldiers died.", "A soldier died.", ["Two"]),
    ("Dozens died.", "Hundreds died.", ["Dozens"]),
    ("Thousands died.", "Hundreds died.", ["Thousands"]),
    ("Thousands died.", "Five died.", ["Thousands"]),
    ("Millions fled.", "14,000 fled.", ["Millions"]),
    ("Tens of thousands fled.", "Thousands fled.", ["Tens of thousands"]),
    ("It tripled.", "It doubled.", ["tripled"]),
    ("Two-thirds of voters stayed.", "A third of voters stayed.", ["Two-thirds"]),
    ("Half of voters stayed.", "A quarter of voters stayed.", ["Half"]),
    ("205 people fled.", "200 people and 5 dogs fled.", ["205"]),
    ("Twenty-five people fled.", "Twenty people and five dogs fled.", ["Twenty-five"]),
    ("Germany won 3-1.", "Germany won 2-1.", ["3"]),
    ("It reached minus 5 degrees.", "It reached 5 degrees.", ["minus 5 degrees"]),
    ("Version 1.2.3 came.", "Version 1.2.4 came.", ["1.2.3"]),
    ("٢٥ people died.", "24 people died.", ["٢٥"]),
]
WRONG_MONEY = [
    ("It cost $25.", "It took 25 people.", ["$25"]),
    ("25 people came.", "It cost $25.", ["25"]),
    ("It cost $25 million.", "It cost $25 billion.", ["$25 million"]),
    ("It cost €25.", "It cost $25.", ["€25"]),
    ("It cost 25 euros.", "It cost 25 dollars.", ["25 euros"]),
    ("It cost A$25.", "It cost US$25.", ["A$25"]),
    ("It cost 25 dollars.", "It cost 25 percent.", ["25 dollars"]),
    ("It cost $3.5 million.", "It cost $35 million.", ["$3.5 million"]),
]
WRONG_NAMES = [
    ("North Korea agreed.", "South Korea agreed.", ["North Korea"]),
    ("South Sudan agreed.", "Sudan agreed.", ["South Sudan"]),
    ("Sudan agreed.", "South Sudan agreed.", ["Sudan"]),
    ("Mexico agreed.", "New Mexico agreed.", ["Mexico"]),
    ("America agreed.", "Latin America agreed.", ["America"]),
    ("The US agreed.", "They told us to go.", ["US"]),
    ("Turkey agreed.", "They ate turkey.", ["Turkey"]),
    ("Will Smith won.", "Jada Smith won. She will go.", ["Will Smith"]),
    ("May spoke.", "It may be.", ["May"]),
    ("Labour Party members won.", "The Green Party won.", ["Labour Party"]),
    ("Iraq's Foreign Minister Ayman Safadi left.", "Jordan’s Foreign Minister Ayman Safadi went to Iraq.", None),
    ("Iranian President Putin spoke.", "Russian President Putin spoke of Iranian oil.", ["Iranian President Putin"]),
    ("Dam\u200bascus fell.", "As dam ascus it fell.", ["Dam\u200bascus"]),
    ("2\u200b5 died.", "2 and 5 died.", ["2\u200b5"]),
    ("Spies of mi6 came.", "Spies of MI5 came.", ["mi6"]),
    ("Six groups merged.", "It merged Alpha (a Beta ally), Gamma (GGG), Delta and Omega.", ["Six"]),
    ("Syrian Democratic Forces came.", "The Syrian army came.", ["Syrian Democratic Forces"]),
    ("Syrian Democratic Forces came.", "Syrian men met the Russian Democratic Forces.", ["Syrian Democratic Forces"]),
    ("The Syrian Army came.", "The Syrian people met the Russian Army.", ["Syrian Army"]),
    ("The Syrian Observatory of Rights spoke.", "The Observatory spoke.", ["Syrian Observatory of Rights"]),
    ("Foreign Minister Hakan Fidan spoke.", "Foreign Minister Ayman Safadi spoke.", ["Foreign Minister Hakan Fidan"]),
    ("Hafez al-Assad fled.", "Bashar al-Assad fled.", ["Hafez al-Assad"]),
    ("Hunter Biden spoke.", "Joe Biden spoke.", ["Hunter Biden"]),
    ("Joe Biden spoke.", "Biden spoke.", ["Joe Biden"]),
    ("Joe Biden spoke.", "Joe spoke to Jill Biden.", ["Joe Biden"]),
    ("J. Biden spoke.", "Hunter Biden spoke.", ["J. Biden"]),
    ("President Biden spoke.", "Biden spoke.", ["President Biden"]),
    ("Prime Minister Assad spoke.", "President Assad spoke.", ["Prime Minister Assad"]),
    ("Iranian President Assad spoke.", "Syrian President Assad spoke.", ["Iranian President Assad"]),
    ("SDF men came.", "The HTS men came.", ["SDF"]),
    ("Damascus fell.", "Aleppo fell.", ["Damascus"]),
    ("They took Damascus.", "They took Aleppo.", ["Damascus"]),
    ("Walker spoke.", "He spoke.", ["Walker"]),
    ("Price spoke.", "He spoke.", ["Price"]),
    ("Apple grew.", "It grew.", ["Apple"]),
    ("They praised Hezbollah.", "They praised Hamas.", ["Hezbollah"]),
    ("The Islamist group came.", "The rebel group came.", ["Islamist"]),
    ("The group is Sunni.", "The group is Shiite.", ["Sunni"]),
    ("He spoke to CNN.", "He spoke to the BBC.", ["CNN"]),
    ("The White House spoke.", "The house is white, he spoke.", None),
    ("The Bank of Japan acted.", "The Bank of England acted in Japan.", ["Bank of Japan"]),
    ("The University of Aleppo closed.", "The University of Damascus left Aleppo.", ["University of Aleppo"]),
    ("World War II ended.", "World War I ended.", ["World War II"]),
    ("The Defence Ministry spoke.", "The Foreign Ministry spoke of defence.", ["Defence Ministry"]),
    ("The iPhone sold.", "The Galaxy sold.", ["iPhone"]),
    ("东京 fell.", "Aleppo fell.", ["东京"]),
    ("King Abdullah III spoke.", "King Abdullah II spoke.", ["King Abdullah III"]),
    ("Erdoğan spoke.", "Erdal spoke.", ["Erdoğan"]),
    ("Four countries called for calm.", "The US, the UK and France called for calm.", ["Four"]),
    ("Four countries called for calm.", "Tom, Dick, Harry and Fred called for calm.", ["Four"]),
    ("Two ministers spoke.", "Iran and Russia spoke.", ["Two"]),
    ("Four soldiers died.", "The US, the UK, France and Germany sent troops.", ["Four"]),
    ("Two people died.", "Ayman Safadi spoke.", ["Two"]),
]
REFUSED = WRONG_DATES + WRONG_NUMBERS + WRONG_MONEY + WRONG_NAMES


def texts(found: list[Fact]) -> list[str]:
    return [fact.text for fact in found]


@pytest.mark.parametrize(("sentence", "quote"), ALLOWED)
def test_another_form_of_the_same_value_is_allowed(sentence: str, quote: str) -> None:
    assert texts(missing(sentence, [quote], Background([quote]))) == []


@pytest.mark.parametrize(("sentence", "quote", "lacking"), REFUSED)
def test_another_value_is_reported(sentence: str, quote: str, lacking: list[str] | None) -> None:
    found = texts(missing(sentence, [quote], Background([quote])))
    assert found == lacking if lacking else found


@pytest.mark.parametrize(
    ("sentence", "lacking"),
    [
        ("It began two days before it ended.", []),
        ("It lasted 48 hours.", []),
        ("It began three days before it ended.", ["three days"]),
        ("It came eight years later.", []),
        ("It came nine years later.", ["nine years"]),
    ],
)
def test_the_time_between_two_dates_of_the_quotes_is_given(sentence: str, lacking: list[str]) -> None:
    quotes = ["It began on November 27, after one in 2016.", "It ended on November 29, before one in 2024."]
    assert texts(missing(sentence, quotes, Background(quotes))) == lacking


GROUP = "The group, Hayat Tahrir al-Sham (HTS), was formed in 2017. The Office for Aid (OFA) helps."
ASSAD = "President Bashar al-Assad spoke. Syria's rebels fight. Assad left later."


@pytest.mark.parametrize(
    ("sentence", "quote", "text"),
    [
        ("HTS advanced.", "Hayat Tahrir al-Sham advanced.", GROUP),
        ("Hayat Tahrir al-Sham advanced.", "HTS advanced.", GROUP),
        ("Hay'at Tahrir al-Sham's men advanced.", "HTS advanced.", GROUP),
        ("The Office for Aid spoke.", "OFA spoke.", GROUP),
        ("Bashar al-Assad left.", "Assad left later.", ASSAD),
        ("President Assad left.", "Assad left later.", ASSAD),
        ("President Bashar al-Assad left.", "Assad left later.", ASSAD),
        ("Gendarmes left.", "They left.", "All gendarmes had gone."),
    ],
)
def test_another_form_that_the_articles_introduce_is_allowed(sentence: str, quote: str, text: str) -> None:
    assert texts(missing(sentence, [quote], Background([text]))) == []


@pytest.mark.parametrize(
    ("sentence", "quote", "text"),
    [
        ("HTS advanced.", "The rebels advanced.", GROUP),
        ("Hayat Tahrir al-Sham advanced.", "The group advanced.", GROUP),
        ("HTS advanced.", "The Houthi Tribal Sheikhs advanced.", GROUP),
        ("Bashar al-Assad left.", "The president left.", ASSAD),
        ("Hafez al-Assad left.", "Assad left later.", ASSAD),
        ("Bashar al-Assad left.", "Assad left.", ASSAD + " His father, Hafez al-Assad, had ruled."),
        ("Bashar al-Assad left.", "Hafez al-Assad left. Assad was ill.", ASSAD),
        ("The Syrian Observatory for Aid spoke.", "The Observatory spoke.", "The Syrian Observatory for Aid spoke."),
        ("Foreign Minister Hakan Fidan spoke.", "The foreign minister spoke.", "Foreign Minister Hakan Fidan spoke."),
        ("Turkey left.", "They left.", "They ate turkey."),
        ("It was 2017.", "HTS was formed.", GROUP),
    ],
)
def test_the_articles_give_no_value_themselves(sentence: str, quote: str, text: str) -> None:
    assert missing(sentence, [quote], Background([text]))


def test_the_year_of_a_day_is_known_from_the_date_of_publication() -> None:
    quote = ["It began on November 27."]
    one = Background(quote, published=["2024-12-03"])
    assert not missing("It began on November 27, 2024.", quote, one)
    assert missing("It began on November 27, 2023.", quote, one)
    assert missing("It began on November 27, 2024.", quote, Background(quote))
    assert missing("It began on November 27, 2024.", quote, Background(quote, published=["2024-12-03", "2016-12-03"]))
    assert not missing("It began on December 30, 2023.", ["on December 30"], Background([], published=["2024-01-02"]))


def test_a_weekday_and_a_day_from_different_places_must_fit_the_calendar() -> None:
    quote = ["It began on November 27. It went on on Wednesday, and on Sunday."]
    published = Background(quote, published=["2024-12-03T10:00:00+00:00"])
    assert not missing("It began on Wednesday, November 27.", quote, published)
    assert texts(missing("It began on Sunday, November 27.", quote, published)) == ["Sunday"]


def test_a_count_of_the_articles_is_known() -> None:
    assert not missing("Two articles say so.", ["So it is."], Background([], articles=2))
    assert not missing("Both articles say so.", ["So it is."], Background([], articles=2))
    assert missing("Three articles say so.", ["So it is."], Background([], articles=2))
    assert missing("Two rebels say so.", ["So it is."], Background([], articles=2))


def test_facts_stand_in_order_with_their_kinds() -> None:
    sentence = "On Sunday, Nov. 27, 2024, twenty-five men of HTS paid $3.5m in Aleppo."
    assert [(fact.kind, fact.text) for fact in facts(sentence)] == [
        ("date", "Sunday"),
        ("date", "Nov. 27, 2024"),
        ("number", "twenty-five"),
        ("name", "HTS"),
        ("money", "$3.5m"),
        ("name", "Aleppo"),
    ]


def test_given_says_where() -> None:
    quotes = ["The US and HTS met.", "On 27 November, America paid 2 million dollars, and the US left."]
    found = {
        fact.text: [quotes[n][start:end] for n, start, end in given(fact, quotes, Background(quotes))]
        for fact in facts("The United States paid $2m on Nov. 27, it told Paris.")
    }
    assert found == {
        "United States": ["US", "America", "US"],
        "$2m": ["2 million dollars"],
        "Nov. 27": ["27 November"],
        "Paris": [],
    }
