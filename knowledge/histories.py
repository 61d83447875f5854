"""Years in the history of the one who asks ("running since 2023"), told apart from those of editions."""

import re

_Y = "\ue000"  # stands for the year itself while its surroundings are looked at
_BEGAN = (
    r"成立|创立|创办|注册|上线|启动|发布|发表|出版|见刊|投用|投产|投入|开始|立项"
    r"|建成|落地|运行|运营|实施|部署|推出|开发|研发|试点|起步|毕业|入职|获得|授权"
)
_OWN_YEAR = re.compile(
    rf"(?:自|从|于|打|在){_Y}\s*年?\s*(?:\d{{1,2}}月)?(?:起|以来|开始|至今|到现在|就|已经?)"
    rf"|(?:{_BEGAN})(?:于|在|自|是){_Y}"
    rf"|{_Y}\s*年?\s*(?:\d{{1,2}}月|初|底|末|年初|年底|上半年|下半年|春天|夏天|秋天|冬天)?(?:份)?(?:就|才|已经?|正式|首次|开始"
    rf"|全面)*(?:{_BEGAN})(?!征集|申报|报名|通知|名单|结果|公告)"
    rf"|{_Y}\s*年?[^,，。;；]{{0,6}}(?:申报|报|参加|参评|提交)过"
    rf"|{_Y}\s*年?\s*(?:起|以来|至今|开始)"
    rf"|\b(?:since|from)(?: (?:early|late|mid|the (?:start|beginning|end|spring|summer|autumn|fall) of|around"
    rf"|about|at least|[a-z]{{3,9}}))? {_Y}"
    r"|\b(?:founded|established|launched|started|began|begun|built|published|deployed|registered|incorporated"
    r"|created|developed"
    r"|released|introduced|completed|opened our|in use|in operation|running|operating|operational|live|online"
    r"|graduated|patented|granted"
    r"|appeared|came out|went live|finished|applied|entered|submitted|participated|took part)"
    rf"(?: [\w'-]+){{0,4}}? (?:in|since|from|around)(?: (?:early|late|mid|[a-z]{{3,9}}))? {_Y}"
)
_OURS_BEFORE = re.compile(
    r"我|咱|本(?:公司|单位|项目|校|院)|项目|系统|平台|产品|论文|公司|企业|论著|案例(?=[\ue000自从于])"
    r"|\b(?:we|our|my|us|i|company|platform|project|system|product|paper|article|start-?up|firm|university|team"
    r"|app|service)\b"
)


def is_own_year(folded: str, start: int, end: int) -> bool:
    """Whether a year belongs to the history of the one who asks ("running since 2023"), not to an edition."""
    clause_start = max((m.end() for m in re.finditer(r"[。!！?？;；]|\. ", folded[:start])), default=0)
    text = folded[clause_start:start] + _Y + folded[end : end + 24]
    at = start - clause_start
    if not _OURS_BEFORE.search(folded[:end]):
        return False
    return any(match.start() <= at < match.end() for match in _OWN_YEAR.finditer(text))
