"""docs/reference says what the code says, no more and no less."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from google.protobuf import json_format

from muster.events.v1 import schedule_pb2, task_pb2, work_order_pb2
from services.cli.refusal import EXIT
from services.runtime.bus import STREAMS

ROOT = Path(__file__).resolve().parents[3]
REFUSALS = {"Refused", "Invalid", "Missing", "Exists", "Stale", "Unfit", "Unreachable", "__init__"}
REASON = re.compile(r"[A-Z]+(_[A-Z]+)+")


def reasons() -> Iterator[str]:
    for file in (ROOT / "services").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                values = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "reason")]
                if name in REFUSALS or any(keyword.arg == "reason" for keyword in node.keywords):
                    yield from (str(v.value) for v in values if isinstance(v, ast.Constant) and _reason(v.value))
            if isinstance(node, ast.FunctionDef):
                for default in (*node.args.defaults, *node.args.kw_defaults):
                    if isinstance(default, ast.Constant) and _reason(default.value):
                        yield str(default.value)


def _reason(value: object) -> bool:
    return isinstance(value, str) and bool(REASON.fullmatch(value))


def test_every_reason_is_listed_and_every_listed_one_is_used() -> None:
    text = (ROOT / "docs/reference/errors.md").read_text()
    listed = re.findall(r"^\| ([A-Z_]+) \|", text, re.MULTILINE)
    assert sorted(set(reasons())) == listed


def test_every_event_is_listed_and_every_listed_one_is_said() -> None:
    text = (ROOT / "docs/reference/events.md").read_text()
    listed = set(re.findall(r"^\| `(muster\.[a-z.0-9]+)` \|", text, re.MULTILINE))
    said = set()
    for file in (ROOT / "services").rglob("*.py"):
        said |= set(re.findall(r'type="(muster\.[a-z.0-9]+)"', file.read_text()))
    assert said == listed


def test_every_example_is_a_body_of_its_message() -> None:
    text = (ROOT / "docs/reference/events.md").read_text()
    examples = re.findall(r"^`(\w+)`\n```json\n(.*?)\n```", text, re.MULTILINE | re.DOTALL)
    assert len(examples) == 7
    for name, body in examples:
        kind = next(getattr(m, name) for m in (schedule_pb2, task_pb2, work_order_pb2) if hasattr(m, name))
        assert json_format.Parse(body, kind()).ByteSize() > 0


def test_every_stream_is_listed() -> None:
    text = (ROOT / "docs/reference/events.md").read_text()
    assert all(stream.name in text for stream in STREAMS)


def test_every_exit_code_is_listed() -> None:
    text = (ROOT / "docs/reference/exit-codes.md").read_text()
    assert all(f"| {code} |" in text for code in {*EXIT.values(), 0, 1, 5, 130})
