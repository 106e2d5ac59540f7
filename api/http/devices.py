"""Which browser came, roughly: enough for its owner to know it again, too little to tell it from its like.

Of what a browser says of itself only these words are kept, never what it said.
"""

SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}
BROWSERS = {
    "Zalo": "Zalo",
    "coc_coc_browser": "Cốc Cốc",
    "SamsungBrowser": "Samsung Internet",
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
"""In the order in which they are looked for: most call themselves also what they are not."""


def device_of(said: str) -> str:
    """Name browser and system by what a browser says of itself (``User-Agent``); empty where it says neither."""
    named = (next((name for mark, name in known.items() if mark in said), "") for known in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, named))
