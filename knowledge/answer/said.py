"""What a question itself puts forward: figures with the thing counted, months, clock times, and how it puts them."""

import re
from dataclasses import dataclass

from knowledge.figures import number_of
from knowledge.question import Question

_ENGLISH = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "a dozen": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "a hundred": 100,
}  # fmt: skip
_FIGURE = rf"(?<![\d.,〔\[])(\d{{1,6}}(?:,\d{{3}})*|[零一二两三四五六七八九十百]+|\b(?:{'|'.join(_ENGLISH)})\b)"
_FIGURE_RE = re.compile(_FIGURE)
_ROUNDED = r"\s*(?:多|余|来|几)?\s*"

ASKS_WHAT = re.compile(
    r"多少|几(?![十百]|乎)|哪|谁|什么|啥|何时|怎么|怎样|如何|为什么"
    r"|\b(?:what|when|where|who|whose|which|how|why)\b"
)
_TENTATIVE = re.compile(r"吧(?:[,，。!！?？\s]|$)|听说|据说|\b(?:i heard|i thought|i think|they say|apparently)\b")
_MORE = re.compile(r"超过|多于|不止|以上|多(?=[项个家份件人位])|余(?=[项个家份件人位])|\b(?:over|more than|above)\b")
_LESS = re.compile(r"不到|少于|不足|\b(?:under|fewer than|less than|below)\b")
_MONTH_ZH = re.compile(
    r"(?<!\d)(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])\s*月份?(?!\s*(?:\d|[一二三四五六七八九十]+[日号]))"
)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_MONTH_EN = re.compile(rf"\b(?:in|during|by|until|through|to|and) ({'|'.join(_MONTHS)})\b(?! \d)")


def puts_forward(question: Question) -> bool:
    """Whether a question states something to be confirmed rather than asks what it is."""
    asks = bool(ASKS_WHAT.search(question.folded))
    return not question.count and (question.yes_no or bool(_TENTATIVE.search(question.folded)) or not asks)


def claims(question: Question) -> bool:
    """Whether a question puts something forward in so many words: "…, right?", "听说…", "is it …?"."""
    return puts_forward(question) and (question.yes_no or bool(_TENTATIVE.search(question.folded)))


_NEUTRAL = re.compile(
    r"是不是|能不能|有没有|会不会|要不要|算不算|可不可以|没错|没问题|不是.{0,30}吗|不对"
    r"|^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should) (?:\w+ )?not\b"
    r"|(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would) not (?:it|they|there|that|he|she)\b\W*$"
)
_DENIES = re.compile(r"不是|没有|没|并非|并不|不在|不会|未|\b(?:not|never|no longer)\b")


def denies(question: Question) -> bool:
    """Whether what a question puts forward is that something is not so ("X不是联系人了吧")."""
    return bool(_DENIES.search(_NEUTRAL.sub(" ", question.folded)))


@dataclass(frozen=True)
class Counted:
    """A figure a question puts forward: how many, and whether it says "over" or "fewer than" that."""

    number: int
    more: bool = False
    less: bool = False

    def holds_for(self, figure: int) -> bool:
        """Whether the figure on record bears it out."""
        return figure >= self.number if self.more else figure < self.number if self.less else figure == self.number


def counted(folded: str, zh: str, en: str) -> list[Counted]:
    """Figures said of a thing: `zh` and `en` are patterns of its unit, which follows the figure."""
    pattern = re.compile(rf"{_FIGURE}{_ROUNDED}(?:{zh}|(?:(?!\d)[\w -]){{0,24}}?\b(?:{en})\b)")
    found = []
    for match in pattern.finditer(folded):
        before = folded[max(0, match.start() - 12) : match.end()]
        found.append(Counted(value_of(match.group(1)), bool(_MORE.search(before)), bool(_LESS.search(before))))
    return found


def value_of(figure: str) -> int:
    """The number a figure or number word stands for."""
    return _ENGLISH[figure] if figure in _ENGLISH else number_of(figure.replace(",", ""))


def first_figure(text: str) -> int | None:
    """The first figure of a text on record ("300多项" → 300)."""
    match = _FIGURE_RE.search(text)
    return value_of(match.group(1)) if match else None


def months(folded: str) -> list[int]:
    """The months named without a day."""
    found = [number_of(match.group(1)) for match in _MONTH_ZH.finditer(folded)]
    return found + [_MONTHS.index(match.group(1)) + 1 for match in _MONTH_EN.finditer(folded)]
