"""What the help of commands that are no loss begins with: commands to copy. Those of a loss stand in its entry."""

from lossctl.losses import LOSSES

_OF_OTHERS = {
    "": (
        "lossctl ce '[[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]]' 0,1",
        "lossctl ce logits.npy labels.npy --weight 9,15,80 --explain",
        "lossctl bce table.csv:p table.csv:y",
        "lossctl kl student.npy teacher.npy --target-from logits --temperature 2",
        "lossctl ce pasted.txt                   # a block copied from a post",
        "lossctl batch jobs.jsonl > results.jsonl",
        "lossctl merge 'shard-*.json'",
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
    ),
}


def examples_of(command: str) -> tuple[str, ...]:
    """The examples of a command; of lossctl itself for ''."""
    return LOSSES[command].examples if command in LOSSES else _OF_OTHERS[command]
