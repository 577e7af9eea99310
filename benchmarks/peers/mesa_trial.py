"""The smallest Mesa agent that lives through the same moments (docs/model.md §2), with Python's own dice."""

import math

import mesa

from interbeing.model.parameters import FELT_ELSEWHERE, LAPSE, OFFER_UNMARKED, THREAT, Core, K, parts

SEVEN = range(K)


def area(x):
    return 0.5 * math.erfc(-x * 0.7071067811865476)


class Patient(mesa.Agent):
    def __init__(self, model, person):
        super().__init__(model)
        for name in Core:
            setattr(self, name.name, float(person[name]))
        self.weight = [[self.KAPPA * m for m in row] for row in parts(person).template.tolist()]
        self.total = [self.KAPPA] * K
        self.own = [self.KAPPA_S * m for m in parts(person).reflection.tolist()]
        self.own_total = self.KAPPA_S
        self.arousal = None

    def begin(self):
        self.arousal = None

    def step(self):
        dice = self.random
        gap = dice.expovariate(1.0)
        kept = math.exp(-gap / self.TAU_MINUTES)
        carried = 0.0 if self.arousal is None else kept
        rest = self.RESTING_AROUSAL
        a = rest + carried * ((self.arousal or 0.0) - rest)
        a += self.SIGMA_PROCESS * math.sqrt(1 - carried * carried) * dice.gauss(0, 1)
        invited, reassured = dice.random() < 0.5, dice.random() < 0.2
        offered = dice.choices(SEVEN, OFFER_UNMARKED)[0]
        mirror = invited and dice.random() < area(self.UPPER_EDGE - a)
        if not mirror:
            felt = dice.choices(SEVEN, FELT_ELSEWHERE)[0]
        elif dice.random() < LAPSE:
            felt = dice.randrange(K)
        else:
            felt = dice.choices(SEVEN, self.own)[0]
        if dice.random() < LAPSE:
            read = dice.randrange(K)
        elif dice.random() < self.RHO:
            read = offered
        else:
            read = dice.choices(SEVEN, self.weight[felt])[0]
        drive = self.BETA_GAZE * mirror + self.BETA_THREAT * THREAT[read] - self.BETA_REASSURANCE * reassured
        if read == 0:
            expected = self.weight[felt][0] / self.total[felt]
            drive += self.BETA_NOVELTY * (1 - expected) - self.BETA_SOOTHING * expected
        self.arousal = a = a + (1 - kept) * drive
        gate = area(2 * (self.UPPER_EDGE - a)) - area(2 * (1 - a))
        self.weight[felt][read] += gate
        self.total[felt] += gate
        if mirror:
            self.own[read] += gate
            self.own_total += gate
        report = min(max(round(a + self.SIGMA_REPORT * dice.gauss(0, 1)), 0), 10)
        seen = [dice.random() > chance for chance in (0.03, 0.03, 0.10, 0.20, 0.05)]
        self.seen = [v if s else None for v, s in zip((felt, offered, read, report, mirror), seen, strict=True)]


class Trial(mesa.Model):
    def __init__(self, people, seed):
        super().__init__(seed=seed)
        for person in people:
            Patient(self, person)

    def course(self, sessions, moments):
        for _ in range(sessions):
            self.agents.do("begin")
            for _ in range(moments):
                self.agents.do("step")
