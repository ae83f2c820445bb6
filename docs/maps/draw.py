"""Draw the gallery of printed maps: python docs/maps/draw.py [FOLDER].

From the sample; and from Liechtenstein where FOLDER holds liechtenstein.gpkg (households,
communities, lines), whose ground is (c) OpenStreetMap contributors, ODbL.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import geopandas as gpd
from PIL import Image

import gridgen
from gridgen.model.plan import Plan
from maps.sheets.order import Order
from maps.sheets.pages import Printed
from maps.sheets.printing import Press
from maps.sheets.staff import Person, StaffTable

HERE = Path(__file__).parent
SAMPLE = HERE.parents[1] / "sample_geo" / "qinghe.gpkg"
WIDTH = 1400

DUTIES = (
    "1. 每周走访网格内住户，登记人口变动。",
    "2. 排查安全隐患和矛盾纠纷，当日上报村（社区）。",
    "3. 宣传政策，代办低保、医保、养老认证等事项。",
    "4. 关心独居老人、留守儿童，遇急事先处置后上报。",
)
LAND = "liechtenstein.gpkg"

PICTURES = {
    "wall.clear.zh": ({"size": "A3", "theme": "clear"}, {}, 0),
    "wall.clear.en": ({"size": "A3", "lang": "en", "title": "Qinghe · household grids"}, {}, 0),
    "wall.grey.zh": ({"size": "A3", "theme": "grey"}, {}, 0),
    "wall.grey.en": ({"size": "A3", "theme": "grey", "lang": "en",
                      "title": "Qinghe · household grids"}, {}, 0),
    "wall.official.zh": ({"size": "A1", "theme": "official"}, {}, 0),
    "community": ({"size": "A3", "theme": "official", "title": ""},
                  {"scope": "community", "only": ["990101101201"]}, 0),
    "nested": ({"size": "A3", "theme": "official", "title": ""},
               {"form": "nested", "only": ["990101101201"]}, 0),
    "atlas": ({"size": "A4"}, {"scope": "grid", "only": ["990101101201003"]}, -1),
    "board": ({"size": "A3", "theme": "official", "title": "", "phone": "0757-86000000",
               "duties": DUTIES},
              {"scope": "grid", "form": "board", "only": ["990101101201003"]}, 0),
    "register": ({"size": "A4"}, {"form": "register"}, 0),
}  # fmt: skip

ABROAD = {
    f"liechtenstein.{theme}.{lang}": {"size": "A3", "theme": theme, "lang": lang, "title": title}
    for theme in ("clear", "grey")
    for lang, title in (("zh", "列支敦士登网格划分示意图"),
                        ("en", "Liechtenstein · household grids"))
}  # fmt: skip
CREDIT = {
    "zh": "gridgen（底图 © OpenStreetMap 贡献者）",
    "en": "gridgen, ground © OpenStreetMap contributors",
}


def main() -> None:
    """Divide in both languages, lay the sheets out, and save each as a picture."""
    layers = ("households", "communities", "lines", "water", "buildings")
    presses = {lang: Press(_divided(SAMPLE, layers, lang)) for lang in ("zh", "en")}
    for name, (looks, asked, page) in PICTURES.items():
        staff = _made_up() if asked else StaffTable()
        order = Order(**({"title": "青禾镇网格划分示意图", "staff": staff} | BASE | looks))
        _save(name, presses[order.lang].print(order, **asked), page)
    if len(sys.argv) > 1:
        file = Path(sys.argv[1]) / LAND
        lands = {lang: Press(_divided(file, layers[:3], lang)) for lang in ("zh", "en")}
        for name, looks in ABROAD.items():
            order = Order(**(looks | {"producer": CREDIT[looks["lang"]], "slots": False}))
            _save(name, lands[order.lang].print(order), 0)


def _divided(file: Path, layers: tuple[str, ...], lang: str) -> Plan:
    return gridgen.divide(**{name: gpd.read_file(file, layer=name) for name in layers}, lang=lang)


def _save(name: str, printed: Printed, page: int) -> None:
    """One page as a small picture."""
    scene = printed.scenes[page]
    one = Printed((scene,), printed.fonts, printed.about, printed.report)
    (content,) = one.png(dpi=_dpi(scene.width))
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    picture.quantize(128).save(HERE / f"{name}.png", optimize=True)


BASE = {"producer": "青禾镇综合治理中心", "date": "2026-11-22", "version": "V1"}


def _dpi(width_mm: float) -> int:
    return round(WIDTH / width_mm * 25.4)


def _made_up() -> StaffTable:
    """Nobody's names, for two grids of one village."""
    return StaffTable(
        {
            f"990101101201{k:03d}": (
                Person("网格长", "某某某", "000-0000001"),
                Person("网格员", "某某", "000-0000002"),
            )
            for k in range(1, 9)
        }
    )


if __name__ == "__main__":
    main()
