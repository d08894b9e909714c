from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("ce", "lossctl ce: INPUT is missing\n  lossctl ce -h shows examples\n"),
        ("ce a --reducton x", "lossctl ce: no option --reducton\n  did you mean --reduction?\n"),
        ("ce a --ignore_indx=3", "lossctl ce: no option --ignore-indx\n  did you mean --ignore-index?\n"),
        ("ce a -rows 3", "lossctl ce: no option -rows\n  did you mean --rows?\n"),
        ("ce a --pos-weight 1", "lossctl ce: no option --pos-weight\n  did you mean --weight or --sample-weight?\n"),
        ("ce a --log-target", "lossctl ce: no option --log-target\n"),
        ("--foo", "lossctl: no option --foo\n"),
        ("cee a", "lossctl: no command cee: there are ce, bce, bce-logits, kl, merge, batch\n  did you mean ce?\n"),
        ("a.npy b.npy", "lossctl: no command a.npy: there are ce, bce, bce-logits, kl, merge, batch\n"),
        ("batch", "lossctl batch: JOBS is missing\n  lossctl batch -h shows examples\n"),
        ("batch a b", "lossctl batch: more than JOBS: b\n"),
        ("batch a.jsonl -o b.csv", "lossctl batch: b.csv: batch writes JSON Lines\n  give it the suffix .jsonl\n"),
        ("merge a --threads 3", "lossctl merge: no option --threads\n"),
        ("ce a --precision", "lossctl ce: --precision needs a value\n"),
        ("ce a --explain=3", "lossctl ce: --explain takes no value\n"),
        ("ce a --precision x", "lossctl ce: --precision x is not a whole number\n"),
        ("ce a --precision -0.5", "lossctl ce: --precision -0.5 is not a whole number\n"),
        ("ce a --temperature hot", "lossctl ce: --temperature hot is not a number\n"),
        ("ce a --reduction avg", "lossctl ce: --reduction avg is none of mean, sum, none\n"),
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
