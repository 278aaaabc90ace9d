"""A page rewritten is what BeautifulSoup makes of it, or it is refused."""

import random

import pytest
from bs4 import BeautifulSoup

from sat.report.soup import DOCTYPE, OutOfOrder, rewritten

PLAIN = (
    "text", "  ", "\n\n", "é ü", " a > b ", "&amp;", "&lt;", "&gt;", "&quot;", "&#x27;", "&#39;",
    "&#182;", "&#9731;", "<br>", "<br/>", '<img src="a" alt="b" />', '<img alt="" src="x">',
    "<!-- section annex -->", "<style>\np > a { content: 'x'; }</style>", '<meta charset="utf-8">',
    '<meta name="a" content="b">', '<hr class=" a  b ">',
)  # fmt: skip
ODD = (
    "&", "& ", "&nbsp;", "&copy;", "&#0;", "&#150;", "&#55296;", "&#1114112;", "&amp", "&bogus;",
    "<", "< a", "<p", "</p>", "</br>", "<p/>", "<P>", "<li>", "<img>", "<!---->", "<!-- -->",
    "<!-- a--b -->", "<style></style>", "<style> </style>", "<style>a<b</style>", "<script>1 < 2",
    "</script>", "<textarea> </textarea>", "<x-y>", "<svg></svg>", "<p a>", "<p a=b>", "<p a='b'>",
    '<p a="1" a="2">', '<meta charset="latin-1">', '<meta content="a; CHARSET=b">', "<?php ?>",
    '<td headers="a  b">', '<p accesskey="a  b">', "<![CDATA[x]]>", "\x00", "\ud800",
)  # fmt: skip
TAGS = (
    "p", "td", "pre", 'div class="a  b"', 'a rel="x  y" href="&amp;&lt;?a=1&copy;"',
    """span title="it's &quot;so&quot;" data-x="&quot;" """[:-1], 'th scope="row" id=""', "code",
)  # fmt: skip


def grown(dice: random.Random, odd: float, depth: int = 4) -> str:
    """Random markup, in order but for a share of odd pieces."""
    parts = []
    for _ in range(dice.randrange(4)):
        if dice.random() < odd:
            parts.append(dice.choice(ODD))
        elif depth and dice.random() < 0.5:
            tag = dice.choice(TAGS)
            parts.append(f"<{tag}>{grown(dice, odd, depth - 1)}</{tag.split()[0]}>")
        else:
            parts.append(dice.choice(PLAIN))
    return "".join(parts)


def by_soup(html: str) -> str:
    return str(BeautifulSoup(html, "html.parser"))


@pytest.mark.parametrize("seed", range(20))
def test_markup_in_order_comes_out_as_from_beautiful_soup(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(50):
        html = DOCTYPE + grown(dice, odd=0)
        assert rewritten(html) == by_soup(html)


@pytest.mark.parametrize("seed", range(20))
def test_markup_out_of_order_comes_out_the_same_or_is_refused(seed: int) -> None:
    dice, refused = random.Random(seed), 0
    for _ in range(50):
        html = DOCTYPE + grown(dice, odd=0.1)
        try:
            found = rewritten(html)
        except OutOfOrder:
            refused += 1
        else:
            assert found == by_soup(html)
    assert 0 < refused < 50


@pytest.mark.parametrize(
    "html",
    ["<p>no doctype</p>", "<p>", "<p></b></p>", "</p>", "<p>a < b</p>", "<p>&copy;</p>", "<p/>",
     "<script></script>", '<img src="x">', '<p class="jp-Notebook"></p>', "<p a='b'></p>"],
)  # fmt: skip
def test_what_is_refused(html: str) -> None:
    with pytest.raises(OutOfOrder):
        rewritten(html if "doctype" in html else DOCTYPE + html)


def test_each_odd_piece_alone_comes_out_the_same_or_is_refused() -> None:
    for piece in ODD:
        html = f"{DOCTYPE}<div>{piece}</div>"
        try:
            found = rewritten(html)
        except OutOfOrder:
            continue
        assert found == by_soup(html), piece
