"""`muster import`: the answers to what a file leaves open, as they are typed."""

import pytest

from muster.assets.v1 import register_pb2 as pb
from services.cli.import_ import columns, questions, scopes
from services.runtime.errors import Invalid


def test_a_scope_is_typed_for_each_job():
    assert scopes(["a=floor", "b=type"]) == {"a": pb.SCOPE_FLOOR, "b": pb.SCOPE_TYPE}


@pytest.mark.parametrize("text", ["a", "=floor", "a=room", "a=", "a=Floor"])
def test_a_scope_of_another_form_is_refused_and_the_form_is_shown(text):
    with pytest.raises(Invalid, match="is not of the form JOB=floor") as refusal:
        scopes([text])
    assert "component|space|floor|system|type" in refusal.value.hint


def test_a_waiting_job_is_asked_for_with_the_option_that_answers_it():
    asked = pb.PlanReport(waiting=[pb.JobWithoutScope(job="heads", asset_count=418)])
    assert ["--scope heads=floor" in line for line in questions(asked)] == [True]
    assert list(questions(pb.PlanReport())) == []


def test_columns_are_told_by_field_and_a_comma_within_a_heading_is_part_of_it():
    told = ["id=Number, type=Kind, of thing,building=B", "address=No+Street", "status=A=B"]
    assert columns(told) == {
        "id": "Number",
        "type": "Kind, of thing",
        "building": "B",
        "address": "No+Street",
        "status": "A=B",
    }


@pytest.mark.parametrize("told", ["id", "=Number", "id=", "nr=Number"])
def test_a_column_of_nothing_is_refused(told: str):
    with pytest.raises(Invalid) as refusal:
        columns([told])
    assert refusal.value.field == "--map"
