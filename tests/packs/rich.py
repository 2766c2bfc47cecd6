"""A pack that says everything the format can say: the cold-drink pack and one list, unit and rule more of each kind."""

from pathlib import Path

SHIFTS = """
shifts:
  - {code: early, name: {zh: 早班, en: Early}, opens: "06:00", closes: "14:00"}
  - {code: late, name: {zh: 晚班, en: Late}, opens: "14:00", closes: "22:00"}
"""
KINDS = """
  - code: X1
    name: {zh: 各类检查项, en: Every kind}
    scoring: deduction
    mark: {kind: public_rule, name: {zh: 某规则, en: A rule}, year: 2024, version: "1", clause: {zh: 第一条, en: art. 1}}
    schedule: {each: freezer, job_title: sales_rep, reviewer: city_supervisor, shifts: [early, late], late_minutes: 30}
    sections: [{code: all, name: {zh: 全部, en: All}, weight: 100, floor: 60}]
    points:
      - {code: X1-01, section: all, text: {zh: 缺陷, en: Defects}, kind: pass_fail, weight: 10, detail: E1.1.3.1, limits: {minus: 2}}
      - {code: X1-02, section: all, text: {zh: 处数, en: How many}, kind: number, weight: 10, detail: E1.1.3.1, uom: 处, limits: {minus: 0.5}}
      - {code: X1-03, section: all, text: {zh: 浓度, en: Content}, kind: reading, weight: 10, detail: E1.1.3.1, uom: "%", limits: {below: 1.0, yellow_high: 1.5}}
      - {code: X1-04, section: all, text: {zh: 温度范围, en: Range}, kind: range, weight: 10, detail: E1.1.3.1, uom: ℃, limits: {low: -24, high: -18}}
      - {code: X1-05, section: all, text: {zh: 容积, en: Volume}, kind: ledger, weight: 10, detail: E1.1.3.1, uom: L, limits: {tolerance_percent: 5}, attribute: litres}
      - code: X1-06
        section: all
        text: {zh: 等级, en: Level}
        kind: level
        weight: 10
        detail: E1.1.3.1
        evidence_by: {partial: photo, fail: both}
        options:
          - {key: c, text: {zh: 有, en: There}, share: 0.3}
          - {key: a, text: {zh: 优, en: Best}, share: 1}
      - {code: X1-07, section: all, text: {zh: 还差什么, en: What is missing}, kind: text, weight: 10, detail: E1.1.3.1, when: {point: X1-06, is: c}}
      - {code: X1-08, section: all, text: {zh: 复测, en: Again}, kind: number, weight: 10, detail: E1.1.3.1, uom: "%", limits: {above: 0, below: 1}, when: {point: X1-03, above: 0.5}}
      - {code: X1-09, section: all, text: {zh: 签名, en: Signature}, kind: signature, weight: 10, detail: E1.1.3.1}
      - {code: X1-10, section: all, text: {zh: 扫码, en: Scan}, kind: scan, weight: 10, detail: E1.1.3.1, when: {point: X1-01, fails: true}}
  - code: X2
    name: {zh: 按级月检, en: Monthly by levels}
    scoring: levels
    mark: {kind: suggestion}
    schedule: {each: post, job_title: area_manager, reviewer: general_manager, month_days: [8, 31], workdays_only: true, opens: "09:00", closes: "17:30"}
    sections: [{code: all, name: {zh: 全部, en: All}, weight: 100}]
    points:
      - {code: X2-01, section: all, text: {zh: 基本, en: Basic}, kind: pass_fail, weight: 50, level: C, detail: E1.1.3.1}
      - {code: X2-02, section: all, text: {zh: 良好, en: Good}, kind: pass_fail, weight: 50, level: A, detail: E1.1.3.1}
  - code: X3
    name: {zh: 每次投放, en: At each placing}
    scoring: weighted
    mark: {kind: suggestion}
    schedule: {each: post, job_title: freezer_officer, reviewer: area_manager, event: {zh: 每投放一台, en: Each time a freezer is placed}}
    sections: [{code: all, name: {zh: 全部, en: All}, weight: 100}]
    points:
      - {code: X3-01, section: all, text: {zh: 就位, en: In place}, kind: pass_fail, weight: 100, detail: E1.1.3.1}
  - code: X4
    name: {zh: 收回冰柜, en: Freezer taken back}
    scoring: weighted
    mark: {kind: suggestion}
    schedule:
      each: freezer
      job_title: freezer_officer
      reviewer: area_manager
      late_minutes: 15
      on: {what: object_stage, stage: stock}
      within: 90
      only: {attribute: litres, value: "300"}
    sections: [{code: all, name: {zh: 全部, en: All}, weight: 100}]
    points:
      - {code: X4-01, section: all, text: {zh: 清洁, en: Clean}, kind: pass_fail, weight: 100, detail: E1.1.3.1}
  - code: X5
    name: {zh: 专柜夜检, en: Freezer outlets at night}
    scoring: weighted
    mark: {kind: suggestion}
    schedule:
      each: outlet
      job_title: sales_rep
      reviewer: city_supervisor
      opens: "22:00"
      closes: "06:00"
      only: {segment: own, territory: T1}
    sections: [{code: all, name: {zh: 全部, en: All}, weight: 100}]
    points:
      - {code: X5-01, section: all, text: {zh: 上锁, en: Locked}, kind: pass_fail, weight: 100, detail: E1.1.3.1}
  - code: X6
    name: {zh: 严重问题, en: A grave finding}
    scoring: weighted
    mark: {kind: suggestion}
    schedule:
      each: post
      job_title: area_manager
      reviewer: general_manager
      event: {zh: 出了大事, en: Something grave}
      on: {what: finding_opened, severity: veto}
    sections: [{code: all, name: {zh: 全部, en: All}, weight: 100}]
    points:
      - {code: X6-01, section: all, text: {zh: 到场, en: There}, kind: pass_fail, weight: 100, detail: E1.1.3.1}
"""
BY_POST = """by_post:
  - {detail: A1.1.1.1, unit: G, responsible: AM-G, supporting: [CS-A, CS-B], reviewing: [GM]}
"""
LADDER = """ladders:
  - code: state
    name: {zh: 外部等级, en: Outside grading}
    mark: {kind: suggestion}
    parts:
      - {code: safe, name: {zh: 安全, en: Safety}, weight: 60, lowest_of: [cold, clean]}
      - {code: rest, name: {zh: 其他, en: The rest}, weight: 40}
    grades:
      - {key: one, name: {zh: 一级, en: Grade one}, least: 90, floors: {safe: 90}}
"""


def enrich(folder: Path) -> Path:
    """Makes the copy of the cold-drink pack in `folder` say everything."""
    _edit(folder, "organisation.yaml", lambda text: text + SHIFTS)
    _edit(
        folder,
        "organisation.yaml",
        lambda text: text.replace("layer: L3, parent: G-B, weight: 19}", "layer: L3, parent: G-B, weight: 19, external: true}"),
    )
    _edit(folder, "checklists.yaml", lambda text: text + KINDS)
    _edit(
        folder,
        "responsibilities.yaml",
        lambda text: "\n".join(row for row in text.split("\n") if "A1.1.1.1," not in row) + BY_POST,
    )
    _edit(folder, "scheme.yaml", lambda text: text.replace("C6: 15}", "C6: 15, X1: 20, X2: 20, X3: 20, X4: 20, X5: 20, X6: 20}") + LADDER)
    _edit(folder, "objects.yaml", lambda text: text.replace(
        "    stages:\n", "    overlaps:\n      - {code: twin, name: {zh: 同编号, en: Same number}, same: [number], stages: [working]}\n    stages:\n", 1
    ))  # fmt: skip
    _edit(
        folder,
        "objects.yaml",
        lambda text: text.replace("name: {zh: 胜利路 12 号专柜", "stage: working, name: {zh: 胜利路 12 号专柜", 1),
    )
    return folder


def _edit(folder: Path, name: str, change) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text, name
    path.write_text(changed, encoding="utf-8")
