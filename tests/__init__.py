from pkgutil import iter_modules

import pytest

# What a helper asserts is told like what a test does: a bare "AssertionError" from another machine tells nothing.
pytest.register_assert_rewrite(*(f"{__name__}.{found.name}" for found in iter_modules(__path__)))
