"""A flow of another organiser, small enough to be read at once: with a type, a reading and a question in its branch."""

TEA_FLOW = """\
id: tea-2030
programme: tea
edition: tea-2030
title: {zh: 新茶奖预检, en: Pre-check of the tea prize}
clauses:
  T-leaf:
    where: {zh: 通知, en: the notice}
    says: {zh: 茶叶要当年采摘。, en: Picked in the year.}
    cite: tea-notice
  T-file:
    where: {zh: 通知, en: the notice}
    says: {zh: "在{ $last_day }前提交。", en: "File by { $last_day }."}
    cite: tea-notice
scales:
  sure:
    options:
      yes_: {text: {zh: 是, en: "Yes"}}
      no_: {text: {zh: 不是, en: "No"}}
      unsure: {text: {zh: 不确定, en: Not sure}}
    decides: {yes_: "yes", no_: "no", unsure: unsure}
questions:
  - id: kind
    clause: T-file
    label: {zh: 茶类, en: Kind}
    text: {zh: 是哪一类茶？, en: "Which kind of tea?"}
    why: {zh: 分两类。, en: There are two kinds.}
    find_out: {zh: 问茶农。, en: Ask the grower.}
    unsure: undecided
    options:
      green: {text: {zh: 绿茶, en: Green}}
      black: {text: {zh: 红茶, en: Black}}
      undecided: {text: {zh: 没定, en: Undecided}}
  - id: picked
    clause: T-leaf
    label: {zh: 采摘, en: Picked}
    text: {zh: 什么时候采的？, en: "When was it picked?"}
    why: {zh: 要当年的。, en: It has to be of the year.}
    find_out: {zh: 看标签。, en: See the label.}
    show_if: {kind: [green, undecided]}
    options:
      this_year: {text: {zh: 今年, en: This year}}
      winter: {text: {zh: 去年冬天, en: Last winter}}
      earlier: {text: {zh: 更早, en: Earlier}}
      unsure: {text: {zh: 不确定, en: Not sure}}
  - id: dried
    clause: T-leaf
    label: {zh: 干燥, en: Dried}
    text: {zh: 干了吗？, en: "Is it dry?"}
    why: {zh: 要干的。, en: It has to be dry.}
    find_out: {zh: 摸一摸。, en: Touch it.}
    show_if: {kind: [black, undecided]}
    scale: sure
types: {question: kind, options: [green, black]}
conditions:
  - id: one_kind
    class: curable
    clause: T-file
    label: {zh: 一类, en: One kind}
    text: {zh: 只选一类, en: One kind only}
    rows:
      - {when: {kind: [green, black]}, value: "yes"}
      - {when: {kind: [undecided]}, value: unsure}
    todo: {unsure: {zh: 选一类。, en: Choose.}}
  - id: fresh
    class: fact
    type: green
    clause: T-leaf
    label: {zh: 新鲜, en: Fresh}
    text: {zh: 当年采摘, en: Picked in the year}
    rows:
      - {when: {picked: [this_year]}, value: "yes"}
      - {when: {picked: [winter, unsure]}, value: unsure}
      - {when: {picked: [earlier]}, value: "no"}
    readings:
      - text: {zh: 按茶季, en: by season}
        rows:
          - {when: {picked: [this_year, winter]}, value: "yes"}
          - {when: {picked: [unsure]}, value: unsure}
          - {when: {picked: [earlier]}, value: "no"}
      - text: {zh: 按公历, en: by the calendar}
        rows:
          - {when: {picked: [this_year]}, value: "yes"}
          - {when: {picked: [unsure]}, value: unsure}
          - {when: {picked: [winter, earlier]}, value: "no"}
    todo: {"no": {zh: 换新茶。, en: Take new tea.}, unsure: {zh: 问清。, en: Find out.}}
  - id: dry
    class: judged
    type: black
    clause: T-leaf
    label: {zh: 干, en: Dry}
    text: {zh: 干透, en: Dry}
    of: dried
    todo: {"no": {zh: 晒干。, en: Dry it.}, unsure: {zh: 摸一摸。, en: Touch it.}}
"""
