# 文件里除结果单以外的用语。两个文件的键和占位符必须一致。
column-value = 结果
column-condition = 条件
column-reason = 理由
column-clause = 条款
column-todo = 怎么办
picture-title = 各项条件的结果
picture-caption = 各项条件一览，内容与下面的表格相同。
call = { $year }年{ $programme }
deadline-event = 申报截止：{ $what }（{ $spoken }）
deadline-note = 截止时间为{ $spoken }。日历按您所在的时区显示这一时刻，以主办方通知写明的时间为准。由非官方助手 wicbot 生成。
own-day-event = { $body }自定的截止日：{ $what }（不是主办方的截止时间）
own-day-note = 这一天由{ $body }自行规定，不是主办方的截止时间。由非官方助手 wicbot 生成。
