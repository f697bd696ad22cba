"""A table as template.yaml makes it, in whatever answers as DynamoDB does."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from skill.stores.aws import Client
from skill.stores.place import Place
from skill.stores.sigv4 import Credentials

with warnings.catch_warnings():
    # It asks for all that moto can pretend; this is what DynamoDB needs.
    warnings.filterwarnings("ignore", ".*moto\\[server\\]")
    from moto.server import ThreadedMotoServer


def create_table(client: Client, name: str) -> None:
    asked = {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        "AttributeDefinitions": [
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
    }
    client.call("CreateTable", asked)


def delete_table(client: Client, name: str) -> None:
    client.call("DeleteTable", {"TableName": name})


def client_at(endpoint: str) -> Client:
    """Return a client with the patience that an engine's first answers need."""
    return Client(Place(endpoint, "eu-west-1", lambda: Credentials("pretend", "pretend")), seconds=30, try_seconds=30)


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
