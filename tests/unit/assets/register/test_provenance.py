"""The report on plans, as a supervisor reads it."""

from typing import Any

from services.assets.register.provenance import PlanReport, TypeWithout, Waiting


def report(**more):
    given: dict[str, Any] = {
        "pack": "cn",
        "file": 24,
        "by_kind": {"standard": 96, "law": 214},
        "stopped": 0,
        "assumed": 0,
        "without": 18,
    }
    return PlanReport(**({"types": (), "waiting": (), "remarks": ()} | given | more)).text()


def test_plans_are_told_by_what_stands_behind_them_law_first():
    told = "plans: 24 from the file; 214 by law, 96 by standard (pack cn); 18 assets have none"
    assert report().splitlines()[0].strip() == told


def test_what_a_pack_gives_is_said_to_be_assumed_and_without_one_a_pack_is_offered():
    assert "assumed by the pack" in report()
    alone = report(pack="", by_kind={})
    assert "assumed" not in alone
    assert "no pack was named" in alone


def test_one_asset_has_none_and_two_have_none():
    assert "1 asset has none" in report(without=1)
    assert "2 assets have none" in report(without=2)


def test_a_waiting_job_is_told_with_its_floors_and_spaces():
    job = Waiting(job="heads", display_name="Heads", assets=418, floors=1, spaces=235)
    assert 'job heads "Heads", 418 assets on 1 floor, in 235 spaces' in report(waiting=(job,))


def test_what_counts_from_an_assumed_day_is_told():
    assert "2 count from an assumed day" in report(assumed=2)
    assert "assumed day" not in report()


def test_stopped_plans_are_told_and_none_are_not():
    assert "3 stopped" in report(stopped=3)
    assert "stopped" not in report()


def test_the_types_with_most_assets_are_named_and_the_others_counted():
    types = tuple(TypeWithout(type=f"t{n}", display_name=f"T{n}" if n else "", assets=20 - n) for n in range(11))
    assert "by type: no type 20, T1 19, " in report(types=types)
    assert "T9 11 and 1 more" in report(types=types)
    assert "more" not in report(types=types[:10])
