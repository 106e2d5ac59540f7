"""What a request does, by page and by program the same; no route and no page stands here.

A module a noun: two dozen of them, as many as there are things that a request can be about.
"""
