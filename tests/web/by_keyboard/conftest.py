"""A browser with a viewer of papers, which takes the focus from whoever goes by keyboard."""

from tests.web.conftest import browser_of

browser = browser_of("chromium")
