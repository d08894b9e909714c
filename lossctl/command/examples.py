"""What each command's help begins with: commands to copy."""

EXAMPLES = {
    "": (
        "lossctl ce '[[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]]' 0,1",
        "lossctl ce logits.npy labels.npy --weight 9,15,80 --explain",
        "lossctl bce table.csv:p table.csv:y",
        "lossctl kl student.npy teacher.npy --target-from logits --temperature 2",
        "lossctl ce pasted.txt                   # a block copied from a post",
        "lossctl batch jobs.jsonl > results.jsonl",
        "lossctl merge 'shard-*.json'",
    ),
    "ce": (
        "lossctl ce '[[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]]' 0,1 --explain",
        "lossctl ce logits.npy labels.npy --weight 9,15,80",
        "lossctl ce batch.npz --ignore-index 255  # both arrays in one file",
        "lossctl ce batch.json:model.logits 0,0,0,1 --json",
        "lossctl ce log_probs.csv labels.csv --from log-probs  # F.nll_loss",
        "lossctl ce logits.npy labels.npy -q      # the number alone",
    ),
    "bce": (
        "lossctl bce '[[.5, 1, .8], [.2, .4, .6]]' '[[0, 1, 0], [0, 0, 1]]' --explain",
        "lossctl bce probs.npy targets.npy --reduction none -o losses.npy",
        "lossctl bce table.csv:p table.csv:y      # columns of one table",
        "lossctl bce probs.npy targets.npy --sort loss --rows 20",
    ),
    "bce-logits": (
        "lossctl bce-logits '[[.5, 1, .8], [.2, .4, .6]]' '[[0, 1, 0], [0, 0, 1]]'",
        "lossctl bce-logits logits.npy targets.npy --pos-weight 1,2,3 --explain",
        "lossctl bce-logits logits.csv targets.csv --format csv > losses.csv",
        "lossctl bce-logits -0.5,1.2 0,1 -q       # the number alone",
    ),
    "kl": (
        "lossctl kl '[[.5, 1, .8]]' '[[.3, .4, .3]]' --reduction batchmean --explain",
        "lossctl kl student.npy teacher.npy --target-from logits --temperature 2",
        "lossctl kl log_q.npy log_p.npy --from log-probs --log-target  # F.kl_div",
        "lossctl kl logits.csv probs.csv --format jsonl",
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
