"""A dossier (hồ sơ): its state, its journal, who judges and applies an act, and what is told of it.

Two dozen modules, since every thing of the law meets here: the registry of acts, the rules' and the effects' one entry,
the keys, and the five ways in which a dossier is told (view, history, story, explanation, notice).
"""
