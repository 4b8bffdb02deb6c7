"""How often a question is suspected wrongly, and a wrong key found: `python -m tests.quality.alarms`, two minutes.

Its figures are in docs/benchmarks.md."""

from app.studio.verdicts import Place, judge
from tests.quality.classes import MISKEYED, QUESTIONS, simulated

CLASSES = {20: 1000, 30: 1000, 40: 1000, 80: 1000, 200: 250}
HERE = Place("quizzes/basics.md", 1)


def named(seed: int, learners: int, miskeyed: int | None) -> set[int]:
    weights = simulated(seed, learners, miskeyed=miskeyed)
    return {n for n, weight in enumerate(weights) if judge(HERE, weight)}


def main() -> None:
    print("learners · honest questions suspected · wrong key found · it and no other line")
    for learners, classes in CLASSES.items():
        honest = [named(seed, learners, None) for seed in range(classes)]
        wrong = [named(seed, learners, MISKEYED) for seed in range(classes)]
        falsely = sum(map(len, honest)) / (classes * QUESTIONS)
        found = sum(MISKEYED in one for one in wrong) / classes
        alone = sum(one == {MISKEYED} for one in wrong) / classes
        print(f"{learners} · {falsely:.2%} · {found:.0%} · {alone:.0%}")


if __name__ == "__main__":
    main()
