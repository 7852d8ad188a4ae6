# Two commands: `make chat` opens the assistant, `make test` checks it. Each sets up .venv when missing or stale.

PYTHON ?= python3
PORT ?= 7860
BIN := .venv/bin
READY := .venv/.ready
DATA ?= ../shared/data
TRAIN ?= ../shared/train
SOURCES ?= ../shared/sources

.PHONY: install chat test lint eval bench bench-peers bench-scale bench-reading bench-page screenshots train-evidence clean

install: $(READY)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("found Python %d.%d; expected 3.11 or newer; run: make PYTHON=python3.11" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

chat: $(READY)
	$(BIN)/answerable chat --port $(PORT)

# A file at a time on each core, up to four: the tests start many processes and wait for them.
test: $(READY)
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy tools bench/*.py training

eval: $(READY)
	$(BIN)/python tools/scoreboard.py --data $(DATA) --sources $(SOURCES) --into reports

bench: bench-peers bench-scale bench-reading bench-page

bench-peers: $(READY)
	$(BIN)/python bench/run.py --data $(DATA)

bench-scale: $(READY)
	$(BIN)/python -m bench.scale --data $(DATA) --train $(TRAIN)
	$(BIN)/python -m bench.approximate

bench-reading: $(READY)
	$(BIN)/python -m bench.reading

bench-page: $(READY)
	$(BIN)/python -m bench.page --json reports/bench/page.json

screenshots: $(READY)
	$(BIN)/python tools/screenshots.py

train-evidence: $(READY)
	$(BIN)/python -m training.prepare --data $(TRAIN) --held-out $(DATA)
	OMP_WAIT_POLICY=PASSIVE MALLOC_ARENA_MAX=2 $(BIN)/python -m training.train $(if $(wildcard reports/training/run/checkpoint.pt),--resume)
	$(BIN)/python -m training.evaluate --data $(DATA) --bfloat16
	$(BIN)/python -m training.export
	$(BIN)/python -m training.evaluate --data $(DATA) --model reports/training/reader --half test

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
