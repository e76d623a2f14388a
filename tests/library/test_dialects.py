"""The dialects: their manners, the calls they stand for, two of them side by side, and where paths part."""

import ast
import functools
import inspect
import re
import sys

import numpy as np
import pytest

from lessons_lib import dialects, rules
from lessons_lib.descent import run, sweep
from lessons_lib.dialects import call, keras, optax, parting, side_by_side, tf1, torch, translate
from lessons_lib.landscapes import bowl, parabola, ravine
from lessons_lib.mistakes import Mistake, title
from lessons_lib.models import DigitsNetwork
from lessons_lib.panels.controls import knob
from lessons_lib.schedules import cosine, reduce_on_plateau, step_decay
from lessons_lib.signatures import SYNONYMS, signature

MODULES = [torch, keras, optax, tf1]
ALL = [pytest.param(getattr(m, n), id=f"{m.__name__.split('.')[-1]}.{n}") for m in MODULES for n in m.__all__]
every = pytest.mark.parametrize("dialect", ALL)
VARIANTS = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "rmsprop_momentum", "rmsprop_centered"]
VARIANTS += ["adam", "adamw", "amsgrad", "nadam", "adadelta", "lion"]
MEMORY = {"velocity", "cache", "m", "v", "v_max", "moved", "product"}


def test_each_framework_has_the_variants_that_it_knows():
    without = {torch: {"lion"}, keras: set(), optax: set(), tf1: set(VARIANTS[8:]) - {"adadelta"}}
    for module, lacking in without.items():
        assert module.__all__ == [name for name in VARIANTS if name not in lacking], (
            f"CALLS of {module.__name__} has other variants, or another order, than is written here: put a "
            "new one in VARIANTS, in the same place as in CALLS, and name in `without` whoever lacks it."
        )


@every
def test_a_dialect_is_one_plain_function_in_the_shape_of_a_rule(dialect):
    assert list(inspect.signature(dialect).parameters)[:3] == ["w", "g", "t"]
    new = set(signature(dialect).memory) - MEMORY
    assert not new, f"{', '.join(new)} is a new word for memory: add it to MEMORY, or take one from there."
    tree = ast.parse(inspect.getsource(dialect))
    assert not any(isinstance(node, (ast.If, ast.IfExp, ast.For, ast.Lambda)) for node in ast.walk(tree))
    answer = dialect(np.array([1.0, 2.0]), np.array([3.0, -4.0]), 1)
    assert {"w", *signature(dialect).memory} <= set(answer) <= {"w", "rate", *MEMORY}


@every
def test_a_dialect_leaves_its_inputs_alone_and_walks_grids(dialect):
    w, g = np.array([1.0, 2.0]), np.array([3.0, -4.0])
    dialect(w, g, 2, *(np.array([0.5, 0.25]) for _ in signature(dialect).memory))
    assert w.tolist() == [1.0, 2.0] and g.tolist() == [3.0, -4.0]
    rate = "lr" if "lr" in signature(dialect).hyperparameters else "learning_rate"
    together = sweep(dialect, ravine(), steps=8, **{rate: np.array([0.01, 0.1])})
    for k, each in enumerate([0.01, 0.1]):
        alone = run(dialect, ravine(), steps=8, **{rate: each})
        np.testing.assert_allclose(together.w[:, k], alone.w[-1], rtol=1e-12)


@every
def test_every_setting_of_a_dialect_has_a_control(dialect):
    for settings in signature(dialect):
        for name, value in settings.items():
            control = knob(name, value)
            assert control.low <= value <= control.high
            shares = ("momentum", "alpha", "rho", "decay", "beta1", "beta2", "beta_1", "beta_2", "b1", "b2")
            assert (control.scale == "log1m") == (name in shares)


@every
def test_a_printed_call_names_what_was_set_and_nothing_that_has_a_default(dialect):
    known = signature(dialect)
    bare = ast.parse(call(dialect), mode="eval").body
    assert {k.arg for k in bare.keywords} <= {"learning_rate", "momentum", "nesterov", "use_nesterov"} | {
        "centered",
        "amsgrad",
    }
    for name in known.hyperparameters:
        text = call(dialect, **{name: 0.125})
        assert "0.125" in text and "#" not in text
        ast.parse(text, mode="eval")


@pytest.mark.parametrize("dialect", [torch.rmsprop_centered, keras.rmsprop_centered])
def test_centered_rmsprop_remembers_the_average_gradient(dialect):
    share = 0.01 if dialect is torch.rmsprop_centered else 0.1
    np.testing.assert_allclose(dialect(np.zeros(1), np.array([2.0]), 1)["m"], 2.0 * share)
    for other in (optax, tf1):
        np.testing.assert_allclose(other.rmsprop_centered(np.zeros(1), np.array([2.0]), 1)["m"], 0.2)


@pytest.mark.parametrize(
    ("dialect", "settings", "text"),
    [
        (torch.rmsprop, {"lr": 0.01, "alpha": 0.99}, "torch.optim.RMSprop(params, lr=0.01, alpha=0.99)"),
        (torch.adam, {"beta2": 0.9}, "torch.optim.Adam(params, betas=(0.9, 0.9))"),
        (torch.momentum, {}, "torch.optim.SGD(params, momentum=0.9)"),
        (torch.adagrad, {"cache": 0.1}, "torch.optim.Adagrad(params, initial_accumulator_value=0.1)"),
        (keras.amsgrad, {}, "keras.optimizers.Adam(amsgrad=True)"),
        (optax.sgd, {}, "optax.sgd(learning_rate=0.001)"),
        (optax.rmsprop, {"cache": 1.0}, "optax.rmsprop(learning_rate=0.001, initial_scale=1.0)"),
        (tf1.nesterov, {"learning_rate": np.float64(0.5)},
         "tf.compat.v1.train.MomentumOptimizer(learning_rate=0.5, momentum=0.9, use_nesterov=True)"),
        (torch.adam, {"m": 0.0}, "torch.optim.Adam(params)"),
        (torch.adam, {"m": 2.0},
         "torch.optim.Adam(params)  # m starts at 0.0 there; no argument changes that"),
        (torch.sgd, {"lr": step_decay(0.5)},
         f"torch.optim.SGD(params, lr=0.5)  # lr follows {step_decay(0.5).__name__}"),
    ],
)  # fmt: skip
def test_a_call_is_written_as_one_would_write_it(dialect, settings, text):
    assert call(dialect, **settings) == text


def test_settings_are_translated_and_run():
    settings = dict(learning_rate=0.1, decay=0.5, epsilon=1e-3, cache=0.5)
    paths = [
        run(each, bowl(), steps=5, **translate(each, **settings))
        for each in (rules.rmsprop, keras.rmsprop, optax.rmsprop, tf1.rmsprop)
    ]
    for path in paths[1:]:
        np.testing.assert_array_equal(path.w, paths[0].w)


def test_every_name_of_a_framework_has_one_in_the_series():
    ours = {"learning_rate", "beta", "decay", "epsilon", "beta1", "beta2", "weight_decay"}
    alone = {"dampening", "lr_decay", "momentum_decay", "eps_root"}
    for module in MODULES:
        for name in module.__all__:
            for tuned in signature(getattr(module, name)).hyperparameters:
                assert SYNONYMS.get(tuned, tuned) in ours | alone, (
                    f"{tuned} of {name} is new: name what the series calls it in SYNONYMS of mistakes.py; "
                    "if the series has no such setting, add it to `alone` here."
                )


def test_lines_that_differ_in_names_only_are_the_same():
    rows = {
        row.one: row.same for row in side_by_side(torch.adam, optax.adam).rows if row.heading == "formula"
    }
    assert rows["m = beta1 * m + (1 - beta1) * g"]
    assert not rows["g = g + weight_decay * w"]
    assert not rows["rate = lr / (np.sqrt(v_hat) + eps)"]


@every
def test_a_dialect_beside_itself_does_not_differ(dialect):
    assert side_by_side(dialect, dialect).differing == ()


def test_what_differs_between_pytorch_and_tensorflow_is_seen():
    differing = side_by_side(torch.rmsprop, tf1.rmsprop).differing
    assert ("rate = lr / (np.sqrt(cache) + eps)", "rate = learning_rate / np.sqrt(cache + epsilon)") in [
        row[1:3] for row in differing
    ]
    assert ("first value", "cache=0.0", "cache=1.0", False) in differing
    assert ("default", "alpha=0.99", "decay=0.9", False) in differing


def test_a_comparison_prints_every_line_and_marks_what_differs():
    pair = side_by_side(torch.rmsprop, keras.rmsprop)
    text = repr(pair)
    assert all(row.one in text and row.other in text for row in pair.rows)
    assert text.count("≠") == len(pair.differing) > 0
    table = pair._repr_html_()
    assert "<mark>" in table and table.count("≠") == len(pair.differing)
    assert "<mark>" not in side_by_side(torch.sgd, torch.sgd)._repr_html_()


def test_a_rule_of_the_learner_can_stand_beside_a_dialect():
    def mine(w, g, t, *, learning_rate=0.1):
        return dict(w=w - learning_rate * g)

    pair = side_by_side(mine, keras.sgd)
    assert (pair.one, pair.other) == ("mine", "keras.sgd")
    assert [row.same for row in pair.rows if row.heading == "formula"] == [False, True]


def walks(one, other, steps=30, **settings):
    return [run(each, ravine(), steps=steps, **translate(each, **settings)) for each in (one, other)]


def test_paths_part_where_the_first_cache_tells():
    found = parting(*walks(torch.rmsprop, tf1.rmsprop, learning_rate=0.01))
    assert found.step == 1
    assert "torch.rmsprop and tf1.rmsprop part at step 1" in repr(found)


def test_momentum_conventions_part_when_the_rate_changes_and_not_before():
    rate = step_decay(0.1, factor=0.1, every=10)
    assert parting(*walks(torch.momentum, keras.momentum, learning_rate=0.1)).step is None
    assert parting(*walks(torch.momentum, keras.momentum, learning_rate=rate)).step == 11


def test_paths_that_stay_together_are_said_to():
    found = parting(*walks(torch.adam, optax.adam, learning_rate=0.1, steps=7))
    assert found.step is None
    assert repr(found) == "torch.adam and optax.adam stay together for all 7 steps, within 0.001 of the way."


def test_a_walk_that_leaves_ends_the_comparison():
    long, short = (run(torch.sgd, bowl(), steps=50, lr=rate) for rate in (3.0, 3.0))
    assert parting(long, short).step is None
    other = run(torch.sgd, bowl(), steps=4, lr=3.0)
    assert parting(long, other).step == 4


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: call(rules.adam), "adam stands for no call"),
        (lambda: call(torch.adam, rate=1.0), "torch.adam has no setting 'rate'. .*It knows: lr, beta1"),
        (lambda: call(torch.adam, learning_rate=1.0), "'learning_rate'. It is called lr there: write lr=1.0"),
        (
            lambda: translate(torch.adam, momentum=0.9),
            "torch.adam has no setting 'momentum'. It knows: learn",
        ),
        (
            lambda: translate(torch.adam, lr=0.9),
            "reads the names of the series: write learning_rate=..., not lr",
        ),
        (lambda: translate(keras.adam, b1=0.9), "called beta1 there: write beta1=0.9"),
        (lambda: translate(3, b1=0.9), "The rule is 3. Give a function"),
        (lambda: translate(dict, b1=0.9), "dict cannot be read as a rule"),
        (lambda: call(None), "None stands for no call. Give a dialect, such as dialects.torch.adam"),
        (lambda: call("adam"), "'adam' stands for no call"),
        (lambda: call(torch), "stands for no call"),
        (lambda: call(type(torch)), "module stands for no call"),
        (lambda: call(torch.sgd, lr=[0.1, 0.2]), r"lr has shape \(2,\). A call holds one number"),
        (lambda: call(torch.sgd, lr=np.ones(1)), r"lr has shape \(1,\). A call holds one number"),
        (lambda: call(torch.adam, m=None), "m is None. A call holds one number"),
        (lambda: call(torch.sgd, lr=None), "lr is None. Give a number"),
        (lambda: call(torch.sgd, lr="0.1"), "lr is '0.1'. Give a number"),
        (lambda: call(torch.sgd, lr=-1.0), "lr is -1. It must be zero or more"),
        (lambda: call(torch.adam, beta1=1.0), "beta1 is 1. It must be a share"),
        (lambda: call(torch.sgd, lr=cosine), r"which makes a schedule. .* lr=cosine\(0.1\)"),
        (lambda: call(torch.sgd, lr=lambda t: -1.0), "lr is -1 at step 0. It must be zero or more"),
        (lambda: call(torch.sgd, lr=lambda t: None), "lr is None. A call holds one number"),
        (lambda: call(torch.sgd, lr=lambda t: [1, 2][t + 2]), "stopped with IndexError"),
        (lambda: call(torch.sgd, lr=lambda t, losses: losses[t]), "depends on the first loss. Give a number"),
        (lambda: side_by_side(None, torch.adam), "The source of None cannot be read"),
        (lambda: side_by_side("adam", torch.adam), "The source of 'adam' cannot be read"),
        (
            lambda: side_by_side(torch, torch.adam),
            "cannot be read.* itself, not its name or its module, such",
        ),
        (lambda: side_by_side("torch.adam", torch.sgd), "cannot be read.* itself, not its name"),
        (lambda: call(torch.sgd, lr=True), "lr is True. Give a number"),
        (lambda: call(functools.partial(torch.sgd, lr=0.1)), "sgd stands for no call"),
        (lambda: side_by_side(Mistake, torch.adam), "Mistake"),
        (lambda: side_by_side(lambda w, g, t: dict(w=w), torch.adam), "Give a function written with def"),
        (lambda: parting(None, run(torch.sgd, bowl())), "None is no path of a walk. Give what run"),
        (lambda: parting(run(torch.sgd, bowl()), "here"), "'here' is no path"),
        (lambda: parting(torch.sgd, keras.sgd), "sgd is no path"),
        (lambda: parting(run(torch.sgd, bowl()), sweep(torch.sgd, bowl())), "is no path"),
        (lambda: parting(run(torch.sgd, bowl()), run(torch.sgd, parabola())), "have 2 and 1 coordinates"),
        *[
            (
                lambda share=share: parting(*walks(torch.sgd, keras.sgd), share=share),
                "^share is .*Give a share",
            )
            for share in (-1, np.inf, np.nan, None, "0.1", [0.1], np.ones(2), True)
        ],
        (lambda: side_by_side(torch.adam, len), "cannot be read"),
        (lambda: side_by_side(torch.adam, 3), "3"),
        (lambda: parting(*walks(torch.sgd, keras.sgd), share=0.0), "share is 0.0"),
        (lambda: parting(run(torch.sgd, ravine()), run(torch.sgd, ravine(), start=(1, 1))), "in one place"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(ask, words):
    with pytest.raises(Mistake, match=words):
        ask()


def test_a_call_with_a_schedule_holds_its_first_rate_and_names_it():
    watching = reduce_on_plateau(0.2)
    text = call(torch.adam, lr=watching, beta1=cosine(0.5), eps=1e-3)
    code, *notes = text.split("  # ")
    assert code == "torch.optim.Adam(params, lr=0.2, betas=(0.5, 0.999), eps=0.001)"
    assert notes == [f"lr follows {watching.__name__}", "beta1 follows cosine(0.5, over=100, last=0.0)"]
    ast.parse(text, mode="eval")


@every
@pytest.mark.parametrize("walk", [run, sweep])
def test_a_setting_by_another_name_is_told_its_name_in_this_dialect(dialect, walk):
    tuned = signature(dialect).hyperparameters
    for ours in tuned:
        for other in {*SYNONYMS, *SYNONYMS.values()} - {"alpha", *tuned}:
            if SYNONYMS.get(other, other) == SYNONYMS.get(ours, ours):
                words = f"no setting '{other}'. It is called {ours} there: write {ours}=0.25."
                with pytest.raises(Mistake, match=words):
                    walk(dialect, bowl(), **{other: 0.25})
                with pytest.raises(Mistake, match=words):
                    call(dialect, **{other: 0.25})


@pytest.mark.parametrize("rule", [getattr(rules, name) for name in rules.__all__])
def test_a_setting_by_a_name_of_a_framework_is_told_its_name_in_the_series(rule):
    tuned = signature(rule).hyperparameters
    for other, ours in SYNONYMS.items():
        if ours in tuned and other != "alpha":
            with pytest.raises(Mistake, match=f"'{other}'. It is called {ours} there: write {ours}=0.5."):
                run(rule, bowl(), **{other: 0.5})


def test_alpha_is_not_taken_for_a_decay_as_many_mean_a_rate_by_it():
    with pytest.raises(Mistake, match="no setting 'alpha'. .*It knows: learning_rate, decay"):
        run(rules.rmsprop, bowl(), alpha=0.1)


@every
def test_every_setting_of_a_dialect_has_a_range_and_is_held_to_it(dialect):
    for name in signature(dialect).hyperparameters:
        for wrong in (-0.1, lambda t: -0.1 if t else 0.5):
            with pytest.raises(Mistake, match=f"^{name} is -0.1.* It must be "):
                run(dialect, bowl(), **{name: wrong})
        with pytest.raises(Mistake, match=f"^{name} is -0.1. It must be "):
            call(dialect, **{name: -0.1})


def test_alpha_of_pytorch_is_a_share_and_your_own_is_whatever_you_mean():
    def mine(w, g, t, *, alpha=2.0):
        return dict(w=w - alpha * g)

    for rule in (torch.rmsprop, torch.rmsprop_momentum, functools.partial(torch.rmsprop_centered, lr=0.1)):
        with pytest.raises(Mistake, match="^alpha is 2. It must be a share: from 0 up to, but not incl"):
            run(rule, bowl(), alpha=2)
    with pytest.raises(Mistake, match="^alpha is 9 at step 0. It must be a share"):
        call(torch.rmsprop, alpha=lambda t: 9)
    assert run(mine, bowl(), alpha=2.5).left
    assert run(mine, bowl(), alpha=-0.5).left


def test_dampening_may_be_all():
    assert run(torch.momentum, bowl(), steps=3, dampening=1).steps == 3
    with pytest.raises(Mistake, match="^dampening is 1.1. It must be a share: from 0 to 1."):
        run(torch.momentum, bowl(), dampening=1.1)


def test_a_dialect_is_named_with_its_framework_wherever_a_rule_is_named():
    path = run(torch.rmsprop, bowl(), steps=2)
    assert repr(path).startswith("Path of torch.rmsprop on bowl")
    assert title(functools.partial(torch.rmsprop, lr=0.1)) == "torch.rmsprop"
    for ask in (lambda: path["loss"], lambda: path.setting("loss"), lambda: run(torch.rmsprop, bowl(), x=1)):
        with pytest.raises(Mistake, match="^torch.rmsprop "):
            ask()
    assert repr(run(rules.rmsprop, bowl(), steps=2)).startswith("Path of rmsprop on bowl")


def test_a_function_of_the_same_name_elsewhere_is_no_dialect(monkeypatch):
    def rmsprop(w, g, t, *, alpha=2.0):
        return dict(w=w - alpha * g)

    monkeypatch.setattr(sys.modules[__name__], "CALLS", ["rmsprop"], raising=False)
    assert title(rmsprop) == "rmsprop"
    assert run(rmsprop, bowl(), alpha=2.0).steps


def test_the_point_of_a_large_walk_is_shortened_in_words():
    model = DigitsNetwork(4)
    one, other = (run(torch.sgd, model, steps=1, start=start) for start in (model.start, 2 * model.start))
    with pytest.raises(Mistake, match=r", \.\.\.\)\. Start both in one place") as caught:
        parting(one, other)
    assert len(str(caught.value)) < 150


@pytest.mark.parametrize("module", MODULES)
def test_each_dialect_says_that_its_momentum_is_the_choice_of_the_series(module):
    for name in ("momentum", "nesterov", "rmsprop_momentum"):
        dialect = getattr(module, name)
        assert signature(dialect).hyperparameters["momentum"] == 0.9
        assert "momentum" in dialects.calls.required(dialect)
    assert "the 0.9 of" in " ".join(module.__doc__.split())
    assert "is ours, so their calls always name it." in " ".join(module.__doc__.split())


INSIDE = {"adagrad", "rmsprop", "rmsprop_momentum", "rmsprop_centered", "adadelta"}
OUTSIDE = {"adam", "adamw", "amsgrad", "nadam"}


def said(module):
    return " ".join(module.__doc__.split())


@pytest.mark.parametrize("module", [torch, keras, optax])
def test_a_framework_says_on_which_side_of_the_root_its_epsilon_stands(module):
    bodies = {name: inspect.getsource(getattr(module, name)).split('"""')[-1] for name in INSIDE | OUTSIDE}
    inside = {name for name, body in bodies.items() if re.search(r"np\.sqrt\([^()]*\+ eps(ilon)?\b", body)}
    if module is torch:
        assert inside == {"adadelta"}
        assert "epsilon stands outside the root, except in AdaDelta" in said(torch)
        return
    inside |= {"adagrad"} if "cache + eps, np.inf" in bodies["adagrad"] else set()  # where it is not zero
    assert inside == INSIDE
    assert "outside that of Adam, AdamW, AMSGrad and Nadam" in said(module)
    assert all(
        name in said(module).split("outside that of")[0] for name in ("AdaGrad", "RMSProp", "AdaDelta")
    )


def test_dialects_export_what_the_lessons_use():
    assert set(dialects.__all__) == {
        "call",
        "keras",
        "optax",
        "parting",
        "side_by_side",
        "tf1",
        "torch",
        "translate",
    }


@pytest.mark.parametrize(("rows", "others"), [(10, 5), (10, 1), (1, 1)])
def test_walks_part_at_a_step_and_not_at_a_row_of_a_thin_record(rows, others):
    one = run(torch.sgd, ravine(), steps=40, every=rows, lr=0.3)
    assert parting(one, run(torch.sgd, ravine(), steps=40, every=others, lr=0.3)).step is None
    apart = parting(one, run(torch.sgd, ravine(), steps=40, every=others, lr=0.5)).step
    assert apart == rows


def test_a_setting_that_a_framework_does_not_have_by_default_is_to_be_given():
    assert "momentum to be given" in str(side_by_side(torch.momentum, keras.momentum))
