"""A few documents of an office that does not exist, to show the page with: our own words, five formats.

Left out: the PDF is given as HTML, for a browser to print.
"""

from __future__ import annotations

from pathlib import Path

import docx

_TRAVEL = """# Business travel

How trips are booked, what is paid for, and who has to agree.

## When to take which

The train is the first choice for every trip of up to six hours. The plane is for trips that would take
longer than six hours by train.

## Booking

Train tickets are booked by each traveller in the travel portal, without asking anybody. Plane tickets
are booked by the travel desk, after the head of the team has agreed.

## Luggage and seats

A seat reservation is paid for with every train ticket. One suitcase of up to 23 kg is paid for with
every plane ticket.

## Class

By train, first class is allowed from four hours on. By plane, business class is allowed from eight hours on.

## Meals and hotels

A traveller is paid 32 euros a day for meals; on the day of departure and on the day of return it is 16 euros.
A hotel may cost up to 140 euros a night, breakfast included. Receipts are handed in within 30 days.
"""

_VISITORS = """<!DOCTYPE html>
<html lang="en"><head><title>Visitors and keys</title></head><body><article>
<h1>Visitors and keys</h1>
<h2>Visitors</h2>
<p>Visitors are announced at the reception one day before they come. They wear a badge and are met at the
entrance by the person who has invited them. Visitors may use the guest network, whose password changes every
Monday and is written on the badge.</p>
<h2>Keys</h2>
<p>A lost key is reported to the reception on the same day. A new key costs nothing the first time and
25 euros from then on. Keys are handed back on the last working day.</p>
<h2>Meeting rooms</h2>
<p>There are six meeting rooms. A room that nobody has entered fifteen minutes after a booking begins is given
to others. The large room on the third floor holds forty people and is booked by the reception.</p>
</article></body></html>
"""

_HELP = """IT help desk

Opening hours
The help desk is open from 8 am to 6 pm, Monday to Friday. Outside these hours it answers urgent calls only.

Passwords
A password has at least 14 characters and is changed only when somebody else may know it. Nobody from the help
desk will ever ask for a password. After ten wrong attempts an account is locked for half an hour.

Laptops
Every laptop is replaced after four years. A broken laptop is brought to the help desk, which lends another
one on the same day. Files belong on the team drive, which is saved every night; the laptop's own disk is not.
"""

_HOME = (
    (
        "Working from home",
        "Who may work from home, on how many days, and with what. It holds for everybody with a desk job.",
    ),
    (
        "Days",
        "Up to three days a week may be worked from home. Tuesday is the day on which everybody is at the "
        "office. In the first two months new colleagues work from home on one day a week at most.",
    ),
    (
        "Equipment",
        "The company lends a screen, a keyboard and a headset for the desk at home. A chair is paid for "
        "once, up to 250 euros. Internet at home is not paid for.",
    ),
    (
        "Abroad",
        "Working from another country of the European Union is possible on 20 days a year. It is asked for "
        "two weeks before in the staff portal, and the personnel department answers within three days.",
    ),
)

LEAVE = """<!DOCTYPE html>
<html lang="en"><head><title>Holidays and leave</title>
<style>body{font:12pt/1.5 serif;margin:2cm}h2{margin-top:1.2em}</style></head><body>
<h1>Holidays and leave</h1>
<h2>Holidays</h2>
<p>Full-time staff have 30 days of holiday a year. Up to five days may be taken over into the next year;
they are taken until the end of March. More than two weeks are agreed upon three months before.</p>
<h2>Sick leave</h2>
<p>Who is ill tells the head of the team before 9 am. A doctor's note is needed from the fourth day on.</p>
<h2>Parental leave</h2>
<p>Parental leave can be taken until the third birthday of a child. It is asked for seven weeks
before it begins.</p>
</body></html>
"""

# What can't be read, each for another reason: another kind of file, a damaged one, an empty one, a picture.
_BAD = {
    "budget.xlsx": b"PK\x03\x04 a table",
    "scan-of-contract.pdf": b"this was to be a scan",
    "notes.txt": b"",
    "team-photo.md": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00",
}


def write_documents(folder: Path) -> list[Path]:
    """Write good files and bad ones, all but the PDF."""
    texts = {"business-travel.md": _TRAVEL, "visitors-and-keys.html": _VISITORS, "IT-help-desk.txt": _HELP}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name, data in _BAD.items():
        (folder / name).write_bytes(data)
    home = docx.Document()
    (title, lead), *sections = _HOME
    home.add_heading(title, level=1)
    home.add_paragraph(lead)
    for heading, text in sections:
        home.add_heading(heading, level=2)
        home.add_paragraph(text)
    home.save(str(folder / "working-from-home.docx"))
    return sorted(folder.iterdir())
