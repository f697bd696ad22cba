"""The contestants' tables in DynamoDB Local, and what is kept in them when a sample begins."""

from functools import cached_property
from typing import Any

from botocore.session import get_session

from benchmarks.contenders import Contestant
from benchmarks.seed_data import Item, known
from benchmarks.turns import BENCHMARK_USER


class Tables:
    """The tables of one run."""

    def __init__(self, endpoint: str) -> None:
        """Use the engine at an endpoint, which takes any keys."""
        self._client: Any = get_session().create_client(
            "dynamodb",
            region_name="eu-west-1",
            endpoint_url=endpoint,
            aws_access_key_id="local",
            aws_secret_access_key="local",  # noqa: S106 - nobody's secret
        )

    def create(self, contestant: Contestant) -> None:
        """Create a contestant's table, with the keys that it wants."""
        keys = ("pk", "sk") if _is_ours(contestant) else ("id",)
        self._client.create_table(
            TableName=contestant.table,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": key, "KeyType": "RANGE" if key == "sk" else "HASH"} for key in keys],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        )

    def seed(self, contestant: Contestant) -> None:
        """Let a contestant know its one speaker as if nothing had been said since."""
        if contestant.table:
            self.put(contestant, self._known if _is_ours(contestant) else _counted(contestant))

    def put(self, contestant: Contestant, item: Item) -> None:
        """Put an item into a contestant's table."""
        self._client.put_item(TableName=contestant.table, Item=item)

    def empty(self, contestant: Contestant) -> None:
        """Let a contestant know nobody."""
        for item in self._client.scan(TableName=contestant.table)["Items"]:
            key = {name: value for name, value in item.items() if name in ("pk", "sk", "id")}
            self._client.delete_item(TableName=contestant.table, Key=key)

    @cached_property
    def _known(self) -> Item:
        return known()


def _counted(contestant: Contestant) -> Item:
    """Return what a peer keeps: the adapter as one map, the bare handler as it likes."""
    kept = {"kept": {"N": "1"}, "missed": {"N": "1"}}
    return {"id": {"S": BENCHMARK_USER}, **({"attributes": {"M": kept}} if contestant.name == "standard" else kept)}


def _is_ours(contestant: Contestant) -> bool:
    return contestant.module == "lambda.handler"
