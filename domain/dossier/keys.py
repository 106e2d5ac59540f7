"""The grammar of event keys."""


def name_of(step: str) -> str:
    """The name that a procedure gave a step, whichever time it is done and whatever it is about."""
    return step.partition("/")[0].partition("#")[0]
