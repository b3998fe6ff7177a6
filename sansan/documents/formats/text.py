"""Plain text: the encoding found out, line ends made one."""

from __future__ import annotations

import codecs
import re

from sansan.documents.errors import DocumentError

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")
_COMMON = re.compile(
    r"[的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严龙飞]"
)


def decode(data: bytes) -> tuple[str, str]:
    """(text, encoding). UTF-8 and UTF-16 with or without mark, GB18030; anything else is refused."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strictly(data, name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _utf16(data) if b"\x00" in data[:4096] else _gb18030(data)
    if data.count(0) * 10 > len(data):  # Latin letters in UTF-16 are valid UTF-8 with a NUL beside each
        return _utf16(data)
    return text, "utf-8"


def _strictly(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        raise DocumentError("undecodable") from error


def _utf16(data: bytes) -> tuple[str, str]:
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text) and _COMMON.search(text):
            return text, encoding
    raise DocumentError("undecodable")


def _gb18030(data: bytes) -> tuple[str, str]:
    """GB18030 decodes nearly any bytes, so the result must also read like Chinese."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise DocumentError("undecodable") from error
    wide = [char for char in text if ord(char) > 0x7F]
    if _CONTROL.search(text) or len(_COMMON.findall(text)) < 0.12 * len(wide):
        raise DocumentError("undecodable")
    return text, "gb18030"


def one_line_end(text: str) -> str:
    """CRLF, CR, form feed and the separators of old systems as LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").removeprefix("\ufeff")
