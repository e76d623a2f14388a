"""Record what PyTorch, scikit-learn and hmmlearn make of the models; ``make oracle`` runs it.

Needs an environment of its own with torch, scikit-learn and hmmlearn; the tests read only the file it writes.
"""

import functools
import json
import pathlib
import sys

import numpy as np
from oracle_versions import installed

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))  # the package is not installed where this runs


def position(n):
    """Where everything is measured: numbers that need no random generator."""
    return 0.3 * np.sin(1.0 + 1.7 * np.arange(n))


def slope(loss, w):
    """Loss and gradient by automatic differentiation, in float64."""
    import torch

    w = torch.tensor(w, dtype=torch.float64, requires_grad=True)
    value = loss(w)
    value.backward()
    return dict(loss=value.item(), gradient=w.grad.tolist())


def regressions(models, torch):
    linear, logistic = models.LinearRegression(), models.LogisticRegression()
    binary = torch.nn.functional.binary_cross_entropy_with_logits
    rows, y = torch.tensor(linear.rows), torch.tensor(linear.data.y)
    yield "linear", slope(lambda w: ((rows @ w - y) ** 2).mean() / 2, position(2))
    rows2, y2 = torch.tensor(logistic.rows), torch.tensor(logistic.data.y.astype(float))
    yield "logistic", slope(lambda w: binary(rows2 @ w, y2), position(3))


def networks(models, torch):
    def loss(w, model, x, y):
        a, end = torch.tensor(x), 0
        for k, (before, after) in enumerate(zip(model.sizes, model.sizes[1:], strict=False)):
            a = torch.tanh(a) if k else a
            middle = end + before * after
            a, end = a @ w[end:middle].reshape(before, after) + w[middle : middle + after], middle + after
        return torch.nn.functional.cross_entropy(a, torch.tensor(y))

    for name, hidden in (("network", 4), ("network of two", (4, 3))):
        model = models.DigitsNetwork(hidden, batch_size=150)
        chosen = models.batch(1437, 150, 0, 12)
        batch = (model.train.x[chosen], model.train.y[chosen])
        w = position(len(model.start))
        yield name, slope(functools.partial(loss, model=model, x=batch[0], y=batch[1]), w)


def others(models, torch):
    kmeans = models.KMeans()
    x = torch.tensor(kmeans.data.x)

    def squares(w):
        return ((x[:, None] - w.reshape(3, 2)) ** 2).sum(2).min(1).values.mean() / 2

    yield "kmeans", slope(squares, 3 + 10 * position(6))
    table = models.Factorization(models.pixels(images=8), rank=2)
    known, shown = torch.tensor(np.nan_to_num(table.data.x)), torch.tensor(table.shown)

    def errors(w):
        both = w.reshape(-1, 2)
        return (((both[:8] @ both[8:].T - known) * shown) ** 2).sum() / 16

    yield "factorization", slope(errors, position(144))
    hidden = models.HiddenMarkov(states=2)
    codes = [[models.hidden_markov.LETTERS.index(c) for c in line] for line in hidden.lines]

    def likelihood(w):
        first, move = torch.log_softmax(w[:2], 0), torch.log_softmax(w[2:6].reshape(2, 2), 1)
        letter, total = torch.log_softmax(w[6:].reshape(2, -1), 1), 0
        for code in codes:
            ahead = first + letter[:, code[0]]
            for s in code[1:]:
                ahead = torch.logsumexp(ahead[:, None] + move, 0) + letter[:, s]
            total = total + torch.logsumexp(ahead, 0)
        return -total / hidden.size

    yield "hidden markov", slope(likelihood, position(len(hidden.start)))


def classics(models):
    """What other people's k-means, Baum-Welch and regressions arrive at."""
    from hmmlearn.hmm import CategoricalHMM
    from sklearn.cluster import KMeans
    from sklearn.linear_model import LinearRegression, LogisticRegression

    data = models.petals()
    line = LinearRegression().fit(data.x, data.y)
    yield "linear best", [line.intercept_, *line.coef_]
    data = models.two_species().scaled()
    border = LogisticRegression(C=np.inf, tol=1e-12, max_iter=1000).fit(data.x, data.y)
    yield "logistic best", [*border.intercept_, *border.coef_[0]]
    ours = models.KMeans()
    theirs = KMeans(3, init=ours.centroids(ours.start), n_init=1, tol=0, algorithm="lloyd").fit(ours.data.x)
    yield "kmeans best", theirs.cluster_centers_.ravel().tolist()
    ours = models.HiddenMarkov()
    codes = [[models.hidden_markov.LETTERS.index(c) for c in line] for line in ours.lines]
    theirs = CategoricalHMM(2, init_params="", n_iter=20, tol=-np.inf, n_features=27)
    theirs.startprob_, theirs.transmat_, theirs.emissionprob_ = ours.chances(ours.start)
    seen, lengths = np.concatenate(codes)[:, None], [len(code) for code in codes]
    theirs.fit(seen, lengths)
    yield "hidden markov best", -theirs.score(seen, lengths) / ours.size
    yield "hidden markov states", "".join(map(str, theirs.decode(seen, lengths)[1]))


def main():
    import torch

    import lessons_lib.models as models

    parts = (regressions, networks, others)
    answers = {name: answer for part in parts for name, answer in part(models, torch)}
    versions = installed("torch", "scikit-learn", "hmmlearn", "numpy", "scipy")
    record = dict(versions=versions, slopes=answers, classics=dict(classics(models)))
    (HERE / "models.json").write_text(json.dumps(record, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
