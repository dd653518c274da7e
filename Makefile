.PHONY: hostile help check format lint types rooms test test-postgres coverage bench fuzz faults corpus docs

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

test-postgres:  ## Run the tests of services and commands with every bank on a server, which they start.
	QBANK_TEST_ENGINE=postgresql pytest -n auto tests/services tests/cli tests/api tests/db/test_on_a_server.py

coverage:  ## Run the tests and say what they leave out.
	pytest -n auto --cov=qbank --cov-report=term-missing:skip-covered

bench:  ## Measure against the floors that docs/performance.md names.
	python -m benchmarks

fuzz:  ## Mutate files for every reader, 50,000 times each, and draw new examples for every property.
	QBANK_FUZZ=50000 HYPOTHESIS_PROFILE=looking pytest -n auto tests -k "fuzz or text_form or writing or undoing"

faults:  ## Kill, starve and damage banks as often as docs/reliability.md says, and write its table; as root.
	QBANK_FAULTS=full pytest -n auto tests/faults

hostile:  ## Put 20,000 hostile texts through every command that prints.
	QBANK_FUZZ=20000 pytest -n auto tests/hostile

corpus:  ## Read real files of other people, found by QBANK_CORPUS, and print what becomes of them.
	pytest -n auto tests -k corpus -rs
	python -m benchmarks.corpus_table --list

docs:  ## Write the pages that are made from the code.
	python -m docs.build
