# Everything one does here. Each target does the set-up it needs, once.
.DEFAULT_GOAL := help
.PHONY: help run setup test unit check soak bench gallery clean

PY := .venv/bin/python
# What was compiled once is kept, also where the environment says otherwise: a start takes half the time.
unexport PYTHONDONTWRITEBYTECODE
# Tests that share a real server carry the same xdist_group and so run on one worker; no fast test does.
WORKERS ?= 2
PARALLEL := -n $(WORKERS) --dist loadgroup

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: setup ## the service center and the terminal, full screen
	.venv/bin/kiosk run --with-center

setup: ## system packages and .venv; does nothing the second time
	@scripts/setup

test: setup ## every test but the long ones
	$(PY) -m pytest -m "not soak" $(PARALLEL) $(PYTEST_ARGS)

unit: setup ## the fast tests, under a minute
	$(PY) -m pytest -m "not real and not whole and not soak" --hypothesis-profile=quick -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

check: setup ## ruff and mypy
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

soak: setup ## the long tests
	$(PY) -m pytest -m soak --timeout 0 $(PYTEST_ARGS)

bench: setup ## measures, one JSON line per figure
	@bad=0; for file in bench/bench_*.py; do $(PY) -m bench.$$(basename $$file .py) || bad=1; done; exit $$bad

gallery: setup ## every page as a picture, in out/gallery
	QT_QPA_PLATFORM=offscreen .venv/bin/kiosk gallery --out out/gallery

clean: ## what was made here, .venv included
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build out *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
