"""A store in one DynamoDB table: for AWS."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import get_session

from skill.journey.speaker import Speaker
from skill.stores.port import Conflict, Record, Unavailable, Week

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, PutItemInputTypeDef

    Key = dict[str, AttributeValueTypeDef]

CONFIG = Config(
    connect_timeout=1,
    read_timeout=1,
    retries={"mode": "standard", "total_max_attempts": 2},
    max_pool_connections=10,
)
"""A call fails within two to three seconds: two tries of one each, and a pause between; Alexa waits eight in all."""

AT_ONCE = 25
"""Items that one BatchWriteItem takes."""

TRIES = 6
"""How often what a batch left undone is asked for again; the pauses add up to a second and a half at most."""


class DynamoDBStore:
    """Keeps records in one table. Safe to call from many threads.

    The table has a partition key `pk` and a sort key `sk`, both text. A household's items share its key as `pk`; `sk`
    is `SPEAKER#<person>` for a hot record, `WEEK#<person>#2026-W47` for a week, and `COUPLE` is set aside. An item has
    a `body` (text), and a hot record a `version` (number).

    Needs dynamodb:GetItem, PutItem, Query and BatchWriteItem on the table; `households` needs Scan as well.
    """

    place = "cloud"

    def __init__(
        self, table: str, client: "DynamoDBClient | None" = None, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Use the table of that name, which must be there. Region, endpoint and credentials are as the SDK finds them.

        `client` is one of boto3's or botocore's for DynamoDB; by default one is made that gives up in time for a turn.
        """
        # Not through boto3, which imports its file transfers as well: that is a quarter of the time of a cold start.
        self._client = client or cast("DynamoDBClient", get_session().create_client("dynamodb", config=CONFIG))
        self._table, self._sleep = table, sleep

    def is_reachable(self) -> bool:
        """Tell whether the table answers: one cheap read, of an item that is not there."""
        try:
            self.load(Speaker("-", "-"))
        except Unavailable:
            return False
        return True

    def load(self, speaker: Speaker) -> Record | None:
        """Return the speaker's hot record, or None where there is none: one GetItem. Raises Unavailable."""
        with _telling():
            item = self._client.get_item(TableName=self._table, Key=_hot(speaker), ConsistentRead=True).get("Item")
        return Record(int(item["version"]["N"]), item["body"]["S"]) if item else None

    def save(self, speaker: Speaker, record: Record, week: Week | None = None) -> None:
        """Replace the hot record of the version before: one PutItem, and one more before it for a week.

        Raises Conflict and Unavailable. A Conflict can be the skill's own doing: where the answer to a put is lost,
        the SDK puts again, and now finds the record that the first put wrote. Whoever loads the record then sees in
        it that the request was answered.
        """
        put: PutItemInputTypeDef = {
            "TableName": self._table,
            "Item": {**_hot(speaker), "version": {"N": str(record.version)}, "body": {"S": record.body}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        if record.version == 1:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        else:
            put["ConditionExpression"] = "version = :before"
            put["ExpressionAttributeValues"] = {":before": {"N": str(record.version - 1)}}
        with _telling():
            if week:
                item = {**_week(speaker, week.name), "body": {"S": week.body}}
                self._client.put_item(TableName=self._table, Item=item)
            try:
                self._client.put_item(**put)
            except self._client.exceptions.ConditionalCheckFailedException as error:
                if week and "Item" not in error.response:
                    # The speaker was forgotten between the two puts, so the week must go too.
                    self._delete([_week(speaker, week.name)])
                raise Conflict("another version is kept") from error

    def weeks(self, speaker: Speaker) -> list[Week]:
        """Return the speaker's rolled weeks, oldest first; raises Unavailable."""
        items = self._query(speaker.household, _week(speaker, "")["sk"]["S"])
        return [Week(item["sk"]["S"].rpartition("#")[2], item["body"]["S"]) for item in items]

    def speakers(self, household: str) -> list[Speaker]:
        """Return everyone in the household who has a hot record or a week, in order of their key."""
        keys = (key["sk"]["S"].split("#") for key in self._query(household, keys_only=True))
        return [Speaker(household, person) for person in sorted({one[1] for one in keys if len(one) > 1})]

    def households(self) -> list[str]:
        """Return the keys of all households, in order. It reads the whole table; raises Unavailable."""
        with _telling():
            pages = self._client.get_paginator("scan").paginate(
                TableName=self._table, ProjectionExpression="pk", ConsistentRead=True
            )
            return sorted({item["pk"]["S"] for page in pages for item in page["Items"]})

    def forget(self, speaker: Speaker) -> None:
        """Delete every record of the speaker; raises Unavailable, and some of them may be gone then."""
        # The hot record goes first: a turn that is under way can put no week after that which is not found here.
        self._delete([_hot(speaker)])
        self._delete(self._query(speaker.household, _week(speaker, "")["sk"]["S"], keys_only=True))

    def forget_household(self, household: str) -> None:
        """Delete every record of the household, whosever they are; raises Unavailable as `forget` does."""
        self._delete(self._query(household, "SPEAKER#", keys_only=True))
        self._delete(self._query(household, keys_only=True))

    def _query(self, household: str, begins: str | None = None, *, keys_only: bool = False) -> list[dict[str, Any]]:
        asked: dict[str, Any] = {
            "TableName": self._table,
            "ConsistentRead": True,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": household}},
        }
        if begins is not None:
            asked["KeyConditionExpression"] += " AND begins_with(sk, :begins)"
            asked["ExpressionAttributeValues"][":begins"] = {"S": begins}
        if keys_only:
            asked["ProjectionExpression"] = "pk, sk"
        with _telling():
            pages = self._client.get_paginator("query").paginate(**asked)
            return [item for page in pages for item in page["Items"]]

    def _delete(self, keys: Sequence["Key"]) -> None:
        for start in range(0, len(keys), AT_ONCE):
            left: Sequence[Any] = [{"DeleteRequest": {"Key": key}} for key in keys[start : start + AT_ONCE]]
            for tried in range(TRIES):
                if tried:
                    # Full jitter, so that two who were throttled together do not come back together.
                    self._sleep(random.uniform(0, 0.05 * 2 ** (tried - 1)))  # noqa: S311 - no secret hangs on it
                with _telling():
                    answer = self._client.batch_write_item(RequestItems={self._table: left})
                left = answer["UnprocessedItems"].get(self._table, [])
                if not left:
                    break
            else:
                raise Unavailable("DynamoDB went on leaving deletions undone")


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        # Its message may quote what was sent, so only the code is told.
        raise Unavailable(f"DynamoDB refused: {error.response.get('Error', {}).get('Code')}") from error
    except BotoCoreError as error:
        raise Unavailable(f"DynamoDB did not answer: {type(error).__name__}") from error


def _hot(speaker: Speaker) -> "Key":
    return {"pk": {"S": speaker.household}, "sk": {"S": f"SPEAKER#{speaker.person}"}}


def _week(speaker: Speaker, name: str) -> "Key":
    return {"pk": {"S": speaker.household}, "sk": {"S": f"WEEK#{speaker.person}#{name}"}}
