"""Filing on pages: begin, answer section by section, bring papers, look at it all, file; a draft keeps every step."""

from api.web.filing import beginning, contact, papers, receipt, review, sections
from api.web.filing.papers import PAPERS

ROUTES = (beginning, papers, contact, review, receipt, sections)
"""Whoever takes any section's name comes last."""

__all__ = ["PAPERS", "ROUTES"]
