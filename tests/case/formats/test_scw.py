"""ScenarioWizard project files: read as they are found, written so that they read back."""

import csv
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case.formats.scw import Descriptor, Encoding, Project, latin, read_scw, write_scw
from sat.case.formats.sl import FormatError
from sat.text import HOSTILE

# A village and its river: two descriptors, of two and of three states. A · is a blank at a line's
# end, where the program leaves one.
RIVER = """\
$ ScenarioWizard 4.0
River & village
&Weather
 -Dry
 -Wet
&Élan "local"
 -low
 -middling
 -high
#
&W
 D
 W
&E
 l
 m
 h
#
#
FFFFFF
FF0000
FFFFFF
FFFFFF
FFFFFF
#
#
 0 , 0 , 2 ,-1 ,-1·
 0 , 0 ,-2 , 1 , 1·
 1 ,-1 , 0 , 0 , 0·
 0 , 0 , 0 , 0 , 0·
-10 , 10 , 0 , 0 , 3·
#
# 0-0
"A text with a
# in it, and "quotes", 1, 2"
# W
""
#  ->·
""
#
#
""".replace("·", " ")
PROJECT = Project(
    "River & village",
    (
        Descriptor("Weather", ("Dry", "Wet")),
        Descriptor('Élan "local"', ("low", "middling", "high")),
    ),
    ((0, 0, 2, -1, -1), (0, 0, -2, 1, 1), (1, -1, 0, 0, 0), (0, 0, 0, 0, 0), (-10, 10, 0, 0, 3)),
)


def changed(old: str, new: str) -> bytes:
    """The file with one text of it put otherwise."""
    assert RIVER.count(old) == 1
    return RIVER.replace(old, new).encode()


def problems(data: bytes, name: str = "river.scw") -> str:
    with pytest.raises(FormatError) as caught:
        read_scw(data, name)
    return str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(RIVER.encode(), id="UTF-8"),
        pytest.param(RIVER.encode("latin-1"), id="latin-1"),
        pytest.param(RIVER.encode("utf-8-sig"), id="mark at the beginning"),
        pytest.param(RIVER.replace("\n", "\r\n").encode("latin-1"), id="line ends of Windows"),
        pytest.param(RIVER.replace("\n", "\r").encode(), id="line ends of old Macs"),
        pytest.param(RIVER.replace("4.0", "3.0").encode(), id="version 3"),
        pytest.param(RIVER.replace("4.0", "5.0").encode(), id="version 5"),
        pytest.param(RIVER.replace("4.0", "4.32").encode(), id="version 4.32"),
        pytest.param(RIVER[: RIVER.index("# 0-0")].encode(), id="no texts"),
        pytest.param(RIVER[: RIVER.index("#\n# 0-0")].encode(), id="no close of the matrix"),
        pytest.param(RIVER.replace("#\n# 0-0", "# 0-0").encode(), id="matrix closed by the texts"),
        pytest.param(RIVER.replace(" , ", ",").encode(), id="no blanks"),
        pytest.param(RIVER.replace(" , ", "\t ,  ").encode(), id="more blanks"),
        pytest.param(RIVER.replace("\n#\n", " \n # \n").encode(), id="blanks around the closes"),
        pytest.param(RIVER.replace("\n#\n", "\n\n#\n\n").encode(), id="blank lines"),
        pytest.param(RIVER.replace("\n", "\r\r\n").encode(), id="each line end doubled"),
        pytest.param(RIVER.replace("\n&", "\n & ").encode(), id="blanks around a mark"),
        pytest.param(RIVER.replace("-1 \n", "-1 ,\n").encode(), id="comma at the end of a row"),
        pytest.param(RIVER.replace(" 10 ,", "+10 ,").encode(), id="sign of a plus"),
        pytest.param(b"\n\r\n" + RIVER.encode(), id="blank lines before the version"),
    ],
)
def test_however_a_file_was_saved_it_is_the_same_project(data: bytes) -> None:
    assert read_scw(data, "river.scw") == PROJECT


def test_a_project_says_how_many_states_each_descriptor_has() -> None:
    assert PROJECT.counts == (2, 3)


def test_marks_of_windows_are_read() -> None:
    data = RIVER.replace("Élan", "X – Y").encode("cp1252")
    assert read_scw(data, "a.scw").descriptors[1].name == 'X – Y "local"'


def test_control_characters_in_a_name_are_read_as_they_stand() -> None:
    project = read_scw(RIVER.replace("-Dry", "-D\x1b\u202ery\x0c!").encode(), "a.scw")
    assert project.descriptors[0].states[0] == "D\x1b\u202ery\x0c!"


def test_blank_and_repeated_names_are_kept_in_their_places() -> None:
    text = RIVER.replace("-Dry", "-").replace("-Wet", "-").replace("-high", "-low")
    text = text.replace("&Weather", " &").replace("River & village\n", "\n", 1)
    project = read_scw(text.encode(), "a.scw")
    assert project.name == ""
    assert project.descriptors[0] == Descriptor("", ("", ""))
    assert project.descriptors[1].states == ("low", "middling", "low")
    assert read_scw(write_scw(project), "a.scw") == project


def test_names_may_begin_with_the_marks_of_the_format() -> None:
    descriptors = (Descriptor("&#", ("-", "#", "- &")), Descriptor("-", ("$",)))
    project = Project("&#", descriptors, ((0,) * 4,) * 4)
    assert read_scw(write_scw(project), "a.scw") == project


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            changed("$ ScenarioWizard 4.0", "$ ScenarioWizard 9.0"),
            'line 1: "$ ScenarioWizard 9.0"; begin with $ ScenarioWizard and a version from 3 to 5,'
            " such as $ ScenarioWizard 4.0",
        ),
        (
            changed(" -Wet", "Wet"),
            'line 5: "Wet"; begin with & for a descriptor or, below one, with - for a state',
        ),
        (
            changed("&Weather\n", ""),
            'line 3: "-Dry"; begin with & for a descriptor or, below one, with - for a state\n'
            '  line 4: "-Wet"; begin with & for a descriptor or, below one, with - for a state',
        ),
        (
            changed(" -Dry\n -Wet\n", ""),
            'line 3: "&Weather"; write a line with - for each of its states below it',
        ),
        (
            changed(" 2 ,-1 ,-1 ", " 0.5 ,x ,"),
            'line 27, number 3: "0.5"; write a whole number of at most 9 digits, such as -2\n'
            '  line 27, number 4: "x"; write a whole number of at most 9 digits, such as -2\n'
            '  line 27, number 5: ""; write a whole number of at most 9 digits, such as -2',
        ),
        (
            changed("-10 , 10 ", " 1_0 , ١ "),
            'line 31, number 1: "1_0"; write a whole number of at most 9 digits, such as -2\n'
            '  line 31, number 2: "١"; write a whole number of at most 9 digits, such as -2',
        ),
        (
            changed("-10 , 10 ", "-1000000000 , 999999999 "),
            'line 31, number 1: "-1000000000"; write a whole number of at most 9 digits, such as'
            " -2",
        ),
        (
            changed(" 0 , 0 ,-2 , 1 , 1 \n", ""),
            "line 30: the matrix has 4 rows; write 5, one for each state",
        ),
        (
            changed("-10 , 10 , 0 , 0 , 3 \n", "-10 , 10 , 0 , 0 , 3 \n 1 , 1 , 1 , 1 , 1 \n"),
            "line 32: the matrix has 6 rows; write 5, one for each state",
        ),
        (
            changed("-10 , 10 , 0 , 0 , 3 ", "-10 , 10 , 0 "),
            'line 31: "-10 , 10 , 0"; the row has 3 numbers; write 5, one for each state',
        ),
        (
            RIVER[: RIVER.index("#\n#\n 0 , 0")].encode(),
            "line 25: the file ends in the section colours; there are 6 sections, each closed by a"
            " line #",
        ),
        (
            RIVER[: RIVER.index(" 3 \n#")].encode(),
            'line 31, number 5: ""; write a whole number of at most 9 digits, such as -2\n'
            '  line 31: "-10 , 10 , 0 , 0 ,"; the file ends within this row; write it to its end'
            " and close the matrix with #",
        ),
        (
            RIVER[: RIVER.index(" \n#\n# 0-0")].encode(),
            'line 31: "-10 , 10 , 0 , 0 , 3"; the file ends within this row; write it to its end'
            " and close the matrix with #",
        ),
        (
            b"$ ScenarioWizard 4.0\nNothing\n#\n#\n#\n#\n#\n#\n",
            "line 3: there is no descriptor; begin its line with &",
        ),
        (
            b"\n$ ScenarioWizard 4.0",
            "line 2: there is no descriptor; begin its line with &\n"
            "  line 2: the file ends in the section descriptors; there are 6 sections, each closed"
            " by a line #",
        ),
        (
            b" \n",
            "line 1: the file is empty; begin with $ ScenarioWizard and a version from 3 to 5, such"
            " as $ ScenarioWizard 4.0",
        ),
        (
            RIVER.encode("utf-16"),
            'line 1: "\\u0000"; this is no plain text; save it as UTF-8 or latin-1',
        ),
    ],
)
def test_a_fault_says_where_what_and_what_would_be_right(data: bytes, words: str) -> None:
    assert f"  {words}" in problems(data)


def test_all_faults_are_told_at_once_with_the_name_of_the_file_alone() -> None:
    text = RIVER.replace("4.0", "x").replace("-10 ,", "ten ,").replace(" 1 ,-1 , 0", " 1 , 0")
    assert problems(text.encode(), "C:\\models/2026\\river.scw") == (
        "file river.scw has 3 problems:\n"
        '  line 1: "$ ScenarioWizard x"; begin with $ ScenarioWizard and a version from 3 to 5,'
        " such as $ ScenarioWizard 4.0\n"
        '  line 29: "1 , 0 , 0 , 0"; the row has 4 numbers; write 5, one for each state\n'
        '  line 31, number 1: "ten"; write a whole number of at most 9 digits, such as -2'
    )


def test_a_message_lists_twenty_faults_and_the_error_holds_all() -> None:
    data = b"$ ScenarioWizard 4.0\nTwo\n" + b"x\n" * 31 + b"#\n" * 6
    with pytest.raises(FormatError, match="has 31 problems:\n") as caught:
        read_scw(data, "a.scw")
    assert str(caught.value).count("\n") == 21
    assert str(caught.value).endswith("\n  and 11 more")
    assert len(caught.value.faults) == 31


def test_no_text_of_a_file_drives_the_terminal() -> None:
    words = problems(changed(" -Wet", "\x1b[2J\u202eWet\x0c"), "ri\x1bver.scw\nx")
    assert words == (
        "file ri\\u001bver.scw x has 1 problem:\n"
        '  line 5: "\\u001b[2J\\u202eWet\\u000c"; begin with & for a descriptor or, below one,'
        " with - for a state"
    )


def test_a_file_cut_anywhere_is_refused_or_still_the_same_project() -> None:
    data = write_scw(PROJECT)
    whole = 0
    for end in range(len(data)):
        try:
            read = read_scw(data[:end], "a.scw")
        except FormatError:
            continue
        whole += 1
        assert read == PROJECT
    # Only what stands behind the last row may be missing.
    assert whole == len(data) - (data.index(b" 3 \r") + 4)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_project_or_a_format_error(tail: bytes) -> None:
    for data in (tail, b"$ ScenarioWizard 4.0\n" + tail, RIVER.encode()[:300] + tail):
        with suppress(FormatError):
            assert read_scw(data, "a.scw").descriptors


def test_a_file_is_laid_out_as_the_program_lays_it_out() -> None:
    project = Project("Two", (Descriptor("A", ("a",)), Descriptor("B", ("b",))), ((0, -3), (12, 0)))
    assert write_scw(project).decode("ascii").split("\r\n") == [
        *["$ ScenarioWizard 4.0", "Two", "&A", " -a", "&B", " -b", "#"],
        *["&", " ", "&", " ", "#", "#", "FFFFFF", "FFFFFF", "#", "#"],
        *[" 0 ,-3 ", " 12 , 0 ", "#", "# 0-0", '""', "# ", '""', "# ", '""'],
        *["#  -> ", '""', "#  -> ", '""', "#  -> ", '""', "#  -> ", '""', "#", "#", ""],
    ]


def name() -> st.SearchStrategy[str]:
    """A name that may be written: on one line, nothing hostile in it, no blanks around it."""
    text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=8)
    plain = st.sampled_from(["", "A", "&", "-", "#", '"', "é", "–", "Łódź", "Ã©", "日本", "a\tb"])
    return plain | text.map(lambda x: HOSTILE.sub("", x).strip())


@st.composite
def projects(draw: st.DrawFn) -> Project:
    states = st.lists(name(), min_size=1, max_size=3).map(tuple)
    descriptors = draw(st.lists(st.builds(Descriptor, name(), states), min_size=1, max_size=3))
    size = sum(len(descriptor.states) for descriptor in descriptors)
    cell = st.integers(-3, 3) | st.integers(-(10**9) + 1, 10**9 - 1)
    row = st.lists(cell, min_size=size, max_size=size).map(tuple)
    rows = draw(st.lists(row, min_size=size, max_size=size))
    return Project(draw(name()), tuple(descriptors), tuple(rows))


@given(projects())
def test_what_is_written_in_utf_8_reads_back_the_same(project: Project) -> None:
    assert read_scw(write_scw(project, "utf-8"), "a.scw") == project


@given(projects())
def test_what_is_written_in_latin_1_reads_back_with_names_that_latin_1_has(
    project: Project,
) -> None:
    expected = Project(
        latin(project.name),
        tuple(Descriptor(latin(d.name), tuple(map(latin, d.states))) for d in project.descriptors),
        project.impacts,
    )
    names = [project.name, *(text for d in project.descriptors for text in (d.name, *d.states))]
    # The one thing that latin-1 cannot carry: names whose bytes are UTF-8 too.
    if not "".join(map(latin, names)).isascii() and is_utf8(map(latin, names)):
        with pytest.raises(FormatError, match="these would be read as UTF-8"):
            write_scw(project)
    else:
        assert read_scw(write_scw(project), "a.scw") == expected


def is_utf8(names: Iterable[str]) -> bool:
    """Are the latin-1 bytes of all these names, one after the other on lines, UTF-8 as well?"""
    try:
        "\n".join(names).encode("latin-1").decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Élan ½ ÿ", "Élan ½ ÿ"),
        ("a – b — c − d", "a - b - c - d"),
        ("“x” ‘y’ „z“ … ™", '"x" \'y\' "z" ... TM'),
        ("Łódź, Škoda, œuvre, ﬁn", "Lódz, Skoda, oeuvre, fin"),
        ("e\u0301te\u0301", "été"),
        ("日本 😀", "?? ?"),
        ("\u0384x", "x"),  # an accent of its own is a blank with an accent, and blanks go
        ("", ""),
    ],
)
def test_what_latin_1_lacks_is_replaced_by_a_stated_rule(text: str, words: str) -> None:
    assert latin(text) == words


@given(st.text(max_size=12).map(str.strip))
def test_replacing_twice_is_replacing_once(text: str) -> None:
    once = latin(text)
    assert max(once, default="") <= "\xff"
    assert latin(once) == once


@pytest.mark.parametrize(
    ("project", "words"),
    [
        (
            Project("a\nb", (Descriptor("x ", ("\x1b", "y\rz")),), ((0, 0), (0, 0))),
            "project a b has 4 problems:\n"
            '  name of the project: "a b"; write it on one line\n'
            '  descriptor 1: "x"; take out the blanks around it\n'
            '  descriptor 1, state 1: "\\u001b"; take out the control or direction character'
            " \\u001b\n"
            '  descriptor 1, state 2: "y\\u000dz"; take out the control or direction character'
            " \\u000d",
        ),
        (
            Project("a", (Descriptor("x", ("y", "z")), Descriptor("w", ())), ((0, 10**9, 1),)),
            "project a has 4 problems:\n"
            '  descriptor 2: "w"; give it one state or more\n'
            '  matrix: "1 row"; give 2, one for each state\n'
            '  row 1: "3 numbers"; give 2, one for each state\n'
            '  row 1: "1000000000"; give a number of at most 9 digits',
        ),
        (
            Project("a", (Descriptor("x", ("y",)),), ((10**5000,),)),
            "project a has 1 problem:\n"
            '  row 1: "more than 30 digits"; give a number of at most 9 digits',
        ),
        (
            Project("a", (), ()),
            "project a has 1 problem:\n"
            "  project: there is no descriptor; a project has one or more",
        ),
        (
            Project("Ã©", (Descriptor("x", ("y",)),), ((0,),)),
            "project Ã© has 1 problem:\n"
            '  names: "Ã©"; these would be read as UTF-8; write the file in utf-8',
        ),
    ],
)
def test_a_project_that_would_not_read_back_is_not_written(project: Project, words: str) -> None:
    with pytest.raises(FormatError) as caught:
        write_scw(project)
    assert str(caught.value) == words


def published(path: Path) -> Project:
    """A project from a square table: descriptor and state of each row, then its numbers."""
    with path.open(newline="", encoding="utf-8") as file:
        _, *rows = csv.reader(file)
    states: dict[str, list[str]] = {}
    for descriptor, state, *_ in rows:
        states.setdefault(descriptor, []).append(state)
    descriptors = tuple(Descriptor(key, tuple(found)) for key, found in states.items())
    return Project(path.stem, descriptors, tuple(tuple(map(int, row[2:])) for row in rows))


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
@pytest.mark.parametrize(
    ("table", "counts"),
    [("somewhereland", (3, 3, 3, 2, 3, 3)), ("sei_global", (3, 3, 4))],
)
def test_a_published_matrix_survives_writing_and_reading(
    table: str, counts: tuple[int, ...], encoding: Encoding, shared: Path
) -> None:
    project = published(shared / "published" / f"{table}.csv")
    assert project.counts == counts
    assert read_scw(write_scw(project, encoding), "a.scw") == project
