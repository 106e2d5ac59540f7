"""Of what a browser says of itself a name is kept by which its owner knows it, and nothing more."""

import pytest

from api.http.devices import BROWSERS, SYSTEMS, device_of

ENGINE = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {ENGINE} Chrome/141.0.0.0 Safari/537.36", "Chrome, Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {ENGINE} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0", "Edge, Windows"),
        (f"Mozilla/5.0 (Linux; Android 15; SM-A556E) {ENGINE} Chrome/141.0.0.0 Mobile", "Chrome, Android"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) {ENGINE} CriOS/141 Safari/604.1", "Chrome, iPhone"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {ENGINE} Version/26.0 Safari/605.1.15", "Safari, macOS"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox, Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0) {ENGINE} coc_coc_browser/141 Chrome/135", "Cốc Cốc, Windows"),
        ("curl/8.14.1", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_its_owner_calls_it(said: str, name: str) -> None:
    assert device_of(said) == name


@pytest.mark.parametrize(
    "said", ["<script>Firefox</script> 033196000017", "Windows" * 5000, "Android; SM-A556E/secret"]
)
def test_nothing_that_a_browser_says_is_kept_in_its_own_words(said: str) -> None:
    kept = device_of(said)
    assert set(kept.split(", ")) <= {*BROWSERS.values(), *SYSTEMS.values()}
