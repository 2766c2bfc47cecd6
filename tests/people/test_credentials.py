"""Which logins and passwords are taken."""

import pytest

from saas.people.credentials import check_login, check_password, strength


@pytest.mark.parametrize("login", ["13812345678", "a@b.cn", "first.last+x@mail.example.com"])
def test_it_takes_mobile_numbers_and_mail_addresses(login):
    assert check_login(login) is None


@pytest.mark.parametrize(
    "login",
    ["", "12345678901", "1381234567", "１３８１２３４５６７８", "A@b.cn", "a@b", "a@b..cn", "a b@c.cn",
     "а@b.cn", "a@b.cn\n", "x" * 130 + "@b.cn"],
)  # fmt: skip
def test_it_refuses_what_is_neither(login):
    assert check_login(login).field == "login"


@pytest.mark.parametrize(
    ("password", "how"),
    [("1234567890", "weak"), ("password2026", "weak"), ("qwertyuiop", "weak"), ("aaaabbbbcccc", "weak"),
     ("13812345678", "weak"), ("tiger9river", "fair"), ("冰柜温度负十八度以下", "fair"),
     ("four words in a row", "strong")],
)  # fmt: skip
def test_it_measures_how_hard_a_password_is_to_guess(password, how):
    assert strength(password, "13812345678") == how


def test_it_bounds_the_length():
    assert check_password("a1b2c3d4e", "x@y.cn").message.startswith("密码至少")
    assert check_password("ab1" * 60, "x@y.cn").message.startswith("密码最多")
