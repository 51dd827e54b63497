"""The rooms and doors of the house, checked where they stand."""

import ast
import tomllib

import pytest
from django.conf import settings
from django.core.management import call_command
from importlinter.api import read_configuration
from importlinter.application.use_cases import SUCCESS, lint_imports
from importlinter.configuration import configure

APPS = ["config", "organisations", "assessment", "reporting"]
MODULES = sorted(
    path
    for app in APPS
    for path in (settings.BASE_DIR / app).rglob("*.py")
    if "migrations" not in path.parts
)
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "services", "managers"}


def name(path):
    return str(path.relative_to(settings.BASE_DIR))


def test_the_contracts_between_the_rooms_are_kept():
    configure()
    assert lint_imports(cache_dir=None, is_debug_mode=False, verbose=False) == SUCCESS


def test_every_app_stands_under_the_contracts():
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))
    assert set(project["tool"]["importlinter"]["root_packages"]) == set(APPS)
    assert read_configuration()["contracts_options"] != []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module(path):
    """No catch-all name, no import inside a function, no bare except."""
    assert path.stem not in FORBIDDEN_NAMES
    tree = ast.parse(path.read_text("utf-8"))
    hidden = [
        inner.lineno
        for outer in ast.walk(tree)
        if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        for inner in ast.walk(outer)
        if isinstance(inner, (ast.Import, ast.ImportFrom))
    ]
    assert hidden == []
    bare = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert bare == []


def test_no_model_saves_in_secret():
    """A write is a verb of its own, not an overridden save()."""
    overridden = [
        name(path)
        for path in MODULES
        if path.name == "models.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name == "save"
    ]
    assert overridden == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_says_what_its_room_is_for(path):
    text = path.read_text("utf-8")
    if text.strip() and path.name not in ("wsgi.py", "urls.py"):
        assert ast.get_docstring(ast.parse(text))


@pytest.mark.django_db
def test_the_migrations_say_all_that_the_models_say():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_system_checks_find_nothing():
    call_command("check", fail_level="WARNING")
