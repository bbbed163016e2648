"""Writes the register of Harbour Court, a made-up estate of eight towers, as a COBie workbook.

python examples/harbour-court/make_register.py register.xlsx

The same code gives the same bytes. Five rows are wrong on purpose, as rows of real files are; `WRONG` lists them.
"""

import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import xlsxwriter

BLOCKS = tuple(f"B{n}" for n in range(1, 9))
STOREYS, FLATS_A_STOREY = 20, 6
OWNER = "register@harbour-court.example.com"
STAMP = datetime(2026, 12, 1, 9, 0, 0)  # noqa: DTZ001 - a workbook knows no zones
PROVENANCE = (OWNER, "2026-12-01T09:00:00")

COMPANIES = {
    OWNER: "Harbour Court Estate Office",
    "service@lifts.example.com": "Example Lifts",
    "service@pumps.example.com": "Example Pumps",
    "service@fire.example.com": "Example Fire Systems",
    "service@power.example.com": "Example Power",
    "service@gates.example.com": "Example Gates and Cameras",
}
LIFTS, PUMPS, FIRE, POWER, GATES = list(COMPANIES)[1:]

TYPES = {  # name: (category, manufacturer)
    "Passenger elevator": ("Elevators", LIFTS),
    "Firefighting elevator": ("Elevators", LIFTS),
    "Booster pump": ("Water supply", PUMPS),
    "Roof tank": ("Water supply", OWNER),
    "Reservoir": ("Water supply", OWNER),
    "Septic tank": ("Drainage", OWNER),
    "Storm drain": ("Drainage", OWNER),
    "Sump pump": ("Drainage", PUMPS),
    "Switchroom": ("Power", POWER),
    "Generator": ("Power", POWER),
    "Emergency lighting circuit": ("Power", POWER),
    "Stair lighting circuit": ("Power", POWER),
    "Lightning protection": ("Power", POWER),
    "Car park fan": ("Ventilation", POWER),
    "Fire control panel": ("Fire systems", FIRE),
    "Fire alarm loop": ("Fire systems", FIRE),
    "Fire pump": ("Fire systems", FIRE),
    "Jockey pump": ("Fire systems", FIRE),
    "Sprinkler zone": ("Fire systems", FIRE),
    "Hydrant": ("Fire systems", FIRE),
    "Smoke control fan": ("Fire systems", FIRE),
    "Fire shutter": ("Fire systems", FIRE),
    "Fire door set": ("Fire systems", FIRE),
    "Extinguisher station": ("Fire systems", FIRE),
    "Vehicle gate": ("Access", GATES),
    "Barrier": ("Access", GATES),
    "Camera": ("Access", GATES),
    "Access controller": ("Access", GATES),
    "Green area": ("Grounds", OWNER),
}

GROUND_ROOMS = ("Lobby", "Switchroom", "Riser")
ROOF_ROOMS = ("Lift motor room", "Tank room")
BASEMENT = ("Pump room", "Fire pump room", "Main switchroom", "Generator room", "Car park A", "Car park B", "Sump")
PODIUM = ("Fire control room", "Estate office", "Clubhouse", "Podium garden")
GROUNDS = ("Main gate", "South gate", "Ring road", "North garden", "South garden", "Septic yard")

NO_SPACE, NO_DATE, NO_TYPE = "B9 Lobby", "2019-02-30", "Vehicle gates (old)"
WRONG = {  # what is wrong, and the name of the component
    "a space that is not there": "B8 Camera 6",
    "a row that repeats another": "B3 Camera 2",
    "a day that is none": "B5 Fire door set 2",
    "a type that is not there": "South gate Camera 4",
    "no name": "",
}

Component = tuple[str, str, str, str]  # name, type, space, day of installation


def components() -> Iterator[Component]:
    """Every thing that is looked after, in the order of the blocks, then what they share."""
    for n, block in enumerate(BLOCKS):
        opened = date(2012, 3, 1) + timedelta(days=61 * n)
        for name, type, space in _of_a_block(block):
            yield name, type, space, opened.isoformat()
    for name, type, space in _shared():
        yield name, type, space, date(2012, 3, 1).isoformat()


def _of_a_block(block: str) -> Iterator[tuple[str, str, str]]:
    lobby, switchroom, riser = (f"{block} {room}" for room in GROUND_ROOMS)
    motor_room, tank_room = (f"{block} {room}" for room in ROOF_ROOMS)
    yield f"{block} Elevator A", "Passenger elevator", motor_room
    yield f"{block} Elevator B", "Passenger elevator", motor_room
    yield f"{block} Elevator F", "Firefighting elevator", motor_room
    for zone in ("low", "high"):
        yield from _numbered(f"{block} Booster pump {zone}", 2, "Booster pump", "Pump room")
    yield f"{block} Roof tank", "Roof tank", tank_room
    yield f"{block} Switchroom", "Switchroom", switchroom
    yield f"{block} Lightning protection", "Lightning protection", tank_room
    yield from _numbered(f"{block} Emergency lighting", 4, "Emergency lighting circuit", switchroom)
    yield from _numbered(f"{block} Stair lighting", 3, "Stair lighting circuit", switchroom)
    yield f"{block} Fire alarm loop", "Fire alarm loop", lobby
    yield from _numbered(f"{block} Sprinkler zone", 2, "Sprinkler zone", riser)
    yield from _numbered(f"{block} Hydrant", 2, "Hydrant", riser)
    yield from _numbered(f"{block} Smoke control fan", 2, "Smoke control fan", tank_room)
    yield from _numbered(f"{block} Fire door set", 2, "Fire door set", lobby)
    yield from _numbered(f"{block} Extinguisher station", 3, "Extinguisher station", lobby)
    yield from _numbered(f"{block} Camera", 6, "Camera", lobby)
    yield f"{block} Access controller", "Access controller", lobby
    yield from _numbered(f"{block} Storm drain", 3, "Storm drain", lobby)


def _shared() -> Iterator[tuple[str, str, str]]:
    yield from _numbered("Reservoir", 2, "Reservoir", "Pump room")
    yield from _numbered("Septic tank", 4, "Septic tank", "Septic yard")
    yield "Main switchroom", "Switchroom", "Main switchroom"
    yield from _numbered("Generator", 2, "Generator", "Generator room")
    yield "Fire control panel", "Fire control panel", "Fire control room"
    yield "Podium fire alarm loop", "Fire alarm loop", "Fire control room"
    yield from _numbered("Fire pump", 2, "Fire pump", "Fire pump room")
    yield "Jockey pump", "Jockey pump", "Fire pump room"
    for park in ("Car park A", "Car park B"):
        yield f"{park} Sprinkler zone", "Sprinkler zone", park
        yield f"{park} Smoke control fan", "Smoke control fan", park
        yield from _numbered(f"{park} Fan", 5, "Car park fan", park)
        yield from _numbered(f"{park} Fire shutter", 4, "Fire shutter", park)
        yield from _numbered(f"{park} Sump pump", 6, "Sump pump", "Sump")
    for gate in ("Main gate", "South gate"):
        yield from _numbered(gate, 3, "Vehicle gate", gate)
        yield from _numbered(f"{gate} Barrier", 2, "Barrier", gate)
        yield from _numbered(f"{gate} Camera", 5, "Camera", gate)
    for garden in ("North garden", "South garden", "Podium garden"):
        yield from _numbered(f"{garden} Green area", 4, "Green area", garden)


def _numbered(name: str, count: int, type: str, space: str) -> Iterator[tuple[str, str, str]]:
    return ((f"{name} {n}", type, space) for n in range(1, count + 1))


def with_wrong_rows() -> Iterator[Component]:
    """The components as the file has them: one row in eighty or so is wrong."""
    for name, type, space, installed in components():
        if name == WRONG["a space that is not there"]:
            space = NO_SPACE
        if name == WRONG["a day that is none"]:
            installed = NO_DATE
        if name == WRONG["a type that is not there"]:
            type = NO_TYPE
        yield name, type, space, installed
        if name == WRONG["a row that repeats another"]:
            yield name, type, space, installed
    yield WRONG["no name"], "Camera", "Ring road", ""


def floors() -> Iterator[tuple[str, str]]:
    """Name and category."""
    for block in BLOCKS:
        yield f"{block} Ground", "Floor"
        yield f"{block} Tower", "Floor"
        yield f"{block} Roof", "Roof"
    yield from (("Podium", "Floor"), ("Basement", "Floor"), ("Grounds", "Site"))


def spaces() -> Iterator[tuple[str, str, str]]:
    """Name, category and floor; each flat is a space, "B3-1204" is the fourth of the twelfth storey."""
    for block in BLOCKS:
        yield from ((f"{block} {room}", "Common", f"{block} Ground") for room in GROUND_ROOMS)
        yield from ((f"{block} {room}", "Plant", f"{block} Roof") for room in ROOF_ROOMS)
        for storey in range(1, STOREYS + 1):
            yield from ((f"{block}-{storey:02}{flat:02}", "Flat", f"{block} Tower") for flat in range(1, 7))
    yield from ((room, "Plant", "Basement") for room in BASEMENT)
    yield from ((room, "Common", "Podium") for room in PODIUM)
    yield from ((place, "Outdoor", "Grounds") for place in GROUNDS)


def systems() -> Iterator[tuple[str, str, str]]:
    """Name, category and one member each."""
    types = {type: category for type, (category, _) in TYPES.items()}
    for name, type, _, _ in components():
        block = name.split()[0] if name.split()[0] in BLOCKS else "Estate"
        if name not in WRONG.values():
            yield f"{block} {types[type].lower()}", types[type], name


def write(path: Path) -> None:
    """Write the workbook to `path`, replacing what is there."""
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        book.set_properties({"title": "Harbour Court", "author": COMPANIES[OWNER], "created": STAMP})
        head = ("Name", "CreatedBy", "CreatedOn", "Category")
        _sheet(book, "Contact", ("Email", "Category", "Company"), ((mail, "Firm", c) for mail, c in COMPANIES.items()))
        facility = ("Harbour Court", *PROVENANCE, "Residential estate", "Harbour Court", "CNY", "meters")
        _sheet(book, "Facility", (*head, "SiteName", "CurrencyUnit", "LinearUnits"), [facility])
        _sheet(book, "Floor", head, ((name, *PROVENANCE, kind) for name, kind in floors()))
        _sheet(book, "Space", (*head, "FloorName"), ((name, *PROVENANCE, kind, on) for name, kind, on in spaces()))
        kinds = ((name, *PROVENANCE, category, "Fixed", maker) for name, (category, maker) in TYPES.items())
        _sheet(book, "Type", (*head, "AssetType", "Manufacturer"), kinds)
        columns = (*head[:3], "TypeName", "Space", "InstallationDate")
        rows = ((name, *PROVENANCE, *rest) for name, *rest in with_wrong_rows())
        _sheet(book, "Component", columns, rows)
        members = ((name, *PROVENANCE, category, member) for name, category, member in systems())
        _sheet(book, "System", (*head, "ComponentNames"), members)


def _sheet(book: xlsxwriter.Workbook, name: str, columns: tuple[str, ...], rows: object) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, columns)
    for number, row in enumerate(rows, start=1):  # type: ignore[var-annotated, arg-type]
        sheet.write_row(number, 0, row)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python make_register.py OUT.xlsx")
    write(Path(sys.argv[1]))
