# What reminders say. Keys and placeholders must be those of zh.ftl.
repeat = Repeated: we could not confirm that the first copy arrived. If you have it, ignore this one.
subject-days = { $programme } { $year }: { $days ->
    [one] 1 day
   *[other] { $days } days
} left
subject-today = { $programme } { $year }: last day today
subject-own = { $programme } { $year }: { $days ->
    [one] 1 day
   *[other] { $days } days
} to the internal deadline of { $bodies }
subject-own-today = { $programme } { $year }: internal deadline of { $bodies } today
subject-moved = { $programme } { $year }: the deadline has changed
subject-withdrawn = { $programme } { $year }: the deadline was withdrawn
subject-opened = { $programme } { $year }: the call is published
subject-phase = { $programme } { $year }: now in “{ $phase }”
subject-announcement = Announcement
subject-confirm = Please confirm: reminders of the calls' deadlines
subject-several = { $first }, and more ({ $count })
heading = { $programme } { $year }
days-left = { $days ->
    [one] 1 day
   *[other] { $days } days
} left until the organiser's deadline: { $deadline }.
today = Today is the last day: { $deadline }, { $left } left.
no-hour = The notice gives no hour; the end of that day is assumed.
local = In your time zone ({ $zone }): before { $time }.
own = Internal deadline of { $bodies }: { $deadline }, { $days ->
    [one] 1 day
   *[other] { $days } days
} left. That is this body's own date, not the organiser's.
own-today = Internal deadline of { $bodies }: today, { $deadline }. That is this body's own date, not the organiser's.
own-past = The internal deadline of { $bodies } ({ $deadline }) has passed. That is this body's own date, not the organiser's.
own-late = The internal deadline of { $bodies } ({ $deadline }) no longer precedes the organiser's. Please set it anew; until then nothing is counted to it.
own-time = { $day }, { $time } ({ $zone })
own-day = by the end of { $day } ({ $zone })
moved = The deadline has changed: it was { $old } and is now { $new }.
moved-hour = The hour of the deadline has changed; the date is still { $new }.
withdrawn = The deadline of { $old } was withdrawn from our material, and no new one is known. Please check with the organiser and do not count on the old date.
opened = The call for { $year } is published ({ $opened }).
opened-undated = The call for { $year } is published.
no-deadline = Our material has no deadline for this edition yet.
phase = The phase “{ $phase }” begins ({ $when }): { $what }
again = You asked to be reminded again today.
tasks = What a body that passes the call on does now:
contact = Contact: { $who }
contact-person = { $name } ({ $ways })
mailbox = Mailbox: { $mailbox }
footer = You receive this because reminders were subscribed as { $bodies }. I am an unofficial assistant; the official notices count.
confirm = Somebody asked for deadline reminders ({ $programmes }) to be sent to this mailbox, as { $bodies }. If it was you, please confirm. If not, do nothing, and no further mail will come.
confirm-footer = I am an unofficial assistant; the official notices count.
all-programmes = all calls
button-done = Done for this year
button-done-of = Done for this year: { $programme }
button-done-for = Done for this year: { $programme } ({ $body })
button-tomorrow = Remind me tomorrow
button-change = Change
button-stop = Stop reminders
event = { $programme } { $year }: submission deadline
event-own = { $programme } { $year }: internal deadline of { $bodies }
span-hours = { $hours } h { $minutes } min
span-minutes = { $minutes } min
