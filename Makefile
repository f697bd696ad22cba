# The daily life of the project. `make talk` to try it, `make test` to test it; both set everything up themselves.
VENV := .venv
IN := $(VENV)/bin/
BIG_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for one in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$one" -c "$(BIG_ENOUGH)" 2>/dev/null && echo "$$one" && break; done)

# What neither fetches anything nor needs more than Python (tools/all_pythons.py has it too).
QUICK := not engine and not smapi and not artifact and not browser

SAM := .engines/sam
export SAM_CLI_TELEMETRY := 0

# A set-up is marked by what it was made from, so a changed lock sets up anew, and an old or broken .venv is replaced.
MADE_FROM = $(shell cat requirements/$*.txt pyproject.toml Makefile | cksum | cut -d' ' -f1)

.PHONY: talk page test pythons check lint words unverified dynamodb oldest faults fuzz kills load home smapi browser viewhost coverage models learn benchmarks deploy-check build-SkillFunction skill-package wheel lock clean set-up-%

talk: set-up-web  ## Talk to the skill in this terminal.
	@$(IN)trust-steps talk

page: set-up-web  ## Talk to it in a browser, as to an Echo. With npm here its screen is drawn; without, it is in words.
	@$(IN)python -m publish.viewhost || echo "The page shows screens in words." >&2
	@$(IN)trust-steps serve

test: set-up-dev  ## The quick suite: needs nothing but Python.
	@$(IN)python -m pytest -n auto --dist worksteal -m "$(QUICK)"
	@echo "Left out are the tests in a browser: make browser runs them."

pythons: set-up-dev  ## The quick suite again, on every other Python from 3.11 on that is here.
	@$(IN)python -m tools.all_pythons

lint: set-up-dev  ## Format, rules, types and the floors of the house.
	@$(IN)ruff format --check .
	@$(IN)ruff check .
	@$(IN)mypy
	@$(IN)lint-imports

words: set-up-dev  ## What every text measures: seconds, words, grade, long sentences, words that are never said.
	@$(IN)python -m tools.text_report

coverage: set-up-dev  ## The quick suite again, reporting how much of skill/ it runs.
	@$(IN)coverage erase
	@$(IN)coverage run -m pytest -m "$(QUICK)"
	@$(IN)coverage combine --quiet
	@$(IN)coverage report

dynamodb: set-up-dev  ## The stores' contract against Amazon's DynamoDB Local, which is fetched, started and stopped.
	@$(IN)python -m tools.dynamodb_local -- $(IN)python -m pytest -m engine

oldest: set-up-dev  ## The store's tests with the oldest boto3 that it works with, which is fetched.
	@$(IN)python -m tools.oldest_boto3

faults: set-up-dev  ## Ten thousand faults between the skill and DynamoDB Local, and what became of every entry.
	@$(IN)python -m tools.dynamodb_local -- $(IN)python -m tools.chaos_dynamodb

fuzz: set-up-dev  ## A hundred thousand bodies that are a little off, or more than a little, through the web door.
	@$(IN)python -m tools.fuzz_requests

kills: set-up-dev  ## Kill the server at home a hundred times in the midst of its work, and look for every log.
	@$(IN)python -m tools.kill_server

load: set-up-dev  ## Two hundred people at once through the web door, beside Amazon's adapter on the same server.
	@$(IN)python -m benchmarks.load

home: set-up-dev  ## Shorter ones of the three above, for every change.
	@$(IN)python -m tools.fuzz_requests 10000
	@$(IN)python -m tools.kill_server 20
	@$(IN)python -m benchmarks.load --seconds 3 --rounds 1

smapi: set-up-dev  ## All that Amazon gets, against Amazon's own description, and talks with clients of other authors, all from npm.
	@$(IN)python -m tools.smapi_spec
	@$(IN)python -m pytest -m smapi tests/smapi tests/publish tests/screens tests/clients

browser: set-up-dev viewhost  ## What people see, in a real Chromium.
	@$(IN)python -m pytest -m browser

viewhost: set-up-dev  ## Fetch Amazon's own engine for screens with npm, for the page that draws with it.
	@$(IN)python -m publish.viewhost

models: set-up-dev  ## Make the interaction models of the other English locales anew.
	@$(IN)python -m publish.models

learn: set-up-dev  ## Learn anew, from the interaction model and training/, what the simulator hears.
	@$(IN)python -m training.learn

build-SkillFunction:  ## The bundle that Lambda runs, in ARTIFACTS_DIR: `sam build` calls this.
	@$(PYTHON) -m publish.bundle "$(ARTIFACTS_DIR)"

skill-package: set-up-dev  ## What ask-cli uploads, with ENDPOINT=the stack's EndpointArn, and SKILL=its id the first time.
	@$(IN)python -m publish.package "$(ENDPOINT)" --skill "$(SKILL)"

deploy-check: set-up-dev $(SAM)/.made  ## All of a deployment that can be checked without an account.
	@$(SAM)/bin/sam validate --lint --region us-east-1
	@$(SAM)/bin/cfn-lint template.yaml
	@$(SAM)/bin/sam build
	@$(IN)python -m tools.runtime_python
	@$(IN)python -m pytest -m artifact tests/aws tests/benchmarks

$(SAM)/.made: requirements/deploy.txt
	@echo "Setting up in $(SAM) ..." >&2
	@$(IN)uv venv --quiet --clear --python $(IN)python $(SAM)
	@$(IN)uv pip install --quiet --python $(SAM)/bin/python --require-hashes \
		--requirement requirements/deploy.txt
	@touch $@

benchmarks: set-up-dev  ## Measure the skill beside its peers, and write benchmarks/results.md.
	@$(IN)python -m benchmarks --out benchmarks/results.md

wheel: set-up-dev  ## Build the wheel, install it far away from here, and talk to it.
	@$(IN)python -m build --wheel --no-isolation --outdir dist .
	@$(IN)python -m tools.check_wheel dist

unverified: set-up-dev  ## Which numbers to call and directories nobody has verified yet.
	@$(IN)python -m tools.unverified_numbers

check: lint unverified test coverage pythons oldest dynamodb faults home smapi browser deploy-check wheel  ## All that must hold before a change lands.

lock: set-up-dev  ## Lock the versions anew, each with the hashes of its files, without which nothing is installed.
	@cd requirements && for one in lambda runtime deploy benchmarks dev web; do \
		case $$one in lambda|runtime|deploy) from="$$one.in" ;; benchmarks) from="$$one.in -c lambda.txt" ;; \
			web) from="../pyproject.toml build.in --extra talk --extra web -c dev.txt" ;; \
			*) from="../pyproject.toml build.in --all-extras" ;; esac; \
		UV_CUSTOM_COMPILE_COMMAND="make lock" ../$(IN)uv pip compile --quiet --universal --python-version 3.11 \
			--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-emit-package trust-steps \
			$$from --output-file $$one.txt || exit; done

clean:  ## Remove what was made.
	@rm -rf $(VENV) dist build skill/webui/engine .aws-sam .engines .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

set-up-%:
	@$(PYTHON) -c "$(BIG_ENOUGH)" 2>/dev/null || { echo "Trust Steps needs Python 3.11 or newer, and none was found." >&2; exit 1; }
	@test -e $(VENV)/.$*-$(MADE_FROM) && $(IN)python -c "import skill; $(BIG_ENOUGH)" 2>/dev/null || { \
		echo "Setting up in $(VENV) ..." >&2; \
		$(IN)python -c "$(BIG_ENOUGH)" 2>/dev/null || $(PYTHON) -m venv --clear --without-pip $(VENV); \
		pip="$(IN)python -m pip"; $$pip --version >/dev/null 2>&1 || pip="$(PYTHON) -m pip --python $(IN)python"; \
		$$pip --version >/dev/null 2>&1 || { echo "Trust Steps needs pip: $(PYTHON) -m pip was not found." >&2; exit 1; }; \
		$$pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/$*.txt && \
		$$pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . && \
		rm -f $(VENV)/.$*-* && touch $(VENV)/.$*-$(MADE_FROM); }
