"""What a request does, by page and by program the same; no route and no page stands here.

A module a noun. What it needs is handed to it: a few tools by themselves, more as the frozen dataclass ``…Tools`` of
its module; the container is made of these.
"""
