"""Where the operative part begins and ends, and its numbered items. Works on normalised text."""

import re
from dataclasses import dataclass

from duixian.base import chinese

_OPENINGS = (
    ("operative.judged", r"(?:判决|裁定|裁决|决定|调解)(?:结果)?如下：?"),
    ("operative.agreed", r"(?:自愿|达成|一致)[^。：]{0,12}(?:协议|和解)[^。：]{0,6}(?:如下)?：|(?:协议|内容)如下：?"),
    ("operative.heading", r"(?:【?(?:判决主文|裁判主文|主文|裁决事项|执行标的)】?：)"),
    ("operative.notarial", r"(?:执行标的|申请执行标的|强制执行的标的)(?:为|如下)?：?"),
)
_ENDINGS = (
    r"如(?:果)?不服本(?:判决|裁定)",
    r"本(?:判决|裁定|裁决)(?:书)?(?:为终审|自作出之日|自送达之日|自即日|立即|一经|送达后(?:即|立即|"
    r"发生|生效)|为终局|是终局)",
    r"本(?:判决|裁定)(?:书)?(?:发生|生)?法?律?效力?(?:后)?，?(?:当事人|义务人|负有履行义务)",
    r"本调解(?:书|协议)(?:经|自|与|具有|一式)|本协议(?:自|经)双方",
    r"上述协议，?(?:不违反|符合|是双方|系双方)|以上协议，?(?:不违反|符合)|本院(?:经审查认为，?)?(?:予以|"
    r"依法)?(?:确认)?上述协议",
    r"双方当事人一致同意本(?:调解)?协议",
    r"(?:代理)?审判长|(?:代理)?审判员|人民陪审员|首席仲裁员|仲裁员：|独任仲裁员|书记员|法官助理|本件与原本核对",
    r"附(?:：|：?相关法律|：?本(?:案|判决)(?:所)?(?:适用|依据|引用))",
    r"义务人应当?在|申请执行期间|申请(?:强制)?执行(?:的)?期(?:限|间)为",
)
_ENDING = re.compile("|".join(f"(?:{words})" for words in _ENDINGS))
# A sentence that tells what happened after the operative part was pronounced.
_NARRATIVE = re.compile(
    r"^[”」』]?(?:[^，。；：]{0,60}(?:不服|均未上诉|未上诉|提起上诉|提出上诉|申请再审|抗诉|向检察机关|"
    r"申诉|申请复议|提起执行异议)"
    r"|(?:一审|二审|原审|再审|终审)?(?:宣判|判决宣告|判决作出|裁判作出)(?:后|之后)"
    r"|(?:该|上述|以上|前述|本案|一审|二审|原审|再审)?(?:民事)?(?:判决|调解书|裁定|裁决|案)(?:书)?[^。；，"
    r"]{0,10}(?:已经?|"
    r"均已|现已)?(?:发生(?:法律)?效力|生效)(?:后)?(?:，|。|$)"
    r"|裁判结果|裁判理由|(?:之后|后|此后|嗣后|随后|其后|另查明|另查|经查|查明|同日|同年|后来)，"
    r"|上述[^，。]{0,8}进入|[^，。；：]{0,20}(?:中院|高院|法院)(?:于|以)"
    r"|(?:案件|本案|判决|调解书|上述.{0,6}案)?(?:在)?(?:进入)?执行(?:过程|程序|阶段|期间)?(?:中|后|，)"
    r"|[^，。；：]{0,40}法院[^。；：]{0,20}(?:于|在)(?:\d{4}年|同年|同日)"
    r"|[^，。；：]{0,40}(?:法院|本院)(?:经审理|经审查|审查|审理)?(?:后)?(?:查明|认为)"
    r"|[^，。；：]{0,40}(?:向|以)[^，。；]{0,30}(?:申请(?:强制)?执行|立案执行|提起诉讼|提出(?:执行)?异议)"
    r"|\d{4}年\d{1,2}月(?:\d{1,2}日)?，(?!.{0,40}(?:应|支付|偿还|返还|归还|给付))"
    r"|(?:因|由于)[^。；]{0,60}(?:未履行|未能履行|拒不履行)"
    r"|[^，。；：]{2,40}(?:均|亦|仍)$|[^，。；：]{2,40}(?:认为|辩称|答辩称|主张|称)，"
    r"|(?:一审|二审|再审)(?:诉讼)?$)"
)
_MARKER = re.compile(
    rf"(?:(?<=^)|(?<=[。；：，”“、\n元止负担])|(?<=判决)|(?<=）))(?P<open>[（]?)(?P<n>(?:[{chinese.NUMERAL_CHARACTERS}]{{1,3}}|"
    rf"\d{{1,2}}))"
    r"(?P<mark>）、?|、|\.(?!\d)|．)(?!\d+(?:项|年))"
)
_CIRCLED = re.compile("[①-⑳]")


@dataclass(frozen=True, slots=True)
class Operative:
    """text[start:end] is the operative part; `rule` found its beginning, `end_rule` its end."""

    start: int
    end: int
    rule: str
    end_rule: str


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered item: text[start:end] after its marker; ordinal 0 for what stands outside the numbering."""

    ordinal: int
    start: int
    end: int


def find_operative(text: str) -> Operative:
    """The operative part: after the last 判决如下 (协议如下 …); the whole text if it has none."""
    start, rule = 0, "operative.whole_text"
    for name, words in _OPENINGS:
        matches = list(re.finditer(words, text))
        if name == "operative.notarial" and not re.search("执行证书|公证", text[:400]):
            continue
        if matches:
            last = max(matches, key=lambda m: m.start()) if name != "operative.agreed" else matches[-1]
            if len(text) - last.end() > 8:
                start, rule = last.end(), name
                break
    end, end_rule = _end(text, start)
    return Operative(start, end, rule, end_rule)


def _end(text: str, start: int) -> tuple[int, str]:
    """The end: a closing formula, the bench, or the first sentence that narrates what came later."""
    formula = _ENDING.search(text, start + 1)
    stop = formula.start() if formula else len(text)
    for sentence in _sentences(text, start, stop):
        told = _NARRATIVE.match(text[sentence : min(stop, sentence + 160)].split("。")[0])
        if told and sentence > start and not re.match(r"如(?:果)?|若|逾期", text[sentence : sentence + 4]):
            return sentence, "operative_end.narrative"
    signed = re.compile(r"(?<=[。；])[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月").search(
        text, start, stop
    )
    if signed:
        return signed.start(), "operative_end.signed"
    return stop, "operative_end.formula" if formula else "operative_end.text"


def _sentences(text: str, start: int, stop: int) -> list[int]:
    """Where sentences begin: after 。 or a closing quotation mark, and after 。 missing before 裁判结果."""
    pattern = re.compile(r"(?<=[。”])|(?=裁判结果|裁判理由)|(?<=；)(?=[^；。]{2,40}(?:均|不服)$)")
    return [m.start() for m in pattern.finditer(text, start, stop)]


def split_items(text: str, start: int, end: int) -> list[Item]:
    """The numbered items of text[start:end]; a text without numbers is one item with ordinal 1."""
    markers = _markers(text, start, end)
    if not markers:
        return [Item(1, start, end)] if text[start:end].strip("“”") else []
    items = []
    if markers[0][1] > start and text[start : markers[0][1]].strip("“”‘：，。"):
        items.append(Item(0, start, markers[0][1]))
    for index, (ordinal, _, begin) in enumerate(markers):
        stop = markers[index + 1][1] if index + 1 < len(markers) else end
        items.append(Item(ordinal, begin, stop))
    return items


def _markers(text: str, start: int, end: int) -> list[tuple[int, int, int]]:
    """(ordinal, start of marker, start of item) of the outermost numbering, which counts up from one.

    A gap in the count (一、三、…, as excerpts have) is passed over; a number that goes back belongs to an inner list,
    or, where it is again one, to a second numbering which is kept as inner too.
    """
    found: list[tuple[int, int, int]] = []
    style = ""
    for match in _MARKER.finditer(text, start, end):
        value = int(match["n"]) if match["n"].isdigit() else chinese.integer(match["n"])
        if not value or value > 60:
            continue
        kind = ("（" if match["open"] else "") + ("数" if match["n"].isdigit() else "汉")
        if bool(match["open"]) != ("）" in match["mark"]):
            continue
        expected = found[-1][0] + 1 if found else 1
        if not found:
            if value != 1 and match.start() != start:
                continue
            style = kind
        elif (
            (kind != style and value != expected)
            or (kind != style and not (style.endswith("汉") ^ kind.endswith("汉")))
            or (kind != style and "（" in kind)
            or not expected <= value <= expected + 2
        ):
            continue
        found.append((value, match.start(), match.end()))
    return found


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Sentences of an item: cut at 。 and ； outside brackets and quotation marks."""
    cut, depth, begin = [], 0, start
    for at in range(start, end):
        character = text[at]
        if character in "（“":
            depth += 1
        elif character in "）”":
            depth = max(0, depth - 1)
        elif character in "。；" and (depth == 0 or (character == "。" and depth > 3)):
            cut.append((begin, at + 1))
            begin = at + 1
    if begin < end:
        cut.append((begin, end))
    return [(a, b) for a, b in cut if text[a:b].strip("。；”“，")]
