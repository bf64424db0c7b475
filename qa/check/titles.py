"""Words around names: what institutions share, what stands before a person's name, what a name may lack."""

from __future__ import annotations

INSTITUTIONS = frozenset(
    """
academy administration administrations affair agency air alliance archive army assembly association authority bank
battle bay board branch brigade broadcasting bureau cabinet campaign cathedral centre center central chamber
championship charity church city club coalition college commission committee community company confederation
conference congress convention corporation corp corps council county court covenant cross cup democratic department
directorate district division economic embassy empire energy european faction federal federation fleet force foreign
forum foundation front fund gallery general government group guard health high highway hospital house human
humanitarian inc industry initiative institute institution intelligence interior international island justice kingdom
lake law league liberation library limited line ltd magazine market media ministry mission monetary monitoring
mountain movement museum nation national navy network new news newspaper north northern observatory ocean office
olympic operation opera order organisation organization pact palace park parliament party peace people plan police
policy popular post power press program programme project province public radio refugee region regional relief
republic republican research resistance restaurant revolutionary right river road royal salvation school sea security
senate service society south southern east eastern west western square stadium state station stock street summit
supreme team television temple theater theatre times tower town time trade treasury treaty tribunal trust union unit
united university valley village war watch water world youth zone day defence defense statement system open act
agreement interim protection civil white black red
""".split()
)
"""Words that institutions share: one of them alone is no institution's name."""
TITLES = frozenset(
    """
prime_minister ceo president vice deputy prime minister foreign interior defence defense finance justice secretary
state general king queen prince princess emperor senator representative congressman congresswoman governor mayor judge
chief spokesman spokeswoman spokesperson chancellor ambassador envoy pope cardinal archbishop bishop sheikh sheik emir
imam ayatollah colonel captain lieutenant sergeant major commander admiral professor chairman chairwoman chair
director coach manager leader supreme former ex acting late then first lady opposition head special attorney premier
sultan crown speaker treasurer dictator officer executive founder analyst reporter journalist correspondent actor
actress singer author striker midfielder goalkeeper prosecutor detective inspector constable police army rebel sen rep
gov gen col lt sgt capt cmdr adm mp pm
""".split()
)
"""Words that stand before a person's name and are none."""
HONORIFICS = frozenset("mr mrs ms miss dr sir mme dame madam rev hon".split())
"""Words before a name that say nothing of whose it is."""
PARTICLES = frozenset("the of al el ul de la le du del della di da do van von der den bin ibn ben for".split())
"""Words inside names that their forms may lack: "Bashar al-Assad", "Bashar Assad"."""
