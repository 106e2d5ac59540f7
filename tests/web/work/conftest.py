"""The front door, where the page is not what is tested."""

from tests.api.conftest import books as books
from tests.api.conftest import door as door
