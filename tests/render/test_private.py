"""What is private in a text: what is found, what isn't, and how long it takes to look."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.render.private import TOO_DEEP, masked

FOUND = {
    "write to alice.o-brien+x@mail.example.com now": "write to [email] now",
    "alice&#64;example.com": "[email]",
    "alice%40example.com": "[email]",
    "日本@例え.jp": "[email]",
    "4111 1111 1111 1111 12/27": "[card] 12/27",
    "5500-0000-0000-0004.": "[card].",
    "3782 822463 10005": "[card]",
    "6011000990139424": "[card]",
    "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1": "[card]",
    "card 4111111111111111 or 5500000000000004": "card [card] or [card]",
    "4111 1111 1111 1111 555 234 5678": "[card] [phone]",
    "+49 30 123456": "[phone]",
    "0049 30 123456": "[phone]",
    "(555) 234-5678 ok": "[phone] ok",
    "(+1) 555.234.5678": "[phone]",
    "call 1-800-555-0199 or 5552345678": "call [phone] or [phone]",
    "020 7946 0958": "[phone]",
    "+1 555 234 5678 99 88 77 66": "[phone] 77 66",
    "password=hunter22, next": "password=[secret], next",
    '"api_key" : "abc"': '"api_key" : "[secret]"',
    "{'client_secret': 'xyz'}": "{'client_secret': '[secret]'}",
    "{&quot;password&quot;: &quot;hunter2&quot;}": "{&quot;password&quot;: &quot;[secret]&quot;}",
    "Authorization: Bearer abcdefghijkl": "Authorization: [secret] [secret]",
    "sent Basic dXNlcjpwYXNz there": "sent Basic [secret] there",
    "sk-proj-abcdefghijklmnopqrstuv": "[secret]",
    "ghp_abcdefghijklmnop": "[secret]",
    "AKIAABCDEFGHIJKLMNOP": "[secret]",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmVk": "[secret]",
    "00D000000000001EAA!AQcAQH0dMHZfz972Szmpkb58urFRkgeB": "[secret]",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- x": "[secret] x",
}
LEFT = [
    "2026-01-28 10:15:23",
    "2026-01-28 101523",
    "09-12-2026 10:15",
    "1769595323000",
    "order 12345678, item 4111111111111112",
    "0196b1a2-6f0e-7c3d-9a51-3f2b8c7d6e5f",
    "a1b2c3d4-1234-5678-9012-345678901234",
    "0051Q00000ABCDEFGH",
    "192.168.100.200:8080, v1.2.3, 3.14159265358979",
    "max_tokens: 4096, tokens=12, input_tokens: 7",
    "a @ b, @handle, user@localhost",
    "the basic idea",
    "1234567890123456789012345",
]


@pytest.mark.parametrize("text", FOUND)
def test_what_is_private_is_masked(text: str) -> None:
    """Its form gives it away, however it is grouped or escaped; what is around it stays."""
    assert masked(text) == FOUND[text]


@pytest.mark.parametrize("text", LEFT)
def test_what_isnt_private_stays(text: str) -> None:
    """Dates, times, ids, addresses of machines, counts and order numbers aren't taken for anything private."""
    assert masked(text) == text


@pytest.mark.parametrize("text", FOUND)
def test_json_hides_nothing(text: str) -> None:
    """Within JSON the same is found, though every character is escaped, and however JSON lies within JSON."""
    escaped = "".join(f"\\u{ord(character):04x}" for character in text)
    assert json.loads(masked(f'{{"a": ["{escaped}"]}}')) == {"a": [FOUND[text]]}
    twice = json.dumps({"inner": json.dumps({"a": text})})
    assert json.loads(json.loads(masked(twice))["inner"]) == {"a": FOUND[text]}


def test_json_stays_json() -> None:
    """Names are searched as well as values, numbers as well as texts, and nothing gets lost or changes its place."""
    document = {
        "n": 4111111111111111,
        "a@b.co": 1,
        "c@d.co": 2,
        "password": "x",
        "token": 12,
        "secret": None,
        "api_key": {"deep": True},
        "text": "\nbob@x.io",
    }
    assert json.loads(masked(json.dumps(document))) == {
        "n": "[card]",
        "[email]": 1,
        "[email] 2": 2,
        "password": "[secret]",
        "token": "[secret]",
        "secret": None,
        "api_key": {"deep": True},
        "text": "\n[email]",
    }


def test_json_without_anything_private_is_as_it_was() -> None:
    """Digit for digit and space for space."""
    text = '{ "a" : 1.10, "b": "\\u0041\\n", "a": 12345678901234567890123 }'
    assert masked(text) == text


def test_what_is_nested_without_end() -> None:
    """What can't be searched to its end is masked as a whole."""
    assert masked('{"a":' * 50_000 + '"\\u0041 alice@example.com"' + "}" * 50_000) == TOO_DEEP


@given(st.text(), st.sampled_from(sorted(FOUND)), st.text())
def test_whatever_stands_around_it(before: str, text: str, after: str) -> None:
    """Nothing that stands beside an address or a card, or a token, keeps it from being found, and nothing fails."""
    private = "alice@example.com"
    assert private not in masked(f"{before} {private} {after}")
    assert isinstance(masked(before + text + after), str)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a@",
        "1 ",
        "_a",
        "eyJ-",
        "token ",
        "token=",
        "-----BEGIN PRIVATE KEY-----",
        "1-1-1-1-1-1-1-1a",
        "((+",
        *("Basic ", "&#0000", "a.", '{"a":', "[", "4111 ", "x-token", "sk-", "00D"),
    ],
)
def test_no_text_takes_forever(text: str) -> None:
    """However a text is made, searching it takes time in proportion; were it the square, this would not end."""
    assert masked(text * (200_000 // len(text)))
