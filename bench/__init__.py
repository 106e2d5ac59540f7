"""Measures, beside the plain way; asserts nothing.

A module a measure, each to be run by itself (``python -m bench.queue``) or by ``python -m bench``. What they share:
``ways`` and ``plain`` (the two ways), ``load``, ``workers`` and ``engine`` (who works), ``meter`` and ``tables`` (what
is found, and how it is written).
"""
