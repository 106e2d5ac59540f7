"""Begins a procedure: its file, its template, a first failing test, its facts, and by what it is found."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from commands.beginning.written import FACTS, PROCEDURE, PROJECT, TEMPLATE, TEST, VERSION
from commands.options import complain

CODE = re.compile(r"\d\.\d{6}(\.\d{2})?")
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
OF_MOTCUA = "from motcua import Form, Procedure, Result, Role, Words, procedure\nfrom motcua.vietnam import ANYBODY"
OF_THE_KIT = "from motcua import Status\nfrom motcua.testing import Engine, House"


@dataclass(frozen=True)
class Named:
    """What a procedure is called."""

    code: str
    name: str
    title_vi: str
    title_en: str
    valid_from: str

    @property
    def class_name(self) -> str:
        """Its class."""
        return "".join(part.capitalize() for part in self.name.split("_"))

    @property
    def words(self) -> dict[str, str]:
        """What its texts are filled in with."""
        series = "".join(part[0].upper() for part in self.name.split("_"))[:6]
        return vars(self) | {"class_name": self.class_name, "series": series, "heading": self.title_vi.upper()}


@dataclass(frozen=True)
class Draft(ABC):
    """A procedure that is begun somewhere."""

    root: Path
    """Where Motcua lies."""
    named: Named

    def write(self) -> list[Path]:
        """Write its files and lines, or nothing at all; give them.

        Raises:
            Complaint: a name is not one, or something stands there already.
        """
        self._check()
        made = self.texts()
        for path, text in made.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            for folder in self.packages(path):
                (folder / "__init__.py").touch()
            path.write_text(text, encoding="utf-8")
        return [*made]

    @abstractmethod
    def texts(self) -> Mapping[Path, str]:
        """Every file that is written, the procedure's first."""

    @abstractmethod
    def packages(self, path: Path) -> list[Path]:
        """The folders above a file that Python must know as packages."""

    @abstractmethod
    def checked(self) -> Mapping[str, str]:
        """What else becomes a Python module, by what it is."""

    @property
    def ours(self) -> Path:
        """The law's data of Motcua's own procedures."""
        return next((self.root / "domain" / "vietnam" / "facts").glob("procedures-*.json"))

    @property
    @abstractmethod
    def facts(self) -> Path:
        """The law's data that the version is written into."""

    @property
    def words(self) -> dict[str, str]:
        """What the texts are filled in with."""
        return self.named.words

    def with_version(self, before: str) -> str:
        """The law's data with a version more."""
        text = before.rstrip().removesuffix("}").rstrip().removesuffix("]").rstrip()
        return text + "," * text.endswith("}") + VERSION.format(**self.words)

    def _check(self) -> None:
        code = self.named.code
        if not CODE.fullmatch(code):
            complain(f"{code} is no code of a procedure: write it like 2.000635")
        for what, name in {"name": self.named.name, **self.checked()}.items():
            if not NAME.fullmatch(name):
                complain(f"the {what} {name!r} becomes a Python module: write it like extract_copy")
        for path in {self.ours, self.facts}:
            if path.exists() and f'"{code}"' in path.read_text(encoding="utf-8"):
                complain(f"{code} is there already, in {path}: take another code, or go on with what is there")
        if (there := next(iter(self.texts()))).exists():
            complain(f"{there} is there already: choose another name, or go on with what is there")


@dataclass(frozen=True)
class InTree(Draft):
    """One of Motcua's own, beside the others of its sector."""

    sector: str

    def checked(self) -> Mapping[str, str]:
        """The folder of its sector."""
        return {"sector": self.sector}

    @property
    def facts(self) -> Path:
        """Our own."""
        return self.ours

    def texts(self) -> Mapping[Path, str]:
        """The procedure, its template and test, its version among the others', its line in the catalogue."""
        name, module = self.named.name, f"workflows.vietnam.{self.sector}.{self.named.name}"
        imports = f"\n{OF_THE_KIT}\nfrom {module} import {self.named.class_name}"
        field = f"from pydantic import Field\n\n{OF_MOTCUA}"
        return {
            self.root / f"workflows/vietnam/{self.sector}/{name}.py": PROCEDURE.format(
                **self.words, imports=field, template=f"results/{name}.html"
            ),
            self.root / f"templates/vietnam/results/{name}.html": TEMPLATE.format(**self.words),
            self.root / f"tests/workflows/vietnam/{self.sector}/test_{name}.py": TEST.format(
                **self.words, imports=imports
            ),
            self.facts: self.with_version(self.facts.read_text(encoding="utf-8")),
            self.root / "workflows/catalogue.py": self._catalogue(module),
        }

    def packages(self, path: Path) -> list[Path]:
        """The sector's folders."""
        return [path.parent] * (path.suffix == ".py" and path.parent.name == self.sector)

    def _catalogue(self, module: str) -> str:
        text = (self.root / "workflows/catalogue.py").read_text(encoding="utf-8")
        line = f"from {module} import {self.named.class_name}\n"
        imports = sorted({*re.findall(r"^from workflows\..*\n", text, re.MULTILINE), line})
        text = re.sub(r"(^from workflows\..*\n)+", "".join(imports), text, count=1, flags=re.MULTILINE)
        return text.replace("\n)\n", f"\n    {self.named.class_name},\n)\n", 1)


@dataclass(frozen=True)
class InPackage(Draft):
    """One of an agency's own, in a package that is installed beside Motcua."""

    folder: Path
    """Where the package lies, or will lie."""

    @property
    def package(self) -> str:
        """As Python imports it."""
        return self.folder.name.replace("-", "_")

    @property
    def home(self) -> Path:
        """Where its modules lie."""
        return self.folder / "src" / self.package

    @property
    def facts(self) -> Path:
        """Beside the procedure's module."""
        return self.home / self.ours.name

    def checked(self) -> Mapping[str, str]:
        """The name of the package."""
        return {"package": self.package}

    def texts(self) -> Mapping[Path, str]:
        """The procedure, its template and test, its version, and its entry point."""
        name = self.named.name
        own = {
            "project": self.package.replace("_", "-"),
            "province": self.ours.stem.rpartition("-")[2],
            "motcua": str(self.root),
            "entry": f'{name} = "{self.package}.{name}:{self.named.class_name}"',
        }
        imports = f"{OF_THE_KIT}\n\nfrom {self.package}.{name} import {self.named.class_name}"
        facts = self.facts.read_text(encoding="utf-8") if self.facts.exists() else FACTS.format(**own)
        return {
            self.home / f"{name}.py": PROCEDURE.format(
                **self.words, imports=f"{OF_MOTCUA}\nfrom pydantic import Field", template=f"{self.package}/{name}.html"
            ),
            self.home / f"templates/{self.package}/{name}.html": TEMPLATE.format(**self.words),
            self.folder / f"tests/test_{name}.py": TEST.format(**self.words, imports=imports),
            self.facts: self.with_version(facts),
            self.folder / "pyproject.toml": self._project(own),
        }

    def packages(self, path: Path) -> list[Path]:
        """The package's own folder."""
        return [path.parent] * (path.parent == self.home)

    def _project(self, own: Mapping[str, str]) -> str:
        path, table = self.folder / "pyproject.toml", '[project.entry-points."motcua.procedures"]'
        if not path.exists():
            return PROJECT.format(**own)
        before = path.read_text(encoding="utf-8")
        if table not in before:
            return f"{before.rstrip()}\n\n{table}\n{own['entry']}\n"
        return before.replace(table, f"{table}\n{own['entry']}", 1)
