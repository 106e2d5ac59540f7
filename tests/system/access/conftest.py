"""The identity provider's key, as the front door's tests have it."""

from tests.api.conftest import mint as mint
