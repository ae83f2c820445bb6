"""What is asked of the printer: size, language, theme, and what stands on the sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as calendar_date
from pathlib import Path

from gridgen.model.errors import PrintError, ReadError
from gridgen.words.say import LANGUAGES, reason_of
from maps.ink.fonts import plain
from maps.sheets.staff import StaffTable

_MOST_BYTES = 5_000_000
_MOST_TEXT = 100_000
_KINDS = ((b"\x89PNG", "image/png"), (b"\xff\xd8", "image/jpeg"))


def read_emblem(path: Path) -> bytes:
    """Return the bytes of a picture file; ReadError where it cannot be read or is over 5 MB."""
    try:
        content = path.read_bytes()
    except OSError as why:
        raise ReadError("emblem_unreadable", file=path, why=reason_of(why)) from why
    if len(content) > _MOST_BYTES:
        raise ReadError("emblem_too_large", file=path, size=len(content))
    return content


def read_duties(path: Path) -> tuple[str, ...]:
    """Return the lines of a text file, UTF-8 or GB18030 (GBK), without blank ones.

    Raises
    ------
    ReadError
        The file cannot be read, is no text, or has more than 100 kB.
    """
    try:
        content = path.read_bytes()
    except OSError as why:
        raise ReadError("duties_unreadable", file=path, why=reason_of(why)) from why
    if len(content) > _MOST_TEXT:
        raise ReadError("duties_too_large", file=path, size=len(content), most=_MOST_TEXT)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return tuple(line.strip() for line in text.splitlines() if line.strip())
    raise ReadError("duties_no_text", file=path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How to print.

    Attributes
    ----------
    size
        "A0" to "A4".
    lang
        "zh" or "en".
    theme
        "clear", "official", "grey", or a TOML file.
    font
        An installed family or a font file; None takes the theme's.
    title
        The title; "" makes one.
    producer, version, date, review
        For the foot: who made it, of which version, the ISO date, the map review number (审图号).
    qr
        What the QR code says; "" leaves an empty slot.
    phone
        The phone number for supervision, on boards.
    emblem
        PNG or JPEG bytes; None leaves a slot where the theme has one.
    slots
        Whether empty slots (QR, emblem, review number, photos) are drawn; None leaves them on
        sheets and out of what hangs on a notice board.
    duties
        What boards say those do who answer for a grid: a line for each.
    staff
        Who answers for what; printed, never kept.
    people
        Whether charts say who answers as the plan's people do: role and work phone.
    households
        Whether places of households are drawn: never on what the public sees.
    scale
        The denominator of the scale; None takes the largest round one that fits.
    bleed
        Millimetres around the page that are trimmed, 0 to 10.
    binding
        Whether the left margin is wide enough to bind the page.

    Raises
    ------
    PrintError
        A language, date, scale, bleed or picture that cannot be printed.
    """

    size: str = "A3"
    lang: str = "zh"
    theme: str = "clear"
    font: str | None = None
    title: str = ""
    producer: str = ""
    version: str = ""
    date: str = ""
    review: str = ""
    qr: str = ""
    phone: str = ""
    emblem: bytes | None = field(default=None, repr=False)
    slots: bool | None = None
    duties: tuple[str, ...] = ()
    staff: StaffTable = field(default_factory=StaffTable)
    people: bool = True
    households: bool = False
    scale: float | None = None
    bleed: float = 0.0
    binding: bool = False

    def __post_init__(self) -> None:
        if self.lang not in LANGUAGES:
            raise PrintError("lang_unknown", lang=self.lang, known=list(LANGUAGES))
        if self.scale is not None and not 10 <= self.scale <= 100_000_000:
            raise PrintError("scale_odd", scale=self.scale)
        if not 0 <= self.bleed <= 10:
            raise PrintError("bleed_odd", bleed=self.bleed)
        if self.date and not _is_date(self.date):
            raise PrintError("date_odd", date=self.date)
        if len(self.qr.encode("utf-8", "replace")) > 1000:
            raise PrintError("qr_too_long", size=len(self.qr.encode("utf-8", "replace")))
        if self.emblem is not None and not self.emblem_kind:
            raise PrintError("emblem_of_other_kind")
        for name in ("title", "producer", "version", "date", "review", "phone"):
            object.__setattr__(self, name, plain(getattr(self, name)))
        duties = tuple(line for duty in self.duties if (line := plain(duty)))
        object.__setattr__(self, "duties", duties)

    @property
    def emblem_kind(self) -> str:
        """The media type of the emblem; "" where it is none that is known."""
        start = (self.emblem or b"")[:4]
        return next((kind for head, kind in _KINDS if start.startswith(head)), "")


def _is_date(text: str) -> bool:
    try:
        calendar_date.fromisoformat(text)
    except ValueError:
        return False
    return True
