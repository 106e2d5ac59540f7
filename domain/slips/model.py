"""A slip as the dossier's state holds it, and which there are."""

from typing import Literal

FormNumber = Literal["01", "02", "03", "04", "05", "06", "refusal"]
OF_WHO_DECIDES = ("04", "05", "refusal")
"""What the deciding office says in its own name; the rest is the desk's."""
