"""``python -m tests.web.gallery FOLDER``: an index of the pictures that the tests took, to look at each."""

import sys
from itertools import product
from pathlib import Path

from jinja2 import Environment

WAYS = list(product(("phone", "desk"), ("vi", "en")))
INDEX = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Pages</title>
<style>
body { font: 16px sans-serif; margin: 24px } nav a { margin-right: 16px; display: inline-block }
.row { display: grid; grid-template-columns: 1fr 1fr 2fr 2fr; gap: 16px; align-items: start; margin-bottom: 32px }
figure { margin: 0 } img { width: 100%; border: 1px solid #999 } figcaption { color: #555 }
</style>
<h1>{{ pages | length }} pages</h1>
<nav>{% for page in pages %}<a href="#{{ page }}">{{ page }}</a>{% endfor %}</nav>
{% for page, pictures in pages.items() %}
<h2 id="{{ page }}">{{ page }}</h2>
<div class="row">
{% for (kind, language), picture in pictures.items() %}
<figure><figcaption>{{ language }}, {{ kind }}</figcaption>
{% if picture %}<a href="{{ picture }}"><img src="{{ picture }}" alt="{{ page }}" loading="lazy"></a>
{% else %}none was taken{% endif %}</figure>
{% endfor %}
</div>
{% endfor %}
</html>
"""


def index(folder: Path) -> str:
    """Write the page: a row for each page in each state, its pictures side by side."""
    taken = {str(path.relative_to(folder)) for path in folder.rglob("*.png")}
    names = sorted({name.rsplit(".", 3)[0] for name in taken})
    pages = {
        page: {(kind, language): name if (name := f"{page}.{language}.{kind}.png") in taken else ""}
        for page in names
        for kind, language in WAYS
    }
    return Environment(autoescape=True).from_string(INDEX).render(pages=pages)


if __name__ == "__main__":
    shown = Path(sys.argv[1])
    shown.mkdir(exist_ok=True)
    (shown / "index.html").write_text(index(shown))
    sys.stdout.write(f"{shown / 'index.html'}\n")
