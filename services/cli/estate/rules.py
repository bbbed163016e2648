"""What a supervisor makes of the roster's rules, as she writes it."""

from muster.scheduler.v1.staffing_pb2 import Severity
from services.cli.estate.document import Marked
from services.cli.estate.fields import Fields, near, word

DEGREES = {"followed": Severity.DEGREE_FOLLOWED, "ignored": Severity.DEGREE_IGNORED}
PRICED = ("tier", "price")


def severities(document: Marked) -> list[Severity]:
    """`rules: {guards_have_weekends_whole: ignored, guards_have_weekends_off: {tier: preference, price: 5}}`.

    Which rules there are is known to the service. Raises Invalid.
    """
    given = Fields(document, "the file", tuple(document)).mapping("rules")
    fields = Fields(given, "rules", tuple(given))
    return [_severity(rule, fields) for rule in given]


def _severity(rule: str, fields: Fields) -> Severity:
    if isinstance(fields.given[rule], Marked):
        priced = Fields(fields.mapping(rule), rule, PRICED)
        priced.need("tier")
        priced.need("price")
        degree = Severity.DEGREE_PRICED
        return Severity(rule=rule, degree=degree, tier=priced.text("tier"), price=priced.whole("price"))
    hint = "followed, ignored, or {tier: preference, price: 5}"
    said = fields.form(rule, word, hint)
    if said not in DEGREES:
        raise fields.refusal(rule, f'{rule} is "{said}"', f"{near(said, DEGREES)}; or {{tier: preference, price: 5}}")
    return Severity(rule=rule, degree=DEGREES[said])
