"""Makes the files of the set and what must come out of them; see README.md beside it.

python -m venv /tmp/v && /tmp/v/bin/pip install reportlab fpdf2 python-docx odfdo
/tmp/v/bin/python tests/formats/make.py
"""

from __future__ import annotations

import expect
import exports
import mails
import office
import pages
import papers
import texts

if __name__ == "__main__":
    for part in (pages, texts, exports, mails, office, papers):
        part.make()
    expect.save()
