"""A store in one DynamoDB table: for AWS."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import batched
