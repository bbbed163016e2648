"""Pages of a list: an opaque token says where the next one begins, and belongs to the arguments of its list."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from google.protobuf.message import Message

from services.runtime.errors import Invalid

DEFAULT_SIZE = 50
LARGEST_SIZE = 1000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """What a list request asks for: up to `size` items after the key `after` (None: from the start)."""

    size: int
    after: tuple[str, str] | None
    _arguments: str

    def token(self, last: tuple[str, str]) -> str:
        """The token of the page that begins after the key `last`."""
        return base64.urlsafe_b64encode(json.dumps([self._arguments, *last]).encode()).decode()

    def cut(self, items: Sequence[T], keys: Sequence[tuple[str, str]]) -> tuple[list[T], str]:
        """The items of this page and the token of the next, where `items` were read with one to spare."""
        if len(items) <= self.size:
            return list(items), ""
        return list(items[: self.size]), self.token(keys[self.size - 1])


def asked(request: Message) -> Page:
    """The page that a list request asks for. Raises Invalid for a negative size or a token of another list."""
    size: int = request.page_size  # type: ignore[attr-defined]
    token: str = request.page_token  # type: ignore[attr-defined]
    if size < 0:
        raise Invalid("page_size", "is negative", hint="leave it out for 50")
    plain = type(request)()
    plain.CopyFrom(request)
    plain.ClearField("page_token")
    plain.ClearField("page_size")
    digest = hashlib.sha256(plain.SerializeToString(deterministic=True)).hexdigest()[:16]
    after = None
    if token:
        try:
            belongs, *key = json.loads(base64.urlsafe_b64decode(token))
            after = (str(key[0]), str(key[1]))
        except (ValueError, IndexError, TypeError):
            belongs = None
        if belongs != digest:
            raise Invalid("page_token", "is not one of this list", reason="PAGE_TOKEN_INVALID", hint="start again")
    return Page(min(size or DEFAULT_SIZE, LARGEST_SIZE), after, digest)
