"""The pre-check as talk: one question a message, by buttons or by typing, in either language.

`moves` says what can be done and with which keys, `understanding` reads typed words as one of them, `steps` does it,
`asking` and `result` word what is open and what it comes to, `kept` is what the chat remembers.
"""

from handlers.precheck.dialogue import Precheck

__all__ = ["Precheck"]
