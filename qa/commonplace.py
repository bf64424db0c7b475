"""Words of plain English, so that a capital at the start of a sentence makes no name of them.

A word missing here is taken for a name, which only costs a sentence; a word here that is also a name ("Bush", "May",
"Apple") would let one through, so such words are left out.
"""

from __future__ import annotations

OPENERS = frozenset(
    """
a an the this that these those there here it its he his him she her hers they their theirs them we us our ours you
your i my mine me who whom whose which what when where why how if unless although though even because since as so but
and or nor yet for of in on at by to from with without within into onto over under above below after before during
while until till through throughout between among amongst across along around about against amid despite near off out
up down upon per via is are was were be been being has have had do does did can could would should shall might must
not no none neither either both all any each every few many more most much less least fewer several some such other
others another same own enough also again already always almost just only still then thus therefore hence however
moreover furthermore meanwhile instead otherwise nevertheless nonetheless additionally besides further later earlier
now soon once often never ever today yesterday tomorrow tonight recently currently initially finally eventually
previously originally formerly ultimately perhaps maybe indeed likewise similarly conversely consequently accordingly
subsequently afterwards elsewhere everywhere nobody nothing everyone everybody everything someone somebody something
anyone anybody anything one two three four five six seven eight nine ten first second third last next let according
due thanks including like unlike compared given based following regarding concerning considering depending rather than
too very well yes ok okay please sorry oh im ive ill id weve theyre youre isnt arent wasnt werent dont doesnt didnt
cant couldnt wont wouldnt shouldnt hasnt havent hadnt whoever whatever whenever wherever whether overall apart aside
together twice beyond behind beside toward towards except plus minus versus etc re ie eg
""".split()
)
"""Words that are no name wherever a sentence may begin."""

_PLAIN = """
ability absence abuse access accident account accusation accuse achieve act action active activist activity actor add
address administration admit adult advance advice adviser advocate affair age agency agent agree agreement agriculture
aid air aircraft airline airport airstrike alarm alert alleged allegedly allow ally alliance allied ambassador
ambulance amendment amount analysis analyst ancient anger animal anniversary announce announcement annual answer
appeal appear approach approval approve approximately archaeologist area argue argument arm armed armored army arrest
arrive art article artist ask assault assert asset assist assistance associate association assume athlete attack
attempt attend attendance attention attorney attract audience auditor author authority autumn available average avoid
award aware baby back background backed backer bad ballot ban bank bar barrage base basic battle beach bear beautiful
become begin behavior belief believe belong benefit best better big bigger bike bill biologist bird birth blame blast
blaze block blood board boat body bomb bombing border boss bottom box boy brain branch brand break breach bridge brief
bring broad broadcast broadcaster brother budget build builder building bullet burn bus business businessman buy buyer
bystander cabinet call camera camp campaign campaigner cancel cancer candidate capital captain capture car care career
carry case cash casualty cat cattle caution cause ceasefire celebrate cell center central centre century ceremony
certain chain chairman challenge champion chance change chaos character charge charity chart cheap check chemical
chief child children choice choose church citizen city civil civilian claim clash class classic clean clear clergy
clerk client climate climb close clothing cloud club coach coal coalition coast code cold collapse colleague collect
college collision combat combine come comedian comfort command commander comment commentator commerce commercial
commission commissioner commit committee common communication community company comparison compete competition
competitor complain complaint complete complex computer concern conclude condition conduct conference confidence
confirm conflict congress connect conservationist consider construction consultant consume consumer contact contain
content context continue contract contractor contrast contribute control convoy cook cooperation corporate
correspondent corruption cost council counsel count counter country countryside couple courage course court cover
coverage crash create creation creative creditor crew crime criminal crisis critic critical criticism crop cross crowd
crucial cultural culture curfew currency current customer cut cyber cyclist daily damage dance danger data date
daughter day dead deadly deal dealer death debate debris debt decade decide decision declare decline deep defeat
defence defend defendant defender defense deficit delay delegate delegation deliver delivery demand demography
demonstration demonstrator deny department departure deploy depression deputy describe design designer desire destroy
destruction detail detain detainee detective determine develop developer development device die diet difference
different difficult digital dinner diplomacy diplomat diplomatic direct direction director dirty disaster discount
discover discovery discuss discussion disease displaced displacement dispute distance district diver divide doctor
document documentary dog dollar domestic donate donation donor door doubt dozen draft drama draw dream dress drink
drive driver drone drop drought drug dry dust duty early earn earth earthquake ease east eastern easy eat economic
economist economy editor education effect effort egg elderly elect election electric electricity element eliminate
embassy emergency emission emphasize employ employee employer employment enable end enemy energy engage engine
engineer engineering enjoy enter enterprise entertainment entire entrance entrepreneur environment environmental envoy
epidemic equal equipment era error escape essential establish estate estimate estimated ethics ethnic evacuate
evacuation evaluate evening event evidence exact examine example excavation exchange excitement execution executive
exercise exhibit exile exist existing expand expansion expect expectation expenditure expense expensive experience
experiment expert explain explanation explosion explosive export exporter express extend extensive external extra
extreme extremist eye eyewitness face facility fact faction factor factory fail failure fair faith fall false family
famous fan far farm farmer fast father favor fear feature federal feel female festival fierce fight fighter fighting
figure file film filmmaker final finance financial find finding fine finish fire firefighter firm fiscal fish
fisherman fishing fix flag flame flash flat fleet flight flood flooding floor flow flower fly focus fog follow
follower food foot footage football footballer force forces foreign forest form formal former fortune forward
foundation founder frequent fresh friend front fruit fuel full fully function fund funding funeral fur future gain
game gang garden gas gather general generally generation get giant girl give glass global go goal goalkeeper gold good
goods governing government governor grain grand grandmother grass grave great greenhouse ground group grow growth
guard guarantee guerrilla guest guide guideline guilty gun gunfire gunman gunmen guy half hand hard harm harvest hate
head headline headquarters health hear hearing heart heat heavy helicopter help hide high highway hike historian
historic historical history hit hold holiday home homeless homeowner homes honor horse hospital host hostage hostility
hot hotel hour house household housing huge human humanitarian humans hundred hunger hunter hurricane husband ice idea
identify ideal illegal image imagine immediate immediately immigrant immigration impact implement import important
impose improve improved improvement incident include income increase increasing increasingly independence independent
index individual industrial industry inflation influence inform information infrastructure initial initiative injure
injured injury inmate inner innovation inquiry inspect inspector instance institution instruction insurance insurgent
intelligence intend intense interest interesting interim interior internal international internationally internet
intervention interview introduce invasion invest investigate investigation investigator investment investor invite
involve iron island issue item jail jet jihadist job join joint journalist journey joy judge judgment judicial jump
jury justice keep key kid kill killer killing kind knee know knowledge lab labor laboratory labour lack lady lake land
landmark landslide language large largely late latest launch law lawmaker lawsuit lawyer lay lead leader leadership
leading league leak learn leave left legal legend legislation legislator lender length lesson letter level liberal
library licence license lie life light limit limited line link liquid list listen literature live livestock loan local
locate location lockdown long look lose loss lot loud love low lower machine magazine mail main mainly maintain major
majority make maker male malnutrition man manage management manager manufacturer manufacturing map marathon marine
mark marker market marriage married mass massacre massive master match material matter mayor meal mean measure meat
mechanic media mediator medical medicine medium meet meeting member memory mental mention merchant merger message
metal method middle might migrant migration mile militant military militia militiaman mind miner mineral minimum
mining minister ministry minor minority miracle missile mission mistake mob mobile model moderate modern moment
monetary money monitor month mood moon moral morning mortality mortgage mother motion motorist mountain mourner move
movement movie multiple murder muscle museum music musician mutual name narrow nation national native natural nature
naval navy nearby nearly necessary need negative negotiate negotiation negotiator neighbor neighborhood neighbour
neighbouring network neutral new newly news newspaper night noise normal north northern northeastern northwestern note
notice notably noting novel novelist nuclear number numerous nurse nutrition objective observation observer observers
obtain obvious occasion occupation ocean offensive offer office officer official officials oil old older online open
opening operate operation operator opinion opponent opportunity oppose opposition option oral order ordinary organ
organisation organiser organization organizer origin original outbreak outside owner ownership pact page pain painting
pair palace pandemic panel paper parent parents parliament parliamentary part partial participant participate
particular particularly partly partner partnership party pass passage passenger past pastor path patient patrol
pattern pay payment peace peaceful peacekeeper peak pedestrian penalty pension people percent percentage performance
performer period permanent permission permit person personal personnel phase philosophy phone photo photograph
photographer photography phrase physical physician physicist pilgrim pilot pipeline pitch place plan plane planet
plant plastic platform play player poem poet point police policeman policemen policy political politically politician
politics poll pollution pool poor popular population port portion position positive possession possible possibly post
potential potentially poverty power powerful practical practice pray prayer precise predict prefer pregnant premier
preparation prepare presence present presenter preserve president presidential press pressure prevent previous price
priest primary prime principal principle print prior priority prison prisoner privacy private prize probably probe
problem procedure proceed process produce producer product production profession professional professor profit program
programme progress project prominent promise promote promotion proof property proportion proposal propose prosecution
prosecutor protect protection protest protester protesters proud prove provide provided province provincial provision
provisional psychologist public publication publicly publish publisher pull purchase purpose push put quality quantity
quarter question quick quickly quiet quite race racing radio raid rail railway rain raise rally range rank rapid
rapidly rare rate rating reach reaction read reader ready real reality realize rebel rebels rebuild recall receive
recent recession recognition recommendation record recover recovery recruit red reduce reduction referee referendum
reflect reform refugee refugees refuse regime region regional register regular regulation regulator reinforce
reinforcement reject relate relation relationship relative relatively relatives release relevant relief religion
religious remain remaining remark remarkable remember remote removal remove renewed rent repair repeat replace report
reported reportedly reporter reporting represent representative request require requirement rescue rescuer research
researcher reserve resident residential residents resign resignation resilience resistance resolution resolve resource
respond response responsibility restaurant restriction result retail retailer retired retreat return reveal revenue
review revolution rich ride rifle right rights ring riot rise risk rival rivers road robber rocket role roll room
rough round route royal rule ruler ruling rumor rumour run runner rural rush safe safety sailor salary sale sales
sample sanction satellite satisfaction save saving say scale scandal scene schedule scheme scholar school science
scientific scientist scientists score screen sea search season seat secret secretary section sector secure security
see seek seem seize seizure select sell seller senate senator send senior sense sentence sentencing separate
separately series serious seriously servant serve service session set settlement settler severe sex shadow shallow
shape share shareholder sharp shelling shelter shepherd shift ship shipment shipping shock shoot shooter shooting shop
shopper short shortage shortly shot show shut sibling sick side siege sight sign signal significant significantly
silent silver similar simple simply singer sister site situation size skill skin skip sky slave sleep slight slow
slowly small smart smoke smoking smuggler snow soccer social society soft software soil solar soldier soldiers solid
solution solve son song sort soul sound source sources south southeastern southern southwestern space speak speaker
special specialist species specific specifically speech speed spend spending spirit spokesman spokesperson spokeswoman
sponsor sport spread spring staff stage stake stand standard start state statement states station statistic statistics
statue status stay steady steel step stock stop store storm story strange strategic strategy stream street strength
stress strict strike striker strong structure struggle student students studio study subject submarine succeed success
successful sudden suddenly suffer sugar suggest suicide summer summit sun supplier supply support supporter supporters
suppose supposedly supreme sure surface surge surgeon surgery surprise surprised surrender surround survey survivor
survivors suspect suspected suspension sustain sustained swimmer switch symbol symptom syndrome system table tackle
talent talk talks tank tanks target tariff task taste tax taxpayer teacher teachers team tear technical technician
technique technological technology teen teenager telephone television tell temperature temporary tension tensions
tenant term terrible territorial territory terror terrorism terrorist terrorists test testimony testing text theater
theatre theme theory thick thin thing think thousand threat threaten throw ticket tie time tiny tip title tobacco tool
top topic torture total touch tough tour tourism tourist tourists tournament town township track trade trader trading
tradition traditional traffic tragedy trail train trainer training transfer transform transition translate transport
transportation travel traveler treasure treat treatment treaty tree trend trial tribal tribe trick trip troop troops
trouble truce truck true truly trust truth try turn turnout twin typical typically uncertainty uncle understand
unemployment union unique unit university unknown unprecedented unrest upper urban urge urgent use useful user usual
usually vacation vaccination vaccine valley valuable value van variety various vary vast vehicle vehicles vendor
venture verdict version vessel veteran victim victims victory video view viewer village villager villagers violation
violence violent virus visible vision visit visitor visual vital voice volunteer volunteers vote voter voters voting
vulnerable wage wait walk wall want war warehouse warm warn warning warplane warplanes warrant warship waste watch
water wave way weak wealth wealthy weapon weapons wear weather web website wedding week weekend weekly weight welcome
welfare west western wet whale wheat wheel whole wide widely widespread widow wife wild wildfire wildlife win wind
window wine winner winning winter wish withdraw withdrawal witness witnesses woman women wonder wooden word work
worker workers working world worldwide worry worse worst worth wound wounded writer write writing wrong yard year
yield young youth zone accountant achievement admission aftermath aggression airspace airstrikes allegation ammunition
analytics annually app artillery assassination assembly asylum atrocity austerity backlash ballistic bankruptcy barrel
behaviour biodiversity blockade boycott briefing bystanders cargo carbon chlorine choking cholera civilians coastal
commodity commuter compensation compromise concert confrontation congestion consensus conservation constitution
consultation containment contamination contestant controversy conviction copper corn coup courtroom credit creditors
cruise crude custody cuts defeating deforestation democracy demolition deportation deterrence detention dialogue
dictator dictatorship disability disinformation dissident dissidents dividend documents earnings ecosystem electoral
electronic elephant embargo embezzlement emergence emissions empire equality equity escalation espionage ethnicity
euro eurozone eviction explorer extradition famine fatality feminist fertility fertilizer fossil fraud freedom freight
frontline fugitive garment gender genocide geologist glacier governance graduate graffiti greed grenade gross grounds
guidance habitat hacker harassment hardline hardliner heatwave heavily heritage hijacker homicide hopes hostilities
humanity hydrogen identity ideology immunity impeachment imprisonment incumbent indictment indigenous inequality
infant infantry infection inhabitant insect insider insurgency insurgents intercontinental intercept invader
irrigation isolation jobless jihadi junta juror kidnapper kidnapping landlord laundering layoff leftist legislature
legitimacy liberation likely literacy livelihood lobbyist logistics looter looting lottery loyalist loyalists luxury
malaria mandate manifesto manslaughter marijuana measles mediation mercenary migrants mobilization moderately mosque
motorcycle mudslide municipal municipality mutiny narcotics negotiations neighborhoods ministers leaders presidents
nonprofit obesity obstacle occupying offender offshore onlooker opium oppressive orchestra orphan ounce outage
overnight overseas oversight oxygen paramilitary paramedic paramedics pardon parole peasant perpetrator petition
petrol petroleum philanthropist pirate pledge plot plunge poison polling pollster poultry precaution premature
prevention procurement propaganda prosecutors provocation psychology publicist punishment purge quarantine quota
racism radar radiation radical radicals rainfall ransom rape rebellion reconciliation reconstruction recruitment
refinery reformist regardless rehabilitation relocation remains reparation repatriation repression republic
resettlement reservoir restoration retaliation retirement rightist ritual robbery robot royalty rubble sabotage
salvage sanctions sanitation scarcity schoolchildren secession sectarian separatist separatists settlers sewage sexual
shareholders shells ships shutdown skirmish slaughter smartphone smugglers sniper socialist solidarity sovereignty
spectator sperm squad stability stampede standoff startup starvation statewide steelmaker stimulus stockpile strikes
subsidy subsidies suburb suburban subway suffering suspects swift syndicate tanker taxation temple terminal theft
therapy threats thieves thief toddler toll tornado toxic trafficker trafficking transaction transparency trauma trench
tribunal tsunami tunnel turmoil tycoon tyrant typhoon ultimatum umbrella unanimous uncertain underground unemployed
unilateral unity unlikely uprising uranium utility vaccines vandal verification veto viral volatility volcanic volcano
vow warfare warlord watchdog waterway wealthiest wetland whistleblower wildfires witnessing worship wreckage youngster
aim aims balance bid boost bold clearly cling concede confident crackdown curb defying deepening denial desperate edge
facing fearing feud flee fleeing fled fell fought gave got held hoping hosted killed knew led lit lost made met paid
ran rose said sat saw sent sold sought spoke stood struck taken taught thought threw told took understood went woke
won wore wrote known seen shown written driven fallen flown forgotten frozen grown hidden risen spoken stolen sworn
torn beaten born built bought brought caught broken chosen done drawn felt found kept laid meant sending being having
making taking getting going coming notorious tight cheaper earliest eldest youngest largest smallest highest lowest
longest shortest oldest newest strongest richest poorest deadliest busiest biggest hottest coldest fastest
"""
_NAMESAKES = frozenset(
    """
walker fisher hunter turner price page bird church day snow mark bill rich guy love hope joy faith wells waters banks
fields powers walls miles rivers cook baker carter parker porter potter butler cooper archer mason miller taylor smith
ward wood woods stone rose lane hill grant young king knight long short small brown black white green gray grey
marshall case chase cross glass gold silver stern sterling strong sharp post self sweet swift wise winter winters
summers dean chambers castle park parks brooks rush bush flower flowers shepherd farmer gardener singer shields piper
spears hammer weaver skinner trump noble abbot art earl duke dale glen heath dawn autumn summer grace driver barker
barber sailor ruler rider ryder sellers marks homes sessions best battle bell berry bolt burns field reader crow drew
frost fry golden gore hardy harper hart head horn house jordan keen lord may moon moss nail pitt pool powell pound
rock rains reed reeds sanders savage snyder spear speaker speed storm tailor temple thatcher ties trotter tucker tyler
wade wall warner webb wheeler wild wilder winner workman worth wright yard target visa shell gap apple amazon oracle
sprint orange ford tesla reading bath cork nice split mobile buffalo hull phoenix alphabet meta twitter
""".split()
)
"""Plain words that are names as often, left out above and in every ending."""
PLAIN = frozenset(_PLAIN.split()) - _NAMESAKES
_ENDINGS = (
    "ing",
    "ed",
    "er",
    "ers",
    "ly",
    "es",
    "s",
    "d",
    "r",
    "rs",
    "ings",
    "al",
    "ness",
    "ment",
    "ion",
    "ist",
    "ism",
    "ity",
    "ful",
    "able",
)
_DOUBLED = frozenset("bdgklmnprt")


def commonplace(word: str) -> bool:
    """Whether a word, in lower case, is plain English that a sentence may open with, in any of its endings."""
    if word in _NAMESAKES:
        return False
    return word in OPENERS or word in PLAIN or any(_base(word, ending) for ending in _ENDINGS)


def namesake(word: str) -> bool:
    """Whether a plain word is as often a name: "Price", "Apple"."""
    return word in _NAMESAKES


def _base(word: str, ending: str) -> bool:
    stem = word.removesuffix(ending)
    if stem == word or len(stem) < 3:
        return False
    if stem in PLAIN or f"{stem}e" in PLAIN or (stem.endswith("i") and f"{stem[:-1]}y" in PLAIN):
        return True
    return stem[-1] in _DOUBLED and stem[-2:-1] == stem[-1] and stem[:-1] in PLAIN
