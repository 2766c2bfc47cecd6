"""YAML as this house reads it: plain data, figures from their written digits, nothing clever.

Refused are anchors and aliases (a small file could grow without end), tags, keys said twice, several
documents and anything nested deeper than a pack ever is. `07:00` and `no` stay the words they are.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

import yaml  # type: ignore[import-untyped]

DEEPEST = 24
LONGEST = 2_000_000
WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})")
BROKEN = re.compile(r"-?(0|[1-9]\d{0,17})\.\d{1,12}")
PLAIN = {"": None, "null": None, "~": None, "true": True, "false": False}
PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Fields(dict[str, object]):
    """A group of fields that remembers the line of each."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


class Rows(list[object]):
    """A list that remembers the line of each entry."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


class Unreadable(Exception):
    """A file that is no YAML of this house: the line and the cause in both languages."""

    def __init__(self, line: int, zh: str, en: str) -> None:
        super().__init__(f"line {line}: {en}")
        self.line, self.zh, self.en = line, zh, en


def parse(text: str) -> object:
    """Dicts, lists, str, int, Decimal, bool and None out of one YAML document. Raises Unreadable."""
    if len(text) > LONGEST:
        raise Unreadable(1, f"文件超过 {LONGEST} 个字符", f"the file is longer than {LONGEST} characters")
    try:
        return _document(yaml.parse(text, Loader=PARSER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        why = error.problem
        raise Unreadable(line, f"不是合格的 YAML：{why}", f"not valid YAML: {why}") from None
    except yaml.YAMLError as error:
        raise Unreadable(1, "含有 YAML 不允许的字符", f"not valid YAML: {error}") from None


def _document(events: Iterator[yaml.Event]) -> object:
    next(events)
    if isinstance(next(events), yaml.StreamEndEvent):
        raise Unreadable(1, "文件是空的", "the file is empty")
    data = _node(next(events), events, 0)
    next(events)
    after = next(events)
    if not isinstance(after, yaml.StreamEndEvent):
        raise Unreadable(_line(after), "一个文件只能有一份文档", "a file holds one document only")
    return data


def _node(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> object:
    line = _line(event)
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise Unreadable(line, "不允许使用锚点和引用（& *）", "anchors and aliases (& *) are not allowed")
    if event.tag is not None:
        raise Unreadable(line, "不允许使用标签（!）", "tags (!) are not allowed")
    if depth > DEEPEST:
        raise Unreadable(line, f"嵌套超过 {DEEPEST} 层", f"nested deeper than {DEEPEST}")
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if isinstance(event, yaml.SequenceStartEvent):
        return _sequence(events, depth)
    return _mapping(events, depth)


def _sequence(events: Iterator[yaml.Event], depth: int) -> Rows:
    found = Rows()
    for event in _until(yaml.SequenceEndEvent, events):
        found.append(_node(event, events, depth + 1))
        found.lines.append(_line(event))
    return found


def _mapping(events: Iterator[yaml.Event], depth: int) -> Fields:
    found = Fields()
    for event in _until(yaml.MappingEndEvent, events):
        if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag:
            raise Unreadable(_line(event), "键必须是普通文字", "a key must be a plain word")
        key = event.value
        if key in found:
            raise Unreadable(_line(event), f"键 {key} 写了两次", f"the key {key} is said twice")
        found[key] = _node(next(events), events, depth + 1)
        found.lines[key] = _line(event)
    return found


def _scalar(event: yaml.ScalarEvent) -> object:
    written = event.value
    if event.style:
        return written
    if written in PLAIN:
        return PLAIN[written]
    if WHOLE.fullmatch(written):
        return int(written)
    return Decimal(written) if BROKEN.fullmatch(written) else written


def _until(end: type[yaml.Event], events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    for event in events:
        if isinstance(event, end):
            return
        yield event


def _line(event: yaml.Event) -> int:
    return int(event.start_mark.line) + 1
