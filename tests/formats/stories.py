"""Invented news stories from which the files of the set are made: no person, place or paper in them exists."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """One story: its title, who wrote it, and its paragraphs."""

    title: str
    author: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The paragraphs with a blank line between them."""
        return "\n\n".join(self.paragraphs)


TRAWLER = Story(
    "Trawler crew saved off Storvik",
    "Maren Tolle",
    (
        "Captain Ruth Albin and eleven sailors were rescued from the trawler Havdis on Thursday night, the coastguard of Storvik said.",
        "“We had forty minutes before she went down,” Albin said at the quay. The Havdis, built in 1987, had taken in water since the early evening.",
        "Two helicopters and the lifeboat Grim took part in the rescue. One sailor was treated for a broken wrist; the others were unhurt.",
        "The owner, Lodal Fisheries, said that it would wait for the report of the accident board before it decided whether to raise the wreck.",
    ),
)
TRAM = Story(
    "Vesk council approves second tram line",
    "Jonas Erlend",
    (
        "The city council of Vesk approved a second tram line on Tuesday by 31 votes to 18, after a debate of nearly seven hours.",
        "The line is to run from the central station to the hospital in Orle, with fourteen stops, and to cost 412 million crowns.",
        "Councillor Freja Lodal, who opposed the plan, said that the money would be missed by the schools of the eastern districts.",
        "Building is to begin next spring. The first trams could run in four years, the transport office said.",
    ),
)
QUAKE = Story(
    "Quake in Karsia leaves 21 dead",
    "Ilse Marrow",
    (
        "An earthquake of magnitude 6.1 killed at least 21 people in the mountains of Karsia before dawn, the interior ministry said.",
        "The worst damage was in the village of Dren, where two rows of stone houses slid into the river Amel.",
        "Rescue teams from three countries were on their way. Minister Ivo Petrak asked drivers to keep the northern road free for them.",
        "Schools in the district of Halden stay closed until further notice, and 340 families spent the night in a sports hall.",
        "It was the strongest quake in the region since 1971, when more than 200 people died.",
    ),
)
BANK = Story(
    "Petra Ives named head of Meridian Bank",
    "Tess Ohm",
    (
        "Meridian Bank named Petra Ives as its chief executive, the first woman to lead the lender in its 122 years.",
        "Ives, 48, joined the bank as an auditor and has run its business in the islands since 2019.",
        "The shares rose by 3.4% to €42 in early trading. Analysts at Nordbrook called the choice “safe, and a little dull”.",
        "She follows Gorm Falk, who resigned after the loss of $420 million on ship loans.",
    ),
)
FERRY = Story(
    "Ferry Nordlys burns for a night outside Selm",
    "Edda Brun",
    (
        "The ferry Nordlys caught fire on its way to Selm with 180 people aboard, and burned for most of the night.",
        "All passengers were taken off by fishing boats before midnight. The harbour master praised “a chain of small boats, each with its lamp”.",
        "The fire began in a lorry on the lower deck, the company Selm Line said. The lorry had carried batteries.",
        "A spokesman said that the Nordlys would not sail again this year, and that tickets would be paid back.",
    ),
)
MUSEUM = Story(
    "Museum in Orle puts off its opening again",
    "Hanne Lindqvist",
    (
        "The museum of the sea in Orle will open six months later than planned, its director Omar Said said.",
        "Damp in the new storerooms is to blame. Drying them costs 2.6 million crowns, which the city and the region share.",
        "The whale that gave the house its nickname has hung in its hall since March, under plastic sheets.",
        "“Nobody will remember the date in ten years,” Said told visitors, “but everybody would remember mould.”",
    ),
)
STRIKE = Story(
    "Dockers walk out in Amrund",
    "Leon Petrak",
    (
        "About 800 dockers walked out in Amrund on Monday in a dispute over night shifts, and 23 ships lay waiting in the roads.",
        "The union asks for nine hours of rest between two shifts instead of seven. The port offers eight.",
        "Port director Tamsin Vale said that each day of the strike cost her customers four million crowns.",
        "Talks go on at the weekend. The union has called a vote for Friday.",
    ),
)
VACCINE = Story(
    "Trial of fever vaccine ends early",
    "Griffith Hoff",
    (
        "The trial of a vaccine against valley fever ended early because it protected so well that giving a placebo was no longer defensible.",
        "Of 4,100 people who were given the vaccine nine fell ill, against 131 of as many who were not, the university of Castellane reported.",
        "Side effects were mild: sore arms, and a day of fever for one in twelve.",
        "The maker, Brun & Said, hopes for a licence within the year. A dose is to cost less than three dollars.",
    ),
)
CHESS = Story(
    "Sixteen-year-old wins the chess open of Halden",
    "Ulrik Stenmo",
    (
        "Inês Gonçalves, aged 16, won the open of Halden with eight points out of nine, half a point ahead of the champion of Karsia.",
        "In the last round she needed a draw, and played for a win for five hours all the same.",
        "“I had forgotten the score,” she said. Her trainer, José Martí-Peña, had left the hall because he could not bear to watch.",
        "The prize of 12,000 crowns goes to her school in Tolmin, which has no chess club yet.",
    ),
)
WATER = Story(
    "Governor signs water bill after three vetoes",
    "Nadia Petrak",
    (
        "Governor Tamsin Vale signed the water bill on Wednesday, having sent it back to the assembly three times.",
        "From next year farms along the Amel may take no more than 60% of what they took in 2015.",
        "The farmers' league called the law “a sentence without a trial”. The Green League said that it came ten years too late.",
        "A fund of 75 million crowns is to help farms that change to drip irrigation.",
    ),
)
"""Stories in English."""

HAVEN = Story(
    "Streik im Hafen von Amrund beendet",
    "Leon Petrak",
    (
        "Der Streik der Hafenarbeiter in Amrund ist nach elf Tagen beendet worden, wie die Gewerkschaft am Freitagabend mitteilte.",
        "Die Arbeiter erhalten künftig neun Stunden Ruhe zwischen zwei Schichten. Die Hafenverwaltung sprach von einem vertretbaren Ergebnis.",
        "Am Samstag sollen die ersten der 23 wartenden Schiffe entladen werden. Die Kosten des Streiks werden auf 40 Millionen Kronen geschätzt.",
    ),
)
RUSSIAN = Story(
    "В Карсии восстановили движение поездов",
    "Иво Петрак",
    (
        "Движение поездов между Хальденом и Дреном восстановлено после землетрясения, сообщило министерство транспорта Карсии.",
        "Ремонт моста через реку Амель занял девять дней. Первый поезд прибыл в Дрен в среду утром с продуктами и палатками.",
        "По словам министра, полностью дорога будет отремонтирована к осени, а временный мост останется до весны.",
    ),
)
"""Stories that are not."""
