"""Figures for whoever leads, and for everybody."""

from api.web.province import alarms, figures, open_figures, screens

ROUTES = (figures, alarms, screens, open_figures)
