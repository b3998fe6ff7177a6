"""The one exception of the reader: what happened to a file and what its owner can do about it."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "empty": "文件是空的，没有可读的内容。请检查是否选错了文件。",
    "no_text": "文件里没有文字。请检查内容是否为空白。",
    "too_large": "文件有 {size}，超过上限 {limit}。请去掉图片，或拆成几份再读。",
    "unknown_type": "认不出这是什么文件。可读 txt、docx、pdf、html、xlsx、csv、tsv、md。",
    "wrong_type": "文件名是 .{suffix}，内容却是 {found}。请核对文件，用正确的扩展名重新保存。",
    "old_office": "这是旧版 Office 文件（{suffix}）。请用 WPS 或 Office 另存为 .docx 或 .xlsx 再读。",
    "encrypted": "文件加了密码，打不开。请去掉密码后重新保存。",
    "scanned": "这份 pdf 是扫描图片，没有文字层。请提供文字版，或先做文字识别（OCR）。",
    "macro": "文件里有宏程序，出于安全不予读取。请另存为不含宏的 .docx 或 .xlsx。",
    "bomb": "文件解压后有 {size}，大得不正常，疑为压缩炸弹，不予读取。请核对文件来源。",
    "corrupt": "文件已损坏，读不出内容（{detail}）。请重新导出或换一份。",
    "undecodable": "认不出文字的编码。请另存为 UTF-8 编码的文本再读。",
    "not_found": "找不到文件：{name}。请核对路径。",
    "not_a_file": "{name} 不是文件，或没有权限读取。请核对路径和权限。",
}


class DocumentError(Exception):
    """A file that cannot be read. `code` is stable for scripts, the message is Chinese and says what to do."""

    def __init__(self, code: str, **facts: str) -> None:
        self.code = code
        self.facts = facts
        self.message = MESSAGES[code].format(**facts)
        super().__init__(self.message)
