"""Words of plain English, so that a capital at the start of a sentence makes no name of them.

A word missing here is taken for a name, which only costs a sentence; a word here that is also a name ("Bush", "May",
"Apple") would let one through, so such words are left out.
"""

from __future__ import annotations

from functools import lru_cache

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
"""Words that are no name wherever a sentence begin."""

_PLAIN = """
abandon ability abolish absence absorb abuse accelerate access accident accommodate accompany accomplish account
accountant accumulate accusation accuse achieve achievement acid acknowledge acquire act action activate active
activist activity actor adapt add address adequate adjust administration admire admission admit adolescent adopt adult
advance adverse advertise advice advise adviser advocate aerial aesthetic affair afford aftermath age agency agent
aggression aggressive agile agree agreement agriculture aid aim aims air aircraft airline airport airspace airstrike
airstrikes alarm alert algorithm align allegation alleged allegedly alliance allied allocate allow ally alter
alternative amateur ambassador ambulance amend amendment ammunition amount ample analysis analyst analytics anchor
ancient anger animal anniversary announce announcement annual annually anonymous answer anticipate antique anxiety
apartment apologize apology app appeal appear applause applicant apply appoint appreciate approach approval approve
approximately apt arbitrary archaeologist area argue argument arm armed armored army arrange arrest arrive art article
artificial artillery artist ask aspect aspire assassination assault assemble assembly assert assess asset assign
assist assistance associate association assume astronaut astronomer asylum athlete atomic atrocity attach attack
attain attempt attend attendance attention attitude attorney attract attribute audience auditor austerity authentic
author authority authorize automatic autumn available avalanche average aviation avoid await award aware baby back
backed backer background backlash backup bacteria bad balance ballet ballistic ballot ban bank bankruptcy bar bare
bargain barrage barrel base basic battle beach bear beaten beautiful become beg begin behavior behaviour being belief
believe belong benefit best better bias bid big bigger biggest bike bilateral bill bind biodiversity biologist biology
bird birth bite bitter blame blast blaze blend blind block blockade blood bloom blow blue board boat body boil bold
bomb bomber bombing bonus boom boost border born boss bottom bought bounce bow box boy boycott brain branch brand
breach break breakfast breath breed brew brick bridge brief briefing bring broad broadcast broadcaster broken bronze
brother brought brush bubble budget build builder building built bulk bullet bureaucrat burn bus busiest business
businessman butter button buy buyer bystander bystanders cabinet cable calculate call calm camera camp campaign
campaigner cancel cancer candidate candle capital captain capture car carbon care career careful cargo carry carve
case cash casualty cat cattle caught cause caution cease ceasefire celebrate celebrity cell census center central
centre century ceremony certain chain chairman challenge champion chance change chaos character charge charity chart
cheap cheaper check cheer cheese chef chemical chemist chief child children chip chlorine chocolate choice choking
cholera choose chosen chronic church cigarette cinema circle circuit circulate circumstance cite citizen city civil
civilian civilians claim clarify clash class classic clean clear clearly clergy clerk clever click client cliff
climate climb cling clinic clinical clock close cloth clothing cloud club coach coal coalition coast coastal code
coffee cognition cognitive coin cold coldest collaborate collapse colleague collect college collision colonial colony
color colour column combat combine come comedian comfort comic coming command commander comment commentator commerce
commercial commission commissioner commit committee commodity common communication community commuter compact
companion company comparable comparison compel compensation compete competition competitor compile complain complaint
complete complex compose comprehensive compress compromise computer concede conceive concentrate concern concert
conclude concrete condemn condition conduct conference confess confidence confident confine confirm conflict
confrontation confuse congestion congratulate congress connect conquer conscious consensus consequence conservation
conservationist conserve consider constant constitute constitution constrain construct construction consult consultant
consultation consume consumer contact contain containment contaminate contamination content contest contestant context
continue contract contractor contradict contrast contribute control controversy convention convert convey convict
conviction convince convoy cook cooperation copper corn corporate correct correspondent corruption cost couch council
counsel count counter country countryside coup couple courage course court courtroom cover coverage crack crackdown
craft crash crawl cream create creation creative credit creditor creditors crew crime criminal crisis crisp criteria
critic critical criticism crop cross crowd crucial crude cruise crush cry crystal cultivate cultural culture curb cure
curfew curious currency current curriculum curve custody custom customer customs cut cuts cyber cycle cyclist daily
damage damp dance danger dare dark data date daughter day dead deadliest deadly deal dealer death debate debris debt
debut decade decay decent decide decision declare decline decorate dedicate deem deep deepening default defeat
defeating defence defend defendant defender defense deficit define deforestation defying delay delegate delegation
delicate deliver delivery demand democracy demography demolition demonstrate demonstration demonstrator denial dense
dentist deny department departure deploy deportation deposit depression depth deputy derive descend describe desert
deserve design designer desire despair desperate dessert destroy destruction detail detain detainee detect detective
detention deter determine deterrence develop developer development device dialogue dictate dictator dictatorship die
diet differ difference different difficult digital diminish dining dinner dip diplomacy diplomat diplomatic direct
direction director dirty disability disagree disappear disappoint disaster discipline disclose discount discourage
discover discovery discrimination discuss discussion disease disguise dish disinformation disk dismiss disorder
displaced displacement display dispose dispute disrupt dissident dissidents dissolve distance distant distinct
distinguish distribute district disturb dive diver diverse divide dividend doctor document documentary documents dog
dollar domestic dominate donate donation done donor door dose dot doubt download dozen draft drag drain drama dramatic
draw drawn dream dress drift drill drink drive driven driver drone drop drought drug dry dual dull dump durable dust
duty dwell dynamic eager ear earliest early earn earnings earth earthquake ease east eastern easy eat echo eclipse
ecology economic economist economy ecosystem edge edit editor educate education effect efficient effort egg elaborate
elbow elderly eldest elect election electoral electric electricity electronic elegant element elementary elephant
elevate eliminate elite eloquent embargo embarrass embassy embed embezzlement embrace emerge emergence emergency
emission emissions emit emotion emotional empathy emphasize empire employ employee employer employment empower empty
enable encounter encourage end endanger endorse endure enemy energy enforce engage engine engineer engineering enhance
enjoy enlarge enormous enrich enroll ensure enter enterprise entertainment entire entitle entrance entrepreneur entry
envelope environment environmental envision envoy epidemic equal equality equip equipment equity era erase erect erode
error escalation escape espionage essay essential establish estate estimate estimated eternal ethical ethics ethnic
ethnicity euro eurozone evacuate evacuation evaluate evaporate evening event eviction evidence evolution evolve exact
exaggerate examine example excavation exceed excel exceptional excess exchange excite excitement exclude exclusive
excuse execute execution executive exempt exercise exhaust exhibit exile exist existing exotic expand expansion expect
expectation expenditure expense expensive experience experiment expert explain explanation explicit exploit explore
explorer explosion explosive export exporter expose express extend extensive exterior external extinct extra extract
extradition extreme extremist eye eyewitness fabric face facility facing fact faction factor factory fade fail failure
faint fair faith faithful fake fall fallen false family famine famous fan fancy fantasy far farm farmer fascinate
fashion fast fastest fatal fatality father fatigue fault favor fear fearing feast feather feature federal feedback
feel fell felt female feminist fence fertility fertilizer festival feud fever fiber fiction fierce fight fighter
fighting figure file film filmmaker filter final finance financial find finding fine finger finish fire firefighter
firm fiscal fish fisherman fishing fit fix flag flame flash flat flavor fled flee fleeing fleet flexible flight float
flood flooding floor flour flow flower flown fluid fly focus fog foil fold folk follow follower food fool foot footage
football footballer forbid force forces forecast foreign foresee forest forge forgive forgotten form formal format
former formula formulate fortune forward fossil foster fought found foundation founder fraction fragile fragment frame
fraud freak freedom freeze freight frequent fresh friend fright front frontline frozen fruit fruitful frustrate fuel
fugitive fulfill full fully fun function fund fundamental funding funeral funny fur furniture future gain gallery
gamble game gang gap garden garment garner gas gather gave gaze gear gender gene general generally generation genetic
genocide genre gentle genuine geologist gesture get getting giant gift girl give glacier glad glance glass glimpse
global glory glow glue go goal goalkeeper going gold good goods got govern governance governing government governor
grab grade gradual graduate graffiti grain grammar grand grandmother grasp grass grateful grave gravity great greed
greenhouse greet grenade grief grind grip grocery gross ground grounds group grow grown growth guarantee guard
guerrilla guest guidance guide guideline guilty gun gunfire gunman gunmen gut guy habit habitat hacker half halt hand
handle handy hang happy harassment hard hardline hardliner harm harsh harvest haste hate haul having hazard head
headline headquarters heal health heap hear hearing heart heat heatwave heavily heavy heel heir held helicopter help
heritage hesitate hidden hide high highest highway hijacker hike hint hire historian historic historical history hit
hobby hold holiday home homeless homeowner homes homicide honest honey honor hopes hoping horizon horror horse
hospital host hostage hosted hostilities hostility hot hotel hottest hour house household housing hug huge human
humanitarian humanity humans humble humid humor hundred hunger hunter hurricane hurry hurt husband hydrogen hypothesis
ice icon idea ideal identify identity ideological ideology ignore illegal illness illustrate image imagine imitate
immediate immediately immense immigrant immigration immune immunity impact impair impeachment implement import
important impose imprisonment improve improved improvement improvise impulse inability incentive incident incline
include income incorporate increase increasing increasingly incredible incumbent incur independence independent index
indicate indictment indigenous individual indoor induce indulge industrial industry inequality inevitable infant
infantry infection inflation influence inform information infrastructure ingredient inhabitant inherent inherit
inhibit initial initiative inject injure injured injury inmate inner innocent innovation input inquire inquiry insect
insert insider insist inspect inspector inspire install instance instant instinct institution instruction instrument
insult insurance insurgency insurgent insurgents intact integrate integrity intellectual intelligence intend intense
intent interact intercept intercontinental interest interesting interfere interim interior internal international
internationally internet interpret interrupt interval intervention interview intimate introduce invade invader
invasion invent inventory inverse invest investigate investigation investigator investment investor invite involve
iron irony irrigation irritate island isolate isolation issue item jacket jail jar jazz jet jewelry jihadi jihadist
job jobless join joint joke journalist journey joy judge judgment judicial jump jungle junior junta juror jury justice
keep kept key kick kid kidnapper kidnapping kill killed killer killing kind kiss kit kitchen knee knew knife knock
know knowledge known lab label labor laboratory labour lack lady laid lake lamp land landlord landmark landscape
landslide language large largely largest late latest launch laundering law lawmaker lawn lawsuit lawyer lay layoff
lead leader leaders leadership leading leaf league leak lean leap learn leather leave lecture led left leftist legacy
legal legend legislation legislator legislature legitimacy leisure lender length lens lesson letter level liable
liberal liberation library licence license lie life lift light likely limit limited line linger link liquid list
listen lit literacy literature live livelihood livestock loan lobby lobbyist local locate location lockdown lodge
logic logical logistics lonely long longest look loop loose looter looting lose loss lost lot lottery loud love low
lower lowest loyalist loyalists luck lunch lung luxury machine made magazine magic magnet magnetic mail main mainly
maintain major majority make maker making malaria male malnutrition man manage management manager mandate mandatory
manifesto manipulate manslaughter manual manufacturer manufacturing map marathon marginal marijuana marine mark marker
market marriage married mass massacre massive master match material matter mature maximum mayor meadow meal mean meant
measles measure meat mechanic mechanical mechanism media mediation mediator medical medicine meditate medium meet
meeting melt member memory mental mention mercenary merchant mere merge merger merit mess message met metal metaphor
meteor method middle might migrant migrants migrate migration mild mile militant military militia militiaman mill
mimic mind miner mineral minimal minimize minimum mining minister ministers ministry minor minority miracle mirror
missile mission mistake misuse mix mixture mob mobile mobilization mode model moderate moderately modern modest modify
molecule moment monetary money monitor month monument mood moon moral morning mortality mortgage mosque mother motion
motivate motorcycle motorist mount mountain mourner move movement movie mud mudslide multiple municipal municipality
murder muscle museum music musician mutiny mutual mystery myth naked name narcotics narrative narrow nasty nation
national native natural nature naval navigate navy nearby nearly neat necessary need negative neglect negotiate
negotiation negotiations negotiator neighbor neighborhood neighborhoods neighbour neighbouring network neural neutral
new newest newly news newspaper night nightmare nod noise nominate nonetheless nonprofit norm normal north
northeastern northern northwestern notable notably note notice notify noting notion notorious novel novelist nuclear
nucleus number numerous nurse nutrient nutrition oak obesity obey objective oblige obscure observation observe
observer observers obstacle obstruct obtain obvious occasion occupation occupy occupying occur ocean odd offender
offensive offer office officer official officials offshore oil old older oldest omit online onlooker open opening
operate operation operator opinion opium opponent opportunity oppose opposition oppressive optimal optimistic optimize
option oral orbit orchestra order ordinary organ organisation organiser organization organizer orientation origin
original orphan ounce outage outbreak outcome outdoor outer outfit outline output outrage outside outsider oven
overcome overlap overlook overnight overseas oversight overview owe owner ownership oxygen pack package pact page paid
pain paint painting pair palace pale pandemic panel panic paper parade parallel paramedic paramedics paramilitary
pardon parent parents parliament parliamentary parole part partial participant participate particular particularly
partly partner partnership party pass passage passenger passion passive past pastor patch patent path patience patient
patrol pattern pause pay payment peace peaceful peacekeeper peak peasant pedestrian peer penalty penetrate pension
people perceive percent percentage perfect performance performer period permanent permission permit perpetrator
persist person personal personality personnel perspective persuade petition petrol petroleum phase phenomenon
philanthropist philosophy phone photo photograph photographer photography phrase physical physician physicist pilgrim
pill pillow pilot pinch pine pioneer pipeline pirate pit pitch pity place plain plan plane planet plant plastic plate
platform play player pleasant please pleasure pledge plot plug plunge plural pocket poem poet poetry point poison
police policeman policemen policy polite political politically politician politics poll polling pollster pollute
pollution ponder pool poor poorest popular population port portable portion portrait portray pose position positive
possession possible possibly post postpone pot potato potential potentially poultry pour poverty powder power powerful
practical practice pray prayer precaution precede precise predict prefer preference pregnant prejudice preliminary
premature premier premise premium preparation prepare prescribe presence present presenter preserve preside president
presidential presidents press pressure presume pretend prevail prevent prevention previous price priest primary prime
primitive principal principle print prior priority prison prisoner privacy private privilege prize probably probe
problem procedure proceed process proclaim procurement produce producer product production profession professional
professor profile profit profound program programme progress prohibit project prolong prominent promise promote
promotion prone pronounce proof propaganda proper property proportion proposal propose prosecution prosecutor
prosecutors prospect prosper protect protection protest protester protesters proud prove provide provided province
provincial provision provisional provocation provoke prudent psychologist psychology public publication publicist
publicly publish publisher pull punish punishment pupil purchase pure purge purpose pursue push put puzzle qualify
quality quantity quarantine quarter quest question queue quick quickly quiet quit quite quota quote rabbit race racing
racism radar radiation radical radicals radio raid rail railway rain rainfall raise rally ran range rank ransom rape
rapid rapidly rare rate rating rational raw ray reach reaction read reader ready real reality realize rear rebel
rebellion rebels rebuild rebuke recall receive recent recession recipe recite reckon recognition recognize recommend
recommendation reconcile reconciliation reconstruction record recover recovery recruit recruitment rectangle red
reduce reduction refer referee reference referendum refine refinery reflect reform reformist refrain refresh refugee
refugees refund refuse regard regardless regime region regional register regret regular regulation regulator
rehabilitation reign reinforce reinforcement reject relate relation relationship relative relatively relatives relax
relay release relevant reliable relief religion religious relocation reluctant rely remain remaining remains remark
remarkable remember remind remote removal remove render renew renewed rent repair reparation repatriation repay repeat
replace replicate report reported reportedly reporter reporting represent representative repression reproduce reptile
republic reputation request require requirement rescue rescuer research researcher resemble reserve reservoir
resettlement reside resident residential residents resign resignation resilience resist resistance resolution resolve
resource respond response responsibility restaurant restoration restore restrain restrict restriction result resume
retail retailer retain retaliation retire retired retirement retreat retrieve return reunion reveal revenue reverse
review revise revive revolution reward rhythm rich richest ride ridiculous rifle right rightist rights rigid rigorous
ring riot ripe rise risen risk ritual rival rivers road rob robber robbery robot robust rocket role roll romance
romantic room root rope rose rotate rotten rough round route routine royal royalty rub rubble rude ruin rule ruler
ruling rumor rumour run runner rural rush sabotage sacred sacrifice sad safe safety said sailor sake salary sale sales
salt salvage sample sanction sanctions sand sanitation sat satellite satisfaction satisfy sauce save saving saw say
scale scan scandal scarcity scare scatter scene scent schedule scheme scholar school schoolchildren science scientific
scientist scientists scope score screen sculpture sea seal search season seat secession secret secretary sectarian
section sector secure security see seek seem seen segment seize seizure select sell seller senate senator send sending
senior sense sensitive sensory sent sentence sentencing separate separately separatist separatists sequence series
serious seriously servant serve service session set settlement settler settlers severe sewage sex sexual shade shadow
shake shallow shame shape share shareholder shareholders sharp sheep sheer sheet shelf shelling shells shelter
shepherd shift shine ship shipment shipping ships shirt shock shoe shoot shooter shooting shop shopper short shortage
shortest shortly shot shoulder shout show shower shown shrink shrug shut shutdown sibling sick side siege sigh sight
sign signal significant significantly silence silent silly silver similar simple simply simulate simultaneous sincere
singer sink sister site situation size sketch skill skin skip skirmish sky slaughter slave slavery sleep slice slide
slight slip slope slow slowly small smallest smart smartphone smell smile smoke smoking smooth smuggler smugglers
snake sniper snow soak soap sober soccer social socialist society soft software soil solar sold soldier soldiers sole
solemn solid solidarity solo solution solve somehow son song sophisticated sore sort sought soul sound source sources
south southeastern southern southwestern sovereignty space spare spark speak speaker special specialist species
specific specifically specify specimen spectator spectrum speech speed spell spend spending sperm spin spine spirit
spiritual spite split spoil spoke spoken spokesman spokesperson spokeswoman sponsor spontaneous sport spot spouse
spray spread spring squad squeeze stability stack staff stage stairs stake stampede stand standard standoff start
startle startup starvation state statement states statewide static station statistic statistics statue status statute
stay steady steal steam steel steelmaker steep stem step stereotype stick stiff stimulate stimulus stir stock
stockpile stolen stomach stood stop store storm story straight strain strand strange strap strategic strategy stream
street strength stress stretch strict stride strike striker strikes strip stroke strong strongest struck structure
struggle student students studio study stuff stumble style subject submarine subsidies subsidy subtle suburb suburban
subway succeed success successful suck sudden suddenly suffer suffering sugar suggest suicide suit sum summer summit
sun supervise supper supplement supplier supply support supporter supporters suppose supposedly suppress supreme sure
surf surface surge surgeon surgery surprise surprised surrender surround surveillance survey survivor survivors
suspect suspected suspects suspend suspension sustain sustained swallow swear sweat sweep swell swift swimmer swing
switch sword sworn symbol sympathy symptom syndicate syndrome synthesis synthetic system table tackle tail taken
taking tale talent talk talks tank tanker tanks tap tape target tariff task taste taught tax taxation taxpayer teach
teacher teachers team tear technical technician technique technological technology teen teenage teenager telephone
television tell temper temperature temple temporary tempt tenant tend tender tense tension tensions tent term terminal
terrible terrific territorial territory terror terrorism terrorist terrorists test testimony testing text texture
thank theater theatre theft theme theory therapy thick thief thieves thin thing think thorough thought thousand thread
threat threaten threats threw thrive throat throw ticket tide tie tight time tiny tip tire tissue title tobacco
toddler toe told tolerate toll tone tongue took tool tooth top topic torn tornado torture toss total touch tough tour
tourism tourist tourists tournament town township toxic toy trace track tract trade trader trading tradition
traditional traffic trafficker trafficking tragedy tragic trail train trainer training trait transaction transfer
transform transit transition translate transmit transparency transparent transport transportation trap trash trauma
travel traveler tray treasure treat treatment treaty tree tremendous trench trend trial tribal tribe tribunal tribute
trick trigger trim trip trivial troop troops tropical trouble truce truck true truly trust truth try tsunami tube tune
tunnel turmoil turn turnout tutor twin twist tycoon typhoon typical typically tyrant ugly ultimate ultimatum umbrella
unanimous uncertain uncertainty uncle undergo underground underlie undermine understand understood undertake undo
undoubtedly unemployed unemployment uniform unify unilateral union unique unit unity universal universe university
unknown unlikely unlock unprecedented unrest update upgrade uphold upper uprising upset uranium urban urge urgent use
useful user usual usually utility utilize vacation vaccination vaccine vaccines vacuum vague vain valid valley
valuable value van vandal vanish variety various vary vast vegetable vehicle vehicles velocity vendor venture venue
verb verdict verification verify versatile verse version vessel veteran veto vibrant vice vicious victim victims
victory video view viewer vigorous village villager villagers violate violation violence violent viral virtual virtue
virus visible vision visit visitor visual vital vivid vocal voice volatility volcanic volcano volume voluntary
volunteer volunteers vote voter voters voting vow voyage vulnerable wage wait walk wall wander want war warehouse
warfare warlord warm warn warning warplane warplanes warrant warship wash waste watch watchdog water waterway wave way
weak wealth wealthiest wealthy weapon weapons wear weather weave web website wedding week weekend weekly weigh weight
weird welcome welfare went west western wet wetland whale wheat wheel whisper whistle whistleblower whole wide widely
widen widespread widow wife wild wildfire wildfires wildlife willing win wind window wine winner winning winter wipe
wire wish withdraw withdrawal withhold withstand witness witnesses witnessing witty woke woman women won wonder wooden
word wore work worker workers working world worldwide worry worse worship worst worth worthwhile wound wounded wrap
wreckage wrist write writer writing written wrong wrote yard year yell yield yoga young youngest youngster youth zero
zone zoo
"""
_NAMESAKES = frozenset(
    """
will walker fisher hunter turner price page bird church day snow mark bill rich guy love hope joy faith wells waters
banks fields powers walls miles rivers cook baker carter parker porter potter butler cooper archer mason miller taylor
smith ward wood woods stone rose lane hill grant young king knight long short small brown black white green gray grey
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
_TELLING = (
    *("tion", "tions", "sion", "ness", "ability", "ibility", "ology"),
    *("ally", "ully", "ably", "ibly", "antly", "ently", "ively", "ously", "edly", "ingly"),
    *("ating", "izing", "ising", "ifying", "aging", "ishing", "ening", "uring"),
)
"""Endings that hardly a name has: they make any long word a plain one."""
_DOUBLED = frozenset("bdgklmnprt")


@lru_cache(maxsize=4096)
def commonplace(word: str) -> bool:
    """Whether a word, in lower case, is plain English that a sentence may open with, in any of its endings."""
    if word in _NAMESAKES:
        return False
    if word in OPENERS or word in PLAIN or any(_base(word, ending) for ending in _ENDINGS):
        return True
    return len(word) > 8 and word.endswith(_TELLING)


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
