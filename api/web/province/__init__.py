"""Figures for whoever leads, and for everybody."""

from api.web.province import figures, open_figures, screens

ROUTES = (figures, screens, open_figures)
