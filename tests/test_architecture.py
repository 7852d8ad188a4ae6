"""The house: layers, public names, size and manners of modules, and the bundled texts."""

from __future__ import annotations

import ast
import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ["corpus", "index", "assistant", "eval", "ui"]
MODULES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
FACTS = [
    json.loads(line)
    for line in (ROOT / "tests" / "data" / "article_facts.jsonl").read_text("utf-8").splitlines()
]
LONGEST = 350


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(tree: ast.AST) -> Iterator[str]:
    """Names of all modules that a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the layer"
            yield node.module or ""


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_there_are_modules_in_every_layer() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_layers_below_it(path: Path) -> None:
    own = LAYERS.index(path.relative_to(ROOT).parts[0])
    above = {name.split(".")[0] for name in imports(parsed(path))} & set(LAYERS[own + 1 :])
    assert not above


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_minds_its_manners(path: Path) -> None:
    text, tree = path.read_text(encoding="utf-8"), parsed(path)
    assert ast.get_docstring(tree), "says what it does"
    assert text.count("\n") <= LONGEST
    assert not re.search(r"(?<![\w.])print\(", text)
    assert "pickle" not in {name.split(".")[0] for name in imports(tree)}
    assert not re.search(r"allow_pickle=True|trust_remote_code=True", text)


def test_the_median_module_is_short() -> None:
    lengths = sorted(path.read_text(encoding="utf-8").count("\n") for path in MODULES)
    assert lengths[len(lengths) // 2] < 120


def test_no_module_is_named_like_a_standard_one() -> None:
    # Below a package nothing is shadowed; a top-level name would be.
    assert not {path.name for path in ROOT.iterdir() if path.is_dir()} & set(sys.stdlib_module_names)


@pytest.mark.parametrize("layer", LAYERS)
def test_all_names_the_public_names(layer: str) -> None:
    package = importlib.import_module(layer)
    bound = {
        alias.asname or alias.name
        for node in parsed(ROOT / layer / "__init__.py").body
        if isinstance(node, ast.ImportFrom) and node.module != "__future__"
        for alias in node.names
    }
    public = {name for name in bound if not name.startswith("_")}
    assert sorted(getattr(package, "__all__", [])) == sorted(public)
    assert all(hasattr(package, name) for name in public)
    assert (ROOT / layer / "py.typed").is_file()


def test_importing_loads_nothing_heavy() -> None:
    code = "import sys, corpus, index, assistant, eval\nprint(*sorted(sys.modules))"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    loaded = set(ran.stdout.split())
    assert "assistant.assistant" in loaded
    heavy = {"torch", "gradio", "transformers", "sentence_transformers", "pandas", "sklearn", "openvino"}
    assert not loaded & heavy


def test_asking_loads_no_training_library_and_no_web_app(cache_home: Path) -> None:
    """On a ready index an answer needs OpenVINO, tokenizers and NumPy."""
    code = (
        "import sys\nfrom assistant import Assistant\nAssistant.open().ask('What is an ML engineer?')\n"
        "print('LOADED', *sorted(name for name, module in sys.modules.items() if module))"
    )
    for _ in ("converting the weights and building the index", "asking"):
        ran = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=300
        )
    loaded = set(ran.stdout.rpartition("LOADED")[2].split())
    assert cache_home.is_dir()
    assert "openvino" in loaded
    heavy = {
        "torch",
        "transformers",
        "sentence_transformers",
        "nncf",
        "pandas",
        "gradio",
        "fastapi",
        "uvicorn",
    }
    assert not loaded & (heavy | {"openvino_telemetry", "langchain_core", "huggingface_hub", "trafilatura"})


# The bundled texts restate the articles: every fact, none of the sentences.


def bundled_text(name: str) -> str:
    return (ROOT / "corpus" / "texts" / name).read_text(encoding="utf-8")


def holds(text: str, must: list[list[str]]) -> list[list[str]]:
    """The groups of which a text holds no alternative."""
    folded = " ".join(text.lower().replace("’", "'").split())
    return [group for group in must if not any(words.lower().replace("’", "'") in folded for words in group)]


def test_every_text_has_its_facts() -> None:
    assert {fact["text"] for fact in FACTS} == {
        path.name for path in (ROOT / "corpus" / "texts").glob("*.md")
    }
    assert len({fact["id"] for fact in FACTS}) == len(FACTS) > 100


@pytest.mark.parametrize("name", sorted({fact["text"] for fact in FACTS}))
def test_a_bundled_text_holds_every_fact(name: str) -> None:
    text = bundled_text(name)
    lacking = {fact["id"]: holds(text, fact["must"]) for fact in FACTS if fact["text"] == name}
    assert {fact: groups for fact, groups in lacking.items() if groups} == {}


@pytest.mark.parametrize("name", sorted({fact["article"] for fact in FACTS}))
def test_the_article_holds_every_fact(sources: Path, name: str) -> None:
    text = (sources / name).read_text(encoding="utf-8")
    lacking = {fact["id"]: holds(text, fact["must"]) for fact in FACTS if fact["article"] == name}
    assert {fact: groups for fact, groups in lacking.items() if groups} == {}


def runs(text: str, size: int) -> dict[tuple[str, ...], str]:
    """Every run of so many words within a line, folded, with the words as they stand."""
    found = {}
    for line in text.splitlines():
        words = list(re.finditer(r"[\w'’-]+", line))
        for run in zip(*(words[shift:] for shift in range(size)), strict=False):
            found[tuple(word[0].lower() for word in run)] = line[run[0].start() : run[-1].end()]
    return found


def is_name_or_list(words: str) -> bool:
    """Mostly proper names, or a run of things enumerated: no other words say it."""
    tokens = re.findall(r"[\w'’-]+", words)
    names = sum(token[0].isupper() or token[0].isdigit() for token in tokens)
    return names >= len(tokens) / 2 or words.count(",") >= 3


@pytest.mark.parametrize(
    "pair", sorted({(fact["text"], fact["article"]) for fact in FACTS}), ids=lambda p: p[0]
)
def test_no_sentence_is_copied(sources: Path, pair: tuple[str, str]) -> None:
    name, article = pair
    title = re.search(r"^title: (.*)$", bundled_text(name), re.MULTILINE)
    assert title
    named = " ".join(re.findall(r"[\w'’-]+", title[1].lower()))
    ours, theirs = runs(bundled_text(name), 8), runs((sources / article).read_text(encoding="utf-8"), 8)
    shared: dict[str, Any] = {
        " ".join(run): words
        for run, words in ours.items()
        if run in theirs and " ".join(run) not in named and not is_name_or_list(words)
    }
    assert shared == {}
