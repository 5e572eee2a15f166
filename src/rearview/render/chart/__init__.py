"""Answers as charts: what is drawn, in which form, into which file."""

from rearview.render.chart.files import KINDS, drawn, refuse_unknown
from rearview.render.chart.spec import Spec, spec

__all__ = ["KINDS", "Spec", "drawn", "refuse_unknown", "spec"]
