"""How a template writes a value: escaped text, and no more than that. Most of what a page costs is written this way."""

from __future__ import annotations

from typing import Any

import jinja2
from jinja2.compiler import CodeGenerator
from jinja2.nodes import Expr
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]


def shown(value: Any) -> str:
    """As escape() tells it. Whoever writes it out joins it to a page, so plain text need not become a Markup first."""
    if type(value) is str:
        return _escape_inner(value)
    return value if type(value) is Markup else escape(value)


class Plainly(CodeGenerator):
    """Jinja's compiler with `shown` in place of `escape` where a value is written out."""

    def _output_child_pre(self, node: Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.shown(")


class Environment(jinja2.Environment):
    """Where templates are compiled so."""

    code_generator_class = Plainly
    shown = staticmethod(shown)
