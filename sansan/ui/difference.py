"""What changed between two wordings, by word. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# Numbers and Latin words stay whole (「13.5」 → 「14.5」 is one change); each Chinese sign is a word.
_WORDS = re.compile(r"\d+(?:[.,]\d+)*%?|[A-Za-z]+|\s+|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `kind` is same, removed or added."""

    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """The edit from one text to the other: same + removed gives `before`, same + added gives `after`."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    result: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            result.append(Piece("same", "".join(old[i:j])))
            continue
        if i < j:
            result.append(Piece("removed", "".join(old[i:j])))
        if k < m:
            result.append(Piece("added", "".join(new[k:m])))
    return result
