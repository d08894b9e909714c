from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("ce", "lossctl ce: INPUT is missing\n  lossctl ce -h shows examples\n"),
        ("ce a --reducton x", "lossctl ce: no option --reducton\n  did you mean --reduction?\n"),
        ("ce a --ignore_indx=3", "lossctl ce: no option --ignore-indx\n  did you mean --ignore-index?\n"),
        ("ce a -rows 3", "lossctl ce: no option -rows\n  did you mean --rows?\n"),
        ("ce a --pos-weight 1", "lossctl ce: no option --pos-weight\n  bce-logits has it\n"),
        ("ce a --log-target", "lossctl ce: no option --log-target\n  kl has it\n"),
        ("--foo", "lossctl: no option --foo\n"),
        ("cee a", "lossctl: no command cee: there are ce, bce, bce-logits, kl, merge, batch\n  did you mean ce?\n"),
        (
            "a.npy b.npy",
            (
                "lossctl: no command a.npy: there are ce, bce, bce-logits, kl, merge, batch\n"
                "  did you mean lossctl ce a.npy b.npy?\n"
            ),
        ),
        ("batch", "lossctl batch: JOBS is missing\n  lossctl batch -h shows examples\n"),
        ("batch a b", "lossctl batch: more than JOBS: b\n"),
        ("batch a.jsonl -o b.csv", "lossctl batch: b.csv: batch writes JSON Lines\n  give it the suffix .jsonl\n"),
        ("merge a --threads 3", "lossctl merge: no option --threads\n  ce, bce, bce-logits, kl and batch have it\n"),
        ("ce a --precision", "lossctl ce: --precision needs a value\n  --precision N\n"),
        ("ce a --explain=3", "lossctl ce: --explain takes no value\n  did you mean --explain?\n"),
        (
            "ce https://a.org/x.npy?a=1&b t.npy",
            (
                "lossctl ce: https://a.org/x.npy?a=1&b: is a URL, and lossctl reads files\n"
                "  curl -fLO 'https://a.org/x.npy?a=1&b' fetches it; then give the name of the file\n"
            ),
        ),
        ("ce a --help-all", "lossctl ce: no option --help-all\n  did you mean --help?\n"),
        ("ce a --precision x", "lossctl ce: --precision x is not a whole number\n"),
        ("ce a --precision -0.5", "lossctl ce: --precision -0.5 is not a whole number\n"),
        ("ce a --temperature hot", "lossctl ce: --temperature hot is not a number\n"),
        (
            "ce a --reduction avg",
            "lossctl ce: --reduction avg is none of mean, sum, none\n  did you mean --reduction mean?\n",
        ),
        (
            "ce a b -1 d",
            (
                "lossctl ce: more than INPUT and TARGET: -1 d\n"
                "  a word with spaces in it needs quotes: '[[2, 0.5], [0.2, 2]]' 'x.npy[:, :-1]'\n"
            ),
        ),
    ],
)
def test_a_wrong_call_has_one_message_and_status_2(run: Callable, line: str, message: str) -> None:
    ran = run(*line.split())
    assert (ran.status, ran.out, ran.err) == (2, "", message)
