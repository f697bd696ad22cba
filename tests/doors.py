"""The two doors of the skill as a conversation meets them: the Lambda handler and the web server."""

import importlib
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
import pytest
import responses
from moto import mock_aws

from skill.alexa.pretend import PretendAmazon
from skill.app import App
from skill.hosts.device import APPLICATION, ENDPOINT, Door
from skill.hosts.web import create_web
from skill.stores.sqlite import SQLiteStore
from tests.stores.table import create_table

TABLE = "trust-steps"


@contextmanager
def lambda_door(timezone: str) -> Iterator[Door]:
    """Yield the Lambda handler on a DynamoDB table, with a device whose settings say where it is."""
    with (
        pytest.MonkeyPatch.context() as patch,
        mock_aws(),
        responses.RequestsMock(assert_all_requests_are_fired=False) as web,
    ):
        for name, value in {
            "TRUST_STEPS_TABLE": TABLE,
            "TRUST_STEPS_SKILL_ID": APPLICATION,
            "AWS_DEFAULT_REGION": "eu-west-1",
        }.items():
            patch.setenv(name, value)
        patch.delenv("AWS_ENDPOINT_URL_DYNAMODB", raising=False)
        create_table(boto3.client("dynamodb"), TABLE)
        settings = re.compile(re.escape(ENDPOINT) + r"/v2/devices/[^/]+/settings/System\.timeZone")
        web.add(responses.GET, settings, body=json.dumps(timezone))
        sys.modules.pop("lambda.handler", None)
        yield lambda envelope: importlib.import_module("lambda.handler").handler(envelope, None)


@contextmanager
def web_door(timezone: str, folder: Path) -> Iterator[Door]:
    """Yield a POST to the web server on an SQLite store."""
    store = SQLiteStore(folder / "journeys.sqlite3")
    app = App(store, skill_id=APPLICATION, api_client=PretendAmazon(timezone))
    client = create_web(app, store.is_reachable).test_client()
    yield lambda envelope: client.post("/alexa", json=envelope).get_json()
    store.close()
