"""The words in which the history tells changes of the organisation."""

from saas.revisions import titles
from saas.words import N_

NAMES = {"name_zh": N_("中文名称"), "name_en": N_("英文名称")}
ENDS = {"closed_on": N_("从哪天起关闭")}

UNIT = {"parent": N_("上级单元"), "layer": N_("层级"), "weight": N_("权重"), "external": N_("外部单元")}
AHEAD = {"ahead_on": N_("安排的日期"), "ahead_parent": N_("将移到"), "ahead_into": N_("将并入")}

titles("unit", {"code": N_("编码")} | NAMES | UNIT | ENDS | AHEAD, word=N_("组织单元"))
titles("post", {"code": N_("编码"), **NAMES, "job_title": N_("职务"), "unit": N_("组织单元")} | ENDS | AHEAD, word=N_("岗位"))
titles("layer", NAMES, word=N_("层级"))
ROLES = {"staff": N_("员工"), "leader": N_("主管"), "executive": N_("高管"), "admin": N_("管理员")}
titles("job_title", NAMES | {"role": N_("默认角色")}, word=N_("职务"), values={"role": ROLES})
