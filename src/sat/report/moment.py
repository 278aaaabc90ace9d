"""The moment that PDF and Word files give as their own, where the environment sets one."""

import os
from datetime import UTC, datetime

from sat.report.notebooks import WrongUse
from sat.text import one_line

VARIABLE = "SOURCE_DATE_EPOCH"


def stated() -> str:
    """``SOURCE_DATE_EPOCH`` as it stands; blank where it is not set.

    Raises ``WrongUse`` as ``given_moment`` does.
    """
    given_moment()
    return os.environ.get(VARIABLE, "")


def given_moment() -> datetime | None:
    """What ``SOURCE_DATE_EPOCH`` says, in UTC; ``None`` where it is not set.

    https://reproducible-builds.org/specs/source-date-epoch/ has it as whole seconds since 1970.

    Raises ``WrongUse`` where it is something else.
    """
    text = os.environ.get(VARIABLE)
    if text is None:
        return None
    try:
        if not (text.isascii() and text.isdecimal()):
            raise ValueError(text)
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise WrongUse(
            f"{VARIABLE} is '{one_line(text, 60)}'; write whole seconds since 1970, such as "
            "1767225600"
        ) from error
