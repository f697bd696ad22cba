# The targets of daily work. `make talk` tries the skill, `make test` tests it; each target sets up what it needs.
VENV := .venv
IN := $(VENV)/bin/
IS_SUPPORTED := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$python" -c "$(IS_SUPPORTED)" 2>/dev/null && echo "$$python" && break; done)

# All tests that need nothing but Python: the quick suite (pyproject.toml) and the tests that take long.
THOROUGH := not engine and not smapi and not artifact and not browser

SAM := .engines/sam
export SAM_CLI_TELEMETRY := 0

.PHONY: help talk page test lint coverage pythons dynamodb oldest chaos server-checks fuzz kill-test load smapi browser viewhost unverified-numbers text-report models train benchmarks wheel deploy-check build-SkillFunction skill-package check lock clean set-up-%

help:  ## List the targets.
	@grep -hE '^[A-Za-z-]+:.*## ' Makefile | sed -E 's/:[^#]*## /: /'

# Try it

talk: set-up-web  ## Talk to the skill in this terminal.
	@$(IN)trust-steps talk

page: set-up-web  ## Talk to a simulated Echo in a browser; npm installs the renderer of its screen.
	@$(IN)python -m publish.viewhost || echo "The page shows screens in words." >&2
	@$(IN)trust-steps serve

# Test it

test: set-up-test  ## Run the quick suite, which needs only Python.
	@$(IN)python -m pytest -n auto --dist worksteal
	@echo "make check runs the tests that take long or need a browser, Java or npm."

lint: set-up-dev  ## Check format, style, types, import layers and names of constants.
	@$(IN)ruff format --check .
	@$(IN)ruff check .
	@$(IN)mypy
	@$(IN)lint-imports
	@$(IN)python -m tools.constant_names

coverage: set-up-dev  ## Run the quick suite and the tests that take long, with line coverage of skill/.
	@$(IN)coverage erase
	@$(IN)coverage run -m pytest -m "$(THOROUGH)"
	@$(IN)coverage combine --quiet
	@$(IN)coverage report

pythons: set-up-dev  ## Run the quick suite on every other supported Python that is installed.
	@$(IN)python -m tools.all_pythons

check: lint unverified-numbers test coverage pythons oldest dynamodb chaos server-checks smapi browser deploy-check wheel  ## Run everything that must hold before a change lands.

# Test the stores

dynamodb: set-up-dev  ## Run the contract of stores on DynamoDB Local.
	@$(IN)python -m tools.dynamodb_local -- $(IN)python -m pytest -m engine

oldest: set-up-dev  ## Test the AWS and HTTP clients with the oldest supported boto3 and urllib3.
	@$(IN)python -m tools.oldest_boto3

chaos: set-up-dev  ## Put ten thousand faults between the skill and DynamoDB Local.
	@$(IN)python -m tools.dynamodb_local -- $(IN)python -m tools.chaos_dynamodb

# Test the web server

server-checks: set-up-dev  ## Run short fuzz, kill -9 and load tests of the web server.
	@$(IN)python -m tools.fuzz_requests 10000
	@$(IN)python -m tools.kill_server 20
	@$(IN)python -m benchmarks.load --seconds 3 --rounds 1

fuzz: set-up-dev  ## Fuzz the web endpoint with 100,000 malformed requests.
	@$(IN)python -m tools.fuzz_requests

kill-test: set-up-dev  ## Kill -9 the web server a hundred times under load and check every acknowledged write.
	@$(IN)python -m tools.kill_server

load: set-up-dev  ## Load the web endpoint with 200 clients, beside Amazon's Flask adapter.
	@$(IN)python -m benchmarks.load

# Test with Amazon's clients, schemas and renderer; these need npm

smapi: set-up-dev  ## Check models and listing against Amazon's schemas, and run two other authors' Alexa clients.
	@$(IN)python -m tools.smapi_spec
	@$(IN)python -m pytest -m smapi tests/smapi tests/publish tests/screens tests/clients

browser: set-up-dev viewhost  ## Run the tests in Chromium.
	@$(IN)python -m pytest -m browser

viewhost: set-up-dev  ## Install Amazon's APL renderer.
	@$(IN)python -m publish.viewhost

# Reports

unverified-numbers: set-up-dev  ## List phone numbers and directories that have not been verified by a call.
	@$(IN)python -m tools.unverified_numbers

text-report: set-up-dev  ## Report of every text: seconds, words, reading grade, long sentences, forbidden words.
	@$(IN)python -m tools.text_report

benchmarks: set-up-dev  ## Measure the skill beside its peers, and write benchmarks/results.md.
	@$(IN)python -m benchmarks --out benchmarks/results.md

# Generate

models: set-up-dev  ## Generate the interaction models of the other English locales.
	@$(IN)python -m publish.models

train: set-up-dev  ## Train the classifiers from the interaction model and training/.
	@$(IN)python -m training.learn

lock: set-up-dev  ## Lock the versions of all dependencies with hashes.
	@cd requirements && for name in lambda runtime deploy benchmarks dev test web uv; do \
		case $$name in lambda|runtime|deploy) from="$$name.in" ;; benchmarks) from="$$name.in -c lambda.txt" ;; \
			uv) from="uv.in -c dev.txt" ;; \
			test) from="../pyproject.toml build.in --extra aws --extra talk --extra web --extra test -c dev.txt" ;; \
			web) from="../pyproject.toml build.in --extra talk --extra web -c dev.txt" ;; \
			*) from="../pyproject.toml build.in --all-extras" ;; esac; \
		UV_CUSTOM_COMPILE_COMMAND="make lock" ../$(IN)uv pip compile --quiet --universal --python-version 3.11 \
			--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-emit-package trust-steps \
			$$from --output-file $$name.txt || exit; done

# Build and deploy

wheel: set-up-dev  ## Build the wheel, install it elsewhere and talk to it.
	@$(IN)python -m build --wheel --no-isolation --outdir dist .
	@$(IN)python -m tools.check_wheel dist

deploy-check: set-up-dev $(SAM)/.made  ## Check all of a deployment that can be checked without an AWS account.
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

build-SkillFunction:  ## Build the bundle that Lambda runs, in ARTIFACTS_DIR: `sam build` calls this.
	@$(PYTHON) -m publish.bundle "$(ARTIFACTS_DIR)"

skill-package: set-up-dev  ## Build what ask-cli uploads: ENDPOINT=the stack's EndpointArn, SKILL=its id the first time.
	@$(IN)python -m publish.package "$(ENDPOINT)" --skill "$(SKILL)"

# Set up

set-up-%:
	@$(PYTHON) -c "$(IS_SUPPORTED)" 2>/dev/null || { echo "Trust Steps needs Python 3.11 or newer, and none was found." >&2; exit 1; }
	@$(PYTHON) -m tools.set_up $*

clean:  ## Remove everything generated.
	@rm -rf $(VENV) dist build skill/webui/engine .aws-sam .engines .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
