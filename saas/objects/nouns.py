"""The words in which the history tells changes of the ledger."""

from saas.revisions import titles
from saas.words import N_

NAMES = {"code": N_("编码"), "name_zh": N_("中文名称"), "name_en": N_("英文名称")}
PARTS = {
    "attributes": N_("属性"), "segments": N_("分群"), "stages": N_("阶段"), "overlaps": N_("重合规则"), "playbook": N_("打法"),
}  # fmt: skip

titles("object", NAMES | {"unit": N_("组织单元"), "retired_on": N_("停用日期")}, word=N_("管理对象"))
titles("object_kind", NAMES | {"exclusive": N_("只归一块区域"), "retired_on": N_("停用日期")} | PARTS, word=N_("对象类型"))
titles("territory", NAMES | {"unit": N_("组织单元"), "kinds": N_("对象类型"), "rule_zh": N_("划分规则"),
                             "closed_on": N_("停用日期")},
       word=N_("区域"))  # fmt: skip
