"""A plan as SQL text; what differs between the engines' dialects is said here and only here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from servicehall.checks.conditions import Shape, State, shaped, wanted
from servicehall.checks.plan import HOUR, Branch, Deadline, Decision, Pair, Plan, number
from servicehall.standard.pack import Condition, Moment


@dataclass(frozen=True)
class Dialect:
    """Where the engines' SQL differs."""

    table: Callable[[str, str], str]
    """A statement that keeps a query's rows under a name; given the name and the query."""
    text: Callable[[str], str]
    """A text as a literal."""
    listed: Callable[[str, str], str]
    """The values of an expression in rising order, where a condition holds, as one list."""
    no_list: str
    """An absent list of whole numbers."""


DUCKDB = Dialect(
    table=lambda name, query: f"create temp table {name} as\n{query}",
    text=lambda value: "'" + value.replace("'", "''") + "'",
    listed=lambda value, when: f"list({value} order by {value}) filter (where {when})",
    no_list="cast(null as bigint[])",
)


def script(plan: Plan, dialect: Dialect) -> tuple[list[str], str]:
    """The statements that prepare, and the query whose rows are the rulings.

    They read the table ``facts`` with the columns ``n``, ``o``, ``object_type``, ``kind``,
    ``happened``, and for the field with number k ``shape_k`` and, as the plan asks for them,
    ``text_k``, ``number_k``, ``moment_k``.
    """
    prepared = [
        dialect.table("marked", _marked(plan, dialect)),
        dialect.table("placed", _placed(plan)),
        dialect.table("histories", _histories(plan, dialect)),
    ]
    prepared += [
        dialect.table(f"pair_{number}", _pair(plan, pair)) for number, pair in enumerate(plan.pairs)
    ]
    prepared += [
        dialect.table(f"due_{number}", _due(each)) for number, each in enumerate(plan.deadlines)
    ]
    branches = [_branch(branch, dialect) for branch in plan.branches]
    order = ", ".join(
        f"{column} nulls first" for column in ("checked", "began_n", "activation", "target")
    )
    return prepared, "\nunion all\n".join(branches) + f"\norder by {order}"


def _columns(first: str, more: Sequence[str]) -> str:
    return ",\n  ".join([first, *more])


def _marked(plan: Plan, dialect: Dialect) -> str:
    marks = [
        f"{_mark(plan, moment, dialect)} as m_{index}" for index, moment in enumerate(plan.marks)
    ]
    kept = [
        f"{column}_{plan.fields.index(name)}"
        for name in plan.kept
        for column in ("shape", *sorted(plan.aspects[name]))
    ]
    return f"select {_columns('n, o, object_type, happened', kept + marks)}\nfrom facts"


def _mark(plan: Plan, moment: Moment, dialect: Dialect) -> str:
    kinds = ", ".join(dialect.text(kind) for kind in moment.kind)
    tests = [_test(plan, condition, dialect) for condition in moment.where]
    if not tests:
        said = str(int(State.YES))
    elif len(tests) == 1:
        said = tests[0]
    else:
        said = f"least({', '.join(tests)})"
    return f"case when kind in ({kinds}) then {said} else {int(State.NO)} end"


def _test(plan: Plan, condition: Condition, dialect: Dialect) -> str:
    """What one condition says of a fact: ``conditions.condition_state`` in SQL."""
    column = plan.fields.index(condition.field)
    yes, no = int(State.YES), int(State.NO)
    if condition.test in {"not_equals", "not_one_of"} or condition.given is False:
        yes, no = no, yes
    if condition.test == "given":
        empty = f"text_{column} = {dialect.text('')}"
        return (
            f"case shape_{column} when {int(Shape.MISSING)} then {no}"
            f" when {int(Shape.TEXT)} then case when {empty} then {no} else {yes} end"
            f" else {yes} end"
        )
    cases = [f"when {int(Shape.MISSING)} then {int(State.MISSING)}"]
    if condition.test in {"at_least", "at_most"}:
        sign = ">=" if condition.test == "at_least" else "<="
        bound = number(float(wanted(condition)[0]))
        holds = f"number_{column} {sign} {bound}"
        cases.append(f"when {int(Shape.NUMBER)} then case when {holds} then {yes} else {no} end")
    else:
        by_shape: dict[Shape, list[str]] = {}
        for shape, value in map(shaped, wanted(condition)):
            literal = dialect.text(value) if isinstance(value, str) else number(value or 0.0)
            by_shape.setdefault(shape, []).append(literal)
        for shape, literals in by_shape.items():
            value_column = f"{'text' if shape is Shape.TEXT else 'number'}_{column}"
            holds = f"{value_column} in ({', '.join(literals)})"
            cases.append(f"when {int(shape)} then case when {holds} then {yes} else {no} end")
    return f"case shape_{column} {' '.join(cases)} else {int(State.WRONG)} end"


def _placed(plan: Plan) -> str:
    looks = []
    for (mark, direction), timed in plan.looks.items():
        aggregate = "min" if direction == "next" else "max"
        window = "later" if direction == "next" else "earlier"
        for name, state in plan.states(mark):
            for value, at in (("n", ""), ("happened", "_at"))[: 1 + timed]:
                looks.append(
                    f"{aggregate}(case when m_{mark} = {state} then {value} end) over {window}"
                    f" as {direction}_{name}{at}_{mark}"
                )
    return (
        f"select {_columns('*', looks)}\nfrom marked\n"
        "window later as (partition by o order by n"
        " rows between 1 following and unbounded following),\n"
        "  earlier as (partition by o order by n"
        " rows between unbounded preceding and 1 preceding)"
    )


def _histories(plan: Plan, dialect: Dialect) -> str:
    tallies = []
    for mark in plan.tallies:
        for name, state in plan.states(mark):
            when = f"case when m_{mark} = {state} then"
            tallies.append(f"min({when} n end) as {name}_{mark}")
            if name == "yes":
                tallies.append(f"min({when} happened end) as yes_at_{mark}")
    for mark in plan.listed:
        yes, no = int(State.YES), int(State.NO)
        tallies.append(f"count(case when m_{mark} = {yes} then 1 end) as certain_{mark}")
        tallies.append(f"count(case when m_{mark} > {no} then 1 end) as possible_{mark}")
        tallies.append(f"{dialect.listed('n', f'm_{mark} = {yes}')} as all_{mark}")
    first = "o, object_type, min(n) as began_n, min(happened) as began"
    return f"select {_columns(first, tallies)}\nfrom marked\ngroup by o, object_type"


def _pair(plan: Plan, pair: Pair) -> str:
    states = [f"g.m_{pair.target}"]
    for field, same in pair.correlations:
        one, other = f"f.shape_{field}", f"g.shape_{field}"
        missing, strange = int(Shape.MISSING), int(Shape.OTHER)
        equal = " or ".join(f"f.{kind}_{field} = g.{kind}_{field}" for kind in ("text", "number"))
        yes, no = (State.YES, State.NO) if same else (State.NO, State.YES)
        states.append(
            f"case when {one} = {missing} or {other} = {missing} then {int(State.MISSING)}"
            f" when {one} = {strange} or {other} <> {one} then {int(State.WRONG)}"
            f" when {equal} then {int(yes)} else {int(no)} end"
        )
    said = states[0] if len(states) == 1 else f"least({', '.join(states)})"
    aggregate = "max" if pair.place == "last" else "min"
    nearest = [
        f"{aggregate}(case when said = {state} then {value} end) as {name}{at}"
        for name, state in plan.pair_states(pair)
        for value, at in (("n", ""), ("happened", "_at"))
    ]
    placed = {"next": "g.n > f.n", "last": "g.n < f.n", "beside": "g.n = f.n + 1"}[pair.place]
    kept = f"f.m_{pair.activation} = {int(State.YES)}"
    if pair.place == "beside":
        nearest.append("min(n) as beside")
    else:
        kept += f" and g.m_{pair.target} > {int(State.NO)}"
    return (
        f"select {_columns('a', nearest)}\n"
        f"from (select f.n as a, g.n as n, g.happened as happened, {said} as said\n"
        f"  from marked f join marked g on f.o = g.o and {placed}\n"
        f"  where {kept}) as paired\ngroup by a"
    )


def _due(deadline: Deadline) -> str:
    """Two look-ups in the calendar: how much was worked before, and when the sum is reached."""
    activations = f"select n, happened from marked where m_{deadline.activation} = {int(State.YES)}"
    count = deadline.length.count
    if deadline.length.unit == "days":
        return (
            "select started.n as a, e.closes as due\n"
            f"from (select f.n as n, s.through + {count} as nth\n"
            f"  from ({activations}) f asof join days s on f.happened >= s.begins) as started\n"
            "join days e on e.closes is not null and e.through = started.nth"
        )
    worked = f"coalesce(s.before + least(f.happened, s.closes) - s.opens, 0) + {count * HOUR}"
    return (
        "select started.n as a, e.opens + started.worked - e.before as due\n"
        f"from (select f.n as n, {worked} as worked\n"
        f"  from ({activations}) f\n"
        "  asof left join stretches s on f.happened >= s.opens) as started\n"
        "asof join stretches e on started.worked <= e.after"
    )


def _branch(branch: Branch, dialect: Dialect) -> str:
    source = "histories h" if branch.over == "histories" else "placed f join histories h using (o)"
    if branch.pair is not None:
        source += f" left join pair_{branch.pair} p on p.a = f.n"
    if branch.deadline is not None:
        source += f" left join due_{branch.deadline} d on d.a = f.n"
    decisions = branch.decisions

    def chosen(value: Callable[[Decision], str]) -> str:
        values = [value(decision) for decision in decisions]
        if len(set(values)) == 1:
            return values[0]
        cases = " ".join(
            f"when {decision.when} then {said}"
            for decision, said in zip(decisions, values, strict=True)
        )
        return f"case {cases} end"

    columns = ",\n  ".join(
        (
            f"{branch.check} as checked",
            "h.began_n as began_n",
            f"cast({chosen(lambda each: each.activation)} as bigint) as activation",
            f"cast({chosen(lambda each: each.target)} as bigint) as target",
            f"{chosen(lambda each: dialect.text(each.reason))} as reason",
            f"{chosen(lambda each: each.facts or dialect.no_list)} as facts",
        )
    )
    per = dialect.text(branch.per)
    return f"select {columns}\nfrom {source}\nwhere h.object_type = {per} and ({branch.keep})"
