"""Page geometry and faces of instruments, as data: another house style is another `Theme`, not another template."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """GB/T 9704-2012 by default: A4, top 37 mm, left 28 mm, text block 156 × 225 mm, 22 lines of 28 characters.

    Lengths in millimetres, type sizes in points (三号 16, 二号 22, 四号 14, 五号 10.5). `lines` and `characters` give
    the pitch of the grid: 225 mm ÷ 22 and 156 mm ÷ 28, so 三号 is set a hair tighter than solid. The standard asks for
    仿宋 in the body; no good one is free, so the face is a setting and ours is a 宋 face.
    """

    width_mm: float = 210
    height_mm: float = 297
    top_mm: float = 37
    left_mm: float = 28
    block_width_mm: float = 156
    block_height_mm: float = 225
    lines: int = 22
    characters: int = 28
    body_pt: float = 16
    title_pt: float = 22
    page_number_pt: float = 14
    table_pt: float = 10.5
    small_pt: float = 9
    body_fonts: tuple[str, ...] = ("Duixian Serif", "Duixian Rare")
    table_fonts: tuple[str, ...] = ("Duixian Serif", "Duixian Rare")
    small_fonts: tuple[str, ...] = ("Duixian Sans", "Duixian Rare")

    def as_data(self) -> dict[str, object]:
        """What the templates read."""
        return asdict(self)


GB_T_9704 = Theme()
"""The national standard for official documents of 2012."""
