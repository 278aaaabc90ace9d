"""UCDP's files that can be had without an account, with the sums that tell a whole copy.

Sums and sizes are those that two public repositories had noted of their own downloads; UCDP prints
none. A release that is not here can be fetched by its address.
"""

from dataclasses import dataclass, replace

from sat.text import joined, one_line

UCDP_DOWNLOADS = "https://ucdp.uu.se/downloads"


@dataclass(frozen=True)
class Source:
    """A file to download.

    Attributes
    ----------
    path
        Address, relative to ``UCDP_DOWNLOADS`` in the catalogue, in full when it is fetched.
    sha256
        Sum of the whole file in hexadecimal; blank = not known.
    size
        Bytes; ``None`` = not known.
    member, member_sha256, member_size
        The table inside an archive, where only its sum is known.

    """

    path: str
    sha256: str = ""
    size: int | None = None
    member: str = ""
    member_sha256: str = ""
    member_size: int | None = None

    @property
    def name(self) -> str:
        """The file's base name, as it will be called here."""
        return self.path.partition("?")[0].partition("#")[0].rpartition("/")[2]

    @property
    def has_sum(self) -> bool:
        """Can a copy be checked?"""
        return bool(self.sha256 or self.member_sha256)

    def under(self, base_url: str) -> "Source":
        """The same file with its address in full."""
        return replace(self, path=f"{base_url.rstrip('/')}/{self.path}")


CATALOGUE = {
    "26.1": Source(
        "ged/ged261-csv.zip",
        "8c941d84954e555ee2e54f40fa04d9203bf1e2f962203d0a9930966c4947c667",
        39_122_522,
    ),
    # Of this archive only the table's sum was noted.
    "25.1": Source(
        "ged/ged251-csv.zip",
        member="GEDEvent_v25_1.csv",
        member_sha256="3f286de84cc0cb9152403f53e6aea2ac604d623f156e61079338596e09e8b550",
        member_size=250_393_383,
    ),
    "25.01.25.12": Source(
        "candidateged/GEDEvent_v25_01_25_12.csv",
        "04191644956606b3a1305c427171c265c25fbdb314b9ef28b86503c981c5c24b",
        20_801_238,
    ),
    "26.0.1": Source(
        "candidateged/GEDEvent_v26_0_1.csv",
        "0abfa097090623537a4903c5dd1ab958e7f33e1b759319305d8036ff8c14e9ec",
        1_276_664,
    ),
    "26.0.2": Source(
        "candidateged/GEDEvent_v26_0_2.csv",
        "c3d1743040749e5cceb2f87f5825bbe827a682008e711950467d4089ce0cf8e4",
        1_046_710,
    ),
    "26.01.26.06": Source(
        "candidateged/GEDEvent_v26_01_26_06.csv",
        "68dd3d363b8edf4808bd6bf6f5d0412c3c722ffb1db367aeb8eff48bab80589a",
    ),
    "26.0.7": Source(
        "candidateged/GEDEvent_v26_0_7.csv",
        "9fc2c6dd85eee91845512e8ef1055281d9fd028fb98748a6f2a27c6e8aa8c562",
    ),
    "26.0.8": Source(
        "candidateged/GEDEvent_v26_0_8.csv",
        "2ad6e0b2bfdbaa31873716a3455096923a8539519d69d96aeeea2d0f44a34593",
        1_443_396,
    ),
}


def known(release: str) -> Source:
    """The catalogue's entry of a release; ``ValueError`` with all there are where it has none."""
    if release not in CATALOGUE:
        raise ValueError(
            f"release '{one_line(release)}' is not in the catalogue, which has "
            f"{joined(list(CATALOGUE))}; for another one give the file's address as well"
        )
    return CATALOGUE[release]
