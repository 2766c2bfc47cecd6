"""The format of an industry pack: one YAML file a field, every word of them data that a company may change."""

from msgspec import Struct

from saas.packs.assess import Cycles, Measures, Scheme
from saas.packs.flows import Processes, Rollout, Supervision
from saas.packs.indicators import Indicators
from saas.packs.ledger import Objects
from saas.packs.lists import Checklists
from saas.packs.models import Models
from saas.packs.parts import Face, Organisation, Responsibilities, Standards


class Pack(Struct, frozen=True, kw_only=True):
    """A whole pack; each field is the file of the same name. Files with a default may be left out."""

    pack: Face
    organisation: Organisation
    standards: Standards
    responsibilities: Responsibilities
    processes: Processes = Processes()
    objects: Objects
    checklists: Checklists
    indicators: Indicators = Indicators()
    models: Models = Models()
    scheme: Scheme
    cycles: Cycles
    measures: Measures
    rollout: Rollout = Rollout()
    supervision: Supervision = Supervision()
