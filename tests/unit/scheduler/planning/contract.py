"""A contract as the roster knows it, with the limits that the domain gives where none is said."""

from dataclasses import fields
from typing import Any

from services.scheduler.domain.contract import Contract as Described
from services.scheduler.planning.roster.problem import Contract


def contract(id: str = "guard", **limits: Any) -> Contract:
    """`limits` in place of the usual ones."""
    usual = Described(id)
    plain = {one.name: getattr(usual, one.name) for one in fields(Contract)}
    return Contract(**(plain | limits))
