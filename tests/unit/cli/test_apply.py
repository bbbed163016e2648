"""What `muster apply` prints: counts, names where they are few, and what is left to do."""

from pathlib import Path

from services.cli.apply import FEW, remaining, report
from services.cli.estate_file import read

UNCHANGED = ("sites/s", "unchanged")


def test_names_are_printed_where_they_are_few_and_counted_where_they_are_many():
    few = [(f"people/p{n}", "updated") for n in range(FEW)]
    many = [*few, ("people/one-more", "updated")]
    assert list(report([UNCHANGED, *few])) == [
        *(f"people/p{n} updated" for n in range(FEW)),
        f"0 created, {FEW} updated, 1 unchanged",
    ]
    assert list(report([UNCHANGED, *many])) == [f"0 created, {FEW + 1} updated, 1 unchanged"]
    assert len(list(report([UNCHANGED, *many], verbose=True))) == 1 + FEW + 1 + 1


def test_a_dry_run_says_that_nothing_is_stored():
    (line,) = report([UNCHANGED], dry_run=True)
    assert line == "0 created, 0 updated, 1 unchanged; nothing is stored (--dry-run)"


def test_the_register_is_left_to_a_command_of_its_own(tmp_path: Path):
    file = tmp_path / "estate.yaml"
    file.write_text("site: {id: s, zone: UTC, pack: cn}\nregister: {file: r.xlsx, default_scope: floor}\n")
    estate = read(file)
    assert estate.register
    order = f"muster import cobie {tmp_path / 'r.xlsx'} --site s --pack cn --default-scope floor"
    assert list(remaining(estate, estate.register, file, [UNCHANGED])) == [f"the register is imported by: {order}"]
    waiting = [UNCHANGED, ("sites/s/redundancyGroups/g", "waiting")]
    first, second = remaining(estate, estate.register, file, waiting)
    assert first.startswith("1 plans, groups and last visits wait for")
    assert second == f"next: {order} · muster apply -f {file}"
