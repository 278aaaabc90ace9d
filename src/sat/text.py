"""Text that comes from outside, made safe to look at.

Evidence is written by adversaries too. A control character can drive a terminal, and a
direction mark can make a line read backwards, so neither is ever printed as it is.
"""

import re
import textwrap
from pathlib import Path

# C0 and C1 controls but tab and line feed; line and paragraph separators; direction embeddings,
# overrides and isolates; halves of a pair, which a file's name may hold and no output can print.
# Marks that honest Arabic or Persian text needs are left alone.
HOSTILE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    r"""The text with every control and direction character spelled out.

    >>> visible("red \x1b[31m")
    'red \\u001b[31m'
    """
    return HOSTILE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def one_line(text: str, width: int = 60) -> str:
    """The text on one line of at most ``width`` characters, hostile characters spelled out.

    It is cut between words, or inside one that would take more than a third of the line with it.

    >>> one_line("a long story", 8), one_line("Donaudampfschiff", 8)
    ('a long …', 'Donaud …')
    """
    line = " ".join(visible(text).split())
    if len(line) <= width:
        return line
    cut = line[: width - 2]
    words = line[: width - 1].rpartition(" ")[0]
    return (words if len(words) > 2 * width // 3 else cut).rstrip() + " …"


def wrapped(text: str, width: int, lines: int) -> str:
    """The text broken into at most ``lines`` lines of ``width`` characters, for a figure."""
    return "\n".join(textwrap.wrap(visible(text), width, max_lines=lines, placeholder=" …"))


def joined(words: list[str], last: str = "and") -> str:
    """A list as a phrase: ``a``, ``a and b``, ``a, b and c``.

    >>> joined(["H1", "H2", "H4"])
    'H1, H2 and H4'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def counted(number: int, thing: str, things: str = "") -> str:
    """A number with its noun: ``1 item``, ``3 items``.

    >>> counted(1, "item"), counted(2, "hypothesis", "hypotheses")
    ('1 item', '2 hypotheses')
    """
    return f"{number} {thing if number == 1 else things or thing + 's'}"


def percent(share: float) -> str:
    """A share of 0 to 1 in whole percent, rounded down: only all is 100%, only half and more 50%.

    >>> percent(0.5), percent(0.499), percent(249 / 250), percent(1)
    ('50%', '49%', '99%', '100%')
    """
    return f"{int(100 * share + 1e-9)}%"


def number(value: float, digits: int = 2) -> str:
    """A number as short as its digits allow; a dash where there is none.

    >>> number(2.50), number(-0.001), number(float("nan"))
    ('2.5', '0', '–')
    """
    if value != value:
        return "–"
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def short_path(path: Path) -> str:
    """A path as short as it can be typed from here, hostile characters spelled out."""
    here = Path.cwd()
    return visible(str(path.relative_to(here) if path.is_relative_to(here) else path))
