"""A table as template.yaml makes it, in whatever answers as DynamoDB does."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from skill.stores.dynamodb_client import DynamoDBClient

with warnings.catch_warnings():
    # It asks for all that moto can pretend; this is what DynamoDB needs.
    warnings.filterwarnings("ignore", ".*moto\\[server\\]")
    from moto.server import ThreadedMotoServer


def create_table(client: DynamoDBClient, name: str) -> None:
    client.call(
        "create_table",
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
    )


def delete_table(client: DynamoDBClient, name: str) -> None:
    client.call("delete_table", TableName=name)


def client_at(endpoint: str, *, timeout_s: float = 30.0, **options: Any) -> DynamoDBClient:
    """Return a client with an endpoint and keys of its own; by default it waits as an engine's first answers need."""
    return DynamoDBClient(
        connect_timeout_s=timeout_s,
        read_timeout_s=timeout_s,
        endpoint_url=endpoint,
        region_name="eu-west-1",
        aws_access_key_id="pretend",
        aws_secret_access_key="pretend",
        **options,
    )


@contextmanager
def moto() -> Iterator[str]:
    """Serve moto's imitation of DynamoDB, and yield its endpoint."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()
