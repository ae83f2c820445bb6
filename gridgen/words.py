"""Every sentence shown to people, in Chinese and in English, in one place.

A sentence has a key and two texts with the same fields: Chinese first. `say` fills one language;
`finding` makes a `Finding` that carries both, because one plan is read by people of either.
"""

from __future__ import annotations

import os
from typing import Any

from gridgen.model import Finding, Severity

LANGUAGES = ("zh", "en")
NUMERALS = "零一二三四五六七八九"

_NOUNS: dict[str, tuple[str, str]] = {
    "grid": ("网格", "grid"),
    "grids": ("网格", "grids"),
    "units": ("自然单元", "natural units"),
    "building_groups": ("楼栋", "building groups"),
    "contact_groups": ("联系组", "contact groups"),
    "contact_areas": ("联系片", "contact areas"),
    "responsibility_areas": ("责任区", "responsibility areas"),
    "towns": ("乡镇（街道）", "towns"),
    "counties": ("县（区）", "counties"),
    "cities": ("市", "cities"),
    "ten_household_groups": ("十户组", "ten-household groups"),
    "communities": ("村（社区）", "communities"),
    "households": ("户数", "households"),
    "group": ("村民小组", "villager group"),
    "estate": ("小区", "estate"),
    "building": ("楼栋", "building"),
    "stairway": ("单元", "stairway"),
    "floor": ("楼层", "floor"),
    "hamlets": ("自然村", "hamlets"),
    "village": ("行政村", "village"),
    "special": ("专属网格", "special grid"),
    "virtual": ("虚拟网格", "virtual grid"),
    "community": ("社区", "urban community"),
    "error": ("错误", "error"),
    "warning": ("提醒", "warning"),
    "note": ("说明", "note"),
}

_READ: dict[str, tuple[str, str]] = {
    "column_twice": (
        "{where}：列“{header}”与“{taken}”含义相同，已采用“{taken}”。请删除其中一列。",
        'Column "{header}" of {where} means the same as "{taken}": "{taken}" is used. '
        "Remove one of them.",
    ),
    "crs_assumed": (
        "{where}：未注明坐标系，数值像经纬度，已按 {crs} 处理。",
        "{where} does not say its CRS; the values look like degrees, so {crs} is assumed.",
    ),
    "point_inside": (
        "{where}：有 {number} 行不是点，已取其内部一点作为住户位置。",
        "{where}: {number} rows are not points; a point inside each is used.",
    ),
    "axes_turned": (
        "{where}：按 {crs}，x、y 两列已对调（测量坐标的 X 指北）。请核对位置。",
        "{where}: x and y were exchanged, since only then they lie where {crs} is used "
        "(surveyors' X points north). Check the places.",
    ),
    "no_place": (
        "{file} 第 {row} 行：没有位置，未列入。请补充坐标。",
        "{file}, row {row}: no place, so the row is left out. Give its coordinates.",
    ),
    "coordinate_no_number": (
        "{file} 第 {row} 行：坐标“{x}, {y}”不是数字，未列入。",
        '{file}, row {row}: the coordinates "{x}, {y}" are not finite numbers; '
        "the row is left out.",
    ),
    "lon_lat_swapped": (
        "{file} 第 {row} 行：经度 {x:g}、纬度 {y:g} 超出范围，未列入。经度和纬度两列是否填反？",
        "{file}, row {row}: longitude is {x:g} and latitude {y:g}; expected -180 to 180 and "
        "-90 to 90. Are the columns swapped? The row is left out.",
    ),
    "off_the_globe": (
        "{file} 第 {row} 行：坐标 ({x:g}, {y:g}) 不在地球上，未列入。请核对数值和坐标系。",
        "{file}, row {row}: ({x:g}, {y:g}) is off the globe; the row is left out. "
        "Check the values and the CRS.",
    ),
    "too_far": (
        "{file} 第 {row} 行：坐标 ({x:g}, {y:g}) 离其他住户太远，无法投影，未列入。",
        "{file}, row {row}: ({x:g}, {y:g}) is too far from the others to be projected; "
        "the row is left out.",
    ),
    "bad_count": (
        "{file} 第 {row} 行：户数“{value}”应为 0 到 {most} 的整数，未列入。",
        '{file}, row {row}: the number of households is "{value}"; expected a whole number from '
        "0 to {most}. The row is left out.",
    ),
    "count_assumed": (
        "{where}：有 {number} 行未填户数，按 1 户计。",
        "{where}: {number} rows have no number of households; each counts as 1.",
    ),
    "id_twice": (
        "{file} 第 {row} 行：编号“{id}”与第 {first} 行重复，未列入。请改正编号。",
        '{file}, row {row}: id "{id}" is already in row {first}; the row is left out. '
        "Give it an id of its own.",
    ),
    "id_missing": (
        "{file} 第 {row} 行：没有编号，暂用“{id}”。",
        '{file}, row {row}: no id; "{id}" is used.',
    ),
    "id_invented": (
        "{where}：没有编号列，以行号作为编号。行的顺序改变后编号也会改变。",
        "{where} has no column of ids; row numbers are used, which change with the order of rows.",
    ),
    "code_rounded": (
        "{where}：有 {number} 行的村（社区）代码被表格软件改成“{value}”，已丢失位数，改按位置归属。"
        "请将该列设为文本格式。",
        '{where}: a spreadsheet turned the community codes of {number} rows into "{value}" and '
        "their digits are lost; these rows go by place. Format the column as text.",
    ),
    "no_boundary": (
        "{file} 第 {row} 行：没有边界图形，未列入。",
        "{file}, row {row}: no boundary; the row is left out.",
    ),
    "not_a_polygon": (
        "{file} 第 {row} 行：图形类型为 {found}，边界应为面，未列入。",
        "{file}, row {row}: the boundary is a {found}; expected a polygon. The row is left out.",
    ),
    "boundary_off_the_map": (
        "{file} 第 {row} 行：边界坐标不是有效数值或离工作区太远，未列入。",
        "{file}, row {row}: the boundary has coordinates that are not finite or too far away; "
        "the row is left out.",
    ),
    "boundary_repaired": (
        "{where} 的边界自相交，已修复，面积变化 {area} 平方米。",
        "The boundary of {where} was not valid (it crosses or touches itself) and was repaired; "
        "its area changed by {area} m2.",
    ),
    "boundary_sliver": (
        "{where} 有小于 {limit:g} 平方米的碎片，共 {area} 平方米，已去除。",
        "{where} had separate slivers below {limit:g} m2, together {area} m2; they were removed.",
    ),
    "boundary_overlap": (
        "{first} 与 {second} 的边界重叠 {area} 平方米，重叠部分划归 {taker}。",
        "{first} and {second} overlap by {area} m2; the overlap goes to {taker}.",
    ),
    "boundary_covered": (
        "{where} 的边界完全被 {first} 覆盖，未列入。",
        "{where} lies wholly inside {first} and is left out.",
    ),
    "code_repeated": (
        "{where}：代码 {code} 有 {number} 行，已合并为一个村（社区）。",
        "{where}: code {code} stands in {number} rows; they are taken as one community.",
    ),
    "code_missing": (
        "{file} 第 {row} 行：没有村（社区）代码，暂用“{code}”。",
        '{file}, row {row}: no community code; "{code}" is used.',
    ),
    "kind_assumed": (
        "{where}：类型不明（村或社区），按行政村处理。请填写 class（城乡分类代码）或 kind。",
        "{where}: nothing says whether it is a village or an urban community; it is taken for a "
        "village. Fill in `class` or `kind`.",
    ),
    "class_unknown": (
        "{where}：城乡分类代码“{value}”不在 {classes} 之中，未采用；按村或社区的规模划分。"
        "请核对 class。",
        '{where}: the class "{value}" is none of {classes}, so what the rules say for villages or '
        "urban communities holds. Check `class`.",
    ),
    "line_class_unknown": (
        "{where}：有 {number} 条线的类别“{value}”无法识别，按道路处理。",
        '{where}: {number} lines have the class "{value}", which is unknown; '
        "they are taken for roads.",
    ),
    "line_left_out": (
        "{where}：有 {number} 行没有线状图形，未列入。",
        "{where}: {number} rows are not lines and are left out.",
    ),
    "area_left_out": (
        "{where}：有 {number} 行没有面状图形，未列入。",
        "{where}: {number} rows are not polygons and are left out.",
    ),
    "excel_severity": ("级别", "severity"),
    "excel_rule": ("规则", "rule"),
    "excel_where": ("位置", "where"),
    "excel_number": ("数值", "number"),
    "excel_limit": ("限值", "limit"),
    "excel_text": ("说明", "text"),
    "excel_title": ("检查结果", "findings"),
}

_DIVIDE: dict[str, tuple[str, str]] = {
    "household_unplaced": (
        "住户 {where}（{count} 户）在所有边界之外，且 {limit:g} 米内没有村（社区），未划入网格。"
        "请核对坐标或边界。",
        "Household {where} ({count} households) lies outside every boundary and more than "
        "{limit:g} m from any: in no grid. Check its coordinates, or the boundaries.",
    ),
    "household_joined": (
        "住户 {where}（{count} 户）在边界外 {number} 米，已并入最近的村（社区）{code}。",
        "Household {where} ({count} households) lies {number} m outside every boundary; it joins "
        "the nearest community, {code}.",
    ),
    "community_differs": (
        "住户 {where} 登记在 {code}，但位置在 {home}，已按位置划入 {home}。请核对。",
        "Household {where} names community {code} but stands in {home}; it is divided with {home}. "
        "Check its code or its coordinates.",
    ),
    "community_unknown": (
        "有 {number} 行住户登记在 {where}，边界图层中没有这个代码，已按位置划入。",
        "{number} rows name community {where}, which has no boundary; they are taken by place.",
    ),
    "community_empty": (
        "{name}（{where}）没有住户，未划分网格。",
        "{name} ({where}) has no household: it gets no grid.",
    ),
    "communities_drawn": (
        "没有边界图层，已按住户的村（社区）代码勾画出 {number} 个范围，仅供划分使用。",
        "There is no layer of boundaries: {number} communities were drawn around the households of "
        "each code, for this division only.",
    ),
    "densest_cell": (
        "住户密度最高处：H3 单元 {where}，每平方公里 {number:g} 户（共 {cells} 个单元有住户）。",
        "Densest place: H3 cell {where} with {number:g} households per km² "
        "({cells} cells have households).",
    ),
}

_SYSTEM: dict[str, tuple[str, str]] = {
    "special_left_out": (
        "{where}：专属网格不在任何村（社区）内，或占满了整个村（社区），未列入。请核对图形。",
        "{where}: the special grid lies in no community, or leaves nothing of it; it is left out. "
        "Check its shape.",
    ),
    "centre_outside": (
        "{where} 不在任何村（社区）内，离最近的 {community} 有 {number} 米，未安排{level}。"
        "请核对位置，或在 community 列填写所服务村（社区）的代码。",
        "{where} lies in no community, {number} m from the nearest, {community}, and has none of "
        "the {level}. Check the place, or give the code of the community to serve in the column "
        "community.",
    ),
    "centre_unused": (
        "{where} 在 {community} 没有可服务的住户，未安排{level}：同一范围内中心点多于住房。"
        "请去掉一人，或在 community 列填写另一村（社区）的代码。",
        "{where} has nobody to serve in {community} and none of the {level}: more centres than "
        "houses stand there. Leave one out, or give the code of another community in the column "
        "community.",
    ),
    "zone_without_centre": (
        "{where} 共 {number} 户，没有人负责。请增加一人，或在 community 列指定由谁服务。",
        "{where}: nobody stands for its {number} households. Name somebody there, or let somebody "
        "serve it by the column community.",
    ),
    "unit_scattered": (
        "{where}（{name}）的住户分散在 {number} 处，不连片（共 {rows} 行，最大一处 {most} 行）。"
        "可选：核对组别；按自然村拆开，各处分别成为单元；把零散住户划给周围的组；"
        "用 ties 连同中间的住户连成一片；或保持原状。",
        "{where} ({name}): its households lie in {number} places that do not touch ({rows} rows, "
        "{most} in the largest). Choose: check which unit they belong to; make a unit of each "
        "place, by hamlets; give the scattered ones to the units around them; tie them together "
        "with those between; or keep it as it is.",
    ),
    "units_unnamed": (
        "{where} 的 {number} 户都没有填写“{by}”，只能作为一个整体。"
        "可补填该列，或改用按规模划分的规则。",
        "None of the {number} households of {where} says its {by}, so they are one zone. "
        "Fill in that column, or use rules that divide by size.",
    ),
    "unit_off_size": (
        "{where}（{name}）为 {number}，不在 {fewest}-{most} 之内；按规则整体保留。"
        "可拆分、合并，或保持原状。",
        "{where} ({name}) counts {number}, outside {fewest}-{most}; the rules keep it whole. "
        "Divide it, join it to another, or keep it.",
    ),
    "around_missed": (
        "{where} 为 {number}，不在 {fewest}-{most} 之内：{parent} 共 {total}，有 {zones} 个中心点。"
        "可增减中心点，或放宽规模。",
        "{where} counts {number}, outside {fewest}-{most}: {parent} counts {total} in all and has "
        "{zones} centres. Add or remove centres, or widen the band.",
    ),
    "size_missed": (
        "{where} 为 {number}，不在 {fewest}-{most} 之内；规则仅作提醒。",
        "{where} counts {number}, outside {fewest}-{most}; a warning alone by the rules.",
    ),
    "radius_long": (
        "{where} 最远的住户离中心 {number} 米，超过服务半径 {limit:g} 米。",
        "{where}: its farthest household is {number} m from the centre; the service radius is "
        "{limit:g} m.",
    ),
    "chain_broken": (
        "{where} 的代码不足 {digits} 位，无法归入{level}。请改正村（社区）代码。",
        "{where}: the code has fewer than {digits} digits, so it is in none of the {level}. "
        "Correct the community code.",
    ),
    "todo_unit_scattered": (
        "核对组别；或按自然村拆开、划给周围的组、用 ties 连成一片、保持原状。",
        "Check which unit they belong to; divide it by hamlets, give parts to units around, tie it "
        "together, or keep it.",
    ),
    "todo_units_unnamed": (
        "补填组别，或改用按规模划分的规则。",
        "Fill in the units, or use rules that divide by size.",
    ),
    "todo_unit_off_size": (
        "拆分、合并，或保持原状。",
        "Divide it, join it to another, or keep it.",
    ),
    "todo_centre_outside": (
        "核对位置，或填写所服务村（社区）的代码。",
        "Check the place, or give the community to serve.",
    ),
    "todo_centre_unused": (
        "去掉一人，或改由其服务别处。",
        "Leave one out, or let them serve elsewhere.",
    ),
    "todo_zone_without_centre": ("在该处安排一人。", "Name somebody there."),
    "todo_around_missed": (
        "增减中心点，或放宽规模。",
        "Add or remove centres, or widen the band.",
    ),
    "todo_size_missed": ("可保持原状；必要时调整。", "Keep it, or redraw where it matters."),
    "todo_radius_long": (
        "增加一个网格或服务点，或放宽服务半径。",
        "Allow another grid or station, or a longer service radius.",
    ),
    "todo_chain_broken": (
        "改正村（社区）代码。",
        "Correct the community code.",
    ),
    "system_name": ("规则", "preset"),
    "system_levels": ("层级与个数", "levels and counts"),
    "system_level": ("层级", "level"),
    "system_mode": ("划分方式", "how made"),
    "system_zones": ("个数", "zones"),
    "system_aside": ("其中专属、虚拟", "set aside"),
    "system_households": ("户数", "households"),
    "system_band": ("规模之内", "in band"),
    "system_mean": ("平均户数", "households each"),
    "system_findings": ("错误/提醒/说明", "errors / warnings / notes"),
    "rules_good": (
        "{name}：规则可用，共 {number} 级：{levels}。",
        "{name}: the rules can be used; {number} levels: {levels}.",
    ),
    "help_system": ("规则名称：按该规则生成样例。", "A preset: a sample made for it."),
    "help_size": ("样例大小。", "How large the sample is."),
    "help_rules_app": ("查看和检查规则。", "List, show and check rules."),
    "help_rules_list": ("列出自带的规则。", "List the presets."),
    "help_rules_show": ("打印一套规则的文件。", "Print the file of a preset."),
    "help_rules_check": (
        "检查一个规则文件；有错时指出行号和可填的值。",
        "Check a rules file; a mistake is told with its line and what may stand there.",
    ),
    "help_rules_table": (
        "用每套规则划分它的样例，打印一览表（Markdown）。",
        "Divide the sample of each preset and print the table of systems (Markdown).",
    ),
    "help_rules_name": ("规则名称。", "Name of a preset."),
    "help_rules_file": ("规则文件（.toml）或名称。", "A rules file (.toml) or a preset."),
    "label_special": ("专属网格{n}", "Special grid {n}"),
    "label_virtual": ("虚拟网格", "Virtual grid"),
}

_CHECK: dict[str, tuple[str, str]] = {
    "household_without_zone": (
        "住户 {where} 没有划入任何{level}。",
        "Household {where} is in none of the {level}.",
    ),
    "unplaced_in_zone": (
        "住户 {where} 在所有村（社区）之外，却划入了{level}。",
        "Household {where} belongs to no community, yet is in one of the {level}.",
    ),
    "unplaced_in_all": (
        "共有 {rows} 行、{number} 户在所有边界 {limit:g} 米以外，未划入网格。",
        "{rows} rows with {number} households lie more than {limit:g} m outside every boundary: "
        "they are in no grid.",
    ),
    "unplaced_needlessly": (
        "住户 {where} 未划入网格，但 {limit:g} 米内就有村（社区）。",
        "Household {where} is in no grid although a community lies within {limit:g} m.",
    ),
    "zone_not_nested": (
        "{where} 有 {number} 行住户不在其上级 {parent} 之内。",
        "{where}: {number} rows of its households are not in {parent}, the zone above it.",
    ),
    "code_doubled": (
        "编码 {where} 出现了 {number} 次。",
        "Code {where} stands {number} times; expected once.",
    ),
    "code_odd": (
        "编码 {where} 不符合规则：应为上级编码 {parent} 加 {digits} 位序号。",
        "Code {where} is odd; expected {parent}, the code above it, and {digits} digits.",
    ),
    "level_missing": (
        "方案中没有{level}，按规则 {number} 户应有。",
        "The plan has no {level}; by the rules {number} households should be in them.",
    ),
    "household_twice": (
        "住户编号 {where} 出现了 {number} 次。",
        "Household {where} stands {number} times; expected once.",
    ),
    "label_untrue": (
        "{where} 标注为“{said}”，实为“{true}”。",
        "{where} says of itself {said}; it is {true}.",
    ),
    "count_differs": (
        "{where} 登记 {number} 户，实有 {limit} 户。",
        "{where} says {number} households; its households add up to {limit}.",
    ),
    "zone_empty": ("{where} 没有住户。", "{where} has no household."),
    "joined_in_all": (
        "共有 {number} 户在边界外 {limit:g} 米以内，已并入最近的村（社区）。",
        "{number} households stand outside every boundary, but within {limit:g} m of the community "
        "that they joined.",
    ),
    "unit_above_band": (
        "{where} 有 {number} 户：其中一处（栋）就有 {load} 户，超过上限 {most} 户。"
        "可按单元、楼层拆分后再划分，或放宽规模。",
        "{where} has {number} households: one place or building in it has {load}, more than the "
        "most, {most}. Split it by stairway or floor, or widen the band.",
    ),
    "band_impossible": (
        "{where} 有 {number} 户，不在 {fewest}-{most} 户之内：{parent} 连成一片的 {total} 户，"
        "无论分成几个都不能都在规模之内。可放宽规模，或与相邻的合并。",
        "{where} has {number} households: {total} that hang together in {parent} cannot be cut "
        "into {level} of {fewest}-{most}. Widen the band, or join them to a neighbour.",
    ),
    "units_do_not_fit": (
        "{where} 有 {number} 户，不在 {fewest}-{most} 户之内：{parent} 连成一片的 {total} 户"
        "由不可拆分的楼栋（点位）组成，凑不出合适的规模。可拆分楼栋，或放宽规模。",
        "{where} has {number} households: the {total} that hang together in {parent} come in "
        "buildings or places that add up to no size of {fewest}-{most}. Split one, or widen the "
        "band.",
    ),
    "neighbours_too_large": (
        "{where} 有 {number} 户，不在 {fewest}-{most} 户之内：住户 {id} 所在的楼栋（点位）有 "
        "{load} 户，单独不足 {fewest} 户，与任何一处相邻的楼栋（点位）合并又超过 {most} 户。"
        "可拆分相邻的楼栋（点位），或放宽规模。",
        "{where} has {number} households: the building or place of {id} has {load}, too few for "
        "{fewest}-{most} alone and too many with any that it touches. Split one of those, or widen "
        "the band.",
    ),
    "band_missed": (
        "{where} 有 {number} 户，不在 {fewest}-{most} 户之内；按户数本可以做到，但没有找到方案"
        "（或指定了别的网格数）。可提高计算强度（--effort best），或放宽规模。",
        "{where} has {number} households, outside {fewest}-{most}, although the numbers would "
        "allow it: no division was found, or another number of grids was asked for. Try --effort "
        "best, or widen the band.",
    ),
    "grid_too_large": (
        "{where} 有 {number} 户，应为 {fewest}-{most} 户，可拆分为 {parts} 个网格。",
        "{where} has {number} households; expected {fewest}-{most}: enough for {parts} grids.",
    ),
    "grid_too_small": (
        "{where} 只有 {number} 户，应为 {fewest}-{most} 户。",
        "{where} has only {number} households; expected {fewest}-{most}.",
    ),
    "zone_in_pieces": (
        "{where} 不连片，分成了 {number} 块，最多应为 {limit} 块。",
        "{where} is in {number} pieces; expected {limit}.",
    ),
    "part_joined": (
        "{where} 有一处飞地（含住户 {id}，共 {number} 户）户数不足，已并入最近的网格 {grid}。",
        "{where}: a part apart from the rest ({number} households, {id} among them) is too small "
        "for a grid of its own; it is in {grid}, with the part nearest to it.",
    ),
    "place_cut": (
        "住户 {where} 与 {other} 在同一位置，却分在不同的{level}。",
        "Households {where} and {other} share a place but are in different {level}.",
    ),
    "unit_cut": (
        "{key} {where} 被分在不同的{level}：{codes}。",
        "{key} {where} is cut between {level}: {codes}.",
    ),
    "unit_split": (
        "{where} 有 {number} 户，超过{level}上限 {limit} 户，已拆为 {parts} 部分（{sizes} 户），"
        "分别划入 {codes}。",
        "{where} has {number} households, more than {level} may have ({limit}): it is split into "
        "{parts} parts ({sizes} households), in {codes}.",
    ),
    "walk_long": (
        "{where} 内最长步行距离 {number:g} 米，超过 {limit:g} 米。",
        "The longest walk inside {where} is {number:g} m; expected at most {limit:g}.",
    ),
    "walk_detour": (
        "{where} 内最长步行距离 {number:g} 米，而两端直线距离只有 {straight:g} 米"
        "（超过 {detour:g} 倍）：网格可能绕过了河、路或凹进的边界。",
        "The longest walk inside {where} is {number:g} m, although its ends are only {straight:g} m"
        " apart (more than {detour:g} times): the grid bends around a cut or a bay.",
    ),
    "zone_thin": (
        "{where} 形状过于狭长或曲折：紧凑度 {number:g}，低于 {limit:g}（圆为 1）。",
        "{where} is thin or ragged: its compactness is {number:g}; expected at least {limit:g} "
        "(a disc has 1).",
    ),
    "border_off_lines": (
        "{where} 与相邻网格的界线只有 {number:g}% 沿道路、河流等（{near:g} 米以内），"
        "低于 {limit:g}%。",
        "Only {number:g} % of the borders of {where} with others lie within {near:g} m of a road, "
        "river or the like; expected at least {limit:g} %.",
    ),
    "borders_on_lines": (
        "{level}之间的界线共 {km:g} 千米，其中 {number:g}% 沿道路、河流等（{near:g} 米以内）。",
        "Of {km:g} km of borders between {level}, {number:g} % lie within {near:g} m of a road, "
        "river or the like.",
    ),
    "polygon_broken": (
        "{where} 的图形为空或无效。",
        "The polygon of {where} is empty or not valid.",
    ),
    "zones_overlap": (
        "{where} 内的图形有重叠或缝隙：{codes}。",
        "The polygons in {where} overlap or do not share their borders: {codes}.",
    ),
    "parent_unknown": (
        "{level}的上级 {where} 不存在。",
        "{where} does not exist, although {level} name it as the zone above them.",
    ),
    "area_differs": (
        "{where} 内的图形与其范围相差 {number} 平方米（允许 {limit}）。",
        "The polygons in {where} differ from its area by {number} m2; expected at most {limit}.",
    ),
    "household_outside_zone": (
        "住户 {where} 在所属 {code} 的图形之外 {number} 米。",
        "Household {where} stands {number} m outside the polygon of its zone {code}.",
    ),
}

_MAP: dict[str, tuple[str, str]] = {
    "map_title": ("网格划分示意图", "Household grids"),
    "map_counts": (
        "{communities} 个村（社区） · {zones} 个{level} · {households} 户",
        "{communities} communities · {zones} {level} · {households} households",
    ),
    "map_no_basis": (
        "本图为示意图，不作为划定行政区域界线的依据",
        "Sketch map: no basis for administrative boundaries",
    ),
    "map_layers": ("图层", "Layers"),
    "map_legend": ("图例", "Legend"),
    "map_names": ("{level}名称", "Names of {level}"),
    "map_lines": ("道路、铁路、水系", "Roads, railways and rivers"),
    "map_density": ("户数密度", "Household density"),
    "map_per_km2": ("户／平方千米", "households per km²"),
    "map_class_first": ("{upper} 以下", "below {upper}"),
    "map_class_last": ("{lower} 及以上", "{lower} and above"),
    "map_class_between": ("{lower}–{upper}", "{lower}–{upper}"),
    "map_neighbours_differ": (
        "相邻{level}异色，颜色不表示数值",
        "Neighbouring {level} differ in colour; it means nothing else",
    ),
    "map_community_border": ("村（社区）界", "Community border"),
    "map_too_large": ("户数超出上限", "Too many households"),
    "map_too_small": ("户数低于下限", "Too few households"),
    "map_river": ("河流", "River"),
    "map_stream": ("溪、渠", "Stream"),
    "map_railway": ("铁路", "Railway"),
    "map_expressway": ("高速公路", "Expressway"),
    "map_main_road": ("主要道路", "Main road"),
    "map_road": ("道路", "Road"),
    "map_wall": ("围墙", "Wall"),
    "map_bridge": ("桥梁", "Bridge"),
    "map_code": ("编码", "Code"),
    "map_community": ("村（社区）", "Community"),
    "map_households": ("户数", "Households"),
    "map_mean": ("平均距离", "Mean distance"),
    "map_longest": ("最远距离", "Longest distance"),
    "map_status": ("规模", "Size"),
    "map_status_in_band": ("符合标准", "in band"),
    "map_status_too_large": ("户数超出上限", "too large"),
    "map_status_too_small": ("户数低于下限", "too small"),
    "map_schematic": ("楼内界线为示意", "border inside a building is schematic"),
    "map_household_count": ("{n} 户", "{n} hh"),
    "map_findings": ("检查结果", "Findings"),
    "map_household_points": ("住户位置（内部使用）", "Households (not for the public)"),
    "map_special": ("专属网格", "Special grid"),
    "map_search": ("按名称或编码查找", "Search by name or code"),
    "map_found_nothing": ("没有找到", "Nothing found"),
    "map_error": ("错误", "Error"),
    "map_warning": ("提醒", "Warning"),
    "map_note": ("说明", "Note"),
    "map_zoom_in": ("放大", "Zoom in"),
    "map_zoom_out": ("缩小", "Zoom out"),
}

_PRINT: dict[str, tuple[str, str]] = {
    "print_no_font": (
        "这台机器没有含中文的字体。请安装（Debian：apt-get install fonts-noto-cjk），"
        "或用 --font 指定字体名称或字体文件。",
        "This machine has no font with Chinese, such as {first}. Install one (Debian: apt-get "
        "install fonts-noto-cjk), or name a family or a font file with --font.",
    ),
    "print_glyph_missing": (
        "有 {number} 个字符没有任何字体能显示：{characters}。请安装含这些字的字体（{font} 缺）。",
        "No font of this machine has {number} of the characters: {characters}. Install one that "
        "has them; {font} lacks them.",
    ),
    "print_glyph_elsewhere": (
        "有 {number} 个字符 {font} 中没有，已用其他字体代替：{characters}。",
        "{font} lacks {number} of the characters; another font draws them: {characters}.",
    ),
    "print_label_unplaced": (
        "有 {number} 个名称在图上放不下：{names}。",
        "{number} names found no place on the map: {names}.",
    ),
    "print_size_small": (
        "{size} 纸（1:{scale}）太小，放不下全部名称；用 {enough} 即可。",
        "{size} (1:{scale}) is too small for all names; {enough} is enough.",
    ),
    "print_size_none": (
        "{size} 纸（1:{scale}）太小，A0 也放不下全部名称；请改用分村图册（--scope community）。",
        "{size} (1:{scale}) is too small for all names, and so is A0; print an atlas of "
        "communities (--scope community).",
    ),
    "print_size_chart": (
        "{size} 纸（1:{scale}）太小，A0 也放不下全部编号；编号见层级表。",
        "{size} (1:{scale}) is too small for all numbers, and so is A0; the chart has them all.",
    ),
    "print_cut": (
        "有 {number} 处文字太长，只印出开头：{names}。请缩短，或改用更大的纸。",
        "{number} texts are too long and only their beginning is printed: {names}. Shorten them, "
        "or take larger paper.",
    ),
    "print_totals_differ": (
        "{name}共 {limit} 户，{level}合计 {number} 户，两者不符。请检查方案（gridgen check）。",
        "{name} has {limit} households and its {level} have {number} together; expected the same. "
        "Check the plan (gridgen check).",
    ),
    "print_outside": (
        "按 1:{scale}，有 {number} 个网格超出图幅：{names}。请改用更大的纸或更小的比例尺。",
        "At 1:{scale} the sheet cuts off {number} grids: {names}. Take larger paper, or leave "
        "--scale out.",
    ),
    "print_role_missing": (
        "人员表中有 {number} 个网格没有网格长：{names}。",
        "The staff table has no head for {number} grids: {names}.",
    ),
    "print_staff_unknown": (
        "人员表中有 {number} 个编码不在方案里：{names}。",
        "The staff table names {number} codes that the plan does not have: {names}.",
    ),
    "sheet_title": ("{name}网格划分示意图", "Household grids of {name}"),
    "sheet_counts": (
        "{zones} 个{level} · {households} 户",
        "{zones} {level} · {households} households",
    ),
    "sheet_scale": ("比例尺 1:{scale}", "Scale 1:{scale}"),
    "sheet_north": ("北", "N"),
    "sheet_locator": ("位置示意", "Where it lies"),
    "sheet_qr": ("二维码", "QR code"),
    "sheet_emblem": ("徽标", "Emblem"),
    "sheet_photo": ("照片", "Photo"),
    "sheet_households": ("{n}户", "{n} hh"),
    "sheet_review": ("审图号：{number}", "Map review number: {number}"),
    "sheet_producer": ("编制单位：{producer}", "Produced by {producer}"),
    "sheet_date": ("编制日期：{date}", "Date: {date}"),
    "sheet_version": ("版本：{version}", "Version: {version}"),
    "nested_title": ("{name}网格层级示意图", "Nested levels of {name}"),
    "sheet_chart_of": ("{title} · 层级表（续）", "{title} · chart, continued"),
    "chart_totals": ("各级合计", "Totals by level"),
    "chart_answers": ("负责人员", "Who answers"),
    "chart_count": ("{number} 个{level}", "{number} {level}"),
    "chart_households": ("{number} 户", "{number} households"),
    "chart_several": ("{role} {number} 人", "{role} × {number}"),
    "chart_several_one": ("{role}", "{role}"),
    "chart_vacant_one": ("{role}（空缺）", "{role} (vacant)"),
    "chart_vacant": ("{role}（空缺 {number}）", "{role} ({number} vacant)"),
    "legend_numbers": (
        "图中编号为{level}内的序号，引线编号前加{level}序号；见层级表",
        "Numbers start anew in each of the {level}; on a line, the number of that one comes first",
    ),
    "sheet_index_of": ("{title} · 索引", "{title} · index"),
    "legend_outer": ("图幅范围界", "Outer border"),
    "legend_border": ("{level}界", "Border of {level}"),
    "legend_special": ("专属网格", "Special grid"),
    "legend_household": ("住户", "Household"),
    "legend_callout": (
        "引线或图中的编号即索引表中该村（社区）网格的序号",
        "A number, with or without a line, is the last digits of a code in the index",
    ),
    "page_facts": ("基本情况", "Facts"),
    "page_role": ("职务", "Duty"),
    "page_name": ("姓名", "Name"),
    "page_number": ("序号", "No."),
    "page_neighbours": ("相邻网格", "Neighbours"),
    "page_back": ("返回总图", "Back to the overview"),
    "page_of": ("第 {number} 页", "Page {number}"),
    "board_title": ("网格公示牌", "Grid notice board"),
    "board_grid": ("所属网格", "Grid"),
    "board_entrance": ("本单元户数", "Households here"),
    "board_phone": ("监督电话：{phone}", "Supervision: {phone}"),
    "board_role_1": ("网格长", "Head"),
    "board_role_2": ("网格员", "Worker"),
    "board_role_3": ("联络员", "Liaison"),
    "register_community": (
        "{name}　{code}　{grids} 个网格　{households} 户",
        "{name} · {code} · {grids} grids · {households} households",
    ),
    "index_square": ("图格", "Square"),
    "index_code": ("编码", "Code"),
    "index_name": ("名称", "Name"),
    "index_households": ("户数", "Households"),
    "index_head": ("网格长", "Head"),
    "index_phone": ("电话", "Phone"),
    "index_page": ("页码", "Page"),
    "index_community": ("{name}（{households} 户）", "{name} ({households} households)"),
}

_SERVICE: dict[str, tuple[str, str]] = {
    "service_title": ("网格划分服务", "Household grid service"),
    "service_plans": ("方案", "Plans"),
    "service_no_plans": (
        "数据目录中还没有方案文件（*.gpkg）。",
        "The data folder holds no plan file (*.gpkg) yet.",
    ),
    "service_plan": ("方案", "Plan"),
    "service_map": ("网页地图", "Web map"),
    "service_print": ("打印（PDF）", "Print (PDF)"),
    "service_sheet": ("挂图 {size}", "wall sheet {size}"),
    "service_atlas": ("分村图册", "atlas"),
    "service_nested": ("网格层级图", "nested levels"),
    "service_board": ("公示牌", "notice boards"),
    "service_register": ("登记表", "register"),
    "service_layers": ("图层（GeoJSON）", "Layers (GeoJSON)"),
    "service_ask": ("查询", "Ask"),
    "service_locate": (
        "查询一点属于哪个网格：/locate?lon=经度&lat=纬度",
        "Which grid holds a point: /locate?lon=LONGITUDE&lat=LATITUDE",
    ),
    "service_household": (
        "查询一户属于哪个网格：/households/户编号",
        "Which grid a household belongs to: /households/ID",
    ),
    "service_docs": ("接口文档", "Interface documentation"),
    "service_health": ("运行状态", "Health"),
    "service_collections": ("图层目录", "List of layers"),
    "service_language": ("English", "中文"),
}

_COMMAND: dict[str, tuple[str, str]] = {
    "help": (
        "把村和社区划分成管理网格：读入住户，按规则划分，检查，出图，供查询。",
        "Divide villages and communities into household grids: read, divide, check, map, serve.",
    ),
    "help_divide": ("划分网格，写出方案文件。", "Divide households into grids and write the plan."),
    "help_redraw": (
        "在现有方案上重新划分，尽量少改动，编码保持不变。",
        "Divide again with the least change; codes stay where most households stay.",
    ),
    "help_certify": (
        "并证明与最优方案最多相差多少。",
        "Also prove how far from the best the grids can be at most.",
    ),
    "proven": (
        "已证明：在同样的网格数下，任何方案的路程最多再短 {gap}%。",
        "Proven: with as many grids, no division walks more than {gap} % less.",
    ),
    "help_existing": (
        "现有网格：方案文件，或带编码的面图层；尽量少改动。",
        "Grids that exist: a plan, or polygons with a code; little else changes than must.",
    ),
    "help_locks": (
        "锁定的网格编码表：这些网格保持不变。",
        "A table of codes of grids that keep exactly their households.",
    ),
    "help_new_households": (
        "最新的住户文件，按户编号对应；不给则用方案里的。",
        "The households as they are now, matched by id; those of the plan if not given.",
    ),
    "help_check": (
        "按规则检查方案。有“错误”时退出码为 1，读不了时为 2。",
        "Check a plan. Exits with 1 where an error stands, 2 where it cannot be read.",
    ),
    "help_locate": (
        "查询一点或一户属于哪个网格。",
        "Tell which grid a point or a household is in.",
    ),
    "help_map": ("生成可离线打开的网页地图。", "Make a map page that opens with no network."),
    "help_map_community": ("只画这个编码的村（社区）。", "Draw the community of this code alone."),
    "help_map_homes": (
        "放入住户位置（不含编号）；公开的页面不要用。",
        "Put the places of households into the page: never for the public.",
    ),
    "help_map_view": (
        "打开时显示：plan（网格）或 density（密度）。",
        "Open with: plan or density.",
    ),
    "help_wall": (
        "出挂图、图册、公示牌和登记表（PDF、PNG、SVG）。",
        "Print wall sheets, atlases, notice boards and registers: PDF, PNG or SVG.",
    ),
    "help_wall_output": (
        "写到哪个文件：.pdf、.png 或 .svg。",
        "The file to write: .pdf, .png or .svg.",
    ),
    "help_wall_size": ("纸张：A0 到 A4。", "Paper: A0 to A4."),
    "help_wall_scope": (
        "每页的范围：township、community、grid 或 building。",
        "What a page is about: township, community, grid or building.",
    ),
    "help_wall_form": (
        "样式：sheet（挂图）、atlas（图册）、board（公示牌）、register（登记表）、"
        "nested（每村一页的层级图）；默认按范围。",
        "What to make: sheet, atlas, board, register, or nested (a page for each village with all "
        "levels); by the scope if not given.",
    ),
    "help_wall_only": (
        "只出这些编码的村（社区）或网格，可重复。",
        "Only communities or grids of these codes; may be repeated.",
    ),
    "help_wall_theme": (
        "样式：clear（清晰）、official（红金）、grey（灰度），或 TOML 文件。",
        "Theme: clear, official, grey, or a TOML file.",
    ),
    "help_wall_font": ("字体名称或字体文件。", "A font family or a font file."),
    "help_wall_staff": (
        "人员表：网格编码、职务、姓名、电话；只在打印时使用，不保存。",
        "Who answers for which grid: code, role, name, phone. Printed, never stored.",
    ),
    "help_wall_title": ("标题。", "The title."),
    "help_wall_producer": ("编制单位。", "Who made the sheet."),
    "help_wall_edition": ("版本。", "The version."),
    "help_wall_date": ("日期，默认今天。", "The date; today if not given."),
    "help_wall_review": ("审图号。", "The map review number."),
    "help_wall_qr": ("二维码内容。", "What the QR code says."),
    "help_wall_phone": ("监督电话。", "The phone number for supervision."),
    "help_wall_emblem": ("徽标图片：PNG 或 JPEG。", "An emblem: PNG or JPEG."),
    "help_wall_slots": (
        "是否留出二维码、照片、审图号等空位。",
        "Whether to leave empty slots for QR code, photo, emblem and review number.",
    ),
    "help_wall_homes": (
        "画出住户位置；公开张贴的图不要用。",
        "Draw the places of households: never on what the public sees.",
    ),
    "help_wall_scale": ("比例尺分母，默认自动。", "The denominator of the scale."),
    "help_wall_bleed": ("出血，毫米。", "The bleed in millimetres."),
    "help_wall_dpi": ("PNG 的分辨率。", "Dots per inch of a PNG."),
    "help_sample": ("生成一个虚构的乡镇。", "Make up a township to try things on."),
    "help_demo": (
        "演示：生成样例、划分、检查、出图、开服务。",
        "Make a sample, divide it, check it, draw it, and serve it.",
    ),
    "help_serve": ("开启查询服务。", "Serve plans over HTTP."),
    "help_lang": ("语言：zh 或 en，默认随系统。", "zh or en; the system's language if not given."),
    "help_json": ("输出一个 JSON 对象。", "Print one JSON object on standard output."),
    "help_input": (
        "住户文件：GeoPackage、GeoJSON、Shapefile、GeoParquet、CSV 或 Excel，可写 文件:图层。",
        "Households: GeoPackage, GeoJSON, Shapefile, GeoParquet, CSV or Excel; FILE or FILE:layer.",
    ),
    "help_output": ("写到哪个文件。", "The file to write."),
    "help_folder": ("写到哪个文件夹。", "The folder to write to."),
    "help_communities": ("村（社区）边界：文件或 文件:图层。", "Boundaries: FILE or FILE:layer."),
    "help_lines": (
        "河流、铁路、道路、桥梁的线（class），FILE[:图层]",
        "lines of rivers, railways, roads and bridges (class), FILE[:LAYER]",
    ),
    "help_water": (
        "水面，FILE[:图层]",
        "polygons of water, FILE[:LAYER]",
    ),
    "help_buildings": (
        "建筑物轮廓，网格线不穿过，FILE[:图层]",
        "footprints that no outline cuts, FILE[:LAYER]",
    ),
    "help_special": (
        "专属网格（市场、园区、写字楼等）的面，FILE[:layer]",
        "polygons of special grids (markets, parks, office buildings), FILE[:layer]",
    ),
    "help_centres": (
        "中心点（联络员、服务站等），FILE[:layer]；不给则用 --people 里的相应岗位",
        "points around which zones are made (contact persons, stations), FILE[:layer]; if not "
        "given, the people of that role",
    ),
    "help_zones": (
        "宗地或小区范围，网格线不穿过，FILE[:图层]",
        "parcels or estates that no outline cuts, FILE[:LAYER]",
    ),
    "help_rules": ("规则：名称或 .toml 文件。", "Rules: a preset, or a .toml file."),
    "help_target": ("每个网格的目标户数。", "Households aimed at in a grid."),
    "help_grids": (
        "指定某村（社区）的网格数：代码=个数，可重复。",
        "Number of grids of one community, CODE=NUMBER; may be repeated.",
    ),
    "help_effort": (
        "计算强度：fast、balanced 或 best。",
        "How hard to search: fast, balanced or best.",
    ),
    "help_seed": ("随机种子，相同则结果相同。", "The same seed gives the same plan."),
    "help_workers": (
        "同时计算的个数，0 为处理器核数。",
        "How many communities are divided at a time; 0 means one for each core.",
    ),
    "help_excel": ("把检查结果写成 Excel。", "Write the findings to this workbook."),
    "help_plan": ("方案文件。", "A plan file."),
    "help_lon": ("经度。", "Longitude, degrees."),
    "help_lat": ("纬度。", "Latitude, degrees."),
    "help_id": ("住户编号。", "A household's id."),
    "help_points": ("点文件，每行一点。", "A file of points."),
    "help_households": ("户数。", "How many households."),
    "help_how_many": ("村（社区）个数。", "How many communities."),
    "help_data": ("方案文件所在文件夹。", "The folder of plan files."),
    "help_host": ("监听地址。", "Address to listen on."),
    "help_port": ("端口。", "Port to listen on."),
    "help_no_serve": ("做完即止，不开服务。", "Stop before serving."),
    "help_demo_input": ("用这个文件代替样例。", "Use this file in place of a new sample."),
    "help_version": ("显示版本。", "Show the version and stop."),
    "reading": ("读取", "Reading"),
    "dividing": ("划分", "Dividing"),
    "writing": ("写出", "Writing"),
    "column_level": ("层级", "Level"),
    "column_zones": ("个数", "Zones"),
    "column_in_band": ("符合规模", "In band"),
    "column_too_large": ("偏大", "Too large"),
    "column_too_small": ("偏小", "Too small"),
    "column_sizes": ("户数范围", "Households"),
    "column_mean": ("到中心平均（米）", "Mean way (m)"),
    "findings_none": ("检查通过，没有发现问题。", "Nothing was found: every check passed."),
    "findings_count": (
        "错误 {errors} 条，提醒 {warnings} 条，说明 {notes} 条",
        "{errors} errors, {warnings} warnings, {notes} notes",
    ),
    "findings_more": ("……另有 {number} 条同类。", "... and {number} more of this kind."),
    "wrote": ("已写出 {path}", "Wrote {path}"),
    "serving": ("服务地址：{url}（按 Ctrl+C 停止）", "Serving on {url} (Ctrl+C stops)"),
    "located_nowhere": ("该点不在任何村（社区）内。", "That point is in no community."),
    "located_unplaced": (
        "住户 {id} 在所有边界之外，未划入网格。",
        "Household {id} lies outside every boundary: in no grid.",
    ),
    "located_line": ("{level}：{name}（{code}）", "{level}: {name} ({code})"),
    "located_community": ("村（社区）：{name}（{code}）", "Community: {name} ({code})"),
    "located_joined": (
        "注：该户在边界之外，按就近原则并入。",
        "Note: it stands outside the boundary and joined the nearest community.",
    ),
}

_DIFF: dict[str, tuple[str, str]] = {
    "help_diff": (
        "比较两个方案：哪些网格保留、调整、新增、撤销，哪些住户换了网格。",
        "Compare two plans: which grids were kept, changed, made or retired, and who moved.",
    ),
    "help_diff_old": ("原方案文件。", "The older plan file."),
    "help_diff_new": ("新方案文件。", "The newer plan file."),
    "help_diff_level": (
        "比较哪一层级，默认最上层。",
        "The level to compare; the top one if not given.",
    ),
    "diff_centres": ("人员变化", "people"),
    "diff_role": ("岗位", "role"),
    "diff_metres": ("移动（米）", "moved (m)"),
    "diff_follows": ("接替", "follows"),
    "diff_centre_state_moved": ("移动", "moved"),
    "diff_centre_state_rezoned": ("换区", "rezoned"),
    "diff_centre_state_new": ("新增", "new"),
    "diff_centre_state_gone": ("离任", "gone"),
    "diff_centre_moved": (
        "{id} 移动 {metres} 米：{old_zone} → {new_zone}",
        "{id} moved {metres} m: {old_zone} → {new_zone}",
    ),
    "diff_centre_rezoned": (
        "{id} 位置未变：{old_zone} → {new_zone}",
        "{id} stayed: {old_zone} → {new_zone}",
    ),
    "diff_centre_new": ("{id} 新增：{new_zone}", "{id} is new: {new_zone}"),
    "diff_centre_follows": (
        "{id} 接替 {follows}：{new_zone}",
        "{id} follows {follows}: {new_zone}",
    ),
    "diff_centre_gone": ("{id} 离任：{old_zone}", "{id} is gone: {old_zone}"),
    "help_new_centres": (
        "最新的中心点（联络员、服务站等）；不给则用方案里的，或 --people 里的相应岗位。",
        "the points around which zones are made, as they are now; if not given, those of the plan, "
        "or the people of that role",
    ),
    "help_new_people": (
        "最新的人员文件；不给则用方案里的。",
        "who serves now; the people of the plan if not given",
    ),
    "help_diff_excel": (
        "把差异写成 Excel，每个有变化的村（社区）一张表。",
        "Write the differences to this workbook, a sheet for each community that changed.",
    ),
    "diff_code": ("编码", "code"),
    "diff_name": ("名称", "name"),
    "diff_community": ("村（社区）", "community"),
    "diff_state": ("变化", "change"),
    "diff_kept": ("保留", "kept"),
    "diff_changed": ("调整", "changed"),
    "diff_new": ("新增", "new"),
    "diff_retired": ("撤销", "retired"),
    "diff_went_to": ("主要划入", "most went to"),
    "diff_states": ("保留/ 调整/ 新增/ 撤销", "kept/ changed/ new/ retired"),
    "diff_flow_before": ("原有", "before"),
    "diff_flow_after": ("现有", "after"),
    "diff_flow_moved": ("内部调整", "moved inside"),
    "diff_flow_joined": ("划入", "moved in"),
    "diff_flow_left": ("划出", "moved out"),
    "diff_flow_new": ("新增", "new"),
    "diff_flow_gone": ("减少", "gone"),
    "diff_flow_recounted": ("原户增减", "recount"),
    "diff_zones": ("{state}{level}数", "{level} {state}"),
    "diff_households": ("{flow}户数", "{flow} (households)"),
    "diff_rows": ("{flow}行数", "{flow} (rows)"),
    "diff_id": ("住户编号", "household"),
    "diff_from": ("原{level}", "from"),
    "diff_to": ("现{level}", "to"),
    "diff_household_moved": ("调整", "moved"),
    "diff_household_new": ("新增", "new"),
    "diff_household_gone": ("减少", "gone"),
    "diff_household_recounted": ("户数变化", "recounted"),
    "diff_overview": ("总表", "overview"),
    "diff_total": ("合计", "total"),
    "diff_outside": ("边界外住户", "outside every boundary"),
    "diff_none": (
        "两个方案一致：{zones} 个{level}、{households} 户，没有变化。",
        "The two plans agree: {zones} {level} and {households} households, nothing changed.",
    ),
    "diff_nothing_shared": (
        "两个方案没有相同的住户编号，无法逐户比较。请核对两个文件是否用同一套编号。",
        "No household id stands in both plans, so nobody can be followed. Do the two files use the "
        "same ids?",
    ),
    "diff_same_communities": (
        "另有 {number} 个村（社区）没有变化。",
        "{number} communities did not change.",
    ),
    "diff_more": (
        "……另有 {number} 个{level}有变化，用 --excel 或 --json 查看全部。",
        "... and {number} more {level} that changed; --excel or --json shows all.",
    ),
    "diff_zones_line": (
        "{level}：原 {before} 个，现 {after} 个；保留 {kept} 个，调整 {changed} 个，新增 {new} 个，"
        "撤销 {retired} 个",
        "{before} {level} became {after}: {kept} kept, {changed} changed, {new} new, "
        "{retired} retired",
    ),
    "diff_households_line": (
        "户数：原 {before} 户，现 {after} 户；换{level} {moved} 户（{moved_rows} 行），"
        "新增 {new} 户（{new_rows} 行），减少 {gone} 户（{gone_rows} 行），"
        "{recounted_rows} 行户数有变（合计 {recounted:+d} 户）",
        "{before} households became {after}: {moved} moved ({moved_rows} rows), {new} new "
        "({new_rows} rows), {gone} gone ({gone_rows} rows), {recounted_rows} rows recounted "
        "({recounted:+d} households)",
    ),
}

_TIES: dict[str, tuple[str, str]] = {
    "help_ties": (
        "同网格、不同网格的约定表（tie、first、second、of），FILE[:工作表]",
        "whom to keep together or apart: a table of tie, first, second, of; FILE[:SHEET]",
    ),
    "tie_not_understood": (
        "{where}：“{name}”无法识别，应为 together（合）或 apart（分），"
        "对象为住户、楼栋、组或小区；未采用。",
        '{where}: "{name}" is not understood; expected together or apart, of household, building, '
        "group or estate. The row is left out.",
    ),
    "tie_unknown": (
        "{where}：找不到“{name}”，未采用。请核对编号。",
        '{where}: nobody is called "{name}"; the row is left out. Check it.',
    ),
    "tie_together_broken": (
        "{where} 与 {other} 应在同一{level}，现分在 {number} 个{level}："
        "不连片、不在同一村（社区）或上级，或户数超限。",
        "{where} and {other} should be together, and are in {number} of the {level}: they do not "
        "hang together, are of different communities or zones above, or are too many.",
    ),
    "tie_apart_broken": (
        "{where} 与 {other} 应在不同的{level}，现同在 {code}：没有找到符合规模的分法。",
        "{where} and {other} should be in different {level} and are both in {code}; no division "
        "inside the band was found that parts them.",
    ),
    "tie_apart_one_unit": (
        "{where} 与 {other} 应在不同的{level}，现同在 {code}："
        "两者在同一地点、楼栋或组内，或被其他约定连在一起，按规则不拆分。",
        "{where} and {other} should be in different {level} and are both in {code}: they share a "
        "place, building or group that is kept whole, or other ties keep them together.",
    ),
    "tie_apart_too_few": (
        "{where} 与 {other} 应在不同的{level}，现同在 {code}："
        "这一片共 {total}，每个至少 {fewest}，最多分成 {can} 个，而各项约定需要 {needed} 个。",
        "{where} and {other} should be in different {level} and are both in {code}: what hangs "
        "together there counts {total}, enough for {can} of at least {fewest}, and ties ask for "
        "{needed}.",
    ),
    "todo_tie_together_broken": ("去掉该约定，或放宽规模。", "Give up the tie, or widen the band."),
    "todo_tie_apart_one_unit": (
        "去掉其中一项约定，或允许拆分该单元。",
        "Give up one of the ties, or let the unit be split.",
    ),
    "todo_tie_apart_too_few": (
        "降低规模下限，或去掉该约定。",
        "Lower the fewest of the band, or give up the tie.",
    ),
    "todo_tie_apart_broken": (
        "增加一个网格，或去掉该约定。",
        "Allow another grid, or give up the tie.",
    ),
}

_FOREIGN: dict[str, tuple[str, str]] = {
    "grids_overlap": (
        "{where} 与 {other} 重叠 {number} 平方米。",
        "{where} and {other} overlap by {number} m2.",
    ),
    "land_in_no_grid": (
        "{where} 有 {gaps} 处空隙没有划入网格，共 {number} 平方米，其中住户 {households} 户。",
        "{where}: {gaps} gaps between its grids, together {number} m2, hold {households} "
        "households.",
    ),
    "grid_in_parts": (
        "{where} 的图形分成 {number} 块。",
        "The polygon of {where} has {number} parts; expected one.",
    ),
    "code_of_community_odd": (
        "有 {number} 个村（社区）代码不是 {digits} 位数字，例如 {codes}。",
        "{number} codes of communities are not {digits} digits, for example {codes}.",
    ),
    "code_too_long": (
        "有 {number} 个网格编码超过 {digits} 位，例如 {codes}。",
        "{number} codes of grids have more than {digits} digits, for example {codes}.",
    ),
    "excel_todo": ("处理办法", "what to do"),
    "todo_household_without_zone": (
        "把该户划入所在网格，或补画网格。",
        "Put the household in the grid where it stands, or draw one there.",
    ),
    "todo_unplaced_in_zone": (
        "核对坐标；确在界外的从网格中去掉。",
        "Check its coordinates; take it out of the grid if it is outside.",
    ),
    "todo_unplaced_in_all": (
        "核对坐标或边界；无位置的户归入虚拟网格。",
        "Check coordinates and boundaries; households without a place go to a virtual grid.",
    ),
    "todo_unplaced_needlessly": (
        "划入最近的村（社区）。",
        "Put it in the nearest community.",
    ),
    "todo_zone_not_nested": (
        "把这些住户改到本村（社区）的网格，或改正上级编码。",
        "Move these households to a grid of their community, or correct the parent code.",
    ),
    "todo_code_doubled": (
        "保留一个编码，其余重新编号。",
        "Keep the code for one of them and number the others anew.",
    ),
    "todo_code_odd": (
        "按上级编码加序号重新编码。",
        "Number it anew: the code above it and a sequence.",
    ),
    "todo_code_of_community_odd": (
        "改用 12 位统计用区划代码。",
        "Use the 12 digits of the statistical division.",
    ),
    "todo_code_too_long": (
        "改为规定位数。",
        "Cut the code to the digits of the rules.",
    ),
    "todo_level_missing": (
        "按规则补划该层级。",
        "Divide that level too, or use rules without it.",
    ),
    "todo_household_twice": (
        "删除重复行，或改正编号。",
        "Remove the second row, or give it an id of its own.",
    ),
    "todo_label_untrue": (
        "按实际改正标注。",
        "Correct what it says.",
    ),
    "todo_count_differs": (
        "按名册改正户数。",
        "Correct the count from the roll.",
    ),
    "todo_zone_empty": (
        "撤销该网格，或核对住户位置；确无住户的列为专属网格。",
        "Retire the grid, check places, or make it a special grid.",
    ),
    "todo_joined_in_all": (
        "核对边界和坐标，可不处理。",
        "Check boundary and coordinates; nothing needs to be done.",
    ),
    "todo_unit_above_band": (
        "按单元、楼层拆分。",
        "Split it by stairway or floor.",
    ),
    "todo_unit_split": (
        "核对拆分是否可行。",
        "See whether the split can be lived with.",
    ),
    "todo_band_impossible": (
        "放宽规模，或与相邻的合并。",
        "Widen the band, or join it to a neighbour.",
    ),
    "todo_units_do_not_fit": (
        "拆分一栋，或放宽规模。",
        "Split a building, or widen the band.",
    ),
    "todo_neighbours_too_large": (
        "拆分相邻的一栋，或放宽规模。",
        "Split a building beside it, or widen the band.",
    ),
    "todo_band_missed": (
        "偏大的拆分，偏小的并入相邻网格；可运行 gridgen redraw。",
        "Split what is too large, join what is too small to a neighbour; see gridgen redraw.",
    ),
    "todo_grid_too_large": (
        "拆分为说明中的网格数，每个网格在规模之内。",
        "Divide it into as many grids, each inside the band; gridgen divide does it.",
    ),
    "todo_grid_too_small": (
        "并入相邻网格，或从相邻网格调入住户。",
        "Join it to a neighbour, or move households of one to it.",
    ),
    "todo_zone_in_pieces": (
        "把分开的住户或地块划给相连的网格。",
        "Give the households or the land apart to the grid that they touch.",
    ),
    "todo_grid_in_parts": (
        "把分开的地块划给相连的网格。",
        "Give the land apart to the grid that it touches.",
    ),
    "todo_part_joined": (
        "飞地可不处理。",
        "An exclave: nothing needs to be done.",
    ),
    "todo_place_cut": (
        "把同一位置的住户划入同一网格。",
        "Put households at one place in one grid.",
    ),
    "todo_unit_cut": (
        "整栋（组）划入同一网格。",
        "Put the whole of it in one grid.",
    ),
    "todo_polygon_broken": (
        "重画该图形。",
        "Draw the polygon anew.",
    ),
    "todo_zones_overlap": (
        "修图：相邻网格共用一条边线。",
        "Mend the drawing: neighbours share one line.",
    ),
    "todo_grids_overlap": (
        "把重叠部分划给其中一个。",
        "Give the overlap to one of the two.",
    ),
    "todo_land_in_no_grid": (
        "把空隙划给相邻网格。",
        "Give the gap to a grid beside it.",
    ),
    "todo_parent_unknown": (
        "补上该村（社区），或改正上级编码。",
        "Add that community, or correct the parent code.",
    ),
    "todo_area_differs": (
        "修图：网格应正好铺满村（社区）。",
        "Mend the drawing: grids cover their community exactly.",
    ),
    "todo_household_outside_zone": (
        "改划到所在网格，或改正坐标。",
        "Move it to the grid where it stands, or correct its coordinates.",
    ),
    "todo_walk_long": (
        "增设网格，或接受较远的路程。",
        "Make another grid there, or accept the way.",
    ),
    "todo_walk_detour": (
        "按道路桥梁重新划分。",
        "Divide anew with roads and bridges.",
    ),
    "todo_zone_thin": (
        "与相邻网格调整边界。",
        "Move its border to a neighbour.",
    ),
    "todo_border_off_lines": (
        "边界改沿道路、河流。",
        "Move the border to a road or river.",
    ),
    "todo_borders_on_lines": (
        "可不处理。",
        "Nothing needs to be done.",
    ),
    "todo_people_missing": (
        "补充人员（编号、岗位、网格）。",
        "Name people: id, role, grid.",
    ),
    "todo_posts_vacant": (
        "补充人员，或减少岗位。",
        "Name people, or ask for fewer.",
    ),
    "todo_people_spare": (
        "安排到缺人的网格。",
        "Give them a grid that lacks people.",
    ),
    "todo_person_unknown": (
        "把该人加入人员表，或换人。",
        "Add the person to the people, or name another.",
    ),
    "todo_serves_unknown": ("核对代码。", "Check the code."),
    "todo_person_outside": (
        "核对位置，或填写所服务村（社区）的代码。",
        "Check the place, or give the community to serve.",
    ),
    "todo_person_wanted_beside": (
        "如合适，填写该村（社区）的代码。",
        "Where it suits, give them that community's code.",
    ),
    "todo_contact_missing": (
        "增加联系人。",
        "Name a contact person.",
    ),
    "todo_contact_outside_band": (
        "增减联系人。",
        "Name more or fewer contact persons there.",
    ),
    "todo_contact_in_pieces": (
        "可与相邻联系人调换住户。",
        "Swap households with the person beside.",
    ),
}
"""What is found in grids that somebody else drew, and what to do about each finding."""

_OVERLAY: dict[str, tuple[str, str]] = {
    "help_overlay": (
        "两张网叠加：哪些网格一致、包含、交叉，各有多少户、面积和共同边界。",
        "Lay two nets over each other: which zones match, hold or cross, by households and area.",
    ),
    "help_overlay_first": ("第一张网：方案文件。", "The first net: a plan."),
    "help_overlay_second": (
        "第二张网：方案文件，或带编码的面图层 FILE[:图层]。",
        "The second net: a plan, or polygons with a code, FILE[:LAYER].",
    ),
    "help_overlay_excel": ("把交叉表写成 Excel。", "Write the cross table to this workbook."),
    "help_overlay_level": (
        "该网的层级，默认最上层。",
        "Level of that net; its top one if not given.",
    ),
    "overlay_same": ("一致", "same"),
    "overlay_inside": ("被包含", "inside one"),
    "overlay_holds": ("包含整数个", "holds whole ones"),
    "overlay_crosses": ("交叉", "crosses"),
    "overlay_empty": ("对方无网格", "not in the other"),
    "overlay_line": (
        "{net}：{zones} 个，其中一致 {same}、被包含 {inside}、包含 {holds}、交叉 {crosses}、"
        "对方无网格 {empty}",
        "{net}: {zones} zones: {same} same, {inside} inside one, {holds} hold whole ones, "
        "{crosses} cross, {empty} not in the other",
    ),
    "overlay_only": (
        "只在第一张网 {first} 户，只在第二张网 {second} 户",
        "{first} households are in the first net only, {second} in the second only",
    ),
    "overlay_table": ("交叉表", "cross table"),
    "overlay_first": ("第一张网", "first net"),
    "overlay_second": ("第二张网", "second net"),
    "overlay_rows": ("行数", "rows"),
    "overlay_households": ("户数", "households"),
    "overlay_area_m2": ("共同面积（平方米）", "area in common (m2)"),
    "overlay_border_m": ("共同边界（米）", "border in common (m)"),
    "overlay_code": ("编码", "code"),
    "overlay_name": ("名称", "name"),
    "overlay_relation": ("关系", "relation"),
    "overlay_zones": ("涉及对方网格数", "zones of the other"),
    "overlay_best": ("户数最多的对方网格", "shares most with"),
    "overlay_share": ("占本网格户数", "share of households"),
    "overlay_border_share": ("边界一致比例", "share of border"),
}

_HAMLETS: dict[str, tuple[str, str]] = {
    "help_hamlets": (
        "按密度找出自然村，作为划分时保持完整的单元，附图供确认。",
        "Find hamlets by density where no villager groups are given, to keep together; with a map.",
    ),
    "help_hamlets_map": (
        "同时生成网页地图，供核对。",
        "Also write a map page, to confirm them on.",
    ),
    "help_smallest": ("自然村至少多少户。", "Households of the smallest hamlet."),
    "help_apart": (
        "相距不超过多少米的房屋算同一自然村。",
        "Houses within this many metres of each other are of one hamlet.",
    ),
    "hamlet_name": ("第{n}自然村", "Hamlet {n}"),
    "hamlets_title": ("自然村（待确认）", "Hamlets, to be confirmed"),
    "hamlets_found": (
        "{where}：找到 {number} 个自然村，{alone} 户离得远，未归入。请在图上核对，改正后再划分。",
        "{where}: {number} hamlets found; {alone} households stand too far apart for any. Look at "
        "the map, correct column group, then divide.",
    ),
    "hamlets_given": (
        "{where}：已有村民小组（自然村），保持不变。",
        "{where}: villager groups are given; they stay as they are.",
    ),
    "hamlets_urban": (
        "{where} 是社区，不找自然村。",
        "{where} is an urban community: hamlets are not looked for.",
    ),
}

_PEOPLE: dict[str, tuple[str, str]] = {
    "help_people": (
        "人员文件：编号、岗位、位置，可有工作电话；FILE[:图层]，不得含姓名等信息",
        "people who serve: id, role, place, work phone if any; no names; FILE[:LAYER]",
    ),
    "people_columns_dropped": (
        "{where}：人员表有不应提供的列（{headers}），已丢弃。人员只需编号、岗位、位置、工作电话"
        "和所服务村（社区）的代码。",
        "{where}: columns that nobody may hand over are dropped: {headers}. Of a person only an "
        "id, a role, a place, a work phone and the code of the community to serve are held.",
    ),
    "person_left_out": (
        "{where}：{reason}，未列入。",
        "{where}: {reason_en}; the row is left out.",
    ),
    "person_phone_dropped": (
        "{where}：有 {number} 个工作电话不像电话号码，已丢弃。",
        "{where}: {number} work phones do not look like phone numbers and are dropped.",
    ),
    "posts_vacant": (
        "{label}：{total} 个岗位中有 {number} 个空缺，例如 {codes}。请补充人员，"
        "或调整每个{level}的人数。",
        "{label}: {number} of {total} posts are vacant, for example in {codes}. Name more people, "
        "or ask for fewer in each of the {level}.",
    ),
    "people_spare": (
        "{label}：有 {number} 人没有安排，例如 {ids}。",
        "{label}: {number} people have nothing to do, for example {ids}.",
    ),
    "serves_unknown": (
        "{where} 填写的服务村（社区）代码 {community} 不在方案中，按所在位置安排。请核对代码。",
        "{where} gives {community} as the community to serve, which the plan does not have; the "
        "place decides instead. Check the code.",
    ),
    "person_outside": (
        "{where} 住在各村（社区）之外，离最近的 {community} 有 {number} 米，按该村（社区）安排。"
        "请核对位置，或在 community 列填写所服务村（社区）的代码。",
        "{where} lives in no community, {number} m from the nearest, {community}, and serves "
        "there. Check the place, or give the code of the community to serve in the column "
        "community.",
    ),
    "person_wanted_beside": (
        "{label} {where} 没有安排；{metres} 米外的 {community} 缺 {number} 人。"
        "如由其服务该处，请在 community 列填写 {community}。",
        "{label} {where} serves nobody, and {community}, {metres} m away, lacks {number}. To let "
        "them serve there, give {community} in the column community.",
    ),
    "contact_missing": (
        "{where} 没有{label}，{number} 户无人联系。请在该处增加人员。",
        "{where} has no {label}: {number} households are served by nobody. Name one there.",
    ),
    "contact_outside_band": (
        "{label} {where} 联系 {number} 户，不在 {fewest}-{most} 户之内（{zone} 共 {total} 户、"
        "{people} 人）。请增减人员，或放宽户数。",
        "{label} {where} serves {number} households, outside {fewest}-{most}: {zone} has {total} "
        "households for {people} people. Name more or fewer there, or widen the numbers.",
    ),
    "contact_in_pieces": (
        "{label} {where} 的责任区不连片，分成 {number} 块。",
        "The area of {label} {where} is in {number} pieces; expected one.",
    ),
    "person_unknown": (
        "岗位表中的人员 {where} 不在人员表里。",
        "Person {where} holds a post but is not among the people.",
    ),
    "people_missing": (
        "没有人员信息；按规则 {number} 个{level}各应有{label}。"
        "请加图层 people（编号、岗位、网格编码）。",
        "There are no people; by the rules each of {number} {level} needs {label}. Add a layer "
        "`people` (id, role, grid).",
    ),
    "help_roster": (
        "谁在服务：各岗位、各网格的在岗与空缺，每人户数，责任区。",
        "Tell who serves: posts filled and vacant by role and zone, households each, areas.",
    ),
    "help_roster_excel": (
        "写成 Excel：岗位、网格、人员各一张表。",
        "Write roles, zones and people to this workbook, a sheet for each.",
    ),
    "roster_more": (
        "另有 {number} 行未列出；--excel 或 --json 有全部。",
        "{number} more rows; --excel or --json has all of them.",
    ),
    "roster_drawn": (
        "{role}：{number} 人有责任区，每片 {smallest}–{largest} 公顷。",
        "{role}: {number} have an area of responsibility, {smallest}-{largest} ha each.",
    ),
    "roster_roles": ("岗位", "roles"),
    "roster_zones": ("网格", "zones"),
    "roster_people": ("人员", "people"),
    "roster_role": ("岗位", "role"),
    "roster_level": ("层级", "level"),
    "roster_serve": ("在岗", "serving"),
    "roster_posts": ("应配", "posts"),
    "roster_vacant": ("空缺", "vacant"),
    "roster_zones_without": ("无人网格数", "zones with nobody"),
    "roster_fewest": ("每人最少户数", "fewest households"),
    "roster_most": ("每人最多户数", "most households"),
    "roster_mean_m": ("平均路程（米）", "mean way (m)"),
    "roster_area_m2": ("责任区面积（平方米）", "area of responsibility (m2)"),
    "roster_areas": ("责任区数", "areas"),
    "roster_smallest_m2": ("最小责任区（平方米）", "smallest area (m2)"),
    "roster_largest_m2": ("最大责任区（平方米）", "largest area (m2)"),
    "roster_community": ("村（社区）代码", "community"),
    "roster_code": ("编码", "code"),
    "roster_name": ("名称", "name"),
    "roster_households": ("户数", "households"),
    "roster_each": ("每人户数", "households each"),
    "roster_person": ("人员编号", "person"),
    "roster_phone": ("工作电话", "work phone"),
    "column_zone": ("网格", "Zone"),
    "column_filled": ("在岗", "Filled"),
    "column_households": ("户数", "Households"),
    "column_role": ("岗位", "Role"),
    "column_people": ("人数", "People"),
    "column_posts": ("应配", "Posts"),
    "column_vacant": ("空缺", "Vacant"),
    "column_per_person": ("每人户数", "Households each"),
    "column_way": ("平均路程（米）", "Mean way (m)"),
}

SENTENCES = (
    _NOUNS | _FOREIGN | _HAMLETS | _OVERLAY | _PEOPLE | _READ | _TIES | _DIVIDE | _CHECK
    | _SYSTEM | _DIFF
    | _MAP | _PRINT | _SERVICE | _COMMAND
)  # fmt: skip


def say(key: str, lang: str, /, **fields: Any) -> str:
    """Return the sentence `key` in `lang` ("zh" or "en") with its fields filled in.

    >>> say("grids", "zh")
    '网格'
    """
    return SENTENCES[key][LANGUAGES.index(lang)].format(**fields)


def todo(rule: str, lang: str) -> str:
    """Return what to do about a finding of `rule`, "" where its text says it.

    >>> todo("polygon_broken", "en"), todo("no_place", "en")
    ('Draw the polygon anew.', '')
    """
    key = f"todo_{rule}"
    return say(key, lang) if key in SENTENCES else ""


def level_name(level: str, lang: str) -> str:
    """Return what a level is called: in words where there are some, else its own name.

    >>> level_name("grids", "zh"), level_name("natural_units", "en")
    ('网格', 'natural units')
    """
    return say(level, lang) if level in _NOUNS else level.replace("_", " ")


def counted(number: int, level: str, lang: str) -> str:
    """Return so many zones of a level, as people say it.

    >>> counted(1, "counties", "en"), counted(1, "towns", "zh"), counted(1200, "grids", "en")
    ('1 county', '1 乡镇（街道）', '1,200 grids')
    """
    name = level_name(level, lang)
    if number == 1 and lang == "en":
        name = f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")
    return f"{number:,} {name}"


def community_name(code: str, name: str, lang: str) -> str:
    """Return what a community is called: its name, else its code; "" is that of no community.

    >>> community_name("990101001201", "", "zh"), community_name("", "", "en")
    ('990101001201', 'outside every boundary')
    """
    return name or code or say("diff_outside", lang)


def finding(
    rule: str,
    severity: Severity,
    where: str,
    *,
    number: float | None = None,
    limit: float | None = None,
    **fields: Any,
) -> Finding:
    """Return a finding whose two texts are the sentence named `rule`.

    The sentence may use `where`, `number`, `limit` and any further field. The fields `level` and
    `key` are said in the language of the sentence; `label` may be a pair, Chinese first.
    """
    said: list[str] = []
    for column, text in enumerate(SENTENCES[rule]):
        filled = {"where": where, "number": number, "limit": limit, **fields}
        for field in {"level", "key"} & filled.keys():
            filled[field] = level_name(str(filled[field]), LANGUAGES[column])
        if isinstance(filled.get("label"), tuple):
            filled["label"] = filled["label"][column]
        said.append(text.format(**filled))
    return Finding(rule, severity, where, number, limit, zh=said[0], en=said[1])


def language_of(environment: dict[str, str] | None = None) -> str:
    """Return "zh" where the locale of the environment is Chinese, else "en".

    >>> language_of({"LC_ALL": "", "LANG": "zh_CN.UTF-8"})
    'zh'
    """
    env = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := env.get(name, ""):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def numeral(n: int) -> str:
    """Return 1 to 9999 in Chinese, larger numbers in digits.

    >>> numeral(3), numeral(10), numeral(24), numeral(105), numeral(1030)
    ('三', '十', '二十四', '一百零五', '一千零三十')
    """
    if n > 9999:
        return str(n)
    text = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // unit % 10
        if digit:
            text += NUMERALS[digit] + sign
        elif text and n % unit and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text


def ordinal(number: int, lang: str) -> str:
    """Return a number as it stands in a name: 第三网格, Grid 3.

    >>> ordinal(12, "zh"), ordinal(12, "en")
    ('十二', '12')
    """
    return numeral(number) if lang == "zh" else str(number)


def arabic(text: str) -> str:
    """Return `text` with Chinese numbers in digits, so that it sorts as people count.

    >>> arabic("第十二村民小组"), arabic("一百零五组"), arabic("3组")
    ('第12村民小组', '105组', '3组')
    """
    signs = {"十": 10, "百": 100, "千": 1000}
    made, total, digit, inside = "", 0, 0, False
    for letter in text + " ":
        if letter in NUMERALS or letter in signs:
            inside = True
            if letter in signs:
                total += (digit or 1) * signs[letter]
                digit = 0
            else:
                digit = NUMERALS.index(letter)
            continue
        if inside:
            made += str(total + digit)
            total, digit, inside = 0, 0, False
        made += letter
    return made[:-1]
