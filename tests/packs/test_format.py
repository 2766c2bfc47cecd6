"""A pack is whole or says where it is not: the cold-drink pack, and each kind of fault with its place."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from saas.packs import schema
from saas.packs.cross import details, nearest
from saas.packs.read import PackFaults, read_pack
from tests.packs.broken import CROSS, FORM

COLD_DRINK = Path(__file__).parents[2] / "tenants" / "packs" / "cold_drink"


@pytest.fixture(scope="module")
def pack():
    return read_pack(COLD_DRINK)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(COLD_DRINK, tmp_path / "pack")


def faults(folder):
    with pytest.raises(PackFaults) as caught:
        read_pack(folder)
    return caught.value.faults


def replace(folder, file, old, new):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} no longer holds: {old}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_it_has_the_six_lists_of_the_trade(pack):
    sizes = {c.code: len(c.points) for c in pack.checklists.checklists}
    assert sizes == {"C1": 13, "C2": 11, "C3": 10, "C4": 9, "C5": 9, "C6": 8}


def test_the_weights_of_every_list_add_up_to_100(pack):
    for checklist in pack.checklists.checklists:
        assert sum(p.weight for p in checklist.points) == 100
        for section in checklist.sections:
            own = [p.weight for p in checklist.points if p.section == section.code]
            assert section.weight == sum(own), (checklist.code, section.code)


def test_the_outlet_visit_shows_all_six_kinds_of_point(pack):
    kinds = {p.kind for p in pack.checklists.checklists[0].points}
    assert kinds == {"pass_fail", "number", "choice", "count", "photo", "text"}


def test_a_photo_is_forced_at_one_point_of_a_list_at_most(pack):
    for checklist in pack.checklists.checklists:
        always = [p for p in checklist.points if p.evidence == "photo_always" or p.kind == "photo"]
        assert len(always) <= 1, checklist.code


def test_every_detail_has_one_responsible_job_title(pack):
    given = [r.detail for r in pack.responsibilities.responsibilities]
    assert sorted(given) == sorted(d.code for d in details(pack))


def test_every_job_title_below_the_top_is_responsible_for_something(pack):
    idle = {j.code for j in pack.organisation.job_titles} - {r.responsible for r in pack.responsibilities.responsibilities}
    assert idle == {"general_manager", "data_clerk"}


def test_every_route_has_one_supervisor_up_its_line(pack):
    routes = [u.code for u in pack.organisation.units if u.layer == "L4"]
    assert len(routes) == 10
    assert all(len(nearest(pack, route, "city_supervisor")) == 1 for route in routes)


def test_every_route_has_its_outlets_and_a_van(pack):
    for route in (u.code for u in pack.organisation.units if u.layer == "L4"):
        types = [o.type for o in pack.objects.objects if o.unit == route]
        assert (types.count("outlet"), types.count("van")) == (8, 1)
        assert 3 <= types.count("freezer") <= 4


def test_every_counted_object_has_its_book_figure(pack):
    for checklist in pack.checklists.checklists:
        counted = {p.code for p in checklist.points if p.kind == "count"}
        for thing in pack.objects.objects:
            if thing.type == checklist.schedule.each:
                assert counted <= thing.book.keys(), thing.code


def test_every_point_has_a_measure_for_when_it_fails(pack):
    points = {p.code for c in pack.checklists.checklists for p in c.points}
    assert points == {code for m in pack.measures.measures for code in m.points}


def test_figures_are_read_from_their_digits(pack):
    point = next(p for c in pack.checklists.checklists for p in c.points if p.code == "C4-08")
    assert (point.limits.high, type(point.limits.high)) == (Decimal("0.3"), Decimal)
    assert str(pack.scheme.late_penalty) == "0.2"


def test_the_schema_is_that_of_the_structs():
    assert schema.PLACE.read_text(encoding="utf-8") == schema.schema(), "run python -m saas.packs.schema"


@pytest.mark.parametrize(("file", "old", "new", "place"), FORM.values(), ids=FORM.keys())
def test_it_names_the_place_of_a_fault_of_form(folder, file, old, new, place):
    replace(folder, file, old, new)
    assert [f.place for f in faults(folder)] == [place]


@pytest.mark.parametrize(("file", "old", "new", "place"), CROSS.values(), ids=CROSS.keys())
def test_it_names_the_place_of_a_contradiction(folder, file, old, new, place):
    replace(folder, file, old, new)
    found = faults(folder)
    assert place in [f.place for f in found]
    assert all(f.zh and f.en for f in found)


def test_it_tells_all_faults_of_form_at_once(folder):
    replace(folder, "cycles.yaml", "appeal_days: 5", "appeal_days: soon")
    replace(folder, "scheme.yaml", "places: 2", "places: 9")
    replace(folder, "checklists.yaml", "{low: 8}", "{low: eight}")
    assert [f.place for f in faults(folder)] == [
        "checklists.yaml › C1 › points › C1-04 › limits.low",
        "scheme.yaml › places",
        "cycles.yaml › appeal_days",
    ]


def test_the_cause_is_told_in_both_languages(folder):
    replace(folder, "checklists.yaml", "{low: 8}", "{low: eight}")
    assert str(faults(folder)[0]).endswith('应为数字，写的是“eight” / a number is expected, not "eight"')


def test_it_refuses_a_file_that_is_not_utf_8(folder):
    (folder / "cycles.yaml").write_bytes("every: 季".encode("gbk"))
    assert [f.place for f in faults(folder)] == ["cycles.yaml"]


def test_it_refuses_an_empty_file(folder):
    (folder / "cycles.yaml").write_text("", encoding="utf-8")
    assert [f.zh for f in faults(folder)] == ["文件是空的"]
