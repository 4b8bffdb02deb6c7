"""The signed number in a form: read back as issued, and nothing else is."""

import base64
import json
import multiprocessing
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings import Settings
from app.web.nonce import LIFETIME, BadNonce, Nonces, kept_secret, option_id, shuffled

NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)
NONCES = Nonces("a secret of the tests, long enough")


def test_it_reads_what_was_issued() -> None:
    nonce = NONCES.read(NONCES.issue(7, NOW, sitting=2), NOW)
    assert (nonce.version_id, nonce.issued_at, nonce.extra) == (7, NOW, {"sitting": 2})


def test_it_never_issues_the_same_twice() -> None:
    tokens = {NONCES.issue(7, NOW) for _ in range(100)}
    assert len(tokens) == 100


def test_its_seed_and_visitor_token_are_not_in_it() -> None:
    token = NONCES.issue(7, NOW)
    nonce = NONCES.read(token, NOW)
    plain = base64.urlsafe_b64decode(token.split(".")[0] + "==").decode()
    assert json.loads(plain)[0] == nonce.id
    assert nonce.seed not in plain
    assert nonce.visitor_token not in plain
    assert len({nonce.id, nonce.seed, nonce.visitor_token[:32]}) == 3


def test_it_takes_30_days_and_no_more() -> None:
    token = NONCES.issue(7, NOW)
    NONCES.read(token, NOW + LIFETIME)
    with pytest.raises(BadNonce, match="30 days"):
        NONCES.read(token, NOW + LIFETIME + timedelta(seconds=1))


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "a.b",
        "W10.x",
        "é",
        "\ud800",
        "\0",
        "x" * 10_000,
        NONCES.issue(7, NOW)[:-3],
        Nonces("another").issue(7, NOW),
    ],
)
def test_it_refuses_what_was_not_issued_here(token: str) -> None:
    with pytest.raises(BadNonce, match="did not come from here"):
        NONCES.read(token, NOW)


@given(st.text())
def test_it_refuses_any_text_with_a_sentence(token: str) -> None:
    with pytest.raises(BadNonce):
        NONCES.read(token, NOW)


@given(st.integers(0, 200), st.integers(1, 255))
def test_it_refuses_a_changed_payload(place: int, change: int) -> None:
    token = NONCES.issue(7, NOW, sitting=2)
    payload = token.split(".")[0].encode()
    place %= len(payload)
    changed = payload[:place] + bytes([payload[place] ^ change]) + payload[place + 1 :]
    with pytest.raises(BadNonce):
        NONCES.read(changed.decode("latin-1") + "." + token.split(".")[1], NOW)


def test_every_order_is_equally_likely() -> None:
    seeds = [NONCES.read(NONCES.issue(1, NOW), NOW).seed for _ in range(3000)]
    orders = Counter("".join(shuffled(seed, "abc", str)) for seed in seeds)
    assert len(orders) == 6
    # Chi-squared with five degrees of freedom: 30 is passed once in 100,000 runs.
    assert sum((count - 500) ** 2 / 500 for count in orders.values()) < 30


def test_an_id_says_nothing_of_its_option_and_is_another_in_another_form() -> None:
    seeds = [NONCES.read(NONCES.issue(1, NOW), NOW).seed for _ in range(1000)]
    ids = [option_id(seed, "key") for seed in seeds]
    assert len(set(ids)) == 1000
    first = Counter(id[0] for id in ids)
    assert sum((first[digit] - 62.5) ** 2 / 62.5 for digit in "0123456789abcdef") < 60


def test_the_same_seed_gives_the_same_order_and_ids() -> None:
    assert shuffled("ab" * 16, "abcdef", str) == shuffled("ab" * 16, "fedcba", str)
    assert option_id("ab" * 16, "key") == option_id("ab" * 16, "key")


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    place = tmp_path / "var" / "secret"
    secret = kept_secret(place)
    assert kept_secret(place) == secret
    assert len(secret) == 64
    assert place.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in place.parent.iterdir()] == ["secret"]


def test_processes_that_make_it_at_once_agree(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        made = pool.map(kept_secret, [tmp_path / "secret"] * 16, chunksize=1)
    assert len(set(made)) == 1


def test_it_refuses_a_secret_cut_short(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("short")
    with pytest.raises(RuntimeError, match="too short"):
        kept_secret(tmp_path / "secret")


def test_a_secret_from_the_settings_needs_no_file(tmp_path: Path) -> None:
    Nonces.of(Settings(secret="given", var_dir=tmp_path))
    assert list(tmp_path.iterdir()) == []
