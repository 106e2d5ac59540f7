"""Random walks of dossiers: who applies, what anybody may do and when, and what must hold whatever they do.

``forms`` and ``answers`` make up the applicants and what registers and officers know; ``world`` is one application with
all its branches, its clock and its story; ``moves`` is what can happen, by people (``people``), money (``bank``) and
machines; ``properties`` and ``books`` are what the law demands of the outcome.
"""
