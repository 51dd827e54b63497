# make demo    a working demonstration with invented data, on http://127.0.0.1:8000
# make test    the whole test suite
# Each does all of its own set-up; make install alone makes the virtual environment.
# make test ONLY='-m "not browser"' leaves tests out.

PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000

.PHONY: install messages demo test bench translations lock clean

install: .venv/run

.venv/run: requirements/run.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	touch $@

.venv/test: .venv/run requirements/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	touch $@

# Babel compiles without GNU gettext; both domains, only where a catalogue changed.
messages: .venv/run
	$(BIN)/python manage.py compile_messages

demo: messages
	$(BIN)/python manage.py demo --port $(PORT)

test: messages .venv/test
	$(BIN)/python -m pytest -n auto $(ONLY)

bench: messages .venv/test
	$(BIN)/python -m benchmarks

# Needs GNU gettext; brings the catalogues up to date with code, templates and edition,
# in every language that has a folder in locale/ or stands in EXTRA_LANGUAGES.
translations: .venv/run
	$(BIN)/python manage.py update_edition_messages
	$(BIN)/python manage.py makemessages --all --no-location --no-obsolete --no-wrap --ignore tests --ignore benchmarks --ignore docs

# Needs uv; writes the lock files anew from the .in files.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header requirements/run.in -o requirements/run.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header requirements/test.in -o requirements/test.txt

clean:
	rm -rf .venv var
