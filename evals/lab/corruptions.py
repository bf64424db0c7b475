"""Supported claims made wrong: a value of another event of the same text in the place of the right one.

The support score is fitted on them beside the claims that annotators found unsupported, which are seldom wrong so.
"""

from __future__ import annotations

from evals.lab.claims import Claim
from qa.text.facts import facts

READ = 6000
"""Characters of a source in which another value is looked for."""


def move_value(claim: Claim) -> Claim | None:
    """Return a supported claim with its last value replaced by another of the same kind; None where there is none."""
    others = facts(" ".join(claim.passages)[:READ])
    for fact in reversed(facts(claim.text) if claim.supported else []):
        for other in others:
            same = other.text.lower() in claim.text.lower() or fact.text.lower() in other.text.lower()
            if other.kind == fact.kind and not same:
                text = claim.text[: fact.start] + other.text + claim.text[fact.end :]
                return Claim(f"{claim.id}-moved", claim.passages, text, False)
    return None
