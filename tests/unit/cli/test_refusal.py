"""A refusal is told to a person in words, and to a program as one line of JSON."""

import json

import pytest

from services.cli import refusal
from services.runtime.errors import Invalid, Missing


@pytest.mark.parametrize(
    ("arguments", "machine"),
    [
        (["get", "assets", "-o", "json"], True),
        (["get", "assets", "--output=json"], True),
        (["plan", "s", "-ojson"], True),
        (["get", "assets", "-o", "yaml"], False),
        (["get", "json", "-o"], False),
        (["export", "s", "-o", "json"], False),
    ],
)
def test_a_program_asks_by_the_form_of_its_output(arguments: list[str], machine: bool) -> None:
    assert refusal.wants_json(arguments) is machine


def test_a_program_gets_one_line_with_code_reason_and_field(capsys: pytest.CaptureFixture[str]) -> None:
    assert refusal.of_input(Invalid("last_date", "lies before", hint="swap them"), machine=True) == 2
    out, line = capsys.readouterr()
    assert (out, line.count("\n")) == ("", 1)
    assert json.loads(line) == {
        "code": "INVALID_ARGUMENT",
        "reason": "FIELD_INVALID",
        "field": "last_date",
        "message": "last_date: lies before",
        "hint": "swap them",
    }
    assert refusal.of_input(Missing("sites/s"), machine=True) == 3
    assert json.loads(capsys.readouterr().err) == {
        "code": "NOT_FOUND",
        "reason": "RESOURCE_NOT_FOUND",
        "message": "there is no sites/s",
    }


def test_a_person_gets_the_error_and_the_hint(capsys: pytest.CaptureFixture[str]) -> None:
    refusal.of_input(Invalid("last_date", "lies before", hint="swap them"))
    assert capsys.readouterr().err == "error: last_date: lies before\nhint: swap them\n"
