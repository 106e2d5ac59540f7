"""What procedures about one person share: their form, their result, and what of a form cannot be true."""

from domain.base.words import Words
from domain.vietnam.people.declared import Citizen
from workflows.engine.forms import Form, Result

UNBORN = Words(vi="Ngày sinh ở tương lai.", en="The date of birth is in the future.")
CHILD_UNBORN = Words(vi="Ngày sinh của trẻ ở tương lai.", en="The child's date of birth is in the future.")


class PersonForm(Form):
    """Tờ khai: what is asked about one person, whom it concerns."""

    person: Citizen

    @property
    def parties(self) -> tuple[str, ...]:
        """The person, whoever files it for them."""
        return (self.person.number,)


class PersonResult(Result):
    """What somebody is given about themself; its code says who they are, and nothing else of what it says."""

    person: Citizen

    @property
    def shown(self) -> dict[str, str]:
        """Whom it is about."""
        return self.person.shown()


def wrong(*faults: tuple[bool, Words]) -> list[Words]:
    """The words of those faults that a form has."""
    return [words for is_so, words in faults if is_so]
