"""A described work → the categories it may fit, each with the words of the description that speak for it."""

from knowledge.advisor.advising import Advice, Advisor, Reason
from knowledge.advisor.placing import Placing
from knowledge.advisor.telling import Telling

__all__ = ["Advice", "Advisor", "Placing", "Reason", "Telling"]
