"""A citizen's own list of materials: a few questions, and what their answers leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from servicehall.catalogue.forms import Language
from servicehall.catalogue.models import RequiredMaterial, ServiceItem
from servicehall.catalogue.said import questions_of
from servicehall.catalogue.situation import Situation, needed
from servicehall.hall.models import Unit
from servicehall.web.public.guides import Paper, paper_of

ANSWER = "answer-"
"""What the name of an answer in an address begins with, before the question's code."""


@dataclass(frozen=True)
class Option:
    """One answer that can be given."""

    code: str
    names: Mapping[Language, str]
    chosen: bool


@dataclass(frozen=True)
class Question:
    """A question as the page asks it."""

    name: str
    text: Mapping[Language, str]
    options: Sequence[Option]

    @property
    def answer(self) -> Option | None:
        """The option that was chosen."""
        return next((each for each in self.options if each.chosen), None)


@dataclass(frozen=True)
class OwnList:
    """The materials for the situation of whoever asks."""

    questions: Sequence[Question]
    """Those that were answered, and those whose answer still changes the list."""
    needed: Sequence[Paper]
    undecided: Sequence[Paper]

    @property
    def answered(self) -> Sequence[Question]:
        """The questions with an answer."""
        return [each for each in self.questions if each.answer]

    @property
    def exact(self) -> bool:
        """Whether answers made the list this person's own, with nothing left open."""
        vague = any(each.when for each in self.needed)
        return bool(self.answered) and not self.undecided and not vague


def answers_in(item: ServiceItem, given: Mapping[str, str]) -> dict[str, str]:
    """The answers among the parameters of an address; what the item does not ask is passed over."""
    found = {each.code: given.get(f"{ANSWER}{each.code}", "") for each in questions_of(item)}
    known = {each.code: each.option_codes for each in questions_of(item)}
    return {code: option for code, option in found.items() if option in known[code]}


def questions_open(
    item: ServiceItem, answers: Mapping[str, str], situation: Situation[RequiredMaterial]
) -> list[Question]:
    """The questions that were answered, and those whose answer still changes the list."""
    return [
        Question(
            f"{ANSWER}{each.code}",
            each.text,
            [
                Option(option.code, option.names, answers.get(each.code) == option.code)
                for option in each.options
            ],
        )
        for each in questions_of(item)
        if each.code in answers or each.code in situation.open_questions
    ]


def own_list(item: ServiceItem, given: Mapping[str, str]) -> OwnList:
    """What somebody needs who answered so; asks for the materials unless they were read."""
    answers = answers_in(item, given)
    situation = needed(item.materials.all(), answers)
    return OwnList(
        questions=questions_open(item, answers, situation),
        needed=[paper_of(each, decided=True) for each in situation.needed],
        undecided=[paper_of(each) for each in situation.undecided],
    )


def route_of(item: ServiceItem) -> list[Unit]:
    """The units after the next one, in order; one statement where there are any."""
    if not item.further_units:
        return []
    units = {
        unit.code: unit
        for unit in Unit.objects.filter(centre=item.centre_id, code__in=item.further_units)
    }
    return [units[code] for code in item.further_units if code in units]
