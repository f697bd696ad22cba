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

.PHONY: help talk page test pythons check lint text-report unverified-numbers dynamodb oldest chaos fuzz kill-test load server-checks smapi browser viewhost coverage models train benchmarks deploy-check build-SkillFunction skill-package wheel lock clean set-up-%

help:  ## List the targets.
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:[^#]*## /: /' | sort

talk: set-up-web  ## Talk to the skill in this terminal.
	@$(IN)trust-steps talk

page: set-up-web  ## Talk to a simulated Echo in a browser; with npm its screen is drawn.
	@$(IN)python -m publish.viewhost || echo "The page shows screens in words." >&2
	@$(IN)trust-steps serve

test: set-up-dev  ## The quick test suite; needs only Python.
	@$(IN)python -m pytest -n auto --dist worksteal -m "$(QUICK)"
	@echo "Left out are the tests in a browser: make browser runs them."

pythons: set-up-dev  ## The quick suite on every other supported Python that is installed.
	@$(IN)python -m tools.all_pythons

lint: set-up-dev  ## Format, lint, types and import layers.
	@$(IN)ruff format --check .
	@$(IN)ruff check .
	@$(IN)mypy
	@$(IN)lint-imports

text-report: set-up-dev  ## Report of every text: seconds, words, reading grade, long sentences, forbidden words.
	@$(IN)python -m tools.text_report

coverage: set-up-dev  ## The quick suite with line coverage of skill/.
	@$(IN)coverage erase
	@$(IN)coverage run -m pytest -m "$(QUICK)"
	@$(IN)coverage combine --quiet
	@$(IN)coverage report

dynamodb: set-up-dev  ## The stores' contract on DynamoDB Local.
	@$(IN)python -m tools.dynamodb_local -- $(IN)python -m pytest -m engine

oldest: set-up-dev  ## The DynamoDB store with the oldest boto3 that works.
	@$(IN)python -m tools.oldest_boto3

chaos: set-up-dev  ## Chaos test: ten thousand faults between the skill and DynamoDB Local.
	@$(IN)python -m tools.dynamodb_local -- $(IN)python -m tools.chaos_dynamodb

fuzz: set-up-dev  ## Fuzz the web endpoint with 100,000 malformed requests.
	@$(IN)python -m tools.fuzz_requests

kill-test: set-up-dev  ## Kill -9 the web server a hundred times under load and check every acknowledged write.
	@$(IN)python -m tools.kill_server

load: set-up-dev  ## Load test of the web endpoint with 200 clients, beside Amazon's Flask adapter.
	@$(IN)python -m benchmarks.load

server-checks: set-up-dev  ## Short fuzz, kill -9 and load tests of the web server.
	@$(IN)python -m tools.fuzz_requests 10000
	@$(IN)python -m tools.kill_server 20
	@$(IN)python -m benchmarks.load --seconds 3 --rounds 1

smapi: set-up-dev  ## Models and listing against Amazon's schemas, and two Alexa clients by other authors; needs npm.
	@$(IN)python -m tools.smapi_spec
	@$(IN)python -m pytest -m smapi tests/smapi tests/publish tests/screens tests/clients

browser: set-up-dev viewhost  ## Browser tests in Chromium.
	@$(IN)python -m pytest -m browser

viewhost: set-up-dev  ## Fetch Amazon's APL renderer with npm.
	@$(IN)python -m publish.viewhost

models: set-up-dev  ## Generate the interaction models of the other English locales.
	@$(IN)python -m publish.models

train: set-up-dev  ## Train the classifiers from the interaction model and training/.
	@$(IN)python -m training.learn

build-SkillFunction:  ## The bundle that Lambda runs, in ARTIFACTS_DIR: `sam build` calls this.
	@$(PYTHON) -m publish.bundle "$(ARTIFACTS_DIR)"

skill-package: set-up-dev  ## What ask-cli uploads: ENDPOINT=the stack's EndpointArn, SKILL=its id the first time.
	@$(IN)python -m publish.package "$(ENDPOINT)" --skill "$(SKILL)"

deploy-check: set-up-dev $(SAM)/.made  ## All of a deployment that can be checked without an AWS account.
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

wheel: set-up-dev  ## Build the wheel, install it elsewhere and talk to it.
	@$(IN)python -m build --wheel --no-isolation --outdir dist .
	@$(IN)python -m tools.check_wheel dist

unverified-numbers: set-up-dev  ## Phone numbers and directories that have not been verified by a call.
	@$(IN)python -m tools.unverified_numbers

check: lint unverified-numbers test coverage pythons oldest dynamodb chaos server-checks smapi browser deploy-check wheel  ## Everything that must hold before a change lands.

lock: set-up-dev  ## Lock the versions of all dependencies with hashes.
	@cd requirements && for one in lambda runtime deploy benchmarks dev web; do \
		case $$one in lambda|runtime|deploy) from="$$one.in" ;; benchmarks) from="$$one.in -c lambda.txt" ;; \
			web) from="../pyproject.toml build.in --extra talk --extra web -c dev.txt" ;; \
			*) from="../pyproject.toml build.in --all-extras" ;; esac; \
		UV_CUSTOM_COMPILE_COMMAND="make lock" ../$(IN)uv pip compile --quiet --universal --python-version 3.11 \
			--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-emit-package trust-steps \
			$$from --output-file $$one.txt || exit; done

clean:  ## Remove everything generated.
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
