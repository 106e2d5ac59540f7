"""The engine (``procedure``) and the procedures, a folder a sector, a file a procedure.

Nothing is imported here: Temporal's sandbox loads a procedure's file anew for every dossier, and should not load all.
"""
