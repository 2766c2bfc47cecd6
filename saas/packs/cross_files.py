"""What must agree between the standards and what comes with them: documents, photos, the quiz. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping

from saas.packs.cross import details
from saas.packs.format import Pack
from saas.packs.parts import Attached, Category, Detail, Item, QuizPoint, Step, System
from saas.packs.shape import Fault
from saas.standards.documents import LARGEST, MOST, sniff, suffix
from saas.standards.quiz import FEWEST, OPTIONS
from saas.standards.quiz import MOST as QUESTIONS

IN = "files/"
Line = System | Category | Item | Step | Detail


def faults(pack: Pack, documents: Mapping[str, bytes]) -> Iterator[Fault]:
    """Every contradiction; `documents` by their name in the pack, files/….pdf."""
    named = Counter(IN + one.file for line in lines(pack) for one in line.files)
    for line in lines(pack):
        yield from _line(line, documents)
    for name in documents:
        if name not in named:
            yield Fault(name, "没有一条标准写了这个文件", "no line of the standards names this file")
    for n, asked in enumerate(pack.standards.quiz, 1):
        yield from _quiz_point(f"standards.yaml › quiz › {n}", asked, {detail.code for detail in details(pack)})
    if pack.standards.quiz and not FEWEST <= len(pack.standards.quiz) <= QUESTIONS:
        zh, en = f"小测有 {FEWEST} 到 {QUESTIONS} 道题", f"a quiz has {FEWEST} to {QUESTIONS} questions"
        yield Fault("standards.yaml › quiz", zh, en)


def lines(pack: Pack) -> Iterator[Line]:
    """Every line of the standards, from the top down."""
    for system in pack.standards.systems:
        yield system
        for category in system.categories:
            yield category
            for item in category.items:
                yield item
                for step in item.steps:
                    yield step
                    yield from step.details


def _line(line: Line, documents: Mapping[str, bytes]) -> Iterator[Fault]:
    at = f"standards.yaml › {line.code} › files"
    if len(line.files) > MOST:
        yield Fault(at, f"一条标准最多 {MOST} 个附件", f"a line has {MOST} files at most")
    for one in line.files:
        yield from _file(f"{at} › {one.file}", one, documents.get(IN + one.file))


def _file(at: str, one: Attached, body: bytes | None) -> Iterator[Fault]:
    if body is None:
        yield Fault(at, f"行业包里没有 {IN}{one.file}", f"the pack has no {IN}{one.file}")
    elif len(body) > LARGEST:
        yield Fault(at, f"文件最大 {LARGEST // 1_000_000} MB", f"a file has {LARGEST // 1_000_000} MB at most")
    else:
        kind = sniff(body)
        if kind is None:
            yield Fault(at, "只收 PDF、xlsx、docx（不含宏）和照片", "only PDF, xlsx, docx (without macros) and photos are taken")
        elif kind != "photo" and not one.file.endswith(f".{suffix(kind)}"):
            yield Fault(at, f"内容是 {kind}，与扩展名不符", f"its content is {kind}, unlike its ending")


def _quiz_point(at: str, asked: QuizPoint, known: set[str]) -> Iterator[Fault]:
    if not FEWEST <= len(asked.options) <= OPTIONS:
        yield Fault(f"{at} › options", f"每题 {FEWEST} 到 {OPTIONS} 个选项", f"a question has {FEWEST} to {OPTIONS} options")
    if not 1 <= asked.right <= len(asked.options):
        yield Fault(f"{at} › right", "正确选项的序号不在选项之内", "the number of the right option is none of them")
    if asked.detail is not None and asked.detail not in known:
        yield Fault(f"{at} › detail", f"没有细节 {asked.detail}", f"there is no detail {asked.detail}")
