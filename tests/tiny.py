"""A pack of another organiser, small enough to be fitted in no time: one call, five topics."""

import shutil
from pathlib import Path

from knowledge.pack import CONTENT

_FILES = {
    "scheme.yaml": """\
organiser: {zh: 茶叶协会, en: Tea Society}
zone: Asia/Tokyo
city: {zh: 东京, en: Tokyo}
programmes: [tea]
mailbox: office@tea.example
website: https://tea.example/
cite: [tea-notice]
""",
    "sources/tea.yaml": """\
- id: tea-notice
  kind: notice
  title: {zh: 新茶奖通知, en: Notice of the New Tea Prize}
  issuer: {zh: 茶叶协会, en: Tea Society}
  date: 2030-01-10
""",
    "programmes/tea.yaml": """\
id: tea
kind: call
name: {zh: 新茶奖, en: New Tea Prize}
full_name: {zh: 协会新茶奖, en: New Tea Prize of the Society}
about:
  - text: {zh: 新茶奖评选当年最好的新茶。, en: The New Tea Prize goes to the best new teas of the year.}
    cite: [tea-notice]
mailbox: tea@tea.example
""",
    "editions/tea-2030.yaml": """\
id: tea-2030
programme: tea
year: 2030
opened: 2030-01-10
last_day: 2030-03-31
closes_at: 2030-04-01T00:00+09:00
deadline_cite: [tea-notice]
""",
    "honours/tea-2029.yaml": """\
id: tea-2029-winners
programme: tea
year: 2029
kind: winners
name: {zh: 2029年新茶奖, en: New Tea Prize 2029}
complete: true
entries:
  - number: 1
    title: {zh: 云雾一号, en: Cloud One}
    applicants: [{org: hill-garden, name: {zh: 山园, en: Hill Garden}}]
cite: [tea-notice]
""",
    "organisations.yaml": """\
- id: hill-garden
  name: {zh: 山园, en: Hill Garden}
""",
    "subjects/tea.yaml": """\
- id: tea-day
  kind: event
  name: {zh: 品茶日, en: Tasting Day}
  facts:
    - text: {zh: 品茶日每年春天举行。, en: Tasting Day is held every spring.}
      cite: [tea-notice]
  cite: [tea-notice]
""",
    "topics/tea.yaml": """\
- id: deadline
  label: {zh: 截止时间, en: The deadline}
  kind: computed
  compose: deadline
  paraphrases:
    zh: [什么时候截止, 截止日期是哪天, 几号前要交, 最晚哪天提交]
    en: [when is the deadline, when is it due, last day to submit, when does it close]
- id: contact
  label: {zh: 联系谁, en: Whom to contact}
  kind: computed
  compose: contact
  paraphrases:
    zh: [联系谁, 邮箱是什么, 有问题找谁, 怎么联系你们]
    en: [whom do I contact, what is the mailbox, who can help me, how do I reach you]
- id: prize
  label: {zh: 奖品, en: The prize}
  kind: told
  paraphrases:
    zh: [奖品是什么, 得奖有什么, 赢了给什么, 获奖的奖励]
    en: [what is the prize, what do winners get, the reward, what can I win]
  told:
    - text: {zh: 获奖者得到一把茶壶。, en: Winners receive a teapot.}
      cite: [tea-notice]
- id: fee
  label: {zh: 费用, en: The fee}
  kind: unpublished
  paraphrases:
    zh: [要交钱吗, 报名费多少, 收费吗, 免费吗]
    en: [is there a fee, what does it cost, is it free, how much is the entry fee]
  told:
    - text: {zh: 通知没有提到费用。, en: The notice says nothing of a fee.}
      cite: [tea-notice]
- id: hello
  label: {zh: 你好, en: Hello}
  kind: talk
  paraphrases: {zh: [你好, 您好, 在吗], en: [hello, hi there, good morning]}
  told:
    - text: {zh: 你好！请问新茶奖的事。, en: Hello! Ask me about the New Tea Prize.}
""",
    "outside.yaml": """\
zh: [今天天气怎么样, 讲个笑话, 股票涨了吗, 怎么做红烧肉, 推荐一部电影]
en: [what is the weather today, tell me a joke, who won the match, recommend a film, how tall is it]
""",
}
_TAKEN_OVER = ("wording", "concepts", "places.yaml")  # whatever the code says is worded in the shipped pack


def write_tiny(folder: Path) -> Path:
    """Write the pack into a new folder and give it back."""
    for name, text in _FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in _TAKEN_OVER:
        taken = CONTENT / name
        if taken.is_dir():
            shutil.copytree(taken, folder / name)
        else:
            shutil.copy(taken, folder / name)
    return folder
