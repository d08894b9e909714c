"""What the help of commands that are no loss begins with: commands to copy. Those of a loss stand in its entry."""

from lossctl.losses import LOSSES

_OF_OTHERS = {
    "": (
        "lossctl ce logits.npy labels.npy --weight 9,15,80 --explain",
        "lossctl bce '[[.5, 1, .8]]' '[[0, 1, 0]]'  # numbers as they stand",
        "lossctl ce pasted.txt --expect 1.6557    # why is it another number?",
    ),
    "merge": (
        "lossctl merge shard-0.json shard-1.json",
        "lossctl merge 'shard-*.json' --json      # a quoted pattern, 2 before 10",
        "lossctl batch jobs.jsonl | lossctl merge - -q",
        "lossctl merge 'shard-*.json' --reduction sum -o whole.json",
    ),
    "batch": (
        "lossctl batch jobs.jsonl -o results.jsonl",
        "lossctl batch - < jobs.jsonl | jq .loss",
        "lossctl batch --schema                  # what a job may hold",
        "lossctl batch --schema result           # and what it makes",
    ),
}


def examples_of(command: str) -> tuple[str, ...]:
    """The examples of a command; of lossctl itself for ''."""
    return LOSSES[command].examples if command in LOSSES else _OF_OTHERS[command]
