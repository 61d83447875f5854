# The assistant's own words. Both files hold the same keys and placeholders.
start = Hello! I am wicbot. I answer questions about the World Internet Conference's Award and Practice Cases calls: categories, conditions, dates, contacts, past winners and more, with sources. Just ask, or tap one of these.
help = Ask in English or Chinese, for instance “When does the award close?”, “And the practice cases?”, “When did Baidu win?”
    Commands: /deadlines, /contacts, /lang to change language (/lang zh, /lang en, /lang auto), /privacy, /forget to erase what is kept of this chat, /cancel, /help.
    I am an unofficial assistant; the official notices decide.
lang-set = Very well, I will answer in English from now on.
lang-auto = Very well, I will answer in the language you ask in.
lang-which = Please choose the language of the answers.
lang-unknown = There is no language option “{ $value }”; choose zh (Chinese), en (English) or auto (the language of the question).
privacy = To understand follow-ups I keep for each chat only: the language setting, the topic of the last question and the names in it (not your words), and the choices on offer. Logs hold the time and the kind and topic of each answer, never what you typed. Send /forget to erase at once all that is kept of this chat. Please do not send identity numbers or other personal data.
forgotten = All that was kept of this chat is erased.
cancelled = Cancelled. Ask me anything else.
nothing-to-cancel = Nothing is in progress. Just ask.
unknown-command = There is no command “{ $value }”. Send /help to see them all.
empty = Your message is empty. Just ask, for instance “When does the award close?”
too-long = That message is too long ({ $length } characters); reading only the first { $limit } could mislead me. Please ask more briefly.
stale-choice = That choice is no longer open. Ask again, or pick one of these.
reloaded = The changed pack is in use now: { $version }.
reload-unchanged = Nothing has changed; pack { $version } stays in use.
reload-refused = The changed pack cannot be used; { $version } stays in use. Faults: { $count }
reload-more = … and { $count } more; `wicbot knowledge check` lists them all.
about-earlier = (Still about: { $what })
door-confirm = Please confirm: { $address } is to get these reminders.
door-confirm-button = Confirm the subscription
door-confirm-done = Confirmed: { $address } will get the reminders. Every mail holds a link to end them.
door-unsubscribe = { $address } gets these reminders now. Once ended, no more will be sent.
door-unsubscribe-button = Unsubscribe from all
door-unsubscribe-done = Done: { $address } will get no more reminders.
door-nothing = { $address } has no subscription; there is nothing to do.
door-unknown = This link does not hold, or no longer. Use that of the latest mail, or subscribe again in the chat.
