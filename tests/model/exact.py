"""The model written a second time, plainly and slowly, as an oracle for tests: docs/model.md §2 word for word."""

import numpy as np
from scipy.special import ndtr
from scipy.stats import norm

from interbeing.model.marks import COLUMNS, Marks

BASE = np.array([0.02, 0.13, 0.25, 0.20, 0.10, 0.08, 0.22])
UNMARKED = np.array([0.80, 0.10, 0.02, 0.02, 0.02, 0.02, 0.02])
THREAT = np.array([0, 0.3, 0.2, 0.5, 1, 1, 0.6])
OFFERS = np.array([0.7, 0.2, 0.1, 0, 0, 0, 0])


def named(theta):
    names = ["rho", "kappa", "kappa_s", "A", "tau", "bg", "bt", "bn", "bs", "br", "sa", "sy", "U"]
    return dict(zip(names, theta[:13], strict=True)) | {"m": theta[13:62].reshape(7, 7), "ms": theta[62:]}


class Crowd:
    """Many independent copies of one person, moving through the exact model together."""

    def __init__(self, theta, size, rng):
        self.q, self.size, self.rng = named(theta), size, rng
        self.a = np.zeros(size)
        self.n, self.ns = np.zeros((size, 7, 7)), np.zeros((size, 7))

    def keep(self, chosen):
        self.a, self.n, self.ns = self.a[chosen], self.n[chosen], self.ns[chosen]

    def draw(self, chances):
        return (chances.cumsum(1) < self.rng.random((self.size, 1)) * chances.sum(1, keepdims=True)).sum(1)

    def drift(self, minutes, first):
        q, noise = self.q, self.rng.normal(size=(2, self.size))
        before = q["A"] + q["sa"] * noise[0] if first else self.a
        self.phi = np.exp(-minutes / q["tau"])
        self.a = q["A"] + self.phi * (before - q["A"]) + q["sa"] * np.sqrt(1 - self.phi**2) * noise[1]

    def felt_chances(self, x):
        q = self.q
        own = (q["kappa_s"] * q["ms"] + self.ns) / (q["kappa_s"] + self.ns.sum(1, keepdims=True))
        return np.where(x[:, None] == 1, 0.98 * own + 0.02 / 7, BASE)

    def expected(self, f):
        rows = self.n[np.arange(self.size), f]
        return (self.q["kappa"] * self.q["m"][f] + rows) / (self.q["kappa"] + rows.sum(1, keepdims=True))

    def perceived_chances(self, f, e):
        shown = UNMARKED if e < 0 else np.eye(7)[e]
        return 0.98 * (self.q["rho"] * shown + (1 - self.q["rho"]) * self.expected(f)) + 0.02 / 7

    def react(self, x, f, p, reassured):
        q, m = self.q, self.expected(f)[:, 0]
        novelty = (p == 0) * (q["bn"] * (1 - m) - q["bs"] * m)
        self.a = self.a + (1 - self.phi) * (q["bg"] * x + q["bt"] * THREAT[p] - q["br"] * reassured + novelty)

    def learn(self, x, f, p):
        gate = ndtr((self.q["U"] - self.a) / 0.5) - ndtr((1 - self.a) / 0.5)
        self.n[np.arange(self.size), f, p] += gate
        self.ns[np.arange(self.size), p] += gate * (x == 1)

    def report_chance(self, y):
        high = 1.0 if y == 10 else ndtr((y + 0.5 - self.a) / self.q["sy"])
        low = 0.0 if y == 0 else ndtr((y - 0.5 - self.a) / self.q["sy"])
        return high - low


def lived(theta, sessions, moments, rng, missing=True, invited=0.35, offers=OFFERS):
    """Simulate one patient's marks by the exact model."""
    person = Crowd(theta, 1, rng)
    minutes = rng.exponential(1.0, sessions * moments) + 0.05
    codes = np.full((sessions * moments, COLUMNS), -1)
    for t, gap in enumerate(minutes):
        first, u, r = t % moments == 0, rng.random() < invited, rng.random() < 0.2
        person.drift(gap, first)
        x = np.array([int(u and rng.random() < ndtr(theta[12] - person.a[0]))])
        e = rng.choice(7, p=offers)
        f = person.draw(person.felt_chances(x))
        p = person.draw(person.perceived_chances(f, e))
        person.react(x, f, p, r)
        y = np.clip(np.round(person.a[0] + theta[11] * rng.normal()), 0, 10)
        person.learn(x, f, p)
        codes[t] = (first, 1, f[0], e, p[0], y, x[0], u, r)
        if missing:
            gone = rng.random(5) < (0.03, 0.03, 0.10, 0.20, 0.05)
            codes[t, 2:7][gone] = -1
    return Marks(minutes, codes)


def particle_log_likelihood(theta, marks, size, rng):
    """Estimate the exact log likelihood with a bootstrap particle filter."""
    crowd, total = Crowd(theta, size, rng), 0.0
    for gap, (first, exchange, felt, offered, read, report, gaze, invited, reassured) in zip(
        marks.minutes, marks.codes, strict=True
    ):
        crowd.drift(gap, first)
        weight = np.ones(size)
        near = ndtr(theta[12] - crowd.a) if invited else np.zeros(size)
        x = (rng.random(size) < near).astype(int) if gaze < 0 else np.full(size, gaze)
        if gaze >= 0 and invited:
            weight *= near if gaze else 1 - near
        if exchange:
            chances = crowd.felt_chances(x)
            f = crowd.draw(chances) if felt < 0 else np.full(size, felt)
            weight *= 1 if felt < 0 else chances[:, felt]
            chances = crowd.perceived_chances(f, offered)
            p = crowd.draw(chances) if read < 0 else np.full(size, read)
            weight *= 1 if read < 0 else chances[:, read]
            crowd.react(x, f, p, reassured)
        else:
            crowd.a = crowd.a + (1 - crowd.phi) * (crowd.q["bg"] * x - crowd.q["br"] * reassured)
        if report >= 0:
            weight *= crowd.report_chance(report)
        if exchange:
            crowd.learn(x, f, p)
        total += np.log(weight.mean())
        crowd.keep(np.searchsorted(weight.cumsum() / weight.sum(), (np.arange(size) + rng.random()) / size))
    return total


def enumerated_log_likelihood(theta, marks):
    """The assumed-density filter with every (gaze, felt, perceived) written out, one by one."""
    q, m, v = named(theta), 0.0, 0.0
    n, ns, total = np.zeros((7, 7)), np.zeros(7), 0.0
    for gap, (first, exchange, felt, offered, read, report, gaze, invited, reassured) in zip(
        marks.minutes, marks.codes, strict=True
    ):
        phi = np.exp(-gap / q["tau"])
        if first:
            m, v = q["A"], q["sa"] ** 2
        m, v = q["A"] + phi * (m - q["A"]), phi**2 * v + q["sa"] ** 2 * (1 - phi**2)
        own = 0.98 * (q["kappa_s"] * q["ms"] + ns) / (q["kappa_s"] + ns.sum()) + 0.02 / 7
        expects = (q["kappa"] * q["m"] + n) / (q["kappa"] + n.sum(1, keepdims=True))
        ways = []
        gazes = [gaze] if gaze >= 0 else ([0, 1] if invited else [0])
        for x in gazes:
            c, mx, vx = probit(m, v, q["U"], -1 if x else 1, 1.0) if invited else (1.0, m, v)
            for f in range(7) if felt < 0 else [felt]:
                for p in range(7) if read < 0 else [read]:
                    if not exchange and (f, p) != (max(felt, 0), max(read, 0)):
                        continue
                    chance, jump = c, q["bg"] * x - q["br"] * reassured
                    if exchange:
                        shown = UNMARKED[p] if offered < 0 else float(offered == p)
                        chance *= own[f] if x else BASE[f]
                        chance *= 0.98 * (q["rho"] * shown + (1 - q["rho"]) * expects[f, p]) + 0.02 / 7
                        jump += q["bt"] * THREAT[p]
                        jump += (p == 0) * (q["bn"] * (1 - expects[f, 0]) - q["bs"] * expects[f, 0])
                    ma, va = mx + (1 - phi) * jump, vx
                    if report in (0, 10):
                        k, ma, va = probit(ma, va, 0.5 if report == 0 else 9.5, 1 if report else -1, q["sy"] ** 2)
                        chance *= k
                    elif report > 0:
                        s2 = va + q["sy"] ** 2 + 1 / 12
                        chance *= norm.pdf(report, ma, np.sqrt(s2))
                        ma, va = ma + va / s2 * (report - ma), va - va**2 / s2
                    root = np.sqrt(0.25 + va)
                    ways.append((chance, x, f, p, ma, va, ndtr((q["U"] - ma) / root) - ndtr((1 - ma) / root)))
        weight = np.array([way[0] for way in ways])
        total, weight = total + np.log(weight.sum()), weight / weight.sum()
        m = sum(w * way[4] for w, way in zip(weight, ways, strict=True))
        v = sum(w * (way[5] + (way[4] - m) ** 2) for w, way in zip(weight, ways, strict=True))
        for w, (_, x, f, p, _, _, opened) in zip(weight, ways, strict=True):
            n[f, p] += w * opened * exchange
            ns[p] += w * opened * exchange * x
    return total


def probit(m, v, cut, side, noise):
    root = np.sqrt(v + noise)
    h = side * (m - cut) / root
    c, r = ndtr(h), norm.pdf(h) / ndtr(h)
    return c, m + side * v * r / root, v - v**2 * r * (r + h) / (v + noise)
