"""Exercises: checks that answer correct, not yet, missed or not attempted, and name what is wrong."""

from .attempts import attempt
from .predictions import NumberQuestion, PointQuestion
from .questions import Question, check_ledger, check_number
from .rule_check import check_rule
from .verdicts import Verdict

__all__ = [
    "NumberQuestion",
    "PointQuestion",
    "Question",
    "Verdict",
    "attempt",
    "check_ledger",
    "check_number",
    "check_rule",
]
