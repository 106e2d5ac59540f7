# Every target installs what it needs first; on a warm machine that takes a tenth of a second.
BIN := .venv/bin
# Where a shell says that modules are compiled anew in each process, tests begin hundreds of them.
export PYTHONDONTWRITEBYTECODE :=
BOOTSTRAP = @python=$$(sh .ci/find-python) && "$$python" -I bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help install install-for-tests demo test walks mutants storm fuzz check check-fast check-rest sbom journals upgrade screens bench

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 20

install: ## system libraries (as root), uv, and the environment in .venv
	$(BOOTSTRAP)

install-for-tests:
	$(BOOTSTRAP) --for-tests

demo: install ## a birth, from the parent's form to the sealed certificate; ONCE=1 leaves after it; PROVINCE=1 makes a province instead
	@$(BIN)/motcua demo $(if $(filter-out 0,$(ONCE)),--once) $(if $(filter-out 0,$(PROVINCE)),--province)

test: install-for-tests ## every test, in three processes side by side; ARGS='-k withdrawal' for some, in one
	@$(BIN)/python -m pytest $(or $(ARGS),--numprocesses 3)

walks: install-for-tests ## every procedure walked at random, over and over for MINUTES=60, where `make test` walks it a few times
	@$(BIN)/python -m tests.workflows.walks --minutes $(or $(MINUTES),60)

mutants: install-for-tests ## the rules broken, one after the other, and whether the tests notice; ARGS='loan' some, ARGS='--random 60' by chance
	@$(BIN)/python -m tests.mutants $(ARGS)

storm: install-for-tests ## fifty births at once while parts are killed, workflows lost at each event, 10,000 dossiers' tiles counted slowly, 1 byte of 2,503 changed, every measure in its smallest size
	@MOTCUA_STORM=1 $(BIN)/python -m pytest tests/system/nothing_lost tests/workflows/engine/test_recall.py tests/workflows/engine/test_signing.py tests/infra/province/test_journal_counts.py tests/infra/signing/test_signing_forgery.py tests/bench --timeout 1800 $(ARGS)

fuzz: install-for-tests ## what reads foreign bytes, led by coverage; MOTCUA_FUZZ_MINUTES=30, ARGS='sod verify' for some
	@$(BIN)/uv run --quiet --frozen --inexact --extra local --group fuzz python -m tests.system.fuzz $(ARGS)

check: ## style, types, import directions, procedures, translations, secrets, known vulnerabilities, migrations that match the models and hold nobody up
	@$(MAKE) --no-print-directory --jobs 2 check-fast check-rest

check-rest: install
	@$(BIN)/lint-imports
	@$(BIN)/motcua check
	@$(BIN)/motcua translations check
	@.ci/secrets
	@.ci/audit
	@$(BIN)/motcua migrations check
	@$(BIN)/python -m tests.infra.db.migration_lint && echo 'migrations: squawk finds nothing'

check-fast: install ## the part of it that runs before each commit
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .

sbom: install ## dist/sbom.cdx.json: every package that production runs, in CycloneDX
	@mkdir -p dist
	@$(BIN)/uv export --frozen --no-dev --format cyclonedx1.5 --preview-features sbom-export --quiet --output-file dist/sbom.cdx.json
	@echo 'dist/sbom.cdx.json'

journals: install-for-tests ## keep a journal of each state of a dossier in which new code has none to be walked; what is kept stays
	@MOTCUA_RECORD_JOURNALS=1 $(BIN)/python -m pytest tests/workflows/tour.py tests/workflows/vietnam -q $(ARGS)

upgrade: install-for-tests ## a house of FROM=COMMIT with dossiers in every state goes on with this code; ONLY=CODE for one procedure
	@$(BIN)/python -m tests.system.upgrade $(FROM) $(ONLY)

screens: install-for-tests ## screens/index.html: every page that the tests look at, in vi and en, on phone and desk; ARGS='-k login' for some
	@rm -rf screens && MOTCUA_SCREENS=screens $(BIN)/python -m pytest tests/web $(ARGS); told=$$?; \
	$(BIN)/python -m tests.web.gallery screens && exit $$told

bench: install ## the plain way, each procedure, skipped time, waiting dossiers; writes bench/RESULTS.md
	@$(BIN)/python -m bench $(ARGS)
