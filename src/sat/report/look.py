"""What all pages share: the folder of templates, and texts in style sheets."""

from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"


def css_string(text: str) -> str:
    r"""A text as a CSS string in which nothing can end the string, the rule or the style element.

    >>> css_string('TLP:CLEAR"</style>')
    '"TLP\\3a CLEAR\\22 \\3c \\2f style\\3e "'
    """
    safe = (char if char.isalnum() or char in " .,-" else f"\\{ord(char):x} " for char in text)
    return f'"{"".join(safe)}"'
