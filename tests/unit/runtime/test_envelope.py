"""CloudEvents over NATS: what goes into headers comes out again."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.runtime.envelope import Event, from_message, to_headers

TEXT = st.text(min_size=1, max_size=60).filter(lambda text: text.strip() == text)


@given(about=TEXT, source=TEXT, body=st.binary(), time=st.datetimes(timezones=st.just(UTC)))
def test_an_event_survives_its_journey(about: str, source: str, body: bytes, time: datetime) -> None:
    event = Event(id="e-1", subject="muster.v1.a.b", type="t", source=source, about=about, time=time, body=body)
    headers = to_headers(event)
    assert all(value.isascii() and value.isprintable() and " " not in value for value in headers.values())
    assert from_message("muster.v1.a.b", headers, body) == event


def test_percent_and_quote_are_encoded_as_the_binding_says() -> None:
    event = Event(
        id="1", subject="s", type="t", source="/s", about='50% "é"', time=datetime(2026, 1, 1, tzinfo=UTC), body=b""
    )
    assert to_headers(event)["ce-subject"] == "50%25%20%22%C3%A9%22"


def test_the_id_is_what_the_bus_recognises_repeats_by() -> None:
    event = Event(id="1", subject="s", type="t", source="/s", about="", time=datetime(2026, 1, 1, tzinfo=UTC), body=b"")
    assert to_headers(event)["Nats-Msg-Id"] == "1"


def test_a_message_without_headers_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="ce-id"):
        from_message("muster.v1.a.b", None, b"{}")
