"""Pages of a list."""

import pytest

from muster.assets.v1 import asset_pb2 as pb
from services.runtime import pages
from services.runtime.errors import Invalid


def request(**given: object) -> pb.ListAssetsRequest:
    return pb.ListAssetsRequest(parent="sites/a", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(("asked", "size"), [(0, 50), (1, 1), (1000, 1000), (1001, 1000)])
def test_sizes_are_brought_into_bounds(asked: int, size: int) -> None:
    assert pages.asked(request(page_size=asked)).size == size


def test_a_negative_size_is_refused() -> None:
    with pytest.raises(Invalid, match="page_size"):
        pages.asked(request(page_size=-1))


def test_a_page_says_where_the_next_begins() -> None:
    page = pages.asked(request(page_size=2))
    kept, token = page.cut(["a", "b", "c"], [("p", "a"), ("p", "b"), ("p", "c")])
    assert kept == ["a", "b"]
    assert pages.asked(request(page_size=9, page_token=token)).after == ("p", "b")


def test_the_last_page_has_no_token() -> None:
    assert pages.asked(request(page_size=2)).cut(["a", "b"], [("p", "a"), ("p", "b")]) == (["a", "b"], "")


@pytest.mark.parametrize("token", ["nonsense", "WyJ4IiwgMV0="])
def test_a_made_up_token_is_refused(token: str) -> None:
    with pytest.raises(Invalid, match="page_token"):
        pages.asked(request(page_token=token))


def test_a_token_of_another_list_is_refused() -> None:
    token = pages.asked(request()).token(("p", "a"))
    other = pb.ListAssetsRequest(parent="sites/b", page_token=token)
    with pytest.raises(Invalid, match="page_token"):
        pages.asked(other)
