# Every target installs what it needs first; see packaging/bootstrap.
PYTHON = .venv/bin/python

.PHONY: demo test check bench soak screens contract lock package

demo:
	@packaging/bootstrap demo
	@$(PYTHON) main.py demo

test: check
	@packaging/bootstrap test
	@$(PYTHON) -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check:
	@packaging/bootstrap development
	@packaging/check

bench:
	@packaging/bootstrap bench
	@$(PYTHON) main.py bench

soak:
	@packaging/bootstrap test
	@packaging/bootstrap package
	@SOAK=1 $(PYTHON) -m pytest --timeout=0
	@SOAK=1 PLATFORM_TESTS_ON=postgresql $(PYTHON) -m pytest --timeout=0 tests/central_platform

# every page in every mode, checked; contact sheets in screens-output/
screens:
	@packaging/bootstrap test
	@SCREENS=1 $(PYTHON) -m pytest -n 3 tests/screens/test_pages.py

# dist/: the .deb, and a folder for a stick with all that it needs, to be installed without network
package:
	@packaging/bootstrap package
	@packaging/make_package

# docs/openapi.json, from the platform's code
contract:
	@packaging/bootstrap development
	@$(PYTHON) -m central_platform.openapi

# The three locks in packaging/, from their .in files, with the newest versions that fit: one version of each package in all of them.
COMPILE = .venv/tools/bin/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	--no-annotate --no-strip-markers
LOCKED = packaging/requirements
lock:
	@packaging/bootstrap development
	@$(PYTHON) -m venv .venv/tools && .venv/tools/bin/pip install --quiet uv
	@$(COMPILE) --upgrade $(LOCKED)-development.in -o $(LOCKED)-development.lock
	@$(COMPILE) -c $(LOCKED)-development.lock $(LOCKED)-terminal.in -o $(LOCKED)-terminal.lock
	@$(COMPILE) -c $(LOCKED)-development.lock $(LOCKED)-platform.in -o $(LOCKED)-platform.lock
