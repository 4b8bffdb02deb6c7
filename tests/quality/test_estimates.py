"""Shares, correlations and thirds, against other ways to the same numbers."""

import math
import random
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.studio.estimates import by_chance, correlation, share, thirds

MARK = st.sampled_from((0.0, 0.25, 0.5, 1.0))
PAIRS = st.lists(st.tuples(MARK, st.integers(0, 20).map(lambda n: n / 20)), min_size=4, max_size=60)


@pytest.mark.parametrize(("right", "n"), [(0, 5), (1, 20), (8, 10), (17, 34), (40, 40)])
def test_a_share_has_the_interval_in_which_it_would_be_no_surprise(right: int, n: int) -> None:
    """Wilson's bounds are where the share lies 1.645 standard errors of the bound itself away: found by halving."""

    def edge(inside: float, outside: float) -> float:
        for _ in range(60):
            middle = (inside + outside) / 2
            near = abs(right / n - middle) <= 1.6448536 * math.sqrt(middle * (1 - middle) / n)
            inside, outside = (middle, outside) if near else (inside, middle)
        return inside

    found = share([1.0] * right + [0.0] * (n - right))
    assert found is not None
    assert (found.value, found.n) == (right / n, n)
    assert found.low == pytest.approx(edge(right / n, 0.0), abs=1e-6)
    assert found.high == pytest.approx(edge(right / n, 1.0), abs=1e-6)


@given(PAIRS)
def test_a_correlation_is_that_of_numpy_and_of_no_order(pairs: list[tuple[float, float]]) -> None:
    found = correlation(pairs)
    xs, ys = np.array(pairs).T
    if np.std(xs) < 1e-9 or np.std(ys) < 1e-9:
        assert found is None
        return
    assert found is not None
    assert found.value == pytest.approx(np.corrcoef(xs, ys)[0, 1], abs=1e-9)
    assert found.low <= found.value <= found.high
    mixed = random.Random(1).sample(pairs, len(pairs))
    assert correlation(mixed) == found
    turned = correlation([(1 - x, y) for x, y in pairs])
    assert turned is not None
    assert turned.value == pytest.approx(-found.value, abs=1e-9)


def test_the_interval_of_a_correlation_is_that_of_a_table() -> None:
    """r = 0.5 of 30: atanh 0.5 = 0.5493, 1.6449 / √27 = 0.3166, back through tanh."""
    rng = np.random.default_rng(3)
    x, noise = rng.standard_normal((2, 30))
    x = (x - x.mean()) / x.std()
    noise = noise - noise.mean()
    noise = noise - x * (noise @ x) / (x @ x)
    y = 0.5 * x + math.sqrt(0.75) * noise / noise.std()
    found = correlation(list(zip(x.tolist(), y.tolist(), strict=True)))
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((0.5, 0.2286, 0.6994), abs=2e-4)


def test_it_covers_the_truth_nine_times_in_ten() -> None:
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(1000):
        x = rng.standard_normal(40)
        y = 0.35 * x + math.sqrt(1 - 0.35**2) * rng.standard_normal(40)
        found = correlation(list(zip(x.tolist(), y.tolist(), strict=True)))
        covered += found is not None and found.low <= 0.35 <= found.high
    assert covered == pytest.approx(900, abs=30)


def test_a_correlation_of_a_handful_or_of_no_difference_is_none() -> None:
    assert correlation([(0.0, 0.1), (1.0, 0.9), (1.0, 0.8)]) is None
    assert correlation([(1.0, n / 10) for n in range(10)]) is None
    assert correlation([]) is None
    assert share([]) is None


@pytest.mark.parametrize("thrown", range(11))
def test_chance_is_counted_over_every_way_that_coins_fall(thrown: int) -> None:
    for more in range(thrown + 1):
        falls = sum(sum(coins) >= more for coins in product((0, 1), repeat=thrown))
        assert by_chance(more, thrown - more) == falls / 2**thrown


@given(st.lists(st.integers(0, 6), max_size=40))
def test_thirds_hold_a_third_at_least_and_part_nobody_who_ties(values: list[int]) -> None:
    found = thirds(values)
    if found is None:
        assert (
            len(values) < 3
            or sorted(values)[-math.ceil(len(values) / 3)] <= sorted(values)[math.ceil(len(values) / 3) - 1]
        )
        return
    top = [value for value in values if found.place(value) == 0]
    bottom = [value for value in values if found.place(value) == 2]
    assert min(len(top), len(bottom)) * 3 >= len(values)
    assert min(top) > max(bottom)
