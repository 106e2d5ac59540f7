"""Figures for whoever leads, and for everybody."""

from api.web.province import alarms, datasets, figures, kept_figures, open_figures, screens

ROUTES = (figures, alarms, kept_figures, screens, datasets, open_figures)
