# 助手自己的话。两个文件的键和占位符必须一致。
start = 您好！我是 wicbot，可以回答世界互联网大会“领先科技奖”和“实践案例”征集的问题：类别、条件、时间、联系方式、往届名单等。答案都注明出处。请直接提问，或点下面的问题。
help = 直接用中文或英文提问就可以，例如“领先科技奖什么时候截止？”“那实践案例呢？”“百度哪年得过奖？”
    命令：/deadlines 截止时间，/contacts 联系方式，/lang 切换语言（/lang zh、/lang en、/lang auto），/privacy 隐私说明，/forget 清除本聊天的记录，/cancel 取消当前步骤，/help 帮助。
    我是非官方助手，以官方通知为准。
lang-set = 好的，以后用中文回答。
lang-auto = 好的，以后您用什么语言提问，我就用什么语言回答。
lang-which = 请选择回答的语言。
lang-unknown = 没有“{ $value }”这个语言选项，可选：zh（中文）、en（英文）、auto（跟随提问）。
privacy = 为了接着上文回答，我只为每个聊天保存：语言设置、上一个问题的主题和其中的名称（不保存原文）、当前可选的选项。日志里只有时间、回答的类别和主题，不含您输入的文字。发送 /forget 立即删除本聊天保存的全部内容。请不要发送身份证号等个人信息。
forgotten = 已删除为本聊天保存的全部内容。
cancelled = 好的，已取消。您可以继续提问。
nothing-to-cancel = 现在没有进行中的步骤。您可以直接提问。
unknown-command = 没有“{ $value }”这个命令。发送 /help 查看全部命令。
empty = 您还没有输入内容。请直接提问，例如“领先科技奖什么时候截止？”
too-long = 这条消息太长了（{ $length } 字），我只看前 { $limit } 字可能会误解。请把问题写短一些再发。
stale-choice = 这个选项已经过期了，请重新提问，或从下面选择。
reloaded = 已启用更新后的知识包：{ $version }。
reload-unchanged = 内容没有变化，继续使用知识包 { $version }。
reload-refused = 更新后的知识包有错误，未启用；继续使用 { $version }。错误数：{ $count }
reload-more = ……还有 { $count } 处，运行 `wicbot knowledge check` 查看全部。
about-earlier = （接上文：{ $what }）
door-confirm = 请确认：{ $address } 要接收下列提醒。
door-confirm-button = 确认订阅
door-confirm-done = 已确认，{ $address } 会收到提醒。不想再收时，每封邮件里都有退订链接。
door-unsubscribe = { $address } 现在接收下列提醒。退订后不再发送。
door-unsubscribe-button = 退订全部提醒
door-unsubscribe-done = 已退订，{ $address } 不会再收到提醒。
door-nothing = { $address } 没有任何订阅，无需操作。
door-unknown = 这个链接无效或已过期。请使用最近一封邮件里的链接，或在对话里重新订阅。
