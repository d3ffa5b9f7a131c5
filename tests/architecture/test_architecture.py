"""The architecture, held by reading the source: layers, homes of third-party packages, cycles, imports, tests.

Every file under src/ is parsed with `ast`; none is imported. See the graph of layers in README.md.
"""

import ast
import graphlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from govsocial.web.cache.asked import CHOOSING, DECIDING, PASSED_ON

ROOT = Path(__file__).parents[2]
PACKAGE = "govsocial"

LAYERS: Mapping[str, frozenset[str]] = {
    "errors": frozenset(),
    "settings": frozenset({"errors"}),
    "model": frozenset({"errors", "settings", "model"}),
    "store": frozenset({"errors", "settings", "model", "store"}),
    "protocol": frozenset({"errors", "settings", "model", "protocol"}),
    "publishing": frozenset({"errors", "settings", "model", "store", "publishing"}),
    "web": frozenset({"errors", "settings", "model", "store", "protocol", "publishing", "web"}),
    "cli": frozenset({"errors", "settings", "model", "store", "protocol", "publishing", "web", "cli"}),
}
"""Which layers each layer may import. `store` and `protocol` do not know each other; they meet in `web` and `cli`."""

HOMES: Mapping[str, tuple[str, ...]] = {
    "pyoxigraph": ("govsocial.store.oxigraph",),
    "rdflib": ("govsocial.publishing",),
    "pyshacl": ("govsocial.publishing",),
    "fastapi": ("govsocial.web",),
    "starlette": ("govsocial.web",),
    "httpx2": ("govsocial.store.endpoint", "govsocial.store.graph_store", "govsocial.store.relay"),
    "jinja2": ("govsocial.web",),
    "markupsafe": ("govsocial.web",),
    "mcp": ("govsocial.web.agents.server",),
    "uvicorn": ("govsocial.cli",),
    "uvloop": ("govsocial.cli",),
    "backports": ("govsocial.web.cache.codings",),
    "compression": ("govsocial.web.cache.codings",),
    "httptools": ("govsocial.cli",),
    "prometheus_client": ("govsocial.web",),
    "rapidfuzz": ("govsocial.web.search.index",),
    "typer": ("govsocial.cli",),
    "rich": ("govsocial.cli",),
}
"""Where each third-party package may be imported: a module, or a package with all that is in it."""


@dataclass(frozen=True)
class Import:
    """One import of one module: by whom, of what, on which line, and whether inside a function."""

    importer: str
    imported: str
    line: int
    is_late: bool
    is_relative: bool

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


@dataclass(frozen=True)
class Package:
    """The modules of the source tree by dotted name, each with its file, and all their imports."""

    files: Mapping[str, Path]
    imports: tuple[Import, ...]


def read_package(source: Path) -> Package:
    """All modules under `source`, the folder that holds the package."""
    paths = (
        path for path in sorted(source.rglob("*.py")) if "frontend" not in path.relative_to(source).parts
    )  # not part of the package
    files = {_module_name(path.relative_to(source)): path for path in paths}
    return Package(files, tuple(each for name in files for each in _imports_of(name, files)))


def _module_name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _imports_of(importer: str, files: Mapping[str, Path]) -> Iterator[Import]:
    tree = ast.parse(files[importer].read_text(encoding="utf-8"))
    late = {id(node) for function in ast.walk(tree) if _is_function(function) for node in ast.walk(function)}
    for node in ast.walk(tree):
        for imported in _names(node, files):
            is_relative = isinstance(node, ast.ImportFrom) and node.level > 0
            yield Import(importer, imported, getattr(node, "lineno", 0), id(node) in late, is_relative)


def _is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)


def _names(node: ast.AST, files: Mapping[str, Path]) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        members = [f"{module}.{alias.name}" for alias in node.names]
        return list(dict.fromkeys(member if member in files else module for member in members))
    return []


def _is_within(module: str, home: str) -> bool:
    return module == home or module.startswith(home + ".")


def _layer(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def layer_faults(package: Package) -> list[str]:
    """Modules of a layer that the table does not know, and imports that go against the table."""
    unknown = [f"{name}: layer '{_layer(name)}' is not in the table" for name in package.files if not _is_placed(name)]
    return unknown + [
        f"{each}: layer '{_layer(each.importer)}' may not import layer '{_layer(each.imported)}'"
        for each in package.imports
        if _is_within(each.imported, PACKAGE)
        and _layer(each.importer) in LAYERS
        and _layer(each.imported) not in LAYERS[_layer(each.importer)]
    ]


def _is_placed(module: str) -> bool:
    return module == PACKAGE or _layer(module) in LAYERS


def home_faults(package: Package) -> list[str]:
    """Imports of third-party packages outside their homes, or of packages that have none."""
    outside = {*sys.stdlib_module_names, PACKAGE, ""}
    return [
        fault
        for each in package.imports
        if each.imported.partition(".")[0] not in outside
        for fault in _home_fault(each, each.imported.partition(".")[0])
    ]


def _home_fault(each: Import, third_party: str) -> list[str]:
    homes = HOMES.get(third_party)
    if homes is None:
        return [f"{each}: {third_party} has no home; give it one in the table"]
    if not any(_is_within(each.importer, home) for home in homes):
        return [f"{each}: {third_party} may be imported only in {' and '.join(homes)}"]
    return []


def cycle_faults(package: Package) -> list[str]:
    """The first cycle of imports, if there is one."""
    graph: dict[str, set[str]] = {name: set() for name in package.files}
    for each in package.imports:
        if each.imported in graph:
            graph[each.importer].add(each.imported)
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return ["a cycle of imports: " + " → ".join(reversed(error.args[1]))]
    return []


def form_faults(package: Package) -> list[str]:
    """Relative imports, imports inside functions, and an __init__.py with something in it."""
    return [
        *(f"{each}: imports are absolute" for each in package.imports if each.is_relative),
        *(f"{each}: imports stand at the top of the module" for each in package.imports if each.is_late),
        *(
            f"{name}: every __init__.py is empty"
            for name, path in package.files.items()
            if path.name == "__init__.py" and path.read_bytes()
        ),
    ]


def mirror_faults(package: Package, tests: Path) -> list[str]:
    """Modules whose tests are not where the mirror says."""
    return [
        f"{name}: its tests should be in {mirror}"
        for name, path in package.files.items()
        if path.name != "__init__.py" and not (tests / (mirror := _mirror(name))).is_file()
    ]


def _mirror(module: str) -> str:
    *folders, name = module.split(".")[1:]
    return "/".join([*folders, f"test_{name}.py"])


@pytest.fixture(scope="module")
def package() -> Package:
    return read_package(ROOT / "src")


def test_all_modules_of_the_source_are_read(package: Package) -> None:
    assert {"govsocial.errors", "govsocial.store.base", "govsocial.web"} <= package.files.keys()


def test_imports_point_downwards(package: Package) -> None:
    assert not layer_faults(package)


def test_third_party_packages_stay_at_home(package: Package) -> None:
    assert not home_faults(package)


def test_no_imports_go_round_in_a_circle(package: Package) -> None:
    assert not cycle_faults(package)


def test_imports_are_absolute_and_at_the_top_and_every_init_is_empty(package: Package) -> None:
    assert not form_faults(package)


def test_every_module_has_its_test_file(package: Package) -> None:
    assert not mirror_faults(package, ROOT / "tests")


OF_OTHER_METHODS = frozenset({"content-type", "content-encoding", "origin"})
"""Headers that matter only with a body, or to agents: the cache keeps nothing of those but queries, by all bytes."""

OF_THE_CLIENT = frozenset({"x-request-id", "x-forwarded-for", "forwarded"})
"""Headers by which it is known who asks, and how the request is called; no answer that is kept depends on them."""

OF_ANSWERS = frozenset({"location", "cache-control", "etag", "vary", "accept-ranges", "content-length", "link"})
"""Headers of answers, which the same expressions read."""


def headers_read(package: Package) -> dict[str, set[str]]:
    """The names of headers that the web and the protocol look for, each with the modules that do."""
    found: dict[str, set[str]] = {}
    for module, path in package.files.items():
        if _layer(module) in ("web", "protocol") and not _is_within(module, "govsocial.web.cache"):
            for name in _header_names(ast.parse(path.read_text(encoding="utf-8"))):
                found.setdefault(name, set()).add(module)
    return found


def _header_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=of, attr="get" | "getlist"), args=[ast.Constant(value=name), *_]):
                read = [(of, name)]
            case ast.Subscript(value=of, slice=ast.Constant(value=name), ctx=ast.Load()):
                read = [(of, name)]
            case ast.Compare(left=ast.Constant(value=name), comparators=[of]):
                read = [(of, name)]
            case ast.Compare(left=ast.Name(id="name"), comparators=[ast.Constant(value=bytes() as name)]):
                read = [(ast.Name("headers"), name)]
            case ast.Compare(left=ast.Name(id="name"), comparators=[ast.Tuple(elts=names)]):
                read = [(ast.Name("headers"), each) for each in map(_bytes_in, names) if each]
            case _:
                read = []
        for of, name in read:
            if ast.unparse(of).rpartition(".")[2] == "headers":
                yield (name.decode() if isinstance(name, bytes) else str(name)).lower()


def _bytes_in(node: ast.expr) -> bytes:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, bytes) else b""


def test_the_cache_knows_each_header_on_which_an_answer_may_depend(package: Package) -> None:
    known = {name.decode() for name in (*DECIDING, *CHOOSING, *PASSED_ON)}
    read = headers_read(package)
    assert {"accept", "host", "range", "if-none-match", "authorization", "x-request-id"} <= set(read)
    unknown = {
        name: by for name, by in read.items() if name not in known | OF_OTHER_METHODS | OF_THE_CLIENT | OF_ANSWERS
    }
    assert not unknown, f"add these to DECIDING, CHOOSING or PASSED_ON of web/cache/asked.py, or say why not: {unknown}"


@pytest.mark.parametrize(
    "text",
    [
        'language = request.headers.get("Accept-Language")\n',
        'language = request.headers["accept-language"]\n',
        'is_there = "accept-language" in request.headers\n',
        'found = [value for name, value in scope["headers"] if name == b"accept-language"]\n',
        'found = [value for name, value in scope["headers"] if name in (b"accept-language", b"accept")]\n',
    ],
)
def test_a_planted_dependency_on_a_header_is_seen(tmp_path: Path, text: str) -> None:
    assert headers_read(plant(tmp_path, {"web/a.py": text}))["accept-language"] == {"govsocial.web.a"}


def plant(source: Path, modules: Mapping[str, str]) -> Package:
    """A package of the given modules (path → text), with an empty __init__.py in every folder."""
    for path, text in modules.items():
        file = source / PACKAGE / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for folder in _folders(source / PACKAGE):
        (folder / "__init__.py").touch()
    return read_package(source)


def _folders(root: Path) -> Iterable[Path]:
    return [root, *(path for path in root.rglob("*") if path.is_dir())]


SOUND = {
    "errors.py": "",
    "model/formats.py": "from govsocial.errors import GovsocialError\n",
    "store/base.py": "import json\nfrom govsocial.model import formats\nfrom govsocial import errors\n",
    "store/oxigraph.py": "import pyoxigraph\n",
    "web/app.py": "from fastapi import FastAPI\nfrom govsocial.store.base import Store\n",
}


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        (
            "store/base.py",
            "from govsocial.web.app import create_app\n",
            "govsocial.store.base:1 imports govsocial.web.app: layer 'store' may not import layer 'web'",
        ),
        (
            "store/base.py",
            "\nfrom govsocial.protocol import guard\n",
            "govsocial.store.base:2 imports govsocial.protocol: layer 'store' may not import layer 'protocol'",
        ),
        (
            "utils.py",
            "",
            "govsocial.utils: layer 'utils' is not in the table",
        ),
        (
            "model/formats.py",
            "def late() -> None:\n    from govsocial import store\n",
            "govsocial.model.formats:2 imports govsocial.store: layer 'model' may not import layer 'store'",
        ),
    ],
)
def test_a_planted_import_against_the_layers_is_named(tmp_path: Path, path: str, text: str, fault: str) -> None:
    assert layer_faults(plant(tmp_path, SOUND | {path: text})) == [fault]


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        (
            "store/base.py",
            "import pyoxigraph\n",
            "govsocial.store.base:1 imports pyoxigraph: pyoxigraph may be imported only in govsocial.store.oxigraph",
        ),
        (
            "model/formats.py",
            "from starlette.requests import Request\n",
            "govsocial.model.formats:1 imports starlette.requests: starlette may be imported only in govsocial.web",
        ),
        (
            "model/formats.py",
            "import requests\n",
            "govsocial.model.formats:1 imports requests: requests has no home; give it one in the table",
        ),
    ],
)
def test_a_planted_third_party_import_away_from_home_is_named(tmp_path: Path, path: str, text: str, fault: str) -> None:
    assert home_faults(plant(tmp_path, SOUND | {path: text})) == [fault]


def test_a_planted_cycle_is_shown(tmp_path: Path) -> None:
    planted = plant(
        tmp_path,
        SOUND
        | {
            "model/a.py": "from govsocial.model.b import x\n",
            "model/b.py": "import govsocial.model.c\n",
            "model/c.py": "from govsocial.model import a\n",
        },
    )
    (fault,) = cycle_faults(planted)
    assert fault.startswith("a cycle of imports: ")
    assert {f"govsocial.model.{name}" for name in "abc"} <= set(fault.replace(": ", " → ").split(" → "))


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        ("store/base.py", "from . import oxigraph\n", "govsocial.store.base:1 imports .: imports are absolute"),
        (
            "store/base.py",
            "async def late() -> None:\n    import json\n",
            "govsocial.store.base:2 imports json: imports stand at the top of the module",
        ),
        ("store/__init__.py", '"""Not empty."""\n', "govsocial.store: every __init__.py is empty"),
    ],
)
def test_a_planted_import_of_the_wrong_form_is_named(tmp_path: Path, path: str, text: str, fault: str) -> None:
    assert form_faults(plant(tmp_path, SOUND | {path: text})) == [fault]


def test_a_planted_module_without_tests_is_named(tmp_path: Path) -> None:
    planted = plant(tmp_path / "src", {"errors.py": "", "model/formats.py": ""})
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "test_errors.py").touch()
    assert mirror_faults(planted, tests) == ["govsocial.model.formats: its tests should be in model/test_formats.py"]


def test_a_sound_package_has_no_faults(tmp_path: Path) -> None:
    sound = plant(tmp_path, SOUND)
    assert layer_faults(sound) + home_faults(sound) + cycle_faults(sound) + form_faults(sound) == []
