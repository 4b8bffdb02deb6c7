"""Rules of the door: one spelling of an email, addresses of this site, browsers in words, whom a try is counted for."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from app.accounts.devices import browser_and_system
from app.accounts.emails import NotAnEmail, read_email
from app.accounts.passwords import NotAPassword, _hasher, is_password_of, read_password
from app.accounts.tries import address_of
from app.home.whereto import safe_address
from app.settings import Settings


def test_one_mailbox_is_one_email() -> None:
    for said, kept in {
        " Maria@Example.ORG ": "maria@example.org",
        "mu\u0308ller@example.org": "müller@example.org",
        "a@BÜCHER.example": "a@xn--bcher-kva.example",
        "a@xn--bcher-kva.example": "a@xn--bcher-kva.example",
        "maria+cards@example.org": "maria+cards@example.org",
        "ada@localhost": "ada@localhost",
    }.items():
        assert read_email(said) == kept


@given(st.text(max_size=300))
def test_any_text_is_an_email_or_is_refused(said: str) -> None:
    try:
        kept = read_email(said)
    except NotAnEmail:
        return
    assert read_email(kept) == kept
    assert len(kept) <= 254


@given(st.text(max_size=50).map(lambda rest: "/" + rest))
def test_an_address_to_go_on_to_stays_on_this_site(said: str) -> None:
    kept = safe_address(said)
    assert kept.startswith("/")
    assert not kept.startswith(("//", "/\\"))
    assert kept.isprintable()


def test_browsers_are_called_by_their_names() -> None:
    for said, named in {
        "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0": ("Firefox", "Linux"),
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/142.0 Safari/537 Edg/142.0": ("Edge", "Windows"),
        "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537 SamsungBrowser/29.0 Chrome/136 Mobile Safari/537": (
            "Samsung Internet",
            "Android",
        ),
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/19.0 Safari/605": ("Safari", "macOS"),
        "curl/8.5.0": ("", ""),
        "": ("", ""),
    }.items():
        assert browser_and_system(said) == named


def test_a_try_is_counted_for_whoever_can_choose_the_address() -> None:
    for said, counted in {
        "192.0.2.7": "192.0.2.7",
        "::ffff:192.0.2.7": "192.0.2.7",
        "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
        "2001:db8:1:2:ffff::1": "2001:db8:1:2::/64",
        "testclient": "testclient",
    }.items():
        assert address_of(Request({"type": "http", "client": (said, 1)})) == counted
    assert address_of(Request({"type": "http", "client": None})) == ""


def test_what_is_too_long_is_refused_before_it_is_put_in_order() -> None:
    # Marks above and below by turns: to sort half a million of them takes minutes, in which nothing else is answered.
    marks = "a" + "\u0301\u0323" * 250_000
    with pytest.raises(NotAnEmail, match="254 characters"):
        read_email(f"{marks}@example.org")
    with pytest.raises(NotAPassword, match=r"1,000 characters"):
        read_password(marks)
    assert not asyncio.run(is_password_of(None, marks))


def test_two_keyboards_write_one_password() -> None:
    assert read_password("gru\u0308ne Wiesen") == read_password("grüne Wiesen")


def test_the_hash_costs_what_the_standard_asks() -> None:
    # RFC 9106, 4: the second choice, for where memory is short.
    assert (_hasher.type.name, _hasher.memory_cost, _hasher.time_cost, _hasher.parallelism) == ("ID", 65536, 3, 4)


def test_mail_settings_that_cannot_work_are_refused() -> None:
    good = {"smtp_url": "smtps://a:b@mail.example.org", "mail_from": "c@example.org", "base_url": "https://c.example"}
    Settings.model_validate(good)
    for name, value in {"smtp_url": "mail.example.org", "mail_from": "", "base_url": ""}.items():
        with pytest.raises(ValueError, match=f"CAIRN_{name.upper()}"):
            Settings.model_validate({**good, name: value})
