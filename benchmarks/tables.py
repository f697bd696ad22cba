"""Tables of the contenders in DynamoDB Local, and the items with which a sample begins."""

from functools import cached_property
from typing import Any

from botocore.session import get_session

from benchmarks.contenders import Contender
from benchmarks.seed_data import Item, known
from benchmarks.turns import BENCHMARK_USER


class Tables:
    """The tables of one run."""

    def __init__(self, endpoint: str) -> None:
        """Use the engine at an endpoint."""
        self._client: Any = get_session().create_client(
            "dynamodb",
            region_name="eu-west-1",
            endpoint_url=endpoint,
            aws_access_key_id="local",
            aws_secret_access_key="local",  # noqa: S106 - the engine takes any
        )

    def create(self, contender: Contender) -> None:
        """Create a contender's table, with the keys that it needs."""
        keys = ("pk", "sk") if _is_ours(contender) else ("id",)
        self._client.create_table(
            TableName=contender.table,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": key, "KeyType": "RANGE" if key == "sk" else "HASH"} for key in keys],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        )

    def seed(self, contender: Contender) -> None:
        """Reset a contender's table to the item of its one user."""
        if contender.table:
            self.put(contender, self._known if _is_ours(contender) else _counted(contender))

    def put(self, contender: Contender, item: Item) -> None:
        """Put an item into a contender's table."""
        self._client.put_item(TableName=contender.table, Item=item)

    def empty(self, contender: Contender) -> None:
        """Delete all items of a contender's table."""
        for item in self._client.scan(TableName=contender.table)["Items"]:
            key = {name: value for name, value in item.items() if name in ("pk", "sk", "id")}
            self._client.delete_item(TableName=contender.table, Key=key)

    @cached_property
    def _known(self) -> Item:
        return known()


def _counted(contender: Contender) -> Item:
    """Return a peer's item: Amazon's adapters keep one map, the bare handler keeps attributes."""
    counts = {"kept": {"N": "1"}, "missed": {"N": "1"}}
    return {"id": {"S": BENCHMARK_USER}, **(counts if contender.name == "bare" else {"attributes": {"M": counts}})}


def _is_ours(contender: Contender) -> bool:
    return contender.module == "lambda.handler"
