import subprocess
import sys
from pathlib import Path

import corpus

ROOT = Path(__file__).parents[1]


def test_all_names_the_public_names():
    modules = {path.stem for path in (ROOT / "corpus").iterdir()}
    public = {name for name in vars(corpus) if not name.startswith("_")} - modules
    assert sorted(corpus.__all__) == sorted(public)


def test_importing_corpus_loads_no_parser():
    code = "import sys, corpus; print(' '.join(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.split())
    assert not loaded & {"torch", "gradio", "pypdf", "docx", "trafilatura", "lxml", "markdown_it"}
