"""Folding: what makes two spellings of one word equal. Widths, cases, scripts, sounds."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

CJK = re.compile(r"[\u3400-\u9fff]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_SPACES = re.compile(r"\s+")
_CONTRACTIONS = (
    (re.compile(r"\bcan't\b|\bcannot\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"\b(what|where|when|who|how|that|it|there|here)'s\b"), r"\1 is"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'m\b"), " am"),
    (re.compile(r"'d\b"), " would"),
)


# Function words of written Cantonese, in the traditional script as mostly typed, and what Mandarin says for them.
# 係 and 呢 are words of Mandarin too: only where they cannot be are they taken for Cantonese.
_CANTONESE = {
    r"^唔[該该](?=.{0,3}[問问])": "",  # asks a favour, and thanks for none
    r"唔[該该]晒?": "谢谢", r"[係系]咪": "是不是", r"有冇": "有没有", r"得唔得|得吾得": "行不行",
    r"可唔可以": "可不可以", r"[使駛]唔[使駛]": "要不要", r"唔[使駛]": "不用", r"(\w)唔\1": r"\1不\1",
    r"而家|[依宜]家": "现在", r"幾時|几时": "什么时候", r"幾多|几多": "多少", r"[幾几]耐": "多久",
    r"[幾几][錢钱]": "多少钱", r"定[係系]": "还是", r"[淨净][係系]": "只", r"即[係系]": "就是", r"同埋": "和",
    r"啱啱": "刚刚", r"[點点]算": "怎么办",
    r"點樣|点样|[點点]先|點(?=[報交填申做入揀])": "怎么", r"點解|点解": "为什么", r"[邊边]個|[邊边]位": "谁",
    r"[邊边]度": "哪里", r"[邊边](?=[項项日年間间啲])": "哪", r"乜嘢|咩嘢|(?<=有)乜|做乜": "什么",
    r"(?<=[係系是有做叫])咩|咩(?=\w)": "什么", r"咩": "吗", r"[嗰](?=\w)": "那", r"呢(?=[個項啲份次])": "这",
    r"啲": "些", r"嘅": "的", r"喺": "在", r"嚟": "来", r"冇": "没有", r"佢哋": "他们", r"佢": "他", r"哋": "们",
    r"唔": "不",
    r"(?<=[日号號天時时晚])截(?=㗎|咗|还|定|$|[?？])": "截止", r"未(?=[呀啊呢]?(?:$|[?？。,，]))": "没有",
    r"[噚琴尋寻]日": "昨天", r"[噚琴尋寻]晚": "昨天晚上", r"[聽听]日": "明天", r"[聽听]晚": "明天晚上",
    r"㗎|嚹|囉喎|喎|啩": "", r"咗": "了", r"[畀俾](?=\w)": "给", r"搵": "找", r"睇": "看", r"攞": "拿",
    r"仲(?=[可有未要係能得報报交])": "还", r"(?<![關聯體干维維])係(?![數数])": "是",
}  # fmt: skip
_SPEAKS_CANTONESE = re.compile(
    r"[係唔冇嘅喺嚟啲咩乜咗㗎佢哋嗰畀俾搵睇攞噚啱]|同埋|[琴尋][日晚]|[幾几]耐|[邊边][個个度位項项]|而家|[幾几][時时多]|[點点][樣样解先]|系咪"
)
_TO_MANDARIN = tuple((re.compile(pattern), word) for pattern, word in _CANTONESE.items())


def _in_mandarin(text: str) -> str:
    """A Chinese text with the function words of Cantonese put into Mandarin; any other text as it is."""
    if _SPEAKS_CANTONESE.search(text):
        for pattern, word in _TO_MANDARIN:
            text = pattern.sub(word, text)
    return text


@cache
def _simplifier() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """NFKC, lower case, simplified script, Mandarin, plain quotes and spaces. Two spellings of one text fold alike."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    text = text.replace("’", "'").replace("‘", "'").replace("`", "'").replace("臺", "台")
    if CJK.search(text):
        text = _simplifier().convert(_in_mandarin(text))
    return _SPACES.sub(" ", text.lower()).strip()


def open_contractions(folded: str) -> str:
    """English contractions written out: "when's" → "when is"."""
    if "'" not in folded:
        return folded
    for pattern, full in _CONTRACTIONS:
        folded = pattern.sub(full, folded)
    return folded


def prepared(text: str) -> str:
    """A text as names, ideas and the ranker read it: folded, English contractions written out."""
    return open_contractions(fold(text))


@cache
def _readings() -> Mapping[int, str]:
    """pypinyin's readings of single characters, the commonest first, by code point: "zhòng,chóng".

    Taken from its data file: importing the package loads the readings of a hundred thousand phrases too,
    which nobody here asks for, at 50 MB and a sixth of a second.
    """
    package = find_spec("pypinyin")
    assert package is not None
    assert package.submodule_search_locations is not None
    file = Path(package.submodule_search_locations[0]) / "pinyin_dict.py"
    spec = spec_from_file_location("knowledge._pinyin_dict", file)
    assert spec is not None
    assert spec.loader is not None
    data = module_from_spec(spec)
    spec.loader.exec_module(data)
    readings: Mapping[int, str] = data.pinyin_dict
    return readings


@lru_cache(maxsize=65536)
def syllable(character: str) -> str:
    """The toneless pinyin of one character, its commonest reading; the character itself where it has none."""
    reading = _readings().get(ord(character))
    if reading is None:
        return character
    letters = unicodedata.normalize("NFD", reading.partition(",")[0]).replace("u\u0308", "v")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def syllables(text: str) -> list[str]:
    return [syllable(character) for character in text if CJK.match(character)]


# the words that make a sentence of names: of which language they are is the language of the whole
_FRAME_ZH = re.compile(r"[的是吗呢么吧了我你您哪谁几怎请在有能可要想和与为会多何]")
_FRAME_EN = re.compile(
    r"\b(?:what|how|who|when|where|which|why|is|are|was|were|do|does|did|can|could|may|should|the|an?|of|for|in|on|to"
    r"|about|tell|please|my|our|i|we|you|explain|need)\b",
    re.IGNORECASE,
)


def is_chinese(text: str) -> bool:
    """Whether a message is to be answered in Chinese: its sentence is, or enough of its words are."""
    if _FRAME_EN.search(text) and not _FRAME_ZH.search(text):
        return False
    cjk = len(CJK.findall(text))
    latin_words = len(re.findall(r"[A-Za-z]{2,}", text))
    return cjk > 0 and cjk * 2 >= latin_words


_SUFFIXES = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ies",
    "ied",
    "ers",
    "ed",
    "es",
    "s",
    "er",
    "ly",
)


# British spelling → American; harmless where a word has but one spelling, as both sides are stemmed
_SPELLINGS = (
    (re.compile(r"^practi[cs]"), "practic"),
    (re.compile(r"^(\w{4,})is(?=(?:e|es|ed|ing|er|ers|ation|ations)$)"), r"\1iz"),
    (re.compile(r"^(\w{2,}[^o])our(?=s|ed|ing|able|ary|ite|$)"), r"\1or"),
    (re.compile(r"^(program|gram)mes?$"), r"\1"),
    (re.compile(r"^(cent|theat|met)re(?=s?$)"), r"\1er"),
    (re.compile(r"^(\w{3,}en)c(?=es?$|ed$|ing$)"), r"\1s"),
    (re.compile(r"^(catal|dial|anal)ogue(?=s?$)"), r"\1og"),
    (re.compile(r"^(\w{4,}l)l(?=ed$|ing$|er$|ers$)"), r"\1"),
    (re.compile(r"^(en[rt]o?l|fulfil|instal)l(?=$|s$|ment)"), r"\1"),
    (re.compile(r"^(judg|acknowledg)e(?=ment)"), r"\1"),
)


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A light stem: enough to join "submit", "submits", "submitted" and "submitting", and British and American."""
    if len(word) <= 3:
        return word
    for pattern, american in _SPELLINGS:
        word = pattern.sub(american, word)
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)] + ("y" if suffix in ("ies", "ied") else "")
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word.rstrip("e") if len(word) > 4 else word


# toneless Mandarin syllables
_SYLLABLE_LIST = (
    "ai an ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bong bu ca cai can cang cao ce cen "
    "ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci "
    "cong cou cu cuan cui cun cuo da dai dan dang dao de dei den deng di dia dian diao die din ding diu dong dou "
    "du duan dui dun duo en eng er fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong "
    "gou gu gua guai guan guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang "
    "hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke ken keng "
    "kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei len leng li lia lian liang liao lie "
    "lin ling liu long lou lu luan lun luo lv lve ma mai man mang mao me mei men meng mi mian miao mie min ming "
    "miu mo mou mu na nai nan nang nao ne nei nen neng ni nia nian niang niao nie nin ning niu nong nu nuan nuo "
    "nv nve ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie "
    "qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru ruan rui run ruo sa sai san sang "
    "sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui shun "
    "shuo si song sou su suan sui sun suo ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui "
    "tun tuo wa wai wan wang wei wen weng wo wong wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue "
    "xun ya yan yang yao ye yi yin ying yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai "
    "zhan zhang zhao zhe zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu "
    "zuan zui zun zuo "
)
_SYLLABLES = frozenset(_SYLLABLE_LIST.split())


@lru_cache(maxsize=4096)
def pinyin_of(word: str) -> tuple[str, ...]:
    """A Latin word as pinyin syllables, the longest first; empty where it is none."""
    if not word:
        return ()
    for size in range(min(6, len(word)), 0, -1):
        head, tail = word[:size], word[size:]
        if head in _SYLLABLES:
            rest = pinyin_of(tail)
            if rest or not tail:
                return (head, *rest)
    return ()


def typed_pinyin(folded: str) -> tuple[str, ...]:
    """The syllables of a message typed wholly in pinyin; empty for any other message."""
    if CJK.search(folded):
        return ()
    words = re.findall(r"[a-z]+", folded)
    split = [pinyin_of(word) for word in words]
    syllables_ = tuple(s for word in split for s in word)
    long_ones = sum(len(parts) > 1 for parts in split)
    # English is full of words that could be one syllable ("can", "he"); two long ones hardly happen by chance
    # … or one word of three
    return syllables_ if words and all(split) and (long_ones >= 2 or max(map(len, split)) >= 3) else ()
