"""Countries, peoples and a few bodies under the names that news gives them: "Syrian" for Syria, "the UK" for Britain.

Not a gazetteer: what is missing here is still a name, only one that has no other form. All is in the normal form of
`qa/text/names.py`; "_" stands between words, and abbreviations are in capitals.
"""

from __future__ import annotations

import re

_COUNTRIES = """
afghanistan afghan|albania albanian|algeria algerian|andorra andorran|angola angolan|argentina argentine argentinian
armenia armenian|australia australian aussie|austria austrian|azerbaijan azerbaijani azeri|bahamas bahamian
bahrain bahraini|bangladesh bangladeshi|barbados barbadian|belarus belarusian|belgium belgian|belize belizean
benin beninese|bhutan bhutanese|bolivia bolivian|bosnia bosnian bosnia_herzegovina bosnia_and_herzegovina
botswana botswanan|brazil brazilian|brunei bruneian|bulgaria bulgarian|burkina_faso burkinabe|burundi burundian
cambodia cambodian|cameroon cameroonian|canada canadian|chad chadian|chile chilean|china chinese PRC
colombia colombian|costa_rica costa_rican|croatia croatian croat|cuba cuban|cyprus cypriot
czech czechia czech_republic|denmark danish dane|djibouti djiboutian|dominican_republic dominican|ecuador ecuadorian
egypt egyptian|el_salvador salvadoran salvadorean|eritrea eritrean|estonia estonian|eswatini swaziland swazi
ethiopia ethiopian|fiji fijian|finland finnish finn|france french frenchman frenchwoman frenchmen|gabon gabonese
gambia gambian|georgia georgian|germany german|ghana ghanaian|greece greek|greenland greenlandic greenlander
grenada grenadian|guatemala guatemalan|guinea guinean|guyana guyanese|haiti haitian|honduras honduran
hong_kong hong_konger|hungary hungarian|iceland icelandic icelander|india indian|indonesia indonesian
iran iranian|iraq iraqi|ireland irish irishman irishwoman|israel israeli|italy italian
ivory_coast ivorian cote_divoire|jamaica jamaican|japan japanese|jordan jordanian|kazakhstan kazakh kazakhstani
kenya kenyan|kosovo kosovan kosovar|kuwait kuwaiti|kyrgyzstan kyrgyz|laos lao laotian|latvia latvian
lebanon lebanese|liberia liberian|libya libyan|liechtenstein liechtensteiner|lithuania lithuanian
luxembourg luxembourgish|madagascar malagasy|malawi malawian|malaysia malaysian|maldives maldivian|mali malian
malta maltese|mauritania mauritanian|mauritius mauritian|mexico mexican|moldova moldovan|monaco monegasque
mongolia mongolian|montenegro montenegrin|morocco moroccan|mozambique mozambican|myanmar burma burmese
namibia namibian|nepal nepali nepalese|netherlands dutch holland dutchman|new_zealand new_zealander kiwi
nicaragua nicaraguan|niger nigerien|nigeria nigerian|north_korea north_korean DPRK|norway norwegian|oman omani
pakistan pakistani|palestine palestinian|panama panamanian|papua_new_guinea papua_new_guinean|paraguay paraguayan
peru peruvian|philippines philippine filipino filipina|poland polish pole|portugal portuguese|puerto_rico puerto_rican
qatar qatari|romania romanian|russia russian russian_federation|rwanda rwandan|samoa samoan
saudi saudi_arabia saudi_arabian|senegal senegalese|serbia serbian serb|sierra_leone sierra_leonean
singapore singaporean|slovakia slovak slovakian|slovenia slovenian slovene|somalia somali
south_africa south_african|south_korea south_korean|south_sudan south_sudanese|soviet USSR soviet_union
spain spanish spaniard|sri_lanka sri_lankan|sudan sudanese|suriname surinamese|sweden swedish swede
switzerland swiss|syria syrian|taiwan taiwanese|tajikistan tajik tajikistani|tanzania tanzanian|thailand thai
tibet tibetan|togo togolese|tonga tongan|tunisia tunisian|turkey turkiye turkish turk
turkmenistan turkmen|uganda ugandan|ukraine ukrainian
UAE united_arab_emirates emirates emirati|UK united_kingdom britain british great_britain briton brit GB
US USA united_states united_states_of_america america american|uruguay uruguayan|uzbekistan uzbek|vanuatu
venezuela venezuelan|vietnam vietnamese|yemen yemeni|zambia zambian|zimbabwe zimbabwean
england english englishman|scotland scottish scot scotsman|wales welsh welshman|northern_ireland northern_irish
DRC democratic_republic_of_the_congo democratic_republic_of_congo dr_congo|congo congolese
equatorial_guinea|guinea_bissau|east_timor timor_leste timorese|north_macedonia north_macedonian macedonia macedonian
east_germany east_german GDR|west_germany west_german|vatican vatican_city holy_see
"""
_OTHERS = """
europe european|africa african|asia asian|south_america south_american|north_america north_american
latin_america latin_american|central_america central_american|central_asia central_asian|kurd kurdish|jew jewish
chechnya chechen|dagestan dagestani|crimea crimean|catalonia catalan catalonian|scandinavia scandinavian
bavaria bavarian|california californian|texas texan|quebec quebecois|balkan balkans
muslim moslem|shiite shia shi_ite|houthi
gaza gazan gaza_strip|middle_east middle_eastern|caribbean|arab|sunni|christian|catholic|islamist|uighur uyghur
UN united_nations|EU european_union|ISIS ISIL islamic_state daesh islamic_state_group|prime_minister PM
world_war_II second_world_war WWII world_war_two WW2|world_war_I first_world_war WWI world_war_one WW1
washington_dc|new_york|new_york_city NYC|new_mexico new_mexican|new_jersey|new_hampshire|new_england
new_delhi|new_orleans|new_south_wales|north_carolina|south_carolina|north_dakota|south_dakota
west_virginia|west_bank
north_vietnam|south_vietnam|american_samoa|african_american|native_american|south_ossetia|north_ossetia
CEO chief_executive_officer chief_executive|TV television
representative rep|senator sen|general gen|governor gov|professor prof|colonel col|lieutenant lt|mount mt|saint st
covid coronavirus|hizbullah hezbollah|qaida qaeda|kiev kyiv|mohammed muhammad mohammad mohamed
"""


def _names(table: str) -> dict[tuple[str, ...], str]:
    groups = [group.split() for line in table.strip().splitlines() for group in line.split("|")]
    return {tuple(name.split("_")): group[0] for group in groups for name in group}


NATIONS = frozenset(_names(_COUNTRIES).values())
"""The one form of each country."""
FORMS = _names(_COUNTRIES + _OTHERS)
"""Each name, as its words, and the one form that stands for all of its names."""


def is_language(name: str, text: str) -> bool:
    """Return whether a name of a text is that of a language: "what does it mean in English?"."""
    word = name.lower()
    return FORMS.get((word,), word) != word and re.search(rf"\bin {re.escape(name)}\W*$", text) is not None
