.PHONY: hostile help check format lint types rooms test coverage bench fuzz corpus docs

help:  ## Say what can be made.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

check: format-check lint types rooms test  ## All that must be green before a commit.

format:  ## Format the code.
	ruff format .

format-check:
	ruff format --check .

lint:  ## Lint the code.
	ruff check .

types:  ## Check the types, strictly.
	mypy

rooms:  ## Check the direction between the rooms.
	lint-imports

test:  ## Run the tests on all cores.
	pytest -n auto

coverage:  ## Run the tests and say what they leave out.
	pytest -n auto --cov=qbank --cov-report=term-missing:skip-covered

bench:  ## Measure against the floors that docs/performance.md names.
	python -m benchmarks

fuzz:  ## Mutate files for every reader, 50,000 times each, and draw new examples for every property.
	QBANK_FUZZ=50000 HYPOTHESIS_PROFILE=looking pytest -n auto tests -k "fuzz or text_form or writing or undoing"

hostile:  ## Put 20,000 hostile texts through every command that prints.
	QBANK_FUZZ=20000 pytest -n auto tests/hostile

corpus:  ## Read real files of other people, found by QBANK_CORPUS.
	pytest -n auto tests -k corpus -rs

docs:  ## Write the pages that are made from the code.
	python -m docs.build
