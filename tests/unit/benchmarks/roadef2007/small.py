"""A small instance in the form of the challenge, and a plan of it that breaks nothing."""

from collections.abc import Mapping
from pathlib import Path

from benchmarks.roadef2007.check import Plan

FILES = {
    "instance": "name domains levels techs interv abandon\ntiny 2 2 3 4 100\n",
    "interv_list": (
        "number time preds prio cost d1_1 d1_2 d2_1 d2_2\n"
        "1 60 [ ] 1 200 1 1 0 0\n"
        "2 60 [ 1 ] 2 80 1 0 0 0\n"
        "3 90 [ ] 3 500 0 0 2 0\n"
        "4 30 [ ] 4 30 0 0 1 1\n"
    ),
    "tech_list": "tech d1 d2 dispo\n1 2 0 [ ]\n2 1 1 [ 2 ]\n3 0 2 [ ]\n",
}


def written(folder: Path, files: Mapping[str, str] = FILES) -> Path:
    """The folder with these files."""
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def plan() -> Plan:
    """One and two in a row by the first technician, three by the other two, four after it."""
    return {
        "teams": [{"day": 1, "team": 1, "technicians": [1]}, {"day": 1, "team": 2, "technicians": [2, 3]}],
        "interventions": [
            {"id": 1, "day": 1, "team": 1, "start": 0},
            {"id": 2, "day": 1, "team": 1, "start": 60},
            {"id": 3, "day": 1, "team": 2, "start": 0},
            {"id": 4, "day": 1, "team": 2, "start": 90},
        ],
        "outsourced": [],
    }
